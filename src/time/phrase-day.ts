import { addDays, addMonths, firstDay, isDay, lastDay, type Month, monthOf, nextMonth, weekday } from './days.ts'
import { addWorkdays } from './holidays.ts'
import {
  D,
  type DayAnswer,
  type DayContext,
  EITHER,
  type Form,
  form,
  LINK,
  number,
  WEEK,
  weekdayNumber,
} from './phrase-text.ts'
import type { Day } from './zone.ts'

export const pad = (value: number, width = 2) => String(value).padStart(width, '0')
export const monthText = (year: number, month: number): Month => `${pad(year, 4)}-${pad(month)}`
export const yearOf = (day: Day) => Number(day.slice(0, 4))
export const day = (read: (context: DayContext) => DayAnswer, broad = false) =>
  broad ? { kind: 'day' as const, read, broad: true as const } : { kind: 'day' as const, read }

/** A date, in the next year it can be where none is named. One just past is said back: it may have been meant. */
export function dateAnswer(year: number | null, month: number, date: number, { base, today }: DayContext): DayAnswer {
  if (!(month >= 1 && month <= 12)) return { refusal: `没有${month}月，请再说一次日期` }
  const inYear = (each: number): Day => `${monthText(each, month)}-${pad(date)}`
  if (!isDay(inYear(2000)) || (year !== null && !isDay(inYear(year))))
    return { refusal: `${year === null ? '' : `${year}年`}${month}月没有${date}日，请再说一次日期` }
  if (year !== null) return { first: inYear(year) }
  let next = yearOf(base)
  while (inYear(next) < base) next++
  if (!isDay(inYear(next))) return { refusal: `${next}年${month}月没有${date}日，请再说一次日期` }
  const lately = inYear(next - 1) >= addDays(today, -180)
  return { first: inYear(next), doubt: next > yearOf(base) && lately }
}

/** 12号: this month's, the next month's when it is past. */
function bareDate(date: number, context: DayContext): DayAnswer {
  if (!(date >= 1 && date <= 31)) return { refusal: `没有${date}号，请再说一次日期` }
  const inMonth = (month: Month): Day => `${month}-${pad(date)}`
  if (context.month !== null && lastDay(context.month) >= context.base)
    return dateAnswer(yearOf(context.month), Number(context.month.slice(5)), date, context)
  let month = monthOf(context.base)
  let skipped = false
  while (!isDay(inMonth(month)) || inMonth(month) < context.base) {
    if (!isDay(inMonth(month))) skipped = true
    month = nextMonth(month)
  }
  return { first: inMonth(month), doubt: skipped }
}

/** 这个月 0, 下个月 1, 下下个月 2, 上个月 -1 */
export const steps = (word: string | undefined): number => {
  if (word?.startsWith('下')) return word.startsWith('下下') ? 2 : 1
  return word?.startsWith('上') ? (word.startsWith('上上') ? -2 : -1) : 0
}
export const yearStep: Record<string, number> = { 去: -1, 今: 0, 本: 0, 明: 1, 后: 2 }
export const REF = '(上上个?|上个?|下下个?|下个?|本|这个?|当)'
export const YEAR = '(?:(\\d{4}|\\d{2}|[〇零一二三四五六七八九]{4})年|([今本明后去])年)的?'
export const M = '(\\d{1,2}|元|[一二三四五六七八九十]{1,2})'
export const monthNumber = (sign: string | undefined) => (sign === '元' ? 1 : number(sign))
/** 3号楼 and 一号文件 are no dates, 3日内 is a time limit. */
const NOT_A_DATE = '(?![楼线井文机院码召称门矿厂车桌房会公库仓站员台机舱坑洞游均报历志常内]|会议室|支部)'
/** What must follow a month and a day written without 日 or 号. */
const AFTER_DATE =
  '(?=[ \\t]{0,3}(?:$|[，。,;；!！?？(（)）、\\n]|上午|下午|晚|早|中午|凌晨|周|星期|礼拜|\\d{1,2}[:点]|到|至|-|~))'

/** 改到12.25: behind such a word no sum of money stands. */
const MOVED = '(?:[改挪延定放]|推迟|延期|提前|调整?|换|安排)[到在于至为成]'

export function year(figures: string | undefined, word: string | undefined, today: Day): number | null {
  if (word !== undefined) return yearOf(today) + (yearStep[word] ?? 0)
  const value = number(figures)
  return figures === undefined ? null : value < 100 ? 2000 + value : value
}

const dates: Form[] = [
  form(`${YEAR}${M}月(?:份的?|的)?${D}(?:[日号]|${AFTER_DATE})`, ([, figures, word, month, date]) =>
    day((context) => dateAnswer(year(figures, word, context.today), monthNumber(month), number(date), context)),
  ),
  form(`(\\d{4})([-/.])(\\d{1,2})\\2(\\d{1,2})(?!\\d)[日号]?`, ([, figures, , month, date]) =>
    day((context) => dateAnswer(Number(figures), Number(month), Number(date), context)),
  ),
  // 20261218, unless it is the number of something.
  form('(?<![号码][ :]?)(20\\d\\d)(0[1-9]|1[0-2])(0[1-9]|[12]\\d|3[01])(?!\\d|[.:]\\d)', ([, figures, month, date]) =>
    day((context) => dateAnswer(Number(figures), Number(month), Number(date), context)),
  ),
  form(`${M}月(?:份的?|的)?${D}(?:[日号]${NOT_A_DATE}|${AFTER_DATE}|(?=${LINK}${D}[日号]))`, ([, month, date]) =>
    day((context) => dateAnswer(null, monthNumber(month), number(date), context)),
  ),
  form(`(\\d{1,2})/(\\d{1,2})(?![\\d/]|的人|以上|多数|通过)`, ([, month, date]) =>
    Number(month) >= 1 && Number(month) <= 12 && Number(date) >= 1 && Number(date) <= 31
      ? day((context) => dateAnswer(null, Number(month), Number(date), context))
      : null,
  ),
  // 12.4 may be money, so something of a date must follow.
  form(
    `(\\d{1,2})\\.(\\d{1,2})(?=[日号]|[ \\t]{0,3}(?:[(（]?(?:周|星期|礼拜)|上午|下午|晚上|早上|中午|\\d{1,2}[:点])|${LINK}\\d{1,2}\\.\\d{1,2}(?!\\d))[日号]?`,
    ([, month, date]) =>
      Number(month) >= 1 && Number(month) <= 12
        ? day((context) => dateAnswer(null, Number(month), Number(date), context))
        : null,
  ),
  form(`(?<=${MOVED})(\\d{1,2})\\.(\\d{1,2})(?!\\d)${AFTER_DATE}`, ([, month, date]) =>
    Number(month) >= 1 && Number(month) <= 12
      ? day((context) => dateAnswer(null, Number(month), Number(date), context))
      : null,
  ),
  // 4-6日 is a span, so 12-18 needs an hour or a day of the week.
  form(
    '(\\d{1,2})-(\\d{1,2})(?=[ \\t]{1,3}\\d{1,2}[:点]|[ \\t]{0,3}(?:[(（](?:周|星期|礼拜)|上午|下午|晚上|早上|中午))',
    ([, month, date]) =>
      Number(month) >= 1 && Number(month) <= 12
        ? day((context) => dateAnswer(null, Number(month), Number(date), context))
        : null,
  ),
  form('(?<=\\d\\.\\d{1,2}[ \\t]{0,3}[-到至~—][ \\t]{0,3})(\\d{1,2})\\.(\\d{1,2})(?!\\d)', ([, month, date]) =>
    day((context) => dateAnswer(null, Number(month), Number(date), context)),
  ),
  form(`${REF}月(?:份的?|的)?${D}[日号]`, ([, ref, date]) =>
    day(({ today, ...context }) => {
      const month = nextMonth(monthOf(today), steps(ref))
      return dateAnswer(yearOf(month), Number(month.slice(5)), number(date), { today, ...context })
    }),
  ),
]

/** 本周内容, 三天内的记录 and the like set no time limit. */
const NOT_INSIDE = '(?![容部地科外心涵务网存的])'
/** 周一鸣 and 周日红 are people. */
const NOT_A_NAME =
  '(?![鸣凡帆诺宇佑翔铭轩涵萱菲妍婷琪瑶娜莉芳霞娟昊浩杰磊]|红(?![色歌旗岩船军])|[^老男女新各请让和为]同志)'

const monday = (of: Day): Day => addDays(of, -((weekday(of) + 6) % 7))

const weeks: Form[] = [
  form(`(上上个?|上个?|下下个?|下个?|本|这个?)?${WEEK}(?:末|六[、和]?(?:周|星期|礼拜)?[日天])`, ([, ref]) =>
    day(({ today }) => {
      const saturday = addDays(monday(today), 5 + steps(ref) * 7)
      const last = addDays(saturday, 1)
      return { first: saturday < today && last >= today ? today : saturday, last }
    }),
  ),
  form(
    `(上上个?|上个?|下下个?|下个?|本|这个?)?${WEEK}([一二三四五六日天]|[1-7](?![\\d次个天点:.]))${NOT_A_NAME}`,
    ([, ref, sign = '']) => {
      const wanted = weekdayNumber(sign)
      const read = ({ today, base }: DayContext): DayAnswer => {
        const first = addDays(monday(ref === undefined ? base : today), steps(ref) * 7 + ((wanted + 6) % 7))
        return { first: ref === undefined && first < base ? addDays(first, 7) : first }
      }
      return ref === undefined ? { ...day(read), weekday: wanted } : day(read)
    },
  ),
  form(`(下下个?|下个?|本|这个?)${WEEK}[之以]?内${NOT_INSIDE}`, ([, ref]) =>
    day(({ today }) => ({ first: addDays(monday(today), 6 + steps(ref) * 7) })),
  ),
  form(`(下下个?|下个?|本|这个?|当)月[之以]?内${NOT_INSIDE}`, ([, ref]) =>
    day(({ today }) => ({ first: lastDay(nextMonth(monthOf(today), steps(ref))) })),
  ),
  form(`(下下个?|下个?|本|这个?)(周|星期|礼拜)(?![一二三四五六日天末1-7]|内容)`, ([words, ref]) =>
    day(({ today }) => {
      const first = addDays(monday(today), steps(ref) * 7)
      const begun = first < today
      return { first: begun ? today : first, last: addDays(monday(first), 6), ask: `${words}哪一天？` }
    }, true),
  ),
  form(`(下下个?|下个?|本|这个?)月(?!内容)`, ([words, ref]) =>
    day(({ today }) => {
      const month = nextMonth(monthOf(today), steps(ref))
      return {
        first: month === monthOf(today) ? today : firstDay(month),
        last: lastDay(month),
        ask: `${words}哪一天？`,
      }
    }, true),
  ),
]

/** A time limit (三天内): the day on which it ends. */
const WITHIN = `(?<![近去往前头这])(\\d{1,3}|[一二两三四五六七八九十]{1,3})`
const inside = (words: string, end: (context: DayContext, count: number) => Day): Form =>
  form(`${WITHIN}${words}[之以]?内${NOT_INSIDE}`, ([, count]) =>
    day((context) => {
      const first = end(context, number(count))
      return { first, doubt: words.includes('工作日') && !context.calendar.isPublished(yearOf(first)) }
    }),
  )

const nearDays: Record<string, number> = { 大前: -3, 前: -2, 昨: -1, 今: 0, 明: 1, 后: 2, 大后: 3 }
const inDays = (count: number) => day(({ today }) => ({ first: addDays(today, count) }))

const relative: Form[] = [
  inside('个?工作日', ({ today, calendar }, count) => addWorkdays(calendar, today, count)),
  inside('天', ({ today }, count) => addDays(today, count)),
  inside(`个?${WEEK}`, ({ today }, count) => addDays(today, count * 7)),
  inside('个月', ({ today }, count) => addMonths(today, count)),
  form(`(?<![近去往前头这])半个月[之以]?内${NOT_INSIDE}`, () => inDays(15)),
  form('次日(?![本报])', () => day(({ today }) => ({ first: addDays(today, 1), doubt: true }))),
  form('(大前|大后|前|昨|今|明|后)[天儿]', ([, word = '']) => inDays(nearDays[word] ?? 0)),
  form('([今明昨])(?:日(?![报本])|(?=[早晚]|上午|下午|中午|夜))', ([, word = '']) => inDays(nearDays[word] ?? 0)),
  form(`(\\d{1,3}|[一二两三四五六七八九十百]{1,3})个?工作日(?:之|以)?后`, ([, count]) =>
    day(({ today, calendar }) => {
      const first = addWorkdays(calendar, today, number(count))
      return { first, doubt: !calendar.isPublished(yearOf(first)) }
    }),
  ),
  form(`(\\d{1,3}|[一二两三四五六七八九十百]{1,3})天(?:之|以)?后`, ([, count]) => inDays(number(count))),
  form(`(\\d{1,2}|[一二两三四五六七八九十]{1,3})个?${WEEK}(?:之|以)?后`, ([, count]) => inDays(number(count) * 7)),
  form(`${D}日(?:之|以)?后`, ([, count]) =>
    day(({ today }) => ({ first: addDays(today, number(count)), doubt: true })),
  ),
  form('半个月(?:之|以)?后', () => inDays(15)),
  form(`(\\d{1,2}|[一二两三四五六七八九十]{1,3})个月(?:之|以)?后`, ([, count]) =>
    day(({ today }) => ({ first: addMonths(today, number(count)) })),
  ),
]

const bare: Form[] = [
  form(`(?<![路街巷弄如]|大道|胡同)${D}(?:[日号]${NOT_A_DATE}|(?=(?:${LINK}|${EITHER})${D}[日号]))`, ([, date]) =>
    number(date) > 39 ? null : day((context) => bareDate(number(date), context)),
  ),
]

/** Days as people name them, the longer forms first. */
export const dayForms: Form[] = [...dates, ...weeks, ...relative, ...bare]

/** A month alone is no day, but tells the month of a day named later; a month of dues does not. */
export const monthForms: Form[] = [
  form(`(?:${YEAR})?${M}月(?!份?的?党费)`, ([, figures, , month]) => ({
    kind: 'month',
    month: monthNumber(month),
    year: figures === undefined ? null : year(figures, undefined, ''),
  })),
]
