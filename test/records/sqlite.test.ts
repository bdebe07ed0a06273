import { DatabaseSync } from '@photostructure/sqlite'
import { type ArgType, ColumnTypeEnum, type SqlDriverAdapter } from '@prisma/driver-adapter-utils'
import fc from 'fast-check'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { SqliteFactory } from '../../src/records/sqlite.ts'
import { tempDatabase, tempFolder } from './places.ts'

const at = new Date('2026-12-04T07:00:00.123Z')
const branch = (name: string) => ({ kind: 'branch' as const, name, createdAt: at })

describe('values come back as they went in', () => {
  test('text of any kind, and much of it', async () => {
    const { db } = await tempDatabase()
    const keep = async (content: string) => {
      const { id } = await db.organization.create({ data: { ...branch('一支部'), place: content } })
      const kept = await db.organization.findUniqueOrThrow({ where: { id } })
      await db.organization.delete({ where: { id } })
      return kept.place
    }
    const long = '党课学习'.repeat(1_000_000)
    expect(await keep(long)).toBe(long)
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme' }), async (text) => {
        expect(await keep(text)).toBe(text.replaceAll('\0', '\ufffd'))
      }),
      { numRuns: 50 },
    )
  })

  test('a text with NUL loses nothing behind it', async () => {
    const { db } = await tempDatabase()
    await db.setting.create({ data: { key: '张\0三', value: 1 } })
    expect(await db.setting.findFirst()).toMatchObject({ key: '张\ufffd三' })
  })

  test('JSON, a bare number included', async () => {
    const { db } = await tempDatabase()
    const values = [12, -0.5, 1e21, true, '12', '', '文字', [], [1, 'a', null], { a: { b: [1] }, 空: null }]
    for (const [i, value] of values.entries()) {
      await db.setting.create({ data: { key: String(i), value } })
      expect((await db.setting.findUnique({ where: { key: String(i) } }))?.value).toEqual(value)
    }
  })

  test('instants to the millisecond, stored so that text compares like time', async () => {
    const { db } = await tempDatabase()
    await db.organization.create({ data: branch('一支部') })
    expect((await db.organization.findFirstOrThrow()).createdAt).toEqual(at)
    expect(
      await db.$queryRaw`SELECT typeof("createdAt") AS kind, "createdAt" || '' AS stored FROM "Organization"`,
    ).toEqual([{ kind: 'text', stored: '2026-12-04T07:00:00.123Z' }])
    const later = new Date(at.getTime() + 1)
    expect(await db.organization.count({ where: { createdAt: { lt: later } } })).toBe(1)
    expect(await db.organization.count({ where: { createdAt: { gte: later } } })).toBe(0)
    expect(await db.$queryRaw`SELECT id FROM "Organization" WHERE "createdAt" = ${at}`).toHaveLength(1)
  })

  test('yes, no and nothing', async () => {
    const { db } = await tempDatabase()
    const { id } = await db.organization.create({ data: branch('一支部') })
    const person = { branchId: id, category: 'full' as const, aliases: ['小张'], createdAt: at }
    await db.member.create({ data: { ...person, name: '张三', floating: true } })
    await db.member.create({ data: { ...person, name: '李四', phone: null } })
    const members = await db.member.findMany({ orderBy: { id: 'asc' } })
    expect(members.map((member) => [member.floating, member.phone, member.aliases])).toEqual([
      [true, null, ['小张']],
      [false, null, ['小张']],
    ])
    expect(await db.member.count({ where: { floating: false } })).toBe(1)
  })

  test('every declared kind of column', async () => {
    const adapter = await new SqliteFactory(':memory:').connect()
    onTestFinished(() => adapter.dispose())
    const sample: [declared: string, type: ArgType['scalarType'], value: unknown, back: unknown, column: number][] = [
      ['INTEGER', 'int', '-7', -7, ColumnTypeEnum.Int32],
      ['INTEGER', 'int', 7, 7, ColumnTypeEnum.Int32],
      ['BIGINT', 'bigint', '9007199254740993', '9007199254740993', ColumnTypeEnum.Int64],
      ['REAL', 'float', 0.1, 0.1, ColumnTypeEnum.Double],
      ['REAL', 'float', 3, 3, ColumnTypeEnum.Double],
      ['DECIMAL', 'decimal', '1.25', 1.25, ColumnTypeEnum.Numeric],
      ['BOOLEAN', 'boolean', true, 1, ColumnTypeEnum.Boolean],
      ['DATETIME', 'datetime', '2026-12-04T07:00:00Z', '2026-12-04T07:00:00.000Z', ColumnTypeEnum.DateTime],
      ['DATETIME', 'datetime', at, at.toISOString(), ColumnTypeEnum.DateTime],
      ['DATETIME', 'int', 1_700_000_000_000, '2023-11-14T22:13:20.000Z', ColumnTypeEnum.DateTime],
      ['DATETIME', 'string', '2026-12-04 07:00:00', '2026-12-04T07:00:00Z', ColumnTypeEnum.DateTime],
      ['TEXT', 'enum', 'attend', 'attend', ColumnTypeEnum.Text],
      ['VARCHAR(36)', 'string', '', '', ColumnTypeEnum.Text],
      ['JSONB', 'json', '{"a":1}', '{"a":1}', ColumnTypeEnum.Json],
      ['JSONB', 'json', '12', '12', ColumnTypeEnum.Json],
      ['BLOB', 'bytes', 'AAH/', new Uint8Array([0, 1, 255]), ColumnTypeEnum.Bytes],
      ['BLOB', 'bytes', new Uint8Array(0), new Uint8Array(0), ColumnTypeEnum.Bytes],
    ]
    for (const [i, [declared, scalarType, value, back, column]] of sample.entries()) {
      await adapter.executeScript(`CREATE TABLE t${i} (v ${declared})`)
      const argTypes: ArgType[] = [{ scalarType, arity: 'scalar' }]
      for (const [arg, expected] of [
        [value, back],
        [null, null],
      ]) {
        await adapter.executeRaw({ sql: `INSERT INTO t${i} VALUES (?)`, args: [arg], argTypes })
        const result = await adapter.queryRaw({ sql: `DELETE FROM t${i} RETURNING v`, args: [], argTypes: [] })
        const [kept] = result.rows[0] ?? []
        expect(kept instanceof Uint8Array ? new Uint8Array(kept) : kept, `${declared} ${value}`).toEqual(expected)
        expect(result.columnTypes).toEqual([column])
      }
    }
  })

  test('expressions, whose columns are not declared, are typed by their values', async () => {
    const { db } = await tempDatabase()
    expect(
      await db.$queryRaw`SELECT 1 AS whole, 1.5 AS part, '字' AS word, x'0102' AS bytes, NULL AS missing,
                                9007199254740993 AS large, ${5} + ${2.5} AS sum, ${true} AS yes`,
    ).toEqual([
      {
        whole: 1n,
        part: 1.5,
        word: '字',
        bytes: new Uint8Array([1, 2]),
        missing: null,
        large: 9007199254740993n,
        sum: 7.5,
        yes: 1n,
      },
    ])
  })

  test('bulk work over json_each', async () => {
    const { db } = await tempDatabase()
    const rows = JSON.stringify(Array.from({ length: 5000 }, (_, i) => ({ name: `第${i}支部`, at })))
    const made = await db.$executeRaw`
      INSERT INTO "Organization" (kind, name, "createdAt")
      SELECT 'branch', value ->> 'name', value ->> 'at' FROM json_each(${rows})`
    expect(made).toBe(5000)
    expect(await db.organization.count({ where: { createdAt: at } })).toBe(5000)
    const many = Array.from({ length: 5000 }, (_, i) => `第${i}支部`)
    expect(await db.organization.count({ where: { name: { in: many } } })).toBe(5000)
  })
})

describe('errors are those that Prisma knows', () => {
  test('a duplicate names its fields, alone and inside a transaction', async () => {
    const { db } = await tempDatabase()
    const setting = { key: 'zone', value: 1 }
    await db.setting.create({ data: setting })
    const error = { code: 'P2002', meta: { driverAdapterError: { cause: { constraint: { fields: ['key'] } } } } }
    await expect(db.setting.create({ data: setting })).rejects.toMatchObject(error)
    await expect(db.$transaction(async (tx) => tx.setting.create({ data: setting }))).rejects.toMatchObject(error)
  })

  test('a reference to nobody, a missing row, a missing value, a missing table, broken SQL', async () => {
    const { db } = await tempDatabase()
    const person = { branchId: 99, name: '张三', category: 'full' as const, aliases: [], createdAt: at }
    await expect(db.member.create({ data: person })).rejects.toMatchObject({ code: 'P2003' })
    await expect(db.setting.delete({ where: { key: 'none' } })).rejects.toMatchObject({ code: 'P2025' })
    await expect(db.$executeRaw`INSERT INTO "Setting" (key, value) VALUES ('a', NULL)`).rejects.toThrow(
      /NOT NULL|null/i,
    )
    await expect(db.$queryRaw`SELECT * FROM "Nowhere"`).rejects.toThrow(/Nowhere/)
    await expect(db.$queryRaw`SELECT nothing FROM "Setting"`).rejects.toThrow(/nothing/)
    await expect(db.$queryRaw`SELEKT 1`).rejects.toThrow(/syntax/)
  })

  test('a delete that would leave orphans is refused', async () => {
    const { db } = await tempDatabase()
    const { id } = await db.organization.create({ data: branch('一支部') })
    await db.member.create({ data: { branchId: id, name: '张三', category: 'full', aliases: [], createdAt: at } })
    await expect(db.organization.delete({ where: { id } })).rejects.toMatchObject({ code: 'P2003' })
  })

  test('an isolation level that SQLite has not is refused', async () => {
    const { db } = await tempDatabase()
    const work = db.$transaction(async () => 1, { isolationLevel: 'ReadCommitted' as 'Serializable' })
    await expect(work).rejects.toThrow(/READ COMMITTED/)
  })
})

describe('statements are kept prepared', () => {
  let adapter: SqlDriverAdapter
  const query = (sql: string) => adapter.queryRaw({ sql, args: [], argTypes: [] })

  beforeEach(async () => {
    adapter = await new SqliteFactory(`${tempFolder()}/t.db`).connect()
    return () => adapter.dispose()
  })

  test('and follow a change of the table', async () => {
    await adapter.executeScript('CREATE TABLE t (a INTEGER); INSERT INTO t VALUES (1)')
    expect((await query('SELECT * FROM t')).columnNames).toEqual(['a'])
    await adapter.executeRaw({ sql: 'ALTER TABLE t ADD COLUMN b TEXT', args: [], argTypes: [] })
    expect(await query('SELECT * FROM t')).toMatchObject({ columnNames: ['a', 'b'], rows: [[1, null]] })
  })

  test('more than are kept are no trouble', async () => {
    for (let i = 0; i < 1200; i++) expect((await query(`SELECT ${i % 700} AS n`)).rows).toEqual([[i % 700]])
  })

  test('the connection for reading cannot write', async () => {
    await adapter.executeScript('CREATE TABLE t (a INTEGER)')
    const sql = 'WITH one AS (SELECT 1 AS a) INSERT INTO t SELECT a FROM one RETURNING a'
    expect((await query(sql)).rows).toEqual([[1]])
    expect((await query('WITH all_rows AS (SELECT a FROM t) SELECT count(*) FROM all_rows')).rows).toEqual([[1]])
  })
})

describe('statements are planned by what was counted', () => {
  const counted = (file: string) => {
    const database = new DatabaseSync(file)
    try {
      const { rows } = database.prepare('SELECT max("stat") AS "rows" FROM sqlite_stat1 WHERE "tbl" = ?').get('t') ?? {}
      const { values } = database.prepare('SELECT count(*) AS "values" FROM sqlite_stat4').get() ?? {}
      return { rows, values }
    } finally {
      database.close()
    }
  }
  const grow = (adapter: SqlDriverAdapter) =>
    adapter.executeScript(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)
      INSERT INTO t SELECT i, 'x' || i FROM n`)

  test('at the start, without looking at single values: those would be planned for anew each time', async () => {
    const file = `${tempFolder()}/t.db`
    const first = await new SqliteFactory(file).connect()
    await first.executeScript('CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT); CREATE INDEX t_b ON t (b)')
    await grow(first)
    await first.dispose()
    await (await new SqliteFactory(file).connect()).dispose()
    expect(counted(file)).toEqual({ rows: '5000 1', values: 0 })
  })

  test('not while somebody else is writing: the start goes on', async () => {
    const file = `${tempFolder()}/t.db`
    const first = await new SqliteFactory(file).connect()
    await first.executeScript('CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT); CREATE INDEX t_b ON t (b)')
    await grow(first)
    const writing = await first.startTransaction()
    const second = await new SqliteFactory(file).connect()
    expect((await second.queryRaw({ sql: 'SELECT count(*) FROM t', args: [], argTypes: [] })).rows).toEqual([[5000]])
    await writing.commit()
    await second.dispose()
    await first.dispose()
  })
})
