import type { Sending, Settled } from '../actions/notify/deliver.ts'
import type { Prepared } from '../actions/notify/deliver-many.ts'
import type { SendOutcome } from '../chat/port.ts'
import type { Beside } from './queue.ts'

type Taken = 'done' | 'again'

/** What a round needs of whoever sends. */
export interface Rounded {
  /** How many leave at once. */
  most: number
  /** Room for one more of this conversation, now; null where it has to wait, or the platform is away. */
  place(id: number): Promise<{ giveBack(): Promise<void> } | null>
  /** Prepares these, and keeps what was accepted before, in one commit. */
  prepare(ids: number[], accepted: number[]): Promise<Prepared>
  /** Keeps what was accepted, where nothing follows. */
  keep(accepted: number[]): Promise<void>
  send(sendings: Sending[]): Promise<SendOutcome[]>
  /** Writes down what was not accepted. */
  refused(sending: Sending, outcome: SendOutcome, ms: number): Promise<void>
  /** After the commit. */
  tell(settled: Settled, sent?: { platform: string; ms: number }): void
  /** What needs more than a round can give: waiting for room, leaving with others, another try. */
  alone(id: number, beside: Beside): Promise<Taken>
}

interface Waiting {
  id: number
  beside: Beside
  settle: (taken: Taken | Promise<Taken>) => void
  fail: (error: unknown) => void
}

interface Accepted {
  sending: Sending
  ms: number
}

/**
 * Sends many at once where the platform takes many: whatever waits makes a round, prepared in one commit that also keeps
 * what the round before came to. A program that is killed leaves at most one round whose outcome is unknown.
 */
export class Rounds {
  readonly #of: Rounded
  readonly #waiting: Waiting[] = []
  #running = false
  #accepted: Accepted[] = []
  #keeping: Promise<void> | null = null

  constructor(of: Rounded) {
    this.#of = of
  }

  take(id: number, beside: Beside): Promise<Taken> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ id, beside, settle: resolve, fail: reject })
      if (!this.#running) void this.#run()
    })
  }

  /** Keeps what was accepted and is not kept yet. Asked for several times at once, it is done once. */
  ready(): Promise<void> {
    if (this.#accepted.length === 0) return Promise.resolve()
    this.#keeping ??= this.#keep().finally(() => {
      this.#keeping = null
    })
    return this.#keeping
  }

  async #keep(): Promise<void> {
    const kept = this.#accepted
    await this.#of.keep(idsOf(kept))
    this.#kept(kept)
  }

  async #run(): Promise<void> {
    this.#running = true
    // Whoever is brought at the same moment belongs to the same round.
    await Promise.resolve()
    for (;;) {
      const taken = this.#waiting.splice(0, this.#of.most)
      if (taken.length === 0) break
      try {
        await this.#round(taken)
      } catch (error) {
        for (const one of taken) one.fail(error)
      }
      // What is brought because these are done keeps what became of them along with its own marks.
      await new Promise((resolve) => setImmediate(resolve))
    }
    this.#running = false
    // Where this fails it is tried again before anything else is sent.
    await this.ready().catch(() => undefined)
  }

  async #round(taken: Waiting[]): Promise<void> {
    const places = new Map<number, { giveBack(): Promise<void> }>()
    const alone: Waiting[] = []
    for (const one of taken) {
      const place = await this.#of.place(one.id)
      if (place) places.set(one.id, place)
      else alone.push(one)
    }
    const together = taken.filter(({ id }) => places.has(id))
    if (together.length > 0 && !(await this.#together(together, places))) {
      for (const place of places.values()) await place.giveBack()
      alone.push(...together)
    }
    if (alone.length === 0) return
    await this.ready()
    // One after the other, as where only one leaves at a time.
    for (const { id, beside, settle } of alone) settle(await this.#of.alone(id, beside))
  }

  /** False where they could not be prepared together: then nothing was kept of them. */
  async #together(together: Waiting[], places: Map<number, { giveBack(): Promise<void> }>): Promise<boolean> {
    const kept = this.#accepted
    const began = performance.now()
    const ids = together.map(({ id }) => id)
    const prepared = await this.#of.prepare(ids, idsOf(kept)).catch(() => null)
    if (prepared === null) return false
    this.#kept(kept)
    await this.#settle(prepared, together, places, began)
    return true
  }

  async #settle(
    { sendings, settled, left }: Prepared,
    together: Waiting[],
    places: Map<number, { giveBack(): Promise<void> }>,
    began: number,
  ): Promise<void> {
    for (const one of settled) this.#of.tell(one)
    const sent = new Set(sendings.flatMap(({ notices }) => notices.map(({ id }) => id)))
    for (const [id, place] of places) if (!sent.has(id)) await place.giveBack()
    const outcomes = await this.#of.send(sendings)
    const ms = performance.now() - began
    const refused: [Sending, SendOutcome][] = []
    for (const [i, sending] of sendings.entries()) {
      const outcome = outcomes[i]
      if (outcome?.kind === 'accepted') this.#accepted.push({ sending, ms })
      else if (outcome) refused.push([sending, outcome])
    }
    for (const [sending, outcome] of refused) await this.#of.refused(sending, outcome, ms)
    for (const one of together) {
      if (left.includes(one.id)) this.#waiting.push(one)
      else one.settle('done')
    }
  }

  /** Told once, also where two of them were about to keep the same. */
  #kept(kept: Accepted[]): void {
    const [waiting, these] = [new Set(this.#accepted), new Set(kept)]
    this.#accepted = this.#accepted.filter((one) => !these.has(one))
    for (const { sending, ms } of kept.filter((one) => waiting.has(one)))
      for (const notice of sending.notices)
        this.#of.tell({ notice, outcome: 'sent' }, { platform: sending.platform, ms })
  }
}

const idsOf = (accepted: readonly Accepted[]): number[] =>
  accepted.flatMap(({ sending }) => sending.notices.map(({ id }) => id))
