import { describe, expect, it } from 'vitest'
import { publishedCalendar } from '../../src/time/holidays.ts'
import { movedTo } from '../../src/time/phrase-move.ts'
import { when, whenAsJson } from '../../src/time/phrases.ts'
import { zoneOf } from '../../src/time/zone.ts'

const zone = zoneOf('Asia/Shanghai')
const at = { now: zone.at('2026-12-02', '10:00'), zone, calendar: publishedCalendar() }
const old = zone.at('2026-12-28', '15:00')

describe('a move by a length of time', () => {
  it.each([
    ['推迟一周', '2027-01-04 15:00'],
    ['提前一天', '2026-12-27 15:00'],
    ['顺延两天', '2026-12-30 15:00'],
    ['主题党日往后推3天', '2026-12-31 15:00'],
    ['會議推遲半小時', '2026-12-28 15:30'],
    ['提前一个半小时召开', '2026-12-28 13:30'],
    ['周五的会延期两周', '2027-01-11 15:00'],
  ])('%s, from 28 December at three, is %s', (text, moved) => {
    const read = when(text, at)
    expect(whenAsJson(read, zone)).toEqual({ start: null, end: null, allDay: false, recurring: null, question: null })
    const to = movedTo(read, old, zone)
    expect(to && `${zone.day(to)} ${zone.hour(to)}`).toBe(moved)
  })

  it.each(['提前十分钟到场', '提前一天通知', '不推迟一周', '推迟几天', '请假一周'])('%s moves nothing', (text) =>
    expect(movedTo(when(text, at), old, zone)).toBeNull(),
  )

  it('asks where the length cannot be reckoned', () =>
    expect(when('推迟一个月', at)).toMatchObject({ start: null, question: '推迟一个月是什么时候？请说日期和几点' }))

  it('yields to a new date', () => {
    expect(movedTo(when('推迟一周，改到12月11日下午3点', at), old, zone)).toEqual(zone.at('2026-12-11', '15:00'))
    expect(movedTo(when('改到下午4点', at), old, zone)).toEqual(zone.at('2026-12-28', '16:00'))
    expect(movedTo(when('改到12月11日', at), old, zone)).toBeNull()
  })
})

describe('what the clock has left of today', () => {
  const reads = (text: string, hour: string) => {
    const read = whenAsJson(when(text, { ...at, now: zone.at('2026-12-02', hour) }), zone)
    return [read.start, read.question]
  }

  it('is not its afternoon, in the evening', () => {
    expect(reads('今天下午', '10:00')).toEqual(['2026-12-02', null])
    expect(reads('今天下午', '20:00')).toEqual([null, '12月2日（周三）下午已经过了，请说以后的时间'])
  })

  it('is a Wednesday until work is over', () => {
    expect(reads('周三', '10:00')).toEqual(['2026-12-02', null])
    expect(reads('周三', '19:00')).toEqual(['2026-12-09', '12月9日（周三），对吗？'])
  })

  it('may hold an eight o’clock yet', () =>
    expect(reads('今天八点', '16:00')).toEqual(['2026-12-02T20:00:00+08:00', '12月2日（周三）20:00，对吗？']))
})

it('asks for an hour that voice input spoiled', () =>
  expect(when('下周三下午三典', at)).toMatchObject({
    start: null,
    question: '12月9日（周三）「三典」是几点？请再说一次',
  }))

it('takes time that grows with the length of the text', () => {
  for (const part of [
    '推迟一',
    '14:45开始,',
    '不是',
    '不对',
    '现在起',
    '三天内',
    '改到12.',
    '周三典',
    '也就是',
    '张国庆',
  ]) {
    const started = performance.now()
    when(part.repeat(100_000 / part.length), at)
    expect([part, performance.now() - started < 10_000]).toEqual([part, true])
  }
}, 60_000)
