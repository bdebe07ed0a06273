import { plannedMonths } from '../../life/planning/planning.ts'
import { duesStages, type Stage } from '../../life/planning/stages.ts'
import { isDated } from '../../life/programs/catalogue.ts'
import { activityRule, duesRule } from '../../life/programs/programs.ts'
import { plannedNotices } from '../../records/redating.ts'
import { monthOf } from '../../time/days.ts'
import type { Act } from '../act.ts'
import { remindersOf, remindersSince } from './plan-arranging.ts'
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
  const stages = ({ rule, enabled }: ProgramChange['after']) => {
    const reminders = enabled ? remindersSince(createdAt, remindersOf(activityRule.parse(rule), act)) : []
    return new Map(reminders.map((one) => [one.period, one.stages]))
  }
  const [old, now] = [stages(before), stages(after)]
  return [...new Set([...old.keys(), ...now.keys()])].map((period) => ({
    of: periodCause(id, period, organizationId),
    before: old.get(period) ?? [],
    after: now.get(period) ?? [],
  }))
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
