import { randomUUID } from 'node:crypto'
import { EventEmitter, once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { type WebSocket, WebSocketServer } from 'ws'
import { z } from 'zod'
import { WecomFiles } from './wecom-files.ts'
import { type CardShape, Refusal, wrong } from './wecom-rules.ts'
import { type Delivered, WecomService } from './wecom-service.ts'

const frameShape = z.object({
  cmd: z.string(),
  headers: z.object({ req_id: z.string().min(1) }),
  body: z.record(z.string(), z.unknown()).default({}),
})
type Frame = z.output<typeof frameShape>

/** What a person did, as it can be delivered once more. */
export interface Done {
  cmd: string
  reqId: string
  body: Record<string, unknown>
}

export interface EmulatorOptions {
  botId?: string
  secret?: string
  botName?: string
  /** ms; the machine's clock unless told otherwise. */
  now?: () => number
  port?: number
}

/**
 * A WeCom of our own, as the official documentation and what is known of live tenants describe it: one subscription per
 * bot, acknowledgements, who may be written to, cards, limits. People are played by methods; what they see is kept.
 */
export class WecomEmulator {
  readonly botId: string
  readonly secret: string
  readonly botName: string
  /** Every frame that came in, heartbeats included. */
  readonly frames: Frame[] = []
  readonly files: WecomFiles
  subscriptions = 0
  /** Answers no heartbeat. */
  silentHeartbeats = false
  /** Takes connections and subscriptions without a word. */
  mute = false
  readonly #now: () => number
  readonly #server: WebSocketServer
  readonly #changes = new EventEmitter().setMaxListeners(0)
  readonly #service: WecomService
  #bot: WebSocket | null = null
  #faults: {
    cmd: string
    chat?: string | undefined
    fault: 'drop' | 'lose' | { hold: Promise<void> } | { code: number }
  }[] = []

  private constructor(server: WebSocketServer, files: WecomFiles, options: EmulatorOptions) {
    this.#server = server
    this.files = files
    this.botId = options.botId ?? 'BOT'
    this.secret = options.secret ?? 'SECRET-OF-THE-BOT'
    this.botName = options.botName ?? '小助手'
    this.#now = options.now ?? Date.now
    this.#service = new WecomService(this.#now)
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

  /** Everything people got to see, in order. */
  get delivered(): Delivered[] {
    return this.#service.delivered
  }

  get updates(): WecomService['updates'] {
    return this.#service.updates
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
    const { chat: where, card } = this.#service.card(user, taskId)
    const found = card.button_list.find((one) => one.text === button || one.key === button)
    if (!found) throw new Error(`there is no button ${button}`)
    const event = {
      msgtype: 'event',
      event: {
        eventtype: 'template_card_event',
        template_card_event: { card_type: card.card_type, event_key: found.key, task_id: taskId },
      },
    }
    return this.#event(user, where === user ? null : where, event, { kind: 'click', taskId })
  }

  /** The same once more: same msgid, another req_id. */
  again({ cmd, reqId, body }: Done): Done {
    return this.#tell({ cmd, reqId: this.#service.reissue(reqId), body })
  }

  /** A card as this person sees it now. */
  view(user: string, taskId: string): CardShape {
    return this.#service.card(user, taskId).card
  }

  /** What was delivered to a conversation. */
  shown(chat: string): Delivered[] {
    return this.delivered.filter((one) => one.chat === chat)
  }

  // — What goes wrong —

  /** The next such frame, to that conversation if one is named, takes effect, and its acknowledgement is lost. */
  dropAck(cmd = 'aibot_send_msg', chat?: string): void {
    this.#faults.push({ cmd, chat, fault: 'drop' })
  }

  /** The next such frame is lost, and nothing comes back. */
  loseFrame(cmd = 'aibot_send_msg'): void {
    this.#faults.push({ cmd, fault: 'lose' })
  }

  /** The next such frame takes effect; its acknowledgement comes when the returned function is called. */
  holdAck(cmd = 'aibot_send_msg'): () => void {
    let release = () => {}
    const hold = new Promise<void>((resolve) => {
      release = resolve
    })
    this.#faults.push({ cmd, fault: { hold } })
    return release
  }

  /** The next such frame is refused. */
  failNext(code: number, cmd = 'aibot_send_msg'): void {
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
    const fault = this.#fault(frame)
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
      (one) => one.cmd === cmd && (one.chat === undefined || one.chat === body.chatid),
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
    return this.#service.do(cmd, headers.req_id, body)
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
    socket.send(JSON.stringify({ cmd: 'aibot_event_callback', headers: { req_id: `REQ-${randomUUID()}` }, body }))
    socket.close()
  }

  #message(user: string, chat: string | null, content: Record<string, unknown>): Done {
    this.#service.spoken(user, chat)
    const reqId = this.#service.issue({ kind: 'message', chat: chat ?? user, user })
    return this.#tell({ cmd: 'aibot_msg_callback', reqId, body: { ...this.#head(user, chat), ...content } })
  }

  #event(
    user: string,
    chat: string | null,
    content: Record<string, unknown>,
    what: { kind: 'click' | 'enter'; taskId?: string },
  ): Done {
    const reqId = this.#service.issue({ ...what, chat: chat ?? user, user })
    const body = { ...this.#head(user, chat), create_time: this.#seconds(), ...content }
    return this.#tell({ cmd: 'aibot_event_callback', reqId, body })
  }

  #head(user: string, chat: string | null): Record<string, unknown> {
    const where = chat === null ? { chattype: 'single' } : { chatid: chat, chattype: 'group' }
    return { msgid: randomUUID(), aibotid: this.botId, ...where, from: { userid: user }, some_new_field: { a: 1 } }
  }

  #tell(done: Done): Done {
    const { cmd, reqId, body } = done
    this.#bot?.send(JSON.stringify({ cmd, headers: { req_id: reqId }, body }))
    return done
  }

  #seconds(): number {
    return Math.floor(this.#now() / 1000)
  }

  #change(): void {
    this.#changes.emit('change')
  }
}
