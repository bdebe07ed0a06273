import { execFileSync } from 'node:child_process'
import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { dropDatabase, makeDatabase, urlOf } from '../../scripts/postgres.ts'
import { readConfig } from '../../src/base/config.ts'
import { seedDemo } from '../../src/demo/branch.ts'
import { start } from '../../src/main.ts'
import { databaseFile, openDatabase } from '../../src/records/database.ts'
import { systemClock } from '../../src/time/clock.ts'
import { tempFolder } from '../records/places.ts'
import { onPostgres } from '../support/database.ts'
import { setting } from '../support/town.ts'

/* What 备份和恢复 in the handbook says, on the database at hand: taken, restored, and the bot starts on it. */

const here = (tool: string): boolean => {
  try {
    execFileSync(tool, ['--version'])
    return true
  } catch {
    return false
  }
}

/** Starts the bot on its data and stops it again; tells whether its page could be opened. */
async function runs(dir: string, url?: string, during: () => void = () => {}): Promise<number> {
  const config = readConfig({ DATA_DIR: dir, PORT: '0', LOG_LEVEL: 'silent', ...(url ? { DATABASE_URL: url } : {}) })
  const bot = await start(config)
  try {
    expect(bot.demo).toBe(false)
    during()
    return (await fetch(`${bot.url}/operator`)).status
  } finally {
    await bot.stop()
  }
}

/** Everything that was there, as it can be compared. */
async function contents(address: string) {
  const { prisma, close } = await openDatabase(address)
  try {
    const [organizations, members, programs, activities, notices] = await Promise.all([
      prisma.organization.findMany({ orderBy: { id: 'asc' } }),
      prisma.member.findMany({ orderBy: { id: 'asc' }, include: { positions: true, accounts: true } }),
      prisma.program.findMany({ orderBy: { id: 'asc' } }),
      prisma.activity.findMany({ orderBy: { id: 'asc' } }),
      prisma.notice.count(),
    ])
    return { organizations, members, programs, activities, notices }
  } finally {
    await close()
  }
}

async function furnished(address: string): Promise<void> {
  const { prisma, close } = await openDatabase(address)
  await seedDemo(prisma, setting, systemClock.now())
  await close()
}

async function server(): Promise<string> {
  const name = await makeDatabase()
  onTestFinished(() => dropDatabase(name))
  return urlOf(name)
}

test.skipIf(onPostgres)('a copy of the folder of a bot that was stopped', { timeout: 60_000 }, async () => {
  const [dir, kept] = [tempFolder(), join(tempFolder(), 'data')]
  await furnished(databaseFile(dir))
  expect(await runs(dir)).toBe(200)
  cpSync(dir, kept, { recursive: true })
  expect(await contents(databaseFile(kept))).toEqual(await contents(databaseFile(dir)))
  expect(await runs(kept)).toBe(200)
})

test.runIf(!onPostgres && here('sqlite3'))('one taken by sqlite3 while the bot runs', { timeout: 60_000 }, async () => {
  const [dir, kept] = [tempFolder(), tempFolder()]
  await furnished(databaseFile(dir))
  await runs(dir, undefined, () =>
    execFileSync('sqlite3', [databaseFile(dir), `.backup '${databaseFile(kept)}'`], { stdio: 'inherit' }),
  )
  expect((await contents(databaseFile(kept))).members).toEqual((await contents(databaseFile(dir))).members)
  expect(await runs(kept)).toBe(200)
})

test.runIf(onPostgres && here('pg_dump'))('one taken by pg_dump while the bot runs', { timeout: 120_000 }, async () => {
  const [dir, from, to] = [tempFolder(), await server(), await server()]
  const dump = join(dir, 'zhibu.dump')
  await furnished(from)
  await runs(dir, from, () => execFileSync('pg_dump', ['--format=custom', `--file=${dump}`, from]))
  // Into an empty database, as the handbook says.
  execFileSync('pg_restore', ['--no-owner', '--exit-on-error', `--dbname=${to}`, dump])
  expect((await contents(to)).members).toEqual((await contents(from)).members)
  expect(await runs(dir, to)).toBe(200)
  // New rows get new numbers.
  const { prisma, close } = await openDatabase(to)
  const { id } = await prisma.organization.create({
    data: { kind: 'branch', name: '新支部', createdAt: systemClock.now() },
  })
  expect(id).toBeGreaterThan(1)
  await close()
})
