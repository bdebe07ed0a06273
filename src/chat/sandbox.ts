import { randomUUID } from 'node:crypto'
import { ZhibuError } from '../base/errors.ts'
import type { Capabilities, ChatPort, Conversation, OutgoingMessage, Receive, SendOutcome } from './port.ts'
import type { Line } from './sandbox-log.ts'
import { SandboxLog } from './sandbox-log.ts'

export type { Line } from './sandbox-log.ts'
export type FileContent = NonNullable<OutgoingMessage['file']>

/** Which real platform the sandbox behaves like. */
export type SandboxProfile = 'wechat' | 'wecom'

/** What each of them can do. */
export const capabilitiesOf: Record<SandboxProfile, Capabilities> = {
  wechat: {
    mentionMember: true,
    mentionAll: false,
    buttons: false,
    updateCard: false,
    sendFile: true,
    writeFirst: true,
    readUnmentioned: true,
    stableIds: true,
    hears: true,
    byPhone: false,
    atOnce: 1,
  },
  wecom: {
    mentionMember: false,
    mentionAll: false,
    buttons: true,
    updateCard: false,
    sendFile: true,
    writeFirst: false,
    readUnmentioned: false,
    stableIds: true,
    hears: true,
    byPhone: false,
    atOnce: 1,
  },
}

export interface SandboxOptions {
  profile: SandboxProfile
  botName?: string
  /** Append-only JSONL file with the visible history; without it the history lives in memory. */
  log?: string
  now: () => Date
}

/** What a person does in the sandbox. */
interface Doing {
  userId: string
  name: string
  conversation: Conversation
}

/** A chat platform of our own: it keeps the visible history and lets a page or a test play every person. */
export class SandboxChat implements ChatPort {
  readonly platform = 'sandbox'
  readonly account = 'sandbox'
  readonly profile: SandboxProfile
  readonly capabilities: Capabilities
  readonly botName: string
  readonly #now: () => Date
  readonly #log: SandboxLog
  readonly #listeners = new Set<(line: Line) => void>()
  #receive: Receive | null = null

  constructor({ profile, botName = '小助手', log, now }: SandboxOptions) {
    this.profile = profile
    this.capabilities = capabilitiesOf[profile]
    this.botName = botName
    this.#now = now
    this.#log = new SandboxLog(log)
  }

  async start(receive: Receive): Promise<void> {
    this.#receive = receive
  }

  async stop(): Promise<void> {
    this.#receive = null
  }

  /** Shows the message once per `id`. The wecom profile refuses to write to a person who never wrote to it. */
  async send(to: Conversation, message: OutgoingMessage, id: string): Promise<SendOutcome> {
    const lineId = `bot-${id}`
    if (this.#log.line(lineId)) return { kind: 'accepted' }
    if (message.buttons.length > 0 && !this.capabilities.buttons) return { kind: 'refused', reason: '这个平台没有按钮' }
    if (to.kind === 'private' && !this.capabilities.writeFirst && !this.hasWritten(to))
      return { kind: 'refused', reason: '对方还没有跟小助手说过话，不能先发给他' }
    const { text, buttons, file } = message
    const mentions = this.capabilities.mentionMember ? message.mentions : []
    const from: Line['from'] = { kind: 'bot', id: 'bot', name: this.botName }
    try {
      this.#keep({ id: lineId, at: this.#now(), conversation: to, from, text, mentions, buttons }, file)
    } catch (error) {
      return { kind: 'refused', reason: `写不进聊天记录：${error instanceof Error ? error.message : String(error)}` }
    }
    return { kind: 'accepted' }
  }

  /**
   * A person says something; files follow the text as lines of their own. Resolves when the bot has taken it in, or
   * at once when the profile does not hear it; rejects when the bot did not take it (the line stays visible).
   */
  async say(words: Doing & { text: string; mentionBot?: boolean; files?: FileContent[] }): Promise<void> {
    const receive = this.#connected()
    const { userId, name, conversation, files = [] } = words
    const mention = `@${this.botName}`
    const text = words.mentionBot && !words.text.includes(mention) ? `${mention} ${words.text}` : words.text
    const at = this.#now()
    const from: Line['from'] = { kind: 'person', id: userId, name }
    const show = (shown: string, file?: FileContent) => {
      const line = { id: randomUUID(), at, conversation, from, text: shown, mentions: [], buttons: [] }
      this.#keep(line, file)
      return line.id
    }
    const ids = text === '' && files.length > 0 ? [] : [show(text)]
    for (const file of files) ids.push(show('', file))

    const addressed = conversation.kind === 'private' || text.includes(mention)
    if (!addressed && !this.capabilities.readUnmentioned) return
    await receive({
      id: ids[0] ?? randomUUID(),
      conversation,
      sender: { id: userId, name },
      // Like the real adapters: the mention says who is meant and is no part of what is said.
      text: text
        .split(mention)
        .map((part) => part.trim())
        .join(' ')
        .trim(),
      addressed,
      files: files.map(({ bytes, ...file }) => ({ ...file, read: async () => bytes })),
      at,
    })
  }

  /** A person taps a button under one of the bot's lines; throws NOT_FOUND when there is no such button. */
  async click({ userId, name, conversation, lineId, key }: Doing & { lineId: string; key: string }): Promise<void> {
    const receive = this.#connected()
    const line = this.#log.lines(conversation).find((one) => one.id === lineId)
    const button = line?.buttons.find((one) => one.key === key)
    if (!line || !button) throw new ZhibuError('NOT_FOUND', '没有这个按钮', '刷新页面后再点')
    this.#tell(this.#log.addClick(line, { userId, name, key }))
    await receive({
      id: randomUUID(),
      conversation,
      sender: { id: userId, name },
      text: button.label,
      addressed: true,
      button: key,
      files: [],
      at: this.#now(),
    })
  }

  /** The visible history of one conversation, oldest first. */
  lines(conversation: Conversation): readonly Line[] {
    return this.#log.lines(conversation)
  }

  /** The file that hangs on a line. */
  file(lineId: string): FileContent | undefined {
    return this.#log.file(lineId)
  }

  /** Tells of every new line, and again of a line that was clicked. @returns stops telling */
  subscribe(listener: (line: Line) => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  /** Whether the person of a private conversation ever wrote there. */
  hasWritten(conversation: Conversation): boolean {
    return this.#log.lines(conversation).some((line) => line.from.kind === 'person')
  }

  #connected(): Receive {
    if (!this.#receive) throw new ZhibuError('CHAT_REFUSED', '小助手还没有接通', '等它启动完再说')
    return this.#receive
  }

  #keep(line: Line, file?: FileContent) {
    this.#tell(this.#log.addLine(line, file))
  }

  #tell(line: Line) {
    for (const listener of this.#listeners) listener(line)
  }
}
