import type { Calendar } from '../../time/calendar.ts'
import { addDays, firstDay, lastDay, type Month } from '../../time/days.ts'
import { addWorkdays } from '../../time/holidays.ts'
import type { Zone } from '../../time/zone.ts'
import { type ActivityRule, type DuesRule, duesRule } from '../programs/programs.ts'

/** A moment at which something may have to be said, and until when saying it still helps. */
export interface Stage {
  stage: string
  /** room: the audience's groups; secretary, deputy, dues_officer: privately; branch: privately to each member concerned. */
  to: 'room' | 'secretary' | 'deputy' | 'dues_officer' | 'branch' | 'lead'
  dueAt: Date
  helpsUntil: Date | null
}

/** The stages of one activity. Those already past at `from` are left out, except the announcement, which comes at once. */
export function activityStages(
  rule: ActivityRule,
  activity: { startsAt: Date },
  at: { zone: Zone; calendar: Calendar; from: Date },
): Stage[] {
  const { zone, calendar } = at
  const start = activity.startsAt
  const day = zone.day(start)
  const { stages } = rule
  if (rule.roll === 'rota') {
    // Only the speaker is told: there is nobody to be asked, and no roll.
    const dueAt = stages.dayBefore && zone.at(addDays(day, -1), stages.dayBefore)
    return dueAt && start > at.from
      ? [{ stage: 'rota_turn', to: 'lead', dueAt: dueAt < at.from ? at.from : dueAt, helpsUntil: start }]
      : []
  }
  const minutes = (count: number) => new Date(start.getTime() + count * 60_000)
  const before = (ahead: { workdays: number; hour: string }) =>
    zone.at(addWorkdays(calendar, day, -ahead.workdays), ahead.hour)
  const found: Stage[] = []
  const add = (stage: string, to: Stage['to'], dueAt: Date, helpsUntil: Date | null) => {
    if (helpsUntil === null || helpsUntil > at.from) found.push({ stage, to, dueAt, helpsUntil })
  }
  const announceAt = stages.announce ? before(stages.announce) : null
  if (stages.draft) add('draft', 'secretary', before(stages.draft), start)
  if (stages.secondAsk) add('second_ask', 'deputy', before(stages.secondAsk), announceAt ?? start)
  if (announceAt) add('announcement', 'room', announceAt, start)
  if (stages.quorumCheck && rule.quorum) add('quorum_check', 'secretary', before(stages.quorumCheck), start)
  if (stages.dayBefore) add('day_before', 'room', zone.at(addDays(day, -1), stages.dayBefore), start)
  if (stages.hourBefore) add('hour_before', 'room', minutes(-stages.hourBefore), start)
  add('sign_in', 'secretary', start, minutes(stages.rollCheck))
  add('roll_check', 'secretary', minutes(stages.rollCheck), null)
  stages.recordDue.forEach((days, index) => {
    add(`record_due_${index + 1}`, 'secretary', zone.at(addDays(day, days), '10:00'), null)
  })
  return found.map((one) => (one.dueAt < at.from ? { ...one, dueAt: at.from } : one))
}

/** The days of one month's dues: first and last day of the collection, "2026-12-10". */
export function duesWindow(rule: DuesRule, month: Month): { first: string; last: string } {
  const day = (count: number) => {
    const end = lastDay(month)
    const wanted = addDays(firstDay(month), count - 1)
    return wanted < end ? wanted : end
  }
  return { first: day(rule.firstDay), last: day(rule.lastDay) }
}

const collecting = duesRule.parse({})

/** Whether the days of collecting a month's dues are over; `lastDay` is the rule's. */
export const duesOver = (lastDay: number, month: Month, today: string): boolean =>
  duesWindow({ ...collecting, lastDay }, month).last < today

/** The stages of one month's dues of one branch. */
export function duesStages(rule: DuesRule, month: Month, at: { zone: Zone; from: Date }): Stage[] {
  const { first, last } = duesWindow(rule, month)
  const when = (day: string) => at.zone.at(day, rule.hour)
  const close = at.zone.at(addDays(last, 1), '00:00')
  const remind = addDays(last, -rule.remindDays)
  const stages: Stage[] = [
    { stage: 'dues_open', to: 'room', dueAt: when(first), helpsUntil: close },
    { stage: 'dues_owed', to: 'branch', dueAt: when(remind), helpsUntil: close },
    { stage: 'dues_count', to: 'room', dueAt: when(remind), helpsUntil: close },
    { stage: 'dues_check', to: 'dues_officer', dueAt: at.zone.at(last, '17:00'), helpsUntil: null },
    { stage: 'dues_overdue', to: 'dues_officer', dueAt: when(addDays(last, 1)), helpsUntil: null },
    // The month is closed: who has paid nothing, or come to nothing, for months in a row. See actions/people/to-check.ts.
    { stage: 'to_check', to: 'secretary', dueAt: when(addDays(lastDay(month), 1)), helpsUntil: null },
  ]
  return stages.filter((one) => one.dueAt >= at.from)
}
