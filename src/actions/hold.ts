import { randomInt } from 'node:crypto'
import { type ActivityRow, audienceOf, ruleOf, startedActivities } from '../records/activities.ts'
import { checkInOf } from '../records/activity-records.ts'
import { branchesBelow } from '../records/organizations.ts'
import { freezeRoll } from '../records/participations.ts'
import type { Act } from './act.ts'
import { activityFacts } from './subject.ts'

/** How long after the start the sign-in code counts. */
const codeMinutes = 30

/** The branches of which an activity has a roll: its own, or all below for a lecture that a committee holds. */
export const branchesOf = async (
  act: Act,
  activity: ActivityRow,
): Promise<{ id: number; name: string; path: string }[]> =>
  ruleOf(activity).audience === 'below' ? branchesBelow(act.tx, activity.organization.path) : [activity.organization]

/** Starts what has begun: 应到 is counted now, the record is opened, the sign-in gets its code. */
export async function holdStarted(act: Act): Promise<number> {
  const started = await startedActivities(act.tx, act.now)
  for (const activity of started) {
    for (const branch of await branchesOf(act, activity)) {
      await freezeRoll(act.tx, activity.id, branch.id, audienceOf(activity))
      await act.tx.activityRecord.create({ data: { activityId: activity.id, branchId: branch.id, frozenAt: act.now } })
      await openCheckIn(act, activity, branch.id, codeMinutes)
    }
    await act.tx.activity.update({ where: { id: activity.id }, data: { state: 'held' } })
    await act.audit({
      action: 'hold',
      subject: { kind: 'activity', id: activity.id },
      organizationId: activity.organizationId,
      before: { state: activity.state },
      after: { state: 'held' },
    })
  }
  return started.length
}

/** A code that is read out in the room; opening again gives a new end to the same code. */
export async function openCheckIn(act: Act, activity: ActivityRow, branchId: number, minutes: number): Promise<string> {
  const from = activity.startsAt > act.now ? activity.startsAt : act.now
  const closesAt = new Date(from.getTime() + minutes * 60_000)
  const key = { activityId_branchId: { activityId: activity.id, branchId } }
  const code = act.signInCode?.() ?? String(randomInt(1000, 10_000))
  const row = await act.tx.checkIn.upsert({
    where: key,
    update: { closesAt },
    create: { activityId: activity.id, branchId, code, opensAt: act.now, closesAt },
  })
  return row.code
}

/** At the secretary's word: a new or longer sign-in, the code privately. */
export async function openSignIn(
  act: Act,
  activity: ActivityRow,
  branchId: number,
  minutes: number | null,
): Promise<void> {
  const code = await openCheckIn(act, activity, branchId, minutes ?? codeMinutes)
  const open = await checkInOf(act.tx, activity.id, branchId)
  await act.whisper('sign_in', { ...activityFacts(activity), code, until: (open?.closesAt ?? act.now).toISOString() })
}
