import { type ActivityRow, findActivity } from '../records/activities.ts'
import type { RollRow } from '../records/participations.ts'
import { type RollCall, readRollCall } from '../talk/roll-call.ts'
import type { Act } from './act.ts'
import type { AnswerTo } from './heard.ts'
import { answerMinutes, askForMinutes } from './record.ts'
import { rollPeople } from './roll-people.ts'
import { takeSession } from './sessions.ts'
import { expectedRoll, rollFacts } from './standing.ts'
import { askWhichPerson } from './which-person.ts'

/** Writes the secretary's roll call. People who are not on the roll are told apart; nobody is counted absent by silence. */
async function takeRoll(act: Act, activity: ActivityRow, branchId: number, call: RollCall): Promise<void> {
  if (activity.occasionId !== null) await takeSession(act, activity, branchId, call.entries)
  const roll = await expectedRoll(act, activity.id, branchId)
  const said = new Map(call.entries.map((entry) => [entry.person.id, entry]))
  for (const entry of roll) {
    const word = said.get(entry.memberId)
    const attendance =
      word?.attendance ??
      (call.everyone && (entry.attendance === null || entry.attendance === 'absent') ? there(entry) : null)
    if (attendance === null) continue
    const reason = word?.reason ?? (word?.withoutLeave ? '没请假' : entry.reason)
    if (attendance === entry.attendance && reason === entry.reason) continue
    await act.tx.participation.update({
      where: { activityId_memberId: { activityId: activity.id, memberId: entry.memberId } },
      data: { attendance, attendanceAt: act.now, reason },
    })
    await act.audit({
      action: 'take_roll',
      subject: { kind: 'participation', id: entry.memberId },
      organizationId: branchId,
      before: { activityId: activity.id, attendance: entry.attendance, reason: entry.reason },
      after: { activityId: activity.id, attendance, reason },
    })
  }
  await askForMinutes(act, activity, branchId)
}

/** Whoever said they would come online was there online. */
const there = (entry: RollRow) => (entry.answer === 'online' ? 'online' : 'present')

/** "都到了", "缺张三、孙悦，孙悦请假 孩子生病" */
export const answerRoll: AnswerTo<'roll'> = async (act, { activityId, branchId }, heard) => {
  const roll = await expectedRoll(act, activityId, branchId)
  const people = await rollPeople(
    act,
    roll.map(({ memberId }) => memberId),
    heard.context.people,
  )
  const call = /^(都对|对|没错|正确)[。!！]?$/.test(heard.text)
    ? { everyone: false, entries: [], counts: null, unclear: [] }
    : readRollCall(heard.text, people)
  const activity = await findActivity(act.tx, activityId)
  // The record may be told before everybody is accounted for.
  if (!call) return answerMinutes(act, { activityId, branchId }, heard)
  if (!activity) return false
  const unclear = call.unclear[0]
  if (unclear) {
    await act.ask('roll', { activityId, branchId }, 'privately')
    await askWhichPerson(act, heard.text, unclear)
    return true
  }
  await takeRoll(act, activity, branchId, call)
  return true
}

/** "点名": how the roll stands, and what is still to be said. */
export async function showRoll(act: Act, activity: ActivityRow, branchId: number): Promise<void> {
  await act.ask('roll', { activityId: activity.id, branchId }, 'privately')
  await act.whisper('roll_check', await rollFacts(act, activity, branchId))
}
