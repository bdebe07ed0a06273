import fc from 'fast-check'
import { expect, it } from 'vitest'
import { addDays } from '../../src/time/days.ts'
import { dayOfLunar, lunarDay, lunarDayInWords } from '../../src/time/lunar.ts'

it.each([
  ['2024-02-10', { year: 2024, month: 1, leap: false, day: 1 }],
  ['2025-01-29', { year: 2025, month: 1, leap: false, day: 1 }],
  ['2026-02-17', { year: 2026, month: 1, leap: false, day: 1 }],
  ['2026-02-16', { year: 2025, month: 12, leap: false, day: 29 }],
  ['2026-09-25', { year: 2026, month: 8, leap: false, day: 15 }],
  ['2026-06-19', { year: 2026, month: 5, leap: false, day: 5 }],
  ['2025-07-25', { year: 2025, month: 6, leap: true, day: 1 }],
  ['2023-03-22', { year: 2023, month: 2, leap: true, day: 1 }],
])('%s', (day, lunar) => {
  expect(lunarDay(day)).toEqual(lunar)
  expect(dayOfLunar(lunar)).toBe(day)
})

it('knows the first day of the lunar years', () => {
  const springFestivals =
    '2015-02-19 2016-02-08 2017-01-28 2018-02-16 2019-02-05 2020-01-25 2021-02-12 2022-02-01 2023-01-22 2024-02-10 ' +
    '2025-01-29 2026-02-17 2027-02-06 2028-01-26 2029-02-13 2030-02-03 2031-01-23 2032-02-11 2033-01-31 2034-02-19'
  expect(
    springFestivals
      .split(' ')
      .map((day) => dayOfLunar({ year: Number(day.slice(0, 4)), month: 1, leap: false, day: 1 })),
  ).toEqual(springFestivals.split(' '))
})

// Outside these years the Unicode calendar is a day off in a few months (2018-11, 2027-02).
it('agrees with the Chinese calendar of Unicode from 2019 to 2026', () => {
  const format = new Intl.DateTimeFormat('en-u-ca-chinese', { timeZone: 'UTC', month: 'numeric', day: 'numeric' })
  for (let day = '2019-01-01'; day <= '2026-12-31'; day = addDays(day, 1)) {
    const parts = format.formatToParts(new Date(`${day}T00:00:00Z`))
    const part = (type: string) => parts.find((each) => each.type === type)?.value ?? ''
    const lunar = lunarDay(day)
    expect(`${lunar?.month}${lunar?.leap ? 'bis' : ''}/${lunar?.day}`).toBe(`${part('month')}/${part('day')}`)
  }
})

it('finds back every day', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 70_000 }), (offset) => {
      const day = addDays('1901-01-01', offset)
      const lunar = lunarDay(day)
      expect(lunar && dayOfLunar(lunar)).toBe(day)
    }),
  )
})

it('knows no days outside its tables and no days that a month has not', () => {
  expect(lunarDay('1899-12-31')).toBeNull()
  expect(lunarDay('2150-01-01')).toBeNull()
  expect(dayOfLunar({ year: 2025, month: 12, leap: false, day: 30 })).toBeNull()
  expect(dayOfLunar({ year: 2026, month: 6, leap: true, day: 1 })).toBeNull()
})

it('says lunar days as almanacs do', () =>
  expect([1, 9, 10, 11, 15, 19, 20, 21, 29, 30].map(lunarDayInWords)).toEqual(
    '初一 初九 初十 十一 十五 十九 二十 廿一 廿九 三十'.split(' '),
  ))
