interface Options {
  /** Milliseconds: how long it may take before the alarm, and how long it must have been well to be over. */
  alarmAfter: number
  steady: number
  now(): Date
  /** It has taken too long. */
  tooLong(since: Date): void
  /** It is over; the operator had been told of it. */
  over(alarmed: boolean): void
}

/** The time between something going wrong and its being well again for a while: one alarm each, however it flickers. */
export class Trouble {
  readonly #options: Options
  #since: Date | null = null
  #alarmed = false
  #alarm: NodeJS.Timeout | undefined
  #steady: NodeJS.Timeout | undefined

  constructor(options: Options) {
    this.#options = options
  }

  begin(): void {
    clearTimeout(this.#steady)
    if (this.#since) return
    const since = this.#options.now()
    this.#since = since
    this.#alarm = setTimeout(() => {
      if (this.alarm()) this.#options.tooLong(since)
    }, this.#options.alarmAfter)
  }

  /** Well again; over when nothing begins for a while. */
  better(): void {
    clearTimeout(this.#steady)
    this.#steady = setTimeout(() => {
      const alarmed = this.#alarmed
      this.stop()
      this.#options.over(alarmed)
    }, this.#options.steady)
  }

  /** @returns false when the operator knows of it already */
  alarm(): boolean {
    const first = !this.#alarmed
    this.#alarmed = true
    return first
  }

  stop(): void {
    clearTimeout(this.#steady)
    clearTimeout(this.#alarm)
    this.#since = null
    this.#alarmed = false
  }
}
