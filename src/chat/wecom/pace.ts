/** The platform's windows are a little longer here: its clock and the way to it are not ours. */
const marginMs = 1_000
const windows = { perMinute: 60_000 + marginMs, perHour: 3_600_000 + marginMs }

export interface Limits {
  perMinute: number
  perHour: number
}

/** How much was said in each conversation lately; whoever stays below the limit is never locked out by the platform. */
export class Pace {
  readonly #limits: Limits
  readonly #said = new Map<string, number[]>()

  constructor(limits: Limits) {
    this.#limits = limits
  }

  /** How many ms until `count` more messages may go to the conversation; 0 when they may go now. */
  wait(conversation: string, now: Date, count = 1): number {
    const at = now.getTime()
    const said = (this.#said.get(conversation) ?? []).filter((one) => one > at - windows.perHour)
    if (said.length === 0) this.#said.delete(conversation)
    else this.#said.set(conversation, said)
    const waitFor = (window: number, limit: number): number => {
      // A message of more parts than the limit goes when nothing else was said.
      const over = said.filter((one) => one > at - window).length + Math.min(count, limit) - limit
      const inWindow = said.filter((one) => one > at - window)
      const last = over > 0 ? inWindow[over - 1] : undefined
      return last === undefined ? 0 : last + window - at
    }
    return Math.max(waitFor(windows.perMinute, this.#limits.perMinute), waitFor(windows.perHour, this.#limits.perHour))
  }

  note(conversation: string, now: Date): void {
    const said = this.#said.get(conversation)
    if (said) said.push(now.getTime())
    else this.#said.set(conversation, [now.getTime()])
  }
}
