import { activityStages } from '../../life/planning/stages.ts'
import { type ActivityRow, findActivity, ruleOf } from '../../records/activities.ts'
import { activityRecord } from '../../records/activity-records.ts'
import { insertNotices } from '../../records/notices.ts'
import type { Act } from '../act.ts'
import type { AnswerTo } from '../heard.ts'
import { stageNotices } from '../planning/staged.ts'
import { titleOf } from '../subject.ts'
import { keepersOf } from './audience.ts'

export interface Another {
  startsAt: Date
  endsAt: Date | null
  place: string | null
  /** Another session of the same occasion (场): who comes to one need not come to the others; else another meeting (次). */
  shared: boolean
}

/** The number that the next one of its period gets. */
async function nextSequence(act: Act, { programId, organizationId, period }: ActivityRow): Promise<number> {
  const { _max } = await act.tx.activity.aggregate({
    where: { programId, organizationId, period },
    _max: { sequence: true },
  })
  return (_max.sequence ?? 0) + 1
}

/** "主题党日加一场 12月5日上午9点", "支委会加一次 …": shown back first. */
export async function proposeSession(act: Act, activity: ActivityRow, another: Another): Promise<void> {
  const { shared, startsAt, endsAt, place } = another
  if (shared && activity.state === 'held') {
    const [keeperId = 0] = await keepersOf(act.tx, activity)
    const record = await activityRecord(act.tx, activity.id, keeperId)
    if (record?.state === 'closed')
      return act.reply('done', {
        text: `${titleOf(activity)}的记录已经存档，不能再加一场。要加的话，请先说「重开」和原因。`,
      })
  }
  await act.ask('add_session', {
    activityId: activity.id,
    shared,
    startsAt: startsAt.toISOString(),
    endsAt: endsAt?.toISOString() ?? null,
    place,
  })
  const sequence = await nextSequence(act, activity)
  await act.reply('session_confirm', {
    title: titleOf({ ...activity, sequence, occasionId: shared ? activity.id : null }),
    startsAt: startsAt.toISOString(),
    place: place ?? activity.place ?? activity.organization.place,
    session: shared,
    held: activity.state === 'held',
  })
}

export const answerAddSession: AnswerTo<'add_session'> = async (act, facts, heard) => {
  if (heard.choice === 2 || /^(不|算了)/.test(heard.text)) {
    await act.reply('done', { text: '好的，不加。' })
    return true
  }
  if (heard.choice !== 1 && !/^(加|对|好|可以|同意|是)/.test(heard.text)) return false
  const activity = await findActivity(act.tx, facts.activityId)
  if (!activity || activity.state === 'cancelled') return false
  const { shared, place } = facts
  await addSession(act, activity, {
    shared,
    place,
    startsAt: new Date(facts.startsAt),
    endsAt: facts.endsAt === null ? null : new Date(facts.endsAt),
  })
  return true
}

async function addSession(act: Act, activity: ActivityRow, another: Another): Promise<void> {
  const { startsAt, endsAt, place, shared } = another
  const occasionId = shared ? (activity.occasionId ?? activity.id) : null
  const rule = ruleOf(activity)
  const length = activity.endsAt ? activity.endsAt.getTime() - activity.startsAt.getTime() : rule.minutes * 60_000
  if (shared && activity.occasionId === null) await becomeSession(act, activity)
  const { programId, organizationId, kind, period, title } = activity
  const made = await act.tx.activity.create({
    data: {
      programId,
      organizationId,
      kind,
      period,
      title,
      sequence: await nextSequence(act, activity),
      occasionId,
      topic: shared ? activity.topic : null,
      place: place ?? activity.place,
      startsAt,
      endsAt: endsAt ?? new Date(startsAt.getTime() + length),
      state: 'approved',
      createdAt: act.now,
    },
  })
  await act.audit({
    action: 'add_session',
    subject: { kind: 'activity', id: made.id },
    organizationId,
    after: { period, sequence: made.sequence, occasionId, startsAt: startsAt.toISOString(), place: made.place },
  })
  // The secretary has just decided: no draft is asked.
  const stages = activityStages(rule, made, { ...act, from: act.now }).filter(
    ({ stage }) => stage !== 'draft' && stage !== 'second_ask',
  )
  const of = { causeKind: 'activity', causeId: made.id, revision: 1, organizationId } as const
  await insertNotices(act.tx, stageNotices(stages, of), act.now)
  await act.reply('done', { text: `好的，${titleOf(made)}安排好了。` })
}

/** The first of several sessions. Where it was held already, whoever was not there is awaited at the one that is added. */
async function becomeSession(act: Act, { id, state }: ActivityRow): Promise<void> {
  await act.tx.activity.update({ where: { id }, data: { occasionId: id } })
  if (state === 'held')
    await act.tx.participation.updateMany({
      where: { activityId: id, expected: true, OR: [{ attendance: null }, { attendance: 'absent' }] },
      data: { expected: false, attendance: null },
    })
}
