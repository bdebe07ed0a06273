import { z } from 'zod'
import type { Act } from '../actions/act.ts'
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
import type { AnswerTo, Heard } from '../actions/heard.ts'
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
import type { QuestionFacts, QuestionKind } from '../actions/questions.ts'
import { answerMakeUp } from '../actions/record/make-up.ts'
import { answerArchive, answerMinutes, contentOfRecord } from '../actions/record/record.ts'
import { answerRoll } from '../actions/record/roll.ts'
import { answerVote, answerWithdrawVote } from '../actions/record/votes.ts'
import { answerVoter } from '../actions/record/voting-base.ts'
import { refuse } from '../actions/refuse.ts'
import { answerElectionApproval, answerElectionReport } from '../actions/tree/election.ts'
import { answerTermMove } from '../actions/tree/move-term.ts'
import type { Right } from '../life/people/rights.ts'
import { type ActivityRow, audienceOf, findActivity } from '../records/activities.ts'
import { activityRecord } from '../records/activity-records.ts'
import { askedSince, openQuestions, type Question, settleQuestion } from '../records/questions.ts'

/** Who takes the answer to which question. Those that pick a person or a matter only re-read the message: see route.ts. */
type Answers = { [K in QuestionKind]?: AnswerTo<K> }

const answers: Answers = {
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
const freeWords: Answers = {
  filing: reasonOfFiling,
  draft: topicOfDraft,
  leave_reason: reasonOfLeave,
  leaves: reasonOfRefusal,
  roll: contentOfRecord,
  minutes: contentOfRecord,
}

/** Posts change while a question waits: what was asked of somebody for their post is answered only by who still has it. */
const rightFor: { [K in QuestionKind]?: Right } = {
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
const ofActivity: readonly string[] = ['draft', 'approval', 'move', 'cancel']
/** These change the record: once it is closed it must be opened again first. */
const ofRecord: readonly string[] = ['roll', 'minutes', 'archive', 'vote', 'withdraw_vote']

/**
 * Why a question can no longer be answered, and how that is said; null where it can. Between question and answer posts
 * are lost, activities begin or are called off, and the time that was asked about goes by.
 */
async function overtaken(act: Act, kind: QuestionKind, { facts }: Question): Promise<(() => Promise<void>) | null> {
  const of = idsIn.safeParse(facts).data ?? {}
  const activity = ofActivity.includes(kind) ? await findActivity(act.tx, of.activityId ?? 0) : null
  const need = rightFor[kind]
  const about = activity ?? (ofRecord.includes(kind) ? await findActivity(act.tx, of.activityId ?? 0) : null)
  // Whose leave an officer may decide is asked again for each activity.
  const may =
    need === undefined || (kind === 'leaves' ? act.mayAnywhere(need) : act.may(need, await pathOf(act, about, of)))
  if (need && !may) return () => refuse(act, need)
  const say = (text: string) => () => act.reply('done', { text })
  const over = activity?.state === 'held' || activity?.state === 'cancelled'
  if (over || (activity && activity.startsAt <= act.now)) return say('这次活动已经开始或者取消了，不能再改。')
  if (of.startsAt !== undefined && new Date(of.startsAt) <= act.now)
    return say('说的那个时间已经过了，没有改。请再说一次时间。')
  if (ofRecord.includes(kind)) {
    const record = await activityRecord(act.tx, of.activityId ?? 0, of.branchId ?? 0)
    if (record?.state === 'closed') return say('这次的记录已经存档。要看请说「记录」，要改请说「重开」和原因。')
  }
  return null
}

const idsIn = z
  .object({
    activityId: z.number().nullable(),
    branchId: z.number(),
    organizationId: z.number(),
    startsAt: z.string(),
  })
  .partial()

/** Where the right is needed: where the activity is held, in the branch the facts name, else in the speaker's own. */
async function pathOf(
  act: Act,
  activity: ActivityRow | null,
  { branchId, organizationId = branchId }: z.infer<typeof idsIn>,
): Promise<string> {
  // Each branch keeps a roll of its own of what a committee holds for all below.
  const ownRoll = branchId !== undefined && activity !== null && audienceOf(activity) === 'below'
  if (activity && !ownRoll) return activity.organization.path
  const named =
    organizationId === undefined
      ? null
      : await act.tx.organization.findUnique({ where: { id: organizationId }, select: { path: true } })
  return named?.path ?? (act.actor.kind === 'member' ? act.actor.branchPath : '/')
}

/** Questions open for this person in this chat, the newest first. */
export const waiting = async (act: Act): Promise<Question[]> =>
  act.actor.kind === 'member' && act.place ? openQuestions(act.tx, act.actor.id, act.place.conversation, act.now) : []

/**
 * Gives the words to the questions that wait for them. A bare number only ever answers the newest one: the older ones
 * are no longer before the person's eyes.
 */
export async function answerQuestion(
  act: Act,
  questions: Question[],
  heard: Heard,
  free = false,
): Promise<string | null> {
  const candidates = heard.choice !== null ? questions.slice(0, 1) : free ? privateFirst(questions) : questions
  for (const question of candidates) {
    // Settled first: an answer that asks again opens a new question of the same kind.
    const kind = question.kind
    if (!isKind(kind) || (free && (await mayBePrivate(act, question, questions)))) continue
    const refusal = await overtaken(act, kind, question)
    if (refusal) {
      // Words may mean something else; a number can only be the answer.
      if (heard.choice === null) continue
      await settleQuestion(act.tx, question.id, act.now)
      await refusal()
      return `${kind}:refused`
    }
    if (await give(act, kind, question, heard, free ? freeWords : answers)) return kind
  }
  return null
}

/** Why somebody cannot come is said to the secretary alone: taken for a topic it would be read by everybody. */
const privateFirst = (questions: readonly Question[]): Question[] => [
  ...questions.filter(({ kind }) => kind === 'leave_reason'),
  ...questions.filter(({ kind }) => kind !== 'leave_reason'),
]

/** Answered by people with a reason, whether or not that was asked. */
const ownComing: readonly string[] = ['leave_reason', 'will_attend', 'moved_leave']
const aboutComing: readonly string[] = [...ownComing, 'leaves']

/**
 * Whether bare words that would become the topic of a draft may be meant for what was asked after it; of oneself also
 * where something was answered since: the reason may have come late, or be put right.
 */
const mayBePrivate = async (act: Act, draft: Question, questions: readonly Question[]): Promise<boolean> =>
  draft.kind === 'draft' &&
  (questions.some(({ id, kind }) => id > draft.id && aboutComing.includes(kind)) ||
    (await askedSince(act.tx, draft, ownComing)))

const isKind = (kind: string): kind is QuestionKind => Object.hasOwn(answers, kind)

async function give<K extends QuestionKind>(
  act: Act,
  kind: K,
  question: Question,
  heard: Heard,
  from: Answers,
): Promise<boolean> {
  const answer = from[kind]
  if (!answer) return false
  await settleQuestion(act.tx, question.id, act.now)
  // Facts of a kind are only ever written by ask<K>, which takes QuestionFacts[K].
  const taken = await answer(act, question.facts as unknown as QuestionFacts[K], heard)
  if (!taken) await act.tx.question.update({ where: { id: question.id }, data: { settledAt: null } })
  return taken
}
