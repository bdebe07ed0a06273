import dayjs from 'dayjs'
import utc from 'dayjs/plugin/utc.js'
import type { Day } from './zone.ts'

dayjs.extend(utc)

/** "2026-12" */
export type Month = string
/** How often: once in every such period. */
export const everies = ['day', 'week', 'month', 'quarter', 'half_year', 'year'] as const
export type Every = (typeof everies)[number]
/** One of them: "2026-12-04", "2026-W49" (ISO week, from Monday), "2026-12", "2026-Q4", "2026-H2", "2026". */
export type Period = string
export interface Span {
  first: Day
  last: Day
}

const of = (day: Day) => dayjs.utc(day)
const text = (date: dayjs.Dayjs): Day => date.format('YYYY-MM-DD')

/* Days and months are counted by the thousand when dates are worked out: as numbers, which takes dayjs five times as long. */

const dayMs = 86_400_000
const numberOf = (day: Day): number => Date.parse(day) / dayMs

export const addDays = (day: Day, count: number): Day =>
  new Date((numberOf(day) + count) * dayMs).toISOString().slice(0, 10)
/** Whole days from one day to another; negative when `to` is earlier. */
export const daysBetween = (from: Day, to: Day): number => numberOf(to) - numberOf(from)
/** The same day some months on; the month's last day where there is none (2026-01-31 + 1 = 2026-02-28). */
export const addMonths = (day: Day, count: number): Day => text(of(day).add(count, 'month'))
/** 0 Sunday … 6 Saturday */
export const weekday = (day: Day): number => new Date(numberOf(day) * dayMs).getUTCDay()
export const isDay = (value: string): boolean => /^\d{4}-\d\d-\d\d$/.test(value) && text(of(value)) === value

export const monthOf = (day: Day): Month => day.slice(0, 7)
export const firstDay = (month: Month): Day => `${month}-01`
export const lastDay = (month: Month): Day => addDays(firstDay(nextMonth(month)), -1)
export function nextMonth(month: Month, count = 1): Month {
  const number = Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7)) - 1 + count
  return `${String(Math.floor(number / 12)).padStart(4, '0')}-${String((number % 12) + 1).padStart(2, '0')}`
}
export const quarterOf = (month: Month): Period => `${month.slice(0, 4)}-Q${Math.ceil(Number(month.slice(5, 7)) / 3)}`
export const mondayOf = (day: Day): Day => addDays(day, -((weekday(day) + 6) % 7))

/** The week a day lies in belongs to the year of its Thursday (ISO 8601). */
function weekOf(day: Day): Period {
  const thursday = addDays(mondayOf(day), 3)
  const year = thursday.slice(0, 4)
  return `${year}-W${String(Math.floor(daysBetween(`${year}-01-01`, thursday) / 7) + 1).padStart(2, '0')}`
}

/** The period a day lies in. Quarters and half-years are those of the calendar. */
export function periodOf(every: Every, day: Day): Period {
  switch (every) {
    case 'day':
      return day
    case 'week':
      return weekOf(day)
    case 'month':
      return monthOf(day)
    case 'quarter':
      return quarterOf(monthOf(day))
    case 'half_year':
      return `${day.slice(0, 4)}-H${day.slice(5, 7) <= '06' ? 1 : 2}`
    case 'year':
      return day.slice(0, 4)
  }
}

/** What kind of period it is. */
export function everyOf(period: Period): Every {
  if (period.length === 10) return 'day'
  if (period.length === 4) return 'year'
  const sign = period[5]
  return sign === 'W' ? 'week' : sign === 'Q' ? 'quarter' : sign === 'H' ? 'half_year' : 'month'
}

const monthsIn: Record<Every, number> = { day: 0, week: 0, month: 1, quarter: 3, half_year: 6, year: 12 }
/** How many months a period of that kind has; 0 for days and weeks. */
export const lengthInMonths = (every: Every): number => monthsIn[every]

/** First and last day of a period. */
export function spanOf(period: Period): Span {
  const every = everyOf(period)
  if (every === 'day') return { first: period, last: period }
  if (every === 'week') {
    const first = addDays(mondayOf(`${period.slice(0, 4)}-01-04`), (Number(period.slice(6)) - 1) * 7)
    return { first, last: addDays(first, 6) }
  }
  const count = monthsIn[every]
  const number = every === 'year' ? 1 : (Number(period.slice(every === 'month' ? 5 : 6)) - 1) * count + 1
  const month = `${period.slice(0, 4)}-${String(number).padStart(2, '0')}`
  return { first: firstDay(month), last: lastDay(nextMonth(month, count - 1)) }
}

/** First and last month of a period. */
export function monthsOf(period: Period): { first: Month; last: Month } {
  const { first, last } = spanOf(period)
  return { first: monthOf(first), last: monthOf(last) }
}

/** 四季度 covers 12月, and itself. */
export function covers(outer: Period, inner: Period): boolean {
  const [one, other] = [spanOf(outer), spanOf(inner)]
  return one.first <= other.first && other.last <= one.last
}

/** The period so many later (negative: earlier). */
export function nextPeriod(period: Period, count = 1): Period {
  const every = everyOf(period)
  const { first } = spanOf(period)
  const there =
    every === 'day'
      ? addDays(first, count)
      : every === 'week'
        ? addDays(first, 7 * count)
        : addMonths(first, monthsIn[every] * count)
  return periodOf(every, there)
}

/** All periods of a kind that lie in a span, or reach into it. */
export function periodsIn(every: Every, { first, last }: Span): Period[] {
  const found: Period[] = []
  for (let period = periodOf(every, first); spanOf(period).first <= last; period = nextPeriod(period))
    found.push(period)
  return found
}

const weekdayNames = ['日', '一', '二', '三', '四', '五', '六']
/** "12月4日（周五）", with the year where it is not that of `today`. */
export function dayInWords(day: Day, today?: Day): string {
  const year = today !== undefined && today.slice(0, 4) !== day.slice(0, 4) ? `${day.slice(0, 4)}年` : ''
  return `${year}${Number(day.slice(5, 7))}月${Number(day.slice(8, 10))}日（周${weekdayNames[weekday(day)]}）`
}
/**
 * "12月4日", "12月第1周", "12月", "四季度", "下半年", "2026年". A week is counted in the month in which most of its days
 * lie, as people do; nobody knows the week of the year by its number.
 */
export function periodInWords(period: Period): string {
  const month = (day: Day) => `${Number(day.slice(5, 7))}月`
  switch (everyOf(period)) {
    case 'day':
      return `${month(period)}${Number(period.slice(8))}日`
    case 'week': {
      const thursday = addDays(spanOf(period).first, 3)
      return `${month(thursday)}第${Math.ceil(Number(thursday.slice(8)) / 7)}周`
    }
    case 'month':
      return month(period)
    case 'quarter':
      return `${'一二三四'[Number(period.slice(6)) - 1]}季度`
    case 'half_year':
      return period.endsWith('1') ? '上半年' : '下半年'
    case 'year':
      return `${period}年`
  }
}
