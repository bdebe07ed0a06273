import { activityStages } from '../../life/planning/stages.ts'
import { activityRule } from '../../life/programs/programs.ts'
import { type ActivityRow, findActivity, insertActivities } from '../../records/activities.ts'
import { insertNotices } from '../../records/notices.ts'
import { periodInWords } from '../../time/days.ts'
import type { Act } from '../act.ts'
import type { AnswerTo } from '../heard.ts'
import { stageNotices } from '../planning/staged.ts'
import { titleOf } from '../subject.ts'
import { move } from './move.ts'

export interface Arrangement {
  programId: number
  organizationId: number
  period: string
  startsAt: Date
  /** Where none is named, the usual one. */
  place?: string
}

/** Spread where a place was named; nothing else of an arrangement belongs into a row. */
const at = (place: string | undefined): { place?: string } => (place === undefined ? {} : { place })

/** Says back what would be arranged: the activity of a program for a period, at a time. */
export async function proposeArrangement(
  act: Act,
  { programId, organizationId, period, startsAt, place }: Arrangement,
): Promise<void> {
  const program = await act.tx.program.findUnique({ where: { id: programId }, include: { organization: true } })
  if (!program) return
  const planned = await plannedFor(act, { programId, organizationId, period })
  if (planned?.state === 'held') return alreadyHeld(act, planned)
  const rule = activityRule.parse(program.rule)
  const announce = activityStages(rule, { startsAt }, { ...act, from: act.now }).find(
    (stage) => stage.stage === 'announcement',
  )
  await act.ask('arrange', { programId, organizationId, period, startsAt: startsAt.toISOString(), ...at(place) })
  await act.reply('arrange_confirm', {
    title: `${periodInWords(period)}${program.name}`,
    startsAt: startsAt.toISOString(),
    place: place ?? program.organization.place,
    announceAt: announce?.dueAt.toISOString() ?? null,
  })
}

export const answerArrange: AnswerTo<'arrange'> = async (
  act,
  { programId, organizationId, period, startsAt, place },
  heard,
) => {
  if (heard.choice === 2 || /^(不|改)/.test(heard.text)) {
    await act.reply('done', { text: '好的，没有安排。请再说一次时间。' })
    return true
  }
  if (heard.choice !== 1 && !/^(对|好|可以|同意|是)/.test(heard.text)) return false
  await arrange(act, { programId, organizationId, period, startsAt: new Date(startsAt), ...at(place) })
  return true
}

/** The last activity of a program for a period, whatever became of it. */
async function plannedFor(act: Act, of: Omit<Arrangement, 'startsAt' | 'place'>): Promise<ActivityRow | null> {
  const last = await act.tx.activity.findFirst({ where: of, select: { id: true }, orderBy: { sequence: 'desc' } })
  return last && findActivity(act.tx, last.id)
}

/** What was held has its roll and its record: it is not put on another day. */
const alreadyHeld = (act: Act, activity: ActivityRow): Promise<void> =>
  act.reply('done', { text: `${titleOf(activity)}已经开过了，没有改动。` })

/** Puts the activity on its day, approved: the secretary has just said so. One that was planned already is moved. */
async function arrange(act: Act, { programId, organizationId, period, startsAt, place }: Arrangement): Promise<void> {
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
    const activity = await plannedFor(act, { programId, organizationId, period })
    if (!activity) return
    if (activity.state === 'held') return alreadyHeld(act, activity)
    await move(act, activity, { startsAt, endsAt: null, keepAnswers: true, ...at(place) })
    await act.tx.activity.update({ where: { id: activity.id }, data: { state: 'approved', cancelReason: null } })
    await act.audit({
      action: 'arrange',
      subject: { kind: 'activity', id: activity.id },
      organizationId,
      before: { state: activity.state, cancelReason: activity.cancelReason },
      after: { state: 'approved' },
    })
    return act.reply('done', { text: `好的，${titleOf(activity)}安排好了。` })
  }
  await act.tx.activity.update({ where: { id: made.id }, data: { state: 'approved', ...at(place) } })
  await act.audit({
    action: 'arrange',
    subject: { kind: 'activity', id: made.id },
    organizationId,
    after: { period, startsAt: startsAt.toISOString(), ...at(place) },
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
