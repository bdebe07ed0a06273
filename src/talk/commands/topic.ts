import { lately } from '../../base/lately.ts'
import { integerInChinese, readInteger } from '../../base/numerals.ts'
import { normalize } from '../../base/text.ts'
import { daysBetween, type Month, monthOf, nextMonth, nextPeriod, type Period, periodOf } from '../../time/days.ts'
import type { Context } from '../meaning.ts'
import { botNames, homophones } from '../phrasebook.ts'
import { longestFirst, spellings } from '../subject.ts'
import type { Topic } from './types.ts'

const calledByName = new RegExp(`^(?:@\\s?)?(?:${botNames.join('|')})[\\s,:!]*`)

/** A command in plain spelling: without the bot's name, courtesies and closing marks. */
export function plainCommand(text: string): string {
  const spoken = correctHomophones(normalize(text))
    .replace(/\n/g, ' ')
    .replace(calledByName, '')
    .replace(
      /^(?:你好|您好|请问|请(?!.{0,3}假)|麻烦(?:你|您)?|劳驾|帮(?:我|忙)|给我|我想(?:看看?|知道|查)?)[\\s,]?/,
      '',
    )
  return spoken.replace(/[。.!~…\s]+$/, '').trim()
}

function correctHomophones(text: string): string {
  let plain = text
  for (const { wrong, right, whole, unless } of homophones) {
    if (whole) continue
    for (const word of wrong) {
      if (plain.includes(word) && !unless?.some((before) => plain.includes(before + word)))
        plain = plain.replaceAll(word, right)
    }
  }
  // 前到 is a mistyped 签到, but not in 提前到.
  return plain.replaceAll('提签到', '提前到')
}

const number = '[\\d一二两三四五六七八九十]{1,3}'
const moment = `(?:本次|这次|下次|上次|这一次|下一次|本周|这周|下周|今天|明天|本期)`
const period = `(?:本月|这个?月|当月|上个?月|下个?月|${number}月份?|本季度|第?${number}季度|[上下]半年|(?:[今去明本]|20\\d\\d)年(?:度|的)?|上周)`
const before = new RegExp(`(?:把|将|关于)?(?:(${period})的?)?(?:${moment}的?)?(第${number})?$`)

/** 第2党小组会 is the 第二党小组会. */
const inChinese = (nth: string): string => nth.replace(/\d+/, (figures) => integerInChinese(Number(figures)))

interface Taken {
  topic: Topic
  rest: string
  at: number
}

/** Takes the first subject that is named out of the text, with its month and the words that only point to it. */
export const takeTopic = lately((text: string, context: Context): Taken => {
  const named = [...context.matters.map(({ subject }) => subject), ...(context.institutions ?? [])].map((subject) => ({
    subject,
    word: subject,
  }))
  const found = [...longestFirst(named), ...spellings].find(({ word }) => text.includes(word))
  if (!found) return { topic: { subject: null, period: null }, rest: text, at: -1 }
  const at = text.indexOf(found.word)
  const [led = '', spoken, nth] = before.exec(text.slice(0, at)) ?? []
  const group = nth !== undefined && found.subject.endsWith('小组会') ? nth : undefined
  const subject = group ? `${inChinese(group)}${found.subject}` : found.subject
  const [spokenOf = '', which] = /^的?第([一二三四五\d])场的?/.exec(text.slice(at + found.word.length)) ?? []
  const session = which === undefined ? null : readInteger(which)
  const rest =
    text.slice(0, at - led.length) +
    text.slice(at + found.word.length + spokenOf.length).replace(/^(?:的|活动|会议)(?=\S)/, '')
  const topic = {
    subject,
    period: spoken ? periodNamed(spoken, context) : null,
    ...(session === null ? {} : { session }),
  }
  return { topic, rest: rest.trim(), at: at - led.length }
})

/** 12月 → the nearest December, 上个月, 四季度. */
export function periodNamed(text: string, { now, zone }: Pick<Context, 'now' | 'zone'>): Period | null {
  const today = zone.day(now)
  const current = monthOf(today)
  if (/^(?:本|这个?|当)月/.test(text)) return current
  if (/^上个?月/.test(text)) return nextMonth(current, -1)
  if (/^下个?月/.test(text)) return nextMonth(current)
  if (/半年$/.test(text)) {
    const half = text.startsWith('上') ? 1 : 2
    return `${nearest(half * 6 - 2, today).slice(0, 4)}-H${half}`
  }
  const [, which, figures] = /^(?:([今去明本])|(20\d\d))年/.exec(text) ?? []
  if (figures !== undefined) return figures
  if (which !== undefined) return nextPeriod(today.slice(0, 4), which === '去' ? -1 : which === '明' ? 1 : 0)
  if (/^上周/.test(text)) return nextPeriod(periodOf('week', today), -1)
  const value = readInteger(/[\d一二两三四五六七八九十]+/.exec(text)?.[0] ?? '')
  const quarter = (month: Month): Period => `${month.slice(0, 4)}-Q${Math.ceil(Number(month.slice(5)) / 3)}`
  if (/季度/.test(text)) {
    if (value === null) return quarter(current)
    return value >= 1 && value <= 4 ? quarter(nearest(value * 3 - 1, today)) : null
  }
  return value !== null && value >= 1 && value <= 12 ? nearest(value, today) : null
}

/** The month of that number which lies nearest to today. */
function nearest(number: number, today: string): Month {
  const year = Number(today.slice(0, 4))
  const months = [year - 1, year, year + 1].map((each) => `${each}-${String(number).padStart(2, '0')}`)
  const away = (month: Month) => Math.abs(daysBetween(today, `${month}-15`))
  return months.reduce((best, month) => (away(month) < away(best) ? month : best))
}
