import dayjs from 'dayjs'
import utc from 'dayjs/plugin/utc.js'
import type { Day } from './zone.ts'

dayjs.extend(utc)

/** "2026-12" */
export type Month = string
/** A calendar month, quarter or year: "2026-12", "2026-Q4", "2026". */
export type Period = string

const of = (day: Day) => dayjs.utc(day)
const text = (date: dayjs.Dayjs): Day => date.format('YYYY-MM-DD')

export const addDays = (day: Day, count: number): Day => text(of(day).add(count, 'day'))
/** Whole days from one day to another; negative when `to` is earlier. */
export const daysBetween = (from: Day, to: Day): number => of(to).diff(of(from), 'day')
/** The same day some months on; the month's last day where there is none (2026-01-31 + 1 = 2026-02-28). */
export const addMonths = (day: Day, count: number): Day => text(of(day).add(count, 'month'))
/** 0 Sunday … 6 Saturday */
export const weekday = (day: Day): number => of(day).day()
export const isDay = (value: string): boolean => /^\d{4}-\d\d-\d\d$/.test(value) && text(of(value)) === value

export const monthOf = (day: Day): Month => day.slice(0, 7)
export const firstDay = (month: Month): Day => `${month}-01`
export const lastDay = (month: Month): Day => text(of(`${month}-01`).endOf('month'))
export const nextMonth = (month: Month, count = 1): Month => monthOf(addMonths(firstDay(month), count))
export const quarterOf = (month: Month): Period => `${month.slice(0, 4)}-Q${Math.ceil(Number(month.slice(5, 7)) / 3)}`

/** First and last month of a period. */
export function monthsOf(period: Period): { first: Month; last: Month } {
  const quarter = /^(\d{4})-Q([1-4])$/.exec(period)
  if (quarter) {
    const last = Number(quarter[2]) * 3
    const month = (n: number) => `${quarter[1]}-${String(n).padStart(2, '0')}`
    return { first: month(last - 2), last: month(last) }
  }
  return period.length === 4 ? { first: `${period}-01`, last: `${period}-12` } : { first: period, last: period }
}

const weekdayNames = ['日', '一', '二', '三', '四', '五', '六']
/** "12月4日（周五）", with the year where it is not that of `today`. */
export function dayInWords(day: Day, today?: Day): string {
  const year = today !== undefined && today.slice(0, 4) !== day.slice(0, 4) ? `${day.slice(0, 4)}年` : ''
  return `${year}${Number(day.slice(5, 7))}月${Number(day.slice(8, 10))}日（周${weekdayNames[weekday(day)]}）`
}
/** "12月", "四季度", "2026年" */
export function periodInWords(period: Period): string {
  const quarter = /-Q([1-4])$/.exec(period)
  if (quarter) return `${'一二三四'[Number(quarter[1]) - 1]}季度`
  return period.length === 4 ? `${period}年` : `${Number(period.slice(5, 7))}月`
}
