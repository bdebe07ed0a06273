import { createHash, randomUUID } from 'node:crypto'
import { EventEmitter, once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { type WebSocket, WebSocketServer } from 'ws'
import { z } from 'zod'
import { WecomFiles } from './wecom-files.ts'
import { type CardShape, checkCard, Refusal, windows, wrong } from './wecom-rules.ts'

const frameShape = z.object({
  cmd: z.string(),
  headers: z.object({ req_id: z.string().min(1) }),
  body: z.record(z.string(), z.unknown()).default({}),
})
type Frame = z.output<typeof frameShape>

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

/** What a person did, as it can be delivered once more. */
export interface Done {
  cmd: string
  reqId: string
  body: Record<string, unknown>
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

export interface EmulatorOptions {
  botId?: string
  secret?: string
  botName?: string
  /** ms; the machine's clock unless told otherwise. */
  now?: () => number
  port?: number
}

/** How long a card may be changed after a click, and a person be welcomed. */
const replyMs = 5_000
const streamMs = 24 * 3_600_000

/**
 * A WeCom of our own, as the official documentation and what is known of live tenants describe it: one subscription per
 * bot, acknowledgements, who may be written to, cards, limits. People are played by methods; what they see is kept.
 */
export class WecomEmulator {
  readonly botId: string
  readonly secret: string
  readonly botName: string
  /** Everything people got to see, in order. */
  readonly delivered: Delivered[] = []
  /** Every frame that came in, heartbeats included. */
  readonly frames: Frame[] = []
  readonly updates: { chat: string; user: string; card: CardShape; userids: string[] | null }[] = []
  readonly files: WecomFiles
  subscriptions = 0
  /** Answers no heartbeat. */
  silentHeartbeats = false
  /** Takes connections and subscriptions without a word. */
  mute = false
  readonly #now: () => number
  readonly #server: WebSocketServer
  readonly #changes = new EventEmitter().setMaxListeners(0)
  readonly #issued = new Map<string, Issued>()
  readonly #seen = new Set<string>()
  readonly #cards = new Map<string, { chat: string; base: CardShape; views: Map<string, CardShape> }>()
  readonly #sent = new Map<string, number[]>()
  readonly #uploads = new Map<string, Upload>()
  readonly #media = new Map<string, { name: string; type: string; bytes: Buffer }>()
  #bot: WebSocket | null = null
  #faults: {
    cmd: string | null
    chat?: string | null
    fault: 'drop' | 'lose' | { hold: Promise<void> } | { code: number }
  }[] = []

  private constructor(server: WebSocketServer, files: WecomFiles, options: EmulatorOptions) {
    this.#server = server
    this.files = files
    this.botId = options.botId ?? 'BOT'
    this.secret = options.secret ?? 'SECRET-OF-THE-BOT'
    this.botName = options.botName ?? '小助手'
    this.#now = options.now ?? Date.now
    server.on('connection', (socket) => this.#welcome(socket))
  }

  static async start(options: EmulatorOptions = {}): Promise<WecomEmulator> {
    const server = new WebSocketServer({ host: '127.0.0.1', port: options.port ?? 0 })
    await once(server, 'listening')
    return new WecomEmulator(server, await WecomFiles.start(), options)
  }

  get port(): number {
    // A server that listens on a port has an address of this form.
    return (this.#server.address() as AddressInfo).port
  }

  get url(): string {
    return `ws://127.0.0.1:${this.port}`
  }

  get online(): boolean {
    return this.#bot !== null
  }

  get sockets(): number {
    return this.#server.clients.size
  }

  async stop(): Promise<void> {
    for (const socket of this.#server.clients) socket.terminate()
    await new Promise((resolve) => this.#server.close(resolve))
    await this.files.stop()
  }

  /** Resolves as soon as the condition holds; it is looked at whenever something happens. */
  async until(holds: () => boolean): Promise<void> {
    while (!holds()) await once(this.#changes, 'change')
  }

  // — What people do —

  /** In a group (`chat`) only with the bot mentioned does anything reach it; in private `chat` is null. */
  say(user: string, chat: string | null, text: string, more: Record<string, unknown> = {}): Done {
    const mentioned = chat === null || text.includes('@') ? text : `@${this.botName} ${text}`
    return this.#message(user, chat, { msgtype: 'text', text: { content: mentioned }, ...more })
  }

  voice(user: string, words: string): Done {
    return this.#message(user, null, { msgtype: 'voice', voice: { content: words } })
  }

  image(user: string, bytes: Uint8Array, name: string | null = null): Done {
    return this.#message(user, null, { msgtype: 'image', image: this.files.keep(bytes, name) })
  }

  file(user: string, bytes: Uint8Array, name: string | null): Done {
    return this.#message(user, null, { msgtype: 'file', file: this.files.keep(bytes, name) })
  }

  mixed(user: string, chat: string | null, text: string, picture: Uint8Array): Done {
    const items = [
      { msgtype: 'text', text: { content: text } },
      { msgtype: 'image', image: this.files.keep(picture, null) },
    ]
    return this.#message(user, chat, { msgtype: 'mixed', mixed: { msg_item: items } })
  }

  /** A kind of message that nobody knows yet. */
  message(user: string, chat: string | null, content: Record<string, unknown>): Done {
    return this.#message(user, chat, content)
  }

  enter(user: string): Done {
    const event = { msgtype: 'event', event: { eventtype: 'enter_chat' } }
    return this.#event(user, null, event, { kind: 'enter' })
  }

  /** Clicks the button with that label, or that key, on a card as this person sees it. */
  click(user: string, taskId: string, button: string): Done {
    const card = this.view(user, taskId)
    const found = card.button_list.find((one) => one.text === button || one.key === button)
    if (!found) throw new Error(`there is no button ${button}`)
    const kept = this.#cards.get(taskId)
    const event = {
      msgtype: 'event',
      event: {
        eventtype: 'template_card_event',
        template_card_event: { card_type: card.card_type, event_key: found.key, task_id: taskId },
      },
    }
    const chat = kept && kept.chat !== user ? kept.chat : null
    return this.#event(user, chat, event, { kind: 'click', taskId })
  }

  /** The same once more: same msgid, another req_id. */
  again({ cmd, reqId, body }: Done): Done {
    const issued = this.#issued.get(reqId)
    const fresh = this.#reqId()
    if (issued) this.#issued.set(fresh, { ...issued, at: this.#now(), used: false })
    return this.#tell({ cmd, reqId: fresh, body })
  }

  /** A card as this person sees it now. */
  view(user: string, taskId: string): CardShape {
    const kept = this.#cards.get(taskId)
    if (!kept) throw new Error(`there is no card ${taskId}`)
    return kept.views.get(user) ?? kept.base
  }

  /** What was delivered to a conversation. */
  shown(chat: string): Delivered[] {
    return this.delivered.filter((one) => one.chat === chat)
  }

  // — What goes wrong —

  /** The next such frame, to that conversation if one is named, takes effect, and its acknowledgement is lost. */
  dropAck(cmd: string | null = 'aibot_send_msg', chat: string | null = null): void {
    this.#faults.push({ cmd, chat, fault: 'drop' })
  }

  /** The next such frame is lost, and nothing comes back. */
  loseFrame(cmd: string | null = 'aibot_send_msg'): void {
    this.#faults.push({ cmd, fault: 'lose' })
  }

  /** The next such frame takes effect; its acknowledgement comes when the returned function is called. */
  holdAck(cmd: string | null = 'aibot_send_msg'): () => void {
    let release = () => {}
    const hold = new Promise<void>((resolve) => {
      release = resolve
    })
    this.#faults.push({ cmd, fault: { hold } })
    return release
  }

  /** The next such frame is refused. */
  failNext(code: number, cmd: string | null = 'aibot_send_msg'): void {
    this.#faults.push({ cmd, fault: { code } })
  }

  /** The connection breaks without a word (1006). */
  cut(): void {
    for (const socket of this.#server.clients) socket.terminate()
    this.#bot = null
  }

  /** The bot connects elsewhere. */
  kick(): void {
    if (this.#bot) this.#disconnect(this.#bot)
    this.#bot = null
  }

  /** The socket stays open, and the subscription is gone: every command is answered with 846609. */
  forgetSubscription(): void {
    this.#bot = null
  }

  /** A raw frame to the bot. */
  raw(text: string): void {
    for (const socket of this.#server.clients) socket.send(text)
  }

  // — The service —

  #welcome(socket: WebSocket): void {
    socket.on('message', (data) => void this.#take(socket, String(data)))
    socket.on('close', () => {
      if (this.#bot === socket) this.#bot = null
      this.#change()
    })
    this.#change()
  }

  async #take(socket: WebSocket, text: string): Promise<void> {
    const frame = frameShape.parse(JSON.parse(text))
    this.frames.push(frame)
    const { cmd, headers } = frame
    const fault = cmd === 'ping' || cmd === 'aibot_subscribe' ? undefined : this.#fault(frame)
    const ack = (code: number, body?: unknown) => {
      const answer = {
        headers,
        ...(body === undefined ? {} : { body }),
        errcode: code,
        errmsg: code === 0 ? 'ok' : 'no',
      }
      if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(answer))
    }
    try {
      if (fault === 'lose') return
      if (typeof fault === 'object' && 'code' in fault) throw new Refusal(fault.code)
      if ((cmd === 'ping' && this.silentHeartbeats) || this.mute) return
      const body = this.#do(socket, frame)
      if (fault === 'drop') return
      if (typeof fault === 'object') void fault.hold.then(() => ack(0, body))
      else ack(0, body)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      ack(error.code)
    } finally {
      this.#change()
    }
  }

  #fault({ cmd, body }: Frame) {
    const index = this.#faults.findIndex(
      (one) => (one.cmd === null || one.cmd === cmd) && (one.chat == null || one.chat === body.chatid),
    )
    return index < 0 ? undefined : this.#faults.splice(index, 1)[0]?.fault
  }

  #do(socket: WebSocket, { cmd, headers, body }: Frame): unknown {
    if (cmd === 'ping') return undefined
    if (cmd === 'aibot_subscribe') {
      this.#subscribe(socket, body)
      return undefined
    }
    if (this.#bot !== socket) throw new Refusal(wrong.notSubscribed)
    switch (cmd) {
      case 'aibot_send_msg':
        this.#push(body)
        return undefined
      case 'aibot_respond_msg':
        this.#reply(headers.req_id, body)
        return undefined
      case 'aibot_respond_welcome_msg':
        this.#greet(headers.req_id, body)
        return undefined
      case 'aibot_respond_update_msg':
        this.#update(headers.req_id, body)
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

  #subscribe(socket: WebSocket, body: Record<string, unknown>): void {
    if (body.bot_id !== this.botId || body.secret !== this.secret) throw new Refusal(wrong.secret)
    if (this.#bot && this.#bot !== socket) this.#disconnect(this.#bot)
    this.#bot = socket
    this.subscriptions++
  }

  #disconnect(socket: WebSocket): void {
    const event = { eventtype: 'disconnected_event' }
    const body = { msgid: randomUUID(), create_time: this.#seconds(), aibotid: this.botId, msgtype: 'event', event }
    socket.send(JSON.stringify({ cmd: 'aibot_event_callback', headers: { req_id: this.#reqId() }, body }))
    socket.close()
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
    return { type, media_id: mediaId, created_at: String(this.#seconds()) }
  }

  #message(user: string, chat: string | null, content: Record<string, unknown>): Done {
    this.#seen.add(chat === null ? `user:${user}` : `room:${chat}`)
    const reqId = this.#issue({ kind: 'message', chat: chat ?? user, user })
    return this.#tell({ cmd: 'aibot_msg_callback', reqId, body: { ...this.#head(user, chat), ...content } })
  }

  #event(
    user: string,
    chat: string | null,
    content: Record<string, unknown>,
    what: Pick<Issued, 'kind' | 'taskId'>,
  ): Done {
    const reqId = this.#issue({ ...what, chat: chat ?? user, user })
    const body = { ...this.#head(user, chat), create_time: this.#seconds(), ...content }
    return this.#tell({ cmd: 'aibot_event_callback', reqId, body })
  }

  #head(user: string, chat: string | null): Record<string, unknown> {
    const where = chat === null ? { chattype: 'single' } : { chatid: chat, chattype: 'group' }
    return { msgid: randomUUID(), aibotid: this.botId, ...where, from: { userid: user }, some_new_field: { a: 1 } }
  }

  #issue(what: Pick<Issued, 'kind' | 'chat' | 'user' | 'taskId'>): string {
    const reqId = this.#reqId()
    this.#issued.set(reqId, { ...what, at: this.#now(), used: false })
    return reqId
  }

  #tell(done: Done): Done {
    const { cmd, reqId, body } = done
    this.#bot?.send(JSON.stringify({ cmd, headers: { req_id: reqId }, body }))
    return done
  }

  #reqId(): string {
    return `REQ-${randomUUID()}`
  }

  #seconds(): number {
    return Math.floor(this.#now() / 1000)
  }

  #change(): void {
    this.#changes.emit('change')
  }
}
