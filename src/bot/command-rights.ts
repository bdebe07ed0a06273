import type { Act } from '../actions/act.ts'
import type { Right } from '../life/people/rights.ts'
import type { CommandName } from '../talk/commands/read.ts'

/** What a command needs; those that are not named here everybody may give. */
export const rightFor: { [K in CommandName]?: Right } = {
  unanswered: 'see_names',
  leaves: 'see_names',
  overdue: 'see_names',
  dues_status: 'see_names',
  record: 'see_names',
  call_list: 'see_names',
  development_status: 'see_names',
  talk_status: 'see_names',
  talk_done: 'see_names',
  appraisal_status: 'see_names',
  development_step: 'arrange',
  development_end: 'arrange',
  appraise: 'arrange',
  quorum: 'see_names',
  transfer_status: 'see_names',
  floating_status: 'see_names',
  leader_status: 'see_names',
  to_check: 'see_names',
  transfer_out: 'arrange',
  transfer_end: 'arrange',
  transfer_in: 'arrange',
  transfer_receive: 'arrange',
  exempt: 'arrange',
  home_study: 'arrange',
  observer: 'arrange',
  leader: 'oversee',
  contact: 'oversee',
  dues_waive: 'verify_dues',
  dues_carry: 'verify_dues',
  vote: 'arrange',
  withdraw_vote: 'arrange',
  voter: 'arrange',
  change_rule: 'arrange',
  switch_program: 'arrange',
  remind: 'arrange',
  reschedule: 'arrange',
  cancel: 'arrange',
  set_place: 'arrange',
  set_topic: 'arrange',
  arrange: 'arrange',
  explain: 'arrange',
  roll: 'arrange',
  open_check_in: 'arrange',
  close: 'arrange',
  reopen: 'arrange',
  add_session: 'arrange',
  member_code: 'arrange',
  dues_check: 'verify_dues',
  dues_remind: 'verify_dues',
  branch_check: 'see_names',
  term_done: 'arrange',
  term_approve: 'oversee',
  term_move: 'oversee',
  month_overview: 'oversee',
  filing_status: 'oversee',
  behind: 'oversee',
  file_plan: 'arrange',
  remind_unarranged: 'oversee',
}

/** About one activity: whether the speaker may is asked for that one, for a group's leader may only for the group. */
const aboutActivity: readonly CommandName[] = [
  'unanswered',
  'leaves',
  'remind',
  'reschedule',
  'cancel',
  'set_place',
  'set_topic',
  'arrange',
  'roll',
  'open_check_in',
  'close',
  'record',
  'reopen',
  'overdue',
  'add_session',
]

/** What somebody sees and does from a post, which may lie elsewhere than their own branch. */
const fromPost: readonly CommandName[] = ['month_overview', 'filing_status', 'behind', 'remind_unarranged', 'file_plan']

/** Whether somebody may give a command at all; for what is about one activity the right is asked again for that one. */
export function mayGive(act: Act, name: CommandName, branchPath: string): boolean {
  const need = rightFor[name]
  if (need === undefined) return true
  return [...aboutActivity, ...fromPost].includes(name) ? act.mayAnywhere(need) : act.may(need, branchPath)
}
