import { addDays, isDay, weekday } from './days.ts'
import { addWorkdays, nextWorkday, previousWorkday } from './holidays.ts'
import { dayOfLunar, lunarDay, lunarMonthLength } from './lunar.ts'
import {
  D,
  type DayAnswer,
  type DayContext,
  type Form,
  form,
  number,
  unpublished,
  WEEK,
  weekdayNumber,
} from './phrase-text.ts'
import type { Day } from './zone.ts'

type InYear = (year: number) => Day | null

const solar =
  (monthAndDay: string): InYear =>
  (year) =>
    `${year}-${monthAndDay}`
const lunar =
  (month: number, day: number, leap = false): InYear =>
  (year) =>
    dayOfLunar({ year, month, day, leap })
/** The eve belongs to the lunar year before. */
const newYearsEve: InYear = (year) => {
  const newYear = lunar(1, 1)(year)
  return newYear && addDays(newYear, -1)
}

/** Solar terms drift by the leap years; the constants hold for this century. */
const solarTerm =
  (month: string, constant: number): InYear =>
  (year) => {
    if (year < 2000 || year > 2099) return null
    const sinceCentury = year % 100
    const date = Math.floor(sinceCentury * 0.2422 + constant) - Math.floor(sinceCentury / 4)
    return `${year}-${month}-${String(date).padStart(2, '0')}`
  }

/** 七一 alone, where nothing but a day can stand. */
const alone = (sign: string) => `(?<=^|[\\s,，。;；:：]|[到在于过年的])${sign}(?=$|[\\s,，。!！;；)）])`

/** Names as they are said, and their day in a year. Those that are bare figures (五一) need a sign that the day is meant. */
const festivals: [names: string, inYear: InYear][] = [
  ['元旦', solar('01-01')],
  ['春节|大年初一|年初一(?!级)', lunar(1, 1)],
  ['除夕|大年三十|年三十', newYearsEve],
  ['元宵', lunar(1, 15)],
  ['清明', solarTerm('04', 4.81)],
  ['夏至', solarTerm('06', 21.37)],
  ['冬至', solarTerm('12', 21.94)],
  [
    `五一劳动(?=节)|五一国际劳动|国际劳动|劳动(?=节)|五一(?=节|小?长?假|之?[前后当那])|${alone('五一')}`,
    solar('05-01'),
  ],
  ['端午', lunar(5, 5)],
  ['七夕', lunar(7, 7)],
  ['中秋', lunar(8, 15)],
  ['重阳', lunar(9, 9)],
  ['国庆|十一(?=长?假|节|之?后第)', solar('10-01')],
  ['腊八', lunar(12, 8)],
  ['三八妇女|妇女(?=节)|三八(?=节)', solar('03-08')],
  ['五四青年|青年(?=节)|五四(?=节)', solar('05-04')],
  [`六一儿童|儿童(?=节)|六一(?=节)|${alone('六一')}`, solar('06-01')],
  [`建党(?=节|日|纪念日)|党的生日|七一(?=节|之?[前后当那]|上午|下午|晚|活动)|${alone('七一')}`, solar('07-01')],
  [`建军(?=节)|八一(?=节|之?[前后当那]|建军)|${alone('八一')}`, solar('08-01')],
  ['教师(?=节)', solar('09-10')],
]

const yearOf = (day: Day) => Number(day.slice(0, 4))

/** 张国庆 and 国庆同志 are people, 国庆路 is a street. */
const NOT_OF_A_NAME =
  '(?<!(?:^|[^一-龥]|[请和与跟让叫问给替由])[张王李刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎潘杜戴钟汪田姜范石姚谭廖邹熊金陆郝孔崔康毛邱秦史顾侯邵孟龙段雷钱汤尹黎贺龚文])'
const NOT_A_NAME = '(?!同志|路(?![上途况])|大道|街|广场|奖章|奖状|勋章|模范|晚会|联欢|粥)'

function next(inYear: InYear, { base }: DayContext, step: number | null): Day | null {
  if (step !== null) return inYear(yearOf(base) + step)
  for (let year = yearOf(base) - 1; year <= yearOf(base) + 4; year++) {
    const found = inYear(year)
    if (found !== null && found >= base) return found
  }
  return null
}

const unknown = (words: string): DayAnswer => ({ refusal: `不知道「${words}」是哪一天，请说几月几号` })

/** The holiday that is on or comes next. */
function nextHoliday({ today, calendar }: DayContext): Day | null {
  for (let count = 0, day = today; count < 400; count++, day = addDays(day, 1)) {
    if (calendar.holiday(day) !== null) return day
  }
  return null
}

const BESIDE = `(?:之|以)?([前后])的?(?:(第)?(?:${D}|(最后)[一1]?|首)个?(工作日|天|${WEEK}[一二三四五六日天])|(?![台续备勤者]))`

interface Beside {
  side: string
  ordinal: string | undefined
  count: string | undefined
  last: string | undefined
  unit: string | undefined
}

/**
 * 国庆后第一个工作日, 春节前最后一个工作日, 节后第一个周五. 国庆后第一天 is the first day of work too, while 前一天 is just the
 * day before. 节后 alone is the first working day, said back.
 */
function beside(day: Day, { side, ordinal, count, last, unit }: Beside, { calendar }: DayContext): DayAnswer {
  const direction = side === '后' ? 1 : -1
  const steps = count === undefined || last !== undefined ? 1 : number(count)
  const published = calendar.isPublished(yearOf(day))
  const isPlainDay = ordinal === undefined || direction < 0 || (published && calendar.holiday(day) === null)
  if (unit === '天' && isPlainDay) return { first: addDays(day, direction * steps) }
  const edge = direction > 0 ? nextWorkday(calendar, day) : previousWorkday(calendar, day)
  // The year's end is published without the New Year's holiday, which may yet reach into it.
  const acrossYears = yearOf(edge) < yearOf(day)
  if ((!published && !acrossYears) || !calendar.isPublished(yearOf(edge))) return { refusal: unpublished(yearOf(day)) }
  if (unit !== undefined && unit !== '天' && unit !== '工作日') {
    const wanted = weekdayNumber(unit.slice(-1))
    const wait = ((wanted - weekday(edge)) * direction + 7) % 7
    return { first: addDays(edge, direction * (wait + 7 * (steps - 1))) }
  }
  return { first: addWorkdays(calendar, edge, direction * (steps - 1)), doubt: unit === undefined || !published }
}

/** During a holiday 国庆后 still means this one's end, though its first day is past; null where none is running. */
function afterCurrent(inYear: InYear, place: Beside, context: DayContext): DayAnswer | null {
  if (place.side !== '后') return null
  const { today } = context
  const begun = [yearOf(today), yearOf(today) - 1].map(inYear).find((day) => day !== null && day < today) ?? null
  if (begun === null || begun < addDays(today, -10)) return null
  const answer = beside(begun, place, context)
  return 'first' in answer && answer.first >= today ? answer : null
}

const lunarMonths: Record<string, number> = { 正: 1, 冬: 11, 腊: 12 }
const LUNAR_DAY = '(初[一二三四五六七八九十]|廿[一二三四五六七八九]?|三十|二?十?[一二三四五六七八九十]|\\d{1,2})'
const lunarNumber = (sign: string | undefined) => number(sign?.replace('初', ''))

function lunarAnswer(words: string, month: number, day: number, leap: boolean, context: DayContext): DayAnswer {
  const found = next(lunar(month, day, leap), context, null)
  const soon = found === null ? null : lunarDay(found)
  // A 30th that is years away was meant for a month that has only 29 days this time.
  const years = soon && soon.year - yearOf(context.base)
  return found === null || (years !== null && years > 1 && !leap) ? unknown(words) : { first: found }
}

function lunarDayAlone(day: number, words: string, { base }: DayContext): DayAnswer {
  for (let count = 0, each = base; count < 62; count++, each = addDays(each, 1)) {
    const found = lunarDay(each)
    if (found?.day === day) return { first: each }
    if (found && day === 30 && found.day === lunarMonthLength(found.year, found.month, found.leap))
      return { first: each }
  }
  return unknown(words)
}

export const festivalForms: Form[] = [
  form(
    `(?:农历|阴历|旧历)(?:的|今年)?(闰)?(正|冬|腊|十[一二]?|[一二三四五六七八九]|\\d{1,2})月${LUNAR_DAY}[日号]?`,
    ([words, leap, month = '', day]) => ({
      kind: 'day',
      read: (context) =>
        lunarAnswer(words, lunarMonths[month] ?? number(month), lunarNumber(day), leap !== undefined, context),
    }),
  ),
  form('大年(初[二三四五六七八九十])', ([words, day]) => ({
    kind: 'day',
    read: (context) => lunarAnswer(words, 1, lunarNumber(day), false, context),
  })),
  form(`(正|冬|腊)月${LUNAR_DAY}(?![个人])`, ([words, month = '', day]) => ({
    kind: 'day',
    read: (context) => lunarAnswer(words, lunarMonths[month] ?? 0, lunarNumber(day), false, context),
  })),
  form('(十[一二]?|[二三四五六七八九])月(初[一二三四五六七八九十]|廿[一二三四五六七八九]?)', ([words, month, day]) => ({
    kind: 'day',
    read: (context) => lunarAnswer(words, number(month), lunarNumber(day), false, context),
  })),
  form(`(?:农历|阴历|旧历)的?${LUNAR_DAY}[日号]?`, ([words, day]) => ({
    kind: 'day',
    read: (context) => lunarDayAlone(lunarNumber(day), words, context),
  })),
  ...festivals.map(([names, inYear]) =>
    form(
      `${NOT_OF_A_NAME}(?:([今明后本])年的?)?(?:${names})(?:节日?)?(?:小?长?假期?|放假)?(?:当天|那天|当日|期间|${BESIDE})?${NOT_A_NAME}`,
      ([words, year, side, ordinal, count, last, unit]) => ({
        kind: 'day',
        read: (context) => {
          const step = year === undefined ? null : ({ 今: 0, 本: 0, 明: 1, 后: 2 }[year] ?? 0)
          const day = next(inYear, context, step)
          if (day === null || !isDay(day)) return unknown(words)
          if (side === undefined) return { first: day }
          const place = { side, ordinal, count, last, unit }
          return (step === null ? afterCurrent(inYear, place, context) : null) ?? beside(day, place, context)
        },
      }),
    ),
  ),
  form(`(?:节假日|节|收假|长假|假期)${BESIDE}`, ([, side = '', ordinal, count, last, unit]) => ({
    kind: 'day',
    read: (context) => {
      const holiday = nextHoliday(context)
      if (holiday === null) return { refusal: unpublished(yearOf(context.today) + 1) }
      return beside(holiday, { side, ordinal, count, last, unit }, context)
    },
  })),
]
