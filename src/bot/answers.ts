import { answerAddSession } from '../actions/activity/add-session.ts'
import { answerApproval } from '../actions/activity/approval.ts'
import { answerArrange } from '../actions/activity/arrange-missing.ts'
import { answerCancel, answerDraft, answerMove, topicOfDraft } from '../actions/activity/draft.ts'
import { answerGuest } from '../actions/activity/guests.ts'
import { answerLeaves, reasonOfRefusal } from '../actions/activity/leave.ts'
import { answerLeaveReason, answerMovedLeave, answerWillAttend, reasonOfLeave } from '../actions/activity/own-answer.ts'
import { answerMemberAsked } from '../actions/activity/pass-on.ts'
import { answerSwap } from '../actions/activity/rota-swap.ts'
import { answerFilePlan, answerFiling, reasonOfFiling } from '../actions/committee/filing.ts'
import { answerRemind } from '../actions/committee/remind.ts'
import { answerDuesCarry, answerDuesSurplus } from '../actions/dues/carry-dues.ts'
import { answerDuesAmount, answerDuesOwed } from '../actions/dues/claim-dues.ts'
import { answerDuesCheck, answerDuesDifferences } from '../actions/dues/verify-dues.ts'
import { answerDuesWaive } from '../actions/dues/waive-dues.ts'
import type { AnswerTo } from '../actions/heard.ts'
import { answerUnconfirmed } from '../actions/notify/unconfirmed.ts'
import { answerAppraisal } from '../actions/people/appraise.ts'
import { answerNewcomers } from '../actions/people/bind.ts'
import { answerContact } from '../actions/people/contacts.ts'
import { answerDevelopmentStep } from '../actions/people/development.ts'
import { answerDevelopmentEnd } from '../actions/people/development-end.ts'
import { answerMemberStatus } from '../actions/people/member-status.ts'
import { answerTransferOut } from '../actions/people/transfer.ts'
import { answerTransferEnd, answerTransferGroup, answerTransferReceive } from '../actions/people/transfer-close.ts'
import { answerTransferIn } from '../actions/people/transfer-in.ts'
import { answerRule } from '../actions/programs/change-rule.ts'
import type { QuestionKind } from '../actions/questions.ts'
import { answerMakeUp } from '../actions/record/make-up.ts'
import { answerArchive, answerMinutes, contentOfRecord } from '../actions/record/record.ts'
import { answerRoll } from '../actions/record/roll.ts'
import { answerVote, answerWithdrawVote } from '../actions/record/votes.ts'
import { answerVoter } from '../actions/record/voting-base.ts'
import { answerElectionApproval, answerElectionReport } from '../actions/tree/election.ts'
import { answerTermMove } from '../actions/tree/move-term.ts'
import type { Right } from '../life/people/rights.ts'

/** Who takes the answer to which question. Those that pick a person or a matter only re-read the message: see route.ts. */
export type Answers = { [K in QuestionKind]?: AnswerTo<K> }

export const answers: Answers = {
  draft: answerDraft,
  rule_change: answerRule,
  approval: answerApproval,
  leaves: answerLeaves,
  move: answerMove,
  cancel: answerCancel,
  add_session: answerAddSession,
  rota_swap: answerSwap,
  arrange: answerArrange,
  roll: answerRoll,
  minutes: answerMinutes,
  archive: answerArchive,
  leave_reason: answerLeaveReason,
  moved_leave: answerMovedLeave,
  will_attend: answerWillAttend,
  dues_owed: answerDuesOwed,
  dues_amount: answerDuesAmount,
  dues_check: answerDuesCheck,
  dues_differences: answerDuesDifferences,
  remind: answerRemind,
  file_plan: answerFilePlan,
  filing: answerFiling,
  member_asked: answerMemberAsked,
  make_up: answerMakeUp,
  newcomers: answerNewcomers,
  unconfirmed: answerUnconfirmed,
  development_step: answerDevelopmentStep,
  development_end: answerDevelopmentEnd,
  appraisal: answerAppraisal,
  election_report: answerElectionReport,
  election_approval: answerElectionApproval,
  term_move: answerTermMove,
  vote: answerVote,
  withdraw_vote: answerWithdrawVote,
  voter: answerVoter,
  transfer_out: answerTransferOut,
  transfer_receive: answerTransferReceive,
  transfer_group: answerTransferGroup,
  transfer_end: answerTransferEnd,
  transfer_in: answerTransferIn,
  member_status: answerMemberStatus,
  contact: answerContact,
  guest: answerGuest,
  dues_waive: answerDuesWaive,
  dues_surplus: answerDuesSurplus,
  dues_carry: answerDuesCarry,
}

/** Taken only where the words are neither a command nor an answer of a known form. */
export const freeWords: Answers = {
  filing: reasonOfFiling,
  draft: topicOfDraft,
  leave_reason: reasonOfLeave,
  leaves: reasonOfRefusal,
  roll: contentOfRecord,
  minutes: contentOfRecord,
}

/** Posts change while a question waits: what was asked of somebody for their post is answered only by who still has it. */
export const rightFor: { [K in QuestionKind]?: Right } = {
  draft: 'arrange',
  rule_change: 'arrange',
  approval: 'arrange',
  leaves: 'arrange',
  move: 'arrange',
  cancel: 'arrange',
  add_session: 'arrange',
  arrange: 'arrange',
  roll: 'arrange',
  minutes: 'arrange',
  archive: 'arrange',
  member_asked: 'arrange',
  make_up: 'arrange',
  vote: 'arrange',
  withdraw_vote: 'arrange',
  voter: 'arrange',
  transfer_out: 'arrange',
  transfer_receive: 'arrange',
  transfer_group: 'arrange',
  transfer_end: 'arrange',
  transfer_in: 'arrange',
  member_status: 'arrange',
  contact: 'oversee',
  dues_waive: 'verify_dues',
  dues_carry: 'verify_dues',
  newcomers: 'arrange',
  development_step: 'arrange',
  development_end: 'arrange',
  appraisal: 'arrange',
  dues_check: 'verify_dues',
  dues_differences: 'verify_dues',
  remind: 'oversee',
  file_plan: 'arrange',
  election_report: 'arrange',
  election_approval: 'oversee',
  term_move: 'oversee',
}

/** These change the activity itself: the right is needed where it is held, not where it is attended. */
export const ofActivity: readonly string[] = ['draft', 'approval', 'move', 'cancel']
/** These change the record: once it is closed it must be opened again first. */
export const ofRecord: readonly string[] = ['roll', 'minutes', 'archive', 'vote', 'withdraw_vote']
