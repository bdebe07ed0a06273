import fc from 'fast-check'
import { expect, it } from 'vitest'
import { changesBetween } from '../../src/life/planning/plan-changes.ts'
import type { ActivityInPlan, PlanEntry, ProgramToPlan } from '../../src/life/planning/plan-entry.ts'
import { slotOf } from '../../src/life/planning/planning.ts'
import { yearPlan } from '../../src/life/planning/year-plan.ts'
import { activityRule } from '../../src/life/programs/programs.ts'
import { instant, setting } from '../support/town.ts'

const program = (rule: unknown, more: Partial<ProgramToPlan> = {}): ProgramToPlan => ({
  id: 1,
  kind: 'theme_day',
  name: '主题党日',
  rule,
  enabled: true,
  createdAt: instant('2025-12-01 09:00'),
  by: null,
  everybody: true,
  holders: [{ organizationId: 1, title: '主题党日', groupId: null }],
  ...more,
})
const monthly = { cadence: { on: 'nth_weekday', nth: 1, weekday: 5 } }
const plan = (rule: unknown, activities: ActivityInPlan[] = [], year = '2026', more: Partial<ProgramToPlan> = {}) =>
  yearPlan(year, { programs: [program(rule, more)], activities, term: null }, setting)
const activity = (more: Partial<ActivityInPlan>): ActivityInPlan => ({
  programId: 1,
  organizationId: 1,
  kind: 'theme_day',
  period: '2026-03',
  title: '主题党日',
  startsAt: instant('2026-03-06 15:00'),
  state: 'planned',
  provisional: false,
  dateReason: null,
  cancelReason: null,
  ...more,
})
const days = (entries: PlanEntry[]) => entries.flatMap((one) => one.days)

it('every period of a year stands in it once, on the day of the rule', () => {
  const cadence = fc.oneof(
    fc.record({
      on: fc.constant('nth_weekday'),
      nth: fc.integer({ min: 1, max: 5 }),
      weekday: fc.integer({ min: 0, max: 6 }),
    }),
    fc.record({ on: fc.constant('day_of_month'), day: fc.integer({ min: 1, max: 31 }) }),
    fc.record({ on: fc.constant('last_workday') }),
  )
  const every = fc.constantFrom('month', 'quarter', 'half_year', 'year')
  fc.assert(
    fc.property(fc.record({ every, cadence }), fc.constantFrom('2026', '2027'), (rule, year) => {
      const entries = plan(rule, [], year)
      expect(new Set(entries.map(({ period }) => period)).size).toBe(entries.length)
      expect(entries).toHaveLength({ month: 12, quarter: 4, half_year: 2, year: 1 }[rule.every] ?? 0)
      for (const { period, days: [day] = [], month, provisional } of entries) {
        const { startsAt } = slotOf(activityRule.parse(rule), period, setting)
        expect(day).toBe(startsAt && setting.zone.day(startsAt))
        expect(month.startsWith(year)).toBe(true)
        expect(provisional).toBe(year === '2027')
      }
      expect(changesBetween(entries, entries)).toEqual([])
    }),
    { numRuns: 40 },
  )
})

it('an activity that is there stands as it was put, and a rule says nothing of what was before it', () => {
  const moved = activity({ startsAt: instant('2026-03-09 09:30'), state: 'approved' })
  const march = plan(monthly, [moved]).filter(({ period }) => period === '2026-03')
  expect(march).toMatchObject([{ days: ['2026-03-09'], hour: '09:30', state: 'approved', reason: '另定的日子' }])
  const late = plan(monthly, [], '2026', { createdAt: instant('2026-10-20 09:00') })
  expect(late.map(({ period }) => period)).toEqual(['2026-11', '2026-12'])
  expect(plan(monthly, [moved], '2026', { enabled: false }).map(({ days: of }) => of)).toEqual([['2026-03-09']])
})

it('what comes every week or day is told month by month; what people arrange, by its months', () => {
  const weekly = plan({ every: 'week', cadence: { on: 'weekday', weekday: 1 } })
  expect(weekly).toHaveLength(12)
  expect(days(weekly).length).toBeGreaterThan(45)
  expect(days(weekly)).toEqual([...new Set(days(weekly))].sort())
  const open = plan({ every: 'year', cadence: { on: 'arranged', months: [10, 12] } })
  expect(open).toMatchObject([{ state: 'open', month: '2026-10', until: '2026-12-31', days: [] }])
})

it('moved, called off and new are changes; a day that became certain, or was found for an open one, is none', () => {
  const before = plan(monthly)
  const moved = plan(monthly, [activity({ startsAt: instant('2026-03-13 15:00') })])
  expect(changesBetween(before, moved)).toMatchObject([{ how: 'moved', period: '2026-03' }])
  const off = plan(monthly, [activity({ state: 'cancelled', cancelReason: '防汛' })])
  expect(changesBetween(before, off)).toMatchObject([{ how: 'dropped', reason: '防汛' }])
  expect(changesBetween([], before)).toHaveLength(12)
  expect(changesBetween(before, [])).toHaveLength(12)

  const [entry] = plan(monthly, [], '2027').filter(({ period }) => period === '2027-10')
  if (!entry) throw new Error('October is missing')
  const certain = { ...entry, provisional: false, days: ['2027-10-08'] }
  expect(changesBetween([entry], [certain])).toEqual([])
  expect(changesBetween([{ ...entry, provisional: false }], [certain])).toHaveLength(1)

  const open = plan({ every: 'year', cadence: { on: 'arranged', months: [10, 12] } })
  const found = (day: string) =>
    open.map((one): PlanEntry => ({ ...one, state: 'approved', days: [day], until: null, month: day.slice(0, 7) }))
  expect(changesBetween(open, found('2026-11-20'))).toEqual([])
  expect(changesBetween(open, found('2026-09-20'))).toHaveLength(1)
})
