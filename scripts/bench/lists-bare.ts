import { branchId, type Place, setting, sizes } from './world.ts'

/*
 * The overdue lists as somebody would write them who knows which institutions there are, that all branches follow the same
 * rules, and which periods are asked for on 15 December 2026: nothing is looked up that is known beforehand.
 */

const instant = (kind: Place['kind'], day: string, hour: string) => {
  const at = setting.zone.at(day, hour).toISOString()
  return `'${kind === 'postgres' ? at.slice(0, -1) : at}'`
}

const never = (kind: Place['kind']) => `CAST(NULL AS ${kind === 'postgres' ? 'timestamp' : 'text'})`

const committee = `((SELECT count(*) FROM "Member" f WHERE f."branchId" = o."id" AND f."leftOn" IS NULL AND f."category" = 'full') >= 7
  OR (SELECT count(DISTINCT s."memberId") FROM "Position" s JOIN "Member" f ON f."id" = s."memberId" AND f."leftOn" IS NULL
    WHERE s."organizationId" = o."id" AND s."role" NOT IN ('group_leader', 'committee_officer')) >= 3)`
const unpaid = `d."state" IN ('due', 'claimed') AND d."month" <= '2026-12' AND NOT (d."state" = 'due' AND EXISTS (
  SELECT 1 FROM "Transfer" t WHERE t."memberId" = d."memberId" AND t."state" = 'out' AND t."duesPaidTo" < d."month"))`
const nothing = `NOT EXISTS (SELECT 1 FROM "Activity" a WHERE a."programId" = p."id" AND a."organizationId" = p."organizationId"
    AND a."period" = q."period" AND a."state" <> 'cancelled')
  AND NOT EXISTS (SELECT 1 FROM "Explanation" e WHERE e."programId" = p."id" AND e."period" = q."period")`

const asked = (periods: readonly [name: string, period: string][]) =>
  periods.map(([name, period]) => `SELECT '${name}' AS "name", '${period}' AS "period"`).join(' UNION ALL ')
const last: [string, string][] = [
  ['主题党日', '2026-11'],
  ['支委会', '2026-11'],
  ['党员大会', '2026-Q4'],
  ['党课', '2026-Q4'],
]
const allOfBranch: [string, string][] = [...last, ['主题党日', '2026-10'], ['支委会', '2026-10']]
const above = `'名师大讲堂', '道德讲堂'`

/** One row for each item of a branch: what it is, and how many owe, or which day it was. */
export function listOfBranch(kind: Place['kind']): string {
  const id = branchId(sizes.city, branchOfList)
  return `
    SELECT 'missing' AS "what", p."id" AS "id", q."period" AS "period", p."name" AS "name", 0 AS "owing", ${never(kind)} AS "at"
    FROM "Program" p JOIN (${asked(allOfBranch)}) q ON q."name" = p."name" CROSS JOIN (SELECT ${id} AS "id") o
    WHERE p."organizationId" = ${id} AND p."enabled" AND ${nothing} AND (p."name" <> '支委会' OR ${committee})
    UNION ALL
    SELECT 'missing', p."id", q."period", p."name", 0, ${never(kind)}
    FROM "Program" p CROSS JOIN (SELECT '2026-Q4' AS "period") q
    WHERE p."organizationId" IN (1, 2) AND p."enabled" AND p."name" IN (${above}) AND ${nothing}
    UNION ALL
    SELECT 'activity', a."id", a."period", a."title", 0, a."startsAt"
    FROM "ActivityRecord" r JOIN "Activity" a ON a."id" = r."activityId"
    WHERE r."branchId" = ${id} AND r."state" = 'open' AND a."state" = 'held' AND a."endsAt" < ${instant(kind, '2026-12-15', '10:00')}
    UNION ALL
    SELECT 'dues', d."branchId", d."month", '', count(*), ${never(kind)}
    FROM "DuesMonth" d WHERE d."branchId" = ${id} AND ${unpaid} GROUP BY d."branchId", d."month"`
}
/** The branch whose list is asked for: of the first county. */
export const branchOfList = 6

/** The same figures as the program tells a committee. */
export function figuresBelow(kind: Place['kind'], top: { id: number; path: string }): string {
  return `
    WITH "below" AS MATERIALIZED (SELECT "id", "name", "path" FROM "Organization" WHERE "path" > '${top.path}' AND "path" < '${top.path.slice(0, -1)}0'),
    "nothing" AS MATERIALIZED (
      SELECT o."id", p."name", CASE WHEN q."period" = '2026-11' THEN 'missing' ELSE 'arrange' END AS "what"
      FROM "below" o CROSS JOIN "Program" p CROSS JOIN (${asked(last)}) q
      WHERE p."organizationId" = o."id" AND p."enabled" AND q."name" = p."name" AND ${nothing}),
    "item" AS (
      SELECT r."branchId" AS "id", 'records' AS "what", a."title" AS "name", count(*) AS "items"
      FROM "below" o CROSS JOIN "ActivityRecord" r JOIN "Activity" a ON a."id" = r."activityId"
      WHERE r."branchId" = o."id" AND r."state" = 'open' AND a."state" = 'held'
        AND a."endsAt" < ${instant(kind, '2026-12-15', '10:00')}
      GROUP BY r."branchId", a."title"
      UNION ALL
      SELECT d."branchId", 'dues', d."month", 1 FROM "below" o CROSS JOIN "DuesMonth" d
      WHERE d."branchId" = o."id" AND ${unpaid} GROUP BY d."branchId", d."month"
      UNION ALL
      SELECT o."id", o."what", o."name", 1 FROM "nothing" o WHERE o."name" <> '支委会' OR ${committee}),
    "by" AS MATERIALIZED (SELECT i.*, o."name" AS "branch", o."path",
      row_number() OVER (PARTITION BY i."what", i."name" ORDER BY i."id") AS "place" FROM "item" i JOIN "below" o ON o."id" = i."id"),
    "each" AS MATERIALIZED (SELECT "id", "branch", "path", sum("items") AS "items" FROM "by" GROUP BY "id", "branch", "path")
    SELECT 'line' AS "part", "what", "name", sum("items") AS "items", count(*) AS "branches",
      max(CASE WHEN "place" = 1 THEN "branch" END) AS "first", max(CASE WHEN "place" = 2 THEN "branch" END) AS "second",
      max(CASE WHEN "place" = 3 THEN "branch" END) AS "third" FROM "by" GROUP BY "what", "name"
    UNION ALL
    SELECT * FROM (SELECT 'worst', '', "branch", "items", 1, NULL, NULL, NULL FROM "each" ORDER BY "items" DESC, "id" LIMIT 5) w
    UNION ALL
    SELECT 'child', '', c."name", sum(e."items"), count(*), NULL, NULL, NULL FROM "Organization" c
    JOIN "each" e ON substr(e."path", 1, length(c."path")) = c."path"
    WHERE c."parentId" = ${top.id} AND c."kind" <> 'branch' GROUP BY c."id", c."name"
    UNION ALL SELECT 'all', '', '', sum("items"), count(*), NULL, NULL, NULL FROM "each"`
}
