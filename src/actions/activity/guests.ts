import { type ActivityRow, findActivity } from '../../records/activities.ts'
import { guestsOf } from '../../records/contacts.ts'
import type { Act } from '../act.ts'
import type { AnswerTo } from '../heard.ts'
import { activityFacts } from '../subject.ts'
import { yesOrNo } from '../yes-or-no.ts'

/** "1 参加": that a leader will come is kept, and counted nowhere. */
export const answerGuest: AnswerTo<'guest'> = async (act, { activityId, branchId }, heard) => {
  const comes = /^(?:参加|去|能去|能到|来)[。!！]?$/.test(heard.text) || yesOrNo(heard)
  const activity = await findActivity(act.tx, activityId)
  if (comes === null || act.actor.kind !== 'member' || !activity) return false
  if (activity.state === 'cancelled' || activity.state === 'held') {
    await act.whisper('done', { text: '这次活动已经开始或者取消了。到会的话，把签到码私发给我就行。' })
    return true
  }
  const key = { activityId_memberId: { activityId, memberId: act.actor.id } }
  const before = await act.tx.participation.findUnique({ where: key })
  const data = { answer: comes ? ('attend' as const) : ('decline' as const), answeredAt: act.now }
  await act.tx.participation.upsert({
    where: key,
    update: data,
    create: { activityId, memberId: act.actor.id, branchId, ...data },
  })
  await act.audit({
    action: 'answer_as_guest',
    subject: { kind: 'participation', id: act.actor.id },
    organizationId: branchId,
    before: { activityId, answer: before?.answer ?? null },
    after: { activityId, answer: data.answer },
  })
  await act.whisper('guest_noted', { ...activityFacts(activity), branch: activity.organization.name, comes })
  return true
}

/** "刘芳列席": the secretary says that a leader was there as a guest. False where nobody of that name is one. */
export async function noteObserver(
  act: Act,
  activity: ActivityRow,
  branchId: number,
  called: string,
): Promise<boolean> {
  const guest = (await guestsOf(act.tx, branchId)).find(({ member }) => member.name === called)
  if (!guest) return false
  const key = { activityId_memberId: { activityId: activity.id, memberId: guest.memberId } }
  const before = await act.tx.participation.findUnique({ where: key })
  const data = { attendance: 'present' as const, attendanceAt: act.now }
  await act.tx.participation.upsert({
    where: key,
    update: data,
    create: { activityId: activity.id, memberId: guest.memberId, branchId, ...data },
  })
  await act.audit({
    action: 'note_observer',
    subject: { kind: 'participation', id: guest.memberId },
    organizationId: branchId,
    before: { activityId: activity.id, attendance: before?.attendance ?? null },
    after: { activityId: activity.id, attendance: 'present' },
  })
  await act.whisper('done', { text: `记下了：${called}列席${activityFacts(activity).title}，不算在应到里。` })
  return true
}
