import { Chance } from './chance.ts'
import type { Cut } from './life.ts'
import type { Fate } from './street.ts'

/** How a life ends: at a statement, with words on the tongue, when they have just arrived, or while nothing is done. */
export const endings = ['statement', 'before_wire', 'arrived', 'idle', 'start'] as const
export type Ending = (typeof endings)[number]

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/** What goes wrong, as the seed has it. `off`: nothing does. */
export class Faults {
  readonly #chance: Chance
  off = false
  /** The program ends at the next thing it sends. */
  armed: 'cut_before' | 'cut_after' | null = null

  constructor(seed: number) {
    this.#chance = new Chance(seed + 2)
  }

  /** The faults of a day, each so long after midnight. */
  ofDay(): { inMs: number; what: { kind: 'kill'; ending: Exclude<Ending, 'start'> } | { kind: 'skew'; ms: number } }[] {
    const chance = this.#chance
    const found: ReturnType<Faults['ofDay']> = []
    // Most of what there is to be cut off happens by day.
    const byDay = () => chance.from(8 * 60, 21 * 60) * minute
    if (chance.hits(0.4)) {
      const ending = chance.pick(['statement', 'statement', 'before_wire', 'arrived', 'idle'] as const)
      found.push({ inMs: byDay(), what: { kind: 'kill', ending } })
    }
    if (chance.hits(0.1)) {
      const ms = chance.hits(0.5) ? chance.from(3, 90) * minute : -chance.from(3, 180) * minute
      const at = chance.from(0, 24 * 60) * minute
      found.push({ inMs: at, what: { kind: 'skew', ms } })
      found.push({ inMs: at + chance.from(1, 12) * hour, what: { kind: 'skew', ms: 0 } })
    }
    return found
  }

  cut(): Cut {
    return { statements: this.#chance.from(1, 250), after: this.#chance.hits(0.5) }
  }

  /** Some starts end before they are through. */
  cutStart(): Cut | undefined {
    return !this.off && this.#chance.hits(0.1)
      ? { statements: this.#chance.from(1, 25), after: this.#chance.hits(0.5) }
      : undefined
  }

  /** So long nobody notices that the program is down. */
  downMs(): number {
    const drawn = this.#chance.next()
    if (drawn < 0.55) return this.#chance.from(0, 2) * minute
    if (drawn < 0.82) return this.#chance.from(15, 120) * minute
    return drawn < 0.97 ? this.#chance.from(3, 20) * hour : this.#chance.from(24, 72) * hour
  }

  fate(): Fate {
    if (this.off) return 'accepted'
    const { armed } = this
    this.armed = null
    if (armed) return armed
    const drawn = this.#chance.next()
    if (drawn < 0.003) return 'unknown_arrived'
    if (drawn < 0.005) return 'unknown_lost'
    if (drawn < 0.0065) return 'silent'
    if (drawn < 0.012) return 'busy'
    return drawn < 0.0123 ? 'refused' : 'accepted'
  }

  /** A message is held up on its way. */
  delayMs(): number {
    return !this.off && this.#chance.hits(0.04) ? this.#chance.from(1, 300) * minute : 0
  }

  /** A message that was taken in is delivered again, so long after; null: it is not. */
  againMs(): number | null {
    if (this.off || !this.#chance.hits(0.05)) return null
    return this.#chance.pick([0, minute, 3 * hour, 2 * day])
  }
}
