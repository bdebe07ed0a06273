import { calledName } from '../../life/people/roster.ts'
import { type ActivityRow, placeOf } from '../../records/activities.ts'
import { rollOf } from '../../records/participations.ts'
import type { Act } from '../act.ts'
import { activityFacts, titleOf } from '../subject.ts'
import { toldOf } from './audience.ts'

/** Who has not answered; names only in private. */
export async function showUnanswered(act: Act, activity: ActivityRow, branchId: number): Promise<void> {
  const roll = (await rollOf(act.tx, activity, branchId)).filter((entry) => !entry.exempt && !entry.elsewhere)
  const names = (keep: (entry: (typeof roll)[number]) => boolean) => roll.filter(keep).map(calledName)
  await act.whisper('unanswered', {
    ...activityFacts(activity),
    silent: names((entry) => entry.answer === null && entry.acknowledgedAt === null),
    acknowledged: names((entry) => entry.answer === null && entry.acknowledgedAt !== null),
    tentative: names((entry) => entry.answer === 'tentative'),
  })
}

const leaveWords = { requested: '（待批）', approved: '（已同意）', rejected: '（没有同意）' }

/** Who asked for leave, with reasons: private. */
export async function showLeaves(act: Act, activity: ActivityRow, branchId: number): Promise<void> {
  const roll = await rollOf(act.tx, activity, branchId)
  await act.whisper('leaves', {
    ...activityFacts(activity),
    leaves: roll
      .filter((entry) => entry.answer === 'leave')
      .map((entry) => ({
        name: calledName(entry),
        reason: entry.reason,
        state: entry.leaveState ? leaveWords[entry.leaveState] : '',
      })),
  })
}

/** What is coming; nothing in it is private. */
export async function showSchedule(act: Act, activities: ActivityRow[]): Promise<void> {
  const coming = activities.filter((one) => one.startsAt > act.now).slice(0, 6)
  const first = coming[0]
  if (!first) return act.reply('done', { text: '最近没有安排好的活动。' })
  await act.reply('schedule', {
    ...activityFacts(first),
    items: coming.map((one) => ({
      title: titleOf(one),
      startsAt: one.startsAt.toISOString(),
      place: placeOf(one),
      provisional: one.provisional,
    })),
  })
}

/** At the secretary's word: those who still owe an answer are mentioned in the group now; of a committee meeting each privately. */
export async function remindUnanswered(act: Act, activity: ActivityRow, branchId: number): Promise<void> {
  const owing = (await rollOf(act.tx, activity, branchId)).filter(
    (entry) => !entry.exempt && !entry.elsewhere && (entry.answer === null || entry.answer === 'tentative'),
  )
  if (owing.length === 0) return act.whisper('done', { text: `${titleOf(activity)}大家都答复了，不用提醒。` })
  const alone = owing.map(({ memberId }) => memberId)
  const recipients = (await toldOf(act.tx, activity)).filter(
    ({ kind, id, keeperId }) => keeperId === branchId && (kind === 'room' || alone.includes(id)),
  )
  const inGroup = recipients.some(({ kind }) => kind === 'room')
  for (const { kind, id } of recipients) {
    await act.tell({
      kind: 'day_before',
      facts: { ...activityFacts(activity), silent: [], tentative: [] },
      cause: { kind: 'activity', id: activity.id, revision: activity.revision },
      stage: `reminder_${act.inboundId ?? 0}`,
      to: { kind, id },
      helpsUntil: activity.startsAt,
      organizationId: branchId,
    })
  }
  await act.whisper('done', { text: `好的，${inGroup ? '在群里' : '私下'}提醒没答复的 ${owing.length} 位。` })
}
