import { z } from 'zod'
import type { Log } from '../../base/log.ts'
import type { OutgoingMessage, SendOutcome } from '../port.ts'
import { codes, refusalOf } from './errors.ts'
import { merge, type Notice } from './merge.ts'

/** As it stands, or with headings, bold type and links. */
export type Form = 'text' | 'markdown'

/** One-way notices to people. */
export interface Notifier {
  /**
   * Never rejects.
   * @param mentions ids of members; "@all" for everybody (not in markdown)
   */
  notify(text: string, mentions?: readonly string[], form?: Form): Promise<SendOutcome>
}

export interface WebhookOptions {
  /** The whole address with its key: a secret. */
  url: string
  now: () => Date
  log: Log
  perMinute?: number
  timeoutMs?: number
  /** Which setting the address comes from: the operator is sent there. */
  setting?: string
  /** What mentions are: ids of members, or their phone numbers. */
  mentionBy?: 'userid' | 'phone'
  /** Holds what has no room until there is; otherwise it is refused, with the time after which there will be. */
  patient?: boolean
  /** Runs something after so many ms. @returns forgets about it */
  after?: (ms: number, run: () => void) => () => void
}

const afterTimeout = (ms: number, run: () => void): (() => void) => {
  const timer = setTimeout(run, ms)
  return () => clearTimeout(timer)
}

/** Runs a little longer here: the platform's minute is not ours. */
const windowMs = 61_000
/** Bytes of one message. */
export const largest: Record<Form, number> = { text: 2_048, markdown: 4_096 }
/** A notice that the platform keeps refusing for its frequency is given up after so many tries. */
const tries = 5

interface Waiting extends Notice {
  form: Form
  tries: number
  /** Had to wait for its turn. */
  late: boolean
  resolve: (outcome: SendOutcome) => void
}

const answer = z.object({ errcode: z.number().int() })
/** What fetch says when the address could not be reached at all: nothing has left. */
const neverLeft = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
])

/**
 * The webhook of a WeCom group: it can tell, and hears nothing. At most 20 messages a minute; what comes in faster waits
 * for the next free place and is said in one message.
 */
export class WecomWebhook implements Notifier {
  readonly #options: Required<WebhookOptions>
  #sent: number[] = []
  #waiting: Waiting[] = []
  #blockedUntil = 0
  #forget: () => void = () => {}
  #sending: Promise<void> | null = null
  #stopped = false

  constructor(options: WebhookOptions) {
    this.#options = {
      perMinute: 20,
      timeoutMs: 10_000,
      setting: 'WECOM_WEBHOOK_URL',
      mentionBy: 'userid',
      patient: true,
      after: afterTimeout,
      ...options,
    }
  }

  notify(text: string, mentions: readonly string[] = [], form: Form = 'text'): Promise<SendOutcome> {
    if (text.trim() === '') return Promise.resolve({ kind: 'refused', reason: '没有内容，不用发' })
    if (this.#stopped) return Promise.resolve(stopping)
    return new Promise((resolve) => {
      const words = form === 'markdown' ? [text, ...mentions.map((id) => `<@${id}>`)].join(' ') : text
      this.#waiting.push({
        text: words,
        mentions: form === 'markdown' ? [] : mentions,
        form,
        tries: 0,
        late: false,
        resolve,
      })
      this.#pump()
    })
  }

  /** For a group that is only told: what needs an answer, or a file, is refused, never dropped in silence. */
  send({ text, mentions, buttons, file }: OutgoingMessage): Promise<SendOutcome> {
    const cannot = buttons.length > 0 ? '按钮' : file ? '文件' : null
    if (cannot !== null) return Promise.resolve({ kind: 'refused', reason: `群机器人只能单向发文字，发不了${cannot}` })
    return this.notify(
      text,
      mentions.map((one) => one.userId),
    )
  }

  /** Finishes what is under way; what still waits for its turn is refused. */
  async stop(): Promise<void> {
    this.#stopped = true
    await this.#sending
    this.#forget()
    for (const { resolve } of this.#waiting.splice(0)) resolve(stopping)
  }

  #pump(): void {
    this.#sending ??= this.#run().then((wait) => {
      this.#sending = null
      if (this.#stopped || this.#waiting.length === 0) return
      this.#forget()
      if (wait > 0) this.#forget = this.#options.after(wait, () => this.#pump())
      else this.#pump()
    })
  }

  /** Sends what may be sent now. @returns how long the rest must wait, ms */
  async #run(): Promise<number> {
    // One turn later, so that what is told in one go is counted in one go.
    await Promise.resolve()
    while (!this.#stopped) {
      const first = this.#waiting[0]
      if (!first) return 0
      const wait = this.#wait()
      if (wait > 0 && !this.#options.patient) {
        for (const { resolve } of this.#waiting.splice(0))
          resolve({ kind: 'refused', reason: '这个群里刚发了很多，过一会儿再发', retryAfterMs: wait })
        return 0
      }
      if (wait > 0) {
        for (const one of this.#waiting) one.late = true
        return wait
      }
      const places = this.#options.perMinute - this.#sent.length
      // With room enough each notice is a message of its own; those that had to wait, or are too many, are merged.
      const other = this.#waiting.findIndex((one) => one.form !== first.form)
      const alike = this.#waiting.slice(0, other < 0 ? undefined : other)
      const [message] = merge(first.late || this.#waiting.length > places ? alike : [first], largest[first.form])
      if (!message) return 0
      await this.#post(message, first.form, this.#waiting.splice(0, message.of.length))
    }
    return 0
  }

  #wait(): number {
    const now = this.#options.now().getTime()
    this.#sent = this.#sent.filter((at) => at > now - windowMs)
    const [oldest] = this.#sent
    const full = oldest !== undefined && this.#sent.length >= this.#options.perMinute ? oldest + windowMs - now : 0
    return Math.max(full, this.#blockedUntil - now, 0)
  }

  async #post({ text, mentions }: Notice, form: Form, notices: Waiting[]): Promise<void> {
    const { now, log, mentionBy, patient } = this.#options
    const list = mentionBy === 'phone' ? 'mentioned_mobile_list' : 'mentioned_list'
    this.#sent.push(now().getTime())
    const body = {
      msgtype: form,
      [form]: { content: text, ...(mentions.length > 0 ? { [list]: mentions } : {}) },
    }
    const { outcome, code } = await this.#request(body)
    if (code === codes.tooOften) this.#blockedUntil = now().getTime() + windowMs
    if (code === codes.tooOften && patient) {
      const again = notices.map((one) => ({ ...one, tries: one.tries + 1 }))
      this.#waiting.unshift(...again.filter((one) => one.tries < tries))
      for (const { resolve } of again.filter((one) => one.tries >= tries)) resolve(outcome)
      return
    }
    if (outcome.kind !== 'accepted') log.warn({ outcome: outcome.kind, code }, '群机器人的通知没有发成')
    for (const { resolve } of notices) resolve(outcome)
  }

  async #request(body: unknown): Promise<{ outcome: SendOutcome; code: number | null }> {
    const { url, timeoutMs, setting } = this.#options
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
        redirect: 'error',
        signal: AbortSignal.timeout(timeoutMs),
      })
      const read = answer.safeParse(await response.json().catch(() => null))
      if (!read.success) return { outcome: doubtful, code: null }
      const code = read.data.errcode
      if (code === 0) return { outcome: { kind: 'accepted' }, code }
      const refusal = refusalOf(code)
      return { outcome: { ...refusal, reason: webhookSentences(setting)[code] ?? refusal.reason }, code }
    } catch (error) {
      // Messages of fetch may quote the address: only the code of the cause is looked at.
      const cause = error instanceof Error ? error.cause : undefined
      const why = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
      if (!neverLeft.has(why)) return { outcome: doubtful, code: null }
      const reason = `连不上企业微信，通知没有发出。请检查网络和 ${setting}`
      return { outcome: { kind: 'refused', reason, retryAfterMs: 60_000 }, code: null }
    }
  }
}

/** Nothing is wrong with the group: after the next start it is told. */
const stopping: SendOutcome = { kind: 'refused', reason: '小助手正在停止，消息没有发出', retryAfterMs: 10_000 }

const doubtful: SendOutcome = { kind: 'unknown', reason: '通知发出后没有等到企业微信的回执，不知道群里收到没有' }

const webhookSentences = (setting: string): Record<number, string> => ({
  45009: '通知太多：一个群机器人每分钟 20 条，过一会儿仍没有发成（错误码 45009）',
  93000: `群机器人的地址不对或已失效。请在群里重新复制 Webhook 地址，填到 ${setting}，再启动一次（错误码 93000）`,
})
