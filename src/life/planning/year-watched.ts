import type { Calendar } from '../../time/calendar.ts'
import { addDays, dayInWords, firstDay, type Month, monthOf, type Period, periodsIn, spanOf } from '../../time/days.ts'
import { addWorkdays } from '../../time/holidays.ts'
import type { Day, Zone } from '../../time/zone.ts'
import { custom, institutionNamed } from '../programs/catalogue.ts'
import { duesRule, electionRule, talkRule } from '../programs/programs.ts'
import { type Term, termEnd, termStages } from '../tree/term.ts'
import { type PlanEntry, type ProgramToPlan, plain } from './plan-entry.ts'
import { duesWindow } from './stages.ts'

interface At {
  zone: Zone
  calendar: Calendar
}

const monthsOfYear = (year: Period): Month[] => periodsIn('month', spanOf(year))

/** The days within which dues are collected, month by month. */
export function duesEntries(
  year: Period,
  { name, kind, rule, createdAt, everybody }: ProgramToPlan,
  { zone }: At,
): PlanEntry[] {
  const read = duesRule.parse(rule)
  return monthsOfYear(year).flatMap((month) => {
    const { first, last } = duesWindow(read, month)
    if (last < zone.day(createdAt)) return []
    return [{ ...plain(name, kind, month, month), everybody, days: [first], until: last, state: 'window' as const }]
  })
}

/** When the secretary is reminded of talks. */
export function talkEntries(
  year: Period,
  { name, kind, rule, createdAt }: ProgramToPlan,
  { calendar, zone }: At,
): PlanEntry[] {
  const { remindMonths, hour } = talkRule.parse(rule)
  return monthsOfYear(year)
    .filter((month) => remindMonths.includes(Number(month.slice(5))))
    .map((month) => ({
      ...plain(`${name}提醒`, kind, month, month),
      source: institutionNamed(name)?.source ?? custom.source,
      everybody: false,
      days: [addWorkdays(calendar, addDays(firstDay(month), -1), 1)],
      hour,
      state: 'remind' as const,
      reason: '还没有谈到的，提醒书记',
    }))
    .filter(({ days }) => days.every((day) => day > zone.day(createdAt)))
}

/** When a term ends, and when that is spoken of. */
export function termEntries(
  year: Period,
  { kind, rule, createdAt }: ProgramToPlan,
  term: Term,
  { calendar, zone }: At,
): PlanEntry[] {
  const read = electionRule.parse(rule)
  const end = termEnd(term)
  const source = institutionNamed('换届选举')?.source ?? custom.source
  const entry = (name: string, of: Day, more: Partial<PlanEntry>): PlanEntry => ({
    ...plain(name, kind, monthOf(of), monthOf(of)),
    everybody: false,
    days: [of],
    source,
    state: 'remind',
    ...more,
  })
  const reminders = termStages(end, read, calendar)
    .filter((stage) => stage.months > 0 && stage.day.startsWith(year) && stage.day > zone.day(createdAt))
    .map((stage) =>
      entry('换届提醒', stage.day, {
        hour: read.hour,
        reason: `任期到${dayInWords(end, stage.day)}，还有 ${stage.months} 个月`,
      }),
    )
  return end.startsWith(year) ? [...reminders, entry('任期届满', end, { state: 'window' })] : reminders
}
