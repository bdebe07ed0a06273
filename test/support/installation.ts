import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { dropDatabase, makeDatabase, onServer, urlOf } from '../../scripts/postgres.ts'
import { programs } from '../../scripts/programs.mjs'
import { type Config, readConfig } from '../../src/base/config.ts'
import { seedDemo } from '../../src/demo/branch.ts'
import { type Db, openDatabase } from '../../src/records/database.ts'
import { systemClock } from '../../src/time/clock.ts'
import { noRedis, redisUrl } from './redis.ts'
import { setting } from './town.ts'
import { WecomEmulator } from './wecom-emulator.ts'

const ci = process.env.CI === 'true' || process.env.CI === '1'

/** Whether tests of several processes are left out: never where CI runs them. */
export const noServers =
  noRedis ||
  (!ci &&
    (await onServer().then(
      () => false,
      () => true,
    )))

/** Whether tests that run servers of their own are left out: never where CI runs them. */
export const noOwnServers = !ci && Object.values(programs()).includes(null)

/** The data of an installation that several processes share: a branch on WeCom, in a PostgreSQL database of its own. */
export interface Installation {
  db: Db
  database: string
  dir: string
  emulator: WecomEmulator
  /** The settings of every process of it. */
  env: Record<string, string>
  config: Config
  people: { memberId: number; branchId: number; userId: string; roomId: string }[]
  /** What the group of a branch is called by WeCom. */
  roomOf(branchId: number): string
  close(): Promise<void>
}

/** @param own servers that belong to the test alone; a database of the machine's standing ones unless given */
export async function makeInstallation(own?: { postgres: string; redis: string }): Promise<Installation> {
  const dir = mkdtempSync(join(tmpdir(), 'zhibu-shared-'))
  const name = own ? null : await makeDatabase()
  const database = name === null ? (own?.postgres ?? '') : urlOf(name)
  const { prisma: db, close } = await openDatabase(database)
  await seedDemo(db, setting, systemClock.now())
  const members = await db.member.findMany({ orderBy: { id: 'asc' } })
  const branches = await db.organization.findMany({ where: { kind: 'branch' } })
  const roomOf = (branchId: number) => `GROUP-${branchId}`
  await db.room.createMany({
    data: branches.map(({ id, name: title }) => ({
      platform: 'wecom',
      roomId: roomOf(id),
      title,
      organizationId: id,
    })),
  })
  await db.account.createMany({
    data: members.map(({ id, name: called }) => ({
      platform: 'wecom',
      userId: `U${id}`,
      memberId: id,
      name: called,
      reachable: true,
    })),
  })
  const emulator = await WecomEmulator.start()
  const env = {
    DATA_DIR: dir,
    DATABASE_URL: database,
    REDIS_URL: own?.redis ?? redisUrl,
    PORT: '0',
    LOG_LEVEL: process.env.LOG_LEVEL ?? 'silent',
    WECOM_BOT_ID: emulator.botId,
    WECOM_BOT_SECRET: emulator.secret,
    WECOM_BOT_URL: emulator.url,
  }
  return {
    db,
    database,
    dir,
    emulator,
    env,
    config: readConfig(env),
    people: members.map(({ id, branchId }) => ({ memberId: id, branchId, userId: `U${id}`, roomId: roomOf(branchId) })),
    roomOf,
    close: async () => {
      await emulator.stop()
      await close()
      if (name !== null) await dropDatabase(name)
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

/** One where nothing is planned, whatever day it is: people get nothing but answers. */
export async function installation(): Promise<Installation> {
  const made = await makeInstallation()
  await made.db.program.updateMany({ data: { enabled: false } })
  onTestFinished(() => made.close())
  return made
}
