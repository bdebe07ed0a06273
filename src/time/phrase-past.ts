import { readInteger } from '../base/numerals.ts'
import { addDays, addMonths, daysBetween, isDay, weekday } from './days.ts'
import type { Day } from './zone.ts'

/** A day as people name what has been: the last 11月20日, not the next one. */
export interface PastDay {
  /** null where there is no such day (2月30日). */
  day: Day | null
  /** The words that named it. */
  matched: string
}

const numeral = '(?:\\d{1,2}|[一二三四五六七八九十]{1,3})'
const full = /(\d{4})\s?[-年/.]\s?(\d{1,2})\s?[-月/.]\s?(\d{1,2})\s?[日号]?/
const monthDay = new RegExp(`(今年|去年|前年|明年)?(${numeral})\\s?月\\s?(${numeral})\\s?[日号]?`)
const pointed = /(?<![\d.])(\d{1,2})[./](\d{1,2})(?![\d.])/
const ofMonth = new RegExp(`(这个月|本月|上个?月)?(${numeral})[日号](?![楼院])`)
const near = /大前天|前天|昨天|昨日|今天|今日|明天|后天/
const ofWeek = /(上上|上个?|这个?|本)?(?:周|星期|礼拜)([一二三四五六日天])/
const offsets: Record<string, number> = { 大前天: -3, 前天: -2, 昨天: -1, 昨日: -1, 今天: 0, 今日: 0, 明天: 1, 后天: 2 }
/** A day without a year that is so near ahead is meant (公示 begins on Monday). */
const soon = 31

/**
 * Reads the first day that is named; null where none is. Pure; `today` decides about years that are left out.
 * @param since where days are named one after the other: the first such day from then on
 */
export function pastDay(text: string, today: Day, since?: Day): PastDay | null {
  const year = Number(today.slice(0, 4))
  const dated = full.exec(text)
  if (dated) return { day: make(Number(dated[1]), Number(dated[2]), Number(dated[3])), matched: dated[0] }
  const spoken = monthDay.exec(text) ?? null
  if (spoken) {
    const named = { 今年: year, 去年: year - 1, 前年: year - 2, 明年: year + 1 }[spoken[1] ?? '']
    return { day: lastSuch(spoken[2], spoken[3], { today, since, named }), matched: spoken[0] }
  }
  const points = pointed.exec(text)
  if (points) return { day: lastSuch(points[1], points[2], { today, since, named: undefined }), matched: points[0] }
  const word = near.exec(text)
  if (word) return { day: addDays(today, offsets[word[0]] ?? 0), matched: word[0] }
  const week = ofWeek.exec(text)
  if (week) {
    const wanted = '一二三四五六日'.indexOf((week[2] ?? '').replace('天', '日'))
    const monday = addDays(today, -((weekday(today) + 6) % 7))
    const day = addDays(monday, wanted - 7 * weeksBack(week[1] ?? '', addDays(monday, wanted) > today))
    return { day, matched: week[0] }
  }
  const alone = ofMonth.exec(text)
  if (!alone) return null
  const wanted = readInteger(alone[2] ?? '') ?? 0
  const back = alone[1]?.startsWith('上') || (alone[1] === undefined && wanted > Number(today.slice(8)))
  const month = back ? addMonths(`${today.slice(0, 7)}-01`, -1) : today
  return { day: make(Number(month.slice(0, 4)), Number(month.slice(5, 7)), wanted), matched: alone[0] }
}

const weeksBack = (words: string, isAhead: boolean): number =>
  words === '上上' ? 2 : words.startsWith('上') ? 1 : words === '' && isAhead ? 1 : 0

function make(year: number, month: number, day: number): Day | null {
  const text = `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
  return isDay(text) ? text : null
}

function lastSuch(
  month: string | undefined,
  day: string | undefined,
  { today, since, named }: { today: Day; since: Day | undefined; named: number | undefined },
): Day | null {
  const year = Number(today.slice(0, 4))
  const of = (each: number) => make(each, readInteger(month ?? '') ?? 0, readInteger(day ?? '') ?? 0)
  if (named !== undefined) return of(named)
  const from = Number((since ?? '0').slice(0, 4))
  const next = since && [from, from + 1].flatMap((each) => of(each) ?? []).find((each) => each >= since)
  if (next !== undefined && next <= today) return next
  const known = [year + 1, year, year - 1].flatMap((each) => of(each) ?? [])
  return known.find((each) => daysBetween(today, each) <= soon) ?? null
}
