import { activityStages } from '../../life/planning/stages.ts'
import { type ActivityRow, ruleOf } from '../../records/activities.ts'
import { expireNotices, insertNotices } from '../../records/notices.ts'
import { settleChanges } from '../../records/questions.ts'
import type { Act } from '../act.ts'
import { stageNotices } from '../planning/staged.ts'
import { activityFacts } from '../subject.ts'
import { showDraft } from './arrange.ts'
import { tellAudience } from './audience.ts'

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
    orderBy: { id: 'asc' },
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
    orderBy: { id: 'asc' },
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
