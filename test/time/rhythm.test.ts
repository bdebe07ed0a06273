import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Every, lengthInMonths, periodInWords } from '../../src/time/days.ts'
import { readRhythm, rhythmInWords } from '../../src/time/rhythm.ts'

describe('when something stands, as people write it', () => {
  it.each([
    ['每周一', { every: 'week', cadence: { on: 'weekday', weekday: 1 } }],
    ['每个星期天', { every: 'week', cadence: { on: 'weekday', weekday: 0 } }],
    ['每周的周三', { every: 'week', cadence: { on: 'weekday', weekday: 3 } }],
    ['每个工作日', { every: 'day', cadence: { on: 'every_workday' } }],
    ['每天', { every: 'day', cadence: { on: 'every_workday' } }],
    ['每月5号', { every: 'month', cadence: { on: 'day_of_month', day: 5 } }],
    ['每季度第三个周三', { every: 'quarter', cadence: { on: 'nth_weekday', nth: 3, weekday: 3 } }],
    ['每季度首月5日', { every: 'quarter', inMonth: 1, cadence: { on: 'day_of_month', day: 5 } }],
    ['每季末月最后一个工作日', { every: 'quarter', inMonth: 3, cadence: { on: 'last_workday' } }],
    ['每半年第2个月第二个周二', { every: 'half_year', inMonth: 2, cadence: { on: 'nth_weekday', nth: 2, weekday: 2 } }],
    ['每年11月第二个周五', { every: 'year', inMonth: 11, cadence: { on: 'nth_weekday', nth: 2, weekday: 5 } }],
    ['每年7月1日', { every: 'year', inMonth: 7, cadence: { on: 'day_of_month', day: 1 } }],
    ['每年的十二月最后一个周五', { every: 'year', inMonth: 12, cadence: { on: 'last_weekday', weekday: 5 } }],
    ['另定', { cadence: { on: 'arranged', months: null } }],
    ['每年另定', { every: 'year', cadence: { on: 'arranged', months: null } }],
    ['每年10月到12月另定', { every: 'year', cadence: { on: 'arranged', months: [10, 12] } }],
    ['每年四季度另定', { every: 'year', cadence: { on: 'arranged', months: [10, 12] } }],
    ['每季度一次，日子另定', { every: 'quarter', cadence: { on: 'arranged', months: null } }],
  ])('%s', (text, wanted) => expect(readRhythm(text)).toEqual(wanted))

  it.each([
    '',
    '每周',
    '每周八',
    '每周一下午3点',
    '每年',
    '每年13月5日',
    '每季度第四个月5日',
    '每年12月到10月另定',
    '看情况另定',
  ])('%s is none', (text) => expect(readRhythm(text)).toBeNull())

  const weekday = fc.integer({ min: 0, max: 6 })
  const rhythms = fc.oneof(
    fc.record({
      every: fc.constant<Every>('week'),
      cadence: fc.record({ on: fc.constant('weekday' as const), weekday }),
    }),
    fc
      .record({
        every: fc.constantFrom<Every>('quarter', 'half_year', 'year'),
        inMonth: fc.integer({ min: 1, max: 12 }),
        cadence: fc.record({ on: fc.constant('nth_weekday' as const), nth: fc.integer({ min: 1, max: 5 }), weekday }),
      })
      .map((one) => ({ ...one, inMonth: Math.min(one.inMonth, lengthInMonths(one.every)) })),
    fc
      .tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 12 }))
      .map(([one, two]): [number, number] => [Math.min(one, two), Math.max(one, two)])
      .chain((months) =>
        fc.record({
          every: fc.constant<Every>('year'),
          cadence: fc.record({ on: fc.constant('arranged' as const), months: fc.constantFrom(null, months) }),
        }),
      ),
  )
  it('is read back as it is said', () => {
    fc.assert(
      fc.property(rhythms, (rhythm) => {
        expect(readRhythm(rhythmInWords({ inMonth: null, ...rhythm }))).toEqual(rhythm)
      }),
    )
  })
})

it('periods have names that a secretary knows', () => {
  const named = ['2026-12-04', '2026-W49', '2026-W53', '2026-12', '2026-Q4', '2026-H2', '2026'].map(periodInWords)
  expect(named).toEqual(['12月4日', '12月第1周', '12月第5周', '12月', '四季度', '下半年', '2026年'])
})
