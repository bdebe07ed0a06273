import { halfWidth, readInteger } from '../base/numerals.ts'
import type { Cadence } from './cadence.ts'
import { cadenceInWords, readCadence } from './cadence-words.ts'
import { type Every, lengthInMonths } from './days.ts'

/** How often, in which month of its period (from 1; null: its last), on which day. */
export interface Rhythm {
  every: Every
  inMonth: number | null
  cadence: Cadence
}

const everyWords: Record<Every, string> = {
  day: '每天',
  week: '每周',
  month: '每月',
  quarter: '每季度',
  half_year: '每半年',
  year: '每年',
}

/** 每周一, 每月第一个周五, 每季度第2个月的第三个周三, 每年11月的第二个周五, 每年10月到12月，日子另定 */
export function rhythmInWords({ every, inMonth, cadence }: Rhythm): string {
  const named = (month: number) => (every === 'year' ? `${month}月` : `第${month}个月`)
  if (cadence.on === 'arranged') {
    const [from, to] = cadence.months ?? []
    const within = from === undefined || to === undefined ? '一次' : `${named(from)}到${named(to)}`
    return `${everyWords[every]}${within}，日子另定`
  }
  const words = cadenceInWords(cadence)
  const length = lengthInMonths(every)
  return length <= 1 ? words : words.replace(/^每月/, `${everyWords[every]}${named(inMonth ?? length)}的`)
}

const everySigns: [RegExp, Every][] = [
  [/^每?个?(?:天|日|工作日)$/, 'day'],
  [/^每?个?(?:周|星期|礼拜)$/, 'week'],
  [/^每?个?月$/, 'month'],
  [/^每?个?季度?$/, 'quarter'],
  [/^每?个?半年$/, 'half_year'],
  [/^每?一?年度?$/, 'year'],
]

/** 月, 每季度, 半年; null where it is none. */
export const readEvery = (text: string): Every | null =>
  everySigns.find(([pattern]) => pattern.test(text.normalize('NFKC').trim()))?.[1] ?? null

const number = '(\\d{1,2}|[一二三四五六七八九十]{1,2})'
const weekSign = '日一二三四五六'
const weekly = /^每[个個]?(?:周|星期|礼拜|週)的?(?:周|星期|礼拜)?([一二三四五六日天])$/
const daily = /^(?:每[个個]?工作[日天]|工作日每[天日]|每[天日])$/
const arranged = /^(.*?)[，,、 的]*(?:(?:日子|日期|时间)?另(?:定|行安排|行通知)|日[子期]不定)$/
const lead =
  /^每[个個]?(季度?|半年|一?年度?)[的里内]?[，, ]*(?:(第?(?:\d{1,2}|[一二三四五六七八九十]{1,2})[个個]?月份?|首月|末月|最后一?[个個]?月)[的里内]?)?/

/** What a text says of the rhythm: of 另定 alone not how often, of 每季度第三个周三 not the month. */
export type RhythmRead = { cadence: Cadence } & Partial<Omit<Rhythm, 'cadence'>>

/** Reads when something stands, as people write it; null where it is no such thing. */
export function readRhythm(text: string): RhythmRead | null {
  const plain = halfWidth(text.normalize('NFKC')).trim()
  const sign = weekly.exec(plain)?.[1]
  if (sign !== undefined)
    return { every: 'week', cadence: { on: 'weekday', weekday: weekSign.indexOf(sign === '天' ? '日' : sign) } }
  if (daily.test(plain)) return { every: 'day', cadence: { on: 'every_workday' } }
  const open = arranged.exec(plain)?.[1]
  if (open !== undefined) return readArranged(open)
  const found = lead.exec(plain)
  if (!found) {
    const cadence = readCadence(plain)
    return cadence && { every: 'month', cadence }
  }
  const every = readEvery(found[1] ?? '')
  const cadence = readCadence(`每月${plain.slice(found[0].length)}`)
  if (every === null || cadence === null) return null
  const inMonth = found[2] === undefined ? undefined : monthNamed(found[2], every)
  return inMonth === null ? null : { every, cadence, ...(inMonth === undefined ? {} : { inMonth }) }
}

function monthNamed(sign: string, every: Every): number | null {
  const length = lengthInMonths(every)
  const nth = /首/.test(sign) ? 1 : /[末后]/.test(sign) ? length : readInteger(sign.replace(/[第个個月份]/g, ''))
  return nth !== null && nth >= 1 && nth <= length ? nth : null
}

const within = new RegExp(`^(?:第?${number}[个個]?月?份?)(?:到|至|-|~|—)(?:第?${number}[个個]?月份?)[间内之]*$`)
const quarterWithin = /^第?([一二三四1-4])季度$/

/** 每年10月到12月, 每季度一次, nothing */
function readArranged(text: string): RhythmRead | null {
  const open: Cadence = { on: 'arranged', months: null }
  if (text.trim() === '') return { cadence: open }
  const [, sign, rest = ''] = /^每[个個]?(季度?|半年|一?年度?|月|周|星期|礼拜)(.*)$/.exec(text.trim()) ?? []
  const every = sign === undefined ? null : readEvery(sign)
  if (every === null) return null
  const inside = rest.replace(/^[的里内， ,]+/, '').trim()
  if (inside === '' || /^一[次回]$/.test(inside)) return { every, cadence: open }
  const quarter = quarterWithin.exec(inside)?.[1]
  const [from, to] =
    quarter === undefined
      ? (within.exec(inside) ?? []).slice(1).map((each) => readInteger(each))
      : [(readInteger(quarter) ?? 0) * 3 - 2, (readInteger(quarter) ?? 0) * 3]
  if (from == null || to == null || from < 1 || from > to || to > lengthInMonths(every)) return null
  return { every, cadence: { on: 'arranged', months: [from, to] } }
}
