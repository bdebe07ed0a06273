import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { arrangeStages } from '../../src/life/planning/arranging.ts'
import { arrangedWithin, occurrencesIn, plannedSpan, slotOf, yearOf } from '../../src/life/planning/planning.ts'
import { type ActivityRule, activityRule } from '../../src/life/programs/programs.ts'
import { holdersOf, titleInGroup } from '../../src/life/programs/structure.ts'
import { type HolidayPolicy, holidayPolicies } from '../../src/time/cadence.ts'
import { addDays, daysBetween, type Every, everies, monthOf, periodOf, periodsIn, spanOf } from '../../src/time/days.ts'
import { publishedCalendar } from '../../src/time/holidays.ts'
import { zoneOf } from '../../src/time/zone.ts'

const at = { zone: zoneOf('Asia/Shanghai'), calendar: publishedCalendar() }
const ruleOf = (rule: object): ActivityRule => activityRule.parse(rule)
const weekly = (weekday: number, more: object = {}) =>
  ruleOf({ every: 'week', cadence: { on: 'weekday', weekday }, hour: '09:00', ...more })
const daily = ruleOf({ every: 'day', cadence: { on: 'every_workday' }, hour: '08:20' })
const day = (slot: { startsAt: Date | null }) => slot.startsAt && at.zone.day(slot.startsAt)
const days = (rule: ActivityRule, first: string, last: string) => occurrencesIn(rule, { first, last }, at).map(day)

const nthWeekday = fc.record({
  on: fc.constant('nth_weekday'),
  nth: fc.integer({ min: 1, max: 5 }),
  weekday: fc.integer({ min: 0, max: 6 }),
})
const monthly = fc.oneof(
  nthWeekday,
  fc.record({ on: fc.constant('day_of_month'), day: fc.integer({ min: 1, max: 31 }) }),
  fc.constant({ on: 'last_workday' }),
  fc.record({ on: fc.constant('lunar_day'), day: fc.integer({ min: 1, max: 30 }) }),
)
const policy = fc.constantFrom<HolidayPolicy>(...holidayPolicies)
const rules = fc
  .oneof(
    fc.record({ every: fc.constant<Every>('day'), cadence: fc.constant({ on: 'every_workday' }), holidays: policy }),
    fc.record({
      every: fc.constant<Every>('week'),
      cadence: fc.record({ on: fc.constant('weekday'), weekday: fc.integer({ min: 0, max: 6 }) }),
      holidays: policy,
    }),
    fc.record({
      every: fc.constantFrom<Every>('month', 'quarter', 'half_year', 'year'),
      inMonth: fc.option(fc.integer({ min: 1, max: 3 })),
      cadence: monthly,
      holidays: policy,
      sameMonth: fc.boolean(),
    }),
  )
  .map(ruleOf)
/** From years with a published calendar into years without. */
const start = fc.integer({ min: 0, max: 4 * 365 }).map((count) => addDays('2024-06-01', count))
const length = fc.integer({ min: 0, max: 200 })

describe('what a rule puts into a span, for every rhythm', () => {
  it('is neither lost nor doubled where one span follows another', () => {
    fc.assert(
      fc.property(rules, start, length, length, (rule, first, one, two) => {
        const [middle, last] = [addDays(first, one), addDays(first, one + two + 1)]
        const whole = occurrencesIn(rule, { first, last }, at)
        const parts = [
          ...occurrencesIn(rule, { first, last: middle }, at),
          ...occurrencesIn(rule, { first: addDays(middle, 1), last }, at),
        ]
        expect(parts).toEqual(whole)
        expect(new Set(whole.map(({ period }) => period)).size).toBe(whole.length)
      }),
      { numRuns: 25 },
    )
  })

  it('has one day for each period, in its week always, in its month where that is asked', () => {
    fc.assert(
      fc.property(rules, start, (rule, from) => {
        const period = periodOf(rule.every, from)
        const slot = slotOf(rule, period, at)
        if (slot.startsAt === null) {
          // Only days off and weeks off have none.
          const { first, last } = spanOf(period)
          expect(['day', 'week']).toContain(rule.every)
          for (let each = first; each <= last; each = addDays(each, 1)) expect(at.calendar.isWorkday(each)).toBe(false)
          return
        }
        const found = at.zone.day(slot.startsAt)
        expect(periodOf(rule.every, slot.nominal)).toBe(period)
        expect(slot.provisional).toBe(
          [slot.nominal, found].some((each) => !at.calendar.isPublished(Number(each.slice(0, 4)))),
        )
        if (rule.every === 'day' || rule.every === 'week') expect(periodOf(rule.every, found)).toBe(period)
        else if (rule.sameMonth) expect(monthOf(found)).toBe(monthOf(slot.nominal))
        if (found !== slot.nominal) expect(slot.reason).not.toBeNull()
      }),
      { numRuns: 200 },
    )
  })

  it('is planned in time by whoever plans every day: a day, a week, a month ahead', () => {
    const ahead: Record<Every, number> = { day: 1, week: 7, month: 28, quarter: 28, half_year: 28, year: 28 }
    fc.assert(
      fc.property(rules, fc.constantFrom('2025', '2026', '2027'), (rule, year) => {
        const lead = new Map<string, number>()
        for (let today = `${year}-08-20`; today <= `${year}-10-31`; today = addDays(today, 1))
          for (const one of occurrencesIn(rule, plannedSpan(rule.every, today), at)) {
            const left = daysBetween(today, at.zone.day(one.startsAt))
            if (!lead.has(one.period)) lead.set(one.period, left)
          }
        const autumn = occurrencesIn(rule, { first: `${year}-10-01`, last: `${year}-10-31` }, at)
        for (const { period } of autumn) expect(lead.get(period)).toBeGreaterThanOrEqual(ahead[rule.every])
      }),
      { numRuns: 15 },
    )
  })

  it('knows every period by its days', () => {
    fc.assert(
      fc.property(fc.constantFrom<Every>(...everies), start, length, (every, first, count) => {
        const last = addDays(first, count)
        const periods = periodsIn(every, { first, last })
        expect(periods[0]).toBe(periodOf(every, first))
        expect(periods.at(-1)).toBe(periodOf(every, last))
        periods.slice(1).forEach((period, index) => {
          expect(spanOf(period).first).toBe(addDays(spanOf(periods[index] ?? '').last, 1))
        })
      }),
      { numRuns: 40 },
    )
  })
})

describe('every week and every day', () => {
  it('stays in its week, and follows the policy there', () => {
    // 国庆 2026: Thursday 1 to Wednesday 7 October; 10 October is worked.
    expect(day(slotOf(weekly(1), '2026-W41', at))).toBe('2026-10-08')
    expect(day(slotOf(weekly(5), '2026-W40', at))).toBe('2026-09-30')
    expect(day(slotOf(weekly(1, { holidays: 'prev_workday' }), '2026-W41', at))).toBe('2026-10-08')
    expect(day(slotOf(weekly(1, { holidays: 'keep' }), '2026-W41', at))).toBe('2026-10-05')
    expect(slotOf(weekly(1), '2026-W41', at).reason).toBe('10月5日（周一）是国庆节假期，顺延到10月8日（周四）')
  })

  it('leaves out a week that is off as a whole, and says why', () => {
    // 春节 2026: Sunday 15 to Monday 23 February.
    expect(slotOf(weekly(1), '2026-W08', at)).toMatchObject({
      startsAt: null,
      reason: '2月16日（周一）是春节假期，这一周没有工作日，不安排',
    })
    expect(day(slotOf(weekly(1), '2026-W09', at))).toBe('2026-02-24')
    expect(yearOf(weekly(1), '2026', at)).toHaveLength(53)
  })

  it('is held once in a week that lies in two months', () => {
    expect(days(weekly(1), '2026-11-01', '2026-11-30').at(-1)).toBe('2026-11-30')
    expect(days(weekly(1), '2026-12-01', '2026-12-31')[0]).toBe('2026-12-07')
  })

  it('is every working day, on none that is off, on the weekends that are worked', () => {
    expect(days(daily, '2026-10-01', '2026-10-12')).toEqual(['2026-10-08', '2026-10-09', '2026-10-10', '2026-10-12'])
    expect(yearOf(daily, '2026', at)).toHaveLength(248)
    expect(occurrencesIn(daily, plannedSpan('day', '2026-11-23'), at)).toHaveLength(10)
  })
})

describe('half-years, years, and what people arrange', () => {
  it('stands in the month that the rule names, else in the last', () => {
    const rule = (more: object) => ruleOf({ cadence: { on: 'nth_weekday', nth: 2, weekday: 5 }, ...more })
    expect(day(slotOf(rule({ every: 'year', inMonth: 11 }), '2026', at))).toBe('2026-11-13')
    expect(yearOf(rule({ every: 'half_year' }), '2026', at).map(day)).toEqual(['2026-06-12', '2026-12-11'])
    expect(yearOf(rule({ every: 'half_year', inMonth: 1 }), '2026', at).map(day)).toEqual(['2026-01-09', '2026-07-10'])
    expect(yearOf(rule({ every: 'quarter', inMonth: 2 }), '2026', at).map(day)).toEqual([
      '2026-02-13',
      '2026-05-08',
      '2026-08-14',
      '2026-11-13',
    ])
  })

  it('gives no date to what is arranged, but its time of the year', () => {
    const rule = ruleOf({ every: 'year', cadence: { on: 'arranged', months: [10, 12] } })
    expect(yearOf(rule, '2026', at)).toEqual([
      { period: '2026', startsAt: null, endsAt: null, provisional: false, reason: '日子另定，一般在10月到12月' },
    ])
    expect(arrangedWithin(rule, '2026')).toEqual({ first: '2026-10-01', last: '2026-12-31' })
    expect(occurrencesIn(rule, { first: '2026-01-01', last: '2026-12-31' }, at)).toEqual([])
  })

  const reminded = (rule: object, period: string) =>
    arrangeStages(ruleOf(rule), period, at).map(({ stage, dueAt }) => `${stage} ${at.zone.iso(dueAt).slice(0, 16)}`)

  it('reminds when the time begins, after the holidays, and fifteen days before it ends', () => {
    expect(reminded({ every: 'year', cadence: { on: 'arranged', months: [10, 12] } }, '2026')).toEqual([
      'arrange_due_0 2026-10-08T10:00',
      'arrange_due_1 2026-12-16T10:00',
    ])
    const meeting = { every: 'quarter', cadence: { on: 'nth_weekday', nth: 3, weekday: 5 } }
    expect(reminded(meeting, '2026-Q4')).toEqual(['arrange_due_1 2026-12-16T10:00'])
    expect(reminded({ ...meeting, stages: { arrangeBy: [30, 15] } }, '2026-Q3')).toEqual([
      'arrange_due_1 2026-08-31T10:00',
      'arrange_due_2 2026-09-15T10:00',
    ])
    expect(reminded({ ...meeting, stages: { arrangeBy: [] } }, '2026-Q3')).toEqual([])
    expect(reminded({ cadence: { on: 'nth_weekday', nth: 1, weekday: 5 } }, '2026-12')).toEqual([])
  })
})

describe('by whom it is held', () => {
  const structure = { committees: new Set([2]), groups: new Map([[2, [{ id: 5, name: '第一党小组' }]]]) }
  const held = (kind: string, name: string, organizationId: number) =>
    holdersOf({ kind, name, organizationId, organization: { kind: 'branch', name: '机关支部' } }, structure)

  it('a branch without a committee holds no committee meetings; a group meeting is held by each group', () => {
    expect(held('committee_meeting', '支委会', 2)).toEqual([{ organizationId: 2, title: '支委会' }])
    expect(held('committee_meeting', '支委会', 3)).toEqual([])
    expect(held('group_meeting', '党小组会', 2)).toEqual([{ organizationId: 5, title: '第一党小组会' }])
    expect(held('group_meeting', '党小组会', 3)).toEqual([])
    expect(held('theme_day', '主题党日', 3)).toEqual([{ organizationId: 3, title: '主题党日' }])
    expect(titleInGroup('党小组会', '机电队')).toBe('机电队党小组会')
  })
})
