import { findActivity, isFor } from '../../records/activities.ts'
import type { Act } from '../act.ts'
import type { AnswerTo } from '../heard.ts'
import { answerActivity } from './answer.ts'

type Choice = Parameters<typeof answerActivity>[1]['reply']

/** Takes the speaker's own answer to an activity; false where it was called off or is not for them. */
export async function answerOwn(act: Act, activityId: number, reply: Choice, text: string): Promise<boolean> {
  const activity = await findActivity(act.tx, activityId)
  if (!activity || activity.state === 'cancelled' || act.actor.kind !== 'member') return false
  if (!isFor(activity, act.actor)) return false
  const { id, name, branchId } = act.actor
  await answerActivity(act, { activity, member: { id, name, branchId }, reply, text })
  return true
}

const some = (text: string) => (text.trim() === '' ? null : text.trim())

/** 1 参加, 2 请假 and why, 3 线上 */
export const numbered = (choice: number | null, rest: string): Choice | null =>
  choice === 1
    ? { kind: 'attend' }
    : choice === 2
      ? { kind: 'leave', reason: some(rest) }
      : choice === 3
        ? { kind: 'online' }
        : null

/** "能参加了", "可以来" */
const coming = /^(我?现?在?又?(能|可以|会)|我?(参加|去|来|到))(参加|去|来|到|到场|到会)?(了|的|啦)?[。!！]*$/

export const answerWillAttend: AnswerTo<'will_attend'> = async (act, { activityId }, heard) => {
  const reply = numbered(heard.choice, heard.rest) ?? (coming.test(heard.text) ? ({ kind: 'attend' } as const) : null)
  return reply !== null && answerOwn(act, activityId, reply, heard.text)
}

export const answerMovedLeave: AnswerTo<'moved_leave'> = async (act, { activityId }, heard) => {
  if (heard.choice === 1 || coming.test(heard.text)) return answerOwn(act, activityId, { kind: 'attend' }, heard.text)
  return heard.choice === 2 && answerOwn(act, activityId, { kind: 'leave', reason: some(heard.rest) }, heard.text)
}

/** Numbers are no reason; words go through understanding first, see `reasonOfLeave`. */
export const answerLeaveReason: AnswerTo<'leave_reason'> = async (act, { activityId }, heard) => {
  const reply = numbered(heard.choice, heard.rest)
  return reply !== null && answerOwn(act, activityId, reply, heard.text)
}

export const reasonOfLeave: AnswerTo<'leave_reason'> = async (act, { activityId }, heard) =>
  answerOwn(act, activityId, { kind: 'leave', reason: some(heard.text) }, heard.text)
