import { type ActivityRow, findActivity } from '../../records/activities.ts'
import type { RollRow } from '../../records/participations.ts'
import { type RollCall, readRollCall } from '../../talk/record/roll-call.ts'
import type { Act } from '../act.ts'
import { takeSession } from '../activity/sessions.ts'
import { expectedRoll, rollFacts } from '../activity/standing.ts'
import type { AnswerTo, Heard } from '../heard.ts'
import { askWhichPerson } from '../people/which-person.ts'
import { answerMinutes, askForMinutes } from './record.ts'
import { rollPeople } from './roll-people.ts'

/** Writes the secretary's roll call. People who are not on the roll are told apart; nobody is counted absent by silence. */
async function takeRoll(act: Act, activity: ActivityRow, branchId: number, call: RollCall): Promise<void> {
  if (activity.occasionId !== null) await takeSession(act, activity, branchId, call.entries)
  else await joinExempt(act, activity, branchId, call)
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

/** Who need not come (2019 regulation on members' education, art. 23) and came all the same stands on the roll. */
async function joinExempt(act: Act, activity: ActivityRow, branchId: number, { entries }: RollCall): Promise<void> {
  const came = entries.filter(({ attendance }) => attendance === 'present' || attendance === 'online')
  await act.tx.participation.updateMany({
    where: {
      activityId: activity.id,
      branchId,
      memberId: { in: came.map(({ person }) => person.id) },
      expected: false,
      voting: true,
    },
    data: { expected: true },
  })
}

/** Whoever said they would come online was there online. */
const there = (entry: RollRow) => (entry.answer === 'online' ? 'online' : 'present')

/** "支部书记例会请假 出差" while the roll of the theme day is open speaks of what is coming, and of nobody's attendance there. */
const speaksOfOther = ({ id, title }: ActivityRow, { text, context }: Heard): boolean =>
  !text.includes(title) &&
  context.matters.some((one) => one.kind === 'activity' && one.id !== id && text.includes(one.subject))

/** "都到了", "缺张三、孙悦，孙悦请假 孩子生病" */
export const answerRoll: AnswerTo<'roll'> = async (act, { activityId, branchId }, heard) => {
  const activity = await findActivity(act.tx, activityId)
  if (!activity || speaksOfOther(activity, heard)) return false
  const roll = await expectedRoll(act, activityId, branchId)
  const people = await rollPeople(
    act,
    roll.map(({ memberId }) => memberId),
    heard.context.people,
  )
  const call = /^(都对|对|没错|正确)[。!！]?$/.test(heard.text)
    ? { everyone: false, entries: [], counts: null, unclear: [] }
    : readRollCall(heard.text, people)
  // The record may be told before everybody is accounted for.
  if (!call) return answerMinutes(act, { activityId, branchId }, heard)
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
