import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { makeLog } from '../../src/base/log.ts'
import { openRedis } from '../../src/jobs/redis.ts'
import { makeInstallation } from '../support/installation.ts'
import { emptied, newPrefix, redisUrl } from '../support/redis.ts'

/** What goes wrong. */
export const blows = ['gateway', 'worker', 'scheduler', 'redis'] as const
export type Blow = (typeof blows)[number]

export interface City {
  blows: Record<Blow, number>
  /** Messages that were kept, and what was sent because of them. */
  kept: number
  sent: number
  unconfirmed: number
  complaints: string[]
  seconds: number
}

const script = join(import.meta.dirname, 'process.ts')
const crew = ['gateway', 'gateway', 'worker', 'worker', 'scheduler'] as const

/** A process that is started again whenever it is killed. */
class Undying {
  child: ChildProcess
  readonly role: string
  readonly #env: Record<string, string>
  readonly #prefix: string

  constructor(role: string, env: Record<string, string>, prefix: string) {
    this.role = role
    this.#env = env
    this.#prefix = prefix
    this.child = this.#fork()
  }

  async up(): Promise<void> {
    const gone = once(this.child, 'exit').then(() => Promise.reject(new Error(`a ${this.role} did not start`)))
    await Promise.race([once(this.child, 'message'), gone])
    gone.catch(() => undefined)
  }

  async kill(): Promise<void> {
    const gone = once(this.child, 'exit')
    this.child.kill('SIGKILL')
    await gone
  }

  again(): void {
    this.child = this.#fork()
  }

  #fork(): ChildProcess {
    return fork(script, [this.role, this.#prefix], {
      execArgv: ['--import', 'tsx'],
      env: { ...process.env, ...this.#env },
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    })
  }
}

/**
 * Five processes that share the work, and people who talk to them while one after the other is killed and Redis is
 * emptied; in the end everything settles, and is judged by what the platform saw.
 */
export async function playCity(chance: () => number, count: number): Promise<City> {
  const began = performance.now()
  const here = await makeInstallation()
  const prefix = newPrefix()
  const door = await openRedis(redisUrl, makeLog({ level: 'silent' }), prefix)
  const processes = crew.map((role) => new Undying(role, here.env, prefix))
  const struck: Record<Blow, number> = { gateway: 0, worker: 0, scheduler: 0, redis: 0 }
  const { db, emulator, people } = here
  const any = <T>(some: readonly T[]): T | undefined => some[Math.floor(chance() * some.length)]
  let said = 0
  const speak = () => {
    for (let i = 0; i < 4; i++) emulator.say(people[said++ % people.length]?.userId ?? '', null, '帮助')
  }
  try {
    await Promise.all(processes.map((one) => one.up()))
    await until(() => emulator.online, 'nobody receives')
    for (let i = 0; i < count; i++) {
      // The first of each kind first, so that even few make all of them.
      const blow = blows[i] ?? any(blows) ?? 'worker'
      speak()
      await sleep(chance() * 400)
      speak()
      await sleep(chance() * 150)
      struck[blow]++
      if (blow === 'redis') await emptied(door)
      else {
        const victim = any(processes.filter(({ role }) => role === blow))
        await victim?.kill()
        victim?.again()
        speak()
        await victim?.up()
      }
      await until(() => emulator.online, 'nobody took over')
    }
    const open = async () =>
      (await db.arrival.count()) +
      (await db.notice.count({ where: { state: { in: ['due', 'claimed', 'sending'] }, urgent: true } }))
    await until(async () => (await open()) === 0, 'something stays open', 150_000)
    const complaints: string[] = []
    const inbound = await db.inbound.findMany()
    const replies = await db.notice.groupBy({
      by: ['causeId'],
      where: { causeKind: 'inbound', state: { in: ['sent', 'unconfirmed'] } },
      _count: true,
    })
    const answered = new Map(replies.map(({ causeId, _count }) => [causeId, _count]))
    for (const { id, outcome } of inbound) {
      const count = answered.get(String(id)) ?? 0
      if (count !== 1) complaints.push(`message ${id} (${outcome}) was answered ${count} times`)
    }
    for (const { memberId, userId } of people) {
      const to = { recipientKind: 'member', recipientId: memberId } as const
      const [sent, doubtful] = await Promise.all(
        (['sent', 'unconfirmed'] as const).map((state) => db.notice.count({ where: { ...to, state } })),
      )
      const seen = emulator.shown(userId).length
      if (seen > (sent ?? 0) + (doubtful ?? 0)) complaints.push(`${userId} saw ${seen}, ${sent} were sent to them`)
      if (seen < (sent ?? 0)) complaints.push(`${userId} saw only ${seen} of ${sent}`)
    }
    const unconfirmed = await db.notice.count({ where: { state: 'unconfirmed' } })
    if (unconfirmed > struck.gateway) complaints.push(`${unconfirmed} unconfirmed after ${struck.gateway} gateways`)
    const sent = await db.notice.count({ where: { state: 'sent' } })
    return {
      blows: struck,
      kept: inbound.length,
      sent,
      unconfirmed,
      complaints,
      seconds: (performance.now() - began) / 1000,
    }
  } finally {
    await Promise.all(processes.map((one) => one.kill()))
    await emptied(door)
    await door.close()
    await here.close()
  }
}

async function until(holds: () => boolean | Promise<boolean>, what: string, ms = 60_000): Promise<void> {
  const end = performance.now() + ms
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(what)
    await sleep(100)
  }
}
