import dayjs from 'dayjs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addDays, firstDay, lastDay, nextMonth } from '../../src/time/days.ts'

const months = fc
  .record({ year: fc.integer({ min: 1921, max: 2120 }), month: fc.integer({ min: 1, max: 12 }) })
  .map(({ year, month }) => `${year}-${String(month).padStart(2, '0')}`)

test('months are counted as a library of dates counts them', () =>
  fc.assert(
    fc.property(months, fc.integer({ min: -600, max: 600 }), (month, count) => {
      const date = dayjs(firstDay(month))
      expect(lastDay(month)).toBe(date.endOf('month').format('YYYY-MM-DD'))
      expect(nextMonth(month, count)).toBe(date.add(count, 'month').format('YYYY-MM'))
    }),
  ))

test('a month begins the day after the one before has ended', () =>
  fc.assert(
    fc.property(months, (month) => {
      expect(addDays(lastDay(month), 1)).toBe(firstDay(nextMonth(month)))
    }),
  ))
