import { z } from 'zod'
import type { Calendar } from './calendar.ts'
import { addDays, dayInWords, daysBetween, type Month, type Period, periodInWords, spanOf, weekday } from './days.ts'
import { isWeekend, nextWorkday, previousWorkday } from './holidays.ts'
import { lunarDay, lunarDayInWords, lunarMonthLength } from './lunar.ts'
import type { Day } from './zone.ts'

const dayOfMonth = z.int().min(1).max(31)
const weekdayNumber = z.int().min(0).max(6)

/** On which day of its month (or week) an activity stands. Weekdays: 0 Sunday … 6 Saturday. */
export const cadenceSchema = z.discriminatedUnion('on', [
  z.object({ on: z.literal('day_of_month'), day: dayOfMonth }),
  z.object({ on: z.literal('nth_weekday'), nth: z.int().min(1).max(5), weekday: weekdayNumber }),
  z.object({ on: z.literal('last_weekday'), weekday: weekdayNumber }),
  z.object({ on: z.literal('nth_workday'), nth: z.int().min(1).max(23) }),
  z.object({ on: z.literal('last_workday') }),
  z
    .object({ on: z.literal('window'), first: dayOfMonth, last: dayOfMonth })
    .refine(({ first, last }) => first <= last, '起始日要在结束日之前'),
  z.object({ on: z.literal('lunar_day'), day: z.int().min(1).max(30) }),
  /** Every week on that day. */
  z.object({ on: z.literal('weekday'), weekday: weekdayNumber }),
  /** Every working day. */
  z.object({ on: z.literal('every_workday') }),
  /** No fixed day: arranged by people, in these months of the period (from 1); null: at any time in it. */
  z.object({
    on: z.literal('arranged'),
    months: z
      .tuple([z.int().min(1).max(12), z.int().min(1).max(12)])
      .nullable()
      .default(null),
  }),
])
export type Cadence = z.infer<typeof cadenceSchema>

/** Where the day goes when it is a day off. `within_7_days`: after it if that is at most a week away, else before it. */
export const holidayPolicies = ['next_workday', 'prev_workday', 'within_7_days', 'keep', 'ask'] as const
export type HolidayPolicy = (typeof holidayPolicies)[number]

export interface CadenceOptions {
  policy: HolidayPolicy
  /** A move out of the month becomes a move to the other side, and the secretary is asked. Weeks are never left. */
  sameMonth: boolean
  calendar: Calendar
}

export interface CadenceDay {
  day: Day
  /** The day the rule names, before holidays are looked at. */
  nominal: Day
  shifted: boolean
  /** The year's holidays are not published: the day may still change. */
  provisional: boolean
  /** Why it stands on that day, in plain Chinese; null where there is nothing to explain. */
  reason: string | null
  /** The secretary must confirm the day first. */
  ask: boolean
}

/** The day of a month on which an activity stands, holidays and swapped working days considered. */
export function dayIn(cadence: Cadence, month: Month, options: CadenceOptions): CadenceDay {
  const { calendar } = options
  const named = nominalDay(cadence, month, calendar)
  const { day, ask, how } = isOff(cadence, named.day, calendar)
    ? moved(named.day, month, options)
    : { day: named.day, ask: false, how: '' }
  return placed(named.day, day, calendar, [named.missing, how], ask || named.missing !== null)
}

/** A week that is off as a whole: nothing is held, and why. */
export interface WeekOff {
  day: null
  nominal: Day
  provisional: boolean
  reason: string
}

/** The day of a week on which an activity stands. It stays in its week; where that has no working day, there is none. */
export function dayInWeek(cadence: Cadence, week: Period, { policy, calendar }: CadenceOptions): CadenceDay | WeekOff {
  const { day: nominal } = nominalDay(cadence, week, calendar)
  if (!isOff(cadence, nominal, calendar)) return placed(nominal, nominal, calendar, [], false)
  const why = whyOff(nominal, calendar)
  if (policy === 'keep') return placed(nominal, nominal, calendar, [`${why}，日期不变`], false)
  const workdays = daysIn(week).filter((day) => calendar.isWorkday(day))
  const later = workdays.find((day) => day > nominal)
  const earlier = workdays.findLast((day) => day < nominal)
  const day = policy === 'prev_workday' ? (earlier ?? later) : (later ?? earlier)
  if (day === undefined) {
    const { provisional } = placed(nominal, nominal, calendar, [], false)
    return { day: null, nominal, provisional, reason: `${why}，这一周没有工作日，不安排` }
  }
  const verb = `${day < nominal ? '提前' : '顺延'}到${landing(day, nominal, calendar)}`
  const how = policy === 'ask' ? `${why}，请定哪一天（建议${verb}）` : `${why}，${verb}`
  return placed(nominal, day, calendar, [how], policy === 'ask')
}

/** A day that was found, with all that is to be said of it. */
function placed(nominal: Day, day: Day, calendar: Calendar, why: (string | null)[], ask: boolean): CadenceDay {
  const unknown = [nominal, day].find((each) => !calendar.isPublished(Number(each.slice(0, 4))))
  const how = why.some((reason) => reason) ? null : workedWeekend(nominal, calendar)
  const reasons = [
    ...why,
    how,
    unknown === undefined ? null : `${unknown.slice(0, 4)}年放假安排还没有公布，日期暂定`,
  ].filter(Boolean)
  return {
    day,
    nominal,
    shifted: day !== nominal,
    provisional: unknown !== undefined,
    reason: reasons.length > 0 ? reasons.join('；') : null,
    ask,
  }
}

/** The day the rule names; where the period has none, the nearest that it has, and what is missing. */
function nominalDay(cadence: Cadence, period: Period, calendar: Calendar): { day: Day; missing: string | null } {
  const days = daysIn(period)
  const isWorkday = (day: Day) => calendar.isWorkday(day)
  const { last } = spanOf(period)
  const pick = (day: Day | undefined) => ({ day: day ?? last, missing: null })
  switch (cadence.on) {
    case 'weekday':
      return pick(days.find((day) => weekday(day) === cadence.weekday))
    case 'every_workday':
    case 'arranged':
      return pick(days.find(isWorkday) ?? days[0])
    case 'day_of_month':
      return pick(days[cadence.day - 1])
    case 'nth_weekday': {
      const fitting = days.filter((day) => weekday(day) === cadence.weekday)
      return pick(fitting[cadence.nth - 1] ?? fitting.at(-1))
    }
    case 'last_weekday':
      return pick(days.findLast((day) => weekday(day) === cadence.weekday))
    case 'nth_workday': {
      const workdays = days.filter(isWorkday)
      return pick(workdays[cadence.nth - 1] ?? workdays.at(-1))
    }
    case 'last_workday':
      return pick(days.findLast(isWorkday))
    case 'window': {
      const within = days.slice(cadence.first - 1, cadence.last)
      return pick(within.find(isWorkday) ?? within[0])
    }
    case 'lunar_day': {
      const found = days.find((day) => isLunarDay(day, cadence.day))
      const missing = `${periodInWords(period)}里没有农历${lunarDayInWords(cadence.day)}，请定哪一天`
      return { day: found ?? last, missing: found ? null : missing }
    }
  }
}

/** The 30th of a lunar month of 29 days is its last day. */
function isLunarDay(day: Day, wanted: number): boolean {
  const lunar = lunarDay(day)
  if (!lunar) return false
  const length = lunarMonthLength(lunar.year, lunar.month, lunar.leap) ?? wanted
  return lunar.day === Math.min(wanted, length)
}

function daysIn(period: Period): Day[] {
  const { first, last } = spanOf(period)
  return Array.from({ length: daysBetween(first, last) + 1 }, (_, i) => addDays(first, i))
}

/** A rule that names Saturday or Sunday means the weekend, so there only public holidays count. */
function isOff(cadence: Cadence, day: Day, calendar: Calendar): boolean {
  const meansWeekend = 'weekday' in cadence && (cadence.weekday === 0 || cadence.weekday === 6)
  return meansWeekend ? calendar.holiday(day) !== null : !calendar.isWorkday(day)
}

function moved(nominal: Day, month: Month, { policy, sameMonth, calendar }: CadenceOptions) {
  const why = whyOff(nominal, calendar)
  if (policy === 'keep') return { day: nominal, ask: false, how: `${why}，日期不变` }
  const next = nextWorkday(calendar, nominal)
  const previous = previousWorkday(calendar, nominal)
  const far = daysBetween(nominal, next) > 7
  let day = policy === 'prev_workday' || (policy === 'within_7_days' && far) ? previous : next
  // 一周内完成: with neither side within a week somebody has to decide.
  let ask = policy === 'ask' || (policy === 'within_7_days' && far && daysBetween(previous, nominal) > 7)
  let crossing = ''
  if (sameMonth && !day.startsWith(month)) {
    const other = day === next ? previous : next
    crossing = `${day === next ? '顺延' : '提前'}会出本月，`
    day = other.startsWith(month) ? other : nominal
    ask = true
  }
  const verb =
    day === nominal ? '没有合适的日子' : `${day < nominal ? '提前' : '顺延'}到${landing(day, nominal, calendar)}`
  const how =
    policy === 'ask'
      ? `${why}，请定哪一天（建议${crossing}${verb}）`
      : `${why}，${crossing}${verb}${ask ? '，请确认' : ''}`
  return { day, ask, how }
}

function whyOff(day: Day, calendar: Calendar): string {
  const holiday = calendar.holiday(day)
  return `${dayInWords(day)}是${holiday ? `${holiday}假期` : '周末'}`
}

function landing(day: Day, nominal: Day, calendar: Calendar): string {
  const words = dayInWords(day, nominal)
  return isWeekend(day) && calendar.isWorkday(day) ? words.replace('）', '，调休上班）') : words
}

const workedWeekend = (day: Day, calendar: Calendar): string | null =>
  isWeekend(day) && calendar.isWorkday(day) ? `${dayInWords(day)}调休上班，照常` : null
