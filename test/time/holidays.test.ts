import { afterEach, describe, expect, it } from 'vitest'
import { addDays } from '../../src/time/days.ts'
import {
  addWorkdays,
  nextWorkday,
  previousWorkday,
  publishedCalendar,
  readHolidayYear,
} from '../../src/time/holidays.ts'

const calendar = publishedCalendar()

/** The notice for 2026 of 2025-11-04, as the State Council published it. */
const notice2026 = {
  source: '国务院办公厅关于2026年部分节假日安排的通知',
  holidays: [
    ['元旦', '2026-01-01', '2026-01-03'],
    ['春节', '2026-02-15', '2026-02-23'],
    ['清明节', '2026-04-04', '2026-04-06'],
    ['劳动节', '2026-05-01', '2026-05-05'],
    ['端午节', '2026-06-19', '2026-06-21'],
    ['中秋节', '2026-09-25', '2026-09-27'],
    ['国庆节', '2026-10-01', '2026-10-07'],
  ],
  adjusted_workdays: ['2026-01-04', '2026-02-14', '2026-02-28', '2026-05-09', '2026-09-20', '2026-10-10'],
}

const daysOf = (year: number) => {
  const days: string[] = []
  for (let day = `${year}-01-01`; day <= `${year}-12-31`; day = addDays(day, 1)) days.push(day)
  return days
}

const machineZone = process.env.TZ
afterEach(() => {
  process.env.TZ = machineZone
})

describe('the published calendar', () => {
  it.each(['America/New_York', 'Asia/Shanghai', 'Pacific/Apia'])('is the same on a machine in %s', (zone) => {
    process.env.TZ = zone
    const there = publishedCalendar()
    expect(daysOf(2026).filter((day) => there.isWorkday(day))).toHaveLength(248)
    expect(there.holiday('2026-10-01')).toBe('国庆节')
  })

  it('has 248 working days in 2026', () =>
    expect(daysOf(2026).filter((day) => calendar.isWorkday(day))).toHaveLength(248))

  it('is day for day the notice for 2026', () => {
    const supplied = publishedCalendar([readHolidayYear(notice2026)])
    for (const day of daysOf(2026))
      expect([day, calendar.isWorkday(day), calendar.holiday(day)]).toEqual([
        day,
        supplied.isWorkday(day),
        supplied.holiday(day),
      ])
  })

  it('knows which years are published', () => {
    expect(daysOf(2026).some((day) => calendar.holiday(day) !== null)).toBe(true)
    expect([2024, 2025, 2026].every((year) => calendar.isPublished(year))).toBe(true)
    expect([1980, 2003, 2027, 2040, 9999].some((year) => calendar.isPublished(year))).toBe(false)
  })

  it('takes weekdays for working days where nothing is published', () => {
    expect(calendar.isWorkday('2027-10-04')).toBe(true)
    expect(calendar.isWorkday('2027-10-09')).toBe(false)
    expect(calendar.holiday('2027-10-04')).toBeNull()
  })

  it('knows the days off that the law itself fixes, though the year stays unpublished', () => {
    for (const day of ['2027-01-01', '2027-05-01', '2027-05-02', '2027-10-01', '2027-10-03'])
      expect(calendar.isWorkday(day)).toBe(false)
    expect(calendar.holiday('2027-01-01')).toBe('元旦')
    expect(calendar.isWorkday('2027-01-04')).toBe(true)
    expect(calendar.isPublished(2027)).toBe(false)
  })

  it('works on swapped weekends, which are no holiday', () => {
    expect(calendar.isWorkday('2026-10-10')).toBe(true)
    expect(calendar.holiday('2026-10-10')).toBeNull()
    expect(calendar.holiday('2026-10-07')).toBe('国庆节')
    expect(calendar.holiday('2026-04-06')).toBe('清明节')
  })
})

describe('a year supplied by the operator', () => {
  const notice2027 = {
    holidays: [
      ['元旦', '2026-12-31', '2027-01-02'],
      ['国庆节', '2027-10-01', '2027-10-07'],
    ],
    adjusted_workdays: ['2027-10-09'],
  }

  it('makes the year published and reaches into the December before', () => {
    const read = readHolidayYear(notice2027)
    expect(read.year).toBe(2027)
    const supplied = publishedCalendar([read])
    expect(supplied.isPublished(2027)).toBe(true)
    expect(supplied.holiday('2027-10-01')).toBe('国庆节')
    expect(supplied.isWorkday('2027-10-09')).toBe(true)
    expect(supplied.isWorkday('2026-12-31')).toBe(false)
    expect(supplied.holiday('2026-10-01')).toBe('国庆节')
  })

  it.each([
    ['nothing', null],
    ['an impossible date', { holidays: [['元旦', '2027-02-30', '2027-03-01']], adjusted_workdays: [] }],
    ['an end before the start', { holidays: [['元旦', '2027-01-03', '2027-01-01']], adjusted_workdays: [] }],
    ['no holidays', { holidays: [], adjusted_workdays: [] }],
    ['missing workdays', { holidays: [['元旦', '2027-01-01', '2027-01-03']] }],
  ])('is refused with %s', (_, json) => expect(() => readHolidayYear(json)).toThrow('放假安排文件不对'))
})

describe('counting working days', () => {
  it('skips holidays and takes swapped weekends', () => {
    expect(nextWorkday(calendar, '2026-09-30')).toBe('2026-10-08')
    expect(previousWorkday(calendar, '2026-10-08')).toBe('2026-09-30')
    expect(addWorkdays(calendar, '2026-10-08', 2)).toBe('2026-10-10')
    expect(addWorkdays(calendar, '2026-10-10', -3)).toBe('2026-09-30')
    expect(addWorkdays(calendar, '2026-10-03', 0)).toBe('2026-10-03')
  })
})
