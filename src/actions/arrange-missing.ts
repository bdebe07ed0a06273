import { activityRule } from '../life/programs.ts'
import { activityStages } from '../life/stages.ts'
import { findActivity, insertActivities } from '../records/activities.ts'
import { insertNotices } from '../records/notices.ts'
import { periodInWords } from '../time/days.ts'
import type { Act } from './act.ts'
import { move } from './arrange.ts'
import type { AnswerTo } from './heard.ts'
import { stageNotices } from './plan.ts'
import { titleOf } from './subject.ts'

export interface Arrangement {
  programId: number
  organizationId: number
  period: string
  startsAt: Date
}

/** Says back what would be arranged: the activity of a program for a period, at a time. */
export async function proposeArrangement(
  act: Act,
  { programId, organizationId, period, startsAt }: Arrangement,
): Promise<void> {
  const program = await act.tx.program.findUnique({ where: { id: programId }, include: { organization: true } })
  if (!program) return
  const rule = activityRule.parse(program.rule)
  const announce = activityStages(rule, { startsAt }, { ...act, from: act.now }).find(
    (stage) => stage.stage === 'announcement',
  )
  await act.ask('arrange', { programId, organizationId, period, startsAt: startsAt.toISOString() })
  await act.reply('arrange_confirm', {
    title: `${periodInWords(period)}${program.name}`,
    startsAt: startsAt.toISOString(),
    place: program.organization.place,
    announceAt: announce?.dueAt.toISOString() ?? null,
  })
}

export const answerArrange: AnswerTo<'arrange'> = async (
  act,
  { programId, organizationId, period, startsAt },
  heard,
) => {
  if (heard.choice === 2 || /^(不|改)/.test(heard.text)) {
    await act.reply('done', { text: '好的，没有安排。请再说一次时间。' })
    return true
  }
  if (heard.choice !== 1 && !/^(对|好|可以|同意|是)/.test(heard.text)) return false
  await arrange(act, { programId, organizationId, period, startsAt: new Date(startsAt) })
  return true
}

/** Puts the activity on its day, approved: the secretary has just said so. One that was planned already is moved. */
async function arrange(act: Act, { programId, organizationId, period, startsAt }: Arrangement): Promise<void> {
  const program = await act.tx.program.findUniqueOrThrow({ where: { id: programId } })
  const rule = activityRule.parse(program.rule)
  const [made] = await insertActivities(
    act.tx,
    [
      {
        programId,
        organizationId,
        kind: program.kind,
        period,
        title: program.name,
        startsAt,
        endsAt: new Date(startsAt.getTime() + rule.minutes * 60_000),
        provisional: false,
        dateReason: null,
      },
    ],
    act.now,
  )
  if (!made) {
    const planned = await act.tx.activity.findFirst({
      where: { programId, organizationId, period },
      orderBy: { sequence: 'desc' },
    })
    const activity = planned && (await findActivity(act.tx, planned.id))
    if (!activity) return
    await move(act, activity, { startsAt, endsAt: null, keepAnswers: true })
    await act.tx.activity.update({ where: { id: activity.id }, data: { state: 'approved' } })
    return act.reply('done', { text: `好的，${titleOf(activity)}安排好了。` })
  }
  await act.tx.activity.update({ where: { id: made.id }, data: { state: 'approved' } })
  await act.audit({
    action: 'arrange',
    subject: { kind: 'activity', id: made.id },
    organizationId,
    after: { period, startsAt: startsAt.toISOString() },
  })
  const stages = activityStages(rule, { startsAt }, { ...act, from: act.now }).filter(
    (stage) => stage.stage !== 'draft' && stage.stage !== 'second_ask',
  )
  await insertNotices(
    act.tx,
    stageNotices(stages, { causeKind: 'activity', causeId: made.id, revision: 1, organizationId }),
    act.now,
  )
  await act.reply('done', { text: `好的，${periodInWords(period)}${program.name}安排好了。` })
}
