import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Cadence, cadenceSchema, dayIn, type HolidayPolicy } from '../../src/time/cadence.ts'
import { cadenceInWords, readCadence } from '../../src/time/cadence-words.ts'
import { monthOf, weekday } from '../../src/time/days.ts'
import { publishedCalendar } from '../../src/time/holidays.ts'

const calendar = publishedCalendar()
const on = (text: string): Cadence => {
  const cadence = readCadence(text)
  if (!cadence) throw new Error(`no cadence: ${text}`)
  return cadence
}
const placed = (text: string, month: string, policy: HolidayPolicy = 'next_workday', sameMonth = false) =>
  dayIn(on(text), month, { policy, sameMonth, calendar })

describe('the written forms', () => {
  it.each<[string, Cadence]>([
    ['每月第一个周五', { on: 'nth_weekday', nth: 1, weekday: 5 }],
    ['每月第1个星期五', { on: 'nth_weekday', nth: 1, weekday: 5 }],
    ['每个月首个周一', { on: 'nth_weekday', nth: 1, weekday: 1 }],
    ['每月第三个礼拜天', { on: 'nth_weekday', nth: 3, weekday: 0 }],
    ['每月最后一个周五', { on: 'last_weekday', weekday: 5 }],
    ['每月5日', { on: 'day_of_month', day: 5 }],
    ['每月5号', { on: 'day_of_month', day: 5 }],
    ['每月２５号', { on: 'day_of_month', day: 25 }],
    ['每月二十五号', { on: 'day_of_month', day: 25 }],
    ['每月1日', { on: 'day_of_month', day: 1 }],
    ['每月月底', { on: 'day_of_month', day: 31 }],
    ['每月最后一天', { on: 'day_of_month', day: 31 }],
    ['每月农历初一', { on: 'lunar_day', day: 1 }],
    ['每月农历十五', { on: 'lunar_day', day: 15 }],
    ['每月初八', { on: 'lunar_day', day: 8 }],
    ['每月1到10日', { on: 'window', first: 1, last: 10 }],
    ['每月1–10日', { on: 'window', first: 1, last: 10 }],
    ['每月1日至10日', { on: 'window', first: 1, last: 10 }],
    ['每月一号到十号', { on: 'window', first: 1, last: 10 }],
    ['每月前10天', { on: 'window', first: 1, last: 10 }],
    ['每月上旬', { on: 'window', first: 1, last: 10 }],
    ['每月最后一个工作日', { on: 'last_workday' }],
    ['每月第2个工作日', { on: 'nth_workday', nth: 2 }],
    ['每月第一个工作日', { on: 'nth_workday', nth: 1 }],
  ])('%s', (text, cadence) => expect(readCadence(text)).toEqual(cadence))

  it.each([
    '',
    '每月',
    '每月32号',
    '每月0号',
    '每月第六个周五',
    '每月10到1日',
    '每周五',
    '5号',
    '每月5号下午3点',
    '每月看看',
  ])('%s is no rule for a month', (text) => expect(readCadence(text)).toBeNull())

  const cadences = fc.oneof(
    fc.record({ on: fc.constant('day_of_month'), day: fc.integer({ min: 1, max: 31 }) }),
    fc.record({
      on: fc.constant('nth_weekday'),
      nth: fc.integer({ min: 1, max: 5 }),
      weekday: fc.integer({ min: 0, max: 6 }),
    }),
    fc.record({ on: fc.constant('last_weekday'), weekday: fc.integer({ min: 0, max: 6 }) }),
    fc.record({ on: fc.constant('nth_workday'), nth: fc.integer({ min: 1, max: 23 }) }),
    fc.constant({ on: 'last_workday' }),
    fc
      .tuple(fc.integer({ min: 1, max: 31 }), fc.integer({ min: 1, max: 31 }))
      .map(([a, b]) => ({ on: 'window', first: Math.min(a, b), last: Math.max(a, b) })),
    fc.record({ on: fc.constant('lunar_day'), day: fc.integer({ min: 1, max: 30 }) }),
  )

  it('are read back as they are said', () => {
    fc.assert(
      fc.property(cadences, (raw) => {
        const cadence = cadenceSchema.parse(raw)
        expect(readCadence(cadenceInWords(cadence))).toEqual(cadence)
      }),
    )
  })

  it('always give a day, a working day unless it is kept, and inside the month where that is asked', () => {
    fc.assert(
      fc.property(
        cadences,
        fc.integer({ min: 2024, max: 2028 }),
        fc.integer({ min: 1, max: 12 }),
        fc.constantFrom<HolidayPolicy>('next_workday', 'prev_workday', 'within_7_days', 'keep', 'ask'),
        fc.boolean(),
        (raw, year, number, policy, sameMonth) => {
          const cadence = cadenceSchema.parse(raw)
          const month = `${year}-${String(number).padStart(2, '0')}`
          const placing = dayIn(cadence, month, { policy, sameMonth, calendar })
          expect(monthOf(placing.nominal)).toBe(month)
          expect(placing.shifted).toBe(placing.day !== placing.nominal)
          if (placing.shifted) expect([calendar.isWorkday(placing.day), placing.reason !== null]).toEqual([true, true])
          if (policy === 'keep') expect(placing.day).toBe(placing.nominal)
          if (sameMonth) expect(monthOf(placing.day)).toBe(month)
          expect(placing.provisional).toBe(!calendar.isPublished(year) || placing.day.slice(0, 4) > '2026')
        },
      ),
    )
  })
})

describe('the examples of the field for 2026', () => {
  it.each([
    ['每月5日', '2026-04', '2026-04-05', '2026-04-07', '2026-04-03'],
    ['每月5日', '2026-05', '2026-05-05', '2026-05-06', '2026-04-30'],
    ['每月5日', '2026-07', '2026-07-05', '2026-07-06', '2026-07-03'],
    ['每月5日', '2026-09', '2026-09-05', '2026-09-07', '2026-09-04'],
    ['每月5日', '2026-10', '2026-10-05', '2026-10-08', '2026-09-30'],
    ['每月第一个周五', '2026-01', '2026-01-02', '2026-01-04', '2025-12-31'],
    ['每月第一个周五', '2026-05', '2026-05-01', '2026-05-06', '2026-04-30'],
    ['每月第一个周五', '2026-10', '2026-10-02', '2026-10-08', '2026-09-30'],
    ['每月最后一个周五', '2026-09', '2026-09-25', '2026-09-28', '2026-09-24'],
    ['每月20日', '2026-02', '2026-02-20', '2026-02-24', '2026-02-14'],
    ['每月20日', '2026-09', '2026-09-20', '2026-09-20', '2026-09-20'],
    ['每月28日', '2026-02', '2026-02-28', '2026-02-28', '2026-02-28'],
    ['每月1日', '2026-10', '2026-10-01', '2026-10-08', '2026-09-30'],
  ])('%s in %s', (text, month, nominal, later, earlier) => {
    expect(placed(text, month, 'next_workday')).toMatchObject({ nominal, day: later, provisional: false, ask: false })
    expect(placed(text, month, 'prev_workday')).toMatchObject({ nominal, day: earlier, provisional: false, ask: false })
    expect(placed(text, month, 'keep')).toMatchObject({ nominal, day: nominal, shifted: false })
  })
})

describe('why a day was chosen', () => {
  it.each<[string, string, HolidayPolicy, boolean, string | null]>([
    ['每月第一个周五', '2026-12', 'next_workday', false, null],
    ['每月第一个周五', '2026-10', 'next_workday', false, '10月2日（周五）是国庆节假期，顺延到10月8日（周四）'],
    ['每月5日', '2026-07', 'next_workday', false, '7月5日（周日）是周末，顺延到7月6日（周一）'],
    ['每月5日', '2026-07', 'prev_workday', false, '7月5日（周日）是周末，提前到7月3日（周五）'],
    ['每月第一个周五', '2026-01', 'next_workday', false, '1月2日（周五）是元旦假期，顺延到1月4日（周日，调休上班）'],
    ['每月第一个周五', '2026-01', 'prev_workday', false, '1月2日（周五）是元旦假期，提前到2025年12月31日（周三）'],
    [
      '每月5日',
      '2026-05',
      'prev_workday',
      true,
      '5月5日（周二）是劳动节假期，提前会出本月，顺延到5月6日（周三），请确认',
    ],
    ['每月31日', '2026-05', 'next_workday', true, '5月31日（周日）是周末，顺延会出本月，提前到5月29日（周五），请确认'],
    ['每月5日', '2026-10', 'ask', false, '10月5日（周一）是国庆节假期，请定哪一天（建议顺延到10月8日（周四））'],
    ['每月5日', '2026-10', 'keep', false, '10月5日（周一）是国庆节假期，日期不变'],
    ['每月20日', '2026-09', 'next_workday', false, '9月20日（周日）调休上班，照常'],
    ['每月5日', '2027-10', 'next_workday', false, '2027年放假安排还没有公布，日期暂定'],
  ])('%s in %s, %s', (text, month, policy, sameMonth, reason) =>
    expect(placed(text, month, policy, sameMonth).reason).toBe(reason),
  )
})

describe('the finer rules', () => {
  it('asks the secretary when the month would be left', () => {
    expect(placed('每月5日', '2026-05', 'prev_workday', true)).toMatchObject({ day: '2026-05-06', ask: true })
    expect(placed('每月31日', '2026-05', 'next_workday', true)).toMatchObject({ day: '2026-05-29', ask: true })
    expect(placed('每月5日', '2026-10', 'ask')).toMatchObject({ day: '2026-10-08', ask: true })
  })

  it('stays within a week of the day, later first', () => {
    expect(placed('每月20日', '2026-02', 'within_7_days')).toMatchObject({ day: '2026-02-24', ask: false })
    expect(placed('每月15日', '2026-02', 'within_7_days')).toMatchObject({ day: '2026-02-14', ask: false })
  })

  it('takes the last day of a shorter month', () => {
    expect(placed('每月31日', '2026-06', 'keep').nominal).toBe('2026-06-30')
    expect(placed('每月30日', '2028-02', 'keep').nominal).toBe('2028-02-29')
    expect(placed('每月第五个周五', '2026-12', 'keep').nominal).toBe('2026-12-25')
  })

  it('takes the first working day of a window', () => {
    expect(placed('每月1到10日', '2026-10').day).toBe('2026-10-08')
    expect(placed('每月1到10日', '2026-12').day).toBe('2026-12-01')
    expect(placed('每月1到7日', '2026-10')).toMatchObject({ nominal: '2026-10-01', day: '2026-10-08', shifted: true })
  })

  it('counts working days', () => {
    expect(placed('每月第1个工作日', '2026-01').day).toBe('2026-01-04')
    expect(placed('每月第2个工作日', '2026-10').day).toBe('2026-10-09')
    expect(placed('每月最后一个工作日', '2026-02').day).toBe('2026-02-28')
    expect(placed('每月最后一个工作日', '2026-05').day).toBe('2026-05-29')
  })

  it('leaves a weekend rule on its weekend, holidays apart', () => {
    expect(placed('每月第一个周六', '2026-12')).toMatchObject({ day: '2026-12-05', shifted: false, reason: null })
    expect(placed('每月第一个周六', '2026-10')).toMatchObject({ nominal: '2026-10-03', day: '2026-10-08' })
    expect(weekday(placed('每月最后一个周日', '2026-11').day)).toBe(0)
  })

  it('follows the lunar calendar', () => {
    expect(placed('每月农历十五', '2026-09', 'keep').nominal).toBe('2026-09-25')
    expect(placed('每月农历初一', '2026-03', 'keep').nominal).toBe('2026-03-19')
    // The twelfth month of that lunar year has 29 days.
    expect(placed('每月农历三十', '2026-02', 'keep').nominal).toBe('2026-02-16')
  })

  it('asks where a month has no such lunar day', () => {
    const months = Array.from({ length: 40 }, (_, year) => `${2020 + year}-02`)
    const without = months.map((month) => placed('每月农历初一', month, 'keep')).filter(({ ask }) => ask)
    expect(without.length).toBeGreaterThan(0)
    expect(without[0]?.reason).toContain('2月里没有农历初一，请定哪一天')
  })
})
