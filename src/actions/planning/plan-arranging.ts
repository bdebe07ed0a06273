import { arrangeStages, needsArranging } from '../../life/planning/arranging.ts'
import { plannedSpan, slotOf } from '../../life/planning/planning.ts'
import type { Stage } from '../../life/planning/stages.ts'
import type { ActivityRule } from '../../life/programs/programs.ts'
import { type Period, periodsIn } from '../../time/days.ts'
import type { At } from './staged.ts'

interface Reminder {
  period: Period
  /** The day that the rule itself gives to the period. */
  startsAt: Date | null
  stages: Stage[]
}

/** The reminders that nothing is arranged, as far as they fall due until the end of the next month. */
export function remindersOf(rule: ActivityRule, at: Omit<At, 'tx'>): Reminder[] {
  if (!needsArranging(rule)) return []
  const span = plannedSpan('month', at.zone.day(at.now))
  const until = at.zone.at(span.last, '23:59')
  return periodsIn(rule.every, span).map((period) => ({
    period,
    startsAt: slotOf(rule, period, at).startsAt,
    stages: arrangeStages(rule, period, at).filter(
      ({ dueAt, helpsUntil }) => dueAt <= until && helpsUntil !== null && helpsUntil > at.now,
    ),
  }))
}

/** Without what fell due before the program was set up, or had its day before that. */
export const remindersSince = (createdAt: Date, reminders: readonly Reminder[]): Omit<Reminder, 'startsAt'>[] =>
  reminders
    .filter(({ startsAt }) => startsAt === null || startsAt > createdAt)
    .map(({ period, stages }) => ({ period, stages: stages.filter(({ dueAt }) => dueAt >= createdAt) }))
