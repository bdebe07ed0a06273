import type { Log } from '../../base/log.ts'
import { backoff, pause } from '../timers.ts'
import { type Link, type LinkEvents, LinkRefused } from './link.ts'
import { Trouble } from './trouble.ts'
import { type Patience, Watch } from './watch.ts'

export type State = 'starting' | 'waiting_login' | 'online' | 'recovering' | 'down'

/** Something the operator must know, although nothing is said in the chat. */
export type Alarm =
  /** Off line for too long; it is still being tried. */
  | { kind: 'offline'; state: State; since: Date; reason: string | null }
  | { kind: 'logged_out'; since: Date }
  /** The service does not let us in; waiting alone will not help. */
  | { kind: 'refused'; reason: string; next: string }
  /** Everything is well again. */
  | { kind: 'back'; since: Date }

/** Milliseconds. */
export interface Timing extends Patience {
  alarmAfter: number
  /** Only what has held so long counts as well again: who comes and goes all the time is as good as deaf. */
  steady: number
}

interface Options {
  open(events: LinkEvents, signal: AbortSignal): Promise<Link>
  arrived(messageId: string): void
  alarm(alarm: Alarm): void
  /** The status is another one. */
  changed(): void
  now(): Date
  /** An error as it may be shown. */
  scrub(error: unknown): string
  log: Log
  timing: Timing
  random?: () => number
}

/**
 * Keeps one link up for ever: watches it for signs of life, replaces a broken one by a fresh one, and raises the alarm
 * when that takes too long. There is never more than one recovery at a time.
 */
export class Supervisor {
  readonly #options: Options
  readonly #stopping = new AbortController()
  readonly #watch: Watch
  readonly #trouble: Trouble
  #state: State = 'starting'
  #since: Date
  #account: string | null = null
  #qr: string | null = null
  #lastError: string | null = null
  #restarts = 0
  #link: Link | null = null
  /** The broken one, until it is closed. */
  #broke: { link: Link; how: 'polite' | 'abrupt' } | null = null
  #attempt = 0
  #recovery: Promise<void> | null = null

  constructor(options: Options) {
    const { timing, now } = options
    this.#options = options
    this.#since = now()
    const ping = () => this.#link?.ping()
    // A service that still holds the old stream gives a new one nothing, unless it is told to stop first.
    this.#watch = new Watch({ ping, dead: () => this.#broken(this.#link, 'no sign of life', 'polite') }, timing)
    this.#trouble = new Trouble({
      ...timing,
      now,
      tooLong: (since) => {
        if (this.#state === 'recovering') this.#enter('down')
        this.#ring({ kind: 'offline', state: this.#state, since, reason: this.#lastError })
      },
      over: (alarmed) => {
        this.#attempt = 0
        this.#lastError = null
        if (alarmed) options.alarm({ kind: 'back', since: this.#since })
      },
    })
  }

  get status() {
    return {
      state: this.#state,
      since: this.#since,
      account: this.#account,
      qr: this.#qr,
      lastError: this.#lastError,
      restarts: this.#restarts,
    }
  }

  /** The link that is up; somebody may still have to log in. */
  get link(): Link | null {
    return this.#link
  }

  /**
   * Makes the first attempt. Resolves also when it failed and is being tried again.
   * @throws LinkRefused when the service does not let us in at all
   */
  async start(): Promise<void> {
    this.#trouble.begin()
    try {
      await this.#open()
    } catch (error) {
      if (error instanceof LinkRefused) {
        await this.stop()
        throw error
      }
      this.#noteError(error)
      this.#options.log.warn({ why: this.#lastError }, '连不上微信服务，会一直重试')
      this.#recover()
    }
  }

  async stop(): Promise<void> {
    this.#stopping.abort()
    this.#watch.stop()
    this.#trouble.stop()
    await this.#recovery
    const link = this.#link ?? this.#broke?.link
    this.#link = null
    this.#broke = null
    this.#account = null
    this.#enter('down')
    await link?.close('polite')
  }

  async #open(): Promise<void> {
    let link: Link | null = null
    /** Null once it is open; until then what it tells is kept. */
    let early: (() => void)[] | null = []
    let broken: string | null = null
    // What a link of the past still tells is no longer of interest.
    const now = (what: () => void) => {
      if (early) early.push(what)
      else if (link !== null && link === this.#link) what()
    }
    const events: LinkEvents = {
      alive: () => now(() => this.#watch.alive()),
      answered: () => now(() => this.#watch.answered()),
      scan: (qr) =>
        now(() => {
          this.#watch.bePatient()
          this.#waitForLogin(qr)
        }),
      login: (accountId) => now(() => this.#loggedIn(accountId)),
      logout: () => now(() => this.#loggedOut()),
      doubt: () => now(() => this.#watch.doubt()),
      arrived: (id) => now(() => this.#options.arrived(id)),
      broken: (reason) => {
        if (early) broken = reason
        else this.#broken(link, reason, 'abrupt')
      },
    }
    link = await this.#options.open(events, this.#stopping.signal)
    if (broken !== null || this.#stopping.signal.aborted) {
      await link.close('abrupt')
      throw new Error(broken ?? 'stopped')
    }
    this.#link = link
    const told = early
    early = null
    this.#watch.start()
    for (const what of told) what()
    if (this.#account === null) this.#waitForLogin(this.#qr)
    // A service that still believes in an older stream tells this one nothing, or nothing after its first events.
    if (this.#qr === null) this.#watch.doubt()
  }

  #loggedIn(accountId: string) {
    this.#account = accountId
    this.#qr = null
    this.#watch.start()
    this.#trouble.better()
    this.#enter('online')
  }

  #waitForLogin(qr: string | null) {
    if (this.#account !== null) return
    const fresh = qr !== this.#qr
    this.#qr = qr
    if (!this.#enter('waiting_login') && fresh) this.#options.changed()
  }

  #loggedOut() {
    if (this.#account === null) return
    this.#account = null
    this.#trouble.begin()
    this.#waitForLogin(null)
    if (this.#trouble.alarm()) this.#ring({ kind: 'logged_out', since: this.#since })
  }

  #broken(link: Link | null, reason: string, how: 'polite' | 'abrupt') {
    if (this.#stopping.signal.aborted || link === null || link !== this.#link) return
    this.#link = null
    this.#broke = { link, how }
    this.#noteError(reason)
    this.#options.log.warn({ why: this.#lastError }, '微信连接断开，正在重连')
    this.#recover()
  }

  #recover() {
    if (this.#recovery) return
    this.#watch.stop()
    this.#trouble.begin()
    this.#account = null
    this.#qr = null
    this.#enter('recovering')
    this.#recovery = this.#tryAgain().finally(() => {
      this.#recovery = null
      // It broke again before this one was over.
      if (!this.#link && !this.#stopping.signal.aborted) this.#recover()
    })
  }

  async #tryAgain(): Promise<void> {
    const { signal } = this.#stopping
    while (!signal.aborted) {
      const broke = this.#broke
      this.#broke = null
      await broke?.link.close(broke.how)
      await pause(backoff(this.#attempt++, this.#options.random ?? Math.random), signal)
      if (signal.aborted) return
      try {
        this.#restarts++
        await this.#open()
        this.#options.log.info('微信已重新连上')
        return
      } catch (error) {
        if (signal.aborted) return
        this.#noteError(error)
        this.#trouble.begin()
        const refused = error instanceof LinkRefused
        if (refused && this.#trouble.alarm()) this.#ring({ kind: 'refused', reason: error.message, next: error.next })
        if (refused) this.#enter('down')
        else if (this.#state !== 'down') this.#enter('recovering')
      }
    }
  }

  #ring(alarm: Alarm) {
    this.#options.log.error({ alarm: alarm.kind, why: this.#lastError }, '微信收发中断，需要处理')
    this.#options.alarm(alarm)
  }

  #noteError(error: unknown) {
    this.#lastError = this.#options.scrub(error)
  }

  /** @returns false when nothing has changed */
  #enter(state: State): boolean {
    if (state === this.#state) return false
    this.#state = state
    this.#since = this.#options.now()
    this.#options.changed()
    return true
  }
}
