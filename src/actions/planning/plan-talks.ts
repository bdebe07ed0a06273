import { plannedMonths } from '../../life/planning/planning.ts'
import { talkRule } from '../../life/programs/programs.ts'
import type { OfPeriod } from '../../records/planning.ts'
import { addDays, firstDay, lastDay, monthOf } from '../../time/days.ts'
import { nextWorkday } from '../../time/holidays.ts'
import { type At, plannedNotice } from './staged.ts'

/** In the months that the rule names, on the first working day: whom the year's talks have not reached yet. */
export function talksOf(json: string, { zone, calendar, now }: Omit<At, 'tx'>): OfPeriod[] {
  const { hour, remindMonths } = talkRule.parse(JSON.parse(json))
  return plannedMonths(monthOf(zone.day(now)))
    .filter((month) => remindMonths.includes(Number(month.slice(5))))
    .map((month) => ({
      ...plannedNotice({
        stage: 'talk_due',
        to: 'secretary',
        dueAt: zone.at(nextWorkday(calendar, addDays(firstDay(month), -1)), hour),
        helpsUntil: zone.at(addDays(lastDay(month), 1), '00:00'),
      }),
      causeKind: 'talk' as const,
      period: month,
      setUpBefore: null,
    }))
    .filter(({ dueAt }) => dueAt > now)
}
