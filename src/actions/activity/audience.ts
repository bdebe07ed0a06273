import { type Audience, toldAlone } from '../../life/meeting/audience.ts'
import type { Right } from '../../life/people/rights.ts'
import { type ActivityRow, audienceOf, isRota, keeperOf, lastSessions } from '../../records/activities.ts'
import type { Tx } from '../../records/database.ts'
import { branchesBelow, type Officer, officerFor, type rolesFor, roomsIn } from '../../records/organizations.ts'
import { type Roll, rollOf } from '../../records/participations.ts'
import type { Act, Recipient } from '../act.ts'
import { tellGuests } from './tell-guests.ts'

/** Who keeps the rolls of an activity: one organization, or every branch below for a lecture that a committee holds. */
export const keepersOf = async (tx: Tx, activity: ActivityRow): Promise<number[]> =>
  audienceOf(activity) === 'below'
    ? (await branchesBelow(tx, activity.organization.path)).map(({ id }) => id)
    : [keeperOf(activity, activity.organizationId)]

/** All rolls of these activities, to be frozen; none where members take turns. */
export async function rollsOf(tx: Tx, activities: readonly ActivityRow[]): Promise<Roll[]> {
  const last = await lastSessions(tx, activities)
  const rolls: Roll[] = []
  for (const activity of activities) {
    if (isRota(activity)) continue
    const { id: organizationId, path } = activity.organization
    for (const branchId of await keepersOf(tx, activity))
      rolls.push({
        activityId: activity.id,
        branchId,
        audience: audienceOf(activity),
        organizationId,
        path,
        session: activity.occasionId === null ? null : last.has(activity.id) ? 'last' : 'one',
      })
  }
  return rolls
}

/** A group or a person who is told of an activity, and on whose roll that is. */
export interface Told extends Recipient {
  kind: 'room' | 'member'
  keeperId: number
}

/**
 * Where an activity is announced: the groups of the branches concerned; a party group's own, else its branch's; to those
 * of a committee one by one, or in the room that a higher committee has.
 */
export async function toldOf(tx: Tx, activity: ActivityRow): Promise<Told[]> {
  const audience = audienceOf(activity)
  const holder = activity.organization
  const keepers = await keepersOf(tx, activity)
  const keeper = keepers[0] ?? holder.id
  const rooms = async (ids: number[]) =>
    (await roomsIn(tx, ids)).map(({ id, organizationId }) => ({ id, organizationId }))
  const inRooms = (found: { id: number; organizationId: number }[], keeperId?: number): Told[] =>
    found.map(({ id, organizationId }) => ({ kind: 'room', id, keeperId: keeperId ?? organizationId }))
  if (audience === 'below' || audience === 'branch') return inRooms(await rooms(keepers))
  if (audience !== 'committee') {
    const own = inRooms(await rooms([holder.id]), keeper)
    if (own.length > 0) return own
    if (audience === 'group') return inRooms(await rooms([keeper]), keeper)
  }
  return (await rollOf(tx, activity, keeper)).map(({ memberId }) => ({
    kind: 'member',
    id: memberId,
    keeperId: keeper,
  }))
}

export async function tellAudience(
  act: Act,
  activity: ActivityRow,
  tell: (to: Recipient) => Promise<void>,
): Promise<void> {
  for (const { kind, id } of await toldOf(act.tx, activity)) await tell({ kind, id })
  await tellGuests(act, activity)
}

/** The people of an audience that is told one by one, as they are called. */
const called: Partial<Record<Audience, string>> = {
  committee: '各位支委',
  officers: '各位委员',
  secretaries: '各支部书记',
}

/** Whom an activity concerns, where that is not everybody in a group. */
export const whomOf = (activity: ActivityRow): string | null => called[audienceOf(activity)] ?? null
export const isToldAlone = (activity: ActivityRow): boolean => toldAlone(audienceOf(activity))

/** Said back to whoever ordered it privately. */
export function toldWhom(activity: ActivityRow): string {
  const whom = whomOf(activity)
  return whom === null ? '已通知到群里' : `已告诉${whom}`
}

/** Who decides for an activity where it is kept: leave, roll and record are put before them. */
export const officerOf = (
  tx: Tx,
  activity: ActivityRow,
  keeperId: number,
  whom: keyof typeof rolesFor = 'secretary',
): Promise<Officer | null> => officerFor(tx, deciderOf(activity, keeperId), whom)

/** The organization whose officers decide: a group's meeting is the group's, though the branch keeps its record. */
export const deciderOf = ({ organization }: ActivityRow, keeperId: number) =>
  organization.kind === 'group' ? organization : { id: keeperId, kind: 'branch' as const, path: '' }

/** Whether the actor has a right over an activity: where it is held; over a lecture's roll in their own branch. */
export function mayFor(act: Act, right: Right, activity: ActivityRow): boolean {
  const ofBranch = audienceOf(activity) === 'below' && act.actor.kind === 'member'
  return act.may(right, ofBranch && act.actor.kind === 'member' ? act.actor.branchPath : activity.organization.path)
}
