import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { dropDatabase, makeDatabase, urlOf } from '../../scripts/postgres.ts'
import { demoBranch, seedDemo } from '../../src/demo/branch.ts'
import { openDatabase } from '../../src/records/database.ts'
import { move } from '../../src/records/move.ts'
import { startWorker, tempFolder } from '../records/places.ts'
import { onPostgres } from '../support/database.ts'
import { instant, setting } from '../support/town.ts'

const at = instant('2026-11-23 09:00')

/** The demonstration branch in a file, with enough in its trail that moving it takes a while, and what is hard to move. */
async function home(entries = 200): Promise<string> {
  const file = join(tempFolder(), 'zhibu.db')
  const { prisma, close } = await openDatabase(file)
  await seedDemo(prisma, setting, at)
  await prisma.$executeRaw`
    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${entries})
    INSERT INTO "AuditEntry" ("at", "actorKind", "action", "subjectKind", "subjectId", "after")
    SELECT ${at}, 'clock', 'test', 'nothing', i, '{"b":1,"a":[null,"字"]}' FROM n`
  await prisma.setting.createMany({
    data: [
      { key: 'text', value: 'a\0b "quoted" 字𠮷' },
      { key: 'shape', value: { z: 1, a: { y: [1.5, true], b: '' } } },
    ],
  })
  // A branch under one that was made after it.
  const late = await prisma.organization.create({
    data: { kind: 'committee', name: '后来的党委', path: '/900/', createdAt: at },
  })
  await prisma.organization.updateMany({ where: { name: demoBranch }, data: { parentId: late.id } })
  await close()
  return file
}

async function server(): Promise<string> {
  const name = await makeDatabase()
  onTestFinished(() => dropDatabase(name))
  return urlOf(name)
}

const bytesOf = (file: string) => createHash('sha256').update(readFileSync(file)).digest('hex')

describe.runIf(onPostgres)('moving to PostgreSQL', { timeout: 120_000 }, () => {
  test('everything comes along and is the same, the source is untouched, and new rows get new numbers', async () => {
    const file = await home()
    const before = bytesOf(file)
    const url = await server()
    const { tables, resumed } = await move(file, url)
    expect(resumed).toBe(false)
    expect(bytesOf(file)).toBe(before)
    const here = await openDatabase(file)
    const there = await openDatabase(url)
    onTestFinished(async () => {
      await here.close()
      await there.close()
    })
    const all = (db: typeof here.prisma) =>
      Promise.all([
        db.organization.findMany({ orderBy: { id: 'asc' } }),
        db.member.findMany({ orderBy: { id: 'asc' }, include: { positions: true } }),
        db.program.findMany({ orderBy: { id: 'asc' } }),
        db.auditEntry.findMany({ orderBy: { id: 'asc' } }),
      ])
    expect(await all(there.prisma)).toEqual(await all(here.prisma))
    expect((await there.prisma.setting.findUniqueOrThrow({ where: { key: 'shape' } })).value).toEqual({
      z: 1,
      a: { y: [1.5, true], b: '' },
    })
    expect(tables.find((one) => one.name === 'Member')?.count).toBe(await here.prisma.member.count())
    expect(await there.prisma.setting.count()).toBe(await here.prisma.setting.count())
    const last = await there.prisma.member.findFirstOrThrow({ orderBy: { id: 'desc' } })
    const { id } = await there.prisma.member.create({
      data: { branchId: last.branchId, name: '新来的', category: 'full', aliases: [], createdAt: at },
    })
    expect(id).toBe(last.id + 1)
    await expect(move(file, url)).rejects.toMatchObject({ code: 'MOVE_REFUSED' })
  })

  test('killed in the middle it is not used, and goes on where it was', async () => {
    const file = await home(24_000)
    const url = await server()
    const { child, said, ended } = startWorker('move', file, url)
    await said('AuditEntry 10000/')
    child.kill('SIGKILL')
    expect(await ended).not.toContain('moved')
    await expect(openDatabase(url)).rejects.toMatchObject({ code: 'MOVE_UNFINISHED' })
    const begun: string[] = []
    const { resumed, tables } = await move(file, url, (table, done) => begun.push(`${table} ${done}`))
    expect(resumed).toBe(true)
    expect(begun).not.toContain('AuditEntry 0')
    expect(tables.find((one) => one.name === 'AuditEntry')?.count).toBeGreaterThan(24_000)
    await (await openDatabase(url)).close()
  })

  test('what changed between two tries begins anew; the half of another installation is refused', async () => {
    const file = await home(12_000)
    const url = await server()
    const { child, said, ended } = startWorker('move', file, url)
    await said('AuditEntry 4000/')
    child.kill('SIGKILL')
    await ended
    const other = await home()
    const away = await openDatabase(other)
    await away.prisma.organization.updateMany({ data: { createdAt: new Date(0) } })
    await away.close()
    await expect(move(other, url)).rejects.toMatchObject({ code: 'MOVE_REFUSED' })
    const { prisma, close } = await openDatabase(file)
    await prisma.auditEntry.updateMany({ where: { subjectId: 7, action: 'test' }, data: { action: 'changed' } })
    await close()
    await move(file, url)
    const there = await openDatabase(url)
    expect(await there.prisma.auditEntry.count({ where: { action: 'changed' } })).toBe(1)
    await there.close()
  })

  test('a database with other things in it is refused and left as it is', async () => {
    const url = await server()
    const sql = (text: string) => execFileSync('psql', [url, '-Atc', text], { encoding: 'utf8' }).trim()
    sql('CREATE TABLE theirs (x int)')
    await expect(move(await home(), url)).rejects.toMatchObject({ code: 'MOVE_REFUSED' })
    expect(sql(`SELECT string_agg(relname, ',') FROM pg_class WHERE relkind = 'r' AND relname !~ '^(pg_|sql_)'`)).toBe(
      'theirs',
    )
  })
})
