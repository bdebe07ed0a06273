import type { Cadence } from './cadence.ts'
import type { Calendar } from './calendar.ts'
import { addDays, dayInWords, type Month, monthOf, nextMonth, weekday } from './days.ts'
import { readEnd, readHour } from './phrase-hour.ts'
import { clockOf, isMeantTonight, isOnlyWeekday, isOver, partWords } from './phrase-now.ts'
import { shiftIn } from './phrase-shift.ts'
import { chosen, type Expression, expressions, type Moment } from './phrase-span.ts'
import { type DayAnswer, type DayContext, plainText, type Token } from './phrase-text.ts'
import { tokens } from './phrase-tokens.ts'
import type { Day, HourMinute, Zone } from './zone.ts'

/** What a phrase says about time. */
export interface When {
  start: Date | null
  end: Date | null
  /** Only a day (or part of one) was named: `start` and `end` are midnights, `end` that of the last day. */
  allDay: boolean
  /** A standing rule was named (每月第一个周五); `start` is null then. */
  recurring: Cadence | null
  /** The time of day named with a standing rule (每月第一个周五下午3点). */
  hour?: HourMinute
  /** Only a time of day was named: the day is today, or tomorrow when that is over. */
  dayAssumed?: true
  /** 推迟一周, 提前一天: a move of a date that only the caller knows; `start` is null, and nothing is asked. */
  shiftDays?: number
  /** 推迟半小时 */
  shiftMinutes?: number
  /** Refused (`start` is null) or doubtful (`start` is the likely reading): what to ask back, in plain Chinese. */
  question: string | null
  /** The part of the text that spoke of time, its pieces joined by a space; empty where none did. */
  matched: string
}

export interface Now {
  now: Date
  zone: Zone
  calendar: Calendar
}

const silent: When = { start: null, end: null, allDay: false, recurring: null, question: null, matched: '' }

/** Reads a date, a time or a span as people say it. Never throws; linear in the length of the text. */
export function when(text: string, at: Now): When {
  const plain = plainText(text)
  const found = tokens(plain)
  const expression = chosen(plain, expressions(plain, found))
  const shift = shiftIn(plain)
  // "周五的会推迟一周" names the old day, "推迟一周，改到12月4日" the new one.
  if (shift && (expression?.pieces[0]?.from ?? -1) < shift.from) {
    const { from, to, ...by } = shift
    return { ...silent, ...by, matched: text.slice(from, to) }
  }
  if (!expression) return silent
  const matched = expression.pieces.map(({ from, to }) => text.slice(from, to)).join(' ')
  return { ...silent, ...readExpression(expression, at, contextOf(expression, found, at)), matched }
}

const refuse = (question: string): Partial<When> => ({ question })

function readExpression(expression: Expression, at: Now, context: DayContext): Partial<When> {
  const { start, end, rule, instant, refused, either } = expression
  if (refused !== null) return refuse(refused)
  if (either) return refuse('说了不止一个时间，请说定哪一个')
  if (instant !== null) {
    const minute = 60_000
    return { start: new Date((Math.floor(at.now.getTime() / minute) + instant) * minute) }
  }
  if (rule !== null) return readRule(rule, start)
  if (start.hour === null)
    return end?.hour ? refuse('从几点开始？请把开始和结束的时间说完整') : readDays(start, end, context, at)
  return readHours(expression, context, at)
}

function readRule(rule: Cadence, { hour: spoken, part }: Moment): Partial<When> {
  if (spoken === null) return { recurring: rule, allDay: true }
  const hour = readHour(spoken, part)
  if ('refusal' in hour) return refuse(hour.refusal)
  const clock = clockOf(hour.minutes % dayMinutes)
  return { recurring: rule, hour: clock, question: hour.doubt ? `每次都是${clock}，对吗？` : null }
}

const dayMinutes = 24 * 60

/** A day or days without an hour. */
function readDays(start: Moment, end: Moment | null, context: DayContext, { now, zone }: Now): Partial<When> {
  const { today } = context
  const first: DayReading = start.days.length > 0 ? readDay(start, context) : { first: today }
  if ('refusal' in first) return refuse(first.refusal)
  if (start.days.length > 0 && first.first === today && end === null && !first.last && isOver(start, zone.hour(now))) {
    // On a Wednesday evening 周三 is the next one; 今天下午 is over.
    if (!isOnlyWeekday(start))
      return refuse(passed(`${dayInWords(today, today)}${start.part ? partWords[start.part] : ''}`))
    first.first = addDays(today, 7)
    first.doubt = true
  }
  const until = end && end.days.length > 0 ? readDay(end, { ...context, base: first.first, month: null }) : null
  if (until !== null && 'refusal' in until) return refuse(until.refusal)
  const last = until === null ? (first.last ?? null) : (until.last ?? until.first)
  if ((last ?? first.first) < today) return refuse(passed(dayInWords(first.first, today)))
  if (last !== null && last < first.first) return refuse('结束的日子早于开始的日子，请再说一次')
  const words = `${dayInWords(first.first, today)}${last === null ? '' : `到${dayInWords(last, today)}`}`
  return {
    start: zone.at(first.first, '00:00'),
    end: last === null ? null : zone.at(last, '00:00'),
    allDay: true,
    ...(start.days.length > 0 ? {} : { dayAssumed: true }),
    question: first.ask ?? (first.doubt || until?.doubt ? `${words}，对吗？` : null),
  }
}

const passed = (words: string) => `${words}已经过了，请说以后的时间`

function readHours({ start, end }: Expression, context: DayContext, { now, zone }: Now): Partial<When> {
  const { today } = context
  const named = start.days.length > 0
  const day = named ? readDay(start, context) : { first: today }
  if ('refusal' in day) return refuse(day.refusal)
  if (day.ask !== undefined) return refuse(day.ask)
  if (start.hour === null) return {}
  const tonight = named && day.first === today && isMeantTonight(start, zone.hour(now))
  const from = readHour(start.hour, tonight ? 'evening' : start.part)
  if ('refusal' in from) return refuse(`${named ? dayInWords(day.first, today) : ''}${from.refusal}`)
  const until = readUntil(end, day.first, from.minutes, context)
  if (until !== null && 'refusal' in until) return refuse(until.refusal)

  const instant = (of: Day, minutes: number) =>
    zone.at(addDays(of, Math.floor(minutes / dayMinutes)), clockOf(minutes % dayMinutes))
  let first = day.first
  let doubt = tonight || from.doubt || (day.doubt ?? false) || (until?.doubt ?? false)
  const isPast = () => (until ? instant(until.day ?? first, until.minutes) : instant(first, from.minutes)) < now
  if (isPast() && isOnlyWeekday(start) && (!named || first === today) && until?.day === undefined) {
    // An hour that is over today, or on this very weekday, means the next one.
    first = addDays(first, named ? 7 : 1)
    doubt = true
  }
  if (isPast()) return refuse(passed(`${dayInWords(first, today)}${clockOf(from.minutes % dayMinutes)}`))
  const startsAt = instant(first, from.minutes)
  const endsAt = until ? instant(until.day ?? first, until.minutes) : null
  const startDay = zone.day(startsAt)
  const endWords =
    endsAt && `到${zone.day(endsAt) === startDay ? '' : dayInWords(zone.day(endsAt), today)}${zone.hour(endsAt)}`
  return {
    ...(named ? {} : { dayAssumed: true }),
    start: startsAt,
    end: endsAt,
    question: doubt ? `${dayInWords(startDay, today)}${zone.hour(startsAt)}${endWords ?? ''}，对吗？` : null,
  }
}

interface Until {
  /** Undefined where it is the day of the start. */
  day: Day | undefined
  minutes: number
  doubt: boolean
}

function readUntil(
  end: Moment | null,
  base: Day,
  start: number,
  context: DayContext,
): Until | { refusal: string } | null {
  if (end === null || (end.hour === null && end.days.length === 0)) return null
  if (end.hour === null) return { refusal: '到几点结束？请把开始和结束的时间说完整' }
  if (end.days.length === 0) {
    const hour = readEnd(end.hour, end.part, start)
    return 'refusal' in hour ? hour : { ...hour, day: undefined }
  }
  const day = readDay(end, { ...context, base, month: null })
  if ('refusal' in day) return day
  const hour = day.first === base ? readEnd(end.hour, end.part, start) : readHour(end.hour, end.part)
  if ('refusal' in hour) return hour
  if (day.first < base) return { refusal: '结束的时间早于开始的时间，请再说一次' }
  return { day: day.first, minutes: hour.minutes, doubt: hour.doubt || (day.doubt ?? false) }
}

type DayReading = DayAnswer & { doubt?: boolean }

/** The one day that the words of a moment name together: 12月4日（周五） must be a Friday. */
function readDay({ days }: Moment, context: DayContext): DayReading {
  const precise = days.filter((token) => !token.broad)
  const broad = days.find((token) => token.broad)?.read(context)
  const within = broad && 'first' in broad ? { ...context, base: broad.first } : context
  const dated = precise.find((token) => token.weekday === undefined) ?? precise[0]
  if (!dated) return broad ?? { refusal: '请说具体哪一天' }
  const answer = dated.read(within)
  if ('refusal' in answer) return answer
  if (answer.first.slice(0, 4) > String(Number(context.today.slice(0, 4)) + 50))
    return { refusal: '请说最近几年的日期' }
  for (const token of precise) {
    if (token === dated) continue
    const words = dayInWords(answer.first, context.today)
    if (token.weekday !== undefined) {
      if (token.weekday !== weekday(answer.first)) return { refusal: `${words}，和说的星期对不上，请说定哪一天` }
      continue
    }
    const other = token.read(within)
    if ('refusal' in other) return other
    if (other.first !== answer.first)
      return { refusal: `${words}还是${dayInWords(other.first, context.today)}？请说定哪一天` }
  }
  return answer
}

/** What was said before of a month or a week narrows the day that follows. */
function contextOf(expression: Expression, found: Token[], { now, zone, calendar }: Now): DayContext {
  const today = zone.day(now)
  const context: DayContext = { today, calendar, base: today, month: null }
  const from = expression.start.days[0]?.from ?? 0
  for (const token of found) {
    if (token.from >= from) break
    if (token.kind === 'month') context.month = comingMonth(token, today)
    if (token.kind === 'day' && token.broad) {
      const answer = token.read({ ...context, base: today })
      if ('first' in answer) context.base = answer.first
    }
  }
  return context
}

/** The month meant by its number; null when it has been over for less than half a year, as in talk of old dues. */
function comingMonth({ year, month }: { year: number | null; month: number }, today: Day): Month | null {
  if (!(month >= 1 && month <= 12)) return null
  const current = monthOf(today)
  const ahead = (month - Number(current.slice(5)) + 12) % 12
  const coming = year === null ? nextMonth(current, ahead) : `${year}-${String(month).padStart(2, '0')}`
  return coming >= current && (year !== null || ahead < 6) ? coming : null
}

/** For a terminal: days as "2026-12-04" where no hour was named, else ISO 8601 with the zone's offset. */
export function whenAsJson(
  read: When,
  zone: Zone,
): { start: string | null; end: string | null; allDay: boolean; recurring: Cadence | null; question: string | null } {
  const said = (instant: Date | null) => instant && (read.allDay ? zone.day(instant) : zone.iso(instant))
  return {
    start: said(read.start),
    end: said(read.end),
    allDay: read.allDay,
    recurring: read.recurring,
    question: read.question,
  }
}
