import type { Act } from '../actions/act.ts'
import { answerArrange } from '../actions/arrange-missing.ts'
import { answerNewcomers } from '../actions/bind.ts'
import { answerCancel, answerDraft, answerMove, topicOfDraft } from '../actions/draft.ts'
import { answerDuesAmount, answerDuesCheck, answerDuesDifferences, answerDuesOwed } from '../actions/dues.ts'
import type { AnswerTo, Heard } from '../actions/heard.ts'
import { answerLeaves } from '../actions/leave.ts'
import { answerMakeUp } from '../actions/make-up.ts'
import { answerLeaveReason, answerMovedLeave, answerWillAttend, reasonOfLeave } from '../actions/own-answer.ts'
import { answerMemberAsked } from '../actions/pass-on.ts'
import type { QuestionFacts, QuestionKind } from '../actions/questions.ts'
import { answerArchive, answerMinutes, contentOfRecord } from '../actions/record.ts'
import { answerRemind } from '../actions/remind.ts'
import { answerRoll } from '../actions/roll.ts'
import { answerUnconfirmed } from '../actions/unconfirmed.ts'
import { openQuestions, type Question, settleQuestion } from '../records/questions.ts'

/** Who takes the answer to which question. Those that pick a person or a matter only re-read the message: see route.ts. */
type Answers = { [K in QuestionKind]?: AnswerTo<K> }

const answers: Answers = {
  draft: answerDraft,
  leaves: answerLeaves,
  move: answerMove,
  cancel: answerCancel,
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
  member_asked: answerMemberAsked,
  make_up: answerMakeUp,
  newcomers: answerNewcomers,
  unconfirmed: answerUnconfirmed,
}

/** Taken only where the words are neither a command nor an answer of a known form. */
const freeWords: Answers = { draft: topicOfDraft, leave_reason: reasonOfLeave, minutes: contentOfRecord }

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
  const candidates = heard.choice === null ? questions : questions.slice(0, 1)
  for (const question of candidates) {
    // Settled first: an answer that asks again opens a new question of the same kind.
    const kind = question.kind
    if (!isKind(kind)) continue
    if (await give(act, kind, question, heard, free ? freeWords : answers)) return kind
  }
  return null
}

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
