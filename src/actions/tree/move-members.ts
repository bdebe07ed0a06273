import type { Role } from '../../life/people/roles.ts'
import { calledName } from '../../life/people/roster.ts'
import { type Month, monthOf } from '../../time/days.ts'
import type { Act } from '../act.ts'

export interface Side {
  id: number
  name: string
  path: string
}

/** What became of people who changed their branch. */
export interface MovedMembers {
  members: number
  /** Who shares a name with somebody of the other branch and is called differently from now on. */
  renamed: { from: string; to: string }[]
  /** Posts held in the old branch end. */
  posts: { name: string; role: Role }[]
  /** Months not paid, or not verified yet: they follow the member. */
  openMonths: number
}

/**
 * Puts members from one branch's roster on another's, with what is open of them: dues, steps of admission, transfers,
 * answers to what a committee above holds. What is closed stays with the branch in which it was made; posts in the old
 * branch end, and so do answers to what only it had planned.
 * @param groups the new group of those who were in an old one; who is in none of these is in no group
 * @param duesAfter dues up to this month stay with the old branch (a letter says so); without it what is open goes along
 */
export async function moveMembers(
  act: Act,
  ids: readonly number[],
  { from, to, groups, duesAfter }: { from: Side; to: Side; groups: ReadonlyMap<number, number>; duesAfter?: Month },
): Promise<MovedMembers> {
  const { tx } = act
  const those = { in: [...ids] }
  const members = await tx.member.findMany({
    where: { id: those },
    select: { id: true, name: true, label: true, groupId: true },
    orderBy: { id: 'asc' },
  })
  const taken = new Set(
    (await tx.member.findMany({ where: { branchId: to.id }, select: { name: true, label: true } })).map(calledName),
  )
  const renamed: { id: number; label: string; from: string; to: string }[] = []
  for (const member of members) {
    const before = calledName(member)
    if (!taken.has(before)) continue
    const label = freeLabel(member, from.name, taken)
    renamed.push({ id: member.id, label, from: before, to: calledName({ name: member.name, label }) })
    taken.add(calledName({ name: member.name, label }))
  }
  for (const { id, label } of renamed) await tx.member.update({ where: { id }, data: { label } })
  const posts = await endPosts(act, ids, from, groups)
  await tx.member.updateMany({ where: { id: those }, data: { branchId: to.id, groupId: null } })
  for (const [old, fresh] of groups) {
    const inside = members.filter(({ groupId }) => groupId === old).map(({ id }) => id)
    await tx.member.updateMany({ where: { id: { in: inside } }, data: { groupId: fresh } })
  }
  const openMonths = await takeAlong(act, ids, from, to, duesAfter)
  await tx.organization.updateMany({
    where: { id: { in: [from.id, to.id] } },
    data: { rosterRevision: { increment: 1 } },
  })
  const label = new Map(renamed.map((one) => [one.id, one.label]))
  await act.audit(
    ...members.map((member) => ({
      action: 'move_member',
      subject: { kind: 'member', id: member.id },
      organizationId: to.id,
      before: { branchId: from.id, label: member.label },
      after: { branchId: to.id, label: label.get(member.id) ?? member.label },
    })),
  )
  return {
    members: members.length,
    renamed: renamed.map((one) => ({ from: one.from, to: one.to })),
    posts,
    openMonths,
  }
}

/** Told apart by the branch they come from. */
function freeLabel({ name, label }: { name: string; label: string }, branch: string, taken: Set<string>): string {
  const wanted = label === '' ? branch : `${label}·${branch}`
  for (let count = 1; ; count++) {
    const tried = count === 1 ? wanted : `${wanted}${count}`
    if (!taken.has(calledName({ name, label: tried }))) return tried
  }
}

/** Posts in the old branch end; who leads a group that comes along leads it still. */
async function endPosts(
  act: Act,
  ids: readonly number[],
  from: Side,
  groups: ReadonlyMap<number, number>,
): Promise<MovedMembers['posts']> {
  const held = await act.tx.position.findMany({
    where: { memberId: { in: [...ids] }, organization: { path: { startsWith: from.path } } },
    include: { member: { select: { name: true, label: true } } },
    orderBy: { id: 'asc' },
  })
  const ended = held.filter(({ organizationId }) => !groups.has(organizationId))
  for (const { id, organizationId } of held) {
    const fresh = groups.get(organizationId)
    if (fresh !== undefined) await act.tx.position.update({ where: { id }, data: { organizationId: fresh } })
  }
  await act.tx.position.deleteMany({ where: { id: { in: ended.map(({ id }) => id) } } })
  return ended.map(({ member, role }) => ({ name: calledName(member), role }))
}

/** What is open of them goes with them. Returns how many months are not settled. */
async function takeAlong(
  act: Act,
  ids: readonly number[],
  from: Side,
  to: Side,
  duesAfter: Month | undefined,
): Promise<number> {
  const { tx } = act
  const memberId = { in: [...ids] }
  const open = { state: { in: ['due', 'claimed'] as ('due' | 'claimed')[] } }
  const month = monthOf(act.today())
  const openMonths = await tx.duesMonth.count({ where: { memberId, branchId: from.id, ...open } })
  await tx.duesMonth.updateMany({
    where: {
      memberId,
      branchId: from.id,
      // What the old branch has received stays in its ledger.
      ...(duesAfter === undefined
        ? { OR: [open, { month: { gt: month } }] }
        : { month: { gt: duesAfter }, state: { not: 'paid' as const } }),
    },
    data: { branchId: to.id },
  })
  await tx.development.updateMany({
    where: { memberId, branchId: from.id, endedOn: null },
    data: { branchId: to.id },
  })
  await tx.transfer.updateMany({
    where: { memberId, fromBranchId: from.id, state: 'out' },
    data: { fromBranchId: to.id },
  })
  const coming = { state: { in: ['planned', 'approved'] as ('planned' | 'approved')[] } }
  const own = { path: { startsWith: from.path } }
  await tx.participation.deleteMany({ where: { memberId, activity: { ...coming, organization: own } } })
  await tx.participation.updateMany({
    where: { memberId, branchId: from.id, activity: coming },
    data: { branchId: to.id },
  })
  return openMonths
}
