import { type ChildProcess, spawn } from 'node:child_process'
import { EventEmitter, once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const program = join(import.meta.dirname, '../../bin/zhibu.mjs')
const pauseMs = 200
/** So much is kept of what a process says about its end, in characters. */
const lastWords = 2_000

/** `zhibu start` with a role, started again whenever it ends, as an operator's supervisor does. */
export class Undying {
  readonly role: string
  /** What it last said each time it ended although nobody had killed it: running, or while it started and all was there. */
  readonly fell: string[] = []
  readonly #env: Record<string, string>
  /** Counts the times that something it needs went away; null while something is. */
  readonly #calm: () => number | null
  readonly #events = new EventEmitter()
  #child: ChildProcess | null = null
  #isUp = false
  #ended = false
  #living: Promise<void>

  constructor(role: string, env: Record<string, string>, calm: () => number | null) {
    this.role = role
    this.#env = env
    this.#calm = calm
    this.#living = this.#live()
  }

  /** Resolves when it has started, after however many tries. */
  async up(): Promise<void> {
    if (!this.#isUp) await once(this.#events, 'up')
  }

  /** Kills it as it is; it starts again by itself. Resolves when it is gone. */
  async kill(): Promise<void> {
    const child = this.#child
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const gone = once(child, 'exit')
    child.kill('SIGKILL')
    await gone
  }

  /** Kills it for good. */
  async end(): Promise<void> {
    this.#ended = true
    await this.kill()
    await this.#living
  }

  async #live(): Promise<void> {
    while (!this.#ended) {
      const before = this.#calm()
      const child = spawn(process.execPath, [program, 'start', '--role', this.role], {
        env: { ...process.env, ...this.#env },
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      this.#child = child
      let words = ''
      child.stderr.on('data', (said) => {
        if (process.env.LOG_LEVEL) process.stderr.write(said)
        words = (words + String(said)).slice(-lastWords)
      })
      child.stdout.on('data', (said) => {
        if (!String(said).includes('已经启动')) return
        this.#isUp = true
        this.#events.emit('up')
      })
      const [, signal] = await once(child, 'exit')
      const calm = before !== null && before === this.#calm()
      if (signal !== 'SIGKILL' && (this.#isUp || calm)) this.fell.push(words.trim())
      this.#isUp = false
      if (!this.#ended) await sleep(pauseMs)
    }
  }
}
