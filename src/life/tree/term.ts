import type { Calendar } from '../../time/calendar.ts'
import { addDays, addMonths, daysBetween } from '../../time/days.ts'
import type { Day, Zone } from '../../time/zone.ts'
import type { ElectionRule } from '../programs/programs.ts'
import { type Sector, termYearsOf } from '../programs/sectors.ts'

/** What a committee's term follows from. */
export interface Term {
  electedOn: Day
  years: number
  /** Another end that the committee above approved (延期, 提前); null: the years count. */
  endsOn: Day | null
}

/**
 * Years of a term where nothing else was laid down: a committee of the Party (党委) five; branches and general branches
 * five in villages and communities, else three (2018 opinion on the terms of grass-roots organizations; 2018 regulation
 * on branches, article 21).
 */
export const usualYears = (kind: string, sector: Sector | null): number =>
  kind === 'committee' ? 5 : termYearsOf(sector)

/** The day the term ends by its years: the calendar day of the election, the month's last where there is none. */
export const regularEnd = ({ electedOn, years }: Omit<Term, 'endsOn'>): Day => addMonths(electedOn, 12 * years)

/** The day the term ends. */
export const termEnd = (term: Term): Day => term.endsOn ?? regularEnd(term)

/** Postponed or advanced by at most a year (2020 regulation on elections, article 3). */
export const mayEndOn = (term: Omit<Term, 'endsOn'>, day: Day): boolean => {
  const end = regularEnd(term)
  return day > term.electedOn && day >= addMonths(end, -12) && day <= addMonths(end, 12)
}

/** A moment at which the end of a term may have to be spoken of. `months` to go; 0 and less: it has passed. */
export interface TermStage {
  stage: string
  months: number
  day: Day
  /** From then on another stage speaks, or nothing helps any more. */
  until: Day
}

/** So long the secretary is reminded, once a month, after the end has passed without a word of an election. */
const overdueMonths = 24

/**
 * All stages of a term, one after the other: so many months ahead (2018 regulation, article 21: about six months), and
 * each month once the end has passed. A stage falls on a working day, and always before the next one.
 */
export function termStages(end: Day, { remindMonths }: Pick<ElectionRule, 'remindMonths'>, calendar: Calendar) {
  const ahead = [...new Set(remindMonths)].sort((a, b) => b - a)
  const wanted = [
    ...ahead.map((months) => ({ stage: `term_${months}`, months, day: addMonths(end, -months) })),
    ...Array.from({ length: overdueMonths }, (_, late) => ({
      stage: `term_over_${late}`,
      months: -late,
      day: addDays(addMonths(end, late), 1),
    })),
  ]
  const days = wanted.map(({ day }) => workday(calendar, day))
  return wanted.map(
    (one, index): TermStage => ({
      ...one,
      day: days[index] ?? one.day,
      until: days[index + 1] ?? addDays(one.day, 31),
    }),
  )
}

function workday(calendar: Calendar, from: Day): Day {
  let day = from
  while (!calendar.isWorkday(day)) day = addDays(day, 1)
  return day
}

/** The stages that fall due up to a day and still help: those that a later one has taken the place of are left out. */
export const stagesToPlan = (stages: readonly TermStage[], today: Day, last: Day): TermStage[] =>
  stages.filter(({ day, until }) => day <= last && until > today)

/** When a stage is spoken of: at the hour of the rule; one whose day went by unplanned, on the next occasion. */
export const stageMoment = (
  { day, until }: TermStage,
  rule: Pick<ElectionRule, 'hour'>,
  at: { zone: Zone; now: Date },
): { dueAt: Date; helpsUntil: Date } => {
  const wanted = at.zone.at(day, rule.hour)
  const today = at.zone.at(at.zone.day(at.now), rule.hour)
  return {
    dueAt: wanted >= at.now ? wanted : today >= at.now ? today : at.now,
    helpsUntil: at.zone.at(until, rule.hour),
  }
}

/** How far away a day is, as people say it: whole months and the days over. Zero and below: it is here, or past. */
export function timeLeft(from: Day, to: Day): { months: number; days: number } {
  const [early, late] = from <= to ? [from, to] : [to, from]
  let months =
    (Number(late.slice(0, 4)) - Number(early.slice(0, 4))) * 12 + Number(late.slice(5, 7)) - Number(early.slice(5, 7))
  if (addMonths(early, months) > late) months -= 1
  const days = daysBetween(addMonths(early, months), late)
  return from <= to ? { months, days } : { months: -months, days: -days }
}
