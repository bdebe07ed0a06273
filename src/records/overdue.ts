import { type Every, monthOf, type Period, spanOf } from '../time/days.ts'
import type { Tx } from './database.ts'
import { recordset, under } from './sql.ts'

/** An activity that is past without a closed record, for one branch. */
export interface OpenRecord {
  activityId: number
  branchId: number
  branchName: string
  title: string
  period: string
  sequence: number
  occasionId: number | null
  startsAt: Date
}

/**
 * Activities past their time, not called off, whose record is not closed, for every branch in the subtree.
 * A committee's lecture counts for each branch that has a roll of it, a group's meeting for the branch and for the group.
 */
export async function openRecords(tx: Tx, path: string, now: Date): Promise<OpenRecord[]> {
  return tx.$queryRaw`
    SELECT a."id" AS "activityId", r."branchId", b."name" AS "branchName", a."title", a."period", a."sequence", a."occasionId",
      a."startsAt"
    FROM "ActivityRecord" r
    JOIN "Organization" b ON b."id" = r."branchId"
    JOIN "Activity" a ON a."id" = r."activityId"
    JOIN "Organization" h ON h."id" = a."organizationId"
    WHERE (b."path" LIKE ${under(path)} OR h."path" LIKE ${under(path)}) AND r."state" = 'open' AND a."state" = 'held' AND a."endsAt" < ${now}
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
      AND NOT (d."state" = 'due' AND EXISTS (SELECT 1 FROM "Transfer" t
        WHERE t."memberId" = d."memberId" AND t."state" = 'out' AND t."duesPaidTo" < d."month"))
    GROUP BY d."branchId", b."name", d."month"
    ORDER BY d."month", d."branchId"`
  return rows.map((row) => ({ ...row, owing: Number(row.owing) }))
}

/** A period of which it is asked which programs held nothing. */
export interface AskedPeriod {
  period: Period
  every: Every
  /** When it began and ended. */
  began: Date
  ended: Date
  /** It is over: what was set up in its middle may have come too late for it. */
  over: boolean
  /** What people put after its end does not count for it. */
  strict: boolean
}

/** A program that held nothing in a period, and what is known of it. */
export interface MissingPeriod {
  programId: number
  kind: string
  name: string
  rule: unknown
  createdAt: Date
  organizationId: number
  organization: { kind: string; name: string; path: string }
  period: Period
  /** Held, or to be held, after the period was over. */
  lateAt: Date | null
}

/**
 * Programs of the subtree, and those held above it for it, that held nothing in one of these periods and have nothing
 * arranged in it, unless it was explained. One statement for all of them.
 */
export async function missingPeriods(tx: Tx, path: string, periods: AskedPeriod[]): Promise<MissingPeriod[]> {
  const asked = periods.map((one) => ({ ...one, month: monthOf(spanOf(one.period).first) }))
  const table = recordset(tx, asked, {
    period: 'text',
    every: 'text',
    month: 'text',
    began: 'instant',
    ended: 'instant',
    over: 'bool',
    strict: 'bool',
  })
  const rows = await tx.$queryRaw<(Omit<MissingPeriod, 'organization' | 'lateAt'> & Place)[]>`
    SELECT p."id" AS "programId", p."kind", p."name", p."rule", p."createdAt", p."organizationId",
      o."kind" AS "holder", o."name" AS "holderName", o."path", q."period", min(a."startsAt") AS "lateAt"
    FROM "Program" p
    JOIN "Organization" o ON o."id" = p."organizationId"
    JOIN ${table} q ON q."every" = coalesce(p."rule"->>'every', 'month')
    LEFT JOIN "Activity" a ON a."programId" = p."id" AND a."period" = q."period" AND a."state" <> 'cancelled'
    WHERE p."enabled" AND o."dissolvedOn" IS NULL AND (o."path" LIKE ${under(path)} OR ${path} LIKE o."path" || '%')
      AND (NOT q."over" OR (p."startsOn" <= q."month" AND p."createdAt" <= q."began"))
      AND NOT EXISTS (SELECT 1 FROM "Explanation" e WHERE e."programId" = p."id" AND e."period" = q."period")
    GROUP BY p."id", o."id", q."period", q."ended", q."strict"
    HAVING min(a."startsAt") IS NULL
      OR (q."strict" AND min(a."startsAt") >= q."ended" AND max(a."dateReason") IS NULL)
    ORDER BY q."ended", p."id"`
  return rows.map(({ holder, holderName, path: of, lateAt, ...row }) => ({
    ...row,
    lateAt: lateAt === null ? null : new Date(lateAt),
    organization: { kind: holder, name: holderName, path: of },
  }))
}

interface Place {
  holder: string
  holderName: string
  path: string
  /** What is calculated comes as it is stored: SQLite keeps text. */
  lateAt: Date | string | null
}
