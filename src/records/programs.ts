import { Prisma } from './client/client.ts'
import type { Tx } from './database.ts'
import { rowsOf } from './direct.ts'
import { among, recordset } from './sql.ts'

export interface NewProgram {
  organizationId: number
  kind: string
  name: string
  rule: object
  /** What the organization itself set differently, and what it switched; of what just starts: nothing. */
  own?: object
  enabled?: boolean
  ownEnabled?: boolean | null
  startsOn: string
}

const newProgram = {
  organizationId: 'int',
  kind: 'text',
  name: 'text',
  rule: 'json',
  own: 'json',
  enabled: 'bool',
  ownEnabled: 'bool',
  startsOn: 'text',
} as const

/** Sets up the programs that are not there yet; those that are stay as they are. One statement, however many. */
export async function insertPrograms(tx: Tx, rows: NewProgram[], now: Date): Promise<number> {
  if (rows.length === 0) return 0
  return tx.$executeRaw`
    INSERT INTO "Program" ("organizationId", "kind", "name", "rule", "own", "enabled", "ownEnabled", "startsOn", "createdAt")
    SELECT r."organizationId", r."kind", r."name", r."rule",
      coalesce(r."own", '{}'), coalesce(r."enabled", true), r."ownEnabled",
      r."startsOn", ${now}
    FROM ${recordset(tx, rows, newProgram)} r WHERE true
    ON CONFLICT DO NOTHING`
}

/** The rules of one kind of program in these organizations, by organization; not yet looked at. */
export async function rulesOf(tx: Tx, kind: string, organizationIds: number[]): Promise<Map<number, unknown>> {
  if (organizationIds.length === 0) return new Map()
  const rows = await rowsOf<{ organizationId: number; rule: unknown }>(
    tx,
    Prisma.sql`
      SELECT "organizationId", "rule" FROM "Program"
      WHERE "organizationId" ${among(tx, organizationIds)} AND "kind" = ${kind} ORDER BY "id" DESC`,
  )
  return new Map(rows.map(({ organizationId, rule }) => [organizationId, rule]))
}

/** What the organizations on a path hold by names of their own choice. */
export async function programNames(tx: Tx, path: string): Promise<string[]> {
  const programs = await tx.program.findMany({
    where: { organizationId: { in: path.split('/').filter(Boolean).map(Number) }, enabled: true, kind: 'custom' },
    select: { name: true },
    orderBy: { id: 'asc' },
  })
  return programs.map(({ name }) => name)
}
