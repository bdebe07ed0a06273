import type { Period } from '../../time/days.ts'
import type { Day } from '../../time/zone.ts'
import type { Policies } from '../programs/policies.ts'

type Wanted = Policies['filePlan']

const lastDays: Record<Exclude<Wanted, 'no' | 'december'>, string> = { yes: '01-31', february: '02-28', march: '03-31' }

/** By when the plan of a year is to be filed; null where nobody asks for it. */
export function filingDue(wanted: Wanted, year: Period): Day | null {
  if (wanted === 'no') return null
  return wanted === 'december' ? `${Number(year) - 1}-12-31` : `${year}-${lastDays[wanted]}`
}

/** Late in the year people speak of the plan of the next. */
export const yearAhead = (today: Day): Period =>
  today.slice(5, 7) >= '11' ? String(Number(today.slice(0, 4)) + 1) : today.slice(0, 4)

/** Of which year's plan it is asked whether it was filed. */
export const yearToFile = (wanted: Wanted, today: Day): Period =>
  wanted === 'december' ? yearAhead(today) : today.slice(0, 4)
