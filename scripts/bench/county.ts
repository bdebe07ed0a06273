import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync, type DatabaseSyncInstance } from '@photostructure/sqlite'
import type { Setting } from '../../src/actions/act.ts'
import { committeeStartsWith, startingWith } from '../../src/life/programs/catalogue.ts'
import { databaseFile } from '../../src/records/database.ts'
import { migrate } from '../../src/records/migrate.ts'
import { publishedCalendar } from '../../src/time/holidays.ts'
import { zoneOf } from '../../src/time/zone.ts'

export const setting: Setting = { zone: zoneOf('Asia/Shanghai'), calendar: publishedCalendar(), botName: '小助手' }
export const branches = 219
export const membersEach = 28

const surnames = [...'王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯']
const given = ['建国', '秀英', '志强', '桂兰', '伟', '静', '洋', '敏', '海燕', '国庆', '磊']

/** Made before anything is planned. */
const foundedAt = setting.zone.at('2026-10-20', '09:00').toISOString()

/**
 * A county that does not exist: one committee, 219 branches of 28 members with a group chat each, everybody with an
 * account and an amount of dues. Written by a few statements, ids in order: branch b is organization b + 1.
 */
async function found(file: string): Promise<void> {
  await migrate(file)
  const database = openBare(file)
  try {
    const json = (value: unknown) => JSON.stringify(value)
    database.exec('BEGIN')
    const run = (sql: string, ...values: (string | number)[]) => database.prepare(sql).run(...values)
    const numbers = `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)`
    run(
      `INSERT INTO "Organization" ("id", "kind", "name", "path", "createdAt") VALUES (1, 'committee', '县直机关党委', '/1/', ?)`,
      foundedAt,
    )
    run(
      `INSERT INTO "Organization" ("id", "parentId", "kind", "name", "path", "place", "createdAt")
       ${numbers} SELECT i + 1, 1, 'branch', '第' || i || '支部', '/1/' || (i + 1) || '/', '会议室', ? FROM n`,
      branches,
      foundedAt,
    )
    run(
      `INSERT INTO "Member" ("id", "branchId", "name", "category", "aliases", "createdAt")
       ${numbers} SELECT i, (i - 1) / ? + 2,
         json_extract(?, '$[' || (i % ?) || ']') || json_extract(?, '$[' || (i % ?) || ']'), 'full', '[]', ? FROM n`,
      branches * membersEach,
      membersEach,
      json(surnames),
      surnames.length,
      json(given),
      given.length,
      foundedAt,
    )
    run(`INSERT INTO "Position" ("memberId", "organizationId", "role")
         SELECT "id", "branchId", CASE "id" % ${membersEach} WHEN 1 THEN 'secretary' ELSE 'organization_officer' END
         FROM "Member" WHERE "id" % ${membersEach} IN (1, 2)`)
    run(
      `INSERT INTO "DuesAssessment" ("memberId", "fromMonth", "amountFen", "basis", "createdAt")
       SELECT "id", '2026-01', 5000 + "id" % 9000, 'roster', ? FROM "Member"`,
      foundedAt,
    )
    run(`INSERT INTO "Room" ("platform", "roomId", "title", "organizationId")
         SELECT 'bench', 'r' || "id", "name", "id" FROM "Organization" WHERE "kind" = 'branch'`)
    run(`INSERT INTO "Account" ("platform", "userId", "memberId", "name", "reachable")
         SELECT 'bench', 'm' || "id", "id", "name", true FROM "Member"`)
    const program = `INSERT INTO "Program" ("organizationId", "kind", "name", "rule", "startsOn", "createdAt")
       SELECT o."id", r.value->>'kind', r.value->>'name', r.value->'rule', '2026-10', ?
       FROM "Organization" o JOIN json_each(?) r WHERE o."kind" = ?`
    run(program, foundedAt, json(startingWith(null)), 'branch')
    run(program, foundedAt, json(committeeStartsWith), 'committee')
    database.exec('COMMIT')
    database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  } finally {
    database.close()
  }
}

/** The bare driver, as durable as the program's own connection. */
export function openBare(file: string): DatabaseSyncInstance {
  const database = new DatabaseSync(file, { enableForeignKeyConstraints: true })
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL')
  return database
}

const folders: string[] = []

export function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'zhibu-bench-'))
  folders.push(made)
  return made
}

/** Removes every folder that was made. */
export function clean(): void {
  for (const made of folders.splice(0)) rmSync(made, { recursive: true, force: true })
}

let founded: Promise<string> | null = null

/** A data folder with the county as it was founded, for one run. */
export async function county(): Promise<string> {
  founded ??= (async () => {
    const dir = folder()
    await found(databaseFile(dir))
    return dir
  })()
  return copyOf(await founded)
}

/** A copy of a data folder that nobody has open. */
export function copyOf(dir: string): string {
  const copy = folder()
  copyFileSync(databaseFile(dir), databaseFile(copy))
  return copy
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
