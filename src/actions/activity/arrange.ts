import { type ActivityRow, findActivity } from '../../records/activities.ts'
import { expireNotices } from '../../records/notices.ts'
import { settleChanges } from '../../records/questions.ts'
import type { Act } from '../act.ts'
import { activityFacts } from '../subject.ts'
import { tellAudience, toldWhom } from './audience.ts'
import { withoutSession } from './sessions.ts'

/** When the announcement of the present revision goes out; null where it went out already. */
export async function announceAt(act: Act, activity: ActivityRow): Promise<Date | null> {
  const planned = await act.tx.notice.findFirst({
    where: {
      causeKind: 'activity',
      causeId: String(activity.id),
      revision: activity.revision,
      stage: 'announcement',
      recipientKind: 'organization',
      state: 'due',
    },
    select: { dueAt: true },
  })
  return planned?.dueAt ?? null
}

/** Shows the draft as it now stands and waits for the nod. */
export async function showDraft(act: Act, activityId: number): Promise<void> {
  const activity = await findActivity(act.tx, activityId)
  if (!activity) return
  const when = await announceAt(act, activity)
  await act.ask('draft', { activityId })
  await act.reply('draft_changed', { ...activityFacts(activity), announceAt: when?.toISOString() ?? null })
}

/** The secretary nods: the announcement goes out as drafted, at once where its time is past. */
export async function approve(act: Act, activity: ActivityRow): Promise<void> {
  if (activity.state !== 'planned')
    return act.reply('approved', {
      ...activityFacts(activity),
      announceAt: (await announceAt(act, activity))?.toISOString() ?? null,
    })
  await act.tx.activity.update({ where: { id: activity.id }, data: { state: 'approved' } })
  await act.audit({
    action: 'approve',
    subject: { kind: 'activity', id: activity.id },
    organizationId: activity.organizationId,
    before: { state: 'planned' },
    after: { state: 'approved', topic: activity.topic, place: activity.place },
  })
  await expireNotices(act.tx, { kind: 'activity', id: activity.id, stages: ['second_ask', 'draft'] }, '书记已经确认')
  const when = await announceAt(act, activity)
  // Only the plain date went out before: now the group gets the whole.
  if (when === null && activity.announcedRevision === activity.revision) {
    await tellAudience(act, activity, (room) =>
      act.tell({
        kind: 'announcement',
        facts: { ...activityFacts(activity), approved: true },
        cause: { kind: 'activity', id: activity.id, revision: activity.revision },
        stage: 'announcement_full',
        to: room,
        helpsUntil: activity.startsAt,
      }),
    )
  }
  await act.reply('approved', { ...activityFacts(activity), announceAt: when?.toISOString() ?? null })
}

/** Calls an activity off; everybody who was told of it is told. */
export async function cancel(act: Act, activity: ActivityRow, reason: string | null): Promise<void> {
  await expireNotices(act.tx, { kind: 'activity', id: activity.id }, '活动已取消')
  await settleChanges(act.tx, activity.id, act.now)
  const revision = activity.revision + 1
  await act.tx.activity.update({
    where: { id: activity.id },
    data: { state: 'cancelled', cancelReason: reason, revision },
  })
  await withoutSession(act, activity)
  await act.audit({
    action: 'cancel',
    subject: { kind: 'activity', id: activity.id },
    organizationId: activity.organizationId,
    before: { state: activity.state },
    after: { state: 'cancelled', reason },
  })
  if (activity.announcedRevision > 0) {
    await tellAudience(act, activity, (room) =>
      act.tell({
        kind: 'cancelled',
        facts: { ...activityFacts(activity), reason },
        cause: { kind: 'activity', id: activity.id, revision },
        to: room,
        urgent: true,
      }),
    )
  }
}

/** Another place or topic. In the draft it is shown back; after the announcement a new place is told to the group. */
export async function describe(
  act: Act,
  activity: ActivityRow,
  change: { place?: string; topic?: string },
): Promise<void> {
  await act.tx.activity.update({ where: { id: activity.id }, data: change })
  await act.audit({
    action: 'describe',
    subject: { kind: 'activity', id: activity.id },
    organizationId: activity.organizationId,
    before: { place: activity.place, topic: activity.topic },
    after: change,
  })
  const told = activity.announcedRevision > 0
  if (told && change.place !== undefined && act.inboundId !== null) {
    const now = { ...activity, ...change }
    const cause = { kind: 'inbound', id: act.inboundId } as const
    await tellAudience(act, now, (room) =>
      act.tell({ kind: 'place_changed', facts: activityFacts(now), cause, to: room, urgent: true }),
    )
  }
  if (activity.state === 'planned') return showDraft(act, activity.id)
  if (change.place === undefined)
    return act.reply('done', { text: told ? '记下了，记在这次活动里，不另发通知。' : '记下了，通知里会照这样写。' })
  if (!told) return act.reply('done', { text: '记下了，通知里会照这样写。' })
  // Whoever ordered it in the group sees it there.
  if (act.place?.roomId == null) await act.reply('done', { text: `好的，${toldWhom(activity)}。` })
}

/** Asks once before an activity is called off. */
export async function cancelLater(act: Act, activity: ActivityRow, reason: string | null): Promise<void> {
  await act.ask('cancel', { activityId: activity.id, reason })
  await act.reply('cancel_confirm', { ...activityFacts(activity), reason })
}
