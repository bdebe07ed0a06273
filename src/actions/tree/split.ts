import { ensureOrganization } from '../../records/organizations.ts'
import { allNodes, type TreeNode } from '../../records/tree.ts'
import type { Act } from '../act.ts'
import { startFor } from '../programs/start-programs.ts'
import { type MovedMembers, moveMembers } from './move-members.ts'
import { treeRefused } from './set-organization.ts'

export interface Split extends MovedMembers {
  branch: TreeNode
  /** Groups that go to the new branch as a whole. */
  groups: string[]
  /** Who leaves a group that stays: in no group from now on. */
  ungrouped: number
  staying: number
}

/**
 * Sets up a new branch beside an old one, with some of its people and what is open of them. A group of which everybody
 * goes goes too.
 * @throws ZhibuError TREE_REFUSED
 */
export async function splitBranch(act: Act, from: TreeNode, name: string, ids: readonly number[]): Promise<Split> {
  const { tx } = act
  if ((await tx.organization.count({ where: { parentId: from.parentId, name } })) > 0)
    throw treeRefused(`已经有叫「${name}」的组织了，撤销了的也算。`, '请给新支部换一个名称。')
  const roster = await tx.member.findMany({
    where: { branchId: from.id, leftOn: null },
    select: { id: true, groupId: true },
  })
  const going = new Set(ids)
  const staying = roster.filter(({ id }) => !going.has(id)).length
  if (going.size === 0) throw treeRefused('没有写谁去新支部。', '请在 --members 后面写姓名，或者一张名单。')
  if (staying === 0)
    throw treeRefused(`「${from.name}」的人都要走了。`, `请改用 zhibu tree set ${from.name} --name ${name}。`)
  const { id: branchId } = await ensureOrganization(tx, {
    kind: 'branch',
    name,
    parentId: from.parentId,
    now: act.now,
  })
  await tx.organization.update({ where: { id: branchId }, data: { sector: from.sector } })
  const branch = (await allNodes(tx)).find(({ id }) => id === branchId)
  if (!branch) throw new Error('the new branch is not there')
  const groups = new Map<number, number>()
  const names: string[] = []
  const old = await tx.organization.findMany({
    where: { parentId: from.id, kind: 'group', dissolvedOn: null },
    select: { id: true, name: true },
    orderBy: { id: 'asc' },
  })
  for (const group of old) {
    const inside = roster.filter(({ groupId }) => groupId === group.id)
    if (inside.length === 0 || inside.some(({ id }) => !going.has(id))) continue
    const made = await ensureOrganization(tx, { kind: 'group', name: group.name, parentId: branchId, now: act.now })
    groups.set(group.id, made.id)
    names.push(group.name)
  }
  const moved = await moveMembers(act, ids, { from, to: branch, groups })
  await tx.organization.updateMany({
    where: { id: { in: [...groups.keys()] } },
    data: { dissolvedOn: act.today() },
  })
  await startFor(act, [branch, ...[...groups.values()].map((id) => ({ id }))])
  await act.audit({
    action: 'split',
    subject: { kind: 'organization', id: branchId },
    organizationId: branchId,
    after: { name, from: from.id, members: moved.members, groups: names },
  })
  const left = roster.filter(({ id, groupId }) => going.has(id) && groupId !== null && !groups.has(groupId))
  return { ...moved, branch, groups: names, ungrouped: left.length, staying }
}
