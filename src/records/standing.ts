import type { HeldActivity } from '../life/planning/month-standing.ts'
import type { Every, Month, Period } from '../time/days.ts'
import { Prisma } from './client/client.ts'
import type { Tx } from './database.ts'
import { among, below, intIn, within } from './sql.ts'

export interface ProgramBelow {
  programId: number
  branchId: number
  branch: string
  kind: string
  name: string
  /** JSON text: most branches share theirs, and it is read once. */
  rule: string
  every: Every
  createdAt: Date
}

/** The dated institutions that the branches below hold themselves. One query. */
export const programsOfBranches = (tx: Tx, path: string): Promise<ProgramBelow[]> =>
  tx.$queryRaw`
    SELECT p."id" AS "programId", o."id" AS "branchId", o."name" AS "branch", p."kind", p."name",
      CAST(p."rule" AS TEXT) AS "rule", coalesce(p."rule"->>'every', 'month') AS "every", p."createdAt"
    FROM "Organization" o
    JOIN "Program" p ON p."organizationId" = o."id" AND p."enabled"
      AND p."kind" NOT IN ('dues', 'talk', 'election', 'development')
    WHERE o."kind" = 'branch' AND o."dissolvedOn" IS NULL AND ${within(Prisma.sql`o."path"`, path)}
    ORDER BY o."id", p."id"`

export type ActivityBelow = HeldActivity & {
  programId: number
  /** The branch, or one of its groups. */
  organizationId: number
  period: Period
}

/** What those institutions have for these periods, with the branch's record. One query. */
export const activitiesOfBranches = (tx: Tx, path: string, periods: readonly Period[]): Promise<ActivityBelow[]> =>
  tx.$queryRaw`
    SELECT a."programId", a."organizationId", a."period", a."state", a."startsAt", a."endsAt", r."state" AS "record"
    FROM "Organization" o
    JOIN "Program" p ON p."organizationId" = o."id"
    JOIN "Activity" a ON a."programId" = p."id" AND a."state" <> 'cancelled'
      AND a."period" ${among(tx, periods)}
    LEFT JOIN "ActivityRecord" r ON r."activityId" = a."id" AND r."branchId" = o."id"
    WHERE o."kind" = 'branch' AND o."dissolvedOn" IS NULL AND ${within(Prisma.sql`o."path"`, path)}
    ORDER BY a."startsAt"`

/** Which of those institutions held nothing in one of these periods, and said why. */
export const explainedBelow = (tx: Tx, path: string, periods: readonly Period[]) =>
  tx.explanation.findMany({
    where: { period: { in: [...periods] }, program: { organization: { path: below(path) } } },
    select: { programId: true, organizationId: true, period: true },
  })

export interface DuesOfBranch {
  branchId: number
  branch: string
  /** Who owes something for the month at all, and who of them has paid in full. */
  expected: number
  paid: number
  /** By which day of the month the branch collects. */
  lastDay: number
}

export async function duesOfBranches(tx: Tx, path: string, month: Month): Promise<DuesOfBranch[]> {
  const rows = await tx.$queryRaw<DuesOfBranch[]>`
    SELECT o."id" AS "branchId", o."name" AS "branch", count(*) AS "expected",
      sum(CASE WHEN d."state" IN ('paid', 'waived') THEN 1 ELSE 0 END) AS "paid",
      max(coalesce(${intIn(tx, Prisma.sql`p."rule"`, 'lastDay')}, 10)) AS "lastDay"
    FROM "Organization" o JOIN "DuesMonth" d ON d."branchId" = o."id" AND d."month" = ${month} AND d."state" <> 'exempt'
    LEFT JOIN "Program" p ON p."organizationId" = o."id" AND p."kind" = 'dues'
    WHERE o."kind" = 'branch' AND o."dissolvedOn" IS NULL AND ${within(Prisma.sql`o."path"`, path)}
    GROUP BY o."id", o."name" ORDER BY o."id"`
  return rows.map((row) => ({
    ...row,
    expected: Number(row.expected),
    paid: Number(row.paid),
    lastDay: Number(row.lastDay),
  }))
}

export interface TalksOfBranch {
  branchId: number
  branch: string
  people: number
  /** Who has talked with nobody this year. */
  without: number
}

/** How far the talks of a year have come in the branches that hold them. */
export async function talksOfBranches(tx: Tx, path: string, year: string): Promise<TalksOfBranch[]> {
  const [first, last] = [`${year}-01-01`, `${year}-12-31`]
  const rows = await tx.$queryRaw<TalksOfBranch[]>`
    WITH "talked" AS (
      SELECT "memberId" AS "id" FROM "Talk" WHERE "heldOn" BETWEEN ${first} AND ${last}
      UNION SELECT "otherId" FROM "Talk" WHERE "heldOn" BETWEEN ${first} AND ${last})
    SELECT o."id" AS "branchId", o."name" AS "branch", count(*) AS "people", count(*) - count(t."id") AS "without"
    FROM "Organization" o
    JOIN "Program" p ON p."organizationId" = o."id" AND p."kind" = 'talk' AND p."enabled"
    JOIN "Member" m ON m."branchId" = o."id" AND m."leftOn" IS NULL AND m."category" IN ('full', 'probationary')
    LEFT JOIN "talked" t ON t."id" = m."id"
    WHERE o."kind" = 'branch' AND o."dissolvedOn" IS NULL AND ${within(Prisma.sql`o."path"`, path)}
    GROUP BY o."id", o."name" ORDER BY o."id"`
  return rows.map((row) => ({ ...row, people: Number(row.people), without: Number(row.without) }))
}

export interface HeldAbove {
  title: string
  period: Period
  startsAt: Date
  /** How many came, of all branches together. */
  present: number
}

/** What committees at or below this path hold themselves between two instants. */
export async function heldByCommittees(tx: Tx, path: string, from: Date, until: Date): Promise<HeldAbove[]> {
  const rows = await tx.$queryRaw<HeldAbove[]>`
    SELECT a."title", a."period", a."startsAt",
      (SELECT count(*) FROM "Participation" x
        WHERE x."activityId" = a."id" AND x."attendance" IN ('present', 'online')) AS "present"
    FROM "Activity" a JOIN "Organization" o ON o."id" = a."organizationId"
    WHERE o."kind" IN ('committee', 'general_branch') AND ${within(Prisma.sql`o."path"`, path)} AND a."state" <> 'cancelled'
      AND a."startsAt" >= ${from} AND a."startsAt" < ${until}
    ORDER BY a."startsAt"`
  return rows.map((row) => ({ ...row, present: Number(row.present) }))
}

export interface BelowNode {
  id: number
  parentId: number | null
  kind: string
  name: string
  path: string
}

/** Every organization at or below a path that is not dissolved, groups left out. */
export const nodesBelow = (tx: Tx, path: string): Promise<BelowNode[]> =>
  tx.$queryRaw`
    SELECT "id", "parentId", "kind", "name", "path" FROM "Organization"
    WHERE ${within(Prisma.sql`"path"`, path)} AND "dissolvedOn" IS NULL AND "kind" <> 'group' ORDER BY "id"`
