import { type Participation, Prisma } from './client/client.ts'
import type { Tx } from './database.ts'
import { rowsOf, run } from './direct.ts'
import { columnsOf } from './sql.ts'

const columns = columnsOf(Prisma.ParticipationScalarFieldEnum)

/** What one member said of one activity, and whether they came; null where nothing is known. */
export async function participationOf(tx: Tx, activityId: number, memberId: number): Promise<Participation | null> {
  const [row] = await rowsOf<Participation>(
    tx,
    Prisma.sql`SELECT ${columns} FROM "Participation" WHERE "activityId" = ${activityId} AND "memberId" = ${memberId}`,
  )
  return row ?? null
}

export interface Answered
  extends Pick<
    Participation,
    | 'activityId'
    | 'memberId'
    | 'branchId'
    | 'acknowledgedAt'
    | 'answer'
    | 'leaveState'
    | 'reason'
    | 'lateMinutes'
    | 'answeredAt'
    | 'reportedById'
  > {}

/** Writes what a member answered over what they answered before; the rest of the row stays. */
export async function putAnswer(tx: Tx, answered: Answered): Promise<void> {
  const { activityId, memberId, branchId, acknowledgedAt, answer, leaveState, reason, lateMinutes } = answered
  const { answeredAt, reportedById } = answered
  await run(
    tx,
    Prisma.sql`
      INSERT INTO "Participation" ("activityId", "memberId", "branchId", "acknowledgedAt", "answer", "leaveState",
        "reason", "lateMinutes", "answeredAt", "reportedById")
      VALUES (${activityId}, ${memberId}, ${branchId}, ${acknowledgedAt}, ${answer}, ${leaveState},
        ${reason}, ${lateMinutes}, ${answeredAt}, ${reportedById})
      ON CONFLICT ("activityId", "memberId") DO UPDATE SET "acknowledgedAt" = excluded."acknowledgedAt",
        "answer" = excluded."answer", "leaveState" = excluded."leaveState", "reason" = excluded."reason",
        "lateMinutes" = excluded."lateMinutes", "answeredAt" = excluded."answeredAt",
        "reportedById" = excluded."reportedById"`,
  )
}
