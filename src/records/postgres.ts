import { createHash } from 'node:crypto'
import { PrismaPg } from '@prisma/adapter-pg'
import {
  type ArgType,
  DriverAdapterError,
  type IsolationLevel,
  type SqlDriverAdapter,
  type SqlDriverAdapterFactory,
  type SqlQuery,
  type SqlResultSet,
  type Transaction,
} from '@prisma/driver-adapter-utils'
import { noteTransaction } from './direct.ts'
import { codeOf, isUnreachable } from './postgres-errors.ts'
import { plannedAnew } from './sql.ts'
import { storable, storableJson } from './storable.ts'

const info = { provider: 'postgres', adapterName: 'zhibu-postgres' } as const

/** What a connection may take, in milliseconds: whoever hangs must not keep the others from their turn for ever. */
const limits = { statement_timeout: 120_000, idle_in_transaction_session_timeout: 120_000 }

/** PostgreSQL refuses NUL and half characters, in JSON too. */
const bindable = (value: unknown, type: ArgType | undefined): unknown =>
  typeof value !== 'string' ? value : type?.scalarType === 'json' ? storableJson(value) : storable(value)

const safe = (query: SqlQuery): SqlQuery => ({
  ...query,
  args: query.args.map((value, i) => bindable(value, query.argTypes[i])),
})

/** What the adapter does not know is a lost connection, or a mistake of ours that must be seen as it is. */
function throwMapped(error: unknown): never {
  const cause = error instanceof DriverAdapterError ? error.cause : undefined
  const gone = cause?.kind === 'postgres' ? /^(08|57P0[123])/.test(cause.code) : isUnreachable(error)
  if (!gone) throw error
  const said = error instanceof Error ? error.message : String(error)
  throw new DriverAdapterError({
    kind: 'DatabaseNotReachable',
    originalCode: codeOf(error) ?? 'N/A',
    originalMessage: said,
  })
}

const ended = () => new DriverAdapterError({ kind: 'TransactionAlreadyClosed', cause: 'the transaction has ended' })

/**
 * A transaction that ends exactly once. Prisma's own adapter gives its connection back twice where the time is up during
 * COMMIT, which ends the process; and PostgreSQL answers COMMIT after a failed statement by rolling back, without an
 * error: what was acknowledged would be lost.
 */
class PostgresTransaction implements Transaction {
  readonly provider = info.provider
  readonly adapterName = info.adapterName
  /** BEGIN and COMMIT are run here, not sent by Prisma. */
  readonly options = { usePhantomQuery: true }
  readonly #of: Transaction
  #open = true
  #failed = false
  #last: Promise<unknown> = Promise.resolve()

  constructor(of: Transaction) {
    this.#of = of
  }

  queryRaw(query: SqlQuery): Promise<SqlResultSet> {
    return this.#run(() => this.#of.queryRaw(safe(query)))
  }

  executeRaw(query: SqlQuery): Promise<number> {
    return this.#run(() => this.#of.executeRaw(safe(query)))
  }

  async commit(): Promise<void> {
    await this.#last
    if (!this.#open) throw ended()
    const failed = this.#failed
    await this.#end(failed ? 'ROLLBACK' : 'COMMIT')
    if (failed)
      throw new DriverAdapterError({
        kind: 'postgres',
        code: '25P02',
        severity: 'ERROR',
        message: 'a statement of the transaction had failed: nothing was kept',
        detail: undefined,
        column: undefined,
        hint: undefined,
      })
  }

  /** Ends what is still open; harmless after a commit. */
  async rollback(): Promise<void> {
    // Where the connection is gone, the server has taken everything back.
    if (this.#open) await this.#end('ROLLBACK').catch(() => undefined)
  }

  createSavepoint(name: string): Promise<void> {
    return this.#do(`SAVEPOINT "${name}"`)
  }

  async rollbackToSavepoint(name: string): Promise<void> {
    await this.#do(`ROLLBACK TO SAVEPOINT "${name}"`)
    this.#failed = false
  }

  releaseSavepoint(name: string): Promise<void> {
    return this.#do(`RELEASE SAVEPOINT "${name}"`)
  }

  async #do(sql: string): Promise<void> {
    await this.#run(() => this.#of.executeRaw({ sql, args: [], argTypes: [] }))
  }

  async #end(sql: 'COMMIT' | 'ROLLBACK'): Promise<void> {
    this.#open = false
    try {
      await this.#of.executeRaw({ sql, args: [], argTypes: [] }).catch(throwMapped)
    } finally {
      // Both only give the connection back.
      await this.#of.rollback()
    }
  }

  /** One statement after the other, also where several are given at once: there is one connection. */
  #run<T>(run: () => Promise<T>): Promise<T> {
    const mine = this.#last.then(async () => {
      // A statement after the end would run inside somebody else's transaction.
      if (!this.#open) throw ended()
      try {
        return await run()
      } catch (error) {
        this.#failed = true
        return throwMapped(error)
      }
    })
    this.#last = mine.catch(() => undefined)
    return mine
  }
}

/**
 * How the server plans for us. Compiling a statement that is long and guessed to be costly takes seconds, and saves
 * milliseconds. The data of a whole city fits into memory, where reading here and there costs what reading in order does.
 */
export const sessionOptions = '-c jit=off -c random_page_cost=1.1'

/** Statements that come again keep their plan on the server; those of bulk work are long, or say that they want none. */
const names = new Map<string, string>()
const namesKept = 2_000

function nameOf({ sql }: SqlQuery): string {
  if (sql.length > 4_000 || sql.startsWith(plannedAnew.sql)) return ''
  const known = names.get(sql)
  if (known !== undefined) return known
  const name = createHash('sha1').update(sql).digest('base64').slice(0, 20)
  if (names.size < namesKept) names.set(sql, name)
  return name
}

/** Prisma's door to a PostgreSQL database: its own adapter, with what it lacks. */
export class PostgresFactory implements SqlDriverAdapterFactory {
  readonly provider = info.provider
  readonly adapterName = info.adapterName
  readonly #base: PrismaPg

  /** @param connections how many at once */
  constructor(url: string, connections = 10) {
    this.#base = new PrismaPg(
      {
        connectionString: url,
        max: connections,
        // Waiting for a free one included.
        connectionTimeoutMillis: 30_000,
        idleTimeoutMillis: 60_000,
        keepAlive: true,
        application_name: 'zhibu',
        options: sessionOptions,
        ...limits,
      },
      { statementNameGenerator: nameOf },
    )
  }

  async connect(): Promise<SqlDriverAdapter> {
    const of = await this.#base.connect()
    // A server that falls over in the same breath in which it let us in: its last word comes before anybody listens to the
    // new connection, and would end the program. What is asked next tells of it.
    of.underlyingDriver().on('connect', (client) => client.on('error', () => {}))
    return {
      ...info,
      queryRaw: (query) => of.queryRaw(safe(query)).catch(throwMapped),
      executeRaw: (query) => of.executeRaw(safe(query)).catch(throwMapped),
      // Several statements at once are one message, not cut at semicolons.
      executeScript: async (script) => {
        await of.underlyingDriver().query(script)
      },
      startTransaction: async (level?: IsolationLevel) =>
        noteTransaction(new PostgresTransaction(await of.startTransaction(level).catch(throwMapped))),
      getConnectionInfo: () => of.getConnectionInfo(),
      dispose: () => of.dispose(),
    }
  }
}
