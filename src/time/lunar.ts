import chineseDays from 'chinese-days'
import { addDays, daysBetween } from './days.ts'
import type { Day } from './zone.ts'

/** A day of the lunar calendar; `leap` marks the second of two months of one number (闰六月). */
export interface LunarDay {
  year: number
  month: number
  leap: boolean
  day: number
}

interface LunarMonth {
  year: number
  month: number
  leap: boolean
  first: Day
  days: number
}

/** The tables begin with the lunar year 1900 and end with 2100. */
const firstYear = 1900
const lastYear = 2100
const epoch: Day = '1900-01-31'
const cache = new Map<number, LunarMonth[]>()

/**
 * The months of a lunar year in order. Counted here from the library's month lengths, because its own conversions
 * depend on the machine's zone and cannot take a 30th of the second month.
 */
function monthsOfYear(year: number): LunarMonth[] {
  if (year < firstYear || year > lastYear) return []
  const known = cache.get(year)
  if (known) return known
  const before = monthsOfYear(year - 1).at(-1)
  let first = before ? addDays(before.first, before.days) : epoch
  const leap = chineseDays.getYearLeapMonth(year)
  const months: LunarMonth[] = []
  const append = (month: number, isLeap: boolean, days: number) => {
    months.push({ year, month, leap: isLeap, first, days })
    first = addDays(first, days)
  }
  for (let month = 1; month <= 12; month++) {
    append(month, false, chineseDays.monthDays(year, month))
    if (leap.leapMonth === month) append(month, true, leap.days)
  }
  cache.set(year, months)
  return months
}

/** The lunar day of a day; null outside the lunar years 1900 to 2100. */
export function lunarDay(of: Day): LunarDay | null {
  const year = Number(of.slice(0, 4))
  const month = [...monthsOfYear(year - 1), ...monthsOfYear(year)].findLast(({ first }) => first <= of)
  if (!month) return null
  const day = daysBetween(month.first, of) + 1
  return day > month.days ? null : { year: month.year, month: month.month, leap: month.leap, day }
}

/** The day on which a lunar day falls; null where that month has no such day, or that year no such leap month. */
export function dayOfLunar({ year, month, leap, day }: LunarDay): Day | null {
  const found = monthsOfYear(year).find((each) => each.month === month && each.leap === leap)
  return found && day >= 1 && day <= found.days ? addDays(found.first, day - 1) : null
}

/** How many days a lunar month has: 29 or 30; null where there is no such month. */
export function lunarMonthLength(year: number, month: number, leap: boolean): number | null {
  return monthsOfYear(year).find((each) => each.month === month && each.leap === leap)?.days ?? null
}

const tens = ['初', '十', '廿', '三']
/** 初一, 十五, 廿三, 三十 */
export function lunarDayInWords(day: number): string {
  if (day === 10 || day === 20 || day === 30) return ['初十', '二十', '三十'][day / 10 - 1] ?? ''
  return `${tens[Math.floor(day / 10)]}${'一二三四五六七八九'[(day % 10) - 1]}`
}
