import type { Log } from '../../base/log.ts'
import type { Receive } from '../port.ts'
import { chosenNote, drawCard, drawDone, readClick } from './cards.ts'
import type { WecomConnection } from './connection.ts'
import type { Click } from './frames.ts'

/** A card can be changed for five seconds after the click; what takes longer is said to be under way. */
const answerWithinMs = 3_500
const remembered = 5_000

interface Choice {
  clickId: string
  key: string
  taken: Promise<boolean>
}

/**
 * Clicks on cards: handed on once, and the card says at once what was chosen. In a group the buttons stay, because the
 * others must still answer and anybody may change their mind; in private the question is closed.
 */
export class Clicks {
  readonly #connection: WecomConnection
  readonly #now: () => Date
  readonly #log: Log
  readonly #choices = new Map<string, Choice>()

  constructor(connection: WecomConnection, now: () => Date, log: Log) {
    this.#connection = connection
    this.#now = now
    this.#log = log
  }

  async take(click: Click, receive: Receive): Promise<void> {
    const { conversation, userId, taskId } = click
    const { card, button, done } = readClick(taskId, click.key)
    const who = `${userId} ${taskId}`
    const earlier = this.#choices.get(who)
    const again = earlier && earlier.clickId !== click.id
    const closed = conversation.kind === 'private'
    const known = done || (again && (closed || earlier.key === button.key))
    const taken = known ? (earlier?.taken ?? Promise.resolve(true)) : this.#handOn(click, button, receive)
    if (!known) this.#remember(who, { clickId: click.id, key: button.key, taken })
    const chosen = known && earlier ? (card.buttons.find((one) => one.key === earlier.key) ?? button) : button

    const kept = await within(taken, answerWithinMs)
    if (kept === false && !known) this.#choices.delete(who)
    const drawn =
      kept === true && (closed || card.buttons.length === 0 || done)
        ? drawDone(card, chosen)
        : drawCard(card, noteOf(kept, chosen.label))
    if (card.buttons.length === 0 && kept !== true) return
    const body = { response_type: 'update_template_card', template_card: drawn, userids: [userId] }
    const ack = await this.#connection.request('aibot_respond_update_msg', body, click.reqId)
    if (ack.kind !== 'ok') this.#log.warn({ outcome: ack.kind, task: taskId }, '企业微信的卡片没有改成')
  }

  #handOn(click: Click, button: { label: string; key: string }, receive: Receive): Promise<boolean> {
    const { id, conversation, userId } = click
    return receive({
      id,
      conversation,
      sender: { id: userId, name: userId },
      text: button.label,
      addressed: true,
      button: button.key,
      files: [],
      at: this.#now(),
    }).then(
      () => true,
      (error: unknown) => {
        this.#log.error({ err: error, message: id }, '企业微信的点击没有记下')
        return false
      },
    )
  }

  #remember(who: string, choice: Choice): void {
    this.#choices.delete(who)
    this.#choices.set(who, choice)
    const oldest = this.#choices.keys().next()
    if (this.#choices.size > remembered && !oldest.done) this.#choices.delete(oldest.value)
  }
}

const noteOf = (kept: boolean | null, label: string): string =>
  kept === true ? chosenNote(label) : kept === false ? '没有记上，请再点一次' : `正在记：${label}`

/** The result, or null when it takes longer. */
async function within<T>(work: Promise<T>, ms: number): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), ms)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
