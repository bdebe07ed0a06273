import { halfWidth, numeralSigns, readInteger } from '../base/numerals.ts'
import type { Cadence } from './cadence.ts'
import type { Calendar } from './calendar.ts'
import type { Month } from './days.ts'
import type { Day } from './zone.ts'

/** Traditional signs of the words that the grammar knows; one for one, so that places in the text stay the same. */
const traditional = '週個點號後鐘農曆臘兩節國慶勞動間內陰禮開這閏時過從還舊裡終調遲換為於陽體見議說'
const simplified = '周个点号后钟农历腊两节国庆劳动间内阴礼开这闰时过从还旧里终调迟换为于阳体见议说'
const toSimplified = new Map([...traditional].map((sign, i) => [sign, [...simplified][i] ?? sign]))
const traditionalSigns = new RegExp(`[${traditional}]`, 'g')

/** The text as the grammar reads it: half-width and simplified, sign for sign. */
export const plainText = (text: string): string =>
  halfWidth(text).replace(traditionalSigns, (sign) => toSimplified.get(sign) ?? sign)

/** A number of at most two figures or three Chinese signs, captured. */
export const D = '(\\d{1,2}|[〇零一二三四五六七八九十廿卅两]{1,3})'
/** What stands between two times of which only one is meant, or both. */
export const EITHER = '(?:或者?|还是|、|和)'
/** What stands between the two ends of a span. */
export const LINK = '[ \\t]{0,3}(?:(?:开始|起)?[到至]|-{1,2}|~|—{1,2}|–|―)[ \\t]{0,3}'
/** Day of the week, captured. */
export const WEEK = '(?:周|星期|礼拜)'

export const number = (sign: string | undefined): number => readInteger(sign ?? '') ?? Number.NaN
/** 0 Sunday … 6 Saturday, for 日 天 一 … 六 and 1 … 7. */
export const weekdayNumber = (sign: string): number =>
  ('天1234567'.includes(sign) ? '天1234567' : '日一二三四五六').indexOf(sign) % 7

/** True where a number can begin: not inside a longer one, and no ordinal. */
export function beginsNumber(text: string, index: number): boolean {
  const before = index > 0 ? text.charAt(index - 1) : ' '
  if (before === '第') return false
  if (!/\d/.test(text.charAt(index))) return !numeralSigns.includes(before)
  return !/[\dA-Za-z¥_#]/.test(before) && !/\d[.:/-]$/.test(text.slice(Math.max(0, index - 2), index))
}

/** What a day phrase is read against. */
export interface DayContext {
  today: Day
  calendar: Calendar
  /** Bare phrases (周三, 6日) mean the first such day from here on: today, or the start of the span they end. */
  base: Day
  /** The month spoken of before (12月主题党日改到18号). */
  month: Month | null
}

/** `doubt`: resolved by habit, to be said back. */
export type DayAnswer = { first: Day; last?: Day; doubt?: boolean; ask?: string } | { refusal: string }
/** An hour and minute as said, before the part of the day is settled. `exact`: 15:00, 03:00. */
export interface SpokenHour {
  hour: number
  minute: number
  exact: boolean
  /** What was heard in place of an hour (三典): it is asked for, never guessed. */
  garbled?: string
}

/** A year without its holidays is not guessed. */
export const unpublished = (year: number) => `${year}年的放假安排还没有公布，请说具体哪一天`

export type Part = 'dawn' | 'morning' | 'noon' | 'afternoon' | 'evening'

export type Meaning =
  /** `weekday`: only a day of the week was said. `broad`: a whole week or month, within which a day may follow. */
  | { kind: 'day'; read: (context: DayContext) => DayAnswer; weekday?: number; broad?: true }
  | { kind: 'part'; part: Part }
  | ({ kind: 'hour' } & SpokenHour)
  | { kind: 'instant'; minutes: number }
  | { kind: 'month'; month: number; year: number | null }
  | { kind: 'rule'; cadence: Cadence }
  | { kind: 'refused'; question: string }
  | { kind: 'link' }
  | { kind: 'either' }

export type Token = Meaning & { from: number; to: number }

/** A form of speech: a pattern, and what it means; null where it turns out to mean something else. */
export interface Form {
  pattern: RegExp
  means: (found: RegExpExecArray) => Meaning | null
}

export const form = (pattern: string, means: Form['means']): Form => ({ pattern: new RegExp(pattern, 'y'), means })
