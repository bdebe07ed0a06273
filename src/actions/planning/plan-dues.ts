import { plannedMonths } from '../../life/planning/planning.ts'
import { duesStages, duesWindow } from '../../life/planning/stages.ts'
import { duesRule } from '../../life/programs/programs.ts'
import { insertDuesMonths } from '../../records/dues.ts'
import { type Month, monthOf } from '../../time/days.ts'
import { once } from '../once.ts'
import { type Planner, stageNotices } from './staged.ts'

/** What each member owes for this month and the next, and the reminders of it. */
export const planDues: Planner = async (at, programs) => {
  const { zone } = at
  const months = plannedMonths(monthOf(zone.day(at.now)))
  // Most branches share a rule, and many were set up at one moment: what follows is worked out once.
  const rule = once((json: string) => duesRule.parse(JSON.parse(json)))
  /** Of a month whose window was over when the program was set up nothing is asked. */
  const stages = once((json: string, month: Month, createdAt: number) => {
    const from = new Date(createdAt)
    return duesWindow(rule(json), month).last < zone.day(from) ? [] : [duesStages(rule(json), month, { zone, from })]
  })
  const dues = programs.flatMap((program) => {
    const { organizationId } = program
    const json = JSON.stringify(program.rule)
    return months.flatMap((month) =>
      stages(json, month, program.createdAt.getTime()).map((reminders) => ({
        organizationId,
        month,
        notices: stageNotices(reminders, {
          causeKind: 'dues',
          causeId: `${organizationId}:${month}`,
          revision: 1,
          organizationId,
        }),
      })),
    )
  })
  await insertDuesMonths(at.tx, dues)
  return dues.flatMap((one) => one.notices)
}
