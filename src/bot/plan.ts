import type { Act } from '../actions/act.ts'
import { proposeFiling } from '../actions/committee/filing.ts'
import { showFilings } from '../actions/committee/filing-status.ts'
import { showMonth, showOne } from '../actions/committee/month-overview.ts'
import { proposeReminder, showBehind } from '../actions/committee/remind.ts'
import { showPlan } from '../actions/committee/year-plan.ts'
import type { Command } from '../talk/commands/read.ts'

type PlanCommand = Extract<
  Command,
  {
    name:
      | 'month_overview'
      | 'branch_standing'
      | 'behind'
      | 'remind_unarranged'
      | 'year_plan'
      | 'file_plan'
      | 'filing_status'
  }
>

/** What is asked of a year and of those below; false where the organization that was named is none of the speaker's. */
export async function obeyPlan(act: Act, command: PlanCommand): Promise<boolean> {
  switch (command.name) {
    case 'year_plan':
      return showPlan(act, command)
    case 'file_plan':
      return proposeFiling(act, command)
    case 'filing_status':
      return showFilings(act, command)
    case 'branch_standing':
      return showOne(act, command.target, command.period)
    case 'month_overview':
      await showMonth(act, command.period)
      return true
    case 'behind':
      await showBehind(act, command)
      return true
    case 'remind_unarranged':
      await proposeReminder(act, command)
      return true
  }
}
