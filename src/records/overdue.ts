import { idsOn } from '../life/meeting/audience.ts'
import { duesRule } from '../life/programs/programs.ts'
import type { Every, Month, Period } from '../time/days.ts'
import { Prisma } from './client/client.ts'
import type { Tx } from './database.ts'
import { rowsOf } from './direct.ts'
import { among, intIn, recordset, within } from './sql.ts'

/** By which day of the month the branch "o" collects. */
export const lastDayOf = (tx: Tx): Prisma.Sql => Prisma.sql`
  coalesce((SELECT max(${intIn(tx, Prisma.sql`c."rule"`, 'lastDay')}) FROM "Program" c
    WHERE c."organizationId" = o."id" AND c."kind" = 'dues'), ${duesRule.parse({}).lastDay})`

/** The organization at a path alone, or with all below it. */
export type Reach = 'alone' | 'below'

const reached = (column: Prisma.Sql, path: string, reach: Reach): Prisma.Sql =>
  reach === 'alone' ? Prisma.sql`${column} = ${path}` : within(column, path)

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
 * Two halves, each found by its index: SQLite joins in the order that CROSS JOIN tells.
 */
export async function openRecords(tx: Tx, path: string, now: Date, reach: Reach = 'below'): Promise<OpenRecord[]> {
  const wanted = Prisma.sql`
    SELECT a."id" AS "activityId", r."branchId", b."name" AS "branchName", a."title", a."period", a."sequence", a."occasionId",
      a."startsAt"`
  const open = Prisma.sql`r."state" = 'open' AND a."state" = 'held' AND a."endsAt" < ${now}`
  return rowsOf(
    tx,
    Prisma.sql`
    ${wanted}
    FROM "Organization" b CROSS JOIN "ActivityRecord" r CROSS JOIN "Activity" a
    WHERE ${reached(Prisma.sql`b."path"`, path, reach)}
      AND r."branchId" = b."id" AND a."id" = r."activityId" AND ${open}
    UNION
    ${wanted}
    FROM "Organization" h CROSS JOIN "Activity" a CROSS JOIN "ActivityRecord" r CROSS JOIN "Organization" b
    WHERE ${reached(Prisma.sql`h."path"`, path, reach)} AND h."kind" = 'group'
      AND a."organizationId" = h."id" AND r."activityId" = a."id" AND b."id" = r."branchId" AND ${open}
    ORDER BY "startsAt", "branchId"`,
  )
}

/** Unpaid dues of one branch and month that are past: only a number. */
export interface OwedMonth {
  branchId: number
  branchName: string
  month: string
  owing: number
  /** By which day of the month the branch collects. */
  lastDay: number
}

/** Whoever is leaving owes nothing for the months after the letter's; of dues that are not paid. */
export const owed = Prisma.sql`d."state" IN ('due', 'claimed')
  AND NOT (d."state" = 'due' AND EXISTS (SELECT 1 FROM "Transfer" t
    WHERE t."memberId" = d."memberId" AND t."state" = 'out' AND t."duesPaidTo" < d."month"))`

/** Months before (and with) `last` in which somebody in the subtree has not paid. */
export async function owedMonths(tx: Tx, path: string, last: string): Promise<OwedMonth[]> {
  const rows = await rowsOf<OwedMonth>(
    tx,
    Prisma.sql`
    SELECT o."id" AS "branchId", o."name" AS "branchName", d."month", count(*) AS "owing", ${lastDayOf(tx)} AS "lastDay"
    FROM "Organization" o
    JOIN "DuesMonth" d ON d."branchId" = o."id" AND d."month" <= ${last} AND ${owed}
    WHERE ${within(Prisma.sql`o."path"`, path)}
    GROUP BY o."id", o."name", d."month"
    ORDER BY d."month", o."id"`,
  )
  return rows.map((row) => ({ ...row, owing: Number(row.owing), lastDay: Number(row.lastDay) }))
}

/** A period of which it is asked which programs held nothing. */
export interface AskedPeriod {
  period: Period
  every: Every
  /** Its first month. */
  month: Month
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
export async function missingPeriods(
  tx: Tx,
  path: string,
  periods: AskedPeriod[],
  reach: Reach = 'below',
): Promise<MissingPeriod[]> {
  const table = recordset(tx, periods, {
    period: 'text',
    every: 'text',
    month: 'text',
    began: 'instant',
    ended: 'instant',
    over: 'bool',
    strict: 'bool',
  })
  const rows = await rowsOf<Omit<MissingPeriod, 'organization' | 'lateAt'> & Place>(
    tx,
    Prisma.sql`
    SELECT p."id" AS "programId", p."kind", p."name", p."rule", p."createdAt", p."organizationId",
      o."kind" AS "holder", o."name" AS "holderName", o."path", q."period", min(a."startsAt") AS "lateAt"
    FROM "Organization" o
    JOIN "Program" p ON p."organizationId" = o."id"
    JOIN ${table} q ON q."every" = coalesce(p."rule"->>'every', 'month')
    LEFT JOIN "Activity" a ON a."programId" = p."id" AND a."period" = q."period" AND a."state" <> 'cancelled'
    WHERE p."enabled" AND o."dissolvedOn" IS NULL AND (${reached(Prisma.sql`o."path"`, path, reach)} OR o."id" ${among(tx, idsOn(path))})
      AND (NOT q."over" OR (p."startsOn" <= q."month" AND p."createdAt" <= q."began"))
      AND NOT EXISTS (SELECT 1 FROM "Explanation" e WHERE e."programId" = p."id" AND e."period" = q."period")
    GROUP BY p."id", o."id", q."period", q."ended", q."strict"
    HAVING min(a."startsAt") IS NULL
      OR (q."strict" AND min(a."startsAt") >= q."ended" AND max(a."dateReason") IS NULL)
    ORDER BY q."ended", p."id"`,
  )
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

/** What few organizations have: asked before any of it is read. One statement. */
export interface Seldom {
  /** Somebody on the way down decided something, perhaps that plans are to be filed. */
  policies: boolean
  /** Somewhere below people are led on the way to membership. */
  development: boolean
  /** A letter is under way from somewhere below. */
  transfers: boolean
}

export async function seldomBelow(tx: Tx, path: string): Promise<Seldom> {
  const below = within(Prisma.sql`o."path"`, path)
  const [row] = await rowsOf<Record<keyof Seldom, number | bigint>>(
    tx,
    Prisma.sql`
    SELECT
      CASE WHEN EXISTS (SELECT 1 FROM "Organization" o WHERE o."policies" IS NOT NULL
        AND (${below} OR o."id" ${among(tx, idsOn(path))})) THEN 1 ELSE 0 END AS "policies",
      CASE WHEN EXISTS (SELECT 1 FROM "Program" p JOIN "Organization" o ON o."id" = p."organizationId"
        WHERE p."kind" = 'development' AND p."enabled" AND ${below}) THEN 1 ELSE 0 END AS "development",
      CASE WHEN EXISTS (SELECT 1 FROM "Transfer" t JOIN "Member" m ON m."id" = t."memberId"
        JOIN "Organization" o ON o."id" = m."branchId" WHERE t."state" = 'out' AND ${below}) THEN 1 ELSE 0 END AS "transfers"`,
  )
  return {
    policies: Number(row?.policies) === 1,
    development: Number(row?.development) === 1,
    transfers: Number(row?.transfers) === 1,
  }
}
