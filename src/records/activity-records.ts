import type { Prisma } from './client/client.ts'
import type { Tx } from './database.ts'

const withDecisions = { decisions: { orderBy: { id: 'asc' } } } satisfies Prisma.ActivityRecordInclude
export type RecordRow = Prisma.ActivityRecordGetPayload<{ include: typeof withDecisions }>

/** What is kept of an activity for one branch; null before the roll was frozen. */
export const activityRecord = (tx: Tx, activityId: number, branchId: number): Promise<RecordRow | null> =>
  tx.activityRecord.findUnique({ where: { activityId_branchId: { activityId, branchId } }, include: withDecisions })

export const checkInOf = (tx: Tx, activityId: number, branchId: number) =>
  tx.checkIn.findUnique({ where: { activityId_branchId: { activityId, branchId } } })
