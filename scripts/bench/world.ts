import { closeSync, copyFileSync, fsyncSync, mkdtempSync, openSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync, type DatabaseSyncInstance } from '@photostructure/sqlite'
import pg from 'pg'
import type { Setting } from '../../src/actions/act.ts'
import { catalogue, committeeStartsWith } from '../../src/life/programs/catalogue.ts'
import { databaseFile } from '../../src/records/database.ts'
import { migrate } from '../../src/records/migrate.ts'
import { migratePostgres } from '../../src/records/migrate-postgres.ts'
import { sessionOptions } from '../../src/records/postgres.ts'
import { publishedCalendar } from '../../src/time/holidays.ts'
import { zoneOf } from '../../src/time/zone.ts'
import { dropDatabase, makeDatabase, newName, onServer, urlOf } from '../postgres.ts'

export const setting: Setting = { zone: zoneOf('Asia/Shanghai'), calendar: publishedCalendar(), botName: '小助手' }

export interface Size {
  branches: number
  members: number
}
/** Organizations of the source documents, and one between. */
export const sizes = {
  county: { branches: 219, members: 6_132 },
  prefecture: { branches: 1_146, members: 31_658 },
  city: { branches: 11_465, members: 316_714 },
} satisfies Record<string, Size>

/** A committee of a county has so many branches at most; the first one of a city exactly so many. */
export const branchesOfCounty = 554

/** Where data of a size lie: a folder of their own with the database in it, or one on the server. */
export interface Place {
  kind: 'sqlite' | 'postgres'
  size: Size
  dir: string
  /** What openDatabase takes. */
  address: string
}

const counties = ({ branches }: Size) => (branches > branchesOfCounty ? Math.ceil(branches / branchesOfCounty) : 0)
/** The organization of branch b, from 0; 1 is the committee above all, its counties follow. */
export const branchId = (size: Size, b: number): number => 2 + counties(size) + b
const firstMember = ({ branches, members }: Size, b: number) => Math.floor((b * members) / branches) + 1
/** Member n of branch b, both from 0: 0 is the secretary, 1 the organization officer, 2 one more of the committee. */
export const memberId = (size: Size, b: number, n: number): number => firstMember(size, b) + n
export const membersOf = (size: Size, b: number): number => firstMember(size, b + 1) - firstMember(size, b)

const surnames = '王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯'
const given = '伟静洋敏磊娜强杰芳艳勇军平霞丽辉'
/** Made before anything is planned. */
const foundedAt = setting.zone.at('2026-10-20', '09:00').toISOString()
const programs = catalogue.filter(({ kind }) =>
  ['theme_day', 'committee_meeting', 'dues', 'general_meeting', 'lecture'].includes(kind),
)

const text = (value: string) => `'${value.replaceAll("'", "''")}'`
const numbers = (count: number) =>
  `WITH RECURSIVE n(i) AS (SELECT CAST(1 AS bigint) UNION ALL SELECT i + 1 FROM n WHERE i < ${count})`

/**
 * An organization that does not exist: a committee, its counties, branches with a group chat and members each, everybody
 * with an account and an amount of dues. The same few statements on both databases; ids in order.
 */
function founding(size: Size): string[] {
  const { branches, members } = size
  const offset = 1 + counties(size)
  const at = text(foundedAt)
  const ofBranch = `(n.i * ${branches} + ${members - 1}) / ${members} + ${offset}`
  const posts = ['secretary', 'organization_officer', 'publicity_officer'].map(
    (role, n) => `INSERT INTO "Position" ("memberId", "organizationId", "role")
      SELECT min("id") + ${n}, "branchId", '${role}' FROM "Member" GROUP BY "branchId"`,
  )
  const program = (of: (typeof catalogue)[number], where: string) =>
    `INSERT INTO "Program" ("organizationId", "kind", "name", "rule", "startsOn", "createdAt")
     SELECT "id", ${text(of.kind)}, ${text(of.name)}, ${text(JSON.stringify(of.rule))}, '2026-10', ${at}
     FROM "Organization" WHERE ${where}`
  return [
    `INSERT INTO "Organization" ("id", "kind", "name", "path", "createdAt") VALUES (1, 'committee', '市直机关党委', '/1/', ${at})`,
    ...(counties(size) > 0
      ? [
          `INSERT INTO "Organization" ("id", "parentId", "kind", "name", "path", "createdAt")
           ${numbers(counties(size))} SELECT i + 1, 1, 'committee', '第' || i || '县委', '/1/' || (i + 1) || '/', ${at} FROM n`,
        ]
      : []),
    `INSERT INTO "Organization" ("id", "parentId", "kind", "name", "path", "place", "createdAt")
     ${numbers(branches)} SELECT i + ${offset}, ${counties(size) > 0 ? `2 + (i - 1) / ${branchesOfCounty}` : '1'}, 'branch',
       '第' || i || '支部', '/1/' || ${counties(size) > 0 ? `(2 + (i - 1) / ${branchesOfCounty}) || '/' ||` : ''} (i + ${offset}) || '/', '会议室', ${at} FROM n`,
    `INSERT INTO "Member" ("id", "branchId", "name", "category", "aliases", "createdAt")
     ${numbers(members)} SELECT i, ${ofBranch},
       substr('${surnames}', CAST(1 + i % ${surnames.length} AS integer), 1)
       || substr('${given}', CAST(1 + i / 7 % ${given.length} AS integer), 1)
       || substr('${given}', CAST(1 + i % ${given.length} AS integer), 1), 'full', '[]', ${at} FROM n`,
    ...posts,
    `INSERT INTO "DuesAssessment" ("memberId", "fromMonth", "amountFen", "basis", "createdAt")
     SELECT "id", '2026-01', 5000 + "id" % 9000, 'roster', ${at} FROM "Member"`,
    `INSERT INTO "Room" ("platform", "roomId", "title", "organizationId")
     SELECT 'bench', 'r' || "id", "name", "id" FROM "Organization" WHERE "kind" = 'branch'`,
    `INSERT INTO "Account" ("platform", "userId", "memberId", "name", "reachable")
     SELECT 'bench', 'm' || "id", "id", "name", true FROM "Member"`,
    ...programs.map((one) => program(one, `"kind" = 'branch'`)),
    ...committeeStartsWith.map((one) => program(one, '"id" = 1')),
  ]
}

/** The bare driver, as durable as the program's own connection. */
export function openBare(file: string): DatabaseSyncInstance {
  const database = new DatabaseSync(file, { enableForeignKeyConstraints: true })
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL')
  return database
}

/** The same for PostgreSQL: one connection. */
/** The server plans for it as it does for the program. */
export async function openBarePostgres(address: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: address, options: sessionOptions })
  await client.connect()
  return client
}

const undo: (() => Promise<void> | void)[] = []

export function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'zhibu-bench-'))
  undo.push(() => rmSync(made, { recursive: true, force: true }))
  return made
}

/** Removes every folder and database that was made. */
export async function clean(): Promise<void> {
  for (const step of undo.splice(0)) await step()
}

async function newDatabase(model?: string): Promise<string> {
  const name = await makeDatabase(model, newName('bench'))
  undo.push(() => dropDatabase(name))
  return urlOf(name)
}

/**
 * Runs statements in one transaction. PostgreSQL counts what is there now, as it does by itself; in SQLite the program
 * counts when it opens the file.
 */
export async function onPlace(
  { kind, address }: Pick<Place, 'kind' | 'address'>,
  statements: readonly string[],
): Promise<void> {
  if (kind === 'postgres') return onPostgres(address, statements)
  const database = openBare(address)
  try {
    database.exec('BEGIN')
    for (const statement of statements) database.exec(statement)
    database.exec('COMMIT; PRAGMA wal_checkpoint(TRUNCATE)')
  } finally {
    database.close()
  }
}

async function onPostgres(address: string, statements: readonly string[]): Promise<void> {
  const client = await openBarePostgres(address)
  try {
    await client.query(['BEGIN', ...statements, 'COMMIT'].join(';\n'))
    await client.query('VACUUM ANALYZE')
  } finally {
    await client.end()
  }
}

/** The ids were given by hand: what comes next takes those after them. */
const goOn = ['Organization', 'Member'].map(
  (table) => `SELECT setval(pg_get_serial_sequence('"${table}"', 'id'), (SELECT max("id") FROM "${table}"))`,
)

const founded = new Map<string, Promise<Place>>()

/** Data of that size as they were founded, for one run. */
export async function world(kind: Place['kind'], size: Size): Promise<Place> {
  const key = `${kind} ${size.branches}`
  const model = founded.get(key) ?? found(kind, size)
  founded.set(key, model)
  return copyOf(await model)
}

async function found(kind: Place['kind'], size: Size): Promise<Place> {
  const dir = folder()
  const address = kind === 'sqlite' ? databaseFile(dir) : await newDatabase()
  await (kind === 'sqlite' ? migrate : migratePostgres)(address)
  await onPlace({ kind, address }, [...founding(size), ...(kind === 'postgres' ? goOn : [])])
  return { kind, size, dir, address }
}

/** A copy of data that nobody has open. It is on the disk: what is measured next does not wait for it. */
export async function copyOf({ kind, size, address }: Place): Promise<Place> {
  const dir = folder()
  if (kind === 'postgres') {
    const copy = await newDatabase(new URL(address).pathname.slice(1))
    await onServer('CHECKPOINT')
    return { kind, size, dir, address: copy }
  }
  copyFileSync(address, databaseFile(dir))
  const copied = openSync(databaseFile(dir), 'r')
  fsyncSync(copied)
  closeSync(copied)
  return { kind, size, dir, address: databaseFile(dir) }
}

/** Takes a copy away: what PostgreSQL would go on doing to it by itself disturbs what is measured next. */
export async function remove({ kind, dir, address }: Place): Promise<void> {
  if (kind === 'postgres') await dropDatabase(new URL(address).pathname.slice(1))
  rmSync(dir, { recursive: true, force: true })
}

type Value = string | number | null
export type Rows = Record<string, Value>[]

export const rowsOf = (database: DatabaseSyncInstance, sql: string, ...values: Value[]): Rows =>
  database.prepare(sql).all(...values)

/** The fastest ordinary way to write rows: one prepared statement for all of a table. */
export function inserter(database: DatabaseSyncInstance, tableName: string, rows: Rows): (row: Rows[number]) => void {
  if (rows.length === 0) return () => {}
  const columns = Object.keys(rows[0] ?? {})
  const statement = database.prepare(
    `INSERT INTO "${tableName}" (${columns.map((column) => `"${column}"`).join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
  )
  return (row) => {
    statement.run(...columns.map((column) => row[column] ?? null))
  }
}
