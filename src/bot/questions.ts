import { z } from 'zod'
import type { Act } from '../actions/act.ts'
import type { Heard } from '../actions/heard.ts'
import type { QuestionFacts, QuestionKind } from '../actions/questions.ts'
import { refuse } from '../actions/refuse.ts'
import { type ActivityRow, audienceOf, findActivity } from '../records/activities.ts'
import { activityRecord } from '../records/activity-records.ts'
import { askedSince, openQuestions, type Question, settleQuestion } from '../records/questions.ts'
import { type Answers, answers, freeWords, ofActivity, ofRecord, rightFor } from './answers.ts'

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
