import { randomInt } from 'node:crypto'
import { type ActivityRow, isRota, markHeld, startedActivities } from '../../records/activities.ts'
import { checkInOf, openActivityRecords, openCheckIns } from '../../records/activity-records.ts'
import { freezeRolls } from '../../records/participations.ts'
import type { Act } from '../act.ts'
import { activityFacts } from '../subject.ts'
import { rollsOf } from './audience.ts'
import { speakerOf } from './rota.ts'
import { carryLeave } from './sessions.ts'

/** How long after the start the sign-in code counts. */
const codeMinutes = 30

/**
 * Starts what has begun: 应到 is counted now, the record is opened, the sign-in gets its code. Many branches meet at the
 * same hour, so each step is one statement for all of them.
 */
export async function holdStarted(act: Act): Promise<number> {
  const started = await startedActivities(act.tx, act.now)
  if (started.length === 0) return 0
  const at = new Map(started.map((activity) => [activity.id, activity.startsAt]))
  const rolls = (await rollsOf(act.tx, started)).map((roll) => ({
    ...roll,
    code: newCode(act),
    closesAt: codeEnd(act, { startsAt: at.get(roll.activityId) ?? act.now }, codeMinutes),
  }))
  await freezeRolls(act.tx, rolls)
  await carryLeave(act, started)
  for (const activity of started) if (isRota(activity)) await speakerOf(act, activity)
  await openActivityRecords(act.tx, rolls, act.now)
  await openCheckIns(act.tx, rolls, act.now)
  await markHeld(act.tx, act.now)
  await act.audit(
    ...started.map((activity) => ({
      action: 'hold',
      subject: { kind: 'activity', id: activity.id },
      organizationId: activity.organizationId,
      before: { state: activity.state },
      after: { state: 'held' },
    })),
  )
  return started.length
}

const newCode = (act: Act): string => act.signInCode?.() ?? String(randomInt(1000, 10_000))

/** So many minutes from the start, or from now where it has begun. */
const codeEnd = (act: Act, { startsAt }: Pick<ActivityRow, 'startsAt'>, minutes: number): Date =>
  new Date((startsAt > act.now ? startsAt : act.now).getTime() + minutes * 60_000)

/** At the secretary's word: a new or longer sign-in, the code privately. Opening again gives a new end to the same code. */
export async function openSignIn(
  act: Act,
  activity: ActivityRow,
  branchId: number,
  minutes: number | null,
): Promise<void> {
  const closesAt = codeEnd(act, activity, minutes ?? codeMinutes)
  await openCheckIns(act.tx, [{ activityId: activity.id, branchId, code: newCode(act), closesAt }], act.now)
  const open = await checkInOf(act.tx, activity.id, branchId)
  if (!open) return
  await act.whisper('sign_in', { ...activityFacts(activity), code: open.code, until: open.closesAt.toISOString() })
}
