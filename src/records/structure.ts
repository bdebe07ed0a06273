import { committeeFrom, type Structure } from '../life/structure.ts'
import type { Tx } from './database.ts'
import { committeeRoles } from './organizations.ts'

/** Which branches have a committee, and which groups. Two statements for the whole tree. */
export async function structureOf(tx: Tx): Promise<Structure> {
  const roles = JSON.stringify(committeeRoles)
  const committees = await tx.$queryRaw<{ id: number }[]>`
    SELECT o."id" FROM "Organization" o
    LEFT JOIN (SELECT "branchId" AS "id", count(*) AS "count" FROM "Member"
      WHERE "category" = 'full' AND "leftOn" IS NULL GROUP BY "branchId") f ON f."id" = o."id"
    LEFT JOIN (SELECT p."organizationId" AS "id", count(DISTINCT p."memberId") AS "count" FROM "Position" p
      JOIN "Member" m ON m."id" = p."memberId" AND m."leftOn" IS NULL
      WHERE p."role" IN (SELECT r.value FROM json_each(${roles}) r) GROUP BY p."organizationId") h ON h."id" = o."id"
    WHERE o."kind" = 'branch' AND (f."count" >= ${committeeFrom.fullMembers} OR h."count" >= ${committeeFrom.posts})`
  const groups = new Map<number, { id: number; name: string }[]>()
  const rows = await tx.organization.findMany({
    where: { kind: 'group', dissolvedOn: null },
    select: { id: true, name: true, parentId: true },
    orderBy: { id: 'asc' },
  })
  for (const { id, name, parentId } of rows)
    if (parentId !== null) groups.set(parentId, [...(groups.get(parentId) ?? []), { id, name }])
  return { committees: new Set(committees.map(({ id }) => id)), groups }
}
