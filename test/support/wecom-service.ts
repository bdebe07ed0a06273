import { createHash, randomUUID } from 'node:crypto'
import { z } from 'zod'
import { type CardShape, checkCard, Refusal, windows, wrong } from './wecom-rules.ts'

/** Something a person can see. */
export interface Delivered {
  kind: 'push' | 'reply' | 'welcome'
  /** A group's id, or the id of the person in private. */
  chat: string
  type: string
  /** The words: markdown, text, or title and body of a card. */
  text: string
  card?: CardShape
  file?: { name: string; type: string; bytes: Buffer }
}

interface Issued {
  kind: 'message' | 'click' | 'enter'
  at: number
  chat: string
  user: string
  taskId?: string
  used: boolean
}

interface Upload {
  type: string
  name: string
  md5: string
  size: number
  chunks: Map<number, Buffer>
}

/** How long a card may be changed after a click, and a person be welcomed. */
const replyMs = 5_000
const streamMs = 24 * 3_600_000

/**
 * What WeCom does with the frames of a bot that is let in: who may be written to, what answers what and until when,
 * cards as each person sees them, limits, files. Knows nothing of sockets.
 */
export class WecomService {
  /** Everything people got to see, in order. */
  readonly delivered: Delivered[] = []
  readonly updates: { chat: string; user: string; card: CardShape; userids: string[] | null }[] = []
  readonly #now: () => number
  readonly #issued = new Map<string, Issued>()
  readonly #seen = new Set<string>()
  readonly #cards = new Map<string, { chat: string; base: CardShape; views: Map<string, CardShape> }>()
  readonly #sent = new Map<string, number[]>()
  readonly #uploads = new Map<string, Upload>()
  readonly #media = new Map<string, { name: string; type: string; bytes: Buffer }>()

  constructor(now: () => number) {
    this.#now = now
  }

  /** A group, or a person in private, said something to the bot: from now on it may write there. */
  spoken(user: string, chat: string | null): void {
    this.#seen.add(chat === null ? `user:${user}` : `room:${chat}`)
  }

  /** A req_id under which the bot may answer. */
  issue(what: Pick<Issued, 'kind' | 'chat' | 'user' | 'taskId'>): string {
    const reqId = `REQ-${randomUUID()}`
    this.#issued.set(reqId, { ...what, at: this.#now(), used: false })
    return reqId
  }

  /** Another req_id for the same, as when it is delivered twice. */
  reissue(reqId: string): string {
    const issued = this.#issued.get(reqId)
    if (!issued) throw new Error(`nothing was issued as ${reqId}`)
    return this.issue(issued)
  }

  /** A card as this person sees it now, and where it stands. */
  card(user: string, taskId: string): { chat: string; card: CardShape } {
    const kept = this.#cards.get(taskId)
    if (!kept) throw new Error(`there is no card ${taskId}`)
    return { chat: kept.chat, card: kept.views.get(user) ?? kept.base }
  }

  /** Does what a command says. @returns what its acknowledgement carries; throws Refusal */
  do(cmd: string, reqId: string, body: Record<string, unknown>): unknown {
    switch (cmd) {
      case 'aibot_send_msg':
        this.#push(body)
        return undefined
      case 'aibot_respond_msg':
        this.#reply(reqId, body)
        return undefined
      case 'aibot_respond_welcome_msg':
        this.#greet(reqId, body)
        return undefined
      case 'aibot_respond_update_msg':
        this.#update(reqId, body)
        return undefined
      case 'aibot_upload_media_init':
        return this.#beginUpload(body)
      case 'aibot_upload_media_chunk':
        this.#takeChunk(body)
        return undefined
      case 'aibot_upload_media_finish':
        return this.#finishUpload(body)
      default:
        throw new Refusal(wrong.messageType)
    }
  }

  #push(body: Record<string, unknown>): void {
    const chat = String(body.chatid)
    const group = this.#seen.has(`room:${chat}`)
    const person = this.#seen.has(`user:${chat}`)
    const type = body.chat_type ?? 0
    if (type === 2 ? !group : type === 1 ? !person : !group && !person)
      throw new Refusal(type === 1 ? wrong.chat : wrong.room)
    this.#count(chat)
    this.#deliver('push', chat, body, ['markdown', 'template_card', 'file', 'image', 'voice', 'video'])
  }

  #reply(reqId: string, body: Record<string, unknown>): void {
    const issued = this.#issuedFor(reqId, 'message', streamMs)
    this.#count(issued.chat)
    this.#deliver('reply', issued.chat, body, ['stream', 'markdown', 'template_card', 'file', 'image'])
  }

  #greet(reqId: string, body: Record<string, unknown>): void {
    const issued = this.#issuedFor(reqId, 'enter', replyMs)
    this.#deliver('welcome', issued.chat, body, ['text', 'template_card'])
    issued.used = true
  }

  #update(reqId: string, body: Record<string, unknown>): void {
    const { chat, user, taskId, ...issued } = this.#issuedFor(reqId, 'click', replyMs)
    const card = checkCard(body.template_card)
    const kept = this.#cards.get(card.task_id)
    if (!kept || card.task_id !== taskId || body.response_type !== 'update_template_card')
      throw new Refusal(wrong.parameter)
    const userids = z.array(z.string()).optional().parse(body.userids) ?? null
    if (userids) for (const one of userids) kept.views.set(one, card)
    else {
      kept.base = card
      kept.views.clear()
    }
    this.#issued.set(reqId, { ...issued, chat, user, taskId, used: true })
    this.updates.push({ chat, user, card, userids })
  }

  #issuedFor(reqId: string, kind: Issued['kind'], within: number): Issued {
    const issued = this.#issued.get(reqId)
    const late = issued && this.#now() - issued.at > within
    if (!issued || late || issued.used || issued.kind !== kind) throw new Refusal(wrong.reqId)
    return issued
  }

  #count(chat: string): void {
    const sent = this.#sent.get(chat) ?? []
    for (const { ms, limit } of windows) {
      if (sent.filter((at) => at > this.#now() - ms).length >= limit) throw new Refusal(wrong.tooOften)
    }
    this.#sent.set(chat, [...sent, this.#now()])
  }

  #deliver(kind: Delivered['kind'], chat: string, body: Record<string, unknown>, allowed: string[]): void {
    const type = String(body.msgtype)
    if (!allowed.includes(type)) throw new Refusal(wrong.messageType)
    const content = z.record(z.string(), z.unknown()).safeParse(body[type])
    if (!content.success) throw new Refusal(wrong.parameter)
    if (type === 'template_card') {
      const card = checkCard(content.data)
      if (this.#cards.has(card.task_id)) throw new Refusal(wrong.taskId)
      this.#cards.set(card.task_id, { chat, base: card, views: new Map() })
      const text = [card.main_title.title, card.sub_title_text].filter(Boolean).join('\n')
      this.delivered.push({ kind, chat, type, text, card })
      return
    }
    if (type === 'markdown' || type === 'stream' || type === 'text') {
      const text = z.string().min(1).safeParse(content.data.content)
      if (!text.success || Buffer.byteLength(text.data) > 20_480) throw new Refusal(wrong.parameter)
      this.delivered.push({ kind, chat, type, text: text.data })
      return
    }
    const file = this.#media.get(String(content.data.media_id))
    if (!file || file.type !== type) throw new Refusal(wrong.mediaId)
    this.delivered.push({ kind, chat, type, text: '', file })
  }

  #beginUpload(body: Record<string, unknown>): { upload_id: string } {
    const { type, filename, total_size: size, total_chunks: count, md5 } = body
    const fits = Number(size) >= 5 && Number(size) <= (type === 'file' ? 20 : 10) * 1024 * 1024 && Number(count) <= 100
    if (!fits || (type !== 'file' && type !== 'image')) throw new Refusal(wrong.parameter)
    const uploadId = randomUUID()
    const upload = { type, name: String(filename), md5: String(md5), size: Number(size), chunks: new Map() }
    this.#uploads.set(uploadId, upload)
    return { upload_id: uploadId }
  }

  #takeChunk(body: Record<string, unknown>): void {
    const upload = this.#uploads.get(String(body.upload_id))
    const bytes = Buffer.from(String(body.base64_data), 'base64')
    if (!upload || bytes.length > 512 * 1024) throw new Refusal(wrong.parameter)
    upload.chunks.set(Number(body.chunk_index), bytes)
  }

  #finishUpload(body: Record<string, unknown>): { type: string; media_id: string; created_at: string } {
    const upload = this.#uploads.get(String(body.upload_id))
    if (!upload) throw new Refusal(wrong.parameter)
    const { type, name, md5, size } = upload
    const bytes = Buffer.concat([...upload.chunks].sort(([a], [b]) => a - b).map(([, chunk]) => chunk))
    if (bytes.length !== size || createHash('md5').update(bytes).digest('hex') !== md5)
      throw new Refusal(wrong.parameter)
    const mediaId = randomUUID()
    this.#media.set(mediaId, { name, type, bytes })
    return { type, media_id: mediaId, created_at: String(Math.floor(this.#now() / 1000)) }
  }
}
