import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { steps2026 } from '../../src/life/development/2026.ts'
import { admission, builtInEditions, standardEdition, stepOf } from '../../src/life/development/editions.ts'
import {
  boundsOf,
  type DoneStep,
  deadlines,
  lastWorkday,
  missingBefore,
  nextStep,
  probationEnd,
  verdictOn,
} from '../../src/life/development/progress.ts'
import { readEdition } from '../../src/life/development/steps.ts'
import { addDays, addMonths, daysBetween } from '../../src/time/days.ts'
import { publishedCalendar } from '../../src/time/holidays.ts'

const calendar = publishedCalendar()
const old = builtInEditions.find(({ version }) => version === '2014') ?? standardEdition
const at = { calendar, today: '2030-01-01' }
const done = (...days: [step: number, day: string, extendedMonths?: number][]): DoneStep[] =>
  days.map(([step, day, extendedMonths = null]) => ({ step, day, extendedMonths }))
const told = (step: number, day: string, extendedMonths: number | null = null): DoneStep => ({
  step,
  day,
  extendedMonths,
})
const day = fc.integer({ min: 0, max: 3000 }).map((count) => addDays('2024-01-01', count))

describe('the days of the steps', () => {
  it.each([
    ['2026-04-01', '2026-04-08'],
    ['2026-09-28', '2026-10-09'],
    ['2026-02-12', '2026-02-25'],
    ['2026-12-05', '2026-12-11'],
  ])('a publicity of 5 working days from %s lasts until %s', (from, until) => {
    expect(lastWorkday(calendar, from, 5)).toBe(until)
  })

  it('counts exactly so many working days, whatever day it begins', () => {
    fc.assert(
      fc.property(day, fc.integer({ min: 1, max: 15 }), (from, count) => {
        const last = lastWorkday(calendar, from, count)
        const days = Array.from({ length: daysBetween(from, last) + 1 }, (_, index) => addDays(from, index))
        expect(days.filter((one) => calendar.isWorkday(one))).toHaveLength(count)
        expect(calendar.isWorkday(last)).toBe(true)
      }),
    )
  })

  it('shifts months to the end of a shorter one', () => {
    const [talk] = deadlines(standardEdition, done([1, '2026-01-31']), calendar)
    expect(talk).toMatchObject({ step: { step: 2 }, kind: 'limit', day: '2026-02-28' })
    expect(probationEnd(standardEdition, done([15, '2024-02-29']))).toBe('2025-02-28')
  })

  it('reviews an activist every half year from the day of confirmation, until a candidate', () => {
    const of = (...days: Parameters<typeof done>) =>
      deadlines(standardEdition, done(...days), calendar).filter(({ kind }) => kind === 'review')
    expect(of([3, '2026-08-31'])).toMatchObject([{ day: '2027-02-28' }])
    expect(of([3, '2026-08-31'], [6, '2027-02-20'])).toMatchObject([{ day: '2027-08-31' }])
    expect(of([3, '2025-08-31'], [7, '2026-09-01'])).toEqual([])
  })

  it('an extension moves the end of the probation, once, by half a year to a year', () => {
    const before = done([15, '2026-12-18'], [22, '2027-12-18'])
    expect(verdictOn(standardEdition, told(23, '2027-12-20', 5), before, at).kind).toBe('extended')
    expect(verdictOn(standardEdition, told(23, '2027-12-20', 13), before, at).kind).toBe('extended')
    expect(verdictOn(standardEdition, told(23, '2027-12-20', 6), before, at).kind).toBe('fine')
    const after = [...before, told(23, '2027-12-20', 6)]
    expect(probationEnd(standardEdition, after)).toBe('2028-06-18')
    expect(nextStep(standardEdition, after)?.step).toBe(23)
    expect(deadlines(standardEdition, after, calendar)).toMatchObject([{ kind: 'prompt', day: '2028-06-18' }])
    expect(verdictOn(standardEdition, told(23, '2028-06-01'), after, at)).toMatchObject({
      kind: 'early',
      day: '2028-06-18',
    })
    expect(verdictOn(standardEdition, told(23, '2028-06-20', 6), after, at).kind).toBe('extended')
  })
})

describe('what a step comes to', () => {
  it.each([
    ['a candidate before the year is over', done([3, '2026-11-23']), told(7, '2027-11-22'), 'early'],
    ['a candidate on the day', done([3, '2026-11-23']), told(7, '2027-11-23'), 'fine'],
    ['sponsors while the publicity is on', done([8, '2026-09-28']), told(9, '2026-10-09'), 'early'],
    ['sponsors after it', done([8, '2026-09-28']), told(9, '2026-10-10'), 'fine'],
    ['the meeting within a month', done([13, '2026-01-31']), told(15, '2026-02-28'), 'fine'],
    ['the meeting later', done([13, '2026-01-31']), told(15, '2026-03-01'), 'late'],
    ['the talk before the application', done([1, '2026-05-05']), told(2, '2026-05-04'), 'backwards'],
    ['what has not happened', done([1, '2026-05-05']), told(2, '2030-01-02'), 'future'],
    ['a publicity that begins next week', done([7, '2029-12-01']), told(8, '2030-01-07'), 'fine'],
  ])('%s', (_, before, step, kind) => expect(verdictOn(standardEdition, step, before, at).kind).toBe(kind))

  it('by the rules of 2014 there is neither publicity nor a month for the meeting', () => {
    expect(verdictOn(old, told(9, '2020-10-09'), done([8, '2020-09-28']), at).kind).toBe('fine')
    expect(verdictOn(old, told(15, '2020-06-01'), done([13, '2020-01-31']), at).kind).toBe('fine')
    expect(old.steps.some(({ words }) => words.includes('公示'))).toBe(false)
    expect(stepOf(old, 15)?.remark).toContain('书面意见')
  })

  it('names what was not told of, and the next step', () => {
    const some = done([1, '2026-01-01'], [3, '2026-03-01'], [6, '2026-08-01'])
    expect(missingBefore(standardEdition, 7, some).map(({ step }) => step)).toEqual([2, 4, 5])
    expect(nextStep(standardEdition, some)?.step).toBe(4)
    expect(nextStep(standardEdition, done([25, '2028-01-01']))).toBe(null)
  })

  it('a step on its earliest or its last possible day is never refused, a day earlier always', () => {
    const bounded = standardEdition.steps.flatMap((step) =>
      [step.earliest, step.latest].flatMap((span) => (span ? [{ step, span }] : [])),
    )
    fc.assert(
      fc.property(fc.constantFrom(...bounded), day, ({ step, span }, from) => {
        const before = done([span.step, from])
        const end = addMonths(from, span.months)
        const kind = (when: string) =>
          verdictOn(standardEdition, told(step.step, when), before, { calendar, today: '2040-01-01' }).kind
        expect(kind(end)).toBe('fine')
        expect(kind(addDays(end, step.earliest ? -1 : 1))).toBe(step.earliest ? 'early' : 'late')
        const { earliest, latest } = boundsOf(standardEdition, step, before, calendar)
        expect((earliest ?? latest)?.day).toBe(end)
      }),
    )
  })
})

describe('the lists of steps', () => {
  it('count 25 steps, and the probation from the general meeting', () => {
    for (const edition of builtInEditions) {
      expect(edition.steps).toHaveLength(25)
      expect(admission(edition)).toBe(15)
    }
  })

  it('a committee may supply its own, which is checked', () => {
    const own = { ...steps2026, version: '矿区29步' }
    expect(readEdition(JSON.parse(JSON.stringify(own))).version).toBe('矿区29步')
    const wrong = (steps: unknown[]) => () => readEdition({ ...own, steps })
    expect(wrong([...steps2026.steps].reverse())).toThrow('应当是第 1 步')
    expect(
      wrong(steps2026.steps.map((one) => (one.step === 2 ? { ...one, latest: { step: 3, months: 1 } } : one))),
    ).toThrow('第 2 步')
    expect(wrong(steps2026.steps.slice(0, 5))).toThrow('预备党员')
    expect(() => readEdition('x')).toThrow('步骤表不对')
  })
})
