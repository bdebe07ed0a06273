import type { Calendar } from '../../time/calendar.ts'
import { daysBetween, type Every, nextPeriod, type Period, periodOf } from '../../time/days.ts'
import type { Day, Zone } from '../../time/zone.ts'
import type { ActivityRule } from '../programs/programs.ts'
import { needsArranging } from './arranging.ts'
import { arrangedWithin, slotOf } from './planning.ts'

/** How many periods that are over are looked back on; daily ones are never asked for, of weekly ones the last week. */
const back: Record<Every, number> = { day: 0, week: 1, month: 12, quarter: 4, half_year: 2, year: 1 }

/** The periods that are over and may still be asked for, the latest of each kind alone where the tree is large. */
export const periodsOver = (today: Day, onlyLast: boolean): { every: Every; period: Period }[] =>
  (['week', 'month', 'quarter', 'half_year', 'year'] as const).flatMap((every) =>
    Array.from({ length: onlyLast ? 1 : back[every] }, (_, index) => ({
      every,
      period: nextPeriod(periodOf(every, today), -1 - index),
    })),
  )

/** The periods that are not over, of what may still have to be arranged in them. */
export const periodsNow = (today: Day): { every: Every; period: Period }[] =>
  (['month', 'quarter', 'half_year', 'year'] as const).map((every) => ({ every, period: periodOf(every, today) }))

/**
 * A meeting of a quarter or half-year that is held after its end does not count for it (自然季度，跨季补开不追溯). What
 * comes once a year is often held early in the next, as the committee above tells; a shift by the rule counts always.
 */
export const isStrict = (every: Every): boolean => every === 'quarter' || every === 'half_year'

/** The last days in which what is not arranged is already named. */
const soonDays = 30

/**
 * How many days are left to arrange a period of this rule, where it is high time; negative where people arrange it and
 * its usual months are over; null where nobody need think of it yet, or its day was over before the program was set up.
 */
export function daysLeft(
  rule: ActivityRule,
  period: Period,
  createdAt: Date,
  at: { today: Day; zone: Zone; calendar: Calendar },
): number | null {
  if (!needsArranging(rule)) return null
  const { startsAt } = slotOf(rule, period, at)
  if (startsAt !== null && startsAt <= createdAt) return null
  const left = daysBetween(at.today, arrangedWithin(rule, period).last)
  return left <= soonDays ? left : null
}
