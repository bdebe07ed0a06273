import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { Setting } from '../actions/act.ts'
import { addressOf, prepare, putBack, putOff, type Sending, settle } from '../actions/deliver.ts'
import type { Platforms } from '../actions/notify/compose.ts'
import type { ChatPort, SendOutcome } from '../chat/port.ts'
import { type Db, write } from '../records/database.ts'
import { claimDue, holdClaim, unclaim } from '../records/notices.ts'
import type { Clock } from '../time/clock.ts'
import { type Lane, MemoryPace, type Pace } from './pace.ts'

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
}

/** Few at a time: the answer to somebody who writes meanwhile waits for these at most. */
const batch = 10
const leaseMs = 5 * 60_000
/** So long it is waited for room; what has to wait longer lets others go first. */
const shortMs = 5_000
/** A platform that is not connected is looked at again after so long at the latest, at the tick. */
const offlineMs = 45_000

const realWait = (ms: number, signal: AbortSignal): Promise<void> =>
  sleep(ms, undefined, { signal }).catch(() => undefined)

/** What is to be done next with a claimed notice. */
type Turn = { kind: 'send'; lane: Lane | null; giveBack: () => Promise<void> } | { kind: 'waits' } | { kind: 'again' }

/**
 * Sends what is due, one message after the other: so that a program killed in the middle leaves at most one message
 * whose outcome is unknown. `wake` may be called any number of times; `idle` resolves when nothing due is left.
 */
export class Dispatcher {
  readonly #outbox: Outbox
  readonly #platforms: Platforms
  readonly #pace: Pace
  readonly #stopping = new AbortController()
  #running: Promise<void> | null = null
  #again = false
  /** An outcome that is not written down yet. Nothing else is sent before it is. */
  #unsettled: { ids: number[]; outcome: SendOutcome } | null = null
  /** Conversations for which there was no room: what waits for them leaves together. */
  readonly #crowded = new Set<string>()
  /** What waits for a platform that is not connected, by platform. */
  readonly #held = new Map<string, Set<number>>()

  constructor(outbox: Outbox) {
    this.#outbox = outbox
    this.#pace = outbox.pace ?? new MemoryPace()
    this.#platforms = new Map([...outbox.ports].map(([platform, port]) => [platform, port.capabilities]))
  }

  wake(): void {
    if (this.#stopped) return
    if (this.#running) {
      this.#again = true
      return
    }
    this.#running = this.#run().finally(() => {
      this.#running = null
      if (this.#again) {
        this.#again = false
        this.wake()
      }
    })
  }

  /** A platform is connected again: what waited for it is sent now, not at the next tick. */
  async online(platform: string): Promise<void> {
    const held = this.#held.get(platform)
    this.#held.delete(platform)
    if (!held || this.#stopped) return
    try {
      await write(this.#outbox.db, (tx) => unclaim(tx, [...held]))
      this.wake()
    } catch (error) {
      // Their claims run out, and the tick takes them up.
      this.#outbox.log.error({ err: error }, 'held notices not freed')
    }
  }

  async idle(): Promise<void> {
    while (this.#running) await this.#running
  }

  /** Finishes the message that is being sent; the rest stays due. */
  async stop(): Promise<void> {
    this.#stopping.abort()
    await this.idle()
  }

  get #stopped(): boolean {
    return this.#stopping.signal.aborted
  }

  async #run(): Promise<void> {
    const { db, clock, log } = this.#outbox
    try {
      await this.#settle()
      while (!this.#stopped) {
        const now = clock.now()
        const ids = await write(db, (tx) => claimDue(tx, now, new Date(now.getTime() + leaseMs), batch))
        if (ids.length === 0) return
        for (const [index, id] of ids.entries()) {
          if (this.#stopped) return
          const turn = await this.#turnOf(id)
          if (turn.kind === 'again') {
            await write(db, (tx) => unclaim(tx, ids.slice(index)))
            break
          }
          if (turn.kind === 'send') await this.#deliver(id, turn, ids.slice(index))
        }
      }
    } catch (error) {
      // The rows stay as they are: the next tick takes them up again.
      log.error({ err: error }, 'dispatch failed')
    }
  }

  /** Finds room for a notice. While it is waited for, somebody may have written: the answer to that goes first. */
  async #turnOf(id: number): Promise<Turn> {
    const { db, clock, setting, ports, wait = realWait } = this.#outbox
    const free: Turn = { kind: 'send', lane: null, giveBack: async () => {} }
    if (![...ports.values()].some((port) => port.pace || port.online)) return free
    const address = await addressOf(db, this.#platforms, id)
    const port = address && ports.get(address.platform)
    if (!port) return free
    if (port.online?.() === false) {
      const until = new Date(clock.now().getTime() + offlineMs)
      await write(db, (tx) => holdClaim(tx, id, until))
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
        await putOff(db, setting, id, place.until, now)
        return { kind: 'waits' }
      }
      await wait(ms, this.#stopping.signal)
      if (this.#again || this.#stopped) {
        this.#again = false
        return { kind: 'again' }
      }
    }
  }

  async #deliver(id: number, turn: Extract<Turn, { kind: 'send' }>, claimed: number[]): Promise<void> {
    const { lane, giveBack } = turn
    const { db, clock, setting, ports, log } = this.#outbox
    const merge = lane !== null && this.#crowded.delete(keyOf(lane)) ? claimed : null
    const sending = await prepare(db, setting, this.#platforms, id, clock.now(), merge).catch(
      async (error: unknown) => {
        // One message that cannot be made must not keep those behind it waiting.
        log.error({ err: error, notice: id }, 'notice not prepared')
        await putBack(db, id, error instanceof Error ? error.message : String(error), clock.now())
        return null
      },
    )
    if (!sending) return giveBack()
    const port = ports.get(sending.platform)
    const outcome: SendOutcome = port
      ? await this.#send(port, sending, id)
      : { kind: 'refused', reason: '平台没有连接' }
    this.#unsettled = { ids: sending.ids, outcome }
    await this.#settle()
    if (outcome.kind === 'accepted') return
    log.warn({ notice: id, outcome: outcome.kind }, 'notice not accepted')
    if (lane && outcome.kind === 'refused' && outcome.retryAfterMs !== undefined) {
      this.#crowded.add(keyOf(lane))
      await this.#pace.pause(lane, outcome.retryAfterMs, clock.now(), outcome.scope)
    }
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

  async #settle(): Promise<void> {
    if (!this.#unsettled) return
    const { ids, outcome } = this.#unsettled
    await settle(this.#outbox.db, this.#outbox.setting, ids, outcome, this.#outbox.clock.now())
    this.#unsettled = null
  }
}

const keyOf = ({ account, conversation }: Lane): string => `${account} ${conversation}`
