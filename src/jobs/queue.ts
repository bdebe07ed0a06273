import type { Log } from '../base/log.ts'
import { anyDue, claimDue, unclaim } from '../records/claims.ts'
import { type Db, write } from '../records/database.ts'
import type { Clock } from '../time/clock.ts'

/** What is known of the others while one notice is in hand. */
export interface Beside {
  /** Those that are claimed with it, which may leave together with it: these, or whatever is claimed. */
  claimed: number[] | 'all'
  /** Whether something more urgent has come meanwhile. */
  overtaken(): Promise<boolean>
}

/** Who does something with the notices that a queue brings. */
export interface Hands {
  /** How many they take at the same moment; one unless told otherwise. */
  readonly atOnce?: number
  /** Finishes what is still open from before. Nothing is brought while that fails. */
  ready(): Promise<void>
  /** Hands a claimed notice on, or sends it. `again`: something goes first, and this one was not touched. */
  take(id: number, beside: Beside): Promise<'done' | 'again'>
}

/**
 * Brings what is due to those who do something with it: `wake` may be called any number of times, by whoever has made
 * something due. A queue knows ids and decides nothing: the rows say what is due, and what became of it.
 */
export interface Queue {
  wake(): void
  /** At the tick: whatever a queue keeps beside the rows is made from them again where it was lost. */
  rebuild(): Promise<void>
  /** Resolves when nothing due is left that this process could do. */
  idle(): Promise<void>
  /** Finishes what is in hand; the rest stays due. */
  stop(): Promise<void>
}

/** Runs one piece of work whenever it is asked for, and once more where it was asked for meanwhile; never two at a time. */
export class Runner {
  readonly #work: () => Promise<void>
  #running: Promise<void> | null = null
  #again = false
  stopped = false

  constructor(work: () => Promise<void>) {
    this.#work = work
  }

  wake(): void {
    if (this.stopped) return
    if (this.#running) {
      this.#again = true
      return
    }
    this.#running = this.#work().finally(() => {
      this.#running = null
      if (this.#again) {
        this.#again = false
        this.wake()
      }
    })
  }

  /** Whether it was asked for since it began; asked about once, it is forgotten. */
  asked(): boolean {
    const was = this.#again
    this.#again = false
    return was
  }

  async idle(): Promise<void> {
    while (this.#running) await this.#running
  }

  async stop(): Promise<void> {
    this.stopped = true
    await this.idle()
  }
}

/** Few at a time: where one leaves after the other, the answer to somebody who writes meanwhile waits for these at most. */
const batch = 10
/** Where many leave at once, so many times as many: between two rounds it is looked whether something else goes first. */
const rounds = 4
const leaseMs = 5 * 60_000

/** The queue of a single process: the table itself. */
export class OwnQueue implements Queue {
  readonly #of: { db: Db; clock: Clock; log: Log; hands: Hands }
  readonly #runner = new Runner(() => this.#run())

  constructor(of: { db: Db; clock: Clock; log: Log; hands: Hands }) {
    this.#of = of
  }

  wake(): void {
    this.#runner.wake()
  }

  async rebuild(): Promise<void> {}

  idle(): Promise<void> {
    return this.#runner.idle()
  }

  stop(): Promise<void> {
    return this.#runner.stop()
  }

  async #run(): Promise<void> {
    const { db, clock, log, hands } = this.#of
    const runner = this.#runner
    // The answer to somebody who writes meanwhile goes before what waits here for room.
    const overtaken = async () => runner.asked()
    try {
      await hands.ready()
      while (!runner.stopped) {
        const now = clock.now()
        if (!(await anyDue(db, now))) break
        const atOnce = hands.atOnce ?? 1
        const until = new Date(now.getTime() + leaseMs)
        const most = atOnce > 1 ? Math.max(batch, rounds * atOnce) : batch
        const due = await write(db, (tx) => claimDue(tx, now, until, most), 'rows')
        const ids = due.map(({ id }) => id)
        if (ids.length === 0) break
        for (let from = 0; from < ids.length; from += atOnce) {
          if (runner.stopped) break
          const rest = ids.slice(from)
          const some = rest.slice(0, atOnce)
          const taken = await Promise.all(some.map((id) => hands.take(id, { claimed: rest, overtaken })))
          const again = some.filter((_, i) => taken[i] === 'again')
          if (again.length === 0 && (atOnce === 1 || !runner.asked())) continue
          await write(db, (tx) => unclaim(tx, [...again, ...rest.slice(atOnce)]), 'rows')
          break
        }
      }
      await hands.ready()
    } catch (error) {
      // The rows stay as they are: the next tick takes them up again.
      log.error({ err: error }, 'dispatch failed')
    }
  }
}
