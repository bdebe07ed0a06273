import { mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type Prisma, PrismaClient } from './client/client.ts'
import { migrate } from './migrate.ts'
import { SqliteFactory } from './sqlite.ts'

export type Db = PrismaClient
/** The database inside a transaction. */
export type Tx = Prisma.TransactionClient

export interface Database {
  prisma: Db
  close(): Promise<void>
}

/** Where the database lies in the data folder. */
export const databaseFile = (dataDir: string): string => join(dataDir, 'zhibu.db')

/** Waiting for one's turn and the work itself, in milliseconds: bulk imports are the longest. */
const limits = { maxWait: 30_000, timeout: 120_000 }

/**
 * Opens the database file, makes it if there is none, and brings it to this version.
 * @throws ZhibuError DATABASE_NEWER, DATABASE_DAMAGED, DATA_DIR_UNWRITABLE
 */
export async function openDatabase(file: string): Promise<Database> {
  // Where this fails, opening the file fails too, and says so in plain words.
  await mkdir(dirname(file), { recursive: true }).catch(() => {})
  await migrate(file)
  const prisma = new PrismaClient({ adapter: new SqliteFactory(file), transactionOptions: limits })
  return { prisma, close: () => prisma.$disconnect() }
}

/**
 * Runs `work` in one transaction: everything it writes is kept together, or nothing where it throws.
 * Inside, use `tx` only: a write through `db` would wait for this very transaction. No network in here.
 */
export function write<T>(db: Db, work: (tx: Tx) => Promise<T>): Promise<T> {
  return db.$transaction(work, limits)
}
