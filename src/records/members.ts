import type { Held } from '../life/people/rights.ts'
import { calledName } from '../life/people/roster.ts'
import { Prisma } from './client/client.ts'
import type { OrganizationKind, Role } from './client/enums.ts'
import type { Tx } from './database.ts'
import { rowsOf } from './direct.ts'

export interface SpeakerRow {
  id: number
  name: string
  branchId: number
  branchPath: string
  groupId: number | null
  rosterRevision: number
  held: Held[]
}

/** Who speaks, with the roles they hold; null where they left the roster. */
export async function findSpeaker(tx: Tx, memberId: number): Promise<SpeakerRow | null> {
  const rows = await rowsOf<
    Omit<SpeakerRow, 'held'> & { role: Role | null; heldPath: string | null; heldKind: OrganizationKind | null }
  >(
    tx,
    Prisma.sql`
      SELECT m."id", m."name", m."branchId", b."path" AS "branchPath", m."groupId", b."rosterRevision",
        p."role", o."path" AS "heldPath", o."kind" AS "heldKind"
      FROM "Member" m JOIN "Organization" b ON b."id" = m."branchId"
      LEFT JOIN "Position" p ON p."memberId" = m."id" LEFT JOIN "Organization" o ON o."id" = p."organizationId"
      WHERE m."id" = ${memberId} AND m."leftOn" IS NULL ORDER BY p."id"`,
  )
  const [first] = rows
  if (!first) return null
  const { id, name, branchId, branchPath, groupId, rosterRevision } = first
  // A leader whose group the roster does not name leads none.
  const held = rows.flatMap(({ role, heldPath, heldKind }) =>
    role === null || heldPath === null || (role === 'group_leader' && heldKind !== 'group')
      ? []
      : [{ role, path: heldPath }],
  )
  return { id, name, branchId, branchPath, groupId, rosterRevision, held }
}

/** Everybody on the rosters of these branches now, in roster order. */
export const rostersOf = (tx: Tx, branchIds: number[]) =>
  tx.member.findMany({
    where: { branchId: { in: branchIds }, leftOn: null },
    include: { positions: true, group: { select: { name: true } }, branch: { select: { name: true } } },
    orderBy: { id: 'asc' },
  })
export type RosterRow = Awaited<ReturnType<typeof rostersOf>>[number]

/** Everybody on one branch's roster now. */
export const rosterOf = (tx: Tx, branchId: number): Promise<RosterRow[]> => rostersOf(tx, [branchId])

/** Those who were on a branch's roster and left it. */
export const leftMembers = (tx: Tx, branchId: number) =>
  tx.member.findMany({ where: { branchId, leftOn: { not: null } }, select: { id: true, name: true, label: true } })

/** A member's name as people read it, with what tells namesakes apart. */
export const calledNameOf = async (tx: Tx, memberId: number): Promise<string> =>
  calledName(await tx.member.findUniqueOrThrow({ where: { id: memberId }, select: { name: true, label: true } }))
