import type { Attendance } from '../../life/meeting/roll.ts'
import { type ActivityRow, keeperOf, lastSessions, sessionsOf } from '../../records/activities.ts'
import { freezeRolls, rollOf } from '../../records/participations.ts'
import type { Act } from '../act.ts'
import { rollsOf } from './audience.ts'

/** The other sessions of the occasion, in order; none where there is only one. */
const othersOf = async (act: Act, { id, occasionId }: ActivityRow): Promise<ActivityRow[]> =>
  occasionId === null ? [] : (await sessionsOf(act.tx, [occasionId])).filter((one) => one.id !== id)

/** Who says that they come to one session does not come to the others. */
export async function leaveOtherSessions(act: Act, activity: ActivityRow, memberId: number): Promise<void> {
  const others = (await othersOf(act, activity)).filter(({ state }) => state !== 'held')
  if (others.length === 0) return
  await act.tx.participation.updateMany({
    where: { memberId, activityId: { in: others.map(({ id }) => id) } },
    data: { answer: null, leaveState: null, reason: null, lateMinutes: null },
  })
}

/**
 * Somebody came to this session: they are missed in no other. Returns whether it is a session that has begun, so that
 * they stand on its roll, announced or not.
 */
export async function comeToSession(act: Act, activity: ActivityRow, memberId: number): Promise<boolean> {
  const others = await othersOf(act, activity)
  if (activity.occasionId === null) return false
  await act.tx.participation.updateMany({
    where: {
      memberId,
      activityId: { in: others.map(({ id }) => id) },
      expected: true,
      OR: [{ attendance: null }, { attendance: 'absent' }],
    },
    data: { expected: false, attendance: null },
  })
  return activity.state === 'held'
}

/**
 * What the secretary says of a session's roll, before it is written: who came joins it, wherever they were awaited; who
 * did not, but may come to a later session, or was awaited only there, is taken off it and stands on the last one's.
 */
export async function takeSession(
  act: Act,
  activity: ActivityRow,
  keeperId: number,
  entries: readonly { person: { id: number }; attendance: Attendance; reason: string | null }[],
): Promise<void> {
  const sessions = await sessionsOf(act.tx, activity.occasionId === null ? [] : [activity.occasionId])
  const last = sessions.at(-1)
  const people = new Set((await rollOf(act.tx, activity, keeperId)).map(({ memberId }) => memberId))
  const join = async (to: ActivityRow, memberId: number, data: object) =>
    act.tx.participation.upsert({
      where: { activityId_memberId: { activityId: to.id, memberId } },
      update: data,
      create: { activityId: to.id, memberId, branchId: keeperOf(to, keeperId), ...data },
    })
  for (const { person, attendance, reason } of entries) {
    if (!people.has(person.id)) continue
    if (attendance === 'present' || attendance === 'online') {
      await comeToSession(act, activity, person.id)
      await join(activity, person.id, { expected: true })
    } else if (last && last.id !== activity.id) {
      await act.tx.participation.updateMany({
        where: { activityId: activity.id, memberId: person.id },
        data: { expected: false, attendance: null },
      })
      const why = reason === null ? {} : { reason }
      if (last.state === 'held')
        await join(last, person.id, { expected: true, attendance, attendanceAt: act.now, ...why })
      else if (attendance === 'leave') await join(last, person.id, { answer: 'leave', leaveState: 'approved', ...why })
    }
  }
}

/** Whoever asked for leave from an earlier session is on leave from the occasion: its last roll says so. */
export async function carryLeave(act: Act, started: readonly ActivityRow[]): Promise<void> {
  const last = await lastSessions(act.tx, started)
  for (const activity of started) {
    if (!last.has(activity.id)) continue
    const others = (await othersOf(act, activity)).map(({ id }) => id)
    const asked = await act.tx.participation.findMany({
      where: { activityId: { in: others }, answer: 'leave' },
      select: { memberId: true, leaveState: true, reason: true },
      orderBy: { id: 'asc' },
    })
    for (const { memberId, leaveState, reason } of asked)
      await act.tx.participation.updateMany({
        where: { activityId: activity.id, memberId, expected: true, answer: null },
        data: { answer: 'leave', leaveState, reason },
      })
  }
}

/** A session was called off: where that leaves one that has begun as the last, whoever came to none is missed there. */
export async function withoutSession(act: Act, activity: ActivityRow): Promise<void> {
  const last = (await othersOf(act, activity)).at(-1)
  if (last?.state === 'held') {
    await freezeRolls(act.tx, await rollsOf(act.tx, [last]))
    await carryLeave(act, [last])
  }
}
