import { plannedMonths } from '../../life/planning/planning.ts'
import type { Stage } from '../../life/planning/stages.ts'
import { talkRule } from '../../life/programs/programs.ts'
import { addDays, firstDay, lastDay, type Month, monthOf } from '../../time/days.ts'
import { nextWorkday } from '../../time/holidays.ts'
import { type Planner, stageNotices } from './staged.ts'

/** In the months that the rule names, on the first working day: whom the year's talks have not reached yet. */
export const planTalks: Planner = async (at, programs) => {
  const months = plannedMonths(monthOf(at.zone.day(at.now)))
  const firsts = new Map(months.map((month) => [month, nextWorkday(at.calendar, addDays(firstDay(month), -1))]))
  return programs.flatMap(({ organizationId, rule }) => {
    const { hour, remindMonths } = talkRule.parse(rule)
    const stages = months
      .filter((month) => remindMonths.includes(Number(month.slice(5))))
      .map((month): { month: Month; stage: Stage } => ({
        month,
        stage: {
          stage: 'talk_due',
          to: 'secretary',
          dueAt: at.zone.at(firsts.get(month) ?? firstDay(month), hour),
          helpsUntil: at.zone.at(addDays(lastDay(month), 1), '00:00'),
        },
      }))
      .filter(({ stage }) => stage.dueAt > at.now)
    return stages.flatMap(({ month, stage }) =>
      stageNotices([stage], { causeKind: 'talk', causeId: `${organizationId}:${month}`, revision: 1, organizationId }),
    )
  })
}
