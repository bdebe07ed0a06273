import type { StepToKeep } from '../life/development/progress.ts'
import type { Count, Exclusion } from '../life/meeting/voting.ts'
import type { GradeToKeep } from '../life/people/appraisal.ts'
import type { Patch } from '../life/programs/inheritance.ts'
import type { Month } from '../time/days.ts'
import type { Day } from '../time/zone.ts'

/** What the bot may be waiting to hear, and the facts the answer acts on. Plain JSON: it survives a restart. */
export interface QuestionFacts {
  /** Approve or correct the draft of an announcement. */
  draft: { activityId: number; wants?: 'time' | 'place' }
  /** A standing arrangement is to change, of the organization or of all below it. */
  rule_change: { organizationId: number; program: string; below: boolean; patch: Patch; enabled: boolean | null }
  /** The committee above agrees to an announcement that the secretary approved. */
  approval: { activityId: number; revision: number; secretaryId: number }
  /** `wants`: why not; they were not granted. */
  leaves: { activityIds: number[]; wants?: 'reason' }
  move: { activityId: number; startsAt: string; endsAt: string | null; place?: string }
  cancel: { activityId: number; reason: string | null }
  /** Another session of an activity's occasion, or another meeting in its period. */
  add_session: { activityId: number; shared: boolean; startsAt: string; endsAt: string | null; place: string | null }
  /** Who speaks when from now on. */
  rota_swap: { changes: { activityId: number; memberId: number }[] }
  arrange: { programId: number; organizationId: number; period: string; startsAt: string; place?: string }
  roll: { activityId: number; branchId: number }
  /** Host, recorder, content, decisions are wanted. */
  minutes: { activityId: number; branchId: number }
  archive: { activityId: number; branchId: number }
  /** Leave was asked without a reason. */
  leave_reason: { activityId: number }
  /** After a move, to who had asked for leave. */
  moved_leave: { activityId: number }
  /** 收到 was not an answer, or leave was withdrawn: will you come? */
  will_attend: { activityId: number }
  dues_owed: { month: string }
  dues_amount: { month: string; fen: number }
  dues_check: { branchId: number; month: string }
  /** `paidFen`: what was booked when it was asked. */
  dues_differences: { branchId: number; month: string; receipts: { memberId: number; fen: number; paidFen: number }[] }
  /** A name fits several people: the answer picks one and the message is read again. */
  which_person: { text: string; candidates: number[]; raw: string }
  /** Several things are open: the answer picks one and the message is read again. */
  which_matter: { text: string; candidates: { kind: 'activity' | 'dues'; id: number }[] }
  /** The list that was just shown: "1 安排 18号下午3点". */
  overdue: { items: OverdueRef[] }
  /** A committee reminds the secretaries of branches that are behind; which those are is read again at the answer. */
  remind: {
    organizationId: number
    committee: string
    what: 'arrange' | 'records' | 'dues' | 'filing'
    subject: string | null
    month: Month
  }
  /** The year's plan of an organization goes to the committee above. */
  file_plan: { organizationId: number; year: string }
  /** A plan that was filed; with `wants` the reason for sending it back is waited for. */
  filing: { filingId: number; wants?: 'reason' }
  /** A member's question that only the secretary can answer. */
  member_asked: { memberId: number; activityId: number | null; said: string }
  /** A member says that a missed activity was made up. */
  make_up: { makeUpId: number }
  /** Accounts in the group that look like members of the roster. */
  newcomers: { accountIds: number[] }
  /** The result of a vote, shown back; `roll` is what the roll says. */
  vote: {
    activityId: number
    branchId: number
    votes: VoteToKeep[]
    replaces: number[]
    roll: { base: number; present: number | null }
  }
  withdraw_vote: { activityId: number; branchId: number; voteIds: number[] }
  /** Somebody is left out of 应到会有表决权, or with `reason` null counted again. */
  voter: { memberId: number; branchId: number; reason: Exclusion | null; on: Day | null; consent: string | null }
  /** The branch's election, shown back to the secretary; then put before the committee above. */
  election_report: { organizationId: number; electedOn: Day }
  election_approval: { organizationId: number; electedOn: Day }
  /** Another end of a term (延期, 提前), shown back to the committee that approves it. */
  term_move: { organizationId: number; endsOn: Day; reason: string }
  /** Steps of admission, shown back; `memberId` null: somebody who comes onto the roster with it. */
  development_step: { branchId: number; memberId: number | null; name: string; told: StepToKeep[] }
  development_end: { branchId: number; memberId: number; reason: string; day: Day }
  /** The grades of a year's appraisal, shown back. */
  appraisal: { branchId: number; year: string; given: GradeToKeep[] }
  /** A letter of introduction, shown back before it is sent. */
  transfer_out: {
    memberId: number
    branchId: number
    toBranchId: number | null
    toName: string
    letterOn: Day
    duesPaidTo: Month
  }
  /** A letter that came to a branch in this tree. */
  transfer_receive: { transferId: number; branchId: number }
  transfer_group: { memberId: number; branchId: number; groupIds: number[] }
  transfer_end: {
    transferId: number
    branchId: number
    state: 'received' | 'returned' | 'withdrawn'
    reason: string | null
  }
  transfer_in: {
    branchId: number
    name: string
    from: string
    letterOn: Day
    duesPaidTo: Month
    probationary: boolean
    duesFen: number | null
  }
  /** How a member stands: away, not strictly required to come, a leader. */
  member_status: {
    memberId: number
    branchId: number
    status:
      | { kind: 'floating'; away: boolean; place: string | null; since: Day | null }
      | { kind: 'exempt' | 'leader'; on: boolean }
  }
  /** A leader's contact point, with `on` false no longer. */
  contact: { memberId: number; organizationId: number; on: boolean }
  /** A leader is told of an activity in the branch of their contact point. */
  guest: { activityId: number; branchId: number }
  dues_waive: { memberId: number; branchId: number; months: Month[]; fen: number; approval: string }
  /** More was received than was due: to the member. */
  dues_surplus: { month: Month }
  dues_carry: { memberId: number; branchId: number; month: Month; fen: number }
  /** A notice whose outcome is unknown. */
  unconfirmed: { noticeId: number }
}

/** `office`: in an election, for which posts. */
export type VoteToKeep = Count & { office: string | null }

export type OverdueRef =
  | { kind: 'activity'; activityId: number; branchId: number }
  | { kind: 'missing'; programId: number; organizationId: number; period: string }
  | { kind: 'dues'; branchId: number; month: string }
  | { kind: 'filing'; year: string }
  | { kind: 'transfer'; transferId: number }
  | { kind: 'development'; memberId: number }

export type QuestionKind = keyof QuestionFacts
