import { addMonths, type Month, nextMonth } from '../../time/days.ts'
import type { Day } from '../../time/zone.ts'

/**
 * Members who are away (流动党员): away for six months or more without a transfer (2019 regulation on members' education,
 * articles 25 and 32; 2024 opinion on floating members). Whether the relation is to be transferred the branch decides.
 */
export const reviewMonths = 6

/** Whether somebody away since that day has been away for six months. */
export const isLongAway = (since: Day | null, today: Day): boolean =>
  since !== null && addMonths(since, reviewMonths) <= today

/** Abroad, as far as the words of the place tell: at least one contact in half a year (articles 24, 34). */
export const isAbroad = (place: string | null): boolean => place !== null && /出国|国外|境外|海外|出境|留学/.test(place)

/** Nobody heard of them for half a year; who was never heard is counted from the day they left. */
export const isUnheard = (lastContact: Day | null, since: Day | null, today: Day): boolean => {
  const from = lastContact ?? since
  return from === null || addMonths(from, reviewMonths) <= today
}

/** What a member's month of organizational life came to: how often awaited, there, and on leave. */
export interface MonthAttended {
  month: Month
  expected: number
  present: number
  leave: number
}

/**
 * Months in a row, up to the one before `asOfMonth`, in which a member was awaited and never there. A month in which
 * nothing was held neither counts nor ends the run. Leave is told beside it: whether there was good reason is for the
 * branch to find out (article 31).
 */
export function absentRun(
  months: readonly MonthAttended[],
  asOfMonth: Month,
): { count: number; since: Month | null; leave: number; awaited: number } {
  const known = new Map(months.filter(({ expected }) => expected > 0).map((one) => [one.month, one]))
  const first = [...known.keys()].sort()[0]
  const run = { count: 0, since: null as Month | null, leave: 0, awaited: 0 }
  if (first === undefined) return run
  for (let month = nextMonth(asOfMonth, -1); month >= first; month = nextMonth(month, -1)) {
    const one = known.get(month)
    if (!one) continue
    if (one.present > 0) break
    run.count += 1
    run.since = month
    run.leave += one.leave
    run.awaited += one.expected
  }
  return run
}
