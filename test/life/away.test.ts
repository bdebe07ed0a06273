import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { absentRun, isAbroad, isLongAway, isUnheard, type MonthAttended } from '../../src/life/people/away.ts'
import { addDays, addMonths, nextMonth } from '../../src/time/days.ts'

const month = (name: string, present: number, expected = 2, leave = 0): MonthAttended => ({
  month: name,
  expected,
  present,
  leave,
})

describe('months in a row without coming', () => {
  test('count back from the last closed month, and end where somebody came', () => {
    const months = [
      month('2026-05', 1),
      month('2026-06', 0),
      month('2026-07', 0, 1, 1),
      month('2026-08', 0),
      month('2026-09', 0),
    ]
    expect(absentRun(months, '2026-10')).toEqual({ count: 4, since: '2026-06', leave: 1, awaited: 7 })
    expect(absentRun([...months, month('2026-10', 0)], '2026-10').count).toBe(4)
    expect(absentRun([...months, month('2026-10', 1)], '2026-11').count).toBe(0)
  })

  test('a month in which nothing was held neither counts nor ends it', () => {
    const months = [month('2026-06', 0), month('2026-07', 0, 0), month('2026-09', 0)]
    expect(absentRun(months, '2026-10')).toMatchObject({ count: 2, since: '2026-06' })
  })

  test('never more than the months known, and none after one attended', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ present: fc.nat(2), expected: fc.nat(2) }), { maxLength: 30 }), (rows) => {
        const months = rows.map(({ present, expected }, index) =>
          month(nextMonth('2025-01', index), Math.min(present, expected), expected),
        )
        const { count } = absentRun(months, nextMonth('2025-01', rows.length))
        const awaited = months.filter(({ expected }) => expected > 0)
        const last = awaited.findLastIndex(({ present }) => present > 0)
        expect(count).toBe(awaited.length - last - 1)
      }),
    )
  })
})

test('six months away are counted to the day', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 800 }), (after) => {
      const since = addDays('2025-01-31', after)
      const reached = addMonths(since, 6)
      expect([isLongAway(since, addDays(reached, -1)), isLongAway(since, reached)]).toEqual([false, true])
    }),
  )
})

test('who is abroad and was not heard for half a year', () => {
  expect(['出国（英国）', '境外', '广西柳州', null].map(isAbroad)).toEqual([true, true, false, false])
  expect(isUnheard('2026-06-01', '2025-01-01', '2026-11-30')).toBe(false)
  expect(isUnheard('2026-05-30', null, '2026-11-30')).toBe(true)
  expect(isUnheard(null, '2026-10-01', '2026-11-30')).toBe(false)
})
