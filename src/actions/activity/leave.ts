import { typeset } from '../../base/text.ts'
import { calledName } from '../../life/people/roster.ts'
import { type ActivityRow, findActivity, keeperOf } from '../../records/activities.ts'
import { saidOf } from '../../records/notices.ts'
import { findPeople } from '../../talk/people/names.ts'
import type { Act } from '../act.ts'
import type { AnswerTo } from '../heard.ts'
import { rollPeople } from '../record/roll-people.ts'
import { activityFacts } from '../subject.ts'
import { deciderOf, mayFor, officerOf } from './audience.ts'

/** When a day's leave requests are reported; close to the meeting at once. */
const reportHour = '17:00'
const closeMs = 24 * 3_600_000
const gatherMs = 10 * 60_000

/** Puts leave requests before the secretary: collected into one question a day, singly when the meeting is near. */
export async function reportLeave(act: Act, activity: ActivityRow, branchId: number): Promise<void> {
  const secretary = await officerOf(act.tx, activity, branchId)
  if (!secretary) return
  const evening = act.zone.at(act.today(), reportHour)
  const soon = new Date(act.now.getTime() + gatherMs)
  const near = activity.startsAt.getTime() - act.now.getTime() < closeMs || evening <= act.now
  const cause = { kind: 'organization', id: `${deciderOf(activity, branchId).id}:${act.today()}` } as const
  const earlier = await saidOf(act.tx, 'leave_digest', cause)
  const dueAt = near ? soon : evening
  if (earlier.some((one) => one.state === 'due' && one.dueAt <= dueAt)) return
  await act.tell({
    kind: 'leave_digest',
    facts: { requests: [] },
    cause,
    to: { kind: 'member', id: secretary.memberId },
    ordinal: earlier.length,
    dueAt,
    helpsUntil: activity.startsAt,
    unprompted: true,
    organizationId: branchId,
  })
}

/** Requests for leave from these activities that the actor may decide. */
export async function pendingLeaves(act: Act, activityIds: number[]) {
  const pending = await act.tx.participation.findMany({
    where: { activityId: { in: activityIds }, activity: { state: { not: 'cancelled' } }, leaveState: 'requested' },
    include: { member: true },
    orderBy: { id: 'asc' },
  })
  const mine = new Set<string>()
  for (const id of new Set(pending.map(({ activityId }) => activityId))) {
    const activity = await findActivity(act.tx, id)
    if (activity && act.actor.kind === 'member' && mayFor(act, 'arrange', activity))
      mine.add(`${id}:${keeperOf(activity, act.actor.branchId)}`)
  }
  return pending.filter(({ activityId, branchId }) => mine.has(`${activityId}:${branchId}`))
}

/** "1", "2 要表决", "赵六同意，孙悦不同意 必须到" */
export const answerLeaves: AnswerTo<'leaves'> = async (act, { activityIds }, heard) => {
  const pending = await pendingLeaves(act, activityIds)
  const everyone = heard.choice === 1 || /^(都|全部)?(同意|准假?|批准|可以)[。!！]*$/.test(heard.text)
  const nobody = heard.choice === 2 || /^(都)?(不同意|不准假?|不批)/.test(heard.text)
  const people = await rollPeople(
    act,
    pending.map(({ memberId }) => memberId),
    heard.context.people,
  )
  const named = everyone || nobody ? [] : decisionsByName(heard.text, people)
  if (!everyone && !nobody && named.length === 0) return false
  const reason = nobody
    ? heard.choice === 2
      ? heard.rest
      : heard.text.replace(/^(都)?(不同意|不准假?|不批)[，,\s]*/, '')
    : ''
  if (nobody && reason === '') {
    await act.ask('leaves', { activityIds, wants: 'reason' })
    await act.reply('leave_reject_reason', {})
    return true
  }
  const approved: string[] = []
  const rejected: string[] = []
  for (const one of pending) {
    const word = named.find((entry) => entry.memberId === one.memberId)
    const decision = everyone ? { approve: true, reason: null } : nobody ? { approve: false, reason } : word
    if (!decision) continue
    await decideLeave(act, one, decision)
    ;(decision.approve ? approved : rejected).push(calledName(one.member))
  }
  const decided = [...approved, ...rejected]
  const left = pending.map((one) => calledName(one.member)).filter((name) => !decided.includes(name))
  // Whoever was not named still waits: the next number is for them, not for an older question.
  if (left.length > 0) await act.ask('leaves', { activityIds })
  await act.reply('leaves_decided', { approved, rejected, left })
  return true
}

/** After a bare 2: the words alone are why. */
export const reasonOfRefusal: AnswerTo<'leaves'> = async (act, facts, heard) =>
  facts.wants === 'reason' && answerLeaves(act, facts, { ...heard, choice: 2, rest: heard.text })

interface Decision {
  memberId: number
  approve: boolean
  reason: string | null
}

function decisionsByName(text: string, people: Parameters<typeof findPeople>[1]): Decision[] {
  const decisions: Decision[] = []
  let last: Decision[] = []
  for (const clause of text.split(/[，,；;。\n]/)) {
    const verdict = /不同意|不准|不批/.exec(clause) ?? /同意|准假?|批准/.exec(clause)
    if (!verdict) {
      // "李四喜不同意，让他线上": what follows is why.
      for (const one of last) one.reason = [one.reason, clause.trim()].filter(Boolean).join('，') || null
      continue
    }
    const approve = !verdict[0].startsWith('不')
    const reason = clause.slice(verdict.index + verdict[0].length).trim() || null
    last = findPeople(clause, people).flatMap(({ person, fuzzy }) =>
      person && !fuzzy ? [{ memberId: person.id, approve, reason }] : [],
    )
    decisions.push(...last)
  }
  return decisions
}

/** Decides one request and tells the member privately. */
export async function decideLeave(
  act: Act,
  request: { activityId: number; memberId: number; branchId: number },
  decision: { approve: boolean; reason: string | null },
): Promise<void> {
  const activity = await findActivity(act.tx, request.activityId)
  if (!activity) return
  const leaveState = decision.approve ? 'approved' : 'rejected'
  await act.tx.participation.updateMany({
    where: { activityId: request.activityId, memberId: request.memberId, leaveState: 'requested' },
    data: { leaveState },
  })
  await act.audit({
    action: 'decide_leave',
    subject: { kind: 'participation', id: request.memberId },
    organizationId: request.branchId,
    before: { activityId: request.activityId, leaveState: 'requested' },
    after: { activityId: request.activityId, leaveState, reason: decision.reason },
  })
  await act.tell({
    kind: 'leave_decided',
    facts: {
      ...activityFacts(activity),
      approved: decision.approve,
      reason: decision.reason && typeset(decision.reason),
    },
    cause: { kind: 'inbound', id: act.inboundId ?? 0 },
    to: { kind: 'member', id: request.memberId },
    organizationId: request.branchId,
  })
}
