import { createRequire } from 'node:module'
import { z } from 'zod'
import { ZhibuError } from '../base/errors.ts'
import type { Calendar } from './calendar.ts'
import { addDays, isDay, weekday } from './days.ts'
import type { Day } from './zone.ts'

/** One year's notice of the State Council: holidays, and the weekend days worked in exchange. */
export interface HolidayYear {
  year: number
  source: string
  holidays: { name: string; first: Day; last: Day }[]
  adjustedWorkdays: Day[]
}

const day = z.string().refine(isDay, '日期要写成 2026-10-01 这样')
const noticeSchema = z.object({
  source: z.string().default(''),
  holidays: z
    .array(
      z
        .tuple([z.string().min(1), day, day])
        .refine(([, first, last]) => first <= last && last < addDays(first, 31), '放假的起止日期不对'),
    )
    .min(1),
  adjusted_workdays: z.array(day),
})

/**
 * Reads a year's holidays supplied by the operator:
 * { source, holidays: [[name, first, last], …], adjusted_workdays: [day, …] }.
 * @throws ZhibuError BAD_CONFIG when the shape or a date is wrong
 */
export function readHolidayYear(json: unknown): HolidayYear {
  const notice = noticeSchema.safeParse(json)
  if (!notice.success) {
    const [issue] = notice.error.issues
    const where = issue?.path.join('.')
    throw new ZhibuError(
      'BAD_CONFIG',
      `放假安排文件不对：${where ? `${where} ` : ''}${issue?.message ?? ''}`,
      '请按国务院办公厅当年的放假通知填写 holidays 和 adjusted_workdays，再试一次。',
    )
  }
  const holidays = notice.data.holidays.map(([name, first, last]) => ({ name, first, last }))
  // New Year's holiday may begin in December, so the year is that of the last day of all.
  const lastDay =
    holidays
      .map(({ last }) => last)
      .sort()
      .at(-1) ?? ''
  return {
    year: Number(lastDay.slice(0, 4)),
    source: notice.data.source,
    holidays,
    adjustedWorkdays: notice.data.adjusted_workdays,
  }
}

/** Only the days that are not plain weekdays and weekends. */
interface YearTable {
  published: boolean
  holidays: Map<Day, string>
  workdays: Set<Day>
}

/**
 * The published calendars, year by year. In a year that is not published weekdays are working days.
 * @param extra years supplied by the operator; they replace what is built in
 */
export function publishedCalendar(extra: HolidayYear[] = []): Calendar {
  const years = new Map<number, YearTable>()
  const supplied = new Map<Day, string | null>()
  for (const { holidays, adjustedWorkdays } of extra) {
    for (const { name, first, last } of holidays)
      for (let each = first; each <= last; each = addDays(each, 1)) supplied.set(each, name)
    for (const each of adjustedWorkdays) supplied.set(each, null)
  }
  const suppliedYears = new Set(extra.map(({ year }) => year))

  const tableOf = (year: number): YearTable => {
    const known = years.get(year)
    if (known) return known
    const table = suppliedYears.has(year)
      ? { published: true, holidays: new Map(), workdays: new Set<Day>() }
      : builtIn(year)
    for (const [each, name] of supplied) {
      if (Number(each.slice(0, 4)) !== year) continue
      table.holidays.delete(each)
      table.workdays.delete(each)
      if (name === null) table.workdays.add(each)
      else table.holidays.set(each, name)
    }
    years.set(year, table)
    return table
  }
  const tableOfDay = (each: Day) => tableOf(Number(each.slice(0, 4)))

  return {
    isPublished: (year) => tableOf(year).published,
    isWorkday: (each) => {
      const table = tableOfDay(each)
      return table.workdays.has(each) || (!table.holidays.has(each) && !isWeekend(each))
    },
    holiday: (each) => tableOfDay(each).holidays.get(each) ?? null,
  }
}

/** Names as the library has them: "National Day,国庆节,3". */
const tableSchema = z.object({
  holidays: z.record(z.string(), z.string()),
  workdays: z.record(z.string(), z.string()),
})
// The library's own functions shift days by one where the machine's zone is west of Greenwich, so its table is read.
const library = tableSchema.parse(createRequire(import.meta.url)('chinese-days/dist/chinese-days.json'))

/**
 * Days off that stand in the law itself and need no yearly notice: 全国年节及纪念日放假办法（2024年修订）第二条. Those that
 * follow the moon and the weekends worked in exchange are only known once the year is published.
 */
const fixedByLaw: readonly (readonly [string, string])[] = [
  ['01-01', '元旦'],
  ['05-01', '劳动节'],
  ['05-02', '劳动节'],
  ['10-01', '国庆节'],
  ['10-02', '国庆节'],
  ['10-03', '国庆节'],
]

/** What the library knows of a year; published only with its 国庆节, as a few days reach over from the next year. */
function builtIn(year: number): YearTable {
  const inYear = (days: Record<string, string>) => Object.entries(days).filter(([each]) => each.startsWith(`${year}-`))
  const chinese = (name: string) => (name.split(',')[1] ?? name).replace(/^(清明|端午|中秋)$/, '$1节')
  const holidays = new Map(inYear(library.holidays).map(([each, name]) => [each, chinese(name)]))
  const published = [...holidays.values()].some((name) => name.includes('国庆'))
  if (!published) for (const [each, name] of fixedByLaw) holidays.set(`${year}-${each}`, name)
  return {
    published,
    holidays,
    workdays: new Set(inYear(library.workdays).map(([each]) => each)),
  }
}

export const isWeekend = (each: Day): boolean => weekday(each) === 0 || weekday(each) === 6

/** The working day `count` working days after (negative: before) a day; the day itself where count is 0. */
export function addWorkdays(calendar: Calendar, from: Day, count: number): Day {
  const step = Math.sign(count)
  let reached = from
  for (let left = Math.abs(count); left > 0; ) {
    reached = addDays(reached, step)
    if (calendar.isWorkday(reached)) left--
  }
  return reached
}

/** The first working day after a day. */
export const nextWorkday = (calendar: Calendar, from: Day): Day => addWorkdays(calendar, from, 1)
/** The last working day before a day. */
export const previousWorkday = (calendar: Calendar, from: Day): Day => addWorkdays(calendar, from, -1)
