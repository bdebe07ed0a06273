import { activityStages } from '../life/stages.ts'
import { type ActivityRow, audienceOf, findActivity, ruleOf } from '../records/activities.ts'
import { expireNotices, insertNotices } from '../records/notices.ts'
import { announcementRooms, committeeRoles, officersOf } from '../records/organizations.ts'
import { settleChanges } from '../records/questions.ts'
import type { Act } from './act.ts'
import { branchesOf } from './hold.ts'
import { stageNotices } from './plan.ts'
import { activityFacts } from './subject.ts'

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

/** Every group in which the activity is announced; of a committee meeting its members, one by one. */
async function tellAudience(
  act: Act,
  activity: ActivityRow,
  tell: (to: { kind: 'room' | 'member'; id: number }) => Promise<void>,
): Promise<void> {
  for (const branch of await branchesOf(act, activity)) {
    if (audienceOf(activity) === 'committee') {
      for (const one of await officersOf(act.tx, branch.id, committeeRoles))
        await tell({ kind: 'member', id: one.memberId })
    } else for (const room of await announcementRooms(act.tx, branch.id)) await tell({ kind: 'room', id: room.id })
  }
}

/** Said back to whoever ordered it privately. */
export const toldWhom = (activity: ActivityRow): string =>
  audienceOf(activity) === 'committee' ? '已告诉各位支委' : '已通知到群里'

export interface Move {
  startsAt: Date
  endsAt: Date | null
  /** The answers given for the old time go on counting. */
  keepAnswers: boolean
  /** Where the place changes with it. */
  place?: string
}

/**
 * Moves an activity: what was planned for the old time falls silent, the new time gets all its own reminders, and
 * whoever was told the old one is told the new one.
 */
export async function move(act: Act, activity: ActivityRow, to: Move): Promise<void> {
  const revision = activity.revision + 1
  const told = activity.announcedRevision > 0
  const length = (activity.endsAt ?? activity.startsAt).getTime() - activity.startsAt.getTime()
  const endsAt = to.endsAt ?? new Date(to.startsAt.getTime() + length)
  await expireNotices(act.tx, { kind: 'activity', id: activity.id }, '活动已改期')
  await settleChanges(act.tx, activity.id, act.now)
  await act.tx.activity.update({
    where: { id: activity.id },
    data: {
      startsAt: to.startsAt,
      endsAt,
      revision,
      provisional: false,
      dateReason: null,
      ...(to.place === undefined ? {} : { place: to.place }),
      ...(told ? { announcedRevision: revision, state: 'approved' } : {}),
    },
  })
  await act.audit({
    action: 'move',
    subject: { kind: 'activity', id: activity.id },
    organizationId: activity.organizationId,
    before: { startsAt: activity.startsAt.toISOString(), revision: activity.revision, place: activity.place },
    after: { startsAt: to.startsAt.toISOString(), revision, keepAnswers: to.keepAnswers, place: to.place },
  })
  // The secretary has just decided: no draft is asked again. What was announced is announced as moved, below.
  const skip = told ? ['draft', 'second_ask', 'announcement'] : ['draft', 'second_ask']
  const stages = activityStages(ruleOf(activity), { startsAt: to.startsAt }, { ...act, from: act.now }).filter(
    (one) => !skip.includes(one.stage),
  )
  await insertNotices(
    act.tx,
    stageNotices(stages, {
      causeKind: 'activity',
      causeId: activity.id,
      revision,
      organizationId: activity.organizationId,
    }),
    act.now,
  )
  const moved = { ...activity, startsAt: to.startsAt, revision, place: to.place ?? activity.place }
  if (told) await tellMoved(act, moved, to)
}

async function tellMoved(act: Act, activity: ActivityRow, { keepAnswers, place }: Move): Promise<void> {
  const facts = activityFacts(activity)
  const cause = { kind: 'activity', id: activity.id, revision: activity.revision } as const
  if (!keepAnswers) await forgetAnswers(act, activity)
  await tellAudience(act, activity, (room) =>
    act.tell({
      kind: 'moved',
      facts: { ...facts, anew: !keepAnswers, placeKept: place === undefined },
      cause,
      to: room,
      urgent: true,
      helpsUntil: activity.startsAt,
    }),
  )
  if (!keepAnswers) return
  const onLeave = await act.tx.participation.findMany({
    where: { activityId: activity.id, answer: { in: ['leave', 'decline'] } },
  })
  for (const one of onLeave) {
    await act.ask('moved_leave', { activityId: activity.id }, { memberId: one.memberId })
    await act.tell({
      kind: 'moved_leave',
      facts: { ...facts, reason: one.reason },
      cause,
      to: { kind: 'member', id: one.memberId },
      organizationId: one.branchId,
      helpsUntil: activity.startsAt,
    })
  }
}

async function forgetAnswers(act: Act, activity: ActivityRow): Promise<void> {
  const before = await act.tx.participation.findMany({
    where: { activityId: activity.id, answer: { not: null } },
    select: { memberId: true, answer: true, leaveState: true, reason: true },
  })
  await act.tx.participation.updateMany({
    where: { activityId: activity.id },
    data: { answer: null, leaveState: null, reason: null, lateMinutes: null },
  })
  await act.audit({
    action: 'forget_answers',
    subject: { kind: 'activity', id: activity.id },
    organizationId: activity.organizationId,
    before: { answers: before },
  })
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

/** Says back a new time; nothing moves before the answer. In the draft, before anybody was told, it moves at once. */
export async function moveLater(
  act: Act,
  activity: ActivityRow,
  { startsAt, endsAt, ...where }: Omit<Move, 'keepAnswers'>,
): Promise<void> {
  if (activity.state === 'planned' && activity.announcedRevision === 0) {
    await move(act, activity, { startsAt, endsAt, keepAnswers: true, ...where })
    return showDraft(act, activity.id)
  }
  const answers = await act.tx.participation.count({ where: { activityId: activity.id, answer: { not: null } } })
  await act.ask('move', {
    activityId: activity.id,
    startsAt: startsAt.toISOString(),
    endsAt: endsAt?.toISOString() ?? null,
    ...where,
  })
  await act.reply('move_confirm', {
    ...activityFacts({ ...activity, ...where }),
    to: startsAt.toISOString(),
    placeKept: where.place === undefined,
    answers,
    reason: null,
    question: null,
  })
}

/** Asks once before an activity is called off. */
export async function cancelLater(act: Act, activity: ActivityRow, reason: string | null): Promise<void> {
  await act.ask('cancel', { activityId: activity.id, reason })
  await act.reply('cancel_confirm', { ...activityFacts(activity), reason })
}
