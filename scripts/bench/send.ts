import { Queue, Worker } from 'bullmq'
import { Redis } from 'ioredis'
import { beginAct } from '../../src/actions/act.ts'
import { planAhead } from '../../src/actions/planning/plan.ts'
import { type App, startApp } from '../../src/app.ts'
import { makeLog } from '../../src/base/log.ts'
import { MemoryPace } from '../../src/jobs/pace.ts'
import { openRedis } from '../../src/jobs/redis.ts'
import { startPart } from '../../src/parts.ts'
import { openDatabase, write } from '../../src/records/database.ts'
import { MovableClock } from '../../src/time/clock.ts'
import { type Benchmark, type Measure, median, timed } from './harness.ts'
import { openPort } from './port.ts'
import { copyOf, openBare, openBarePostgres, type Place, setting, sizes, world } from './world.ts'

const size = sizes.city
const notices = 100_000
const runs = 3
/** The platform takes everything at once; so many are under way at the same moment. */
const atOnce = 200
const now = setting.zone.at('2026-12-05', '09:00')

/** The whole city, planned, and 100,000 of its members to be reminded of their dues at nine. */
async function nine(kind: Place['kind']): Promise<Place> {
  const place = await world(kind, size)
  const { prisma, close } = await openDatabase(place.address)
  await write(prisma, (tx) =>
    planAhead(beginAct(tx, setting, { now: setting.zone.at('2026-12-01', '00:01'), actor: { kind: 'clock' } })),
  )
  await close()
  const due = now.toISOString()
  const statements = [
    `UPDATE "Notice" SET "state" = 'expired', "outcome" = '-' WHERE "state" = 'due' AND "dueAt" <= '${due}'`,
    `INSERT INTO "Notice" ("kind", "facts", "causeKind", "causeId", "revision", "stage", "recipientKind", "recipientId",
       "ordinal", "organizationId", "unprompted", "urgent", "dueAt", "createdAt")
     SELECT 'dues_owed', '{}', 'dues', "branchId" || ':2026-12', 1, 'dues_owed', 'member', "memberId",
       0, "branchId", true, false, '${due}', '${due}'
     FROM "DuesMonth" WHERE "month" = '2026-12' AND "state" = 'due' ORDER BY "id" LIMIT ${notices}`,
    // The month before they were asked too, and have answered since: no table of a program in use is empty.
    `INSERT INTO "Question" ("memberId", "conversation", "kind", "facts", "askedAt", "expiresAt", "settledAt")
     SELECT "memberId", 'member:' || "memberId", 'dues_owed', '{"month":"2026-11"}', '${due}', '${due}', '${due}'
     FROM "DuesMonth" WHERE "month" = '2026-12' AND "state" = 'due' ORDER BY "id" LIMIT ${notices}`,
  ]
  if (kind === 'sqlite') {
    const database = openBare(place.address)
    for (const sql of statements) database.exec(sql)
    database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
    database.close()
  } else {
    const client = await openBarePostgres(place.address)
    for (const sql of statements) await client.query(sql)
    await client.query('VACUUM ANALYZE')
    await client.end()
  }
  return place
}

const redisUrl = process.env.TEST_REDIS_URL ?? 'redis://127.0.0.1:6379'

/** @param through the table alone, or BullMQ as where several processes share the work: here one process plays every part */
async function ours(start: Place, through: 'table' | 'redis'): Promise<number> {
  const place = await copyOf(start)
  let sent = 0
  const { port } = openPort({
    atOnce,
    send: async () => {
      sent++
      return { kind: 'accepted' }
    },
  })
  const clock = new MovableClock(new Date(now.getTime() - 60_000))
  const log = makeLog({ level: 'silent' })
  const common = { dir: place.dir, database: place.address, setting, clock, log }
  const door = through === 'redis' ? await openRedis(redisUrl, log, `bench-${process.pid}-${Date.now()}`) : null
  const gateway = { port, pace: new MemoryPace(), mine: async () => true }
  const app: App = door
    ? await startPart({ ...common, door, works: true, schedules: true, gateway })
    : await startApp({ ...common, ports: [port] })
  // Yesterday's planning is done; what is measured begins at nine.
  await app.beat()
  sent = 0
  clock.moveTo(now)
  const ms = await timed(() => app.beat())
  const kept = await app.db.notice.count({ where: { state: 'sent', kind: 'dues_owed' } })
  await app.stop()
  if (door) {
    const keys = await door.redis.keys(`${door.prefix}:*`)
    if (keys.length > 0) await door.redis.del(keys)
    await door.close()
  }
  if (sent < notices || kept < notices) throw new Error(`${sent} sent and ${kept} kept of ${notices}`)
  return ms
}

/** Empty jobs, added in portions and processed as many at once, on the same Redis. */
async function empty(): Promise<number> {
  const connection = new Redis(redisUrl, { maxRetriesPerRequest: null })
  // BullMQ leaves open what it was given.
  const waiting = connection.duplicate()
  const name = `bench-${process.pid}`
  const queue = new Queue(name, { connection })
  let done = 0
  let finish = () => {}
  const finished = new Promise<void>((resolve) => {
    finish = resolve
  })
  const ms = await timed(async () => {
    const worker = new Worker(
      name,
      async () => {
        if (++done === notices) finish()
      },
      { connection: waiting, concurrency: atOnce, removeOnComplete: { count: 0 } },
    )
    for (let from = 0; from < notices; from += 1_000)
      await queue.addBulk(
        Array.from({ length: 1_000 }, (_, i) => ({ name: 'job', data: { id: from + i }, opts: { attempts: 1 } })),
      )
    await finished
    await worker.close()
  })
  await queue.obliterate({ force: true })
  await queue.close()
  for (const one of [waiting, connection]) one.disconnect()
  return ms
}

export const send: Benchmark = {
  name: 'send',
  about: `${notices} notices due at nine to a platform that accepts at once (${atOnce} under way at a time), each read again, composed, marked, sent and kept; compared with BullMQ adding and processing as many empty jobs.`,
  run: async () => {
    const measures: Measure[] = []
    await empty()
    const [sqlite, postgres] = [await nine('sqlite'), await nine('postgres')]
    for (const [start, through] of [
      [sqlite, 'table'],
      [postgres, 'table'],
      [postgres, 'redis'],
    ] as const) {
      const pairs: { ms: number; bareMs: number }[] = []
      for (let run = 0; run < runs; run++) pairs.push({ ms: await ours(start, through), bareMs: await empty() })
      measures.push({
        what: `${start.kind}, through ${through === 'redis' ? 'BullMQ' : 'its own table'}: until the last is sent and kept (bare: BullMQ)`,
        count: notices,
        ms: median(pairs.map(({ ms }) => ms)),
        bareMs: median(pairs.map(({ bareMs }) => bareMs)),
        ratio: median(pairs.map(({ ms, bareMs }) => ms / bareMs)),
      })
    }
    return measures
  },
}
