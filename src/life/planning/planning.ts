import { dayIn, dayInWeek, type WeekOff } from '../../time/cadence.ts'
import type { Calendar } from '../../time/calendar.ts'
import {
  addDays,
  type Every,
  everyOf,
  firstDay,
  lastDay,
  lengthInMonths,
  type Month,
  mondayOf,
  monthOf,
  monthsOf,
  nextMonth,
  type Period,
  periodsIn,
  type Span,
  spanOf,
} from '../../time/days.ts'
import type { Day, Zone } from '../../time/zone.ts'
import type { ActivityRule } from '../programs/programs.ts'

interface At {
  zone: Zone
  calendar: Calendar
}

/** One dated occurrence as the rule has it. */
export interface Occurrence {
  period: Period
  /** The day the rule names, before holidays are looked at. */
  nominal: Day
  startsAt: Date
  endsAt: Date
  provisional: boolean
  /** Why it stands on this day, where it was shifted or is in doubt. */
  reason: string | null
}

/** A period to which the rule gives no date: people arrange it, or the whole of it is off. */
export interface Undated {
  period: Period
  startsAt: null
  endsAt: null
  provisional: boolean
  reason: string
}

/** What the rule makes of one period of its kind. */
export function slotOf(rule: ActivityRule, period: Period, at: At): Occurrence | Undated {
  const { calendar } = at
  const none = (reason: string) => ({ period, startsAt: null, endsAt: null, provisional: false, reason })
  if (everyOf(period) !== rule.every) return none('按现在的安排没有这一期')
  if (rule.cadence.on === 'arranged') return none(arrangedInWords(rule, period))
  const options = { policy: rule.holidays, sameMonth: rule.sameMonth, calendar }
  const found =
    rule.every === 'day'
      ? dayItself(period, calendar)
      : rule.every === 'week'
        ? dayInWeek(rule.cadence, period, options)
        : dayIn(rule.cadence, monthWithin(rule, period), options)
  const { provisional, reason } = found
  if (found.day === null) return { period, startsAt: null, endsAt: null, provisional, reason: found.reason }
  const startsAt = at.zone.at(found.day, rule.hour)
  const endsAt = new Date(startsAt.getTime() + rule.minutes * 60_000)
  return { period, nominal: found.nominal, startsAt, endsAt, provisional, reason }
}

/** A daily program has its day, or none where that is a day off. */
function dayItself(day: Day, calendar: Calendar) {
  const found = dayInWeek({ on: 'every_workday' }, day, { policy: 'keep', sameMonth: true, calendar })
  const off: WeekOff = { day: null, nominal: day, provisional: found.provisional, reason: '休息日，不安排' }
  return calendar.isWorkday(day) ? found : off
}

/** The month of the period in which the rule puts the activity: its last where none is named. */
function monthWithin({ every, inMonth }: ActivityRule, period: Period): Month {
  const length = lengthInMonths(every)
  return nextMonth(monthsOf(period).first, Math.min(inMonth ?? length, length) - 1)
}

/** The days within which people arrange the activity of a period that has no date by rule. */
export function arrangedWithin({ cadence }: ActivityRule, period: Period): Span {
  const { first, last } = spanOf(period)
  const months = cadence.on === 'arranged' ? cadence.months : null
  const length = lengthInMonths(everyOf(period))
  if (months === null || length === 0) return { first, last }
  const month = (number: number) => nextMonth(monthOf(first), Math.min(number, length) - 1)
  return { first: firstDay(month(months[0])), last: lastDay(month(months[1])) }
}

function arrangedInWords(rule: ActivityRule, period: Period): string {
  const { first, last } = arrangedWithin(rule, period)
  const [from, until] = [monthOf(first), monthOf(last)].map((month) => `${Number(month.slice(5))}月`)
  return `日子另定${from === until ? '' : `，一般在${from}到${until}`}`
}

const isDated = (slot: Occurrence | Undated): slot is Occurrence => slot.startsAt !== null

/**
 * The occurrences whose day, as the rule names it, lies in the span. Spans that follow each other share none and miss
 * none, however holidays shift the days.
 */
export const occurrencesIn = (rule: ActivityRule, within: Span, at: At): Occurrence[] =>
  rule.cadence.on === 'arranged'
    ? []
    : periodsIn(rule.every, within)
        .map((period) => slotOf(rule, period, at))
        .filter(isDated)
        .filter(({ nominal }) => nominal >= within.first && nominal <= within.last)

/**
 * What a rule makes of a year ("2026"): every period with its day, or without one and why. Of a daily program only the
 * days on which it is held.
 */
export const yearOf = (rule: ActivityRule, year: Period, at: At): (Occurrence | Undated)[] =>
  periodsIn(rule.every, spanOf(year))
    .filter((period) => period.startsWith(year))
    .map((period) => slotOf(rule, period, at))
    .filter((slot) => rule.every !== 'day' || isDated(slot))

/**
 * The days that are planned now: this month and the next, whose drafts fall into this one. Of what comes every week only
 * this and the next two weeks, of what comes every day this week and the next: their reminders need no more, and a year
 * of daily talks for every branch would fill the tables with what may still change.
 */
export function plannedSpan(every: Every, today: Day): Span {
  if (every === 'day') return { first: today, last: addDays(mondayOf(today), 13) }
  if (every === 'week') return { first: mondayOf(today), last: addDays(mondayOf(today), 20) }
  const [first, last] = plannedMonths(monthOf(today))
  return { first: firstDay(first), last: lastDay(last) }
}

/** This month and the next. */
export const plannedMonths = (today: Month): [Month, Month] => [today, nextMonth(today)]
