import type { Setting } from '../actions/act.ts'
import { occurrenceIn } from '../life/planning.ts'
import { type ActivityRule, activityRule, type DuesRule, duesRule } from '../life/programs.ts'
import { duesWindow } from '../life/stages.ts'
import type { ActivityState } from '../records/client/enums.ts'
import type { HolidayPolicy } from '../time/cadence.ts'
import { cadenceInWords } from '../time/cadence-words.ts'
import { dayInWords, type Month, monthOf, nextMonth, periodInWords } from '../time/days.ts'

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
  const { draft, announce, dayBefore, hourBefore } = rule.stages
  const ahead = ({ workdays, hour }: { workdays: number; hour: string }) =>
    `${workdays === 0 ? '当天' : `${workdays} 个工作日前`} ${hour}`
  const reminders = [
    draft && `${ahead(draft)} 给书记看草稿`,
    announce && `${ahead(announce)} 在群里通知`,
    dayBefore && `前一天 ${dayBefore} 提醒没答复的`,
    hourBefore && `开始前 ${hourBefore} 分钟提醒`,
  ].filter((one) => typeof one === 'string')
  const audience = { members: '', committee: '，支委参加', secretaries: '，各支部书记参加', below: '，下面各支部参加' }[
    rule.audience
  ]
  return [
    `${ruleInWords(rule)}，${rule.minutes} 分钟${audience}；${holidayWords[rule.holidays]}`,
    `提醒：${reminders.length === 0 ? '都不提醒' : reminders.join('；')}`,
    ...(enabled ? nextDates(rule, planned, at).map((date) => `接下来：${date}`) : []),
  ]
}

/** 每月第一个周五 15:00, 每季度第2个月的第三个周三 09:00 */
function ruleInWords(rule: ActivityRule): string {
  const words = cadenceInWords(rule.cadence)
  const date = rule.every === 'month' ? words : words.replace(/^每月/, `每季度第${rule.inMonth ?? 3}个月的`)
  return `${date} ${rule.hour}`
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
  let month: Month = monthOf(at.zone.day(at.now))
  // A year and a half holds three dates of every rule, quarterly ones too.
  for (let count = 0; count < 18 && dates.length < 3; count++, month = nextMonth(month)) {
    const found = occurrenceIn(rule, month, at)
    if (!found) continue
    const row = known.get(found.period)
    const startsAt = row?.startsAt ?? found.startsAt
    if (startsAt <= at.now) continue
    const moved = row && row.startsAt.getTime() !== found.startsAt.getTime() && !row.provisional ? '另定的日子' : null
    const notes = [moved ?? row?.dateReason ?? found.reason, row ? stateWords[row.state] : ''].filter(Boolean)
    dates.push(`${momentInWords(startsAt, at)}${notes.length > 0 ? `（${notes.join('；')}）` : ''}`)
  }
  return dates
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
