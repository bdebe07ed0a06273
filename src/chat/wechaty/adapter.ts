import type { PuppetInterface } from 'wechaty-puppet/impls'
import { ZhibuError } from '../../base/errors.ts'
import type { Log } from '../../base/log.ts'
import type { Clock } from '../../time/clock.ts'
import type {
  Capabilities,
  ChatPort,
  Conversation,
  IncomingMessage,
  OutgoingMessage,
  Receive,
  SendOutcome,
} from '../port.ts'
import { within } from '../timers.ts'
import { Arrivals } from './arrivals.ts'
import type { ConnectOptions } from './connect.ts'
import { Inbox } from './inbox.ts'
import { LinkRefused } from './link.ts'
import { sendOn } from './outgoing.ts'
import { scrubber } from './scrub.ts'
import type { WechatySettings } from './settings.ts'
import { type Alarm, type State, Supervisor, type Timing } from './supervisor.ts'

/** What the operator must know although nothing is said in the chat. */
export type WechatyAlarm =
  | Alarm
  /** So much waits in memory that nothing more is taken in: the database has been away for long. */
  | { kind: 'inbox_full' }
  /** A message that the bot will never hear of; its sender should say it again. */
  | { kind: 'message_lost'; messageId: string; reason: string }

export interface WechatyStatus {
  state: State
  since: Date
  /** The id of who is logged in. */
  account: string | null
  /** What the QR code to be scanned says. */
  qr: string | null
  lastInboundAt: Date | null
  lastOutboundAt: Date | null
  /** In the words of the library, without secrets. */
  lastError: string | null
  restarts: number
  /** Messages that are not taken in yet. */
  waiting: number
  /** Messages that were given up since the start. */
  lost: number
}

export interface WechatyOptions {
  settings: WechatySettings
  /** What people may call the bot besides its name on the platform. */
  botName: string
  /** Where the session is kept: a folder of the data folder. */
  memoryDir: string
  clock: Clock
  log: Log
  alarm: (alarm: WechatyAlarm) => void
  /** Told of every other state and of every QR code. Must not throw. */
  changed?: (status: WechatyStatus) => void
  /** Makes the puppet instead of the one that the settings name; called again for every new connection. */
  makePuppet?: () => PuppetInterface
  /** Shows the library's own log, tokens and messages included. */
  libraryLogLevel?: NonNullable<ConnectOptions['libraryLogLevel']>
  timing?: Partial<Timing>
}

const minute = 60_000
const lastSendMs = 5_000
const usual = { steady: minute / 2, quiet: minute / 3, answer: minute / 4 }

/** WeChat or WeCom through Wechaty: any puppet, one account. */
export class WechatyChat implements ChatPort {
  readonly platform = 'wechaty'
  readonly capabilities: Capabilities
  readonly #options: WechatyOptions
  readonly #supervisor: Supervisor
  readonly #scrub: (error: unknown) => string
  readonly #arrivals: Arrivals
  readonly #sending = new Set<Promise<SendOutcome>>()
  #inbox: Inbox | null = null
  #stopping = false
  /** The last one: what was heard and is taken in only after the link broke belongs to it. */
  #account: string | null = null
  #lastInboundAt: Date | null = null
  #lastOutboundAt: Date | null = null
  #lost = 0

  constructor(options: WechatyOptions) {
    const { settings, botName, memoryDir, clock, log, makePuppet, libraryLogLevel } = options
    this.#options = options
    this.capabilities = {
      // The web protocol shows the @ and notifies nobody.
      mentionMember: !settings.puppet.endsWith('wechat4u'),
      // The library names one member after the other; only a fork of it can name all.
      mentionAll: false,
      buttons: false,
      updateCard: false,
      sendFile: true,
      writeFirst: settings.writeFirst,
      readUnmentioned: true,
      // The web protocol gives everybody a new id at every login.
      stableIds: !settings.puppet.endsWith('wechat4u'),
      hears: true,
      byPhone: false,
      atOnce: 1,
    }
    const { token, endpoint } = settings.service ?? {}
    const userinfo = endpoint?.includes('@') ? endpoint.slice(0, endpoint.lastIndexOf('@')) : undefined
    this.#scrub = scrubber([token, userinfo])
    this.#supervisor = new Supervisor({
      open: async (events, signal) => {
        const { connect } = await import('./connect.ts')
        const more = { ...(makePuppet ? { makePuppet } : {}), ...(libraryLogLevel ? { libraryLogLevel } : {}) }
        return connect({ settings, botName, memoryDir, ...more }, events, signal)
      },
      arrived: (id) => this.#arrivals.add(id),
      alarm: (alarm) => this.#ring(alarm),
      now: () => clock.now(),
      scrub: this.#scrub,
      log,
      changed: () => {
        this.#account = this.#supervisor.status.account ?? this.#account
        options.changed?.(this.status())
      },
      timing: { alarmAfter: settings.alarmMinutes * minute, ...usual, ...options.timing },
    })
    this.#arrivals = new Arrivals({
      read: (id) => this.#link().then((link) => link.read(id)),
      take: (message) => this.#take(message),
      lost: (id, error) => this.#giveUp(id, error),
    })
  }

  /** The id of who is, or was last, logged in; "wechaty" as long as that is not known. */
  get account(): string {
    return this.#account ?? this.platform
  }

  status(): WechatyStatus {
    return {
      ...this.#supervisor.status,
      lastInboundAt: this.#lastInboundAt,
      lastOutboundAt: this.#lastOutboundAt,
      waiting: this.#inbox?.size ?? 0,
      lost: this.#lost,
    }
  }

  /**
   * Connects. Resolves also when the service cannot be reached, which `status` and an alarm tell: it is being tried.
   * @throws ZhibuError BAD_CONFIG when the service refuses the token or the puppet is not installed
   */
  async start(receive: Receive): Promise<void> {
    const { clock, log } = this.#options
    this.#inbox = new Inbox({
      receive,
      taken: () => {
        this.#lastInboundAt = clock.now()
      },
      failed: ({ id }, error) => log.warn({ message: id, why: this.#scrub(error) }, '收到的消息没有存下，稍后再试'),
      lost: ({ id }, error) => this.#giveUp(id, error),
      full: ({ id }, first) => {
        this.#lost++
        log.error({ message: id }, '积压太多，有一条消息没有收下')
        if (first) this.#ring({ kind: 'inbox_full' })
      },
    })
    try {
      await this.#supervisor.start()
    } catch (error) {
      if (error instanceof LinkRefused)
        throw new ZhibuError('BAD_CONFIG', error.message, error.next, { cause: this.#scrub(error.cause) })
      throw error
    }
  }

  /** Takes in what has arrived, waits a little for what is being sent, then leaves. Never rejects. */
  async stop(): Promise<void> {
    this.#stopping = true
    await this.#arrivals.close()
    await this.#inbox?.close()
    await within(lastSendMs, Promise.all(this.#sending)).catch(() => undefined)
    await this.#supervisor.stop()
  }

  async send(to: Conversation, message: OutgoingMessage, _id: string): Promise<SendOutcome> {
    if (message.buttons.length > 0) return { kind: 'refused', reason: '微信没有按钮' }
    const { state, since } = this.#supervisor.status
    const { link } = this.#supervisor
    if (!link || state !== 'online' || this.#stopping) {
      // The longer it is away, the longer it is waited: an hour without the service must not use up the attempts.
      const away = this.#options.clock.now().getTime() - since.getTime()
      const retryAfterMs = Math.min(Math.max(away, minute), 30 * minute)
      const reason = state === 'waiting_login' ? '微信还没有登录' : '微信没有连上'
      return { kind: 'refused', reason, retryAfterMs, scope: 'account' }
    }
    const { mentionMember } = this.capabilities
    const sending = sendOn({ link, to, message, mentionMember, scrub: this.#scrub })
    this.#sending.add(sending)
    const outcome = await sending.finally(() => this.#sending.delete(sending))
    if (outcome.kind === 'accepted') this.#lastOutboundAt = this.#options.clock.now()
    return outcome
  }

  #take(message: IncomingMessage) {
    const files = message.files.map((file) => ({
      ...file,
      // It may be read when the link it came over is gone.
      read: () => this.#link().then((link) => link.readFile(message.id)),
    }))
    this.#inbox?.push({ ...message, files })
  }

  async #link() {
    const { link } = this.#supervisor
    if (!link) throw new Error('not connected')
    return link
  }

  #giveUp(messageId: string, error: unknown) {
    this.#lost++
    const reason = this.#scrub(error)
    this.#options.log.error({ message: messageId, why: reason }, '有一条收到的消息没能处理')
    this.#ring({ kind: 'message_lost', messageId, reason })
  }

  #ring(alarm: WechatyAlarm) {
    try {
      this.#options.alarm(alarm)
    } catch (error) {
      this.#options.log.error({ why: this.#scrub(error) }, '报警没有送出')
    }
  }
}
