import { audienceOf, findActivity, ruleOf } from '../../records/activities.ts'
import { owingMembers } from '../../records/dues.ts'
import type { Notice, NoticeRow } from '../../records/notices.ts'
import { insertNotices } from '../../records/notices.ts'
import { branchesBelow, committeeRoles, officersIn, rolesFor, roomsIn } from '../../records/organizations.ts'
import type { Act } from '../act.ts'

/** Stages after which every branch has a roll and a record of its own, also for a lecture that a committee holds. */
const perBranch = ['sign_in', 'roll_check', 'record_due']

/**
 * Makes one notice for each group or person an organization's notice concerns, as they are now.
 * Returns how many; 0 means that nobody is there to be told.
 */
export async function expand(act: Act, notice: Notice): Promise<number> {
  const to = recipientOf(notice.facts)
  const organizationId = notice.recipientId
  const activity = notice.causeKind === 'activity' ? await findActivity(act.tx, Number(notice.causeId)) : null
  const below = activity !== null && ruleOf(activity).audience === 'below'
  const branches =
    below && (to === 'room' || perBranch.includes(notice.kind))
      ? await branchesBelow(act.tx, activity.organization.path)
      : [{ id: organizationId }]
  const ids = branches.map(({ id }) => id)
  const rows: NoticeRow[] = []
  const add = (recipientKind: 'room' | 'member', recipientId: number, branchId: number) =>
    rows.push({ ...notice, facts: { to }, recipientKind, recipientId, organizationId: branchId })
  if (to === 'room' && activity && audienceOf(activity) === 'committee') {
    // Only the committee is told of its meetings, one by one: the group is not its room.
    for (const [branchId, officers] of await officersIn(act.tx, ids, committeeRoles))
      for (const { memberId } of officers) add('member', memberId, branchId)
  } else if (to === 'room') {
    for (const room of await roomsIn(act.tx, ids)) add('room', room.id, room.organizationId)
  } else if (to === 'branch') {
    const month = monthOfCause(notice.causeId)
    for (const { memberId } of await owingMembers(act.tx, organizationId, month))
      add('member', memberId, organizationId)
  } else if (isOffice(to)) {
    for (const [branchId, [officer]] of await officersIn(act.tx, ids, rolesFor[to]))
      if (officer) add('member', officer.memberId, branchId)
  }
  return insertNotices(act.tx, rows, act.now)
}

const isOffice = (to: string): to is keyof typeof rolesFor => Object.hasOwn(rolesFor, to)

const recipientOf = (facts: Notice['facts']): string =>
  typeof facts === 'object' && facts !== null && 'to' in facts ? String(facts.to) : ''

/** Dues notices are caused by a branch's month: "12:2026-12". */
const monthOfCause = (causeId: string): string => causeId.slice(causeId.indexOf(':') + 1)
