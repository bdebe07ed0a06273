import type { Calendar } from '../../time/calendar.ts'
import { addDays, type Every, firstDay, lastDay, type Month, type Period, periodOf } from '../../time/days.ts'
import { addWorkdays } from '../../time/holidays.ts'
import type { Zone } from '../../time/zone.ts'
import type { ActivityRule } from '../programs/programs.ts'
import { arrangedWithin, slotOf } from './planning.ts'

/**
 * How a branch stands with an institution in a month: the record closed; a day settled; held and not recorded; nothing
 * confirmed although it is time; its time has not come; nothing held, and explained.
 */
export const stands = ['missing', 'unrecorded', 'arranged', 'closed', 'later', 'explained'] as const
export type Stand = (typeof stands)[number]

export interface HeldActivity {
  state: 'planned' | 'approved' | 'held'
  startsAt: Date
  endsAt: Date | null
  record: 'open' | 'closed' | null
}

/** The periods that a month lies in; what comes every week or day is not watched by the committee above. */
export const watchedPeriods = (month: Month): { every: Every; period: Period }[] =>
  (['month', 'quarter', 'half_year', 'year'] as const).map((every) => ({
    every,
    period: periodOf(every, firstDay(month)),
  }))

/** Whether by the end of the month something ought to have been arranged for the period. */
export function isDue(
  rule: ActivityRule,
  period: Period,
  month: Month,
  at: { zone: Zone; calendar: Calendar },
): { by: Date } | null {
  const end = lastDay(month)
  if (rule.cadence.on === 'arranged') {
    const { last } = arrangedWithin(rule, period)
    return last <= end ? { by: at.zone.at(last, '23:59') } : null
  }
  const { startsAt } = slotOf(rule, period, at)
  return startsAt !== null && at.zone.day(startsAt) <= end ? { by: startsAt } : null
}

/** When the secretary is asked to confirm a day that the rule gave; null where nobody is asked and the day stands. */
export function askedAt(
  { stages: { draft } }: ActivityRule,
  startsAt: Date,
  { zone, calendar }: { zone: Zone; calendar: Calendar },
): Date | null {
  return draft && zone.at(addWorkdays(calendar, zone.day(startsAt), -draft.workdays), draft.hour)
}

/** From which day on the secretary has not been asked yet about days that the rule gave; null where nobody is asked. */
export function unaskedFrom(rule: ActivityRule, now: Date, at: { zone: Zone; calendar: Calendar }): Date | null {
  for (let day = at.zone.day(now); ; day = addDays(day, 1)) {
    const midnight = at.zone.at(day, '00:00')
    const asked = askedAt(rule, midnight, at)
    if (asked === null) return null
    if (asked > now) return midnight
  }
}

interface Standing {
  due: boolean
  explained: boolean
  asked: (startsAt: Date) => Date | null
  now: Date
}

/** How one holder (the branch, or one of its groups) stands with what it has for a period. */
export function standOf(activities: readonly HeldActivity[], { due, explained, asked, now }: Standing): Stand {
  const open = activities.filter(({ record }) => record !== 'closed')
  if (open.some(({ state, endsAt, startsAt }) => state === 'held' && (endsAt ?? startsAt) < now)) return 'unrecorded'
  if (open.some(({ state, startsAt }) => state !== 'planned' || asked(startsAt) === null)) return 'arranged'
  if (activities.length > open.length) return 'closed'
  if (explained) return 'explained'
  // The rule gave it a day, and it is too early to ask whether that stands.
  const early = open.length > 0 && open.every(({ startsAt }) => (asked(startsAt) ?? now) > now)
  return due && !early ? 'missing' : 'later'
}

/** Of several holders the one that needs most looking after speaks for the branch. */
export const worst = (some: readonly Stand[]): Stand => stands.find((one) => some.includes(one)) ?? 'later'

/** 五项制度, and what is beside them. */
export const systems = ['三会一课', '主题党日', '组织生活会', '民主评议', '谈心谈话', '其他'] as const
export type System = (typeof systems)[number]

const systemByKind: Record<string, System> = {
  general_meeting: '三会一课',
  committee_meeting: '三会一课',
  group_meeting: '三会一课',
  lecture: '三会一课',
  theme_day: '主题党日',
  orglife: '组织生活会',
  appraisal: '民主评议',
  talk: '谈心谈话',
}
export const systemOf = (kind: string): System => systemByKind[kind] ?? '其他'
