/** The only source of "now". */
export interface Clock {
  now(): Date
}

export const systemClock: Clock = { now: () => new Date() }

/** A clock for tests, the demonstration and the sandbox: real or stopped time plus an offset. */
export class MovableClock implements Clock {
  #base: () => number
  #offset: number

  /** @param start stopped at this instant; without it the clock runs with the machine's. */
  constructor(start?: Date, offsetMs = 0) {
    const stopped = start?.getTime()
    this.#base = stopped === undefined ? Date.now : () => stopped
    this.#offset = offsetMs
  }

  now(): Date {
    return new Date(this.#base() + this.#offset)
  }

  get offsetMs(): number {
    return this.#offset
  }

  /** Moves to an instant, forwards only. */
  moveTo(instant: Date): void {
    this.#offset = Math.max(this.#offset, instant.getTime() - this.#base())
  }
}
