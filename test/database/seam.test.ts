import { setTimeout as sleep } from 'node:timers/promises'
import fc from 'fast-check'
import { describe, expect, onTestFinished, test } from 'vitest'
import { dropDatabase, makeDatabase, urlOf } from '../../scripts/postgres.ts'
import { addAudit } from '../../src/records/audit.ts'
import { claimDue } from '../../src/records/claims.ts'
import { Prisma } from '../../src/records/client/client.ts'
import { databaseFile, openDatabase, write } from '../../src/records/database.ts'
import { migrationsOf, readMigrations } from '../../src/records/migrations.ts'
import { insertNotices } from '../../src/records/notices.ts'
import { needsAll } from '../../src/records/scope.ts'
import { among, intIn, recordset } from '../../src/records/sql.ts'
import { startWorker, tempFolder } from '../records/places.ts'
import { onPostgres, ownDatabase } from '../support/database.ts'
import { reply } from '../support/notice.ts'

/* What the rest of the program relies on, held by both databases: this file runs on each of them. */

const at = new Date('2026-12-04T07:00:00.123Z')
const branch = (name: string) => ({ kind: 'branch' as const, name, createdAt: at })
const one = { key: 'count', value: 0 }

/** An empty database, and doors to it as other processes would have them. */
async function place() {
  const { address, giveBack } = await ownDatabase(tempFolder())
  onTestFinished(giveBack)
  const open = async () => {
    const { prisma, close } = await openDatabase(address)
    onTestFinished(close)
    return prisma
  }
  return { address, open, db: await open() }
}

describe('values come back as they went in', () => {
  test('text of any kind; what cannot be kept is made visible', async () => {
    const { db } = await place()
    const { id } = await db.organization.create({ data: branch('一支部') })
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), async (text) => {
        await db.organization.update({ where: { id }, data: { place: text, hours: { words: [text] } } })
        const kept = await db.organization.findUniqueOrThrow({ where: { id } })
        const seen = text.replaceAll('\0', '\ufffd').replace(/\p{Surrogate}/gu, '\ufffd')
        expect(kept.place).toBe(seen)
        expect(kept.hours).toEqual({ words: [onPostgres ? seen : text] })
      }),
      { numRuns: 40 },
    )
    expect(await db.organization.count({ where: { place: { startsWith: 'x' } } })).toBeLessThan(2)
  })

  test('JSON of every shape, nothing included', async () => {
    const { db } = await place()
    const values = [12, -0.5, 1e21, true, '12', '', '文字', 'a\0b', [], [1, 'a', null], { a: { b: [1] }, 空: null }]
    for (const [i, value] of values.entries()) {
      await db.setting.create({ data: { key: String(i), value } })
      const kept = (await db.setting.findUnique({ where: { key: String(i) } }))?.value
      expect(kept).toEqual(value === 'a\0b' && onPostgres ? 'a\ufffdb' : value)
    }
  })

  test('instants to the millisecond, in order', async () => {
    const { db } = await place()
    await db.organization.create({ data: branch('一支部') })
    const later = new Date(at.getTime() + 1)
    expect((await db.organization.findFirstOrThrow()).createdAt).toEqual(at)
    expect(await db.organization.count({ where: { createdAt: { lt: later } } })).toBe(1)
    expect(await db.organization.count({ where: { createdAt: { gte: later } } })).toBe(0)
    expect(await db.$queryRaw`SELECT "createdAt" FROM "Organization" WHERE "createdAt" = ${at}`).toEqual([
      { createdAt: at },
    ])
  })

  test('text sorts byte by byte: what is above comes before what is below', async () => {
    const { db } = await place()
    const paths = ['/14/', '/1/', '/1/4/', '/1/10/', '/14/2/', '/2/']
    for (const [i, path] of paths.entries()) await db.organization.create({ data: { ...branch(`${i}`), path } })
    const read = await db.organization.findMany({ orderBy: { path: 'asc' } })
    expect(read.map(({ path }) => path)).toEqual([...paths].sort())
  })

  test('whole numbers, counted and summed', async () => {
    const { db } = await place()
    await db.organization.createMany({
      data: [1, 2].map((n) => ({ ...branch(`${n}`), rosterRevision: 2_000_000_000 })),
    })
    const { _sum } = await db.organization.aggregate({ _sum: { rosterRevision: true } })
    expect(_sum.rosterRevision).toBe(4_000_000_000)
    const [row] = await db.$queryRaw<{ n: bigint }[]>`SELECT count(*) AS n FROM "Organization"`
    expect(Number(row?.n)).toBe(2)
  })

  test('many rows as one parameter', async () => {
    const { db } = await place()
    const rows = [
      { id: 1, yes: true, name: "O'Neill; DROP", at, facts: { a: [1], b: null }, none: null },
      { id: 2, yes: false, name: '二', at: new Date(0), facts: 'x' },
    ]
    const columns = { id: 'int', yes: 'bool', name: 'text', at: 'instant', facts: 'json', none: 'text' } as const
    const made = await db.$executeRaw`
      INSERT INTO "Organization" ("kind", "name", "electionPending", "createdAt", "hours", "place")
      SELECT 'branch', r."name", r."yes", r."at", r."facts", r."none" FROM ${recordset(db, rows, columns)} r
      WHERE r."id" ${among(db, [1, 2])}`
    expect(made).toBe(2)
    const kept = await db.organization.findMany({ orderBy: { id: 'asc' } })
    expect(kept).toMatchObject([
      { name: "O'Neill; DROP", electionPending: true, createdAt: at, hours: { a: [1], b: null }, place: null },
      { name: '二', electionPending: false, createdAt: new Date(0), hours: 'x', place: null },
    ])
    await db.question.create({
      data: { memberId: 1, conversation: 'c', kind: 'move', facts: { activityId: 7 }, askedAt: at, expiresAt: at },
    })
    const found =
      await db.$queryRaw`SELECT "kind" FROM "Question" WHERE ${intIn(db, Prisma.sql`"facts"`, 'activityId')} = ${7}`
    expect(found).toEqual([{ kind: 'move' }])
  })
})

test('what changed in a whole city at once is audited, row by row and in order', async () => {
  const { db } = await place()
  const changes = Array.from({ length: 11_465 }, (_, i) => ({
    at,
    actorKind: 'clock',
    actorId: null,
    inboundId: null,
    action: 'hold',
    subjectKind: 'activity',
    subjectId: i,
    organizationId: null,
    before: null,
    after: { state: 'held' },
  }))
  await write(db, (tx) => addAudit(tx, changes))
  const kept = await db.auditEntry.findMany({ orderBy: { id: 'asc' }, select: { subjectId: true, after: true } })
  expect(kept).toEqual(changes.map(({ subjectId, after }) => ({ subjectId, after })))
})

describe('errors are those that Prisma knows', () => {
  test('a duplicate, a reference to nobody, a missing row', async () => {
    const { db } = await place()
    await db.setting.create({ data: one })
    await expect(db.setting.create({ data: one })).rejects.toMatchObject({ code: 'P2002' })
    const person = { branchId: 99, name: '张三', category: 'full' as const, aliases: [], createdAt: at }
    await expect(db.member.create({ data: person })).rejects.toMatchObject({ code: 'P2003' })
    await expect(db.setting.delete({ where: { key: 'none' } })).rejects.toMatchObject({ code: 'P2025' })
  })
})

describe('a transaction', () => {
  test('is kept as a whole or not at all, and seen only then', async () => {
    const { db } = await place()
    const failing = write(db, async (tx) => {
      await tx.setting.create({ data: one })
      expect(await db.setting.count()).toBe(0)
      throw new Error('taken back')
    })
    await expect(failing).rejects.toThrow('taken back')
    expect(await db.setting.count()).toBe(0)
  })

  test('a part that fails is taken back alone', async () => {
    const { db } = await place()
    await db.setting.create({ data: one })
    await write(db, async (tx) => {
      await tx.setting.create({ data: { key: 'kept', value: 1 } })
      const part = tx.$transaction((inner) => inner.setting.create({ data: one }))
      await expect(part).rejects.toMatchObject({ code: 'P2002' })
      await tx.setting.create({ data: { key: 'kept too', value: 1 } })
    })
    expect(await db.setting.count()).toBe(3)
  })

  test('in which a statement failed is never acknowledged and lost', async () => {
    const { db } = await place()
    await db.setting.create({ data: one })
    const work = write(db, async (tx) => {
      await tx.setting.create({ data: { key: 'other', value: 1 } })
      await tx.setting.create({ data: one }).catch(() => undefined)
    })
    const acknowledged = await work.then(
      () => true,
      () => false,
    )
    expect(await db.setting.count({ where: { key: 'other' } })).toBe(acknowledged ? 1 : 0)
  })

  test('that takes too long is taken back, and the database goes on', async () => {
    const { db } = await place()
    const slow = db.$transaction(
      async (tx) => {
        await tx.setting.create({ data: one })
        await sleep(300)
        await tx.setting.create({ data: { key: 'late', value: 1 } })
      },
      { timeout: 100 },
    )
    await expect(slow).rejects.toMatchObject({ code: 'P2028' })
    await Promise.all(
      Array.from({ length: 15 }, (_, i) => write(db, (tx) => tx.setting.create({ data: { key: `${i}`, value: i } }))),
    )
    expect(await db.setting.count()).toBe(15)
  })

  test('run by three at once on one number loses nothing', async () => {
    const { db, open } = await place()
    await db.setting.create({ data: one })
    const add = (door: typeof db) =>
      write(door, async (tx) => {
        const { value } = await tx.setting.findUniqueOrThrow({ where: { key: 'count' } })
        await sleep(1)
        await tx.setting.update({ where: { key: 'count' }, data: { value: Number(value) + 1 } })
      })
    const doors = [db, await open(), await open()]
    await Promise.all(Array.from({ length: 45 }, (_, i) => add(doors[i % 3] ?? db)))
    expect((await db.setting.findUniqueOrThrow({ where: { key: 'count' } })).value).toBe(45)
  })

  test('that makes what another has just made runs again and finds it', async () => {
    const { db, open } = await place()
    const doors = [db, await open()]
    const ensure = (door: typeof db) =>
      write(
        door,
        async (tx) => {
          const found = await tx.setting.findUnique({ where: { key: 'count' } })
          await sleep(5)
          if (!found) await tx.setting.create({ data: one })
        },
        'rows',
      )
    await Promise.all(Array.from({ length: 12 }, (_, i) => ensure(doors[i % 2] ?? db)))
    expect(await db.setting.count()).toBe(1)
  })
})

describe('scopes', () => {
  /** Two branches under a committee, with one member each and an account. */
  async function twoBranches() {
    const { db, open } = await place()
    const top = await db.organization.create({ data: { ...branch('党委'), kind: 'committee', path: '/1/' } })
    for (const [id, name] of [
      [2, '一支部'],
      [3, '二支部'],
    ] as const) {
      await db.organization.create({ data: { ...branch(name), parentId: top.id, path: `/${top.id}/${id}/` } })
      const member = await db.member.create({
        data: { branchId: id, name, category: 'full', aliases: [], createdAt: at },
      })
      await db.account.create({ data: { platform: 'p', userId: name, name, memberId: member.id } })
    }
    const speaker = (userId: string) => ({ speaker: { platform: 'p', userId, roomId: null } })
    return { doors: [db, await open()] as const, speaker }
  }

  test('of one branch wait for one another, those of two do not', async () => {
    const { doors, speaker } = await twoBranches()
    const log: string[] = []
    const work = (door: 0 | 1, who: string, ms: number) =>
      write(
        doors[door],
        async () => {
          log.push(`${who} begins`)
          await sleep(ms)
          log.push(`${who} ends`)
        },
        speaker(who),
      )
    await Promise.all([work(0, '一支部', 300), sleep(100).then(() => work(1, '一支部', 10))])
    expect(log).toEqual(['一支部 begins', '一支部 ends', '一支部 begins', '一支部 ends'])
    if (!onPostgres) return
    log.length = 0
    await Promise.all([work(0, '一支部', 400), sleep(100).then(() => work(1, '二支部', 10))])
    expect(log).toEqual(['一支部 begins', '二支部 begins', '二支部 ends', '一支部 ends'])
  })

  test('all waits for everybody, and work that reaches further is run again alone', async () => {
    const { doors, speaker } = await twoBranches()
    await doors[0].setting.create({ data: one })
    const add = (door: 0 | 1, scope: Parameters<typeof write>[2], further: boolean) =>
      write(
        doors[door],
        async (tx) => {
          if (further) needsAll(tx)
          const { value } = await tx.setting.findUniqueOrThrow({ where: { key: 'count' } })
          await sleep(2)
          await tx.setting.update({ where: { key: 'count' }, data: { value: Number(value) + 1 } })
        },
        scope,
      )
    const wide = (i: number) => (i % 2 === 0 ? add(0, 'all', false) : add(1, speaker('二支部'), true))
    await Promise.all(Array.from({ length: 10 }, (_, i) => wide(i)))
    expect((await doors[0].setting.findUniqueOrThrow({ where: { key: 'count' } })).value).toBe(10)
  })
})

test('what two claim at once, each gets once', async () => {
  const { db, open } = await place()
  const rows = Array.from({ length: 120 }, (_, i) => reply(String(i), at, { urgent: i === 70 }))
  expect(await write(db, (tx) => insertNotices(tx, rows, at))).toBe(120)
  expect(await write(db, (tx) => insertNotices(tx, rows, at))).toBe(0)
  const claimed: number[] = []
  const claim = async (door: typeof db) => {
    for (;;) {
      const ids = await write(door, (tx) => claimDue(tx, at, new Date(at.getTime() + 60_000), 7), 'rows')
      claimed.push(...ids.map(({ id }) => id))
      if (ids.length === 0) return
    }
  }
  await Promise.all([claim(db), claim(await open()), claim(db)])
  expect(claimed).toHaveLength(120)
  expect(new Set(claimed).size).toBe(120)
  const urgent = await db.notice.findFirstOrThrow({ where: { urgent: true } })
  expect(claimed.indexOf(urgent.id)).toBeLessThan(7)
})

describe('with other processes', () => {
  test('four that start at once on an empty database bring it to this version together', async () => {
    let address = databaseFile(tempFolder())
    if (onPostgres) {
      const name = await makeDatabase()
      onTestFinished(() => dropDatabase(name))
      address = urlOf(name)
    }
    const said = await Promise.all([1, 2, 3, 4].map(() => startWorker('open', address).ended))
    expect(said.map((text) => text.trim())).toEqual(['opened', 'opened', 'opened', 'opened'])
    const { prisma, close } = await openDatabase(address)
    const rows = await prisma.$queryRaw<{ n: bigint }[]>`SELECT count(*) AS n FROM "_prisma_migrations"`
    await close()
    expect(Number(rows[0]?.n)).toBe(readMigrations(migrationsOf(onPostgres ? 'postgres' : 'sqlite')).length)
  }, 60_000)

  test('read-and-write transactions of both lose nothing', async () => {
    const { db, address } = await place()
    await db.setting.create({ data: one })
    const other = startWorker('count', address, '60')
    for (let i = 0; i < 60; i++) {
      await write(db, async (tx) => {
        const { value } = await tx.setting.findUniqueOrThrow({ where: { key: 'count' } })
        await tx.setting.update({ where: { key: 'count' }, data: { value: Number(value) + 1 } })
      })
    }
    expect(await other.ended).toContain('done')
    expect((await db.setting.findUniqueOrThrow({ where: { key: 'count' } })).value).toBe(120)
  }, 60_000)
})
