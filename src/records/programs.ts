import type { Tx } from './database.ts'
import { recordset } from './sql.ts'

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

/** What the organizations on a path hold by names of their own choice. */
export async function programNames(tx: Tx, path: string): Promise<string[]> {
  const programs = await tx.program.findMany({
    where: { organizationId: { in: path.split('/').filter(Boolean).map(Number) }, enabled: true, kind: 'custom' },
    select: { name: true },
    orderBy: { id: 'asc' },
  })
  return programs.map(({ name }) => name)
}
