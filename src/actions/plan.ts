import { type Occurrence, occurrenceIn, plannedMonths } from '../life/planning.ts'
import { activityRule, duesRule } from '../life/programs.ts'
import { activityStages, duesStages, duesWindow, type Stage } from '../life/stages.ts'
import { insertActivities, type NewActivity } from '../records/activities.ts'
import { insertDuesMonths } from '../records/dues.ts'
import { insertNotices, type NoticeRow } from '../records/notices.ts'
import { enabledPrograms } from '../records/programs.ts'
import { type Month, monthOf } from '../time/days.ts'
import type { Act } from './act.ts'

type At = Pick<Act, 'tx' | 'now' | 'zone' | 'calendar'>

/** What stages belong to. */
export interface Staged {
  causeKind: 'activity' | 'dues'
  causeId: string | number
  revision: number
  organizationId: number
}

/** Stages as rows of the outbox; whom they reach is found out when they are due. */
export const stageNotices = (stages: readonly Stage[], of: Staged): NoticeRow[] =>
  stages.map(({ stage, to, dueAt, helpsUntil }) => ({
    kind: kindOfStage(stage),
    facts: { to },
    causeKind: of.causeKind,
    causeId: String(of.causeId),
    revision: of.revision,
    stage,
    recipientKind: 'organization',
    recipientId: of.organizationId,
    ordinal: 0,
    organizationId: of.organizationId,
    unprompted: true,
    urgent: false,
    dueAt,
    helpsUntil,
  }))

/** The kind of message a stage leads to: `second_ask` is a draft asked again, `record_due_1` a record that is due. */
const kindOfStage = (stage: string): string =>
  stage === 'second_ask' ? 'draft' : stage.replace(/^record_due_\d+$/, 'record_due')

/**
 * Plans this month and the next for the whole tree: activities, dues months and all that will be said about them.
 * Set-based and idempotent: what is there stays as it is.
 */
export async function planAhead(act: At): Promise<{ activities: number; duesMonths: number }> {
  const months = plannedMonths(monthOf(act.zone.day(act.now)))
  const programs = await enabledPrograms(act.tx)
  const dated = programs.filter((program) => program.kind !== 'dues')
  // Most branches share a rule: what follows from it is worked out once.
  const rule = once((json: string) => activityRule.parse(JSON.parse(json)))
  const occurrence = once((json: string, month: Month) => occurrenceIn(rule(json), month, act))
  const stages = once((json: string, startsAt: number) =>
    activityStages(rule(json), { startsAt: new Date(startsAt) }, { ...act, from: act.now }),
  )
  const rules = new Map(dated.map((program) => [program.id, JSON.stringify(program.rule)]))
  const made = await insertActivities(
    act.tx,
    dated.flatMap((program) =>
      months.flatMap((month) => dueActivity(program, occurrence(rules.get(program.id) ?? '', month), act.now)),
    ),
    act.now,
  )
  const notices = made.flatMap((activity) =>
    stageNotices(stages(rules.get(activity.programId) ?? '', activity.startsAt.getTime()), {
      causeKind: 'activity',
      causeId: activity.id,
      revision: 1,
      organizationId: activity.organizationId,
    }),
  )
  const dues = programs.filter((program) => program.kind === 'dues').flatMap((program) => duesOf(program, months, act))
  const duesMonths = await insertDuesMonths(act.tx, dues)
  await insertNotices(act.tx, [...notices, ...dues.flatMap((one) => one.notices)], act.now)
  return { activities: made.length, duesMonths }
}

type ProgramRow = Awaited<ReturnType<typeof enabledPrograms>>[number]

/** What was already over when the program was set up is not planned. */
function dueActivity(program: ProgramRow, found: Occurrence | null, now: Date): NewActivity[] {
  if (!found || found.startsAt <= program.createdAt || found.startsAt <= now) return []
  const { id, organizationId, kind, name } = program
  const { period, startsAt, endsAt, provisional, reason } = found
  return [
    { programId: id, organizationId, kind, period, title: name, startsAt, endsAt, provisional, dateReason: reason },
  ]
}

/** The months of a branch's dues whose window was still open when the program was set up, with their reminders. */
function duesOf(program: ProgramRow, months: Month[], { zone }: At) {
  const rule = duesRule.parse(program.rule)
  const { organizationId, createdAt } = program
  return months
    .filter((month) => duesWindow(rule, month).last >= zone.day(createdAt))
    .map((month) => ({
      organizationId,
      month,
      notices: stageNotices(duesStages(rule, month, { zone, from: createdAt }), {
        causeKind: 'dues',
        causeId: `${organizationId}:${month}`,
        revision: 1,
        organizationId,
      }),
    }))
}

/** Remembers what a pure function gave for the same arguments. */
function once<A extends (string | number)[], R>(work: (...args: A) => R): (...args: A) => R {
  const known = new Map<string, R>()
  return (...args) => {
    const key = args.join('\n')
    const before = known.get(key)
    if (before !== undefined) return before
    const made = work(...args)
    known.set(key, made)
    return made
  }
}
