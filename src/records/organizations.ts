import { committeeRoles, type Holder, idsOn } from '../life/meeting/audience.ts'
import { Prisma } from './client/client.ts'
import type { OrganizationKind, Role } from './client/enums.ts'
import type { Tx } from './database.ts'
import { rowsOf } from './direct.ts'
import { among } from './sql.ts'

export { committeeRoles }

export interface Officer {
  memberId: number
  name: string
  role: Role
}

/** Who is turned to for what: the first of these that there is. */
export const rolesFor = {
  /** Who is written to for a branch. */
  secretary: ['secretary', 'deputy_secretary', 'committee_officer'],
  /** Who is asked where the secretary does not answer: in the end the secretary again. */
  deputy: ['deputy_secretary', 'organization_officer', 'committee_officer', 'secretary'],
  /** Who receives the dues. */
  dues_officer: ['organization_officer', 'secretary', 'deputy_secretary'],
} as const satisfies Record<string, readonly Role[]>

/** The officers of these organizations, of each in the order of `roles`. One query, however many. */
export async function officersIn(
  tx: Tx,
  organizationIds: number[],
  roles: readonly Role[],
): Promise<Map<number, Officer[]>> {
  if (organizationIds.length === 0) return new Map()
  const held = await rowsOf<Officer & { organizationId: number }>(
    tx,
    Prisma.sql`
      SELECT p."organizationId", p."memberId", p."role", m."name"
      FROM "Position" p JOIN "Member" m ON m."id" = p."memberId"
      WHERE p."organizationId" ${among(tx, organizationIds)} AND m."leftOn" IS NULL ORDER BY p."id"`,
  )
  const found = new Map<number, Officer[]>(organizationIds.map((id) => [id, []]))
  for (const { organizationId, ...officer } of held)
    if (roles.includes(officer.role)) found.get(organizationId)?.push(officer)
  for (const officers of found.values()) officers.sort((a, b) => roles.indexOf(a.role) - roles.indexOf(b.role))
  return found
}

/** The officers of one organization, in the order of `roles`. */
export const officersOf = async (tx: Tx, organizationId: number, roles: readonly Role[]): Promise<Officer[]> =>
  (await officersIn(tx, [organizationId], roles)).get(organizationId) ?? []

const firstOf = (whom: keyof typeof rolesFor) => async (tx: Tx, organizationId: number) =>
  (await officersOf(tx, organizationId, rolesFor[whom]))[0] ?? null

export const secretaryOf = firstOf('secretary')
export const duesOfficerOf = firstOf('dues_officer')

/**
 * Who is turned to for an organization; for a group its leader, and where it has none, or the leader does not answer,
 * the branch's.
 */
export async function officerFor(tx: Tx, organization: Holder, whom: keyof typeof rolesFor): Promise<Officer | null> {
  if (organization.kind !== 'group') return firstOf(whom)(tx, organization.id)
  const branchId = idsOn(organization.path).at(-2) ?? 0
  const found = await officersIn(tx, [organization.id, branchId], ['group_leader', ...rolesFor[whom]])
  const leader = found.get(organization.id)?.[0] ?? null
  const ofBranch = found.get(branchId)?.find(({ role }) => role !== 'group_leader') ?? null
  if (leader === null) return ofBranch
  return whom === 'deputy' ? firstOf('secretary')(tx, branchId) : leader
}

/** Adds a node below its parent, with its path; finds it where it is there already. */
export async function ensureOrganization(
  tx: Tx,
  node: { kind: OrganizationKind; name: string; parentId: number | null; now: Date; place?: string },
): Promise<{ id: number; path: string; created: boolean }> {
  const found = await tx.organization.findFirst({
    where: { name: node.name, parentId: node.parentId },
    select: { id: true, path: true, dissolvedOn: true },
  })
  if (found) {
    // People are put into a group again that had been given up.
    if (found.dissolvedOn !== null && node.kind === 'group')
      await tx.organization.update({ where: { id: found.id }, data: { dissolvedOn: null } })
    return { id: found.id, path: found.path, created: false }
  }
  const parent =
    node.parentId === null ? null : await tx.organization.findUniqueOrThrow({ where: { id: node.parentId } })
  const made = await tx.organization.create({
    data: { kind: node.kind, name: node.name, parentId: node.parentId, place: node.place ?? null, createdAt: node.now },
  })
  const path = `${parent?.path ?? '/'}${made.id}/`
  await tx.organization.update({ where: { id: made.id }, data: { path } })
  return { id: made.id, path, created: true }
}

/** The groups to which the announcements of these organizations go. */
export const roomsIn = (tx: Tx, organizationIds: number[]) =>
  tx.room.findMany({ where: { organizationId: { in: organizationIds }, announce: true }, orderBy: { id: 'asc' } })

/** The groups to which a branch's announcements go. */
export const announcementRooms = (tx: Tx, organizationId: number) => roomsIn(tx, [organizationId])

/** The branches in the subtree at `path`. */
export const branchesBelow = (tx: Tx, path: string): Promise<{ id: number; name: string; path: string }[]> =>
  tx.organization.findMany({
    where: { path: { startsWith: path }, kind: 'branch', dissolvedOn: null },
    select: { id: true, name: true, path: true },
    orderBy: { id: 'asc' },
  })
