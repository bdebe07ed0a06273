import { DatabaseSync, type DatabaseSyncInstance } from '@photostructure/sqlite'
import pg from 'pg'
import { ZhibuError } from '../base/errors.ts'
import { pendingMigrations } from './migrate.ts'
import { migratePostgres } from './migrate-postgres.ts'
import { portion, type Row, readSource, readTarget, sumOf, type Table, tablesOf, writeRows } from './move-tables.ts'
import { movingKey } from './moving.ts'
import { reached, whereIs } from './postgres-errors.ts'

/** How far it is: of which table so many rows of so many are over there. */
export type Progress = (table: string, done: number, total: number) => void

export interface Moved {
  tables: { name: string; count: number; sum: string }[]
  /** An earlier try had been broken off, and was continued. */
  resumed: boolean
}

const isMarker = (table: Table, row: Row): boolean => table.name === 'Setting' && row.key === movingKey

/**
 * Copies the embedded database to an empty one on a PostgreSQL server, whole, and compares what came of it. The source
 * is only read. Broken off, it goes on where it was when it is called again; what changed meanwhile begins anew.
 * @throws ZhibuError DATABASE_* of either side, MOVE_REFUSED where the target holds other data, MOVE_DIFFERS
 */
export async function move(file: string, url: string, progress: Progress = () => undefined): Promise<Moved> {
  // What a newer version has added would be left behind.
  if (pendingMigrations(file, undefined, true).length > 0) {
    throw new ZhibuError(
      'MOVE_REFUSED',
      '自带的数据库是旧版本留下的，还没有升级。',
      '请先不带 DATABASE_URL 用这个版本启动一次，停下以后再搬。',
    )
  }
  const source = new DatabaseSync(file, { readOnly: true })
  const target = new pg.Client({ connectionString: url, application_name: 'zhibu', keepAlive: true })
  target.on('error', () => undefined)
  try {
    await target.connect()
    await refuseOthers(target, url)
    await migratePostgres(url)
    // One view of the source from the beginning to the end, whoever writes meanwhile.
    source.exec('BEGIN')
    await oneAtATime(target, url)
    const tables = await tablesOf(target)
    const resumed = await prepareTarget(source, target, tables, url)
    for (const table of tables) await copy(source, target, table, progress)
    const moved = await compare(source, target, tables)
    await finish(target, tables)
    return { tables: moved, resumed }
  } catch (error) {
    throw error instanceof ZhibuError ? error : (reached(error, url) ?? error)
  } finally {
    source.close()
    await target.end().catch(() => undefined)
  }
}

/** Tables of another program are left alone: not even ours are put beside them. */
async function refuseOthers(target: pg.Client, url: string): Promise<void> {
  const { rows } = await target.query(`
    SELECT 1 FROM pg_class WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace
      AND to_regclass('"_prisma_migrations"') IS NULL LIMIT 1`)
  if (rows.length > 0) throw notEmpty(url)
}

const notEmpty = (url: string) =>
  new ZhibuError(
    'MOVE_REFUSED',
    `PostgreSQL 数据库 ${whereIs(url)} 里已经有别的数据，没有动它。`,
    '请另建一个空的数据库，再搬到那里。',
  )

/** Held as long as the connection: a second move into the same database is refused. */
async function oneAtATime(target: pg.Client, url: string): Promise<void> {
  const { rows } = await target.query<{ taken: boolean }>('SELECT pg_try_advisory_lock(9116, -1) AS "taken"')
  if (!rows[0]?.taken)
    throw new ZhibuError('MOVE_REFUSED', `另一个 zhibu move 正在往 ${whereIs(url)} 里搬。`, '请等它做完。')
}

/** Marks an empty target as half moved. True where it is our own half already. */
async function prepareTarget(
  source: DatabaseSyncInstance,
  target: pg.Client,
  tables: Table[],
  url: string,
): Promise<boolean> {
  const from = identity(source)
  const { rows } = await target.query<{ value: unknown }>('SELECT "value" FROM "Setting" WHERE "key" = $1', [movingKey])
  const marker = rows[0]?.value
  if (marker === from) {
    if (!(await sameSoFar(source, target, tables))) await empty(target, tables, from)
    return true
  }
  for (const { name } of tables) {
    const { rows: present } = await target.query(`SELECT 1 FROM "${name}" LIMIT 1`)
    if (present.length > 0) throw notEmpty(url)
  }
  await mark(target, from)
  return false
}

const mark = (target: pg.Client, from: string) =>
  target.query('INSERT INTO "Setting" ("key", "value") VALUES ($1, $2)', [movingKey, JSON.stringify(from)])

/** What tells one installation's data from another's: its first organization. */
function identity(source: DatabaseSyncInstance): string {
  const row: unknown = source
    .prepare('SELECT "id", "name", "createdAt" FROM "Organization" ORDER BY "id" LIMIT 1')
    .get()
  if (row === undefined)
    throw new ZhibuError('NOT_FOUND', '自带的数据库是空的，没有什么可搬。', '直接填上 DATABASE_URL，导入花名册就行。')
  return JSON.stringify(row)
}

/** Whether all rows that are over there are still as they are here. */
async function sameSoFar(source: DatabaseSyncInstance, target: pg.Client, tables: Table[]): Promise<boolean> {
  for (const table of tables) {
    const last = await lastKey(target, table)
    if (last === null) continue
    const upTo = (row: Row) => !isMarker(table, row) && keyOrder(row[table.key], last) <= 0
    const here = await sumOf((after, limit) => readSource(source, table, after, limit), table, upTo)
    const there = await sumOf((after, limit) => readTarget(target, table, after, limit), table, upTo)
    if (here.sum !== there.sum) return false
  }
  return true
}

const keyOrder = (a: unknown, b: unknown): number =>
  typeof a === 'number' && typeof b === 'number' ? a - b : Buffer.compare(Buffer.from(`${a}`), Buffer.from(`${b}`))

async function lastKey(target: pg.Client, { name, key }: Table): Promise<unknown> {
  const { rows } = await target.query<{ last: unknown }>(
    `SELECT max("${key}") AS "last" FROM "${name}" WHERE "${key}"::text <> $1`,
    [movingKey],
  )
  return rows[0]?.last ?? null
}

async function empty(target: pg.Client, tables: Table[], from: string): Promise<void> {
  await target.query('BEGIN')
  await target.query(`TRUNCATE ${tables.map(({ name }) => `"${name}"`).join(', ')}`)
  await mark(target, from)
  await target.query('COMMIT')
}

async function copy(source: DatabaseSyncInstance, target: pg.Client, table: Table, progress: Progress): Promise<void> {
  const counted = source.prepare(`SELECT count(*) AS n FROM "${table.name}"`, { returnArrays: true }).get()
  const total = Number(Array.isArray(counted) ? counted[0] : 0)
  let after = await lastKey(target, table)
  const { rows } = await target.query<{ n: string }>(`SELECT count(*) AS n FROM "${table.name}"`)
  let done = after === null ? 0 : Number(rows[0]?.n)
  const limit = table.refersToItself ? Math.max(total, 1) : portion
  for (;;) {
    progress(table.name, Math.min(done, total), total)
    const some = readSource(source, table, after, limit)
    if (some.length === 0) return
    await writeRows(target, table, some)
    done += some.length
    after = some.at(-1)?.[table.key] ?? null
  }
}

async function compare(source: DatabaseSyncInstance, target: pg.Client, tables: Table[]): Promise<Moved['tables']> {
  const moved: Moved['tables'] = []
  for (const table of tables) {
    const counts = (row: Row) => !isMarker(table, row)
    const here = await sumOf((after, limit) => readSource(source, table, after, limit), table, counts)
    const there = await sumOf((after, limit) => readTarget(target, table, after, limit), table, counts)
    if (here.count !== there.count || here.sum !== there.sum) {
      throw new ZhibuError(
        'MOVE_DIFFERS',
        `搬完以后核对不上：${table.name} 这里有 ${here.count} 行，那边有 ${there.count} 行${here.count === there.count ? '，内容不同' : ''}。`,
        '自带的数据库没有动过，可以照旧使用。请把这一行发给维护人员。',
      )
    }
    moved.push({ name: table.name, ...here })
  }
  return moved
}

/** New rows get numbers after those that came; from now on the database may be used. One transaction. */
async function finish(target: pg.Client, tables: Table[]): Promise<void> {
  await target.query('BEGIN')
  for (const { name, key } of tables) {
    if (key !== 'id') continue
    await target.query(
      `SELECT setval(pg_get_serial_sequence($1, 'id'), coalesce(max("id"), 1), max("id") IS NOT NULL) FROM "${name}"`,
      [`"${name}"`],
    )
  }
  await target.query('DELETE FROM "Setting" WHERE "key" = $1', [movingKey])
  await target.query('COMMIT')
}
