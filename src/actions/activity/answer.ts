import { typeset } from '../../base/text.ts'
import { applyAnswer, type Participation, type Reply } from '../../life/meeting/participation.ts'
import { type ActivityRow, keeperOf } from '../../records/activities.ts'
import { participationOf, putAnswer } from '../../records/answers.ts'
import { calledNameOf } from '../../records/members.ts'
import { putOffTo, saidOf } from '../../records/notices.ts'
import type { Act } from '../act.ts'
import { activityFacts } from '../subject.ts'
import { officerOf } from './audience.ts'
import { reportLeave } from './leave.ts'
import { leaveOtherSessions } from './sessions.ts'

export interface Answering {
  activity: ActivityRow
  /** Whose answer it is. */
  member: { id: number; name: string; branchId: number }
  reply: Reply
  /** The words, for the secretary where the program may not decide. */
  text: string
}

/**
 * Takes one member's answer. In the group nothing is said but the later summary; in private it is said back.
 * After the roll is frozen an answer changes nothing and is passed on to the secretary.
 */
export async function answerActivity(act: Act, { activity, member, reply, text }: Answering): Promise<void> {
  const keeperId = keeperOf(activity, member.branchId)
  const row = await participationOf(act.tx, activity.id, member.id)
  const prior: Participation = {
    acknowledged: row?.acknowledgedAt != null,
    answer: row?.answer ?? null,
    leaveState: row?.leaveState ?? null,
    reason: row?.reason ?? null,
    lateMinutes: row?.lateMinutes ?? null,
  }
  const { next, changed, tellSecretary, ask } = applyAnswer(prior, reply, activity.state === 'held')
  const self = act.actor.kind === 'member' && act.actor.id === member.id
  if (changed) {
    await putAnswer(act.tx, {
      activityId: activity.id,
      memberId: member.id,
      branchId: keeperId,
      acknowledgedAt: next.acknowledged ? (row?.acknowledgedAt ?? act.now) : null,
      answer: next.answer,
      leaveState: next.leaveState,
      reason: next.reason === null ? null : typeset(next.reason),
      lateMinutes: next.lateMinutes,
      answeredAt: next.answer === prior.answer && row?.answeredAt ? row.answeredAt : act.now,
      reportedById: self || act.actor.kind !== 'member' ? null : act.actor.id,
    })
    await act.audit({
      action: 'answer',
      subject: { kind: 'participation', id: member.id },
      organizationId: keeperId,
      before: { activityId: activity.id, ...prior },
      after: { activityId: activity.id, ...next },
    })
    if (next.answer === 'leave' && next.leaveState === 'requested') await reportLeave(act, activity, keeperId)
    if (act.place?.roomId != null) await sumUp(act, activity, act.place.roomId, keeperId)
    if (next.answer === 'attend' || next.answer === 'online') await leaveOtherSessions(act, activity, member.id)
  }
  if (tellSecretary) await tellTheSecretary(act, activity, member, spoken(reply, text), prior.leaveState === 'approved')
  await respond(act, activity, { reply, next, self, name: member.name, ask })
}

/** What goes back to the speaker: privately always, in a group only what must be asked. */
async function respond(
  act: Act,
  activity: ActivityRow,
  said: {
    reply: Reply
    next: Participation
    self: boolean
    name: string
    ask: boolean
  },
): Promise<void> {
  const { next, self } = said
  const facts = activityFacts(activity)
  const { activityId } = facts
  const inGroup = act.place?.roomId != null
  if (activity.state === 'held') {
    const own =
      act.actor.kind === 'member' &&
      (await officerOf(act.tx, activity, keeperOf(activity, act.actor.branchId)))?.memberId === act.actor.id
    if (inGroup) return
    if (own)
      await act.reply('what_do_you_mean', {
        hint: '会已经开始，名单由您来定：谁到了、谁没到，请直接说，如「张三缺席没请假，李四到」。',
      })
    else await act.reply('passed_on', { secretary: '书记' })
    return
  }
  if (said.ask) {
    await act.ask('will_attend', { activityId }, 'privately')
    await act.whisper('acknowledged', facts)
    return
  }
  if (next.answer === 'leave' && next.reason === null && self) {
    await act.ask('leave_reason', { activityId }, 'privately')
    await act.whisper('leave_reason', facts)
    return
  }
  if (said.reply.kind === 'ack') {
    if (!inGroup && next.answer === null) {
      await act.ask('will_attend', { activityId })
      await act.reply('acknowledged', facts)
    }
    return
  }
  if (next.answer === null) return
  // Leave is said back privately even when it was asked for in the group: what was understood matters there.
  if (inGroup && next.answer !== 'leave') return
  if (next.answer === 'decline' && next.reason === null && self) {
    await act.ask('leave_reason', { activityId })
    await act.reply('decline_reason', facts)
    return
  }
  await act.whisper('answer_noted', {
    ...facts,
    answer: next.answer,
    who: self ? null : said.name,
    reason: next.reason === null ? null : typeset(next.reason),
    lateMinutes: said.reply.kind === 'late' ? (next.lateMinutes ?? 0) : null,
    approved: next.leaveState === 'approved',
  })
}

/** A bare number says nothing to somebody who did not see the choices. */
const spoken = (reply: Reply, text: string): string =>
  !/^\d/.test(text) ? text : reply.kind === 'attend' ? '参加' : reply.kind === 'online' ? '线上参加' : text

async function tellTheSecretary(
  act: Act,
  activity: ActivityRow,
  member: { id: number; name: string; branchId: number },
  text: string,
  onLeave: boolean,
): Promise<void> {
  const secretary = await officerOf(act.tx, activity, keeperOf(activity, member.branchId))
  if (!secretary || secretary.memberId === member.id || act.inboundId === null) return
  await act.tell({
    kind: 'secretary_told',
    facts: {
      ...activityFacts(activity),
      name: await calledNameOf(act.tx, member.id),
      said: typeset(text.slice(0, 60)),
      onLeave,
    },
    cause: { kind: 'inbound', id: act.inboundId },
    to: { kind: 'member', id: secretary.memberId },
    unprompted: true,
    organizationId: member.branchId,
  })
}

const quietMs = 2 * 60_000
const longestMs = 10 * 60_000
const perDay = 3

/** One summary for many answers: two minutes after the last, ten after the first, at most three a day. */
async function sumUp(act: Act, activity: ActivityRow, roomId: number, branchId: number): Promise<void> {
  const earlier = await saidOf(act.tx, 'summary', { kind: 'activity', id: activity.id }, roomId)
  const waiting = earlier.find(({ state }) => state === 'due')
  if (waiting) {
    const latest = waiting.createdAt.getTime() + longestMs
    await putOffTo(act.tx, waiting.id, new Date(Math.min(act.now.getTime() + quietMs, latest)))
    return
  }
  const since = act.zone.at(act.today(), '00:00')
  if (earlier.filter(({ createdAt }) => createdAt >= since).length >= perDay) return
  await act.tell({
    kind: 'summary',
    // Counted afresh when it is said.
    facts: {
      ...activityFacts(activity),
      answered: 0,
      attend: 0,
      online: 0,
      leave: 0,
      decline: 0,
      tentative: 0,
      acknowledged: 0,
      waiting: 0,
    },
    cause: { kind: 'activity', id: activity.id, revision: activity.revision },
    to: { kind: 'room', id: roomId },
    ordinal: earlier.length,
    dueAt: new Date(act.now.getTime() + quietMs),
    helpsUntil: activity.startsAt,
    organizationId: branchId,
  })
}
