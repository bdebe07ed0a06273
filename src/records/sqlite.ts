import type { DatabaseSyncInstance } from '@photostructure/sqlite'
import {
  DriverAdapterError,
  type IsolationLevel,
  type SqlDriverAdapter,
  type SqlMigrationAwareDriverAdapterFactory,
  type SqlQuery,
  type SqlResultSet,
  type Transaction,
} from '@prisma/driver-adapter-utils'
import type { Direct, OneWriter } from './direct.ts'
import { Connection, openSqlite, patiently } from './sqlite-connection.ts'
import { resultCode, throwMapped } from './sqlite-values.ts'

const info = { provider: 'sqlite', adapterName: 'zhibu-sqlite' } as const

/** One at a time, in the order of asking. */
class Turn {
  #last: Promise<void> = Promise.resolve()

  /** Resolves with the function that passes the turn on; calling it twice is harmless. */
  take(): Promise<() => void> {
    const before = this.#last
    return new Promise((taken) => {
      this.#last = new Promise((pass) => {
        before.then(() => taken(pass))
      })
    })
  }
}

const changesTables = /^\s*(create|drop|alter|pragma|attach|detach|vacuum)\b/i
const onlyReads = (sql: string) =>
  /^\s*select\b/i.test(sql) || (/^\s*with\b/i.test(sql) && !/\b(insert|update|delete|replace)\b/i.test(sql))

/**
 * SQLite for Prisma. A transaction owns the writing connection from BEGIN IMMEDIATE to COMMIT; whatever else writes
 * waits its turn, so that nothing can be lost in a transaction it does not belong to. Plain reads go over a second
 * connection and see only what is committed.
 */
class SqliteAdapter implements SqlDriverAdapter {
  readonly provider = info.provider
  readonly adapterName = info.adapterName
  readonly #writer: Connection
  /** Null for a database in memory, which only one connection can see: its reads wait their turn too. */
  readonly #reader: Connection | null
  readonly #turn = new Turn()
  transaction: Direct | null = null

  constructor(writer: Connection, reader: Connection | null) {
    this.#writer = writer
    this.#reader = reader
  }

  queryRaw(query: SqlQuery): Promise<SqlResultSet> {
    const reader = this.#reader
    if (reader && onlyReads(query.sql)) return patiently(() => reader.query(query)).catch(throwMapped)
    return this.#alone(query.sql, () => this.#writer.query(query))
  }

  executeRaw(query: SqlQuery): Promise<number> {
    return this.#alone(query.sql, () => this.#writer.execute(query))
  }

  executeScript(script: string): Promise<void> {
    return this.#alone('alter', () => this.#writer.run(script))
  }

  async startTransaction(level?: IsolationLevel): Promise<Transaction> {
    if (level !== undefined && level !== 'SERIALIZABLE') {
      throw new DriverAdapterError({ kind: 'InvalidIsolationLevel', level })
    }
    const pass = await this.#turn.take()
    try {
      await patiently(() => this.#writer.run('BEGIN IMMEDIATE'))
    } catch (error) {
      pass()
      return throwMapped(error)
    }
    this.transaction = new SqliteTransaction(this.#writer, () => {
      this.transaction = null
      pass()
      return Promise.resolve()
    })
    return this.transaction
  }

  getConnectionInfo() {
    return { maxBindValues: 32_766, supportsRelationJoins: false }
  }

  async dispose(): Promise<void> {
    const pass = await this.#turn.take()
    this.#reader?.close()
    // The driver leaves the log behind while statements wait to be collected: bring everything into the one file that
    // people copy. Where another process still reads, it stays in the log, which is as safe.
    this.#writer.run('PRAGMA wal_checkpoint(TRUNCATE)')
    this.#writer.close()
    pass()
  }

  async #alone<T>(sql: string, run: () => T): Promise<T> {
    const pass = await this.#turn.take()
    try {
      return await patiently(run)
    } catch (error) {
      return throwMapped(error)
    } finally {
      if (changesTables.test(sql)) for (const connection of [this.#writer, this.#reader]) connection?.forget()
      pass()
    }
  }
}

const ended = () => new DriverAdapterError({ kind: 'TransactionAlreadyClosed', cause: 'the transaction has ended' })

class SqliteTransaction implements Direct {
  readonly provider = info.provider
  readonly adapterName = info.adapterName
  /** BEGIN and COMMIT are run here, not sent by Prisma. */
  readonly options = { usePhantomQuery: true }
  readonly #writer: Connection
  readonly #end: () => Promise<void>
  #open = true

  constructor(writer: Connection, end: () => Promise<void>) {
    this.#writer = writer
    this.#end = end
  }

  queryRaw(query: SqlQuery): Promise<SqlResultSet> {
    return this.#run(() => this.#writer.query(query))
  }

  executeRaw(query: SqlQuery): Promise<number> {
    return this.#run(() => this.#writer.execute(query))
  }

  objects(sql: string, values: readonly unknown[]): object[] {
    return this.#now(() => this.#writer.objects(sql, values))
  }

  changes(sql: string, values: readonly unknown[]): number {
    return this.#now(() => this.#writer.changes(sql, values))
  }

  async commit(): Promise<void> {
    try {
      if (!this.#open) throw ended()
      await patiently(() => this.#writer.run('COMMIT'))
    } catch (error) {
      throwMapped(error)
    } finally {
      await this.rollback()
    }
  }

  /** Ends what is still open; harmless after a commit. */
  async rollback(): Promise<void> {
    if (!this.#open) return
    this.#open = false
    try {
      if (this.#writer.inTransaction) this.#writer.run('ROLLBACK')
    } finally {
      await this.#end()
    }
  }

  createSavepoint(name: string): Promise<void> {
    return this.#run(() => this.#writer.run(`SAVEPOINT "${name}"`))
  }

  rollbackToSavepoint(name: string): Promise<void> {
    return this.#run(() => this.#writer.run(`ROLLBACK TO "${name}"`))
  }

  releaseSavepoint(name: string): Promise<void> {
    return this.#run(() => this.#writer.run(`RELEASE "${name}"`))
  }

  async #run<T>(run: () => T): Promise<T> {
    return this.#now(run)
  }

  #now<T>(run: () => T): T {
    // A statement after the end would run outside any transaction, or inside somebody else's.
    if (!this.#open) throw ended()
    try {
      return run()
    } catch (error) {
      return throwMapped(error)
    }
  }
}

/**
 * SQLite plans a statement by what it last counted, and counts only where it is told to: how many rows there are and how
 * many alike, not single values, by which it would plan anew for each one asked for.
 */
function countRows(database: DatabaseSyncInstance): void {
  database.exec('PRAGMA analysis_limit = 400')
  try {
    database.exec('PRAGMA optimize = 0x10002')
  } catch (error) {
    // Somebody else is writing: the next start counts, or tomorrow's planning.
    if (resultCode(error) !== 5) throw error
  }
}

/** Prisma's door to an SQLite file. */
export class SqliteFactory implements SqlMigrationAwareDriverAdapterFactory, OneWriter {
  readonly provider = info.provider
  readonly adapterName = info.adapterName
  readonly #file: string
  #adapter: SqliteAdapter | null = null

  /** @param file path of the database, or ":memory:" */
  constructor(file: string) {
    this.#file = file
  }

  async connect(): Promise<SqlDriverAdapter> {
    const writer = await openSqlite(this.#file)
    const reader = this.#file === ':memory:' ? null : await openSqlite(this.#file)
    reader?.exec('PRAGMA query_only = ON')
    countRows(writer)
    this.#adapter = new SqliteAdapter(new Connection(writer), reader && new Connection(reader))
    return this.#adapter
  }

  get transaction(): Direct | null {
    return this.#adapter?.transaction ?? null
  }

  /** The empty database on which the migrations are replayed for comparison with the models. */
  connectToShadowDb(): Promise<SqlDriverAdapter> {
    return new SqliteFactory(':memory:').connect()
  }
}
