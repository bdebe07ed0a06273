import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Platforms } from '../../src/actions/notify/compose.ts'
import { makeLog } from '../../src/base/log.ts'
import { capabilitiesOf } from '../../src/chat/sandbox.ts'
import { type Hands, OwnQueue, type Queue } from '../../src/jobs/queue.ts'
import type { RedisDoor } from '../../src/jobs/redis.ts'
import { type Duties, RedisQueue } from '../../src/jobs/redis-queue.ts'
import { type Db, write } from '../../src/records/database.ts'
import { insertNotices, type NoticeRow } from '../../src/records/notices.ts'
import { MovableClock } from '../../src/time/clock.ts'
import { openOwn } from '../support/database.ts'
import { reply } from '../support/notice.ts'
import { redisDoor } from '../support/redis.ts'
import { instant } from '../support/town.ts'

export const log = makeLog({ level: 'silent' })
export const minute = 60_000
export const can = capabilitiesOf.wechat

/** A database with notices that fall due, and a clock. */
export async function place() {
  const dir = mkdtempSync(join(tmpdir(), 'zhibu-queue-'))
  const { prisma: db, close } = await openOwn(dir)
  onTestFinished(async () => {
    await close()
    rmSync(dir, { recursive: true, force: true })
  })
  const clock = new MovableClock(instant('2026-12-01 09:00'))
  const pass = (ms: number) => clock.moveTo(new Date(clock.now().getTime() + ms))
  const due = async (...rows: (Partial<NoticeRow> & { name: string })[]) => {
    const notices = rows.map(({ name, ...more }) => reply(name, clock.now(), more))
    await write(db, (tx) => insertNotices(tx, notices, clock.now()))
  }
  return { db, clock, pass, due }
}
export type Place = Awaited<ReturnType<typeof place>>

const nameOf = async (db: Db, id: number) => (await db.notice.findUniqueOrThrow({ where: { id } })).causeId

/** Writes down what it is brought, and that it is done with it; `before` may do otherwise. */
export function recording(
  db: Db,
  before: (name: string, hands: string[]) => Promise<'again' | undefined> = async () => undefined,
) {
  const brought: string[] = []
  const hands: Hands = {
    ready: async () => {},
    take: async (id) => {
      const name = await nameOf(db, id)
      if ((await before(name, brought)) === 'again') return 'again'
      brought.push(name)
      await db.notice.update({ where: { id }, data: { state: 'sent', leaseUntil: null } })
      return 'done'
    },
  }
  return { hands, brought }
}

export type Make = (here: Place, hands: Hands) => Promise<Queue>
const kept = <Q extends Queue>(queue: Q): Q => {
  onTestFinished(() => queue.stop())
  return queue
}
export const own: Make = async ({ db, clock }, hands) => kept(new OwnQueue({ db, clock, log, hands }))
export const redisQueue = (
  door: RedisDoor,
  { db, clock }: Place,
  { send, ...duties }: Omit<Duties, 'send'> & { send?: Hands },
  platform = 'sandbox',
  platforms: Platforms = new Map([['sandbox', can]]),
) => {
  const sends = send && { send: { platform, hands: send } }
  return kept(
    new RedisQueue({ door, db, clock, log, duties: { ...duties, ...sends }, platforms: async () => platforms }),
  )
}
export const inRedis: Make = async (here, hands) => redisQueue(await redisDoor(), here, { send: hands, expand: hands })
