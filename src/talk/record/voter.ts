import { isDay } from '../../time/days.ts'
import type { Day } from '../../time/zone.ts'

/** The day on which the general meeting agreed ("12月4日大会通过"): the last one that is not to come. */
export function pastDay(text: string, today: Day): Day | null {
  const found =
    /(?:(20\d{2})\s?[年.\-/])?\s?(\d{1,2})\s?[月.\-/]\s?(\d{1,2})\s?[日号]?[^,;]{0,8}?(?:大会|会上?)?[^,;]{0,4}(?:通过|同意|讨论|表决)/.exec(
      text,
    )
  if (!found) return null
  const [, year, month = '', date = ''] = found
  const of = (each: number) => `${each}-${month.padStart(2, '0')}-${date.padStart(2, '0')}`
  const this_ = Number(today.slice(0, 4))
  const days = year ? [of(Number(year))] : [of(this_), of(this_ - 1)]
  return days.find((day) => isDay(day) && day <= today) ?? null
}

/** "机关党委12月6日批复同意": how the committee above consented, as it was written; null where nothing is said of it. */
export const consentIn = (text: string): string | null =>
  text.split(/[,，;；。\s]+/).find((clause) => /(?:上级|党委|党工委|总支|党组).*(?:同意|批准|批复)/.test(clause)) ??
  null
