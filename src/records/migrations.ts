import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ZhibuError } from '../base/errors.ts'
import type { Dialect } from './sql.ts'

export interface Migration {
  name: string
  sql: string
  /** SHA-256 of the file, as Prisma writes it. */
  checksum: string
}

/** A row of Prisma's history table. */
export interface Applied {
  name: string
  checksum: string
  finished: boolean
  /** Whoever applied it wrote down that it only adds, so that an older version can go on. */
  additive: boolean
}

/** What the history table says of a migration that only adds, in its column `logs`. */
export const additiveMark = 'additive'

/**
 * Whether a migration only adds what an older version need not know: tables, columns that may stay empty or have a
 * default, indexes (an older version need not have them either). What changes or takes away, or keeps old rows to a new rule, needs all processes to stop; so does
 * one that says so itself (`-- needs a stop: why`).
 */
export function isAdditive(script: string): boolean {
  if (/^-- needs a stop\b/m.test(script)) return false
  const statements = script
    .replace(/--.*$/gm, '')
    .split(';')
    .map((statement) => statement.replace(/\s+/g, ' ').trim())
    .filter((statement) => statement !== '')
  const made = new Set(statements.flatMap((one) => /^CREATE TABLE (\S+)/i.exec(one)?.[1] ?? []))
  const adds = (statement: string): boolean => {
    if (/^CREATE (TABLE|TYPE|INDEX) /i.test(statement)) return true
    // Those that only make it faster: the unique ones are called _key.
    if (/^DROP INDEX "\w+_idx"$/i.test(statement)) return true
    const of = /^(?:CREATE UNIQUE INDEX \S+ ON|ALTER TABLE) ([^\s(]+)/i.exec(statement)?.[1]
    if (of !== undefined && made.has(of)) return true
    const columns = /^ALTER TABLE \S+ (ADD COLUMN .+)$/i.exec(statement)?.[1]?.split(/, (?=(?:ADD|DROP|ALTER) )/i)
    return (
      columns?.every((one) => /^ADD COLUMN /i.test(one) && (!/NOT NULL/i.test(one) || /DEFAULT/i.test(one))) ?? false
    )
  }
  return statements.every(adds)
}

/** The migrations of this version; the folder lies at the same distance from src/records and dist/records. */
export const migrationsOf = (dialect: Dialect): string =>
  fileURLToPath(new URL(`../../prisma/${dialect}/migrations`, import.meta.url))

/** The migrations in a folder, in the order in which they are applied. */
export function readMigrations(folder: string): Migration[] {
  return readdirSync(folder)
    .sort()
    .map((name) => ({ name, path: join(folder, name, 'migration.sql') }))
    .filter(({ path }) => existsSync(path))
    .map(({ name, path }) => {
      const bytes = readFileSync(path)
      return { name, sql: bytes.toString('utf8'), checksum: createHash('sha256').update(bytes).digest('hex') }
    })
}

/**
 * What is still to be applied, after making sure that the database is one that this version can go on from: an older
 * version goes on where newer ones have only added to it, unless everything in it has to be known.
 * @throws ZhibuError DATABASE_NEWER, DATABASE_DAMAGED
 */
export function missing(known: Migration[], applied: Applied[], everything = false): Migration[] {
  for (const { name, checksum, finished, additive } of applied) {
    const mine = known.find((migration) => migration.name === name)
    if (!mine && additive && finished && !everything) continue
    if (!mine) {
      throw new ZhibuError(
        'DATABASE_NEWER',
        `数据库是更新的版本写的（${name}），这个版本的程序看不懂，没有改动它。`,
        '请安装不低于原来的版本再启动；如果是有意退回旧版本，请用升级前的备份恢复。',
      )
    }
    if (!finished) throw damaged(`数据库升级 ${name} 上次没有做完。`)
    if (mine.checksum !== checksum) throw damaged(`数据库升级 ${name} 与当时使用的不一致，程序文件可能被改动过。`)
  }
  return known.filter(({ name }) => !applied.some((row) => row.name === name))
}

export const damaged = (message: string, cause?: unknown) =>
  new ZhibuError('DATABASE_DAMAGED', message, '请先备份数据文件夹，再用最近的备份恢复，或联系维护人员。', { cause })
