import { setTimeout as sleep } from 'node:timers/promises'
import type { Setting } from '../actions/act.ts'
import type { Platforms } from '../actions/notify/compose.ts'
import { addressOf, prepare, putBack, putOff, type Sending, type Settled, settle } from '../actions/notify/deliver.ts'
import { prepareMany } from '../actions/notify/deliver-many.ts'
import type { Tell } from '../base/events.ts'
import type { ChatPort, Conversation, SendOutcome } from '../chat/port.ts'
import { holdClaim, markSent, unclaim, unsend } from '../records/claims.ts'
import { type Db, type Tx, write } from '../records/database.ts'
import type { Clock } from '../time/clock.ts'
import { type Carrier, carry, notSent } from './carry.ts'
import { noticeEvent } from './notice-event.ts'
import { type Lane, MemoryPace, type Pace } from './pace.ts'
import type { Beside, Hands } from './queue.ts'
import { Rounds } from './rounds.ts'

export interface Outbox extends Carrier {
  db: Db
  clock: Clock
  setting: Setting
  pace?: Pace
  /** Lets so many ms pass; ends early when told to. */
  wait?: (ms: number, signal: AbortSignal) => Promise<void>
  /** All platforms of the installation, where other processes hold some of them; otherwise those of the ports. */
  platforms?: Platforms
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

const free = { giveBack: async () => {} }

/**
 * Hands claimed notices on or sends them, one after the other: so that a program killed in the middle leaves at most one
 * message whose outcome is unknown. Only where every platform takes several at once they leave in rounds.
 */
export class Sender implements Hands {
  readonly #outbox: Outbox
  readonly #platforms: Platforms
  readonly #pace: Pace
  readonly #stopping = new AbortController()
  /** Outcomes that are not written down yet. Nothing else is sent before they are. */
  #unsettled: { sending: Sending; outcome: SendOutcome; ms: number }[] = []
  readonly #rounds: Rounds | null
  /** The database went away while they were marked as being sent, and nothing was sent: the marks may be there all the same. */
  #unsent: { ids: number[]; at: Date } | null = null
  /** Conversations for which there was no room: what waits for them leaves together. */
  readonly #crowded = new Set<string>()
  /** What waits for a platform that is not connected, by platform. */
  readonly #held = new Map<string, Set<number>>()

  constructor(outbox: Outbox) {
    this.#outbox = outbox
    this.#pace = outbox.pace ?? new MemoryPace()
    this.#platforms =
      outbox.platforms ?? new Map([...outbox.ports].map(([platform, port]) => [platform, port.capabilities]))
    this.#rounds = this.atOnce > 1 ? this.#makeRounds() : null
  }

  get atOnce(): number {
    const each = [...this.#outbox.ports.values()].map(({ capabilities }) => capabilities.atOnce)
    return each.length === 0 ? 1 : Math.min(...each)
  }

  async take(id: number, beside: Beside): Promise<'done' | 'again'> {
    if (this.#stopped) return 'again'
    return this.#rounds ? this.#rounds.take(id, beside) : this.#takeOne(id, beside)
  }

  async #takeOne(id: number, beside: Beside): Promise<'done' | 'again'> {
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
    const address = await this.#addressOf(id)
    const port = address && ports.get(address.platform)
    if (!port) return { kind: 'send', lane: null, ...free }
    if (port.online?.() === false) {
      const until = new Date(clock.now().getTime() + offlineMs)
      await write(db, (tx) => holdClaim(tx, id, until), 'rows')
      const held = this.#held.get(address.platform) ?? new Set()
      this.#held.set(address.platform, held.add(id))
      return { kind: 'waits' }
    }
    const lane = laneOf(port, address.conversation)
    if (!lane) return { kind: 'send', lane, ...free }
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
    const { db, clock, setting, log } = this.#outbox
    const merge = lane !== null && this.#crowded.delete(keyOf(lane)) ? claimed : null
    const began = performance.now()
    const at = clock.now()
    const prepared = await prepare(db, setting, this.#platforms, id, at, merge).catch(async (error: unknown) => {
      // One message that cannot be made must not keep those behind it waiting.
      log.error({ err: error, notice: id }, 'notice not prepared')
      this.#unsent = { ids: [id], at }
      const back = await putBack(db, id, error instanceof Error ? error.message : String(error), clock.now())
      this.#unsent = null
      return back
    })
    if (!prepared || 'outcome' in prepared) {
      this.#tell(prepared)
      return giveBack()
    }
    const [outcome = notSent] = await carry(this.#outbox, [prepared])
    this.#unsettled.push({ sending: prepared, outcome, ms: performance.now() - began })
    await this.ready()
    if (outcome.kind !== 'accepted') await this.#heed(prepared, outcome)
  }

  /** Where the platform did not take a message: it may want to be left in peace for a while. */
  async #heed({ notices, platform, to }: Sending, outcome: SendOutcome): Promise<void> {
    const { clock, ports, log } = this.#outbox
    log.warn({ notice: notices[0]?.id, outcome: outcome.kind }, 'notice not accepted')
    const lane = laneOf(ports.get(platform), to)
    if (!lane || outcome.kind !== 'refused' || outcome.retryAfterMs === undefined) return
    this.#crowded.add(keyOf(lane))
    await this.#pace.pause(lane, outcome.retryAfterMs, clock.now(), outcome.scope)
  }

  /** Writes down what became of the last messages, where that failed. */
  async ready(): Promise<void> {
    if (this.#unsent) {
      const { ids, at } = this.#unsent
      const work = async (tx: Tx) => {
        for (const id of ids) await unsend(tx, id, at)
      }
      await write(this.#outbox.db, work, 'rows')
      this.#unsent = null
    }
    const { db, setting, clock } = this.#outbox
    await this.#rounds?.ready()
    for (let [first] = this.#unsettled; first; [first] = this.#unsettled) {
      const { sending, outcome, ms } = first
      const settled = await settle(db, setting, sending.notices, outcome, clock.now())
      this.#unsettled.shift()
      for (const one of settled) this.#tell(one, { platform: sending.platform, ms })
    }
  }

  #makeRounds(): Rounds {
    const { db, setting, clock, ports } = this.#outbox
    return new Rounds({
      most: this.atOnce,
      place: async (id) => {
        const address = await this.#addressOf(id)
        const port = address && ports.get(address.platform)
        if (!port) return free
        if (port.online?.() === false) return null
        const lane = laneOf(port, address.conversation)
        const place = lane && (await this.#pace.reserve(lane, clock.now()))
        return place === null ? free : place.kind === 'go' ? place : null
      },
      prepare: async (ids, accepted) => {
        const at = clock.now()
        this.#unsent = { ids, at }
        const prepared = await prepareMany(db, setting, this.#platforms, ids, accepted, at)
        this.#unsent = null
        return prepared
      },
      keep: (accepted) => write(db, (tx) => markSent(tx, accepted, clock.now()), 'rows'),
      send: (sendings) => carry(this.#outbox, sendings),
      refused: async (sending, outcome, ms) => {
        this.#unsettled.push({ sending, outcome, ms })
        await this.ready()
        await this.#heed(sending, outcome)
      },
      tell: (settled, sent) => this.#tell(settled, sent),
      alone: (id, beside) => this.#takeOne(id, beside),
    })
  }

  /** Where a notice would go; not asked for where every platform takes everything at any time. */
  async #addressOf(id: number) {
    const { db, ports } = this.#outbox
    return [...ports.values()].some((port) => port.pace || port.online) ? addressOf(db, this.#platforms, id) : null
  }

  /** After the commit. */
  #tell(settled: Settled | null, sent?: { platform: string; ms: number }): void {
    if (settled) this.#outbox.tell?.(noticeEvent(settled, this.#outbox.clock.now(), sent))
  }
}

const laneOf = (port: ChatPort | undefined, { kind, id }: Conversation): Lane | null =>
  port?.pace ? { account: port.platform, conversation: `${kind}:${id}`, rule: port.pace } : null

const keyOf = ({ account, conversation }: Lane): string => `${account} ${conversation}`
