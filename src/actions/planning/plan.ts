import { occurrencesIn, plannedSpan } from '../../life/planning/planning.ts'
import { activityStages } from '../../life/planning/stages.ts'
import { isDated } from '../../life/programs/catalogue.ts'
import { activityRule } from '../../life/programs/programs.ts'
import { holdersOf } from '../../life/programs/structure.ts'
import { insertActivities } from '../../records/activities.ts'
import { insertNotices, type NoticeRow } from '../../records/notices.ts'
import { enabledPrograms } from '../../records/programs.ts'
import { structureOf } from '../../records/structure.ts'
import type { Act } from '../act.ts'
import { once } from '../once.ts'
import { planContacts } from '../people/contacts.ts'
import { followStructure } from './follow-structure.ts'
import { remindersOf, remindersSince } from './plan-arranging.ts'
import { planDevelopment } from './plan-development.ts'
import { planDues } from './plan-dues.ts'
import { planFilings } from './plan-filing.ts'
import { planTalks } from './plan-talks.ts'
import { type PlannedProgram, type Planner, periodCause, stageNotices } from './staged.ts'

/** Who plans what is watched without dates of its own, by kind of institution. */
const planners: Partial<Record<string, Planner>> = { dues: planDues, talk: planTalks, development: planDevelopment }

/**
 * Plans what comes next for the whole tree (see plannedSpan): activities, dues months and all that will be said about
 * them. Set-based and idempotent: what is there stays as it is.
 */
export async function planAhead(act: Act): Promise<{ activities: number; notices: number }> {
  const programs = await enabledPrograms(act.tx, act.zone.day(act.now))
  const dated = programs.filter(({ kind }) => isDated(kind))
  const { made, notices } = await planActivities(act, dated)
  for (const [kind, planner] of Object.entries(planners)) {
    const own = programs.filter((program) => program.kind === kind)
    if (planner && own.length > 0) notices.push(...(await planner(act, own)))
  }
  notices.push(...(await planFilings(act)), ...(await planContacts(act)))
  return { activities: made, notices: await insertNotices(act.tx, notices, act.now) }
}

async function planActivities(act: Act, programs: PlannedProgram[]): Promise<{ made: number; notices: NoticeRow[] }> {
  const today = act.zone.day(act.now)
  // Most branches share a rule: what follows from it is worked out once.
  const rule = once((json: string) => activityRule.parse(JSON.parse(json)))
  const occurrences = once((json: string) => occurrencesIn(rule(json), plannedSpan(rule(json).every, today), act))
  const stages = once((json: string, startsAt: number) =>
    activityStages(rule(json), { startsAt: new Date(startsAt) }, { ...act, from: act.now }),
  )
  const reminders = once((json: string) => remindersOf(rule(json), act))
  const rules = new Map(programs.map((program) => [program.id, JSON.stringify(program.rule)]))
  const of = (programId: number) => rules.get(programId) ?? ''
  const structure = await structureOf(act.tx)
  const held = programs.flatMap((program) => holdersOf(program, structure).map((holder) => ({ program, holder })))
  await followStructure(act, programs, new Set(held.map(({ program }) => program.id)))
  const made = await insertActivities(
    act.tx,
    held.flatMap(({ program, holder }) =>
      occurrences(of(program.id))
        // What was already over when the program was set up is not planned.
        .filter(({ startsAt }) => startsAt > program.createdAt && startsAt > act.now)
        .map(({ period, startsAt, endsAt, provisional, reason }) => ({
          programId: program.id,
          organizationId: holder.organizationId,
          kind: program.kind,
          period,
          title: holder.title,
          startsAt,
          endsAt,
          provisional,
          dateReason: reason,
        })),
    ),
    act.now,
  )
  const ofActivities = made.flatMap((activity) =>
    stageNotices(stages(of(activity.programId), activity.startsAt.getTime()), {
      causeKind: 'activity',
      causeId: activity.id,
      revision: 1,
      organizationId: activity.organizationId,
    }),
  )
  const missing = held.flatMap(({ program, holder }) =>
    remindersSince(program.createdAt, reminders(of(program.id))).flatMap(({ period, stages: due }) =>
      stageNotices(due, periodCause(program.id, period, holder.organizationId)),
    ),
  )
  return { made: made.length, notices: [...ofActivities, ...missing] }
}
