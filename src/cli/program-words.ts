import type { Setting } from '../actions/act.ts'
import { needsArranging } from '../life/planning/arranging.ts'
import { type Occurrence, slotOf, type Undated } from '../life/planning/planning.ts'
import { duesWindow } from '../life/planning/stages.ts'
import { institution, isDated } from '../life/programs/catalogue.ts'
import { type ActivityRule, activityRule, type DuesRule, duesRule } from '../life/programs/programs.ts'
import type { ActivityState } from '../records/client/enums.ts'
import type { HolidayPolicy } from '../time/cadence.ts'
import { dayInWords, type Month, monthOf, nextMonth, nextPeriod, periodInWords, periodOf } from '../time/days.ts'
import { rhythmInWords } from '../time/rhythm.ts'

/** An activity that is planned already: it may stand on another day than the rule says. */
export interface Planned {
  period: string
  sequence: number
  startsAt: Date
  dateReason: string | null
  state: ActivityState
  provisional: boolean
}

export interface Listed {
  kind: string
  name: string
  enabled: boolean
  rule: unknown
}

type At = Setting & { now: Date }

/** 12月4日（周五）15:00 */
export const momentInWords = (instant: Date, { zone, now }: At): string =>
  `${dayInWords(zone.day(instant), zone.day(now))}${zone.hour(instant)}`

/** A program as the operator reads it, line by line, with the next three dates. */
export function programInWords(program: Listed, planned: readonly Planned[], at: At): string[] {
  const head = `${program.name}${program.enabled ? '' : '（已停用）'}`
  const lines =
    program.kind === 'dues'
      ? duesLines(duesRule.parse(program.rule), program.enabled, at)
      : !isDated(program.kind)
        ? [institution(program.kind)?.about ?? '']
        : activityLines(activityRule.parse(program.rule), program.enabled, planned, at)
  return [head, ...lines.map((line) => `  ${line}`)]
}

const holidayWords: Record<HolidayPolicy, string> = {
  next_workday: '逢放假顺延',
  prev_workday: '逢放假提前',
  within_7_days: '逢放假在前后一周内另安排',
  keep: '放假也照常',
  ask: '逢放假先问书记',
}

function activityLines(rule: ActivityRule, enabled: boolean, planned: readonly Planned[], at: At): string[] {
  const { draft, announce, dayBefore, hourBefore, arrangeBy } = rule.stages
  const ahead = ({ workdays, hour }: { workdays: number; hour: string }) =>
    `${workdays === 0 ? '当天' : `${workdays} 个工作日前`} ${hour}`
  const reminders = [
    draft && `${ahead(draft)} 给书记看草稿`,
    announce && `${ahead(announce)} 在群里通知`,
    dayBefore && `前一天 ${dayBefore} 提醒没答复的`,
    hourBefore && `开始前 ${hourBefore} 分钟提醒`,
    needsArranging(rule) && arrangeBy.length > 0 && `没有安排的，期末前 ${arrangeBy.join('、')} 天提醒书记`,
  ].filter((one) => typeof one === 'string')
  const audience = { members: '', committee: '，支委参加', secretaries: '，各支部书记参加', below: '，下面各支部参加' }[
    rule.audience
  ]
  return [
    `${rhythmInWords(rule)}${rule.cadence.on === 'arranged' ? '' : ` ${rule.hour}`}，${rule.minutes} 分钟${audience}；${holidayWords[rule.holidays]}`,
    `提醒：${reminders.length === 0 ? '都不提醒' : reminders.join('；')}`,
    ...(enabled ? nextDates(rule, planned, at).map((date) => `接下来：${date}`) : []),
  ]
}

const stateWords: Record<ActivityState, string> = {
  planned: '',
  approved: '书记已确认',
  held: '已开始',
  cancelled: '已取消',
}

/** The next three dates and why; what is already planned stands where it was put. */
export function nextDates(rule: ActivityRule, planned: readonly Planned[], at: At): string[] {
  const dates: string[] = []
  const known = new Map(planned.filter((one) => one.sequence === 1).map((one) => [one.period, one]))
  // A fortnight of daily talks, holidays included; of everything else more than three dates.
  let period = periodOf(rule.every, at.zone.day(at.now))
  for (let count = 0; count < 15 && dates.length < 3; count++, period = nextPeriod(period)) {
    const found = slotOf(rule, period, at)
    const row = known.get(period)
    const startsAt = row?.startsAt ?? found.startsAt
    if (startsAt === null && rule.cadence.on === 'arranged') {
      if (dates.length === 0) dates.push(`${periodInWords(period)}：${found.reason}`)
      continue
    }
    if (startsAt === null || startsAt <= at.now) continue
    const notes = [noteOn(row, found), row ? stateWords[row.state] : ''].filter(Boolean)
    dates.push(`${momentInWords(startsAt, at)}${notes.length > 0 ? `（${notes.join('；')}）` : ''}`)
  }
  return dates
}

/** Why an activity stands on its day. */
function noteOn(row: Planned | undefined, found: Occurrence | Undated): string | null {
  if (!row) return found.reason
  if (found.startsAt === null) return row.dateReason
  const same = row.startsAt.getTime() === found.startsAt.getTime()
  return same || row.provisional ? (row.dateReason ?? found.reason) : '另定的日子'
}

function duesLines(rule: DuesRule, enabled: boolean, at: At): string[] {
  const months: Month[] = []
  const today = at.zone.day(at.now)
  for (let month = monthOf(today); months.length < 3; month = nextMonth(month)) {
    if (duesWindow(rule, month).last >= today) months.push(month)
  }
  return [
    `每月 ${rule.firstDay} 日到 ${rule.lastDay} 日收缴；截止前 ${rule.remindDays} 天 ${rule.hour} 私下提醒没交的`,
    ...(enabled
      ? months.map((month) => {
          const { first, last } = duesWindow(rule, month)
          return `接下来：${periodInWords(month)}党费，${dayInWords(first, today)}到${dayInWords(last, today)}`
        })
      : []),
  ]
}
