import { arrangeStages } from '../life/arranging.ts'
import { isDated } from '../life/catalogue.ts'
import { plannedMonths, plannedSpan } from '../life/planning.ts'
import { activityRule, duesRule } from '../life/programs.ts'
import { duesStages, type Stage } from '../life/stages.ts'
import { plannedNotices } from '../records/redating.ts'
import { monthOf, periodsIn } from '../time/days.ts'
import type { Act } from './act.ts'
import { restage } from './restage.ts'
import { periodCause, type Staged } from './staged.ts'

/** A program whose rule or switch changes. */
export interface ProgramChange {
  id: number
  kind: string
  organizationId: number
  createdAt: Date
  before: { rule: unknown; enabled: boolean }
  after: { rule: unknown; enabled: boolean }
}

/** What is said of one period: of a month's dues, or that nothing is arranged. */
interface OfPeriod {
  of: Staged
  before: Stage[]
  after: Stage[]
}

/**
 * The periods of which the reminders are already planned get those of the new rule; switched off: none. What is not
 * planned yet gets its reminders with the rest of its plan.
 */
export async function restagePeriods(act: Act, changes: readonly ProgramChange[]) {
  return [
    ...(await restaged(
      act,
      'dues',
      changes.filter(({ kind }) => kind === 'dues').flatMap((one) => duesOf(act, one)),
    )),
    ...(await restaged(
      act,
      'program',
      changes.filter(({ kind }) => isDated(kind)).flatMap((one) => arrangingOf(act, one)),
    )),
  ]
}

async function restaged(act: Act, causeKind: 'dues' | 'program', periods: readonly OfPeriod[]) {
  const rows = await plannedBy(
    act,
    causeKind,
    periods.map(({ of }) => String(of.causeId)),
  )
  return periods.flatMap(({ of, before, after }) => {
    const planned = rows.get(String(of.causeId))
    return planned ? [restage(planned, of, before, after, act)] : []
  })
}

function duesOf(act: Act, { organizationId, createdAt, before, after }: ProgramChange): OfPeriod[] {
  return plannedMonths(monthOf(act.today())).map((month) => {
    const stages = ({ rule, enabled }: ProgramChange['after']) =>
      enabled ? duesStages(duesRule.parse(rule), month, { zone: act.zone, from: createdAt }) : []
    const of = { causeKind: 'dues', causeId: `${organizationId}:${month}`, revision: 1, organizationId }
    return { of, before: stages(before), after: stages(after) }
  })
}

function arrangingOf(act: Act, { id, organizationId, createdAt, before, after }: ProgramChange): OfPeriod[] {
  const rules = { before: activityRule.parse(before.rule), after: activityRule.parse(after.rule) }
  const span = plannedSpan('month', act.today())
  return [...new Set([rules.before.every, rules.after.every])]
    .flatMap((every) => periodsIn(every, span))
    .map((period) => {
      const stages = (rule: typeof rules.before, enabled: boolean) =>
        enabled ? arrangeStages(rule, period, act).filter(({ dueAt }) => dueAt >= createdAt) : []
      return {
        of: periodCause(id, period, organizationId),
        before: stages(rules.before, before.enabled),
        after: stages(rules.after, after.enabled),
      }
    })
}

/** The reminders already planned of these causes, by cause. */
export async function plannedBy(act: Act, causeKind: 'activity' | 'dues' | 'program', causeIds: readonly string[]) {
  const rows = await plannedNotices(act.tx, causeKind, causeIds)
  const by = new Map<string, typeof rows>()
  for (const row of rows) {
    const others = by.get(row.causeId)
    if (others) others.push(row)
    else by.set(row.causeId, [row])
  }
  return by
}
