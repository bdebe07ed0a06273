import type { Tx } from './database.ts'

export interface BranchStanding {
  id: number
  name: string
}

export interface MonthStanding {
  branches: number
  titles: { title: string; closed: number; arranged: number; missing: string[] }[]
  /** Branches whose theme day of the month is not arranged: neither approved nor held. */
  missing: Set<number>
  /** Branches in which everybody has paid the month. */
  duesDone: number
}

interface Row {
  branchId: number
  name: string
  title: string
  kind: string
  state: string | null
  record: string | null
}

/** How the branches below stand in one month. Set-based: one query for activities, one for dues. */
export async function monthStanding(tx: Tx, path: string, month: string): Promise<MonthStanding> {
  const under = `${path}%`
  const rows = await tx.$queryRaw<Row[]>`
    SELECT o."id" AS "branchId", o."name", p."name" AS "title", p."kind", a."state", r."state" AS "record"
    FROM "Organization" o
    JOIN "Program" p ON p."organizationId" = o."id" AND p."enabled" AND p."kind" <> 'dues'
      AND coalesce(p."rule"->>'every', 'month') = 'month'
    LEFT JOIN "Activity" a ON a."programId" = p."id" AND a."period" = ${month} AND a."state" <> 'cancelled'
    LEFT JOIN "ActivityRecord" r ON r."activityId" = a."id" AND r."branchId" = o."id"
    WHERE o."kind" = 'branch' AND o."path" LIKE ${under}
    ORDER BY o."id"`
  const dues = await tx.$queryRaw<{ branchId: number; owing: number }[]>`
    SELECT d."branchId", sum(CASE WHEN d."state" IN ('due', 'claimed') THEN 1 ELSE 0 END) AS "owing"
    FROM "DuesMonth" d JOIN "Organization" o ON o."id" = d."branchId"
    WHERE o."path" LIKE ${under} AND d."month" = ${month} GROUP BY d."branchId"`
  const branches = await tx.organization.count({ where: { kind: 'branch', path: { startsWith: path } } })
  const titles = new Map<string, { title: string; closed: number; arranged: number; missing: string[] }>()
  const missing = new Set<number>()
  for (const row of rows) {
    const line = titles.get(row.title) ?? { title: row.title, closed: 0, arranged: 0, missing: [] }
    titles.set(row.title, line)
    if (row.record === 'closed') line.closed += 1
    else if (row.state === 'approved' || row.state === 'held') line.arranged += 1
    else {
      line.missing.push(row.name)
      if (row.kind === 'theme_day') missing.add(row.branchId)
    }
  }
  return {
    branches,
    titles: [...titles.values()],
    missing,
    duesDone: dues.filter((row) => Number(row.owing) === 0).length,
  }
}
