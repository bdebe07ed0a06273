import { audienceOf, findActivity, ruleOf } from '../../records/activities.ts'
import { owingMembers } from '../../records/dues.ts'
import type { Notice, NoticeRow } from '../../records/notices.ts'
import { insertNotices } from '../../records/notices.ts'
import {
  announcementRooms,
  branchesBelow,
  committeeRoles,
  deputyOf,
  duesOfficerOf,
  officersOf,
  secretaryOf,
} from '../../records/organizations.ts'
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
  const rows: NoticeRow[] = []
  const add = (recipientKind: 'room' | 'member', recipientId: number, branchId: number) =>
    rows.push({ ...notice, facts: { to }, recipientKind, recipientId, organizationId: branchId })
  for (const { id } of branches) {
    // Only the committee is told of its meetings, one by one: the group is not its room.
    if (to === 'room' && activity && audienceOf(activity) === 'committee') {
      for (const { memberId } of await officersOf(act.tx, id, committeeRoles)) add('member', memberId, id)
    } else if (to === 'room') for (const room of await announcementRooms(act.tx, id)) add('room', room.id, id)
    if (to === 'branch')
      for (const member of await owingMembers(act.tx, id, monthOfCause(notice.causeId)))
        add('member', member.memberId, id)
    const officer =
      to === 'secretary'
        ? await secretaryOf(act.tx, id)
        : to === 'deputy'
          ? await deputyOf(act.tx, id)
          : to === 'dues_officer'
            ? await duesOfficerOf(act.tx, id)
            : null
    if (officer) add('member', officer.memberId, id)
  }
  return insertNotices(act.tx, rows, act.now)
}

const recipientOf = (facts: Notice['facts']): string =>
  typeof facts === 'object' && facts !== null && 'to' in facts ? String(facts.to) : ''

/** Dues notices are caused by a branch's month: "12:2026-12". */
export const monthOfCause = (causeId: string): string => causeId.slice(causeId.indexOf(':') + 1)
