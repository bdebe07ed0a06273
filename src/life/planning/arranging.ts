import type { Calendar } from '../../time/calendar.ts'
import { addDays, everyOf, type Period } from '../../time/days.ts'
import { addWorkdays } from '../../time/holidays.ts'
import type { Day, Zone } from '../../time/zone.ts'
import type { ActivityRule } from '../programs/programs.ts'
import { arrangedWithin } from './planning.ts'
import type { Stage } from './stages.ts'

/** Whether somebody is reminded to arrange it: what has no date by rule, and what comes once a quarter or less often. */
export const needsArranging = ({ every, cadence }: ActivityRule): boolean =>
  every !== 'day' && (cadence.on === 'arranged' || (every !== 'week' && every !== 'month'))

/**
 * When the secretary is reminded that nothing is arranged for a period: where people choose the date, when the time for
 * it begins; and so many days before it ends. Silent when due if something is arranged by then.
 */
export function arrangeStages(rule: ActivityRule, period: Period, at: { zone: Zone; calendar: Calendar }): Stage[] {
  const { arrangeBy } = rule.stages
  if (!needsArranging(rule) || everyOf(period) !== rule.every || arrangeBy.length === 0) return []
  const { zone, calendar } = at
  const { first, last } = arrangedWithin(rule, period)
  const helpsUntil = zone.at(addDays(last, 1), '00:00')
  const stage = (name: string, day: Day): Stage => ({
    stage: name,
    to: 'secretary',
    dueAt: zone.at(day, '10:00'),
    helpsUntil,
  })
  const begin = calendar.isWorkday(first) ? first : addWorkdays(calendar, first, 1)
  const ends = arrangeBy.flatMap((days, index) => {
    const named = addDays(last, -days)
    const day = calendar.isWorkday(named) ? named : addWorkdays(calendar, named, -1)
    return day > begin ? [stage(`arrange_due_${index + 1}`, day)] : []
  })
  return rule.cadence.on === 'arranged' && begin <= last ? [stage('arrange_due_0', begin), ...ends] : ends
}
