import type { IncomingMessage, Receive } from '../port.ts'
import { backoff, pause, within } from '../timers.ts'
import { FileRefused } from './incoming.ts'

interface Options {
  receive: Receive
  taken(message: IncomingMessage): void
  /** Given up: the bot will never hear of it. */
  lost(message: IncomingMessage, error: unknown): void
  /** No more can be held in memory: this one is not taken in. `first` since something was taken last. */
  full(message: IncomingMessage, first: boolean): void
  failed(message: IncomingMessage, error: unknown): void
  limit?: number
  random?: () => number
}

/** After so many failures a message is suspected of being the trouble itself, and lets those behind it pass. */
const suspicious = 6
const lastTryMs = 5_000

interface Held {
  message: IncomingMessage
  failures: number
  /** How many had been taken when it failed first. */
  takenBefore: number
}

/**
 * Hands messages on, those of one conversation one after the other. What is not taken (the database is away) is held
 * and tried again; a message that is refused while others are taken is given up in the end, loudly.
 */
export class Inbox {
  readonly #options: Options
  readonly #lines = new Map<string, Held[]>()
  readonly #running = new Set<Promise<void>>()
  readonly #stopping = new AbortController()
  #size = 0
  #taken = 0
  #full = false

  constructor(options: Options) {
    this.#options = options
  }

  /** Messages that are held or being handed on. */
  get size(): number {
    return this.#size
  }

  push(message: IncomingMessage): void {
    if (this.#size >= (this.#options.limit ?? 1_000)) {
      this.#options.full(message, !this.#full)
      this.#full = true
      return
    }
    const key = `${message.conversation.kind}:${message.conversation.id}`
    const held = { message, failures: 0, takenBefore: 0 }
    this.#size++
    const line = this.#lines.get(key)
    if (line) {
      line.push(held)
      return
    }
    const fresh = [held]
    this.#lines.set(key, fresh)
    const running = this.#run(key, fresh).finally(() => this.#running.delete(running))
    this.#running.add(running)
  }

  /** Tries each held message once more, and resolves when nothing is handed on any more. */
  async close(): Promise<void> {
    this.#stopping.abort()
    await within(lastTryMs, Promise.all(this.#running)).catch(() => undefined)
  }

  async #run(key: string, line: Held[]): Promise<void> {
    const { signal } = this.#stopping
    for (let held = line[0]; held; held = line[0]) {
      const last = signal.aborted
      const error = await this.#hand(held)
      line.shift()
      if (error === null) continue
      if (last || error instanceof FileRefused || this.#isItself(held)) {
        this.#size--
        this.#options.lost(held.message, error)
        continue
      }
      if (held.failures >= suspicious) line.push(held)
      else line.unshift(held)
      await pause(backoff(held.failures, this.#options.random ?? Math.random), signal)
    }
    this.#lines.delete(key)
  }

  /** @returns null when it was taken, else why not */
  async #hand(held: Held): Promise<unknown> {
    const { receive, taken, failed } = this.#options
    try {
      await receive(held.message)
    } catch (error) {
      if (held.failures++ === 0) held.takenBefore = this.#taken
      failed(held.message, error)
      return error ?? new Error('not taken')
    }
    this.#taken++
    this.#size--
    this.#full = false
    taken(held.message)
    return null
  }

  #isItself({ failures, takenBefore }: Held): boolean {
    return failures > suspicious && this.#taken > takenBefore
  }
}
