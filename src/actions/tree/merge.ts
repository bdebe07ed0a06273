import { ensureOrganization, secretaryOf } from '../../records/organizations.ts'
import type { TreeNode } from '../../records/tree.ts'
import type { Act } from '../act.ts'
import { startFor } from '../programs/start-programs.ts'
import { type Ended, endOrganization } from './dissolve.ts'
import { type MovedMembers, moveMembers } from './move-members.ts'
import { treeRefused } from './set-organization.ts'

export interface Merged extends Omit<Ended, 'groups'>, MovedMembers {
  /** Groups that come along, and how they are called where that is not as before. */
  groups: { from: string; to: string }[]
  /** Group chats that now belong to the other branch. */
  rooms: string[]
}

/**
 * Merges one branch into another: its people, with what is open of them, its groups and group chats go there; its
 * records and ledgers stay with it; what it had planned is called off.
 * @throws ZhibuError TREE_REFUSED
 */
export async function mergeBranch(act: Act, from: TreeNode, into: TreeNode): Promise<Merged> {
  const { tx } = act
  if (from.id === into.id) throw treeRefused('两个写的是同一个支部。', '请写要并掉的支部，和并到哪个支部。')
  const secretary = await secretaryOf(tx, from.id)
  const people = await tx.member.findMany({ where: { branchId: from.id, leftOn: null }, select: { id: true } })
  const old = await tx.organization.findMany({
    where: { parentId: from.id, kind: 'group', dissolvedOn: null },
    select: { id: true, name: true },
    orderBy: { id: 'asc' },
  })
  // Those who were told hear that it is off, while the posts and groups are still as they were.
  const ended = await endOrganization(act, from, `${from.name}并入${into.name}`)
  const groups = new Map<number, number>()
  const renamed: Merged['groups'] = []
  for (const { id, name } of old) {
    const fresh = await groupBelow(act, into.id, name, from.name)
    groups.set(id, fresh.id)
    renamed.push({ from: name, to: fresh.name })
  }
  const moved = await moveMembers(
    act,
    people.map(({ id }) => id),
    { from, to: into, groups },
  )
  await startFor(
    act,
    [...groups.values()].map((id) => ({ id })),
  )
  const rooms = await moveRooms(act, from, into, groups)
  await tx.transfer.updateMany({ where: { toBranchId: from.id, state: 'out' }, data: { toBranchId: into.id } })
  await act.audit({
    action: 'merge',
    subject: { kind: 'organization', id: from.id },
    organizationId: into.id,
    after: { into: into.id, members: moved.members },
  })
  const facts = { from: from.name, into: into.name, members: moved.members }
  const cause = { kind: 'organization', id: from.id } as const
  const newSecretary = await secretaryOf(tx, into.id)
  for (const memberId of new Set([secretary?.memberId, newSecretary?.memberId]))
    if (memberId !== undefined)
      await act.tell({ kind: 'branch_merged', facts, cause, to: { kind: 'member', id: memberId } })
  return { ...ended, ...moved, groups: renamed, rooms }
}

/** A group of that name, or named after the branch it comes from where there is one already. */
async function groupBelow(
  act: Act,
  parentId: number,
  name: string,
  comesFrom: string,
): Promise<{ id: number; name: string }> {
  for (let count = 0; ; count++) {
    const called = count === 0 ? name : `${name}（${comesFrom}${count === 1 ? '' : count}）`
    if ((await act.tx.organization.count({ where: { parentId, name: called } })) > 0) continue
    const { id } = await ensureOrganization(act.tx, { kind: 'group', name: called, parentId, now: act.now })
    return { id, name: called }
  }
}

async function moveRooms(
  act: Act,
  from: TreeNode,
  into: TreeNode,
  groups: ReadonlyMap<number, number>,
): Promise<string[]> {
  const rooms = await act.tx.room.findMany({
    where: { organization: { path: { startsWith: from.path } } },
    select: { id: true, title: true, organizationId: true },
    orderBy: { id: 'asc' },
  })
  for (const { id, organizationId } of rooms)
    await act.tx.room.update({ where: { id }, data: { organizationId: groups.get(organizationId) ?? into.id } })
  await act.audit(
    ...rooms.map(({ id, organizationId }) => ({
      action: 'move_room',
      subject: { kind: 'room', id },
      organizationId: into.id,
      before: { organizationId },
      after: { organizationId: groups.get(organizationId) ?? into.id },
    })),
  )
  return rooms.map(({ title }) => title)
}
