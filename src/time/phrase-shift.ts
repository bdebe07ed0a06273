import { number } from './phrase-text.ts'

/** A move by a length of time (推迟一周): only who knows the old date can tell the new one. */
export interface Shift {
  shiftDays?: number
  shiftMinutes?: number
  /** Where the length cannot be reckoned without more being said. */
  question: string | null
  from: number
  to: number
}

const earlier = '提前|提早|[往向]前[提挪移推]'
const later = '推迟|延迟|延后|推后|顺延|延期|后延|后推|[往向]后[推延挪移顺]'
const count = '(\\d{1,3}|[一二两三四五六七八九十]{1,3})'
/** What follows an order to move; 提前十分钟到场 and 提前一天通知 move nothing. */
const ends = '(?=$|[\\s,，。;；!！?？)）、了吧吗啊哈]|召开|举行|进行|再?开)'
const pattern = new RegExp(
  `(?<![不别未没])(?:(${earlier})|${later})了?(?:(半)个?|${count}(个?半)?个?)(天|日|周|星期|礼拜|小时|钟头|分钟|刻钟|月|工作日)${ends}`,
)
const days: Record<string, number> = { 天: 1, 日: 1, 周: 7, 星期: 7, 礼拜: 7 }
const minutes: Record<string, number> = { 小时: 60, 钟头: 60, 分钟: 1, 刻钟: 15 }

/** Reads 推迟一周, 提前一天, 顺延两天, 往后推半小时; null where nothing of the kind was said. */
export function shiftIn(text: string): Shift | null {
  const found = pattern.exec(text)
  if (!found) return null
  const [words, early, half, whole, more, unit = ''] = found
  const length = (half === undefined ? number(whole) : 0) + (half === undefined && more === undefined ? 0 : 0.5)
  const place = { from: found.index, to: found.index + words.length }
  const step = (unitLength: number) => length * unitLength * (early === undefined ? 1 : -1)
  const [inDays, inMinutes] = [step(days[unit] ?? Number.NaN), step(minutes[unit] ?? Number.NaN)]
  if (Number.isInteger(inDays) && inDays !== 0) return { ...place, shiftDays: inDays, question: null }
  if (Number.isInteger(inMinutes) && inMinutes !== 0) return { ...place, shiftMinutes: inMinutes, question: null }
  return { ...place, question: `${words}是什么时候？请说日期和几点` }
}
