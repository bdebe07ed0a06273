import { Prisma } from './client/client.ts'
import type { Tx } from './database.ts'
import { rowsOf } from './direct.ts'

/* What every message is read against: small questions, asked of the driver itself. */

/** A bound group and where its organization stands in the tree. */
export interface RoomRow {
  id: number
  organizationId: number
  organizationPath: string
  asleepSince: Date | null
}

export async function roomAt(tx: Tx, platform: string, roomId: string): Promise<RoomRow | null> {
  const [room] = await rowsOf<RoomRow>(
    tx,
    Prisma.sql`
      SELECT r."id", r."organizationId", o."path" AS "organizationPath", r."asleepSince"
      FROM "Room" r JOIN "Organization" o ON o."id" = r."organizationId"
      WHERE r."platform" = ${platform} AND r."roomId" = ${roomId}`,
  )
  return room ?? null
}

/** The months for which anybody of a branch still owes dues or has said that they paid, the earliest first. */
export async function openDuesMonths(tx: Tx, branchId: number): Promise<string[]> {
  const rows = await rowsOf<{ month: string }>(
    tx,
    Prisma.sql`
      SELECT DISTINCT "month" FROM "DuesMonth" WHERE "branchId" = ${branchId} AND "state" IN ('due', 'claimed')
      ORDER BY "month"`,
  )
  return rows.map(({ month }) => month)
}

/** Whether a sign-in to one of these activities is open. */
export async function isSignInOpen(tx: Tx, activityIds: readonly number[], now: Date): Promise<boolean> {
  if (activityIds.length === 0) return false
  const rows = await rowsOf(
    tx,
    Prisma.sql`
      SELECT "id" FROM "CheckIn" WHERE "activityId" IN (${Prisma.join(activityIds)})
        AND "opensAt" <= ${now} AND "closesAt" > ${now} LIMIT 1`,
  )
  return rows.length > 0
}

/** Who waits for an answer to their request for leave from one of these activities, the first who asked first. */
export async function waitingForLeave(
  tx: Tx,
  activityIds: readonly number[],
  keeperIds: readonly number[],
): Promise<number[]> {
  if (activityIds.length === 0) return []
  const rows = await rowsOf<{ memberId: number }>(
    tx,
    Prisma.sql`
      SELECT "memberId" FROM "Participation" WHERE "activityId" IN (${Prisma.join(activityIds)})
        AND "branchId" IN (${Prisma.join(keeperIds)}) AND "leaveState" = 'requested' ORDER BY "answeredAt"`,
  )
  return rows.map(({ memberId }) => memberId)
}

/** What a member last said they paid, in fen, and nobody has verified; null where there is nothing. */
export async function claimedFen(tx: Tx, memberId: number): Promise<number | null> {
  const [claim] = await rowsOf<{ claimedFen: number }>(
    tx,
    Prisma.sql`
      SELECT p."claimedFen" FROM "DuesMonth" m JOIN "DuesPayment" p ON p."duesMonthId" = m."id"
      WHERE m."memberId" = ${memberId} AND p."state" = 'claimed' AND p."claimedFen" IS NOT NULL
      ORDER BY p."id" DESC LIMIT 1`,
  )
  return claim?.claimedFen ?? null
}
