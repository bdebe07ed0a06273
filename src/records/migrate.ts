import { randomUUID } from 'node:crypto'
import { DatabaseSync, type DatabaseSyncInstance } from '@photostructure/sqlite'
import { ZhibuError } from '../base/errors.ts'
import {
  type Applied,
  additiveMark,
  damaged,
  isAdditive,
  type Migration,
  migrationsOf,
  missing,
  readMigrations,
} from './migrations.ts'
import { openSqlite, patiently } from './sqlite-connection.ts'
import { resultCode } from './sqlite-values.ts'

/** A busy database is somebody else's migration: it may take longer than an ordinary transaction. */
const patienceMs = 60_000

/**
 * Brings an SQLite database to the state of this version and returns the names of what was applied now. All of it is one
 * transaction: after a crash, or for a second process that starts at the same time, it is done wholly or not at all.
 * Keeps `_prisma_migrations` as Prisma does, so that Prisma's own tools still work on the file.
 * @throws ZhibuError DATABASE_NEWER, DATABASE_DAMAGED, DATA_DIR_UNWRITABLE
 */
export async function migrate(file: string, folder = migrationsOf('sqlite')): Promise<string[]> {
  const known = readMigrations(folder)
  const database = await open(file)
  try {
    // Most starts have nothing to do; they need not wait for a running bot.
    if (hasHistory(database) && missing(known, history(database)).length === 0) return []
    // Rebuilding a table drops the old one, which would delete the rows that refer to it. It cannot be set inside.
    database.exec('PRAGMA foreign_keys = OFF')
    await patiently(() => database.exec('BEGIN IMMEDIATE'), patienceMs)
    const todo = missing(known, hasHistory(database) ? history(database) : [])
    if (!hasHistory(database)) database.exec(historyTable)
    for (const migration of todo) apply(database, migration)
    const orphans = database.prepare('PRAGMA foreign_key_check').all()
    if (orphans.length > 0) throw damaged(`数据库升级后有 ${orphans.length} 处记录失去了对应关系，已全部撤回。`)
    await patiently(() => database.exec('COMMIT'))
    return todo.map(({ name }) => name)
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK')
    throw explained(error, file)
  } finally {
    database.close()
  }
}

/**
 * What this version would still apply to a database file that exists; changes nothing.
 * @param everything whether all that is in it has to be known
 * @throws ZhibuError DATABASE_NEWER, DATABASE_DAMAGED, DATA_DIR_UNWRITABLE
 */
export function pendingMigrations(file: string, folder = migrationsOf('sqlite'), everything = false): string[] {
  let database: DatabaseSyncInstance | undefined
  try {
    database = new DatabaseSync(file, { readOnly: true, timeout: 1000 })
    const broken = database.prepare('PRAGMA integrity_check(1)', { returnArrays: true }).get()
    if (String(broken) !== 'ok') throw damaged(`数据库文件已损坏：${file}`)
    const applied = hasHistory(database) ? history(database) : []
    return missing(readMigrations(folder), applied, everything).map(({ name }) => name)
  } catch (error) {
    throw explained(error, file)
  } finally {
    database?.close()
  }
}

const historyTable = `CREATE TABLE "_prisma_migrations" (
  "id" TEXT PRIMARY KEY NOT NULL,
  "checksum" TEXT NOT NULL,
  "finished_at" DATETIME,
  "migration_name" TEXT NOT NULL,
  "logs" TEXT,
  "rolled_back_at" DATETIME,
  "started_at" DATETIME NOT NULL DEFAULT current_timestamp,
  "applied_steps_count" INTEGER UNSIGNED NOT NULL DEFAULT 0
)`

const hasHistory = (database: DatabaseSyncInstance): boolean =>
  database.prepare(`SELECT 1 FROM sqlite_master WHERE name = '_prisma_migrations'`).get() !== undefined

function history(database: DatabaseSyncInstance): Applied[] {
  const rows: unknown[][] = database
    .prepare(
      `SELECT migration_name, checksum, finished_at IS NOT NULL, logs FROM "_prisma_migrations"
       WHERE rolled_back_at IS NULL`,
      { returnArrays: true },
    )
    .all()
  return rows.map(([name, checksum, finished, logs]) => ({
    name: String(name),
    checksum: String(checksum),
    finished: finished === 1,
    additive: logs === additiveMark,
  }))
}

function apply(database: DatabaseSyncInstance, { name, sql, checksum }: Migration): void {
  database.exec(sql)
  database
    .prepare(
      `INSERT INTO "_prisma_migrations" (id, checksum, migration_name, started_at, finished_at, applied_steps_count, logs)
       VALUES (?, ?, ?, unixepoch('now', 'subsec') * 1000, unixepoch('now', 'subsec') * 1000, 1, ?)`,
    )
    .run(randomUUID(), checksum, name, isAdditive(sql) ? additiveMark : null)
}

async function open(file: string): Promise<DatabaseSyncInstance> {
  try {
    return await openSqlite(file)
  } catch (error) {
    throw explained(error, file)
  }
}

/** Says in plain words what SQLite's result code means for the person who starts the program. */
function explained(error: unknown, file: string): unknown {
  const code = resultCode(error)
  if (code === undefined) return error
  // 8 read-only, 10 input/output, 13 full, 14 cannot open, 23 not permitted
  if ([8, 10, 13, 14, 23].includes(code)) {
    return new ZhibuError(
      'DATA_DIR_UNWRITABLE',
      `数据库文件打不开或写不进去：${file}`,
      '请检查这个文件夹是否存在、当前用户能否写入、磁盘是否已满。',
      { cause: error },
    )
  }
  if (code === 5) {
    return new ZhibuError(
      'ALREADY_RUNNING',
      '数据库一直被另一个程序占用，等了很久也没有让出。',
      '请看看是不是有另一个命令正在导入或升级，等它做完再试。',
      { cause: error },
    )
  }
  if (code === 11 || code === 26) return damaged(`数据库文件已损坏，或者不是本程序的数据库：${file}`, error)
  return damaged('数据库升级没有成功，已全部撤回。', error)
}
