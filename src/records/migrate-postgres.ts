import { randomUUID } from 'node:crypto'
import pg from 'pg'
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
import { reached } from './postgres-errors.ts'

/** The key under which Prisma's own tools migrate one at a time. */
const turnKey = 72_707_369
/** The name of the connection while it migrates: others that only want to as well are not at work. */
const migrating = 'zhibu migrate'
/** The oldest version of the server that its makers still mend. */
const oldest = 14

/**
 * Brings a PostgreSQL database to the state of this version, as `migrate` does with a file: one transaction, one
 * process at a time, Prisma's own history. What only adds is done while processes of an older version go on; anything
 * else not before they have stopped. Returns the names of what was applied now.
 * @throws ZhibuError DATABASE_NEWER, DATABASE_DAMAGED, DATABASE_UNREACHABLE, DATABASE_REFUSED, DATABASE_UNFIT,
 *   UPGRADE_NEEDS_STOP
 */
export function migratePostgres(url: string, folder = migrationsOf('postgres')): Promise<string[]> {
  const known = readMigrations(folder)
  return withClient(url, async (client) => {
    await checkServer(client)
    // Most starts have nothing to do; they need not wait for anybody.
    if (missing(known, await history(client)).length === 0) return []
    await client.query('BEGIN')
    await client.query('SELECT pg_advisory_xact_lock($1)', [turnKey])
    const done = await history(client)
    const todo = missing(known, done)
    if (done.length > 0 && !todo.every(({ sql }) => isAdditive(sql))) await refuseOthers(client)
    await client.query(historyTable)
    for (const migration of todo) await apply(client, migration)
    await client.query('COMMIT')
    return todo.map(({ name }) => name)
  })
}

/**
 * What this version would still apply to a PostgreSQL database; changes nothing.
 * @throws ZhibuError DATABASE_NEWER, DATABASE_DAMAGED, DATABASE_UNREACHABLE, DATABASE_REFUSED, DATABASE_UNFIT
 */
export const pendingInPostgres = (url: string, folder = migrationsOf('postgres')): Promise<string[]> =>
  withClient(url, async (client) => {
    await checkServer(client)
    return missing(readMigrations(folder), await history(client)).map(({ name }) => name)
  })

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000, application_name: migrating })
  // A connection that breaks while nothing is asked would end the process; what is asked next tells of it.
  client.on('error', () => undefined)
  try {
    await client.connect()
    return await work(client)
  } catch (error) {
    throw error instanceof ZhibuError
      ? error
      : (reached(error, url) ?? damaged('数据库升级没有成功，已全部撤回。', error))
  } finally {
    // What was not committed is taken back by the server.
    await client.end().catch(() => undefined)
  }
}

/** What an older version relies on is not changed under its hands. */
async function refuseOthers(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ count: number }>(
    `SELECT count(*)::int AS "count" FROM pg_stat_activity
     WHERE datname = current_database() AND application_name LIKE 'zhibu%' AND application_name <> $1`,
    [migrating],
  )
  if (rows[0]?.count === 0) return
  throw new ZhibuError(
    'UPGRADE_NEEDS_STOP',
    '这次升级要改动数据库里已有的东西，旧版本的进程还连着，没有改动它。',
    '请先停下所有的旧进程，备份，再启动新版本。',
  )
}

async function checkServer(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ version: string; encoding: string }>(
    `SELECT current_setting('server_version_num') AS "version", current_setting('server_encoding') AS "encoding"`,
  )
  const version = Math.floor(Number(rows[0]?.version) / 10_000)
  if (version < oldest) {
    throw new ZhibuError(
      'DATABASE_UNFIT',
      `PostgreSQL 服务器的版本太旧：现在是 ${version}，需要 ${oldest} 或更新。`,
      `请把服务器升级到 PostgreSQL ${oldest} 以上，再启动。`,
    )
  }
  if (rows[0]?.encoding !== 'UTF8') {
    throw new ZhibuError(
      'DATABASE_UNFIT',
      `这个 PostgreSQL 数据库的编码是 ${rows[0]?.encoding}，存不下所有的人名。`,
      "请另建一个：CREATE DATABASE zhibu ENCODING 'UTF8' TEMPLATE template0，再改 DATABASE_URL。",
    )
  }
}

const historyTable = `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
  "id" VARCHAR(36) PRIMARY KEY NOT NULL,
  "checksum" VARCHAR(64) NOT NULL,
  "finished_at" TIMESTAMPTZ,
  "migration_name" VARCHAR(255) NOT NULL,
  "logs" TEXT,
  "rolled_back_at" TIMESTAMPTZ,
  "started_at" TIMESTAMPTZ NOT NULL DEFAULT now(),
  "applied_steps_count" INTEGER NOT NULL DEFAULT 0
)`

async function history(client: pg.Client): Promise<Applied[]> {
  const { rows: tables } = await client.query(`SELECT 1 WHERE to_regclass('"_prisma_migrations"') IS NOT NULL`)
  if (tables.length === 0) return []
  const { rows } = await client.query<Applied>(
    `SELECT migration_name AS "name", checksum, finished_at IS NOT NULL AS "finished",
       logs IS NOT DISTINCT FROM '${additiveMark}' AS "additive" FROM "_prisma_migrations"
     WHERE rolled_back_at IS NULL`,
  )
  return rows
}

async function apply(client: pg.Client, { name, sql, checksum }: Migration): Promise<void> {
  await client.query(sql)
  await client.query(
    `INSERT INTO "_prisma_migrations" (id, checksum, migration_name, finished_at, applied_steps_count, logs)
     VALUES ($1, $2, $3, clock_timestamp(), 1, $4)`,
    [randomUUID(), checksum, name, isAdditive(sql) ? additiveMark : null],
  )
}
