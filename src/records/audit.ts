import { portions } from '../base/grouped.ts'
import { Prisma } from './client/client.ts'
import type { Tx } from './database.ts'
import { run } from './direct.ts'
import { jsonOf } from './storable.ts'

/** Who changed what, and what it was before: a row is added, and never changed. */
export interface AuditRow {
  at: Date
  actorKind: string
  actorId: number | null
  inboundId: number | null
  action: string
  subjectKind: string
  subjectId: number
  organizationId: number | null
  before: object | null
  after: object | null
}

const json = (value: object | null): string | null => (value === null ? null : jsonOf(value))

/** So many rows are one statement: ten values each, and a statement takes no more than 32,766. */
const portion = 1_000

/** Adds them in their order. */
export async function addAudit(tx: Tx, rows: readonly AuditRow[]): Promise<void> {
  for (const some of portions(rows, portion)) await addSome(tx, some)
}

async function addSome(tx: Tx, rows: readonly AuditRow[]): Promise<void> {
  const values = rows.map(
    ({ at, actorKind, actorId, inboundId, action, subjectKind, subjectId, organizationId, before, after }) =>
      Prisma.sql`(${at}, ${actorKind}, ${actorId}, ${inboundId}, ${action}, ${subjectKind}, ${subjectId},
        ${organizationId}, ${json(before)}, ${json(after)})`,
  )
  await run(
    tx,
    Prisma.sql`
      INSERT INTO "AuditEntry" ("at", "actorKind", "actorId", "inboundId", "action", "subjectKind", "subjectId",
        "organizationId", "before", "after") VALUES ${Prisma.join(values)}`,
  )
}
