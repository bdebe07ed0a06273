import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type Server, type Socket } from 'node:net'
import type { Conversation, IncomingMessage, SendOutcome } from '../../src/chat/port.ts'
import { type Person, type ToBot, type ToRecorder, talkOver } from './wire.ts'

/** One message as it came out of the bot's process. */
export interface Arrival {
  /** "n-12" */
  id: string
  to: Conversation
  text: string
  /** What the bot's clock showed. */
  at: Date
}

type Words = Omit<IncomingMessage, 'files' | 'at'>

/**
 * The platform: it lies outside the bot's process and outlives it. It gives messages until they are acknowledged, and
 * writes down everything that arrives.
 */
export class Recorder {
  /** What was given to the bot and is not acknowledged: given again after a restart. */
  readonly pending = new Map<string, Words>()
  readonly accepted: Words[] = []
  readonly arrivals: Arrival[] = []
  readonly refused: string[] = []
  /** Decides what the platform answers; null: nothing. */
  answer: (arrival: Arrival) => SendOutcome | null = () => ({ kind: 'accepted' })
  #script: string
  #server: Server
  #events = new Map<string, (() => void)[]>()
  #child: ChildProcess | null = null
  #socket: Socket | null = null
  #tell: ((said: ToBot) => void) | null = null
  #gone: Promise<unknown> = Promise.resolve()
  people: Person[] = []
  output = ''

  /** @param script the bot, see compiled.ts */
  constructor(script: string) {
    this.#script = script
    this.#server = createServer((socket) => {
      this.#socket = socket
      this.#tell = talkOver<ToRecorder, ToBot>(socket, (said) => this.#hear(said))
      // A killed process resets its connections.
      socket.on('error', () => socket.destroy())
    })
  }

  async open(): Promise<void> {
    this.#server.listen(0, '127.0.0.1')
    await once(this.#server, 'listening')
  }

  async close(): Promise<void> {
    await this.kill()
    this.#server.close()
  }

  /** Starts the bot; resolves when its program is loaded. `happens('up')` tells when it has opened its data. */
  async start(dir: string, at: Date): Promise<void> {
    const address = this.#server.address()
    if (address === null || typeof address === 'string') throw new Error('the recorder is not listening')
    const begun = this.happens('begun')
    const child = spawn(process.execPath, [this.#script, dir, String(address.port), at.toISOString()], {
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (this.output += chunk))
    this.#child = child
    this.#gone = once(child, 'exit')
    await Promise.race([begun, this.#gone])
    if (child.exitCode !== null) throw new Error(`the bot did not start:\n${this.output}`)
  }

  /** SIGKILL. Resolves when the process is gone and everything it had written has been read. */
  async kill(): Promise<void> {
    const socket = this.#socket
    const read = new Promise<void>((resolve) =>
      socket?.closed === false ? socket.once('close', () => resolve()) : resolve(),
    )
    this.#child?.kill('SIGKILL')
    await this.#gone
    await read
    this.#child = null
    this.#socket = null
    this.#tell = null
  }

  /** Ends in the ordinary way. */
  async stop(): Promise<void> {
    const stopped = this.happens('stopped')
    this.tell({ t: 'stop' })
    await stopped
    await this.#gone
    this.#child = null
  }

  tell(said: ToBot): void {
    this.#tell?.(said)
  }

  /** Gives a message to the bot, or gives it again. */
  give(message: Words): void {
    if (!this.accepted.some((one) => one.id === message.id)) this.pending.set(message.id, message)
    this.tell({ t: 'in', message })
  }

  giveAgain(): void {
    for (const message of this.pending.values()) this.tell({ t: 'in', message })
  }

  /** Resolves at the next event of that name: what the bot tells, 'send', or 'quiet' when nothing is pending. */
  happens(event: ToRecorder['t'] | 'quiet'): Promise<void> {
    if (event === 'quiet' && this.pending.size === 0) return Promise.resolve()
    return new Promise((resolve) => {
      this.#events.set(event, [...(this.#events.get(event) ?? []), resolve])
    })
  }

  #emit(event: string): void {
    const waiting = this.#events.get(event) ?? []
    this.#events.delete(event)
    for (const resolve of waiting) resolve()
  }

  #hear(said: ToRecorder): void {
    if (said.t === 'up') this.people = said.people
    if (said.t === 'refused') this.refused.push(`${said.id}: ${said.error}`)
    if (said.t === 'taken') {
      const message = this.pending.get(said.id)
      if (message) this.accepted.push(message)
      this.pending.delete(said.id)
      if (this.pending.size === 0) this.#emit('quiet')
    }
    if (said.t === 'send') {
      const arrival = { id: said.id, to: said.to, text: said.text, at: new Date(said.at) }
      const outcome = this.answer(arrival)
      // What the platform turns away was not delivered.
      if (outcome?.kind !== 'refused') this.arrivals.push(arrival)
      if (outcome) this.tell({ t: 'outcome', id: said.id, outcome })
    }
    this.#emit(said.t)
  }
}
