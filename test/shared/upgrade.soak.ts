import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { migratePostgres } from '../../src/records/migrate-postgres.ts'
import { compileBot } from '../crash/compiled.ts'
import { type Installation, installation, noServers } from '../support/installation.ts'
import { redisDoor } from '../support/redis.ts'

const patience = { timeout: 60_000, interval: 50 }

/** This version, and others that are the same with one more migration: one that only adds, and one that takes away. */
function versions() {
  const bot = compileBot('test/shared/process.ts')
  onTestFinished(bot.remove)
  const next = (name: string, from: string, sql: string): string => {
    const folder = `${bot.folder}-${name}`
    cpSync(from, folder, { recursive: true })
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    const step = join(folder, `prisma/postgres/migrations/29990101000000_${name}`)
    mkdirSync(step)
    writeFileSync(join(step, 'migration.sql'), sql)
    return folder
  }
  const adding = `ALTER TABLE "Notice" ADD COLUMN "later" TEXT;
ALTER TABLE "Inbound" ADD COLUMN "weight" INTEGER NOT NULL DEFAULT 1;
CREATE TABLE "Later" ("id" SERIAL PRIMARY KEY, "what" TEXT);`
  const added = next('added', bot.folder, adding)
  const changed = next('changed', added, 'ALTER TABLE "Notice" DROP COLUMN "later";')
  return {
    now: bot.script,
    added: join(added, relative(bot.folder, bot.script)),
    changed: join(changed, 'prisma/postgres/migrations'),
  }
}

/** Processes of an installation, each of some version. */
class Crew {
  readonly #env: Record<string, string>
  readonly #prefix: string
  readonly all = new Set<ChildProcess>()

  constructor({ env }: Installation, prefix: string) {
    this.#env = env
    this.#prefix = prefix
  }

  async up(script: string, role: string): Promise<ChildProcess> {
    const child = fork(script, [role, this.#prefix], {
      env: { ...process.env, ...this.#env },
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    })
    this.all.add(child)
    const gone = once(child, 'exit').then(() => Promise.reject(new Error(`a ${role} did not start`)))
    await Promise.race([once(child, 'message'), gone])
    gone.catch(() => undefined)
    return child
  }

  /** As the operator stops it; resolves when it has finished what it had in hand. */
  async stop(child: ChildProcess): Promise<void> {
    this.all.delete(child)
    child.kill('SIGTERM')
    expect(await once(child, 'exit')).toEqual([0, null])
  }

  end(): void {
    for (const child of this.all) child.kill('SIGKILL')
  }
}

/** Somebody always talks, as long as somebody listens. Tells for how long nobody did. */
function talking({ emulator, people }: Installation) {
  let going = true
  let said = 0
  let offSince: number | null = null
  let longestMs = 0
  const talk = async () => {
    for (let turn = 0; going || offSince !== null; turn++) {
      if (!emulator.online) offSince ??= performance.now()
      else {
        if (offSince !== null) longestMs = Math.max(longestMs, performance.now() - offSince)
        offSince = null
        if (turn % 20 === 0) emulator.say(people[said++ % people.length]?.userId ?? '', null, '帮助')
      }
      await sleep(10)
    }
  }
  const talked = talk()
  return {
    stop: async () => {
      going = false
      await talked
      return { longestMs }
    },
  }
}

describe.skipIf(noServers)('an upgrade', () => {
  test('one process after the other: nothing is lost, nothing comes twice, and nobody waits for long', {
    timeout: 300_000,
  }, async () => {
    const here = await installation()
    const { db, emulator, people } = here
    const { now, added, changed } = versions()
    const crew = new Crew(here, (await redisDoor()).prefix)
    onTestFinished(() => crew.end())
    const active = await crew.up(now, 'gateway')
    const rest = await crew.up(now, 'all')
    const talk = talking(here)
    // Whoever stands by is replaced first, so that a new one takes over.
    await crew.up(added, 'all')
    await crew.stop(rest)
    await crew.up(added, 'gateway')
    await crew.stop(active)
    const { longestMs } = await talk.stop()
    if (process.env.SHOW_GAP) console.log(`nobody received or sent for ${Math.round(longestMs)} ms`)

    const open = () =>
      db.notice.findMany({ where: { state: { not: 'sent' } }, select: { kind: true, state: true, outcome: true } })
    await vi.waitFor(async () => expect([await db.arrival.count(), await open()]).toEqual([0, []]), patience)
    const heard = await db.inbound.count()
    expect(heard).toBeGreaterThan(10)
    expect(await db.notice.count({ where: { causeKind: 'inbound' } })).toBe(heard)
    const seen = people.map(({ userId }) => emulator.shown(userId).length).reduce((sum, count) => sum + count, 0)
    expect(seen).toBe(heard)
    expect(longestMs).toBeLessThan(30_000)

    // Back again: the old version goes on with what the new one has added to.
    await crew.stop(await crew.up(now, 'worker'))

    // What takes something away is not done under the hands of those that need it.
    const url = here.database
    await expect(migratePostgres(url, changed)).rejects.toMatchObject({ code: 'UPGRADE_NEEDS_STOP' })
    await Promise.all([...crew.all].map((child) => crew.stop(child)))
    await db.$disconnect()
    expect(await migratePostgres(url, changed)).toEqual(['29990101000000_changed'])
    await expect(migratePostgres(url)).rejects.toMatchObject({ code: 'DATABASE_NEWER' })
  })
})
