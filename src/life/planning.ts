import { dayIn } from '../time/cadence.ts'
import type { Calendar } from '../time/calendar.ts'
import { type Month, nextMonth, type Period, quarterOf } from '../time/days.ts'
import type { Zone } from '../time/zone.ts'
import type { ActivityRule } from './programs.ts'

/** One dated occurrence as the rule has it. */
export interface Occurrence {
  period: Period
  startsAt: Date
  endsAt: Date
  provisional: boolean
  /** Why it stands on this day, where it was shifted or is in doubt. */
  reason: string | null
}

const monthInQuarter = (month: Month) => ((Number(month.slice(5, 7)) - 1) % 3) + 1

/** The occurrence that the rule puts into this month; null where it puts none there (quarterly programs). */
export function occurrenceIn(
  rule: ActivityRule,
  month: Month,
  at: { zone: Zone; calendar: Calendar },
): Occurrence | null {
  if (rule.every === 'quarter' && monthInQuarter(month) !== (rule.inMonth ?? 3)) return null
  const { day, provisional, reason } = dayIn(rule.cadence, month, {
    policy: rule.holidays,
    sameMonth: rule.sameMonth,
    calendar: at.calendar,
  })
  const startsAt = at.zone.at(day, rule.hour)
  return {
    period: rule.every === 'quarter' ? quarterOf(month) : month,
    startsAt,
    endsAt: new Date(startsAt.getTime() + rule.minutes * 60_000),
    provisional,
    reason,
  }
}

/** The months that are planned now: this one, and the next, whose drafts fall into this one. */
export const plannedMonths = (today: Month): Month[] => [today, nextMonth(today)]
