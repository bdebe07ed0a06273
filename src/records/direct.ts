import { AsyncLocalStorage } from 'node:async_hooks'
import {
  type ArgType,
  type ColumnType,
  ColumnTypeEnum,
  type SqlQuery,
  type SqlResultSet,
  type Transaction,
} from '@prisma/driver-adapter-utils'
import type { Prisma } from './client/client.ts'
import { dialectOf } from './sql.ts'

type Tx = Prisma.TransactionClient

/*
 * Statements straight to the driver, within a transaction of `write`: what every message and every notice asks. Prisma's
 * client takes ten times as long for a statement as the database does, which only matters where it is asked a thousand
 * times a second; everything else goes through the typed client.
 */

/** A transaction of one of our driver adapters. */
export interface Direct extends Transaction {
  /** The rows as objects, where the driver makes them at once; otherwise `queryRaw` is asked, and they are made here. */
  objects?(sql: string, values: readonly unknown[]): object[]
  /** How many rows a statement changed, likewise. */
  changes?(sql: string, values: readonly unknown[]): number
}

const opening = new AsyncLocalStorage<{ of?: Direct }>()
const opened = new WeakMap<object, Direct>()

/** Called by the driver adapters: which transaction of theirs Prisma has just been given. */
export function noteTransaction<T extends Direct>(of: T): T {
  const store = opening.getStore()
  if (store) store.of = of
  return of
}

/** Where one writes at a time, whatever transaction is open is the one that was just begun: no need to follow who asked. */
export interface OneWriter {
  readonly transaction: Direct | null
}
const writers = new WeakMap<object, OneWriter>()

export function writesAlone<C extends object>(client: C, writer: OneWriter): C {
  writers.set(client, writer)
  return client
}

/** Opens a transaction of Prisma's client and remembers the driver's behind it. */
export function withDriver<T>(db: object, open: (remember: (tx: Tx) => Direct) => Promise<T>): Promise<T> {
  const writer = writers.get(db)
  const store: { of?: Direct } = {}
  const remember = (tx: Tx) => {
    const of = writer ? writer.transaction : store.of
    if (!of) throw new Error('the driver adapter did not tell its transaction')
    opened.set(tx, of)
    return of
  }
  // Once something is followed through all that is asynchronous, every promise of the process takes longer.
  return writer ? open(remember) : opening.run(store, () => open(remember))
}

/** The rows of one statement. The caller says what they are: the columns' declared types make numbers, dates, booleans. */
export async function rowsOf<T>(tx: Tx, sql: Prisma.Sql): Promise<T[]> {
  const of = opened.get(tx)
  if (!of) return tx.$queryRaw<T[]>(sql)
  // The columns are those that the statement next to the call names.
  if (of.objects) return of.objects(sql.sql, sql.values) as T[]
  return decoded<T>(await of.queryRaw(queryOf(tx, sql)))
}

/** Runs one statement; returns how many rows it changed. */
export async function run(tx: Tx, sql: Prisma.Sql): Promise<number> {
  const of = opened.get(tx)
  if (!of) return tx.$executeRaw(sql)
  return of.changes ? of.changes(sql.sql, sql.values) : of.executeRaw(queryOf(tx, sql))
}

const scalarTypes: Record<string, ArgType['scalarType']> = {
  string: 'string',
  number: 'int',
  boolean: 'boolean',
  bigint: 'bigint',
}
const argType = (value: unknown): ArgType => ({
  scalarType: value instanceof Date ? 'datetime' : (scalarTypes[typeof value] ?? 'unknown'),
  arity: 'scalar',
})

function queryOf(tx: Tx, sql: Prisma.Sql): SqlQuery {
  const args = sql.values.map((value) => (value instanceof Date ? value.toISOString() : value))
  return { sql: dialectOf(tx) === 'sqlite' ? sql.sql : sql.text, args, argTypes: sql.values.map(argType) }
}

function decoded<T>({ columnNames, columnTypes, rows }: SqlResultSet): T[] {
  return rows.map((row) => {
    const made: Record<string, unknown> = {}
    for (const [i, name] of columnNames.entries()) made[name] = jsValue(row[i], columnTypes[i])
    // Its columns are those that the statement next to the call names.
    return made as T
  })
}

/** A value of a row as the program works with it: a number, a boolean, a date, what a JSON text says. */
export function jsValue(value: unknown, type: ColumnType | null | undefined): unknown {
  if (value === null || value === undefined) return null
  switch (type) {
    case ColumnTypeEnum.Int32:
    case ColumnTypeEnum.Int64:
    case ColumnTypeEnum.Double:
    case ColumnTypeEnum.Numeric:
      return Number(value)
    case ColumnTypeEnum.Boolean:
      return Boolean(value)
    case ColumnTypeEnum.DateTime:
      return new Date(String(value))
    case ColumnTypeEnum.Json:
      return JSON.parse(String(value))
    default:
      return value
  }
}
