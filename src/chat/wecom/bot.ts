import type { Log } from '../../base/log.ts'
import type { Capabilities, ChatPort, Conversation, OutgoingMessage, Receive, SendOutcome } from '../port.ts'
import { backoff, pause } from '../timers.ts'
import { Clicks } from './clicks.ts'
import { type Alarm, type ConnectionStatus, WecomConnection } from './connection.ts'
import type { Callback, Said } from './frames.ts'
import { download } from './media.ts'
import { BotNames } from './mention.ts'
import { Outgoing } from './outgoing.ts'
import { officialUrl } from './settings.ts'
import { asMarkdown } from './text.ts'

export interface WecomOptions {
  botId: string
  secret: string
  /** The service, or an emulator in its place. */
  url?: string
  /** What the bot is called in its groups. */
  botName?: string
  /** Said when a person opens the private chat for the first time that day. */
  welcome?: string
  now: () => Date
  log: Log
  onAlarm?: (alarm: Alarm) => void
  /** Let in, for the first time or again. */
  onOnline?: () => void
  /** After being kicked, connect again after so long; never, unless told. */
  takeBackAfterMs?: number
  reconnectMs?: number
  heartbeatMs?: number
  answerMs?: number
  /** What the platform lets through per conversation. */
  perMinute?: number
  perHour?: number
  /** How long a message is tried again that cannot be kept, before its sender is told. */
  patienceMs?: number
}

const notKept = '小助手出了点故障，刚才那句没有记下来，请过几分钟再说一次。'
/** How long at most it goes on listening to those who speak while it stops. */
const lastWordsMs = 5_000
const notFetched = '文件没有收好，请再发一次；超过 50 MB 的收不了。'

/** The official WeCom bot (智能机器人) over its long connection. */
export class WecomChat implements ChatPort {
  readonly platform = 'wecom'
  readonly account: string
  readonly capabilities: Capabilities = {
    mentionMember: false,
    mentionAll: false,
    buttons: true,
    updateCard: true,
    sendFile: true,
    writeFirst: false,
    readUnmentioned: false,
    stableIds: true,
    hears: true,
    byPhone: false,
    atOnce: 1,
  }
  readonly #options: WecomOptions
  readonly #connection: WecomConnection
  readonly #outgoing: Outgoing
  readonly #clicks: Clicks
  readonly #names: BotNames
  readonly #running = new Set<Promise<unknown>>()
  /** Messages of one conversation are handed on in the order they came, a slow download included. */
  readonly #tails = new Map<string, Promise<void>>()
  readonly #stopped = new AbortController()
  #stopping = false
  #receive: Receive | null = null

  constructor(options: WecomOptions) {
    const { botId, botName, now, log, perMinute = 30, perHour = 1000 } = options
    this.account = botId
    this.#options = options
    this.#names = new BotNames(botName)
    this.#connection = new WecomConnection({ ...options, url: options.url ?? officialUrl }, (callback) =>
      this.#take(callback),
    )
    this.#outgoing = new Outgoing(this.#connection, now, { perMinute, perHour })
    this.#clicks = new Clicks(this.#connection, now, log)
  }

  /**
   * Resolves when the bot is let in, or when the service cannot be reached for now.
   * @throws ZhibuError CHAT_REFUSED for a wrong bot id or secret
   */
  start(receive: Receive): Promise<void> {
    this.#receive = receive
    return this.#connection.start()
  }

  /** Waits for the answer to what was sent and for what is being taken in; leaves nothing running. */
  async stop(): Promise<void> {
    this.#stopping = true
    this.#stopped.abort()
    // Whoever speaks meanwhile and is not heard can be told so only while it is connected.
    const end = performance.now() + lastWordsMs
    while (this.#running.size > 0 && performance.now() < end) await Promise.allSettled([...this.#running])
    this.#connection.stop()
    this.#receive = null
    while (this.#running.size > 0) await Promise.allSettled([...this.#running])
  }

  status(): ConnectionStatus {
    return this.#connection.status()
  }

  send(to: Conversation, message: OutgoingMessage, id: string): Promise<SendOutcome> {
    if (this.#stopping)
      return Promise.resolve({ kind: 'refused', reason: '小助手正在停止，消息没有发出', retryAfterMs: 10_000 })
    return this.#track(this.#outgoing.send(to, message, id))
  }

  #track<T>(work: Promise<T>): Promise<T> {
    this.#running.add(work)
    const done = () => void this.#running.delete(work)
    work.then(done, done)
    return work
  }

  #take(callback: Exclude<Callback, { kind: 'kicked' }>): void {
    const receive = this.#receive
    if (!receive) return
    switch (callback.kind) {
      case 'said': {
        const key = `${callback.conversation.kind}:${callback.conversation.id}`
        const came = performance.now()
        const mine = (this.#tails.get(key) ?? Promise.resolve()).then(() => this.#hear(callback, receive, came))
        this.#tails.set(key, mine)
        const forget = () => {
          if (this.#tails.get(key) === mine) this.#tails.delete(key)
        }
        this.#track(mine.then(forget))
        break
      }
      case 'click':
        this.#track(this.#clicks.take(callback, receive))
        break
      case 'entered':
        this.#track(this.#greet(callback.reqId))
        break
      case 'other':
        this.#options.log.info({ kind: callback.what }, '企业微信来的消息不用处理')
    }
  }

  async #greet(reqId: string): Promise<void> {
    const { welcome } = this.#options
    if (!welcome) return
    const body = { msgtype: 'text', text: { content: welcome } }
    await this.#connection.request('aibot_respond_welcome_msg', body, reqId)
  }

  /**
   * Hands a message on. The platform delivers it only once: what cannot be kept (the database is away for a moment) is
   * tried again, and whoever is not heard in the end is told so.
   */
  async #hear(said: Said, receive: Receive, came: number): Promise<void> {
    const { log, now, patienceMs = 15_000 } = this.#options
    const files = await Promise.all(said.media.map((one) => download(one, this.#stopped.signal))).catch(() => null)
    if (!files) {
      log.warn({ message: said.id }, '企业微信的文件没有取到')
      await this.#answer(said.reqId, notFetched)
      return
    }
    const { id, conversation, userId } = said
    const message = {
      id,
      conversation,
      sender: { id: userId, name: userId },
      text: conversation.kind === 'room' ? this.#names.heardInGroup(said.text) : this.#names.without(said.text),
      addressed: true,
      files,
      at: now(),
    }
    for (let failures = 0; ; failures++) {
      try {
        return await receive(message)
      } catch (error) {
        if (failures === 0) log.error({ err: error, message: id }, '企业微信的消息没有记下')
        const waitMs = backoff(failures, Math.random)
        if (this.#stopping || performance.now() - came + waitMs > patienceMs) break
        await pause(waitMs, this.#stopped.signal)
      }
    }
    await this.#answer(said.reqId, notKept)
  }

  async #answer(reqId: string, text: string): Promise<void> {
    const stream = { id: `s-${reqId}`, finish: true, content: asMarkdown(text) }
    await this.#connection.request('aibot_respond_msg', { msgtype: 'stream', stream }, reqId)
  }
}
