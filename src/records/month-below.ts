import type { Stand } from '../life/planning/month-standing.ts'
import type { Month, Period } from '../time/days.ts'
import type { AlikePrograms } from './alike.ts'
import { Prisma } from './client/client.ts'
import type { Tx } from './database.ts'
import { rowsOf } from './direct.ts'
import { lastDayOf } from './overdue.ts'
import { plannedAnew, recordset, within } from './sql.ts'
import { hasCommittee, isGroup } from './structure.ts'

/** What a rule says of the period that a month lies in. */
export interface WatchedRule {
  /** Of the programs that are alike. */
  key: string
  period: Period
  /** By when something ought to be arranged; null where nothing need be yet. */
  dueBy: Date | null
  /** Days from here on the secretary has not been asked about; null where nobody is ever asked and a day stands. */
  unaskedFrom: Date | null
  needs: 'committee' | 'group' | null
}

export interface WatchedRules extends Pick<AlikePrograms, 'keyOfProgram'> {
  watched: WatchedRule[]
}

const watchedRule = {
  key: 'text',
  period: 'text',
  dueBy: 'instant',
  unaskedFrom: 'instant',
  needs: 'text',
} as const

/** What needs most looking after comes first: the order of `stands`. */
const byRank: readonly Stand[] = ['missing', 'unrecorded', 'arranged', 'closed', 'later', 'explained']

/**
 * How every branch stands with every dated institution of its own: "stand", one row for a branch and program. The rules are
 * those of `standOf`, written for the database; a test holds both to each other. Of several groups the worst speaks.
 */
const standing = (tx: Tx, path: string, { watched, keyOfProgram }: WatchedRules, now: Date): Prisma.Sql => Prisma.sql`
  "below" AS MATERIALIZED (
    SELECT o."id", o."name", o."path", o."kind" FROM "Organization" o
    WHERE o."kind" = 'branch' AND o."dissolvedOn" IS NULL AND ${within(Prisma.sql`o."path"`, path)}),
  "own" AS MATERIALIZED (
    SELECT o."id", o."name", o."path", p."id" AS "programId", p."name" AS "program", p."kind", q."period", q."needs",
      q."unaskedFrom", CASE WHEN q."dueBy" > p."createdAt" THEN 1 ELSE 0 END AS "due"
    FROM "below" o CROSS JOIN "Program" p CROSS JOIN ${recordset(tx, watched, watchedRule)} q
    WHERE p."organizationId" = o."id" AND p."enabled" AND q."key" = ${keyOfProgram}),
  "holder" AS (
    SELECT o.*, o."id" AS "holderId" FROM "own" o
    WHERE o."needs" IS NULL OR (o."needs" = 'committee' AND ${hasCommittee(tx)})
    UNION ALL
    SELECT o.*, g."id" FROM "own" o JOIN "Organization" g ON g."parentId" = o."id" AND ${isGroup}
    WHERE o."needs" = 'group'),
  "had" AS (
    SELECT h.*, a."state", a."startsAt", a."endsAt",
      CASE WHEN a."id" IS NULL THEN NULL WHEN r."state" = 'closed' THEN 1 ELSE 0 END AS "closed"
    FROM "holder" h
    LEFT JOIN "Activity" a ON a."programId" = h."programId" AND a."organizationId" = h."holderId"
      AND a."period" = h."period" AND a."state" <> 'cancelled'
    LEFT JOIN "ActivityRecord" r ON r."activityId" = a."id" AND r."branchId" = h."id"),
  "ranked" AS (
    SELECT x."id", x."name", x."path", x."programId", x."program", x."kind", x."period",
      CASE
        WHEN max(CASE WHEN x."closed" = 0 AND x."state" = 'held' AND coalesce(x."endsAt", x."startsAt") < ${now}
          THEN 1 ELSE 0 END) = 1 THEN 1
        WHEN max(CASE WHEN x."closed" = 0 AND (x."state" <> 'planned' OR x."unaskedFrom" IS NULL) THEN 1 ELSE 0 END) = 1 THEN 2
        WHEN max(x."closed") = 1 THEN 3
        WHEN EXISTS (SELECT 1 FROM "Explanation" e WHERE e."programId" = x."programId"
          AND e."organizationId" = x."holderId" AND e."period" = x."period") THEN 5
        WHEN x."due" = 1 AND (min(x."startsAt") IS NULL OR min(x."startsAt") < x."unaskedFrom") THEN 0
        ELSE 4 END AS "rank"
    FROM "had" x
    GROUP BY x."id", x."name", x."path", x."programId", x."program", x."kind", x."period", x."holderId", x."due",
      x."unaskedFrom"),
  "stand" AS MATERIALIZED (
    SELECT "id", "name", "path", "programId", "program", "kind", "period", min("rank") AS "rank"
    FROM "ranked" GROUP BY "id", "name", "path", "programId", "program", "kind", "period")`

/** The first few of many by name, and how many there are. */
export interface Counted {
  count: number
  first: string[]
}

/** An institution in a period: how many branches stand with it how. */
export interface MonthLine {
  name: string
  kind: string
  period: Period
  stands: Map<Stand, Counted>
}

export interface MonthChild {
  id: number
  name: string
  branches: number
  missing: number
  unrecorded: number
  /** Branches whose days of collecting are over, and somebody has not paid. */
  dues: number
}

/** How everything below a committee stands in a month, in figures. */
export interface MonthFigures {
  branches: number
  lines: MonthLine[]
  /** Branches that collect dues for the month. */
  dues: { done: number; collecting: number; late: Counted }
  children: MonthChild[]
}

interface Row {
  part: 'line' | 'dues' | 'child' | 'all'
  name: string
  kind: string
  period: string
  rank: number
  id: number
  count: number | bigint
  unrecorded: number | bigint
  late: number | bigint
  missing: number | bigint
  first: string | null
  second: string | null
  third: string | null
}

/** Of the dues of one month: `lateAfter` is the day of the month before which collecting must have ended to be late. */
export interface DuesAsked {
  month: Month
  lateAfter: number
}

/** One statement, however many branches. */
export async function monthFigures(
  tx: Tx,
  top: { id: number; path: string },
  rules: WatchedRules,
  { month, lateAfter }: DuesAsked,
  now: Date,
): Promise<MonthFigures> {
  const rows = await rowsOf<Row>(
    tx,
    Prisma.sql`${plannedAnew}
    WITH ${standing(tx, top.path, rules, now)},
    "placed" AS (
      SELECT s.*, row_number() OVER (PARTITION BY "kind", "program", "period", "rank" ORDER BY "id", "programId") AS "place"
      FROM "stand" s),
    "collected" AS (
      SELECT o."id", o."name", o."path", count(*) AS "expected",
        sum(CASE WHEN d."state" IN ('paid', 'waived') THEN 1 ELSE 0 END) AS "paid", ${lastDayOf(tx)} AS "lastDay"
      FROM "below" o CROSS JOIN "DuesMonth" d
      WHERE d."branchId" = o."id" AND d."month" = ${month} AND d."state" <> 'exempt'
      GROUP BY o."id", o."name", o."path"),
    "dues" AS MATERIALIZED (
      SELECT c.*, row_number() OVER (PARTITION BY c."how" ORDER BY c."id") AS "place"
      FROM (SELECT "id", "name", "path",
        CASE WHEN "paid" >= "expected" THEN 0 WHEN "lastDay" < ${lateAfter} THEN 2 ELSE 1 END AS "how" FROM "collected") c),
    "each" AS MATERIALIZED (
      SELECT b."id", b."path",
        max(CASE WHEN d."how" = 2 THEN 1 ELSE 0 END) AS "late",
        coalesce(max(CASE WHEN s."rank" = 0 THEN 1 ELSE 0 END), 0) AS "missing",
        coalesce(max(CASE WHEN s."rank" = 1 THEN 1 ELSE 0 END), 0) AS "unrecorded"
      FROM "below" b
      LEFT JOIN "stand" s ON s."id" = b."id"
      LEFT JOIN "dues" d ON d."id" = b."id"
      GROUP BY b."id", b."path")
    SELECT 'line' AS "part", "program" AS "name", "kind", "period", "rank", min("programId") AS "id", count(*) AS "count",
      0 AS "missing", 0 AS "unrecorded", 0 AS "late",
      max(CASE WHEN "place" = 1 THEN "name" END) AS "first", max(CASE WHEN "place" = 2 THEN "name" END) AS "second",
      max(CASE WHEN "place" = 3 THEN "name" END) AS "third"
    FROM "placed" GROUP BY "program", "kind", "period", "rank"
    UNION ALL
    SELECT 'dues', '', '', '', "how", 0, count(*), 0, 0, 0,
      max(CASE WHEN "place" = 1 THEN "name" END), max(CASE WHEN "place" = 2 THEN "name" END),
      max(CASE WHEN "place" = 3 THEN "name" END)
    FROM "dues" GROUP BY "how"
    UNION ALL
    SELECT 'child', c."name", '', '', 0, c."id", count(e."id"), coalesce(sum(e."missing"), 0),
      coalesce(sum(e."unrecorded"), 0), coalesce(sum(e."late"), 0), NULL, NULL, NULL
    FROM "Organization" c LEFT JOIN "each" e ON substr(e."path", 1, length(c."path")) = c."path"
    WHERE c."parentId" = ${top.id} AND c."kind" NOT IN ('branch', 'group') AND c."dissolvedOn" IS NULL
    GROUP BY c."id", c."name"
    UNION ALL
    SELECT 'all', '', '', '', 0, 0, count(*), 0, 0, 0, NULL, NULL, NULL FROM "below"
    ORDER BY 6, 5`,
  )
  return figuresOf(rows)
}

const countedOf = ({ count, first, second, third }: Row): Counted => ({
  count: Number(count),
  first: [first, second, third].filter((one) => one !== null),
})

function figuresOf(rows: readonly Row[]): MonthFigures {
  const of = (part: Row['part']) => rows.filter((row) => row.part === part)
  const lines = new Map<string, MonthLine>()
  for (const row of of('line')) {
    const key = `${row.kind}\n${row.name}\n${row.period}`
    const line = lines.get(key) ?? { name: row.name, kind: row.kind, period: row.period, stands: new Map() }
    const stand = byRank[Number(row.rank)]
    if (stand) line.stands.set(stand, countedOf(row))
    lines.set(key, line)
  }
  const dues = new Map(of('dues').map((row) => [Number(row.rank), countedOf(row)]))
  return {
    branches: Number(of('all')[0]?.count ?? 0),
    lines: [...lines.values()],
    dues: {
      done: dues.get(0)?.count ?? 0,
      collecting: dues.get(1)?.count ?? 0,
      late: dues.get(2) ?? { count: 0, first: [] },
    },
    children: of('child').map((row) => ({
      id: Number(row.id),
      name: row.name,
      branches: Number(row.count),
      missing: Number(row.missing),
      unrecorded: Number(row.unrecorded),
      dues: Number(row.late),
    })),
  }
}

/** A branch that stands in a way with an institution in a period. */
export interface StandingBranch {
  branchId: number
  branch: string
  name: string
  period: Period
}

/** Which branches below stand so, with what. One statement. */
export async function branchesStanding(
  tx: Tx,
  path: string,
  rules: WatchedRules,
  stand: Stand,
  now: Date,
): Promise<StandingBranch[]> {
  const rows = await rowsOf<StandingBranch>(
    tx,
    Prisma.sql`${plannedAnew}
    WITH ${standing(tx, path, rules, now)}
    SELECT "id" AS "branchId", "name" AS "branch", "program" AS "name", "period" FROM "stand"
    WHERE "rank" = ${byRank.indexOf(stand)} ORDER BY "id", "programId"`,
  )
  return rows.map((row) => ({ ...row, branchId: Number(row.branchId) }))
}
