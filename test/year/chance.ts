import { random } from '../crash/evening.ts'

/** Draws from a seed: the same seed draws the same. */
export class Chance {
  readonly next: () => number

  constructor(seed: number) {
    this.next = random(seed)
  }

  hits(probability: number): boolean {
    return this.next() < probability
  }

  /** A whole number, both ends included. */
  from(least: number, most: number): number {
    return least + Math.floor(this.next() * (most - least + 1))
  }

  /** @throws Error where there is nothing to pick from */
  pick<T>(from: readonly T[]): T {
    const picked = from[Math.floor(this.next() * from.length)]
    if (picked === undefined) throw new Error('nothing to pick from')
    return picked
  }
}
