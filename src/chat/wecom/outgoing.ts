import type { Conversation, OutgoingMessage, SendOutcome } from '../port.ts'
import { type Card, drawCard, fitsCard, inWords, layOut, shortCard, taskIdOf } from './cards.ts'
import type { WecomConnection } from './connection.ts'
import { codes, outcomeOf } from './errors.ts'
import { mediaTypeOf, upload, whyNot } from './media.ts'
import { type Limits, Pace } from './pace.ts'
import { markdownPieces } from './text.ts'

/** One frame of a message. */
type Part =
  | { kind: 'markdown'; content: string }
  | { kind: 'card'; card: Card }
  | { kind: 'media'; type: string; mediaId: string }

const markdownBytes = 20_480
const remembered = 1_000

/** What a message is on this platform: a card where there are buttons, markdown otherwise; long texts in several pieces. */
export function partsOf(to: Conversation, message: OutgoingMessage, id: string): Part[] {
  const { text, buttons } = message
  const markdown = (words: string): Part[] =>
    words.trim() === '' ? [] : markdownPieces(words, markdownBytes).map((content) => ({ kind: 'markdown', content }))
  if (!fitsCard(buttons)) return markdown(inWords(message))
  const taskId = taskIdOf(id, to, message)
  const layout = layOut(text)
  if (layout) return [{ kind: 'card', card: { taskId, ...layout, buttons } }]
  return [...markdown(text), { kind: 'card', card: shortCard(taskId, buttons) }]
}

/** Everything the bot sends on its own, and what became of it. */
export class Outgoing {
  readonly #connection: WecomConnection
  readonly #now: () => Date
  readonly #pace: Pace
  /** How many parts of a message were accepted, so that another try begins where the last one broke off. */
  readonly #accepted = new Map<string, number>()

  constructor(connection: WecomConnection, now: () => Date, limits: Limits) {
    this.#connection = connection
    this.#now = now
    this.#pace = new Pace(limits)
  }

  async send(to: Conversation, message: OutgoingMessage, id: string): Promise<SendOutcome> {
    const { file } = message
    const unfit = file ? whyNot(file) : null
    if (unfit !== null) return { kind: 'refused', reason: unfit }
    const parts = partsOf(to, message, id)
    const key = `${id} ${to.kind}:${to.id} ${parts.length}`
    const from = this.#accepted.get(key) ?? 0
    const wait = this.#pace.wait(to.id, this.#now(), parts.length - from + (file ? 1 : 0))
    if (wait > 0) return { kind: 'refused', reason: '这个会话里刚发了很多，过一会儿再发', retryAfterMs: wait }

    // Uploaded first: nobody sees it, so that a file that does not get through leaves no half of a message behind.
    if (file) {
      const uploaded = await upload((cmd, body) => this.#connection.request(cmd, body), file)
      if ('mediaId' in uploaded) parts.push({ kind: 'media', type: mediaTypeOf(file), mediaId: uploaded.mediaId })
      else if (uploaded.kind === 'error') return outcomeOf(uploaded)
      else return outcomeOf({ kind: 'not_sent' })
    }
    for (let index = from; index < parts.length; index++) {
      const part = parts[index]
      const outcome = part ? await this.#sendPart(to, part) : null
      if (outcome?.kind === 'accepted' || !outcome) continue
      this.#remember(key, index)
      return index === 0 ? outcome : { ...outcome, reason: `前 ${index} 段已发出，后面的没有：${outcome.reason}` }
    }
    this.#accepted.delete(key)
    return { kind: 'accepted' }
  }

  async #sendPart(to: Conversation, part: Part): Promise<SendOutcome> {
    this.#pace.note(to.id, this.#now())
    const ack = await this.#connection.request('aibot_send_msg', {
      chatid: to.id,
      chat_type: to.kind === 'room' ? 2 : 1,
      ...bodyOf(part),
    })
    // The id belongs to this very card: that it is used up means that the card went out with an earlier try.
    if (part.kind === 'card' && ack.kind === 'error' && ack.code === codes.taskIdUsed) return { kind: 'accepted' }
    return outcomeOf(ack)
  }

  #remember(key: string, accepted: number): void {
    this.#accepted.delete(key)
    if (accepted === 0) return
    this.#accepted.set(key, accepted)
    const oldest = this.#accepted.keys().next()
    if (this.#accepted.size > remembered && !oldest.done) this.#accepted.delete(oldest.value)
  }
}

function bodyOf(part: Part): Record<string, unknown> {
  switch (part.kind) {
    case 'markdown':
      return { msgtype: 'markdown', markdown: { content: part.content } }
    case 'card':
      return { msgtype: 'template_card', template_card: drawCard(part.card) }
    case 'media':
      return { msgtype: part.type, [part.type]: { media_id: part.mediaId } }
  }
}
