import { setTimeout as sleep } from 'node:timers/promises'
import { type Mortal, makePostgres, makeRedis } from '../../scripts/servers.ts'
import { type Installation, makeInstallation } from '../support/installation.ts'
import { type Counts, decided, judge } from './judge.ts'
import { Talk } from './talk.ts'
import { Undying } from './undying.ts'

/** What is killed, each in one kind of blow. */
export const blows = ['gateway', 'worker', 'scheduler', 'redis', 'postgres'] as const
export type Blow = (typeof blows)[number]

export interface City {
  blows: Record<Blow, number>
  counts: Counts
  complaints: string[]
  seconds: number
}

const crew = ['gateway', 'gateway', 'worker', 'worker', 'scheduler'] as const

/** So long a server stays away at most. */
const awayMs = 3_000

/**
 * Five processes that share the work over a PostgreSQL and a Redis of their own, and people who talk to them, while one
 * after the other is killed, the servers included; in the end everything settles, and is judged by what the platform saw.
 */
export async function playCity(chance: () => number, count: number): Promise<City> {
  const began = performance.now()
  const undo: (() => Promise<void>)[] = []
  try {
    const postgres = await makePostgres()
    undo.push(() => postgres.remove())
    const redis = await makeRedis()
    undo.push(() => redis.remove())
    await Promise.all([postgres.start(), redis.start()])
    const here = await makeInstallation({ postgres: postgres.url, redis: redis.url })
    undo.push(() => here.close())
    const talk = new Talk(here, chance)
    await talk.prepare()
    const story = new Story({ postgres, redis, here, talk, chance })
    undo.push(() => story.end())
    const { blows: struck, killed, fell } = await story.play(count)
    const { complaints, counts } = await judge(here, talk, struck, killed)
    for (const { role, words } of fell) complaints.push(`a ${role} ended by itself: ${words}`)
    return { blows: struck, counts, complaints, seconds: (performance.now() - began) / 1000 }
  } finally {
    for (const step of undo.reverse()) await step()
  }
}

interface Of {
  postgres: Mortal
  redis: Mortal
  here: Installation
  talk: Talk
  chance: () => number
}

class Story {
  readonly #of: Of
  readonly #processes: Undying[]
  readonly #struck: Record<Blow, number> = { gateway: 0, worker: 0, scheduler: 0, redis: 0, postgres: 0 }
  /** The connections of the bot that ended with the gateway that held them. */
  readonly #killed = new Set<number>()
  #away = false
  #absences = 0

  constructor(of: Of) {
    this.#of = of
    const calm = () => (this.#away ? null : this.#absences)
    this.#processes = crew.map((role) => new Undying(role, of.here.env, calm))
  }

  async play(count: number) {
    const { here, talk, chance } = this.#of
    await Promise.all(this.#processes.map((one) => one.up()))
    await this.#online()
    talk.greet()
    for (let i = 0; i < count; i++) {
      // The first of each kind first, so that even few make all of them.
      const blow = blows[i] ?? blows[Math.floor(chance() * blows.length)] ?? 'worker'
      await talk.plant(3)
      talk.speak(4)
      await sleep(chance() * 400)
      talk.speak(4)
      await sleep(chance() * 150)
      this.#struck[blow]++
      if (blow === 'redis' || blow === 'postgres') await this.#strike(this.#of[blow])
      else await this.#kill(blow)
      await this.#online()
    }
    await settled(here, talk, this.#killed)
    const fell = this.#processes.flatMap(({ role, fell }) => fell.map((words) => ({ role, words })))
    return { blows: this.#struck, killed: this.#killed, fell }
  }

  async end(): Promise<void> {
    await Promise.all(this.#processes.map((one) => one.end()))
  }

  async #kill(role: string): Promise<void> {
    const { here, talk, chance } = this.#of
    const of = this.#processes.filter((one) => one.role === role)
    const victim = of[Math.floor(chance() * of.length)]
    const connection = here.emulator.subscriptions
    await victim?.kill()
    // Whether it was the one that received: then its connection ends now.
    const ended = () => !here.emulator.online || here.emulator.subscriptions !== connection
    await until(ended, '', 500).then(
      () => this.#killed.add(connection),
      () => undefined,
    )
    talk.speak(4)
    await victim?.up()
  }

  /** A server dies, stays away for a while in which people go on talking, and comes back. */
  async #strike(server: Mortal): Promise<void> {
    const { talk, chance } = this.#of
    this.#away = true
    await server.kill(chance() < 0.5 ? 'SIGKILL' : 'SIGQUIT')
    talk.speak(3)
    await sleep(chance() * awayMs)
    talk.speak(3)
    await server.start()
    this.#absences++
    this.#away = false
    talk.speak(3)
  }

  #online(): Promise<void> {
    return until(() => this.#of.here.emulator.online, 'nobody receives')
  }
}

/** Nothing waits longer than this for room. */
const paceMs = 2 * 60_000

/** What is gathered for a while before it is told is not waited for. */
const gathered = ['summary', 'leave_digest']

/** Resolves when nothing waits any more that is to be done now, or as soon as there is room. */
export async function settled(here: Installation, talk: Talk, killed: ReadonlySet<number>): Promise<void> {
  const { db } = here
  // Whoever is judged to have lost something has had the time to say so.
  await until(() => decided(here, talk, killed), '', 40_000).catch(() => undefined)
  const open = async () => {
    const soon = new Date(Date.now() + paceMs)
    const where = {
      OR: [
        { state: { in: ['claimed' as const, 'sending' as const] } },
        { state: 'due' as const, kind: { notIn: gathered }, dueAt: { lte: soon } },
      ],
    }
    const select = { id: true, kind: true, state: true, dueAt: true, leaseUntil: true, platform: true }
    return [await db.arrival.findMany(), await db.notice.findMany({ where, select })].flat()
  }
  const quiet = async () => (await open()).length === 0
  await until(quiet, '', 3 * 60_000).catch(async () => {
    throw new Error(`at ${new Date().toISOString()} these stay open: ${JSON.stringify((await open()).slice(0, 20))}`)
  })
}

export async function until(holds: () => boolean | Promise<boolean>, what: string, ms = 60_000): Promise<void> {
  const end = performance.now() + ms
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(what)
    await sleep(100)
  }
}
