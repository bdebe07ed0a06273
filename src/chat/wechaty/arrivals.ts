import type { IncomingMessage } from '../port.ts'
import { TimeLimit, within } from '../timers.ts'

interface Options {
  /** @returns null for what is not to be handed on */
  read(messageId: string): Promise<IncomingMessage | null>
  take(message: IncomingMessage): void
  /** A message that could not be read at all. */
  lost(messageId: string, error: unknown): void
}

/** What a message may hold up those behind it. */
const patienceMs = 10_000
/** How often it is tried again afterwards, out of its turn: meanwhile a new link may have come up. */
const laterMs = [2_000, 5_000, 15_000, 30_000, 60_000]
const remembered = 5_000

/**
 * Messages in the order in which they arrived, each once. They come as ids and are read side by side; a slow one is
 * waited for, so that what was said later is not understood first.
 */
export class Arrivals {
  readonly #options: Options
  readonly #seen = new Set<string>()
  /** Those that are tried again, by their ids. */
  readonly #waiting = new Map<string, NodeJS.Timeout>()
  #tail: Promise<void> = Promise.resolve()
  #closed = false

  constructor(options: Options) {
    this.#options = options
  }

  add(messageId: string): void {
    if (this.#closed || this.#seen.has(messageId)) return
    this.#seen.add(messageId)
    if (this.#seen.size > remembered) this.#forgetOldest()
    const reading = this.#options.read(messageId)
    reading.catch(() => undefined)
    this.#tail = this.#tail
      .then(() => within(patienceMs, reading))
      .then((message) => this.#take(message))
      .catch((error: unknown) => {
        // Slow is not lost: what is still on its way is taken when it comes.
        const late = error instanceof TimeLimit ? reading.then((message) => this.#take(message)) : Promise.reject(error)
        late.catch((reason: unknown) => this.#later(messageId, 0, reason))
      })
  }

  /** Resolves when everything that could be read has been handed on; what is still tried again is lost. */
  async close(): Promise<void> {
    this.#closed = true
    for (const [id, timer] of this.#waiting) {
      clearTimeout(timer)
      this.#options.lost(id, new Error('stopped'))
    }
    this.#waiting.clear()
    await this.#tail
  }

  #forgetOldest() {
    for (const oldest of this.#seen) {
      this.#seen.delete(oldest)
      return
    }
  }

  #take(message: IncomingMessage | null) {
    if (message) this.#options.take(message)
  }

  #later(messageId: string, attempt: number, error: unknown) {
    const delay = laterMs[attempt]
    if (this.#closed || delay === undefined) {
      // Should the platform hand it out once more, it is welcome.
      this.#seen.delete(messageId)
      return this.#options.lost(messageId, error)
    }
    const again = () => {
      this.#waiting.delete(messageId)
      within(patienceMs, this.#options.read(messageId)).then(
        (message) => this.#take(message),
        (reason: unknown) => this.#later(messageId, attempt + 1, reason),
      )
    }
    this.#waiting.set(messageId, setTimeout(again, delay))
  }
}
