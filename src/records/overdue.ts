import type { Tx } from './database.ts'

/** An activity that is past without a closed record, for one branch. */
export interface OpenRecord {
  activityId: number
  branchId: number
  branchName: string
  title: string
  period: string
  sequence: number
  startsAt: Date
}

const under = (path: string) => `${path}%`

/**
 * Activities past their time, not called off, whose record is not closed, for every branch in the subtree.
 * A committee's lecture counts for each branch that has a roll of it.
 */
export async function openRecords(tx: Tx, path: string, now: Date): Promise<OpenRecord[]> {
  return tx.$queryRaw`
    SELECT a."id" AS "activityId", r."branchId", b."name" AS "branchName", a."title", a."period", a."sequence", a."startsAt"
    FROM "ActivityRecord" r
    JOIN "Organization" b ON b."id" = r."branchId"
    JOIN "Activity" a ON a."id" = r."activityId"
    WHERE b."path" LIKE ${under(path)} AND r."state" = 'open' AND a."state" = 'held' AND a."endsAt" < ${now}
    ORDER BY a."startsAt", r."branchId"`
}

/** Unpaid dues of one branch and month that are past: only a number. */
export interface OwedMonth {
  branchId: number
  branchName: string
  month: string
  owing: number
}

/** Months before (and with) `last` in which somebody in the subtree has not paid. */
export async function owedMonths(tx: Tx, path: string, last: string): Promise<OwedMonth[]> {
  const rows = await tx.$queryRaw<OwedMonth[]>`
    SELECT d."branchId", b."name" AS "branchName", d."month", count(*) AS "owing"
    FROM "DuesMonth" d JOIN "Organization" b ON b."id" = d."branchId"
    WHERE b."path" LIKE ${under(path)} AND d."state" IN ('due', 'claimed') AND d."month" <= ${last}
    GROUP BY d."branchId", b."name", d."month"
    ORDER BY d."month", d."branchId"`
  return rows.map((row) => ({ ...row, owing: Number(row.owing) }))
}

/** A program that held nothing in a period that is over or nearly over. */
export interface MissingPeriod {
  programId: number
  organizationId: number
  name: string
}

/** Programs of the subtree, and those held above it for it, with neither a held nor a coming activity in the period. */
export async function programsWithout(
  tx: Tx,
  path: string,
  period: string,
  every: 'month' | 'quarter',
  from: string,
  /** The instant at which the period began: what was set up in its middle may have come too late for it. */
  began: Date,
): Promise<MissingPeriod[]> {
  return tx.$queryRaw`
    SELECT p."id" AS "programId", p."organizationId", p."name"
    FROM "Program" p JOIN "Organization" o ON o."id" = p."organizationId"
    WHERE p."enabled" AND p."kind" <> 'dues' AND (o."path" LIKE ${under(path)} OR ${path} LIKE o."path" || '%')
      AND coalesce(p."rule"->>'every', 'month') = ${every} AND (p."startsOn" < ${from} OR (p."startsOn" = ${from} AND p."createdAt" <= ${began}))
      AND NOT EXISTS (SELECT 1 FROM "Activity" a WHERE a."programId" = p."id" AND a."period" = ${period} AND a."state" <> 'cancelled')
    ORDER BY p."id"`
}
