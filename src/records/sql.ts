import { portions } from '../base/grouped.ts'
import { Prisma } from './client/client.ts'
import { jsonOf } from './storable.ts'

type Tx = Prisma.TransactionClient

/*
 * What SQLite and PostgreSQL say differently, and nothing else: whatever is written in SQL in this room is built from
 * these parts, and reads the same for both.
 */

export type Dialect = 'sqlite' | 'postgres'

const spoken = new WeakMap<object, Dialect>()

/** Remembers which dialect a client or transaction speaks: said once, where it is opened. */
export function speaks<C extends object>(client: C, dialect: Dialect): C {
  spoken.set(client, dialect)
  return client
}

export function dialectOf(tx: object): Dialect {
  const dialect = spoken.get(tx)
  if (!dialect) throw new Error('this database was not opened by openDatabase, nor this transaction by write')
  return dialect
}

/** int, bool, text, instant, json; or the name of an enum of the models. */
export type Column = 'int' | 'bool' | 'text' | 'instant' | 'json' | `enum ${string}`

const postgresTypes: Record<string, string> = {
  int: 'integer',
  bool: 'boolean',
  text: 'text',
  instant: 'timestamp(3)',
  json: 'jsonb',
}

const typeOf = (column: Column): string => postgresTypes[column] ?? `"${column.slice('enum '.length)}"`

/**
 * Rows as one JSON parameter, as a table with these columns: `FROM ${recordset(tx, rows, { id: 'int' })} r`.
 * Instants are those of JSON, ISO text.
 */
export function recordset(tx: Tx, rows: readonly object[], columns: Readonly<Record<string, Column>>): Prisma.Sql {
  const entries = Object.entries(columns)
  if (dialectOf(tx) === 'postgres') {
    const list = entries.map(([name, column]) => `"${name}" ${typeOf(column)}`).join(', ')
    return Prisma.sql`(SELECT * FROM jsonb_to_recordset(${jsonOf(rows)}::jsonb) AS x(${Prisma.raw(list)}))`
  }
  const list = entries.map(([name, column]) => `value${column === 'json' ? '->' : '->>'}'${name}' AS "${name}"`)
  // With a limit it is made into a table once; without one the text is read again for every row it is joined to.
  return Prisma.sql`(SELECT ${Prisma.raw(list.join(', '))} FROM json_each(${jsonOf(rows)}) LIMIT -1)`
}

/**
 * Begins a statement of which the best plan depends on how large a part of the tree is asked for: PostgreSQL plans it anew
 * each time, instead of keeping one plan for all.
 */
export const plannedAnew = Prisma.raw('/* planned anew */')

/** Whether a column is one of these values, which are one parameter: `"id" ${among(tx, ids)}`. */
export function among(tx: Tx, values: readonly number[] | readonly string[]): Prisma.Sql {
  if (values.length === 0) return Prisma.sql`IN (NULL)`
  const json = jsonOf(values)
  if (dialectOf(tx) === 'sqlite') return Prisma.sql`IN (SELECT value FROM json_each(${json}))`
  // An array is looked up in an index one by one. A list PostgreSQL would join, however it likes: of a table that was
  // empty when it planned it goes through everything, for each value again.
  const type = Prisma.raw(typeof values[0] === 'number' ? 'integer' : 'text')
  return Prisma.sql`= ANY (ARRAY(SELECT value::${type} FROM jsonb_array_elements_text(${json}::jsonb)))`
}

/** The same of thousands, asked about each of many rows: PostgreSQL goes through an array from its beginning for each. */
export const amongMany = (tx: Tx, values: readonly number[]): Prisma.Sql =>
  dialectOf(tx) === 'sqlite' || values.length === 0
    ? among(tx, values)
    : Prisma.sql`IN (SELECT value::integer FROM jsonb_array_elements_text(${jsonOf(values)}::jsonb))`

/** A whole number inside a JSON column. */
export const intIn = (tx: Tx, column: Prisma.Sql, key: string): Prisma.Sql =>
  dialectOf(tx) === 'sqlite'
    ? Prisma.sql`(${column}->>${Prisma.raw(`'${key}'`)})`
    : Prisma.sql`((${column}->>${Prisma.raw(`'${key}'`)})::integer)`

/** What is worked out for a column of an enum: PostgreSQL takes it for text. */
export const asEnum = (tx: Tx, name: string, value: Prisma.Sql): Prisma.Sql =>
  dialectOf(tx) === 'sqlite' ? value : Prisma.sql`CAST(${value} AS ${Prisma.raw(`"${name}"`)})`

/** An enum as text: to be compared with text. */
export const asText = (tx: Tx, value: Prisma.Sql): Prisma.Sql =>
  dialectOf(tx) === 'sqlite' ? value : Prisma.sql`CAST(${value} AS text)`

/** For the rows that are chosen to be claimed: those that somebody else is just claiming are passed by. */
export const passingBy = (tx: Tx): Prisma.Sql =>
  dialectOf(tx) === 'sqlite' ? Prisma.empty : Prisma.sql`FOR UPDATE SKIP LOCKED`

/** The row that is read stays as it is until the end of the transaction; whoever wants it too waits, and reads it again. */
export const holding = (tx: Tx): Prisma.Sql => (dialectOf(tx) === 'sqlite' ? Prisma.empty : Prisma.sql`FOR UPDATE`)

/** After many new rows: both plan by what they last counted, and of a table that was empty they expect nothing. */
export async function countAgain(tx: Tx, table: string): Promise<void> {
  await tx.$executeRaw`ANALYZE ${Prisma.raw(`"${table}"`)}`
}

/** Once a day, what has grown is counted again. PostgreSQL does so by itself. */
export async function countGrown(tx: Tx): Promise<void> {
  if (dialectOf(tx) === 'sqlite') await tx.$executeRaw`PRAGMA optimize`
}

/** Everything at or below a path. Paths are digits and slashes: upper and lower case make no difference. */
export const under = (path: string): string => `${path}%`

/** The same as a range, for where it must be found by the index: neither database looks up LIKE in it. "/1/4/" to "/1/40". */
export const below = (path: string): { gte: string; lt: string } => ({ gte: path, lt: `${path.slice(0, -1)}0` })

/** Whether a column of paths is at or below a path. */
export const within = (column: Prisma.Sql, path: string): Prisma.Sql =>
  Prisma.sql`(${column} >= ${path} AND ${column} < ${below(path).lt})`

/** So many ids go into one question to the database. */
const portion = 5_000

export async function inPortions<T, R>(all: readonly T[], read: (some: T[]) => Promise<R[]>): Promise<R[]> {
  const found: R[] = []
  for (const some of portions(all, portion)) found.push(...(await read(some)))
  return found
}

/**
 * The columns of a table, each by its name: a newer version may add some while this one goes on, and a plan that the
 * server keeps for "all of them" would not hold any more.
 */
export const columnsOf = (fields: Record<string, string>, table?: string): Prisma.Sql =>
  Prisma.raw(
    Object.values(fields)
      .map((name) => (table ? `${table}."${name}"` : `"${name}"`))
      .join(', '),
  )
