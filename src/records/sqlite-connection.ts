import { setTimeout as sleep } from 'node:timers/promises'
import { DatabaseSync, type DatabaseSyncInstance, type StatementSyncInstance } from '@photostructure/sqlite'
import type { ColumnType, SqlQuery, SqlResultSet } from '@prisma/driver-adapter-utils'
import { LRUCache } from 'lru-cache'
import { type Bound, declaredType, fromSqlite, readSqlite, resultCode, toSqlite, typeShown } from './sqlite-values.ts'

/** How long another process may hold the database before we give up. */
const patienceMs = 10_000
/** The driver waits for a lock without yielding: it may do so only for a moment, the rest is waited for asynchronously. */
const blockingMs = 10

/**
 * Runs again and again while another process holds the lock; other work of this process goes on between the tries.
 * Throws the driver's "database is locked" once patience is at its end.
 */
export async function patiently<T>(run: () => T, limitMs = patienceMs): Promise<T> {
  const until = performance.now() + limitMs
  for (;;) {
    try {
      return run()
    } catch (error) {
      if (resultCode(error) !== 5 || performance.now() > until) throw error
      await sleep(2 + Math.random() * 15)
    }
  }
}

/** Opens a file for writing, durably: what was committed survives a power cut. */
export async function openSqlite(file: string): Promise<DatabaseSyncInstance> {
  const database = new DatabaseSync(file, { timeout: blockingMs, enableForeignKeyConstraints: true })
  try {
    await patiently(() => database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL'))
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

interface Prepared {
  statement: StatementSyncInstance
  /** `type`: null for an expression, which is what its values show. */
  columns?: { name: string; type: ColumnType | null }[]
}

const cacheSize = 500
/** Statements of bulk work are long and seldom come twice. */
const cachedLength = 10_000

/** One connection with its prepared statements. Every call is synchronous and complete when it returns. */
export class Connection {
  readonly #database: DatabaseSyncInstance
  readonly #statements = new LRUCache<string, Prepared>({ max: cacheSize })

  constructor(database: DatabaseSyncInstance) {
    this.#database = database
  }

  get inTransaction(): boolean {
    return this.#database.isTransaction
  }

  query({ sql, args, argTypes }: SqlQuery): SqlResultSet {
    const prepared = this.#prepare(sql)
    const stored: unknown[][] = prepared.statement.all(...args.map((value, i) => toSqlite(value, argTypes[i])))
    const columns = this.#columnsOf(prepared)
    const columnTypes = columns.map(({ type }, i) => type ?? typeShown(stored.find((row) => row[i] !== null)?.[i]))
    const rows = stored.map((row) => row.map((value, i) => fromSqlite(value, columnTypes[i] ?? 0)))
    return { columnNames: columns.map(({ name }) => name), columnTypes, rows }
  }

  /** The rows of a statement as objects, without Prisma's form between: numbers, dates, booleans as the columns declare. */
  objects(sql: string, values: readonly unknown[]): object[] {
    const prepared = this.#prepare(sql)
    const stored: unknown[][] = prepared.statement.all(...values.map((value) => toSqlite(value, undefined)))
    const columns = this.#columnsOf(prepared)
    return stored.map((row) => {
      const made: Record<string, unknown> = {}
      for (let i = 0; i < columns.length; i++) {
        const column = columns[i]
        if (column) made[column.name] = readSqlite(row[i], column.type)
      }
      return made
    })
  }

  execute({ sql, args, argTypes }: SqlQuery): number {
    return this.#changes(
      sql,
      args.map((value, i) => toSqlite(value, argTypes[i])),
    )
  }

  /** How many rows a statement changed. */
  changes(sql: string, values: readonly unknown[]): number {
    return this.#changes(
      sql,
      values.map((value) => toSqlite(value, undefined)),
    )
  }

  #changes(sql: string, bound: Bound[]): number {
    return Number(this.#prepare(sql).statement.run(...bound).changes)
  }

  run(script: string): void {
    this.#database.exec(script)
  }

  /** After a change of tables the remembered columns are no longer true. */
  forget(): void {
    this.#statements.clear()
  }

  close(): void {
    this.forget()
    this.#database.close()
  }

  /** Only once it has run: a connection notices another one's change of the tables when it runs a statement, not before. */
  #columnsOf(prepared: Prepared): NonNullable<Prepared['columns']> {
    prepared.columns ??= prepared.statement.columns().map(({ name, type }) => ({ name, type: declaredType(type) }))
    return prepared.columns
  }

  #prepare(sql: string): Prepared {
    const known = this.#statements.get(sql)
    if (known) return known
    const prepared = { statement: this.#database.prepare(sql, { returnArrays: true, readBigInts: true }) }
    if (sql.length <= cachedLength) this.#statements.set(sql, prepared)
    return prepared
  }
}
