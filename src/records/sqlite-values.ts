import {
  type ArgType,
  type ColumnType,
  ColumnTypeEnum,
  DriverAdapterError,
  type MappedError,
} from '@prisma/driver-adapter-utils'
import { jsValue } from './direct.ts'

/** What SQLite binds. */
export type Bound = number | bigint | string | null | Uint8Array

/** Turns an argument of Prisma into what is stored: instants as "2026-12-04T07:00:00.000Z", booleans as 0 and 1. */
export function toSqlite(value: unknown, type: ArgType | undefined): Bound {
  const kind = type?.scalarType
  if (value === null || value === undefined) return null
  if (typeof value === 'boolean') return value ? 1 : 0
  if (value instanceof Date) return value.toISOString()
  if (value instanceof Uint8Array || typeof value === 'number' || typeof value === 'bigint') return value
  if (typeof value !== 'string') return JSON.stringify(value)
  if (kind === 'int' || kind === 'bigint') return BigInt(value)
  if (kind === 'float' || kind === 'decimal') return Number(value)
  if (kind === 'datetime') return new Date(value).toISOString()
  if (kind === 'bytes') return Buffer.from(value, 'base64')
  // The driver would cut a text at NUL without a word, and PostgreSQL refuses it: keep the rest visible.
  return value.includes('\0') ? value.replaceAll('\0', '\ufffd') : value
}

const declared: Record<string, ColumnType> = {
  INTEGER: ColumnTypeEnum.Int32,
  INT: ColumnTypeEnum.Int32,
  SMALLINT: ColumnTypeEnum.Int32,
  TINYINT: ColumnTypeEnum.Int32,
  BIGINT: ColumnTypeEnum.Int64,
  REAL: ColumnTypeEnum.Double,
  DOUBLE: ColumnTypeEnum.Double,
  'DOUBLE PRECISION': ColumnTypeEnum.Double,
  FLOAT: ColumnTypeEnum.Double,
  DECIMAL: ColumnTypeEnum.Numeric,
  NUMERIC: ColumnTypeEnum.Numeric,
  BOOLEAN: ColumnTypeEnum.Boolean,
  DATETIME: ColumnTypeEnum.DateTime,
  TIMESTAMP: ColumnTypeEnum.DateTime,
  DATE: ColumnTypeEnum.Date,
  TIME: ColumnTypeEnum.Time,
  TEXT: ColumnTypeEnum.Text,
  VARCHAR: ColumnTypeEnum.Text,
  CHAR: ColumnTypeEnum.Text,
  BLOB: ColumnTypeEnum.Bytes,
  JSONB: ColumnTypeEnum.Json,
}

/** The type of a result column as it is declared; null for an expression. */
export const declaredType = (name: string | null): ColumnType | null =>
  declared[(name ?? '').toUpperCase().replace(/\s*\(.*/, '')] ?? null

/** The type of an expression, as its first value shows. */
export function typeShown(firstValue: unknown): ColumnType {
  if (typeof firstValue === 'bigint') return ColumnTypeEnum.Int64
  if (typeof firstValue === 'string') return ColumnTypeEnum.Text
  if (firstValue instanceof Uint8Array) return ColumnTypeEnum.Bytes
  return typeof firstValue === 'number' ? ColumnTypeEnum.Double : ColumnTypeEnum.Int32
}

/** Turns a stored value into what Prisma expects for the column's type. */
export function fromSqlite(value: unknown, type: ColumnType): unknown {
  if (value === null) return null
  if (type === ColumnTypeEnum.DateTime) return instantText(value)
  // A JSONB column has numeric affinity: a bare number comes back as one.
  if (type === ColumnTypeEnum.Json) return typeof value === 'string' ? value : String(value)
  if (typeof value === 'bigint') {
    const number = Number(value)
    return Number.isSafeInteger(number) ? number : value.toString()
  }
  return value
}

/** Turns a stored value into what the program works with: a number, a boolean, a date, what a JSON text says. */
export function readSqlite(value: unknown, type: ColumnType | null): unknown {
  if (typeof value === 'bigint' && type === null) return Number(value)
  return jsValue(type === ColumnTypeEnum.DateTime ? instantText(value) : value, type)
}

function instantText(value: unknown): unknown {
  if (typeof value === 'number' || typeof value === 'bigint') return new Date(Number(value)).toISOString()
  // CURRENT_TIMESTAMP writes UTC without saying so; read as it stands it would be taken for local time.
  const bare = typeof value === 'string' ? /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d+)?)$/.exec(value) : null
  return bare ? `${bare[1]}T${bare[2]}Z` : value
}

/** The primary result code of an SQLite error (5 busy, 11 corrupt …), or undefined where the error is another. */
export function resultCode(error: unknown): number | undefined {
  const extended = extendedCode(error)
  return extended === undefined ? undefined : extended & 0xff
}

function extendedCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('code' in error) || error.code !== 'ERR_SQLITE_ERROR') return undefined
  if ('sqliteExtendedCode' in error && typeof error.sqliteExtendedCode === 'number') return error.sqliteExtendedCode
  // The driver's all() tells only SQLite's sentence, without the code.
  return sentences.find(([start]) => error.message.startsWith(start))?.[1] ?? 1
}

const sentences: [start: string, code: number][] = [
  ['UNIQUE constraint failed', 2067],
  ['NOT NULL constraint failed', 1299],
  ['FOREIGN KEY constraint failed', 787],
  ['CHECK constraint failed', 275],
  ['database is locked', 5],
  ['database table is locked', 6],
  ['attempt to write a readonly database', 8],
  ['disk I/O error', 10],
  ['database disk image is malformed', 11],
  ['database or disk is full', 13],
  ['unable to open database file', 14],
  ['file is not a database', 26],
]

/** Throws the error as Prisma knows it, so that a duplicate becomes P2002 and so on. */
export function throwMapped(error: unknown): never {
  const code = extendedCode(error)
  if (code === undefined || !(error instanceof Error)) throw error
  throw new DriverAdapterError({
    originalCode: String(code),
    originalMessage: error.message,
    ...mapped(code, error.message),
  })
}

function mapped(code: number, message: string): MappedError {
  // "UNIQUE constraint failed: Member.branchId, Member.name"
  const columns = message.split('constraint failed: ')[1]?.split(', ') ?? []
  const table = columns[0]?.split('.')[0]
  const fields = columns.map((column) => column.split('.').at(-1) ?? column)
  const constraint = { fields }
  const after = (phrase: string) => message.split(phrase)[1]
  if (code === 2067 || code === 1555 || code === 2579) {
    return { kind: 'UniqueConstraintViolation', constraint, ...(table ? { table } : {}) }
  }
  if (code === 1299) return { kind: 'NullConstraintViolation', constraint }
  if (code === 787) return { kind: 'ForeignKeyConstraintViolation', constraint: { foreignKey: {} } }
  if ((code & 0xff) === 5) return { kind: 'SocketTimeout' }
  const missingTable = after('no such table: ')
  if (missingTable !== undefined) return { kind: 'TableDoesNotExist', table: missingTable }
  const missingColumn = after('no such column: ') ?? after('has no column named ')
  if (missingColumn !== undefined) return { kind: 'ColumnNotFound', column: missingColumn }
  return { kind: 'sqlite', extendedCode: code, message }
}
