import { z } from 'zod'
import type { Act } from './act.ts'

const answered = z.object({
  activityId: z.number(),
  acknowledged: z.boolean(),
  answer: z.enum(['attend', 'online', 'leave', 'decline', 'tentative']).nullable(),
  leaveState: z.enum(['requested', 'approved', 'rejected']).nullable(),
  reason: z.string().nullable(),
  lateMinutes: z.number().nullable(),
})

/** "撤销": takes back the speaker's own last answer or dues claim of the day. Anything else is corrected by saying what is right. */
export async function undo(act: Act): Promise<void> {
  if (act.actor.kind !== 'member') return
  const last = await act.tx.auditEntry.findFirst({
    where: { actorId: act.actor.id, at: { gte: act.zone.at(act.today(), '00:00') } },
    orderBy: { id: 'desc' },
  })
  const before = answered.safeParse(last?.before)
  if (last?.action === 'answer' && before.success) {
    const { activityId, acknowledged, ...answer } = before.data
    await act.tx.participation.update({
      where: { activityId_memberId: { activityId, memberId: last.subjectId } },
      data: { ...answer, acknowledgedAt: acknowledged ? act.now : null },
    })
  } else if (last?.action === 'claim_dues') {
    await act.tx.duesPayment.updateMany({
      where: { duesMonthId: last.subjectId, state: 'claimed' },
      data: { state: 'withdrawn' },
    })
    await act.tx.duesMonth.update({ where: { id: last.subjectId }, data: { state: 'due' } })
  } else {
    await act.reply('done', { text: '今天没有可以撤销的。记错了的话，直接告诉我正确的就行。' })
    return
  }
  await act.audit({
    action: 'undo',
    subject: { kind: last.subjectKind, id: last.subjectId },
    ...(last.organizationId === null ? {} : { organizationId: last.organizationId }),
    before: { entry: last.id },
  })
  await act.whisper('done', { text: '好的，刚才那条撤销了。' })
}
