import { type ActivityRow, audienceOf, ruleOf } from '../records/activities.ts'
import { branchesBelow, committeeRoles, officersIn, roomsIn } from '../records/organizations.ts'
import type { Act, Recipient } from './act.ts'

/** The branches of which an activity has a roll: its own, or all below for a lecture that a committee holds. */
export const branchesOf = async (
  act: Act,
  activity: ActivityRow,
): Promise<{ id: number; name: string; path: string }[]> =>
  ruleOf(activity).audience === 'below' ? branchesBelow(act.tx, activity.organization.path) : [activity.organization]

/** Every group in which the activity is announced; of a committee meeting its members, one by one. */
export async function tellAudience(
  act: Act,
  activity: ActivityRow,
  tell: (to: Recipient) => Promise<void>,
): Promise<void> {
  const branches = (await branchesOf(act, activity)).map(({ id }) => id)
  if (audienceOf(activity) === 'committee') {
    for (const officers of (await officersIn(act.tx, branches, committeeRoles)).values())
      for (const { memberId } of officers) await tell({ kind: 'member', id: memberId })
  } else for (const { id } of await roomsIn(act.tx, branches)) await tell({ kind: 'room', id })
}

/** Said back to whoever ordered it privately. */
export const toldWhom = (activity: ActivityRow): string =>
  audienceOf(activity) === 'committee' ? '已告诉各位支委' : '已通知到群里'
