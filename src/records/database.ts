import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Config } from '../base/config.ts'
import { ZhibuError } from '../base/errors.ts'
import { type Prisma, PrismaClient } from './client/client.ts'
import { withDriver, writesAlone } from './direct.ts'
import { migrate, pendingMigrations } from './migrate.ts'
import { movingKey } from './moving.ts'
import { isConflict, ReachesFurther, type Scope, takeScope } from './scope.ts'
import { dialectOf, speaks } from './sql.ts'
import { SqliteFactory } from './sqlite.ts'

export type Db = PrismaClient
/** The database inside a transaction. */
export type Tx = Prisma.TransactionClient

export interface Database {
  prisma: Db
  close(): Promise<void>
}

/** Where the embedded database lies in the data folder. */
export const databaseFile = (dataDir: string): string => join(dataDir, 'zhibu.db')

/** Whether an address is one of a PostgreSQL database; otherwise it is the path of a file. */
export const isPostgres = (address: string): boolean => /^postgres(ql)?:\/\//.test(address)

/** The address of the operator's own database: on the server that is configured, otherwise in the data folder. */
export const databaseOf = ({ DATA_DIR, DATABASE_URL }: Pick<Config, 'DATA_DIR' | 'DATABASE_URL'>): string =>
  DATABASE_URL ?? databaseFile(DATA_DIR)

/** Whether opening it would find data, or may: a file has to be there, a server's database is looked at. */
export const mayHoldData = (address: string): boolean => isPostgres(address) || existsSync(address)

/** Waiting for one's turn and the work itself, in milliseconds: bulk imports are the longest. */
export const limits = { maxWait: 30_000, timeout: 120_000 }

/**
 * Opens a database, makes the file or the tables if there are none, and brings it to this version.
 * @param address the path of a file, or postgres://…
 * @throws ZhibuError DATABASE_NEWER, DATABASE_DAMAGED, DATA_DIR_UNWRITABLE, DATABASE_UNREACHABLE, DATABASE_REFUSED,
 *   DATABASE_UNFIT, MOVE_UNFINISHED
 */
export async function openDatabase(address: string): Promise<Database> {
  const prisma = isPostgres(address) ? await openPostgres(address) : await openFile(address)
  return { prisma, close: () => prisma.$disconnect() }
}

/** One that somebody else has open, and closes. */
export const borrowed = (prisma: Db): Database => ({ prisma, close: async () => {} })

async function openFile(file: string): Promise<Db> {
  // Where this fails, opening the file fails too, and says so in plain words.
  await mkdir(dirname(file), { recursive: true }).catch(() => {})
  await migrate(file)
  const adapter = new SqliteFactory(file)
  return speaks(writesAlone(new PrismaClient({ adapter, transactionOptions: limits }), adapter), 'sqlite')
}

/** Loaded only where it is used. */
async function openPostgres(url: string): Promise<Db> {
  const { migratePostgres } = await import('./migrate-postgres.ts')
  const { PostgresFactory } = await import('./postgres.ts')
  const { PrismaClient: PostgresClient } = await import('./client-postgres/client.ts')
  await migratePostgres(url)
  const client = new PostgresClient({ adapter: new PostgresFactory(url), transactionOptions: limits })
  // Both clients are made from one file of models; what SQLite's can do, the other can too, and nothing more is used.
  const db = speaks(client as unknown as Db, 'postgres')
  if (await db.setting.findUnique({ where: { key: movingKey } })) {
    await db.$disconnect()
    throw new ZhibuError(
      'MOVE_UNFINISHED',
      '这个 PostgreSQL 数据库只搬来了一半，还不能用。',
      '请再运行一次 zhibu move，它会接着搬完；不搬了，就把 DATABASE_URL 留空。',
    )
  }
  return db
}

/** What opening a database would still change in it: the names of the migrations. Changes nothing itself. */
export async function pendingAt(address: string): Promise<string[]> {
  if (!isPostgres(address)) return pendingMigrations(address)
  return (await import('./migrate-postgres.ts')).pendingInPostgres(address)
}

/** In this transaction a statement may take so long, in milliseconds, and so may the pauses between. */
async function allow(tx: Tx, timeout: number): Promise<void> {
  const value = String(timeout)
  await tx.$executeRaw`SELECT set_config('statement_timeout', ${value}, true),
    set_config('idle_in_transaction_session_timeout', ${value}, true)`
}

/** How often work is run again that lost a race, on PostgreSQL. */
const tries = 5

/**
 * Runs `work` in one transaction: everything it writes is kept together, or nothing where it throws.
 * Inside, use `tx` only: a write through `db` would wait for this very transaction. No network in here, and nothing that
 * may not happen twice: on PostgreSQL it is run again where somebody else was faster, or where it reaches further than
 * its scope.
 * @param timeout how long it may take, in milliseconds
 */
export async function write<T>(
  db: Db,
  work: (tx: Tx) => Promise<T>,
  scope: Scope = 'all',
  timeout: number = limits.timeout,
): Promise<T> {
  const dialect = dialectOf(db)
  const run = (within: Scope) =>
    withDriver(db, (remember) =>
      db.$transaction(
        async (tx) => {
          remember(tx)
          await takeScope(speaks(tx, dialect), within)
          if (dialect === 'postgres' && timeout > limits.timeout) await allow(tx, timeout)
          return work(tx)
        },
        { ...limits, timeout },
      ),
    )
  if (dialect === 'sqlite') return run(scope)
  let within = scope
  for (let left = tries; ; left--) {
    try {
      return await run(within)
    } catch (error) {
      if (error instanceof ReachesFurther) within = 'all'
      else if (left <= 1 || !isConflict(error)) throw error
      else await sleep(Math.random() * 20)
    }
  }
}
