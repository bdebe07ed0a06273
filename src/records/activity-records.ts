import type { Prisma } from './client/client.ts'
import type { Tx } from './database.ts'
import { recordset } from './sql.ts'

const withDecisions = { decisions: { orderBy: { id: 'asc' } } } satisfies Prisma.ActivityRecordInclude
export type RecordRow = Prisma.ActivityRecordGetPayload<{ include: typeof withDecisions }>

/** What is kept of an activity for one branch; null before the roll was frozen. */
export const activityRecord = (tx: Tx, activityId: number, branchId: number): Promise<RecordRow | null> =>
  tx.activityRecord.findUnique({ where: { activityId_branchId: { activityId, branchId } }, include: withDecisions })

/** Opens the record of each branch once its roll is frozen, with 应到会有表决权. One statement, however many. */
export async function openActivityRecords(
  tx: Tx,
  records: { activityId: number; branchId: number }[],
  now: Date,
): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO "ActivityRecord" ("activityId", "branchId", "frozenAt", "votingBase")
    SELECT r."activityId", r."branchId", ${now}, (SELECT COUNT(*) FROM "Participation" p
      WHERE p."activityId" = r."activityId" AND p."branchId" = r."branchId" AND p."voting")
    FROM ${recordset(tx, records, { activityId: 'int', branchId: 'int' })} r WHERE true
    ON CONFLICT DO NOTHING`
}

export interface NewCheckIn {
  activityId: number
  branchId: number
  code: string
  closesAt: Date
}

const newCheckIn = { activityId: 'int', branchId: 'int', code: 'text', closesAt: 'instant' } as const

/** Opens sign-ins; one that is there keeps its code and gets the new end. One statement, however many. */
export async function openCheckIns(tx: Tx, checkIns: NewCheckIn[], now: Date): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO "CheckIn" ("activityId", "branchId", "code", "opensAt", "closesAt")
    SELECT r."activityId", r."branchId", r."code", ${now}, r."closesAt"
    FROM ${recordset(tx, checkIns, newCheckIn)} r WHERE true
    ON CONFLICT ("activityId", "branchId") DO UPDATE SET "closesAt" = excluded."closesAt"`
}

/** The sign-in of an activity in one branch, open or over. */
export const checkInOf = (tx: Tx, activityId: number, branchId: number) =>
  tx.checkIn.findUnique({ where: { activityId_branchId: { activityId, branchId } } })
