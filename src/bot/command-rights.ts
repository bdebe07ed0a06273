import type { Right } from '../life/rights.ts'
import type { CommandName } from '../talk/commands.ts'

/** What a command needs; those that are not named here everybody may give. */
export const rightFor: { [K in CommandName]?: Right } = {
  unanswered: 'see_names',
  leaves: 'see_names',
  overdue: 'see_names',
  dues_status: 'see_names',
  record: 'see_names',
  call_list: 'see_names',
  quorum: 'see_names',
  vote: 'arrange',
  withdraw_vote: 'arrange',
  voter: 'arrange',
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
  member_code: 'arrange',
  dues_check: 'verify_dues',
  dues_remind: 'verify_dues',
  month_overview: 'oversee',
  remind_unarranged: 'oversee',
}
