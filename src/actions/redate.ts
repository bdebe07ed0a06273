import { occurrenceIn, plannedMonths } from '../life/planning.ts'
import { type ActivityRule, activityRule, type DuesRule } from '../life/programs.ts'
import { activityStages, duesStages } from '../life/stages.ts'
import { type ActivityRow, findActivity } from '../records/activities.ts'
import type { Prisma } from '../records/client/client.ts'
import { insertNotices } from '../records/notices.ts'
import { type Month, monthOf, monthsOf, nextMonth, type Period } from '../time/days.ts'
import type { Act } from './act.ts'
import { move } from './move.ts'
import { stageNotices } from './plan.ts'
import { restage } from './restage.ts'
import { titleOf } from './subject.ts'

/** What a program is read with. */
export const withOrganization = {
  organization: { select: { id: true, name: true, kind: true, place: true } },
} satisfies Prisma.ProgramInclude
export type ProgramRow = Prisma.ProgramGetPayload<{ include: typeof withOrganization }>

/** A coming activity whose day or hour changes with its program. */
export interface Redated {
  title: string
  from: Date
  to: Date
  /** Why it stands on the new day, where it was shifted. */
  reason: string | null
}

export interface ProgramEffect {
  program: ProgramRow
  moved: Redated[]
  /** Coming activities that stay as they are, and why. */
  kept: { title: string; startsAt: Date; why: string }[]
  /** Those that are called off or taken up again with the program. */
  stopped: { title: string; startsAt: Date }[]
  resumed: { title: string; startsAt: Date }[]
}

/** Gives the coming activities the days and reminders of the new rule, and notes in `effect` what came of each. */
export async function redate(act: Act, program: ProgramRow, rule: ActivityRule, effect: ProgramEffect): Promise<void> {
  const old = activityRule.parse(program.rule)
  const coming = await act.tx.activity.findMany({
    where: { programId: program.id, startsAt: { gt: act.now }, state: { in: ['planned', 'approved'] } },
    select: { id: true },
    orderBy: { startsAt: 'asc' },
  })
  for (const { id } of coming) {
    const activity = await findActivity(act.tx, id)
    if (!activity) continue
    const title = titleOf(activity)
    const next = occurrenceOf(rule, activity.period, act)
    const due = occurrenceOf(old, activity.period, act)
    const settled =
      next === null
        ? '按新的安排这一期没有'
        : next.startsAt <= act.now
          ? '新的日子已经过了'
          : settledBecause(activity, due?.startsAt ?? null)
    const same = next?.startsAt.getTime() === activity.startsAt.getTime()
    if (next !== null && settled === null && !same) {
      await moveByRule(act, activity, next)
      effect.moved.push({ title, from: activity.startsAt, to: next.startsAt, reason: next.reason })
      continue
    }
    if (next !== null && settled === null) {
      await act.tx.activity.update({ where: { id }, data: { endsAt: next.endsAt } })
    }
    if (!same && settled !== null) effect.kept.push({ title, startsAt: activity.startsAt, why: settled })
    const from = new Date(0)
    const stages = (of: ActivityRule) =>
      activityStages(of, activity, { ...act, from }).filter(
        (one) => activity.state === 'planned' || !draftStages.includes(one.stage),
      )
    await restage(
      act,
      { causeKind: 'activity', causeId: id, revision: activity.revision, organizationId: activity.organizationId },
      stages(old),
      stages(rule),
    )
  }
}

/** The nod comes with these. */
const draftStages = ['draft', 'second_ask']

/** Why a coming activity does not follow its program any more; null where it does. */
function settledBecause(activity: ActivityRow, due: Date | null): string | null {
  if (activity.announcedRevision > 0) return '已经通知过'
  if (activity.state === 'approved') return '书记已经确认'
  if (activity.sequence > 1) return '另外加开的一次'
  return activity.provisional || due === null || due.getTime() === activity.startsAt.getTime() ? null : '书记另定了日子'
}

/** The occurrence of a period as the rule has it; null where it has none. */
export function occurrenceOf(rule: ActivityRule, period: Period, act: Act) {
  const { first, last } = monthsOf(period)
  for (let month: Month = first; month <= last; month = nextMonth(month)) {
    const found = occurrenceIn(rule, month, act)
    if (found?.period === period) return found
  }
  return null
}

/** As `move`, but nobody in the branch decided it: the secretary gets the draft with the new day. */
export async function moveByRule(
  act: Act,
  activity: ActivityRow,
  to: NonNullable<ReturnType<typeof occurrenceIn>>,
): Promise<void> {
  await move(act, activity, { startsAt: to.startsAt, endsAt: to.endsAt, keepAnswers: false })
  const moved = await act.tx.activity.update({
    where: { id: activity.id },
    data: { provisional: to.provisional, dateReason: to.reason },
    include: { program: { select: { rule: true } } },
  })
  const drafts = activityStages(activityRule.parse(moved.program?.rule), moved, { ...act, from: act.now }).filter(
    (one) => draftStages.includes(one.stage),
  )
  const of = {
    causeKind: 'activity',
    causeId: moved.id,
    revision: moved.revision,
    organizationId: moved.organizationId,
  } as const
  await insertNotices(act.tx, stageNotices(drafts, of), act.now)
}

/** The months of which the dues may already be planned get the reminders of the new rule; null: none. */
export async function restageDues(
  act: Act,
  program: ProgramRow,
  before: DuesRule | null,
  after: DuesRule | null,
): Promise<void> {
  for (const month of plannedMonths(monthOf(act.today()))) {
    const stages = (rule: DuesRule | null) =>
      rule === null ? [] : duesStages(rule, month, { zone: act.zone, from: program.createdAt })
    const of = {
      causeKind: 'dues',
      causeId: `${program.organizationId}:${month}`,
      revision: 1,
      organizationId: program.organizationId,
    } as const
    // A month that is not planned yet gets its reminders with the rest of its plan.
    const planned = await act.tx.notice.count({ where: { causeKind: 'dues', causeId: of.causeId } })
    if (planned > 0) await restage(act, of, stages(before), stages(after))
  }
}
