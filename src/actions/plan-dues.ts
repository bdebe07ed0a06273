import { plannedMonths } from '../life/planning.ts'
import { duesRule } from '../life/programs.ts'
import { duesStages, duesWindow } from '../life/stages.ts'
import { insertDuesMonths } from '../records/dues.ts'
import { type Month, monthOf } from '../time/days.ts'
import { type At, type PlannedProgram, type Planner, stageNotices } from './staged.ts'

/** What each member owes for this month and the next, and the reminders of it. */
export const planDues: Planner = async (at, programs) => {
  const months = plannedMonths(monthOf(at.zone.day(at.now)))
  const dues = programs.flatMap((program) => duesOf(program, months, at))
  await insertDuesMonths(at.tx, dues)
  return dues.flatMap((one) => one.notices)
}

/** The months of a branch's dues whose window was still open when the program was set up, with their reminders. */
function duesOf(program: PlannedProgram, months: Month[], { zone }: At) {
  const rule = duesRule.parse(program.rule)
  const { organizationId, createdAt } = program
  return months
    .filter((month) => duesWindow(rule, month).last >= zone.day(createdAt))
    .map((month) => ({
      organizationId,
      month,
      notices: stageNotices(duesStages(rule, month, { zone, from: createdAt }), {
        causeKind: 'dues',
        causeId: `${organizationId}:${month}`,
        revision: 1,
        organizationId,
      }),
    }))
}
