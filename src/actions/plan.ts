import { occurrenceIn, plannedMonths } from '../life/planning.ts'
import { activityRule, duesRule } from '../life/programs.ts'
import { activityStages, duesStages, duesWindow, type Stage } from '../life/stages.ts'
import { insertActivities, type NewActivity } from '../records/activities.ts'
import { insertDuesMonths } from '../records/dues.ts'
import { insertNotices, type NoticeRow } from '../records/notices.ts'
import { enabledPrograms } from '../records/programs.ts'
import { type Month, monthOf } from '../time/days.ts'
import type { Act } from './act.ts'

type At = Pick<Act, 'tx' | 'now' | 'zone' | 'calendar'>

/** A stage as a row of the outbox; whom it reaches is found out when it is due. */
export function stageNotice(
  stage: Stage,
  of: {
    kind: string
    causeKind: 'activity' | 'dues'
    causeId: string | number
    revision: number
    organizationId: number
  },
): NoticeRow {
  return {
    kind: of.kind,
    facts: { to: stage.to },
    causeKind: of.causeKind,
    causeId: String(of.causeId),
    revision: of.revision,
    stage: stage.stage,
    recipientKind: 'organization',
    recipientId: of.organizationId,
    ordinal: 0,
    organizationId: of.organizationId,
    unprompted: true,
    urgent: false,
    dueAt: stage.dueAt,
    helpsUntil: stage.helpsUntil,
  }
}

/** The kind of message a stage leads to: `second_ask` is a draft asked again, `record_due_1` a record that is due. */
export const kindOfStage = (stage: string): string =>
  stage === 'second_ask' ? 'draft' : stage.replace(/^record_due_\d+$/, 'record_due')

/**
 * Plans this month and the next for the whole tree: activities, dues months and all that will be said about them.
 * Set-based and idempotent: what is there stays as it is.
 */
export async function planAhead(act: At): Promise<{ activities: number; duesMonths: number }> {
  const months = plannedMonths(monthOf(act.zone.day(act.now)))
  const programs = await enabledPrograms(act.tx)
  const activities = programs.flatMap((program) =>
    program.kind === 'dues' ? [] : months.flatMap((month) => occurrence(program, month, act)),
  )
  const made = await insertActivities(act.tx, activities, act.now)
  const rules = new Map(programs.map((program) => [program.id, program]))
  const notices = made.flatMap((activity) => {
    const program = rules.get(activity.programId)
    if (!program) return []
    const rule = activityRule.parse(program.rule)
    return activityStages(rule, activity, { ...act, from: act.now }).map((stage) =>
      stageNotice(stage, {
        kind: kindOfStage(stage.stage),
        causeKind: 'activity',
        causeId: activity.id,
        revision: 1,
        organizationId: activity.organizationId,
      }),
    )
  })
  const dues = programs
    .filter((program) => program.kind === 'dues')
    .flatMap((program) => {
      const rule = duesRule.parse(program.rule)
      return months
        .filter((month) => duesWindow(rule, month).last >= act.zone.day(program.createdAt))
        .map((month) => ({ program, rule, month }))
    })
  const duesMonths = await insertDuesMonths(
    act.tx,
    dues.map(({ program, month }) => ({ organizationId: program.organizationId, month })),
  )
  const duesNotices = dues.flatMap(({ program, rule, month }) =>
    duesStages(rule, month, { zone: act.zone, from: program.createdAt }).map((stage) =>
      stageNotice(stage, {
        kind: stage.stage,
        causeKind: 'dues',
        causeId: `${program.organizationId}:${month}`,
        revision: 1,
        organizationId: program.organizationId,
      }),
    ),
  )
  await insertNotices(act.tx, [...notices, ...duesNotices], act.now)
  return { activities: made.length, duesMonths }
}

type ProgramRow = Awaited<ReturnType<typeof enabledPrograms>>[number]

/** What was already over when the program was set up is not planned. */
function occurrence(program: ProgramRow, month: Month, act: At): NewActivity[] {
  const found = occurrenceIn(activityRule.parse(program.rule), month, act)
  if (!found || found.startsAt <= program.createdAt || found.startsAt <= act.now) return []
  return [
    {
      programId: program.id,
      organizationId: program.organizationId,
      kind: program.kind,
      period: found.period,
      title: program.name,
      startsAt: found.startsAt,
      endsAt: found.endsAt,
      provisional: found.provisional,
      dateReason: found.reason,
    },
  ]
}
