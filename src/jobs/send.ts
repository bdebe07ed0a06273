import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { Setting } from '../actions/act.ts'
import type { Platforms } from '../actions/notify/compose.ts'
import { addressOf, prepare, putBack, putOff, type Sending, type Settled, settle } from '../actions/notify/deliver.ts'
import type { Tell } from '../base/events.ts'
import type { ChatPort, SendOutcome } from '../chat/port.ts'
import { type Db, write } from '../records/database.ts'
import { holdClaim, unclaim } from '../records/notices.ts'
import type { Clock } from '../time/clock.ts'
import { noticeEvent } from './notice-event.ts'
import { type Lane, MemoryPace, type Pace } from './pace.ts'
import type { Beside, Hands } from './queue.ts'

export interface Outbox {
  db: Db
  clock: Clock
  setting: Setting
  ports: ReadonlyMap<string, ChatPort>
  log: Logger
  pace?: Pace
  /** Lets so many ms pass; ends early when told to. */
  wait?: (ms: number, signal: AbortSignal) => Promise<void>
  /** How long a platform may take to say what became of a message. */
  sendMs?: number
  /** Whether this process is still the one that sends, where several could. */
  mine?: () => Promise<boolean>
  /** Told what became of each notice. */
  tell?: Tell
}

/** So long it is waited for room; what has to wait longer lets others go first. */
const shortMs = 5_000
/** A platform that is not connected is looked at again after so long at the latest, at the tick. */
const offlineMs = 45_000

const realWait = (ms: number, signal: AbortSignal): Promise<void> =>
  sleep(ms, undefined, { signal }).catch(() => undefined)

/** What is to be done next with a claimed notice. */
type Turn = { kind: 'send'; lane: Lane | null; giveBack: () => Promise<void> } | { kind: 'waits' } | { kind: 'again' }

/**
 * Hands claimed notices on or sends them, one after the other: so that a program killed in the middle leaves at most one
 * message whose outcome is unknown.
 */
export class Sender implements Hands {
  readonly #outbox: Outbox
  readonly #platforms: Platforms
  readonly #pace: Pace
  readonly #stopping = new AbortController()
  /** An outcome that is not written down yet. Nothing else is sent before it is. */
  #unsettled: { sending: Sending; outcome: SendOutcome; began: number } | null = null
  /** Conversations for which there was no room: what waits for them leaves together. */
  readonly #crowded = new Set<string>()
  /** What waits for a platform that is not connected, by platform. */
  readonly #held = new Map<string, Set<number>>()

  constructor(outbox: Outbox) {
    this.#outbox = outbox
    this.#pace = outbox.pace ?? new MemoryPace()
    this.#platforms = new Map([...outbox.ports].map(([platform, port]) => [platform, port.capabilities]))
  }

  async take(id: number, beside: Beside): Promise<'done' | 'again'> {
    await this.ready()
    if (this.#stopped) return 'again'
    const turn = await this.#turnOf(id, beside)
    if (turn.kind === 'again') return 'again'
    if (turn.kind === 'send') await this.#deliver(id, turn, beside.claimed)
    return 'done'
  }

  /** A platform is connected again: what waited for it is due at once. Tells whether anything did. */
  async free(platform: string): Promise<boolean> {
    const held = this.#held.get(platform)
    this.#held.delete(platform)
    if (!held || this.#stopped) return false
    try {
      await write(this.#outbox.db, (tx) => unclaim(tx, [...held]), 'rows')
      return true
    } catch (error) {
      // Their claims run out, and the tick takes them up.
      this.#outbox.log.error({ err: error }, 'held notices not freed')
      return false
    }
  }

  /** Waits for nothing any more; the message that is being sent is finished by whoever gave it. */
  stop(): void {
    this.#stopping.abort()
  }

  get #stopped(): boolean {
    return this.#stopping.signal.aborted
  }

  /** Finds room for a notice. While it is waited for, somebody may have written: the answer to that goes first. */
  async #turnOf(id: number, { overtaken }: Beside): Promise<Turn> {
    const { db, clock, setting, ports, wait = realWait } = this.#outbox
    const free: Turn = { kind: 'send', lane: null, giveBack: async () => {} }
    if (![...ports.values()].some((port) => port.pace || port.online)) return free
    const address = await addressOf(db, this.#platforms, id)
    const port = address && ports.get(address.platform)
    if (!port) return free
    if (port.online?.() === false) {
      const until = new Date(clock.now().getTime() + offlineMs)
      await write(db, (tx) => holdClaim(tx, id, until), 'rows')
      const held = this.#held.get(address.platform) ?? new Set()
      this.#held.set(address.platform, held.add(id))
      return { kind: 'waits' }
    }
    if (!port.pace) return free
    const { platform, conversation } = address
    const lane: Lane = { account: platform, conversation: `${conversation.kind}:${conversation.id}`, rule: port.pace }
    for (;;) {
      const now = clock.now()
      const place = await this.#pace.reserve(lane, now)
      if (place.kind === 'go') return { kind: 'send', lane, giveBack: place.giveBack }
      const ms = place.until.getTime() - now.getTime()
      if (ms > shortMs) {
        this.#crowded.add(keyOf(lane))
        this.#tell(await putOff(db, setting, id, place.until, now))
        return { kind: 'waits' }
      }
      await wait(ms, this.#stopping.signal)
      if (this.#stopped || (await overtaken())) return { kind: 'again' }
    }
  }

  async #deliver(id: number, turn: Extract<Turn, { kind: 'send' }>, claimed: Beside['claimed']): Promise<void> {
    const { lane, giveBack } = turn
    const { db, clock, setting, ports, log } = this.#outbox
    const merge = lane !== null && this.#crowded.delete(keyOf(lane)) ? claimed : null
    const began = performance.now()
    const prepared = await prepare(db, setting, this.#platforms, id, clock.now(), merge).catch(
      async (error: unknown) => {
        // One message that cannot be made must not keep those behind it waiting.
        log.error({ err: error, notice: id }, 'notice not prepared')
        return putBack(db, id, error instanceof Error ? error.message : String(error), clock.now())
      },
    )
    if (!prepared || 'outcome' in prepared) {
      this.#tell(prepared)
      return giveBack()
    }
    const port = ports.get(prepared.platform)
    const outcome = await this.#outcomeOf(port, prepared, id)
    this.#unsettled = { sending: prepared, outcome, began }
    await this.ready()
    if (outcome.kind === 'accepted') return
    log.warn({ notice: id, outcome: outcome.kind }, 'notice not accepted')
    if (lane && outcome.kind === 'refused' && outcome.retryAfterMs !== undefined) {
      this.#crowded.add(keyOf(lane))
      await this.#pace.pause(lane, outcome.retryAfterMs, clock.now(), outcome.scope)
    }
  }

  async #outcomeOf(port: ChatPort | undefined, sending: Sending, id: number): Promise<SendOutcome> {
    if (!port) return { kind: 'refused', reason: '平台没有连接' }
    // Asked as late as can be: between two that may send, not one message leaves twice.
    if (this.#outbox.mine && !(await this.#outbox.mine()))
      return { kind: 'refused', reason: '收发已经换到另一个进程', retryAfterMs: 1_000 }
    return this.#send(port, sending, id)
  }

  /** A platform that never answers must not keep everything else waiting. */
  async #send(port: ChatPort, { to, message }: Sending, id: number): Promise<SendOutcome> {
    const { log, sendMs = 60_000 } = this.#outbox
    const timeout = new AbortController()
    const never = sleep(sendMs, undefined, { signal: timeout.signal }).then((): SendOutcome => {
      log.error({ notice: id }, 'send never answered')
      return { kind: 'unknown', reason: '平台一直没有回音，不知道对方收到没有' }
    })
    never.catch(() => undefined)
    const sent = port.send(to, message, `n-${id}`).catch((error: unknown): SendOutcome => {
      log.error({ err: error, notice: id }, 'send broke off')
      return { kind: 'unknown', reason: '发送时出错，不知道对方收到没有' }
    })
    try {
      return await Promise.race([sent, never])
    } finally {
      timeout.abort()
    }
  }

  /** Writes down what became of the last message, where that failed. */
  async ready(): Promise<void> {
    if (!this.#unsettled) return
    const { sending, outcome, began } = this.#unsettled
    const { db, setting, clock } = this.#outbox
    const settled = await settle(db, setting, sending.notices, outcome, clock.now())
    this.#unsettled = null
    for (const one of settled) this.#tell(one, { platform: sending.platform, ms: performance.now() - began })
  }

  /** After the commit. */
  #tell(settled: Settled | null, sent?: { platform: string; ms: number }): void {
    if (settled) this.#outbox.tell?.(noticeEvent(settled, this.#outbox.clock.now(), sent))
  }
}

const keyOf = ({ account, conversation }: Lane): string => `${account} ${conversation}`
