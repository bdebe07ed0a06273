import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { integerInChinese } from '../../src/base/numerals.ts'
import { addDays, dayInWords, lastDay, monthOf, nextMonth, weekday } from '../../src/time/days.ts'
import { publishedCalendar } from '../../src/time/holidays.ts'
import { when, whenAsJson } from '../../src/time/phrases.ts'
import { zoneOf } from '../../src/time/zone.ts'

const shanghai = zoneOf('Asia/Shanghai')
const calendar = publishedCalendar()

/** Reads a phrase on a day (Wednesday, 2 December 2026, at ten unless said otherwise) and prints it as a terminal does. */
function reads(text: string, today = '2026-12-02', hour = '10:00', zone = shanghai) {
  const read = whenAsJson(when(text, { now: zone.at(today, hour), zone, calendar }), zone)
  const short = (value: string | null) => value?.replace(/:00[+-]\d\d:\d\d$/, '').replace('T', ' ') ?? null
  return { ...read, start: short(read.start), end: short(read.end) }
}

describe('days and hours as people say them', () => {
  it.each([
    ['下周三下午3点', '2026-12-09 15:00'],
    ['下週三下午三點', '2026-12-09 15:00'],
    ['12号15:00', '2026-12-12 15:00'],
    ['12号１５：００', '2026-12-12 15:00'],
    ['本月25日', '2026-12-25'],
    ['下个月5号上午九点半', '2027-01-05 09:30'],
    ['下個月五號', '2027-01-05'],
    ['二十五号下午两点', '2026-12-25 14:00'],
    ['周五', '2026-12-04'],
    ['这周五', '2026-12-04'],
    ['周三', '2026-12-02'],
    ['周二', '2026-12-08'],
    ['下下周一', '2026-12-14'],
    ['礼拜天上午9点', '2026-12-06 09:00'],
    ['下个星期日', '2026-12-13'],
    ['今天下午', '2026-12-02'],
    ['明天', '2026-12-03'],
    ['后天晚上7点', '2026-12-04 19:00'],
    ['大后天', '2026-12-05'],
    ['今晚8点', '2026-12-02 20:00'],
    ['明早九点', '2026-12-03 09:00'],
    ['周五晚7点半', '2026-12-04 19:30'],
    ['中午12点半', '2026-12-02 12:30'],
    ['下午3点半', '2026-12-02 15:30'],
    ['晚上7点一刻', '2026-12-02 19:15'],
    ['十五点三十分', '2026-12-02 15:30'],
    ['15时30分', '2026-12-02 15:30'],
    ['15：00', '2026-12-02 15:00'],
    ['明天9点', '2026-12-03 09:00'],
    ['明天12点', '2026-12-03 12:00'],
    ['明天24点', '2026-12-04 00:00'],
    ['1月3号', '2027-01-03'],
    ['1号', '2027-01-01'],
    ['12.4下午3点', '2026-12-04 15:00'],
    ['12/4', '2026-12-04'],
    ['2026-12-04 15:00', '2026-12-04 15:00'],
    ['2026/12/4', '2026-12-04'],
    ['2026年12月4日', '2026-12-04'],
    ['26年12月4日', '2026-12-04'],
    ['二〇二六年十二月四日下午三点半', '2026-12-04 15:30'],
    ['今年12月20日', '2026-12-20'],
    ['明年3月5日', '2027-03-05'],
    ['12月4日（周五）15:00', '2026-12-04 15:00'],
    ['周五（12月4日）下午3点', '2026-12-04 15:00'],
    ['12月4日下午', '2026-12-04'],
    ['12月4日主题党日，下午3点在二楼', '2026-12-04 15:00'],
    ['下午3点开会，12月4日', '2026-12-04 15:00'],
    ['12月主题党日改到18号下午3点', '2026-12-18 15:00'],
    ['1月主题党日改到8号', '2027-01-08'],
    ['下个月的主题党日改到8号', '2027-01-08'],
    ['下周，周三下午3点', '2026-12-09 15:00'],
    ['3月党费已交，4号请假', '2026-12-04'],
    ['1 安排 18号下午3点', '2026-12-18 15:00'],
    ['主题党日改到周四下午3点', '2026-12-03 15:00'],
    ['把会从周三改到周五下午3点', '2026-12-04 15:00'],
    ['12月4日15:00的会改到12月7日', '2026-12-07'],
    ['12月4日15:00的会改到16:00', '2026-12-04 16:00'],
    ['主题党日定在12月4日15:00，支委会定在12月5日', '2026-12-04 15:00'],
    ['原定在12月4日的会改到7号', '2026-12-07'],
    ['月底', '2026-12-31'],
    ['下月底', '2027-01-31'],
    ['2月底', '2027-02-28'],
    ['年底', '2026-12-31'],
    ['季度末', '2026-12-31'],
    ['下季度末', '2027-03-31'],
    ['第四季度末', '2026-12-31'],
    ['2027年底', '2027-12-31'],
    ['下个月第一个周五', '2027-01-01'],
    ['本月最后一个周五', '2026-12-25'],
    ['12月最后一个工作日', '2026-12-31'],
    ['这个月第二个周三下午3点', '2026-12-09 15:00'],
    ['2027年1月第一个周三', '2027-01-06'],
    ['12-18 15:00', '2026-12-18 15:00'],
    ['12.18 15:00', '2026-12-18 15:00'],
    ['大年初五', '2027-02-10'],
    ['清明节', '2027-04-05'],
    ['后年清明', '2028-04-04'],
    ['两天后', '2026-12-04'],
    ['三个工作日后', '2026-12-07'],
    ['一周后下午3点', '2026-12-09 15:00'],
    ['一个月后', '2027-01-02'],
    ['半小时后', '2026-12-02 10:30'],
    ['一个半小时后', '2026-12-02 11:30'],
    ['20分钟后', '2026-12-02 10:20'],
    ['元旦', '2027-01-01'],
    ['国庆节', '2027-10-01'],
    ['明年春节', '2027-02-06'],
    ['除夕', '2027-02-05'],
    ['腊月二十三', '2027-01-30'],
    ['臘月廿三', '2027-01-30'],
    ['正月十五', '2027-02-20'],
    ['农历十二月初八', '2027-01-15'],
    ['农历初一', '2026-12-09'],
  ])('%s is %s', (text, start) =>
    expect(reads(text)).toEqual({ start, end: null, allDay: start.length === 10, recurring: null, question: null }),
  )

  it.each([
    ['国庆后第一个工作日', '2026-10-08'],
    ['国庆节后第二个工作日上午9点', '2026-10-09 09:00'],
    ['国庆节后第一天', '2026-10-08'],
    ['国庆后第一个周五', '2026-10-09'],
    ['国庆前最后一个周五', '2026-09-25'],
    ['国庆前最后一个工作日', '2026-09-30'],
    ['国庆节前一天', '2026-09-30'],
    ['节后第一个工作日', '2026-09-28'],
    ['節後第一個工作日', '2026-09-28'],
    ['节前最后一个工作日', '2026-09-24'],
    ['中秋节', '2026-09-25'],
    ['三天后', '2026-09-18'],
    ['10个工作日后', '2026-09-29'],
    ['28号到国庆节前一天', '2026-09-28'],
    ['今年中秋', '2026-09-25'],
  ])('in September, %s is %s', (text, start) =>
    expect(reads(text, '2026-09-15')).toMatchObject({ start, question: null }),
  )

  it('finds the last working day before the Spring Festival, a Saturday worked in exchange', () =>
    expect(reads('春节前最后一个工作日', '2026-01-20')).toMatchObject({ start: '2026-02-14', question: null }))
})

describe('spans', () => {
  it.each([
    ['9:00-11:00', '2026-12-03 09:00', '2026-12-03 11:00'],
    ['下午2点到4点半', '2026-12-03 14:00', '2026-12-03 16:30'],
    ['12月4日下午2:30-4:30', '2026-12-04 14:30', '2026-12-04 16:30'],
    ['上午9点至下午5点', '2026-12-03 09:00', '2026-12-03 17:00'],
    ['8点到5点', '2026-12-03 08:00', '2026-12-03 17:00'],
    ['晚上10点到1点', '2026-12-03 22:00', '2026-12-04 01:00'],
    ['下午2-4点', '2026-12-03 14:00', '2026-12-03 16:00'],
    ['周五下午2点到周六上午11点', '2026-12-04 14:00', '2026-12-05 11:00'],
    ['12月4日15:00至12月5日11:00', '2026-12-04 15:00', '2026-12-05 11:00'],
    ['下周一到周三', '2026-12-07', '2026-12-09'],
    ['12月4日到6日', '2026-12-04', '2026-12-06'],
    ['12月4-6日', '2026-12-04', '2026-12-06'],
    ['4到6号', '2026-12-04', '2026-12-06'],
    ['12.4-12.6', '2026-12-04', '2026-12-06'],
    ['28号到3号', '2026-12-28', '2027-01-03'],
    ['12月30日到1月2日', '2026-12-30', '2027-01-02'],
    ['本周末', '2026-12-05', '2026-12-06'],
    ['周六日', '2026-12-05', '2026-12-06'],
  ])('%s is %s to %s', (text, start, end) =>
    expect(reads(text, '2026-12-03', '07:00')).toMatchObject({ start, end, question: null }),
  )

  it('keeps a window that is running', () =>
    expect(reads('15:00到17:00', '2026-12-02', '16:00')).toMatchObject({
      start: '2026-12-02 15:00',
      end: '2026-12-02 17:00',
    }))

  it('is refused when it ends before it starts', () => {
    expect(reads('15:00到14:00')).toMatchObject({ start: null, question: '结束的时间早于开始的时间，请再说一次' })
    expect(reads('12月4日15:00到6日')).toMatchObject({
      start: null,
      question: '到几点结束？请把开始和结束的时间说完整',
    })
  })
})

describe('standing rules', () => {
  it.each([
    ['每月第一个周五', { on: 'nth_weekday', nth: 1, weekday: 5 }],
    ['主题党日改为每月最后一个工作日', { on: 'last_workday' }],
    ['每月5号', { on: 'day_of_month', day: 5 }],
  ])('%s', (text, recurring) => expect(reads(text)).toMatchObject({ recurring, start: null, question: null }))

  it('keep the hour named with them', () => {
    const read = when('每月第一个周五下午3点', { now: new Date(0), zone: shanghai, calendar })
    expect(read).toMatchObject({ recurring: { on: 'nth_weekday', nth: 1, weekday: 5 }, hour: '15:00', allDay: false })
  })

  it('are refused where they cannot be kept', () => {
    expect(reads('每月32号').question).toBe('每月没有这一天，请再说一次')
    expect(reads('每周五下午3点')).toMatchObject({ start: null, recurring: null })
    expect(reads('每周五下午3点').question).toContain('请说具体哪一天')
  })
})

describe('what is settled by habit is said back', () => {
  it.each([
    ['三点', '2026-12-02 15:00', '12月2日（周三）15:00，对吗？'],
    ['3点钟', '2026-12-02 15:00', '12月2日（周三）15:00，对吗？'],
    ['周五3点', '2026-12-04 15:00', '12月4日（周五）15:00，对吗？'],
    ['3点到5点', '2026-12-02 15:00', '12月2日（周三）15:00到17:00，对吗？'],
    ['早上8点', '2026-12-03 08:00', '12月3日（周四）08:00，对吗？'],
    ['周三上午9点', '2026-12-09 09:00', '12月9日（周三）09:00，对吗？'],
    ['晚上12点', '2026-12-03 00:00', '12月3日（周四）00:00，对吗？'],
    ['月中', '2026-12-15', '12月15日（周二），对吗？'],
    ['第二个周五', '2026-12-11', '12月11日（周五），对吗？'],
    ['11月第一个周五', '2027-11-05', '2027年11月5日（周五），对吗？'],
    ['11月20号', '2027-11-20', '2027年11月20日（周六），对吗？'],
    ['下周', '2026-12-07', '下周哪一天？'],
  ])('%s', (text, start, question) => expect(reads(text)).toMatchObject({ start, question }))

  it('moves a day that a month has not to the month that has it', () =>
    expect(reads('31号', '2026-11-27')).toMatchObject({ start: '2026-12-31', question: '12月31日（周四），对吗？' }))

  it('tells when the day was not named', () => {
    const at = { now: shanghai.at('2026-12-02', '10:00'), zone: shanghai, calendar }
    expect(when('改到下午4点', at).dayAssumed).toBe(true)
    expect(when('改到周五下午4点', at).dayAssumed).toBeUndefined()
  })
})

describe('what cannot be is asked back', () => {
  it.each([
    ['2月30号', '2月没有30日'],
    ['2027年2月29日', '2027年2月没有29日'],
    ['9月31日', '9月没有31日'],
    ['13月4日', '没有13月'],
    ['32号', '没有32号'],
    ['25点', '没有25点'],
    ['12:60', '没有12点60分'],
    ['前天', '11月30日（周一）已经过了'],
    ['昨晚8点', '12月1日（周二）20:00已经过了'],
    ['这周一', '11月30日（周一）已经过了'],
    ['上周五', '11月27日（周五）已经过了'],
    ['本月1日', '12月1日（周二）已经过了'],
    ['2026-11-04 15:00', '11月4日（周三）15:00已经过了'],
    ['今天上午9点', '12月2日（周三）09:00已经过了'],
    ['7点', '早上7点还是晚上7点？'],
    ['周五7点半', '12月4日（周五）早上7点半还是晚上7点半？'],
    ['12月4日（周四）15:00', '12月4日（周五），和说的星期对不上'],
    ['周三或周四下午3点', '说了不止一个时间'],
    ['4、5号', '说了不止一个时间'],
    ['国庆后第一个工作日', '2027年的放假安排还没有公布'],
    ['节后第一个工作日', '2027年的放假安排还没有公布'],
    ['1月第一个工作日', '2027年的放假安排还没有公布'],
    ['今年中秋', '9月25日（周五）已经过了'],
    ['小年', '腊月二十三还是二十四'],
    ['腊月三十', '不知道「腊月三十」是哪一天'],
    ['9999-12-31', '请说最近几年的日期'],
  ])('%s: %s', (text, question) => {
    expect(reads(text)).toMatchObject({ start: null, end: null, recurring: null })
    expect(reads(text).question).toContain(question)
  })
})

describe('what is no time at all', () => {
  it.each([
    '三点意见',
    '提三点要求',
    '3点建议',
    '十点建议',
    '一点',
    '早一点到',
    '晚一点来',
    '晚点到',
    '有点',
    '几点',
    '周磊',
    '周磊请假',
    '周到',
    '月月红',
    '12箱',
    '到时候再说',
    '平时',
    '一时半会',
    '可能晚到20分钟，路上堵车',
    '晚十分钟',
    '请假一个月',
    '3号楼',
    '2号会议室',
    '一号文件',
    '党的二十大',
    '三会一课',
    '3月党费已交，120',
    '党费12.4',
    '2/3以上',
    '三点五元',
    '3.5',
    '138XXXX0000',
    '13812345678',
    '签到码4821',
    '1. 张三',
    '3日内',
    '半小时',
    '早上好',
    '收到',
    '',
  ])('%s', (text) => {
    const read = when(text, { now: new Date(0), zone: shanghai, calendar })
    expect(read).toEqual({ start: null, end: null, allDay: false, recurring: null, question: null, matched: '' })
  })
})

it('returns the words that spoke of time', () => {
  const at = { now: shanghai.at('2026-12-02', '10:00'), zone: shanghai, calendar }
  expect(when('主题党日改到下週三下午３點，可以吗', at).matched).toBe('下週三下午３點')
  expect(when('12月4日主题党日下午3点', at).matched).toBe('12月4日 下午3点')
})

it('prints instants with the offset of the zone', () => {
  const zone = zoneOf('Asia/Kathmandu')
  const at = { now: zone.at('2026-12-02', '10:00'), zone, calendar }
  expect(whenAsJson(when('明天15:00', at), zone).start).toBe('2026-12-03T15:00:00+05:45')
  expect(whenAsJson(when('明天', at), zone).start).toBe('2026-12-03')
})

describe('any day', () => {
  const zones = fc
    .constantFrom('Asia/Shanghai', 'Asia/Kathmandu', 'America/New_York', 'Pacific/Auckland', 'UTC')
    .map(zoneOf)
  const todays = fc.integer({ min: 0, max: 4000 }).map((offset) => addDays('2024-01-01', offset))
  const minutes = fc.integer({ min: 8 * 60, max: 23 * 60 + 59 })
  const clock = (minute: number) =>
    `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`

  it('is read back in every written form, leap days and month ends included', () => {
    fc.assert(
      fc.property(zones, todays, fc.integer({ min: 1, max: 170 }), minutes, (zone, today, ahead, minute) => {
        const day = addDays(today, ahead)
        const [year, month, date] = day.split('-').map(Number)
        const [y, m, d] = [year ?? 0, month ?? 0, date ?? 0]
        const signs = '日一二三四五六'[weekday(day)]
        const inFigures = [
          day,
          `${y}/${m}/${d}`,
          `${y}年${m}月${d}日`,
          `${y}年${m}月${d}号`,
          `${m}月${d}日`,
          `${m}月${d}号（周${signs}）`,
          `${m}/${d}`,
          dayInWords(day, today),
          `${[...String(y)].map((sign) => '〇一二三四五六七八九'[Number(sign)]).join('')}年${integerInChinese(m)}月${integerInChinese(d)}日`,
          `${integerInChinese(m)}月${integerInChinese(d)}号`,
          `${ahead}天后`,
        ]
        if (monthOf(day) === nextMonth(monthOf(today))) inFigures.push(`下个月${d}号`, `下月${integerInChinese(d)}日`)
        if (day === lastDay(monthOf(day)) && ahead > 31) inFigures.push(`${m}月底`)
        if (ahead < 7) inFigures.push(`周${signs}`, `星期${signs}`)
        if (ahead < 28) inFigures.push(`${d}号`, `${integerInChinese(d)}日`)
        for (const said of inFigures) {
          expect([said, reads(said, today, '06:00', zone).start]).toEqual([said, day])
          const exact = reads(`${said} ${clock(minute)}`, today, '06:00', zone)
          expect([said, exact.start]).toEqual([said, `${day} ${clock(minute)}`])
        }
      }),
      { numRuns: 150 },
    )
  })

  it('is read back at every spoken hour', () => {
    fc.assert(
      fc.property(todays, fc.integer({ min: 8, max: 22 }), fc.integer({ min: 0, max: 59 }), (today, hour, minute) => {
        const part = hour < 12 ? '上午' : hour === 12 ? '中午' : hour < 18 ? '下午' : '晚上'
        const twelve = hour > 12 ? hour - 12 : hour
        const spoken = [
          `${part}${twelve}点${minute}分`,
          `${part}${twelve}:${String(minute).padStart(2, '0')}`,
          `${part}${integerInChinese(twelve)}点${minute < 10 ? '零' : ''}${integerInChinese(minute)}分`,
          `${hour}点${minute}分`,
        ]
        if (minute === 30) spoken.push(`${part}${twelve}点半`)
        if (minute === 0) spoken.push(`${part}${integerInChinese(twelve)}点`)
        for (const said of spoken)
          expect([said, reads(`明天${said}`, today).start]).toEqual([
            said,
            `${addDays(today, 1)} ${clock(hour * 60 + minute)}`,
          ])
      }),
    )
  })
})

describe('any text', () => {
  const at = { now: shanghai.at('2026-12-02', '10:00'), zone: shanghai, calendar }
  const words = fc.constantFrom(
    ...'下周三|上午|9|点|半|月|日|号|底|每月|第一个|周|五|农历|初一|闰|国庆|后|前|工作日|到|-|:|：|/|.|2026|年|12|31|99|，| |改到|或|差|刻|个|天|腊|节|中|末|季度|\n'.split(
      '|',
    ),
  )
  it('never throws, and returns real instants', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'grapheme', maxLength: 200 }),
          fc.array(words, { maxLength: 60 }).map((all) => all.join('')),
        ),
        (text) => {
          const read = when(text, at)
          for (const instant of [read.start, read.end])
            expect(instant === null || Number.isFinite(instant.getTime())).toBe(true)
          if (read.start && read.end) expect(read.start <= read.end).toBe(true)
          if (read.start && !read.end && !read.allDay) expect(read.start >= at.now || read.question !== null).toBe(true)
          whenAsJson(read, shanghai)
        },
      ),
      { numRuns: 1500 },
    )
  })

  it('takes time that grows with its length', () => {
    for (const part of [
      '下周三下午3点',
      '1',
      '12',
      '一',
      '3点到',
      '周五、',
      '每月',
      '节后',
      '到',
      '1.',
      '2026-',
      ' ',
      '改到',
      '字',
      '十',
      '月',
    ]) {
      const started = performance.now()
      when(part.repeat(100_000 / part.length), at)
      expect([part, performance.now() - started < 10_000]).toEqual([part, true])
    }
  }, 60_000)
})
