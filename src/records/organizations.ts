import type { OrganizationKind, Role } from './client/enums.ts'
import type { Tx } from './database.ts'

/** The roles that sit in a branch committee. */
export const committeeRoles = [
  'secretary',
  'deputy_secretary',
  'organization_officer',
  'publicity_officer',
  'discipline_officer',
  'committee_member',
] as const satisfies readonly Role[]

export interface Officer {
  memberId: number
  name: string
  role: Role
}

/** The officers of one organization, in the order of `roles`. */
export async function officersOf(tx: Tx, organizationId: number, roles: readonly Role[]): Promise<Officer[]> {
  const held = await tx.position.findMany({
    where: { organizationId, role: { in: [...roles] }, member: { leftOn: null } },
    select: { memberId: true, role: true, member: { select: { name: true } } },
    orderBy: { id: 'asc' },
  })
  return held
    .map(({ memberId, role, member }) => ({ memberId, role, name: member.name }))
    .sort((a, b) => roles.indexOf(a.role) - roles.indexOf(b.role))
}

/** Who is written to for a branch: the secretary, else the deputy. */
export const secretaryOf = async (tx: Tx, organizationId: number): Promise<Officer | null> =>
  (await officersOf(tx, organizationId, ['secretary', 'deputy_secretary', 'committee_officer']))[0] ?? null

/** Who is asked where the secretary does not answer: the deputy, an officer, else the secretary again. */
export const deputyOf = async (tx: Tx, organizationId: number): Promise<Officer | null> =>
  (
    await officersOf(tx, organizationId, ['deputy_secretary', 'organization_officer', 'committee_officer', 'secretary'])
  )[0] ?? null

/** Who receives the dues: the organization officer, else the secretary. */
export const duesOfficerOf = async (tx: Tx, organizationId: number): Promise<Officer | null> =>
  (await officersOf(tx, organizationId, ['organization_officer', 'secretary', 'deputy_secretary']))[0] ?? null

/** Adds a node below its parent, with its path; finds it where it is there already. */
export async function ensureOrganization(
  tx: Tx,
  node: { kind: OrganizationKind; name: string; parentId: number | null; now: Date; place?: string },
): Promise<{ id: number; path: string; created: boolean }> {
  const found = await tx.organization.findFirst({
    where: { name: node.name, parentId: node.parentId },
    select: { id: true, path: true },
  })
  if (found) return { ...found, created: false }
  const parent =
    node.parentId === null ? null : await tx.organization.findUniqueOrThrow({ where: { id: node.parentId } })
  const made = await tx.organization.create({
    data: { kind: node.kind, name: node.name, parentId: node.parentId, place: node.place ?? null, createdAt: node.now },
  })
  const path = `${parent?.path ?? '/'}${made.id}/`
  await tx.organization.update({ where: { id: made.id }, data: { path } })
  return { id: made.id, path, created: true }
}

/** The groups to which a branch's announcements go. */
export const announcementRooms = (tx: Tx, organizationId: number) =>
  tx.room.findMany({ where: { organizationId, announce: true }, orderBy: { id: 'asc' } })

/** The branches in the subtree at `path`. */
export const branchesBelow = (tx: Tx, path: string): Promise<{ id: number; name: string; path: string }[]> =>
  tx.organization.findMany({
    where: { path: { startsWith: path }, kind: 'branch' },
    select: { id: true, name: true, path: true },
    orderBy: { id: 'asc' },
  })
