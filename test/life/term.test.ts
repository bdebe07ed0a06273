import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { electionRule } from '../../src/life/programs/programs.ts'
import {
  mayEndOn,
  regularEnd,
  stageMoment,
  stagesToPlan,
  termEnd,
  termStages,
  timeLeft,
  usualYears,
} from '../../src/life/tree/term.ts'
import { addDays, addMonths } from '../../src/time/days.ts'
import { instant, setting } from '../support/town.ts'

const rule = electionRule.parse({})
const { calendar, zone } = setting
const days = fc.integer({ min: 0, max: 365 * 15 }).map((count) => addDays('2020-01-01', count))

describe('the end of a term', () => {
  it.each([
    ['2024-06-20', 3, '2027-06-20'],
    ['2024-02-29', 3, '2027-02-28'],
    ['2024-02-29', 4, '2028-02-29'],
    ['2023-08-31', 5, '2028-08-31'],
  ])('elected on %s for %i years: %s', (electedOn, years, end) => {
    expect(regularEnd({ electedOn, years })).toBe(end)
  })

  it('is what the committee approved, where it did', () => {
    expect(termEnd({ electedOn: '2024-06-20', years: 3, endsOn: '2027-12-20' })).toBe('2027-12-20')
    expect(termEnd({ electedOn: '2024-06-20', years: 3, endsOn: null })).toBe('2027-06-20')
  })

  it('may be put off or brought forward by a year and no more', () => {
    const term = { electedOn: '2024-06-20', years: 3 }
    expect(['2026-06-20', '2027-06-20', '2028-06-20'].map((day) => mayEndOn(term, day))).toEqual([true, true, true])
    expect(['2026-06-19', '2028-06-21', '2024-06-20'].map((day) => mayEndOn(term, day))).toEqual([false, false, false])
  })

  it('comes in the same month so many years later, on that day or the last one before it', () => {
    fc.assert(
      fc.property(days, fc.integer({ min: 1, max: 5 }), (electedOn, years) => {
        const end = regularEnd({ electedOn, years })
        expect(end.slice(0, 7)).toBe(`${Number(electedOn.slice(0, 4)) + years}${electedOn.slice(4, 7)}`)
        expect(end.slice(8) <= electedOn.slice(8)).toBe(true)
        if (end.slice(8) < electedOn.slice(8)) expect(electedOn.slice(5)).toBe('02-29')
      }),
    )
  })

  it('has the years of its kind and sector', () => {
    expect(usualYears('branch', 'rural')).toBe(5)
    expect(usualYears('branch', 'office')).toBe(3)
    expect(usualYears('branch', null)).toBe(3)
    expect(usualYears('committee', 'office')).toBe(5)
  })
})

describe('the reminders of a term', () => {
  it('stand six, three and one month ahead, on working days; then each month', () => {
    const stages = termStages('2026-11-15', rule, calendar)
    expect(stages.slice(0, 5).map(({ stage, day }) => [stage, day])).toEqual([
      ['term_6', '2026-05-15'],
      ['term_3', '2026-08-17'],
      ['term_1', '2026-10-15'],
      ['term_over_0', '2026-11-16'],
      ['term_over_1', '2026-12-16'],
    ])
  })

  it('never overlap, and exactly one speaks on any day from the first on', () => {
    fc.assert(
      fc.property(days, fc.integer({ min: -250, max: 500 }), (end, away) => {
        const stages = termStages(end, rule, calendar)
        stages.forEach((one, index) => {
          expect(calendar.isWorkday(one.day)).toBe(true)
          expect(one.until > one.day).toBe(true)
          expect(one.until).toBe(stages[index + 1]?.day ?? one.until)
        })
        const today = addDays(end, away)
        const first = stages[0]?.day ?? ''
        expect(stagesToPlan(stages, today, today)).toHaveLength(today >= first ? 1 : 0)
      }),
    )
  })

  it('whose day went by unplanned are spoken of at the next hour of the rule', () => {
    const [stage] = termStages('2027-06-20', rule, calendar)
    if (!stage) throw new Error('no stage')
    const at = (now: string) => stageMoment(stage, rule, { zone, now: instant(now) }).dueAt
    expect(at('2026-11-23 09:00')).toEqual(instant('2026-12-21 10:00'))
    expect(at('2027-01-04 09:00')).toEqual(instant('2027-01-04 10:00'))
    expect(at('2027-01-04 15:00')).toEqual(instant('2027-01-04 15:00'))
  })
})

it('the time left is whole months and the days over', () => {
  expect(timeLeft('2026-11-23', '2027-06-20')).toEqual({ months: 6, days: 28 })
  expect(timeLeft('2027-01-31', '2027-02-28')).toEqual({ months: 1, days: 0 })
  expect(timeLeft('2027-07-25', '2027-06-20')).toEqual({ months: -1, days: -5 })
  fc.assert(
    fc.property(days, days, (from, to) => {
      const { months, days: over } = timeLeft(from, to)
      const [early, late] = from <= to ? [from, to] : [to, from]
      expect(addDays(addMonths(early, Math.abs(months)), Math.abs(over))).toBe(late)
      expect(Math.abs(over)).toBeLessThan(31)
    }),
  )
})
