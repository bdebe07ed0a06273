import { quoted } from '../../base/nearest.ts'
import { kindWords } from '../../life/tree/tree.ts'
import { findActivity } from '../../records/activities.ts'
import { expireNotices } from '../../records/notices.ts'
import { dropDuesAfter } from '../../records/transfers.ts'
import type { TreeNode } from '../../records/tree.ts'
import { monthOf, nextMonth } from '../../time/days.ts'
import type { Act } from '../act.ts'
import { cancel } from '../activity/arrange.ts'
import { titleOf } from '../subject.ts'
import { treeRefused } from './set-organization.ts'

/** What ends with an organization, and what stays of it. */
export interface Ended {
  /** Coming activities that are called off. */
  cancelled: { title: string; startsAt: Date }[]
  /** Groups that end with it. */
  groups: string[]
  /** Stays with it and can still be exported. */
  closedRecords: number
  /** Nobody can close these any more: the operator is told. */
  openRecords: number
}

export interface Dissolved extends Ended {
  /** Who leaves the roster with it. */
  left: number
  rooms: string[]
}

/** Calls off what is coming, silences what was still to be said and marks the node and its groups as dissolved. */
export async function endOrganization(act: Act, node: TreeNode, reason: string): Promise<Ended> {
  const { tx } = act
  const inside = { path: { startsWith: node.path } }
  const coming = await tx.activity.findMany({
    where: { organization: inside, startsAt: { gt: act.now }, state: { in: ['planned', 'approved'] } },
    select: { id: true },
    orderBy: { startsAt: 'asc' },
  })
  const cancelled: Ended['cancelled'] = []
  for (const { id } of coming) {
    const activity = await findActivity(tx, id)
    if (!activity) continue
    await cancel(act, activity, reason)
    cancelled.push({ title: titleOf(activity), startsAt: activity.startsAt })
  }
  const month = monthOf(act.today())
  for (const one of [nextMonth(month, -1), month, nextMonth(month)])
    await expireNotices(tx, { kind: 'dues', id: `${node.id}:${one}` }, reason)
  const groups = await tx.organization.findMany({
    where: { ...inside, kind: 'group', dissolvedOn: null, id: { not: node.id } },
    select: { id: true, name: true },
    orderBy: { id: 'asc' },
  })
  const ids = [node.id, ...groups.map(({ id }) => id)]
  await tx.organization.updateMany({ where: { id: { in: ids } }, data: { dissolvedOn: act.today() } })
  await tx.contactPoint.updateMany({
    where: { organizationId: { in: ids }, untilOn: null },
    data: { untilOn: act.today() },
  })
  await tx.bindingCode.updateMany({
    where: { organizationId: { in: ids }, usedAt: null },
    data: { expiresAt: act.now },
  })
  await act.audit(
    ...ids.map((id) => ({
      action: 'dissolve',
      subject: { kind: 'organization', id },
      organizationId: id,
      before: { dissolvedOn: null },
      after: { dissolvedOn: act.today(), reason },
    })),
  )
  return {
    cancelled,
    groups: groups.map(({ name }) => name),
    closedRecords: await tx.activityRecord.count({ where: { branchId: node.id, state: 'closed' } }),
    openRecords: await tx.activityRecord.count({ where: { branchId: node.id, state: 'open' } }),
  }
}

/**
 * Dissolves a node that has nobody left, or whose people leave with it; a group's people stay in the branch.
 * @throws ZhibuError TREE_REFUSED
 */
export async function dissolve(act: Act, node: TreeNode, membersLeave: boolean): Promise<Dissolved> {
  const { tx } = act
  const inside = { path: { startsWith: node.path } }
  const below = await tx.organization.findMany({
    where: { parentId: node.id, dissolvedOn: null, kind: { not: 'group' } },
    select: { name: true },
    take: 5,
    orderBy: { id: 'asc' },
  })
  if (below.length > 0)
    throw treeRefused(
      `${kindWords[node.kind]}「${node.name}」下面还有${quoted(below.map(({ name }) => name))}等组织。`,
      '请先把它们移到别的上级（zhibu tree set 名称 --parent 上级），或者先撤销。',
    )
  const people = await tx.member.findMany({ where: { branchId: node.id, leftOn: null }, select: { id: true } })
  if (people.length > 0 && !membersLeave)
    throw treeRefused(
      `「${node.name}」的名单上还有 ${people.length} 人。`,
      `请先并到别的支部（zhibu tree merge ${node.name} --into 支部名称）；确实都已转走的，加上 --members-left。`,
    )
  const ids = people.map(({ id }) => id)
  const ended = await endOrganization(act, node, `${node.name}已经撤销`)
  await tx.member.updateMany({ where: { id: { in: ids } }, data: { leftOn: act.today() } })
  await dropDuesAfter(tx, ids, monthOf(act.today()))
  await tx.position.deleteMany({ where: { OR: [{ memberId: { in: ids } }, { organization: inside }] } })
  if (node.kind === 'group') await tx.member.updateMany({ where: { groupId: node.id }, data: { groupId: null } })
  const revised = node.kind === 'group' && node.parentId !== null ? node.parentId : node.id
  await tx.organization.update({ where: { id: revised }, data: { rosterRevision: { increment: 1 } } })
  const rooms = await tx.room.findMany({
    where: { organization: inside },
    select: { id: true, title: true },
    orderBy: { id: 'asc' },
  })
  await tx.room.deleteMany({ where: { id: { in: rooms.map(({ id }) => id) } } })
  await act.audit(
    ...ids.map((id) => ({
      action: 'remove_member',
      subject: { kind: 'member', id },
      organizationId: node.id,
      before: { leftOn: null },
      after: { leftOn: act.today() },
    })),
    ...rooms.map(({ id, title }) => ({
      action: 'unbind_room',
      subject: { kind: 'room', id },
      organizationId: node.id,
      before: { title },
    })),
  )
  return { ...ended, left: ids.length, rooms: rooms.map(({ title }) => title) }
}
