import type { AlikePrograms } from './alike.ts'
import { Prisma } from './client/client.ts'
import type { Tx } from './database.ts'
import { rowsOf } from './direct.ts'
import { type AskedPeriod, lastDayOf, owed } from './overdue.ts'
import { plannedAnew, recordset, within } from './sql.ts'
import { hasCommittee, isGroup } from './structure.ts'

/** A period of which the programs that follow a rule are asked, and what the rule says of it. */
export interface AskedOfRule extends Omit<AskedPeriod, 'every'> {
  /** Of the programs that are alike. */
  key: string
  /** The day that the rule gave; what was set up after it has missed nothing. */
  slotAt: Date | null
  /** What a branch must have for it to be held there. */
  needs: 'committee' | 'group' | null
}

const askedOfRule = {
  key: 'text',
  period: 'text',
  month: 'text',
  began: 'instant',
  ended: 'instant',
  over: 'bool',
  strict: 'bool',
  slotAt: 'instant',
  needs: 'text',
} as const

/** With what an organization may be overdue. */
export const overdueWhats = ['arrange', 'records', 'dues', 'filing', 'development', 'transfer', 'missing'] as const
export type OverdueWhat = (typeof overdueWhats)[number]

/** What was counted elsewhere: filings, admission, transfers. */
export interface OverdueOf {
  organizationId: number
  what: OverdueWhat
  name: string
  items: number
}

export interface OverdueLine {
  what: OverdueWhat
  /** The institution, or the month of the dues. */
  name: string
  items: number
  organizations: number
  /** The first few by name. */
  first: string[]
}

/** Everything overdue below an organization, counted: by institution, where most is, and by the level between. */
export interface OverdueBelow {
  lines: OverdueLine[]
  worst: { name: string; items: number }[]
  /** The committees right below, those with the most first. */
  children: { name: string; items: number; organizations: number }[]
  items: number
  organizations: number
}

/** So many organizations with the most are named. */
const worst = 5

interface Row {
  part: 'line' | 'worst' | 'child' | 'all'
  what: OverdueWhat
  name: string
  id: number
  items: number | bigint
  organizations: number | bigint
  first: string | null
  second: string | null
  third: string | null
}

/**
 * What is overdue below an organization, itself left out, in figures. One statement, however many branches. SQLite joins in
 * the order that CROSS JOIN tells: from the branches, by their indexes.
 */
export async function countOverdue(
  tx: Tx,
  top: { id: number; path: string },
  { asked, keyOfProgram }: { asked: readonly AskedOfRule[] } & Pick<AlikePrograms, 'keyOfProgram'>,
  others: readonly OverdueOf[],
  at: { now: Date; month: string; dayOfMonth: number },
): Promise<OverdueBelow> {
  const rows = await rowsOf<Row>(
    tx,
    Prisma.sql`${plannedAnew}
    WITH "below" AS MATERIALIZED (
      SELECT o."id", o."name", o."path", o."kind", o."dissolvedOn" IS NULL AS "living" FROM "Organization" o
      WHERE ${within(Prisma.sql`o."path"`, top.path)} AND o."id" <> ${top.id}),
    "nothing" AS MATERIALIZED (
      SELECT o."id", o."kind", p."name" AS "program", q."over", q."needs"
      FROM "below" o CROSS JOIN "Program" p CROSS JOIN ${recordset(tx, asked, askedOfRule)} q
      WHERE p."organizationId" = o."id" AND p."enabled" AND o."living"
        AND q."key" = ${keyOfProgram}
        AND (NOT q."over" OR (p."startsOn" <= q."month" AND p."createdAt" <= q."began"))
        AND (q."over" OR q."slotAt" IS NULL OR q."slotAt" > p."createdAt")
        AND NOT EXISTS (SELECT 1 FROM "Activity" a
          WHERE a."programId" = p."id" AND a."period" = q."period" AND a."state" <> 'cancelled'
            AND (NOT q."strict" OR a."startsAt" < q."ended" OR a."dateReason" IS NOT NULL))
        AND NOT EXISTS (SELECT 1 FROM "Explanation" e WHERE e."programId" = p."id" AND e."period" = q."period")),
    "item" AS (
      SELECT r."branchId" AS "id", 'records' AS "what", coalesce(p."name", a."title") AS "name", count(*) AS "items"
      FROM "below" o CROSS JOIN "ActivityRecord" r
      JOIN "Activity" a ON a."id" = r."activityId" AND a."state" = 'held' AND a."endsAt" < ${at.now}
      LEFT JOIN "Program" p ON p."id" = a."programId"
      WHERE r."branchId" = o."id" AND r."state" = 'open'
      GROUP BY r."branchId", coalesce(p."name", a."title")
      UNION ALL
      SELECT o."id", 'dues', o."month", 1
      FROM (SELECT b."id", d."month" FROM "below" b CROSS JOIN "DuesMonth" d
        WHERE d."branchId" = b."id" AND d."month" <= ${at.month} AND ${owed} GROUP BY b."id", d."month") o
      WHERE o."month" < ${at.month} OR ${lastDayOf(tx)} < ${at.dayOfMonth}
      UNION ALL
      SELECT o."id", CASE WHEN o."over" THEN 'missing' ELSE 'arrange' END, o."program", count(*)
      FROM "nothing" o
      WHERE o."needs" IS NULL OR o."kind" <> 'branch'
        OR (o."needs" = 'committee' AND ${hasCommittee(tx)})
        OR (o."needs" = 'group' AND EXISTS (SELECT 1 FROM "Organization" g WHERE g."parentId" = o."id" AND ${isGroup}))
      GROUP BY o."id", CASE WHEN o."over" THEN 'missing' ELSE 'arrange' END, o."program"
      UNION ALL
      SELECT m."organizationId", m."what", m."name", m."items" FROM ${recordset(tx, others, othersRow)} m),
    "by" AS MATERIALIZED (
      SELECT i.*, o."name" AS "organization", o."path",
        row_number() OVER (PARTITION BY i."what", i."name" ORDER BY i."id") AS "place"
      FROM "item" i JOIN "below" o ON o."id" = i."id"),
    "each" AS MATERIALIZED (
      SELECT "id", "organization", "path", sum("items") AS "items" FROM "by" GROUP BY "id", "organization", "path")
    SELECT 'line' AS "part", "what", "name", 0 AS "id", sum("items") AS "items", count(*) AS "organizations",
      max(CASE WHEN "place" = 1 THEN "organization" END) AS "first",
      max(CASE WHEN "place" = 2 THEN "organization" END) AS "second",
      max(CASE WHEN "place" = 3 THEN "organization" END) AS "third"
    FROM "by" GROUP BY "what", "name"
    UNION ALL
    SELECT * FROM (SELECT 'worst', '', "organization", "id", "items", 1, NULL, NULL, NULL FROM "each"
      ORDER BY "items" DESC, "id" LIMIT ${worst}) w
    UNION ALL
    SELECT 'child', '', c."name", c."id", sum(e."items"), count(*), NULL, NULL, NULL
    FROM "Organization" c JOIN "each" e ON substr(e."path", 1, length(c."path")) = c."path"
    WHERE c."parentId" = ${top.id} AND c."kind" <> 'branch' GROUP BY c."id", c."name"
    UNION ALL
    SELECT 'all', '', '', 0, sum("items"), count(*), NULL, NULL, NULL FROM "each"`,
  )
  return counted(rows)
}

const othersRow = { organizationId: 'int', what: 'text', name: 'text', items: 'int' } as const

function counted(rows: readonly Row[]): OverdueBelow {
  const of = (part: Row['part']) => rows.filter((row) => row.part === part)
  const figures = (row: Row | undefined) => ({
    items: Number(row?.items ?? 0),
    organizations: Number(row?.organizations ?? 0),
  })
  return {
    lines: of('line').map((row) => ({
      what: row.what,
      name: row.name,
      ...figures(row),
      first: [row.first, row.second, row.third].filter((one) => one !== null),
    })),
    worst: of('worst').map((row) => ({ name: row.name, items: Number(row.items) })),
    children: of('child')
      .map((row) => ({ name: row.name, ...figures(row) }))
      .sort((a, b) => b.items - a.items),
    ...figures(of('all')[0]),
  }
}
