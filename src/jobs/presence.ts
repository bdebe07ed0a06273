import { randomUUID } from 'node:crypto'
import type { Log } from '../base/log.ts'
import { type Process, processShape, told } from '../records/status.ts'
import type { RedisDoor } from './redis.ts'

/** Who says nothing for so long is gone. */
const livesSeconds = 15
const everyMs = 5_000

/** Tells the other processes that this one is there, and sees them. */
export class Presence {
  readonly #door: RedisDoor
  readonly #key: string
  readonly #self: () => Process
  readonly #log: Log
  #timer: NodeJS.Timeout | undefined
  #seen: Process[] = []

  constructor(door: RedisDoor, self: () => Process, log: Log) {
    this.#door = door
    this.#key = `${door.prefix}:process:${randomUUID()}`
    this.#self = self
    this.#log = log
  }

  /** All that were there a moment ago, this one included. */
  seen(): Process[] {
    return this.#seen
  }

  async start(): Promise<void> {
    await this.beat()
    this.#timer = setInterval(() => void this.beat(), everyMs)
    this.#timer.unref()
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer)
    await this.#door.redis.del(this.#key).catch(() => undefined)
  }

  async beat(): Promise<void> {
    const self = this.#self()
    try {
      await this.#door.redis.set(this.#key, JSON.stringify(told(self)), 'EX', livesSeconds)
      this.#seen = await this.#read()
    } catch (error) {
      this.#log.debug({ err: error }, 'presence not told')
      this.#seen = [self]
    }
  }

  async #read(): Promise<Process[]> {
    const { redis, prefix } = this.#door
    const keys: string[] = []
    for await (const some of redis.scanStream({ match: `${prefix}:process:*`, count: 500 })) keys.push(...some)
    if (keys.length === 0) return []
    const said = await redis.mget(keys)
    return said
      .flatMap((text) => {
        const read = text === null ? null : processShape.safeParse(JSON.parse(text))
        return read?.success ? [read.data] : []
      })
      .sort((a, b) => a.role.localeCompare(b.role) || a.since.getTime() - b.since.getTime())
  }
}
