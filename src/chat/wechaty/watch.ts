/** Milliseconds: when silence is asked about, and how long an answer is waited for. */
export interface Patience {
  quiet: number
  answer: number
}

/** So many questions without an answer, and the connection is given up. */
const questions = 2
/** A service that has answered before does so within a fraction of the time; some never answer, but send heartbeats. */
const knownFactor = 1 / 3
/** While a QR code waits, a restart would only make it void: the platform renews it by itself. */
const patientFactor = 6

/**
 * Watches whether events still arrive. The event stream of a puppet service can be dead while sending works, and a
 * healthy one says nothing for hours at night: so a `ding` is sent, whose `dong` comes as an event.
 */
export class Watch {
  readonly #on: { ping(): void; dead(): void }
  readonly #patience: Patience
  #timer: NodeJS.Timeout | undefined
  #factor = 1
  #asked = 0
  #answers = false

  constructor(on: { ping(): void; dead(): void }, patience: Patience) {
    this.#on = on
    this.#patience = patience
  }

  start(): void {
    this.#factor = 1
    this.#asked = 0
    this.#wait(this.#patience.quiet)
  }

  /** A QR code is shown: nothing need happen before somebody scans it. */
  bePatient(): void {
    this.#factor = patientFactor
    this.alive()
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  alive(): void {
    if (this.#timer === undefined) return
    this.#asked = 0
    this.#wait(this.#patience.quiet)
  }

  /** A sign of life that was asked for. */
  answered(): void {
    this.#answers = true
    this.alive()
  }

  /** Something failed that hints at a dead connection: ask now. */
  doubt(): void {
    if (this.#timer !== undefined && this.#asked === 0) this.#ask()
  }

  #wait(ms: number) {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#ask(), ms * this.#factor)
  }

  #ask() {
    if (this.#asked >= questions) {
      this.stop()
      this.#on.dead()
      return
    }
    this.#asked++
    this.#wait(this.#patience.answer * (this.#answers ? knownFactor : 1))
    this.#on.ping()
  }
}
