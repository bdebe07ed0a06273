import type {
  Capabilities,
  ChatPort,
  Conversation,
  OutgoingMessage,
  Receive,
  SendOutcome,
} from '../../src/chat/port.ts'
import { capabilitiesOf as sandboxCan } from '../../src/chat/sandbox.ts'
import type { Life } from './life.ts'
import { type PlatformName, platforms } from './world.ts'

/** As WeChat can; and as WeCom can, which also mentions people here. */
const capabilitiesOf: Record<PlatformName, Capabilities> = {
  free: sandboxCan.wechat,
  strict: { ...sandboxCan.wecom, mentionMember: true },
}

/** What the program handed to a platform, and what it was told. */
export interface Sent {
  noticeId: number
  platform: PlatformName
  to: Conversation
  message: OutgoingMessage
  /** What the program takes the time for. */
  at: Date
  life: number
  /** It is to be read on the other side. */
  arrived: boolean
  /** `none`: the program ended before it heard. */
  told: SendOutcome['kind'] | 'none'
}

/** What becomes of something that is sent. */
export type Fate =
  | 'accepted'
  /** The program is killed with the words on its tongue, or when they have just arrived. */
  | 'cut_before'
  | 'cut_after'
  /** The platform says that it does not know; it arrived, or it did not. */
  | 'unknown_arrived'
  | 'unknown_lost'
  /** The platform says nothing for so long that nobody waits for it; it arrived. */
  | 'silent'
  | 'busy'
  | 'refused'

/** What a person says or taps. */
export interface Words {
  id: string
  platform: PlatformName
  conversation: Conversation
  userId: string
  name: string
  text: string
  addressed: boolean
  button?: string
}

/** Two chat platforms outside of the program, which remember everything that was handed to them. */
export class Street {
  readonly sent: Sent[] = []
  /** Decides what becomes of the next thing that is sent; accepted unless told otherwise. */
  fate: () => Fate = () => 'accepted'
  /** Sees what is handed over before it arrives. */
  onSend: (sent: Sent) => void = () => {}
  /** Sees what arrived. */
  onArrival: (sent: Sent) => void = () => {}
  readonly #receivers = new Map<PlatformName, Receive>()
  readonly #botNow: () => Date
  #unanswered: (() => void)[] = []

  constructor(botNow: () => Date) {
    this.#botNow = botNow
  }

  /** The connections of one life. */
  ports(life: Life, number: number): ChatPort[] {
    return platforms.map((platform) => ({
      platform,
      account: 'bot',
      // Some lives send one message after the other, some several at the same moment.
      capabilities: { ...capabilitiesOf[platform], atOnce: number % 3 === 0 ? 1 : 8 },
      start: async (receive) => {
        life.alive()
        this.#receivers.set(platform, receive)
      },
      stop: async () => {
        if (!life.dead) this.#receivers.delete(platform)
      },
      send: (to, message, id) => this.#take(life, number, platform, to, message, id),
    }))
  }

  /** Whether the program takes it in: then it is its own to keep. */
  async give(words: Words): Promise<boolean> {
    const receive = this.#receivers.get(words.platform)
    if (!receive) return false
    const { id, conversation, userId, name, text, addressed, button } = words
    const sender = { id: userId, name }
    const message = { id, conversation, sender, text, addressed, files: [], at: this.#botNow() }
    try {
      await receive(button === undefined ? message : { ...message, button })
      return true
    } catch {
      return false
    }
  }

  /** Nobody is connected any more. */
  hangUp(): void {
    this.#receivers.clear()
  }

  /** Says after all what became of what it had kept silent about: too late. */
  answerLate(): void {
    for (const answer of this.#unanswered.splice(0)) answer()
  }

  async #take(
    life: Life,
    number: number,
    platform: PlatformName,
    to: Conversation,
    message: OutgoingMessage,
    id: string,
  ): Promise<SendOutcome> {
    life.alive()
    const noticeId = Number(id.slice(2))
    const sent: Sent = {
      noticeId,
      platform,
      to,
      message,
      at: this.#botNow(),
      life: number,
      arrived: false,
      told: 'none',
    }
    this.sent.push(sent)
    this.onSend(sent)
    const fate = this.fate()
    const tell = (outcome: SendOutcome): SendOutcome => {
      sent.told = outcome.kind
      return outcome
    }
    const arrive = () => {
      sent.arrived = true
      this.onArrival(sent)
    }
    switch (fate) {
      case 'accepted':
        arrive()
        return tell({ kind: 'accepted' })
      case 'cut_before':
        life.end()
        life.alive()
        break
      case 'cut_after':
        arrive()
        life.end()
        life.alive()
        break
      case 'unknown_arrived':
        arrive()
        break
      case 'silent':
        arrive()
        tell({ kind: 'unknown', reason: '' })
        return new Promise((resolve) => this.#unanswered.push(() => resolve({ kind: 'accepted' })))
      case 'busy':
        return tell({ kind: 'refused', reason: '平台繁忙', retryAfterMs: 90_000 })
      case 'refused':
        return tell({ kind: 'refused', reason: '平台不收' })
      case 'unknown_lost':
        break
    }
    return tell({ kind: 'unknown', reason: '平台没有说收没收到' })
  }
}
