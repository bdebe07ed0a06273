import { createHash } from 'node:crypto'
import type { DatabaseSyncInstance } from '@photostructure/sqlite'
import type pg from 'pg'
import { storable } from './storable.ts'

/*
 * A table as both databases hold it, read in the order of its key and in portions, each value in one form: so that a row
 * can be written, and what came of it can be compared.
 */

export interface Table {
  name: string
  /** The column that makes a row one: id, or the key of the settings. */
  key: string
  columns: { name: string; type: string }[]
  /** Rows refer to others of the same table: they are written in one statement, whatever their order. */
  refersToItself: boolean
}

export type Row = Record<string, unknown>

/** So many rows are read and written at once. */
export const portion = 2_000

/** The tables of this version as the server has them, those that are referred to first. */
export async function tablesOf(target: pg.Client): Promise<Table[]> {
  const { rows: columns } = await target.query<{ table: string; name: string; type: string; key: boolean }>(`
    SELECT c.relname AS "table", a.attname AS "name", format_type(a.atttypid, a.atttypmod) AS "type",
      coalesce(i.indisprimary, false) AS "key"
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary AND a.attnum = ANY (i.indkey)
    WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace AND c.relname <> '_prisma_migrations'
    ORDER BY c.relname COLLATE "C", a.attnum`)
  const { rows: references } = await target.query<{ from: string; to: string }>(`
    SELECT f.relname AS "from", t.relname AS "to" FROM pg_constraint r
    JOIN pg_class f ON f.oid = r.conrelid JOIN pg_class t ON t.oid = r.confrelid
    WHERE r.contype = 'f' AND f.relnamespace = current_schema()::regnamespace`)
  const tables = new Map<string, Table>()
  for (const { table, name, type, key } of columns) {
    const known = tables.get(table) ?? { name: table, key: 'id', columns: [], refersToItself: false }
    known.columns.push({ name, type })
    if (key) known.key = name
    tables.set(table, known)
  }
  for (const { from, to } of references) {
    const table = tables.get(from)
    if (table && from === to) table.refersToItself = true
  }
  const ordered: Table[] = []
  const place = (name: string) => {
    const table = tables.get(name)
    if (!table || ordered.includes(table)) return
    for (const { from, to } of references) if (from === name && to !== name) place(to)
    ordered.push(table)
  }
  for (const name of tables.keys()) place(name)
  return ordered
}

const named = ({ columns }: Table): string => columns.map(({ name }) => `"${name}"`).join(', ')

/** The rows of an SQLite table after a key, in its order. */
export function readSource(source: DatabaseSyncInstance, table: Table, after: unknown, limit: number): Row[] {
  const where = after === null ? '' : `WHERE "${table.key}" > ?`
  const statement = source.prepare(
    `SELECT ${named(table)} FROM "${table.name}" ${where} ORDER BY "${table.key}" LIMIT ?`,
  )
  const bound = typeof after === 'number' ? after : String(after)
  const rows: Record<string, unknown>[] = after === null ? statement.all(limit) : statement.all(bound, limit)
  return rows.map((row) => oneForm(table, row))
}

/** The same of the table on the server. */
export async function readTarget(target: pg.Client, table: Table, after: unknown, limit: number): Promise<Row[]> {
  const where = after === null ? '' : `WHERE t."${table.key}" > $1`
  const { rows } = await target.query<{ row: Row }>(
    `SELECT to_jsonb(t) AS "row" FROM (SELECT ${named(table)} FROM "${table.name}" t ${where}
       ORDER BY t."${table.key}" LIMIT ${limit}) t`,
    after === null ? [] : [after],
  )
  return rows.map(({ row }) => oneForm(table, row))
}

function oneForm({ columns }: Table, row: Row): Row {
  return Object.fromEntries(columns.map(({ name, type }) => [name, inOneForm(row[name], type)]))
}

function inOneForm(value: unknown, type: string): unknown {
  if (value === null || value === undefined) return null
  if (type === 'boolean') return value === true || value === 1 || value === 1n
  if (type === 'integer' || type === 'bigint') return Number(value)
  if (type.startsWith('timestamp')) return instantOf(value)
  if (type === 'jsonb') return sorted(typeof value === 'string' ? parsed(value) : value)
  return storable(String(value))
}

/** SQLite's JSON is text; on the server's side a text is a text, and no JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

function instantOf(value: unknown): string {
  if (typeof value === 'number' || typeof value === 'bigint') return new Date(Number(value)).toISOString()
  const text = String(value).replace(' ', 'T')
  return new Date(/Z$|[+-]\d\d:?\d\d$/.test(text) ? text : `${text}Z`).toISOString()
}

/** PostgreSQL keeps the entries of an object in an order of its own. */
function sorted(value: unknown): unknown {
  if (typeof value === 'string') return storable(value)
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([key, inner]) => [storable(key), sorted(inner)] as const)
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
}

/** Writes rows in one statement; those that are there stay. */
export async function writeRows(target: pg.Client, table: Table, rows: readonly Row[]): Promise<void> {
  const types = table.columns.map(({ name, type }) => `"${name}" ${type}`).join(', ')
  await target.query(
    `INSERT INTO "${table.name}" (${named(table)})
     SELECT ${named(table)} FROM jsonb_to_recordset($1::jsonb) AS x(${types}) ON CONFLICT DO NOTHING`,
    [JSON.stringify(rows)],
  )
}

/** How many rows there are up to a key (or at all), and a sum over all that stands in them. */
export interface Sum {
  count: number
  sum: string
}

export async function sumOf(
  read: (after: unknown, limit: number) => Promise<Row[]> | Row[],
  table: Table,
  counts: (row: Row) => boolean,
): Promise<Sum> {
  const hash = createHash('sha256')
  let count = 0
  let after: unknown = null
  for (;;) {
    const rows = await read(after, portion)
    for (const row of rows.filter(counts)) {
      hash.update(JSON.stringify(row))
      count++
    }
    if (rows.length < portion) return { count, sum: hash.digest('hex') }
    after = rows.at(-1)?.[table.key] ?? null
  }
}
