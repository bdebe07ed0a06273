import { cadenceSchema, dayIn } from './cadence.ts'
import { withinMonth } from './cadence-words.ts'
import type { Calendar } from './calendar.ts'
import { addDays, firstDay, lastDay, type Month, monthOf, monthsOf, nextMonth, quarterOf, weekday } from './days.ts'
import { dateAnswer, day, M, monthNumber, monthText, pad, REF, steps, YEAR, year, yearOf } from './phrase-day.ts'
import { type DayAnswer, type Form, form, number, unpublished, WEEK, weekdayNumber } from './phrase-text.ts'
import type { Day } from './zone.ts'

function edge(month: Month, word: string | undefined): { first: Day; last?: Day; doubt: boolean } {
  const at = (date: number) => `${month}-${pad(date)}`
  if (word === '底' || word === '末' || /最后一[天日]$/.test(word ?? '')) return { first: lastDay(month), doubt: false }
  if (word === '上旬') return { first: at(1), last: at(10), doubt: false }
  if (word === '中旬') return { first: at(11), last: at(20), doubt: false }
  if (word === '下旬') return { first: at(21), last: lastDay(month), doubt: false }
  return { first: at(word === '初' ? 1 : 15), doubt: true }
}
const EDGE = '(的?最后一[天日]|底|末|初|中旬|上旬|下旬|中(?![旬学间秋心国共])|(?<=月)中$)'

function comingEdge(base: Day, word: string | undefined) {
  const found = edge(monthOf(base), word)
  return (found.last ?? found.first) < base ? edge(nextMonth(monthOf(base)), word) : found
}

/** 12月第一周周五: the first Friday, said back where the month's first week has none. */
function inWeek(month: Month, count: number, wanted: number, calendar: Calendar): DayAnswer {
  const found = nth({ on: 'nth_weekday', nth: count, weekday: wanted }, month, calendar)
  if ('refusal' in found) return found
  const firstWeek = (weekday(firstDay(month)) + 6) % 7
  return { ...found, doubt: Math.floor((Number(found.first.slice(8)) - 1 + firstWeek) / 7) + 1 !== count }
}

/** 12月第二个周五: the day the words name; public holidays move it only where a standing rule says so. */
function nth(cadence: unknown, month: Month, calendar: Calendar): DayAnswer {
  const read = cadenceSchema.safeParse(cadence)
  if (!read.success) return { refusal: '没有这一天，请再说一次日期' }
  const { nominal, provisional } = dayIn(read.data, month, { policy: 'keep', sameMonth: true, calendar })
  const countsWorkdays = read.data.on === 'nth_workday' || read.data.on === 'last_workday'
  return countsWorkdays && provisional ? { refusal: unpublished(yearOf(nominal)) } : { first: nominal }
}

/** Days named by their place in a month, a quarter or a year. */
export const periodForms: Form[] = [
  form(`${REF}月${EDGE}`, ([, ref, word]) => day(({ today }) => edge(nextMonth(monthOf(today), steps(ref)), word))),
  form(`(?:${YEAR})?${M}月份?${EDGE}`, ([, figures, word, month, which]) =>
    day((context) => {
      const named = year(figures, word, context.today)
      const of = dateAnswer(named, monthNumber(month), 1, { ...context, base: firstDay(monthOf(context.base)) })
      if ('refusal' in of) return of
      const found = edge(monthOf(of.first), which)
      const past = named === null && (found.last ?? found.first) < context.base
      return past ? edge(nextMonth(monthOf(of.first), 12), which) : found
    }),
  ),
  form('(?<![月每])([上中下]旬)', ([, word]) => day(({ base }) => comingEdge(base, word))),
  form(`(?<![个每数几当这下本上])月${EDGE}`, ([, word]) => day(({ base }) => comingEdge(base, word))),
  form(
    `(?<![每学半近多几\\d])(?:(\\d{4})|([去今本明后]))?年(底|末|初(?![一二三四五六七八九十级])|中(?![国秋共央学旬级]))`,
    ([, figures, word, which]) =>
      day(({ today }) => {
        const of = year(figures, word, today) ?? yearOf(today)
        if (which === '底' || which === '末') return { first: `${of}-12-31` }
        const date = which === '初' ? '01-01' : '06-30'
        const passed = figures === undefined && word === undefined && `${of}-${date}` < today
        return { first: `${passed ? of + 1 : of}-${date}`, doubt: true }
      }),
  ),
  form('(?<![每近学半])[今本]?年[之以]?内(?![容部地科外心涵务网存的])', () =>
    day(({ today }) => ({ first: `${yearOf(today)}-12-31` })),
  ),
  form('(本|这个?|下个?)季度[之以]?内(?![容部的])', ([, ref]) =>
    day(({ today }) => ({ first: lastDay(monthsOf(quarterOf(nextMonth(monthOf(today), steps(ref) * 3))).last) })),
  ),
  form(`(?:(本|这个?|下个?)|第?([一二三四1-4]))?季度?([末底初])`, ([, ref, nth, which]) =>
    day(({ today }) => {
      const named =
        nth === undefined ? quarterOf(nextMonth(monthOf(today), steps(ref) * 3)) : `${yearOf(today)}-Q${number(nth)}`
      const { first, last } = monthsOf(named)
      return which === '初' ? { first: firstDay(first), doubt: true } : { first: lastDay(last) }
    }),
  ),
  form(
    `(?:${REF}月|${M}月份?)的?第([一二三四五1-5])个?${WEEK}的?${WEEK}([一二三四五六日天])`,
    ([, ref, month, count, sign = '']) =>
      day(({ base, today, calendar }) => {
        const wanted = weekdayNumber(sign)
        if (month === undefined) return inWeek(nextMonth(monthOf(today), steps(ref)), number(count), wanted, calendar)
        const of = dateAnswer(null, monthNumber(month), 1, {
          today,
          calendar,
          base: firstDay(monthOf(base)),
          month: null,
        })
        return 'refusal' in of ? of : inWeek(monthOf(of.first), number(count), wanted, calendar)
      }),
  ),
  ...withinMonth.flatMap(({ source, cadence }) => [
    form(`${REF}月的?${source}`, ([, ref, ...named]) =>
      day(({ today, calendar }) =>
        nth(cadence(named[0] ?? '', named[1] ?? ''), nextMonth(monthOf(today), steps(ref)), calendar),
      ),
    ),
    form(`(?:${YEAR})?${M}月份?的?${source}`, ([, figures, word, month, ...named]) =>
      day((context) => {
        const on = (each: number) =>
          nth(cadence(named[0] ?? '', named[1] ?? ''), monthText(each, monthNumber(month)), context.calendar)
        if (!(monthNumber(month) >= 1 && monthNumber(month) <= 12)) return { refusal: `没有${month}月，请再说一次日期` }
        const fixed = year(figures, word, context.today)
        const found = on(fixed ?? yearOf(context.base))
        const past = fixed === null && 'first' in found && found.first < context.base
        return past ? { ...on(yearOf(context.base) + 1), doubt: found.first >= addDays(context.today, -180) } : found
      }),
    ),
    form(source, ([, ...named]) =>
      day(({ base, month, calendar }) => {
        const found = nth(cadence(named[0] ?? '', named[1] ?? ''), month ?? monthOf(base), calendar)
        if ('refusal' in found) return found
        const past = month === null && found.first < base
        return {
          ...(past ? nth(cadence(named[0] ?? '', named[1] ?? ''), nextMonth(monthOf(base)), calendar) : found),
          doubt: month === null,
        }
      }),
    ),
  ]),
]
