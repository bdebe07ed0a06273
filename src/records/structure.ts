import { grouped } from '../base/grouped.ts'
import { committeeFrom, type Structure } from '../life/programs/structure.ts'
import { Prisma } from './client/client.ts'
import type { Tx } from './database.ts'
import { rowsOf } from './direct.ts'
import { committeeRoles } from './organizations.ts'
import { among, asText, within } from './sql.ts'

/** Branches that have a committee. */
export async function committeesOf(tx: Tx): Promise<number[]> {
  const rows = await tx.$queryRaw<{ id: number }[]>`
    SELECT o."id" FROM "Organization" o
    LEFT JOIN (SELECT "branchId" AS "id", count(*) AS "count" FROM "Member"
      WHERE "category" = 'full' AND "leftOn" IS NULL GROUP BY "branchId") f ON f."id" = o."id"
    LEFT JOIN (SELECT p."organizationId" AS "id", count(DISTINCT p."memberId") AS "count" FROM "Position" p
      JOIN "Member" m ON m."id" = p."memberId" AND m."leftOn" IS NULL
      WHERE ${asText(tx, Prisma.sql`p."role"`)} ${among(tx, committeeRoles)} GROUP BY p."organizationId") h ON h."id" = o."id"
    WHERE o."kind" = 'branch' AND (f."count" >= ${committeeFrom.fullMembers} OR h."count" >= ${committeeFrom.posts})`
  return rows.map(({ id }) => id)
}

/** Groups that somebody belongs to, as a table. */
export const livingGroups = Prisma.sql`(SELECT "id", "name", "parentId" FROM "Organization"
  WHERE "kind" = 'group' AND "dissolvedOn" IS NULL AND "id" IN (SELECT "groupId" FROM "Member"
    WHERE "groupId" IS NOT NULL AND "leftOn" IS NULL AND "category" IN ('full', 'probationary')))`

/** How groups are called: most branches call theirs alike. */
export const groupNames = async (tx: Tx): Promise<string[]> =>
  (
    await tx.$queryRaw<{ name: string }[]>`
      SELECT DISTINCT "name" FROM "Organization" WHERE "kind" = 'group' AND "dissolvedOn" IS NULL ORDER BY "name"`
  ).map(({ name }) => name)

/** Which branches have a committee, and which groups. Two statements for the whole tree. */
export async function structureOf(tx: Tx): Promise<Structure> {
  const groups = new Map<number, { id: number; name: string }[]>()
  const rows = await tx.$queryRaw<{ id: number; name: string; parentId: number | null }[]>`
    SELECT g."id", g."name", g."parentId" FROM ${livingGroups} g ORDER BY g."id"`
  for (const { id, name, parentId } of rows) {
    const others = parentId === null ? undefined : groups.get(parentId)
    if (others) others.push({ id, name })
    else if (parentId !== null) groups.set(parentId, [{ id, name }])
  }
  return { committees: new Set(await committeesOf(tx)), groups }
}

/** Whether the branch "o" has a committee. */
export const hasCommittee = (tx: Tx): Prisma.Sql => Prisma.sql`(
  (SELECT count(*) FROM "Member" f WHERE f."branchId" = o."id" AND f."leftOn" IS NULL AND f."category" = 'full')
    >= ${committeeFrom.fullMembers}
  OR (SELECT count(DISTINCT s."memberId") FROM "Position" s JOIN "Member" f ON f."id" = s."memberId" AND f."leftOn" IS NULL
    WHERE s."organizationId" = o."id" AND ${asText(tx, Prisma.sql`s."role"`)} ${among(tx, committeeRoles)})
    >= ${committeeFrom.posts})`

/** Whether the organization "g" is a group that somebody belongs to. */
export const isGroup: Prisma.Sql = Prisma.sql`g."kind" = 'group' AND g."dissolvedOn" IS NULL AND EXISTS (
  SELECT 1 FROM "Member" f WHERE f."branchId" = g."parentId" AND f."leftOn" IS NULL AND f."groupId" = g."id"
    AND f."category" IN ('full', 'probationary'))`

/** The same of one branch, or of few: what is asked of it in a chat must not read the whole tree. One statement. */
export async function structureBelow(tx: Tx, path: string): Promise<Structure> {
  const rows = await rowsOf<{ id: number; name: string | null; branchId: number }>(
    tx,
    Prisma.sql`
    SELECT o."id", NULL AS "name", o."id" AS "branchId" FROM "Organization" o
    WHERE o."kind" = 'branch' AND ${within(Prisma.sql`o."path"`, path)} AND ${hasCommittee(tx)}
    UNION ALL
    SELECT g."id", g."name", g."parentId" FROM "Organization" g
    WHERE ${within(Prisma.sql`g."path"`, path)} AND ${isGroup}
    ORDER BY 1`,
  )
  const groups = grouped(
    rows.flatMap(({ name, ...row }) => (name === null ? [] : [{ ...row, name }])),
    ({ branchId }) => branchId,
  )
  return { committees: new Set(rows.filter(({ name }) => name === null).map(({ id }) => id)), groups }
}

/** Why the meeting of a group that nobody belongs to any more is not held. */
const nobodyLeft = '小组里没有党员了'

/**
 * Groups come and go with the roster: what was planned for one without members, and nobody was told of, is called off,
 * and taken up again where there are members again. Two statements for the whole tree.
 */
export async function followGroups(tx: Tx, now: Date): Promise<void> {
  await tx.$executeRaw`
    UPDATE "Activity" SET "state" = 'cancelled', "cancelReason" = ${nobodyLeft}
    WHERE "state" IN ('planned', 'approved') AND "startsAt" > ${now} AND "announcedRevision" = 0
      AND "organizationId" IN (SELECT o."id" FROM "Organization" o WHERE o."kind" = 'group' AND NOT EXISTS (
        SELECT 1 FROM "Member" m WHERE m."groupId" = o."id" AND m."leftOn" IS NULL
          AND m."category" IN ('full', 'probationary')))`
  await tx.$executeRaw`
    UPDATE "Activity" SET "state" = 'planned', "cancelReason" = NULL
    WHERE "state" = 'cancelled' AND "cancelReason" = ${nobodyLeft} AND "startsAt" > ${now}
      AND EXISTS (SELECT 1 FROM "Member" m WHERE m."groupId" = "Activity"."organizationId" AND m."leftOn" IS NULL
        AND m."category" IN ('full', 'probationary'))`
}
