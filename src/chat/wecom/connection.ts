import { generateReqId, WSClient } from '@wecom/aibot-node-sdk'
import { ZhibuError } from '../../base/errors.ts'
import type { Log } from '../../base/log.ts'
import { type Ack, codes, errorFrame, sentenceOf } from './errors.ts'
import { type Callback, readEvent, readMessage } from './frames.ts'

/**
 * `refused`: bot id or secret is wrong, nothing is tried any more. `kicked`: the same bot connected elsewhere, and this
 * one stands back.
 */
export type ConnectionState = 'stopped' | 'connecting' | 'online' | 'refused' | 'kicked'

export interface ConnectionStatus {
  state: ConnectionState
  since: Date
  lastInboundAt: Date | null
  lastOutboundAt: Date | null
  lastError: string | null
  reconnects: number
}

/** Something the operator must know, with what to do about it. */
export interface Alarm {
  kind: 'refused' | 'kicked' | 'unreachable' | 'back'
  message: string
  next: string
}

export interface ConnectionOptions {
  botId: string
  secret: string
  url: string
  now: () => Date
  log: Log
  onAlarm?: ((alarm: Alarm) => void) | undefined
  /** Let in, for the first time or again. */
  onOnline?: (() => void) | undefined
  /** After being kicked, connect again after so long; never, unless told. */
  takeBackAfterMs?: number | undefined
  /** First wait before connecting again; doubled each time, 30 s at most. */
  reconnectMs?: number | undefined
  heartbeatMs?: number | undefined
  /** How long the platform may take to let the bot in. */
  answerMs?: number | undefined
}

/** The library logs whole frames, secrets and words of people included: nothing of it is kept. What matters are its events. */
const silent = { debug() {}, info() {}, warn() {}, error() {} }

/** A connection that was lost is reported when it does not come back at once. */
const attemptsBeforeAlarm = 3
/** A fresh connection whose subscription is refused at once would be renewed over and over. */
const renewEveryMs = 30_000

/** One live connection of one bot: made, watched, made again, given up. */
export class WecomConnection {
  readonly #options: ConnectionOptions
  readonly #onCallback: (callback: Exclude<Callback, { kind: 'kicked' }>) => void
  #client: WSClient | null = null
  #status: ConnectionStatus
  #wasOnline = false
  #alarmed = false
  #renewedAt: Date | null = null
  #takeBack: NodeJS.Timeout | undefined
  #letIn: NodeJS.Timeout | undefined
  #first: { resolve: () => void; reject: (error: ZhibuError) => void } | null = null

  constructor(options: ConnectionOptions, onCallback: (callback: Exclude<Callback, { kind: 'kicked' }>) => void) {
    this.#options = options
    this.#onCallback = onCallback
    this.#status = {
      state: 'stopped',
      since: options.now(),
      lastInboundAt: null,
      lastOutboundAt: null,
      lastError: null,
      reconnects: 0,
    }
  }

  status(): ConnectionStatus {
    return { ...this.#status }
  }

  /**
   * Resolves when the bot is let in, or when the service cannot be reached: then it is reported, and tried on.
   * @throws ZhibuError CHAT_REFUSED for a wrong bot id or secret
   */
  start(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#first = { resolve, reject }
      this.#open()
    })
  }

  stop(): void {
    this.#drop()
    this.#become('stopped')
    this.#first?.resolve()
    this.#first = null
  }

  /** Sends one frame and waits for its answer, 5 seconds at most. Never rejects. */
  async request(cmd: string, body: Record<string, unknown>, reqId = generateReqId(cmd)): Promise<Ack> {
    const client = this.#client
    // Asked in the same turn in which the frame leaves: a rejection after this means that it left.
    if (!client?.isConnected || this.#status.state !== 'online') return { kind: 'not_sent' }
    try {
      const frame = await client.reply({ headers: { req_id: reqId } }, body, cmd)
      this.#status.lastOutboundAt = this.#options.now()
      return { kind: 'ok', body: frame.body }
    } catch (error) {
      const refusal = errorFrame.safeParse(error)
      if (!refusal.success) return { kind: 'lost' }
      const code = refusal.data.errcode
      this.#status.lastError = sentenceOf(code)
      if (code === codes.notSubscribed && this.#client === client) this.#renew()
      return { kind: 'error', code }
    }
  }

  #open(): void {
    this.#become('connecting')
    const { botId, secret, url, reconnectMs = 1_000, heartbeatMs = 30_000, answerMs = 10_000 } = this.#options
    const client = new WSClient({
      botId,
      secret,
      wsUrl: url,
      wsOptions: { handshakeTimeout: answerMs },
      reconnectInterval: reconnectMs,
      heartbeatInterval: heartbeatMs,
      maxReconnectAttempts: -1,
      maxAuthFailureAttempts: -1,
      logger: silent,
    })
    this.#client = client
    client.on('connected', () => {
      clearTimeout(this.#letIn)
      this.#letIn = setTimeout(() => this.#unanswered(), answerMs)
    })
    client.on('authenticated', () => this.#online())
    client.on('disconnected', () => {
      clearTimeout(this.#letIn)
      if (this.#status.state === 'online') this.#become('connecting')
    })
    client.on('reconnecting', (attempt) => this.#missing(attempt))
    client.on('error', (error) => this.#failed(error))
    client.on('message', (frame) => this.#take(readMessage(frame)))
    client.on('event', (frame) => this.#take(readEvent(frame)))
    client.connect()
  }

  /** A used client is never connected again: its old socket, closing late, would take the new one along. */
  #drop(): void {
    clearTimeout(this.#takeBack)
    clearTimeout(this.#letIn)
    const client = this.#client
    this.#client = null
    client?.removeAllListeners()
    client?.disconnect()
  }

  #become(state: ConnectionState): void {
    if (this.#status.state === state) return
    this.#status.state = state
    this.#status.since = this.#options.now()
    this.#options.log.info({ state }, '企业微信连接')
  }

  #online(): void {
    clearTimeout(this.#letIn)
    this.#become('online')
    if (this.#wasOnline) this.#status.reconnects++
    this.#wasOnline = true
    if (this.#alarmed) {
      this.#alarm({ kind: 'back', message: '企业微信恢复了，积下的消息正在补发。', next: '' })
    }
    this.#alarmed = false
    this.#first?.resolve()
    this.#first = null
    this.#options.onOnline?.()
  }

  #take(callback: Callback): void {
    if (callback.kind === 'kicked') {
      this.#kicked()
      return
    }
    this.#status.lastInboundAt = this.#options.now()
    this.#onCallback(callback)
  }

  #kicked(): void {
    const { takeBackAfterMs } = this.#options
    this.#status.lastError = '同一个机器人在别处连接了'
    this.#drop()
    this.#become('kicked')
    if (takeBackAfterMs !== undefined) this.#takeBack = setTimeout(() => this.#open(), takeBackAfterMs)
    this.#alarm({
      kind: 'kicked',
      message: '同一个企业微信机器人在别处连接了，这边已退出，不再收发消息。',
      next:
        takeBackAfterMs === undefined
          ? '请查一查是不是还有一个小助手在用同一个 Bot ID；停掉那一个，再重新启动这一个。'
          : `请查一查是不是还有一个小助手在用同一个 Bot ID；${Math.ceil(takeBackAfterMs / 60_000)} 分钟后这边会再连一次。`,
    })
    this.#first?.resolve()
    this.#first = null
  }

  #failed(error: Error): void {
    const code = Number(/\(code: (-?\d+)\)/.exec(error.message)?.[1] ?? Number.NaN)
    if (Number.isNaN(code)) {
      this.#status.lastError = 'code' in error ? String(error.code) : error.message.slice(0, 100)
      return
    }
    this.#status.lastError = sentenceOf(code)
    if (code !== codes.wrongSecret) return
    this.#drop()
    this.#become('refused')
    const message = `企业微信不认这个机器人：${sentenceOf(code)}。`
    const next =
      '请到企业微信“智能机器人”的 API 模式（长连接）页面核对，改正 WECOM_BOT_ID 和 WECOM_BOT_SECRET，再启动。'
    if (this.#first) this.#first.reject(new ZhibuError('CHAT_REFUSED', message, next))
    else this.#alarm({ kind: 'refused', message, next })
    this.#first = null
  }

  #missing(attempt: number): void {
    if (this.#first || attempt >= attemptsBeforeAlarm) this.#unreachable()
  }

  /** Connected, and the subscription is never answered: the library would wait forever. */
  #unanswered(): void {
    this.#status.lastError = '连上了，但没有答复'
    this.#unreachable()
    this.#drop()
    this.#open()
  }

  #unreachable(): void {
    this.#first?.resolve()
    this.#first = null
    if (this.#alarmed) return
    this.#alarmed = true
    this.#alarm({
      kind: 'unreachable',
      message: `连不上企业微信（${this.#status.lastError ?? '连接断开'}），会一直再试；这期间群里的话收不到，消息发不出。`,
      next: '请检查这台电脑的网络和 WECOM_BOT_URL；网络好了会自己接上，不用重新启动。',
    })
  }

  /** The socket is open, but the platform no longer knows the subscription. */
  #renew(): void {
    const now = this.#options.now()
    if (this.#renewedAt && now.getTime() - this.#renewedAt.getTime() < renewEveryMs) return
    this.#renewedAt = now
    this.#drop()
    this.#open()
  }

  #alarm(alarm: Alarm): void {
    const level = alarm.kind === 'back' ? 'info' : 'error'
    this.#options.log[level]({ alarm: alarm.kind, next: alarm.next }, alarm.message)
    this.#options.onAlarm?.(alarm)
  }
}
