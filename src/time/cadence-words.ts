import { halfWidth, integerInChinese, numeralSigns, readInteger } from '../base/numerals.ts'
import { type Cadence, cadenceSchema } from './cadence.ts'
import { lunarDayInWords } from './lunar.ts'

const weekdaySigns = '日一二三四五六'

/** 每月第一个周五, 每月5日, 每月最后一个工作日, 每月1日到10日, 每月农历初一 */
export function cadenceInWords(cadence: Cadence): string {
  switch (cadence.on) {
    case 'day_of_month':
      return cadence.day === 31 ? '每月最后一天' : `每月${cadence.day}日`
    case 'nth_weekday':
      return `每月第${integerInChinese(cadence.nth)}个周${weekdaySigns[cadence.weekday]}`
    case 'last_weekday':
      return `每月最后一个周${weekdaySigns[cadence.weekday]}`
    case 'nth_workday':
      return `每月第${integerInChinese(cadence.nth)}个工作日`
    case 'last_workday':
      return '每月最后一个工作日'
    case 'window':
      return `每月${cadence.first}日到${cadence.last}日`
    case 'weekday':
      return `每周${weekdaySigns[cadence.weekday]}`
    case 'every_workday':
      return '每个工作日'
    case 'arranged':
      return '日子另定'
    case 'lunar_day':
      return `每月农历${lunarDayInWords(cadence.day)}`
  }
}

const n = `(\\d{1,2}|[${numeralSigns}]{1,3})`
const week = '(?:周|星期|礼拜|週)([一二三四五六日天])'
const last = '(?:最后一?[个個]?|最末一?[个個]?|末[个個]?|倒数第[一1][个個]?)'

interface Form {
  pattern: RegExp
  cadence: (one: string, two: string) => unknown
}

/** Days named by the week or by working days; they are said of a single month too (12月第二个周五). */
const weekForms: Form[] = [
  { pattern: new RegExp(`${last}工作日`), cadence: () => ({ on: 'last_workday' }) },
  { pattern: new RegExp(`${last}${week}`), cadence: (sign) => ({ on: 'last_weekday', weekday: weekdayOf(sign) }) },
  { pattern: /首[个個]工作日/, cadence: () => ({ on: 'nth_workday', nth: 1 }) },
  {
    pattern: new RegExp(`首[个個]${week}`),
    cadence: (sign) => ({ on: 'nth_weekday', nth: 1, weekday: weekdayOf(sign) }),
  },
  { pattern: new RegExp(`第${n}[个個]?工作日`), cadence: (nth) => ({ on: 'nth_workday', nth: readInteger(nth) }) },
  {
    pattern: new RegExp(`第${n}[个個]?${week}`),
    cadence: (nth, sign) => ({ on: 'nth_weekday', nth: readInteger(nth), weekday: weekdayOf(sign) }),
  },
]
export const withinMonth = weekForms.map(({ pattern, cadence }) => ({ source: pattern.source, cadence }))

const written: Form[] = [
  ...weekForms,
  {
    pattern: new RegExp(`${n}[日号號]?(?:到|至|-|~|—|–)${n}[日号號](?:[之以]?[内內间間])?`),
    cadence: (first, until) => ({ on: 'window', first: readInteger(first), last: readInteger(until) }),
  },
  { pattern: new RegExp(`前${n}[天日]`), cadence: (days) => ({ on: 'window', first: 1, last: readInteger(days) }) },
  { pattern: /上旬/, cadence: () => ({ on: 'window', first: 1, last: 10 }) },
  { pattern: /中旬/, cadence: () => ({ on: 'window', first: 11, last: 20 }) },
  { pattern: /下旬/, cadence: () => ({ on: 'window', first: 21, last: 31 }) },
  { pattern: /(?:月底|最后一天)/, cadence: () => ({ on: 'day_of_month', day: 31 }) },
  {
    pattern: new RegExp(`(?:[农農阴陰][历曆]的?)${n}[日号號]?`),
    cadence: (day) => ({ on: 'lunar_day', day: readInteger(day) }),
  },
  {
    pattern: new RegExp(`(?:[农農阴陰][历曆]的?)?初${n}`),
    cadence: (day) => ({ on: 'lunar_day', day: readInteger(day) }),
  },
  { pattern: new RegExp(`${n}[日号號]`), cadence: (day) => ({ on: 'day_of_month', day: readInteger(day) }) },
]
const forms = written.map(({ pattern, cadence }) => ({ pattern: new RegExp(pattern.source, 'y'), cadence }))

const everyMonth = /每[个個]?月[的里內内]?[ \t]*/y

const weekdayOf = (sign: string) => weekdaySigns.indexOf(sign === '天' ? '日' : sign)

/**
 * The standing rule that begins at a place of a text, with where it ends. `cadence` is null where the rule names a day
 * that cannot be (每月32号); the whole is null where no rule begins there.
 */
export function cadenceAt(text: string, index: number): { cadence: Cadence | null; end: number } | null {
  everyMonth.lastIndex = index
  if (!everyMonth.test(text)) return null
  const from = everyMonth.lastIndex
  for (const { pattern, cadence } of forms) {
    pattern.lastIndex = from
    const found = pattern.exec(text)
    if (!found) continue
    const read = cadenceSchema.safeParse(cadence(found[1] ?? '', found[2] ?? ''))
    return { cadence: read.success ? read.data : null, end: pattern.lastIndex }
  }
  return null
}

/** Reads a standing rule written as people say it (每月5号, 每月第一个周五); null when the text is anything else. */
export function readCadence(text: string): Cadence | null {
  const plain = halfWidth(text).trim()
  const found = cadenceAt(plain, 0)
  return found?.end === plain.length ? found.cadence : null
}
