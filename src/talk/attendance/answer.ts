import { speaker } from '../build.ts'
import type { Reading } from '../clause.ts'
import { within } from '../match.ts'
import type { Context, Intent, Status } from '../meaning.ts'
import type { Said } from '../message.ts'
import { activityIn } from '../subject.ts'
import type { Group } from './groups.ts'
import { joinReasons } from './reason.ts'

/** An answer before it is known whose and about what. */
export interface Answer {
  intent: Intent
  status: Status
  reason: string | null
  minutes: number | null
}

const changesMind = within([
  '哦不',
  '噢不',
  '不对',
  '还是',
  '算了',
  '改成',
  '改为',
  '说错',
  '打错',
  '更正',
  '收回',
  '刚才',
])

/** What all that one person said comes to. */
export function combine(group: Group, said: Said, context: Context): Answer | null {
  const { readings } = group
  const has = (signal: Reading['signal']) => readings.some((reading) => reading.signal === signal)
  const reason = joinReasons(
    readings.map((reading) => (reading.excuse !== null || reading.signal === 'leave' ? reading.reason : null)),
  )
  const leaveReason = joinReasons(
    readings.map((reading) => (reading.excuse !== null || reading.signal === 'leave' ? reading.reason : reading.rest)),
  )
  const answer = (intent: Intent, status: Status, because: string | null = null): Answer => ({
    intent,
    status,
    reason: because,
    minutes: readings.find((reading) => reading.minutes !== null)?.minutes ?? null,
  })
  const onLeave = hadLeave(group, context)
  const weak = has('attend_weak') || (has('yes') && context.asked === 'attendance')
  const coming = has('attend') || has('online') || has('early') || weak
  const staying = has('decline') || has('leave')
  const lastFirm = readings
    .filter((reading) => reading.signal !== null && reading.signal !== 'acknowledge')
    .at(-1)?.signal
  const conflicting = (coming || has('late')) && staying && !(has('online') && !has('leave'))
  if (conflicting && changesMind(group.text)) return combineLast(group, lastFirm, answer, reason)
  if (has('cancel_leave')) {
    const explicit = /销个?假|取消|撤|作废|收回/.test(group.text)
    if (explicit || onLeave) return answer('leave_cancel', 'leave_cancelled')
    return coming ? answer('attend', 'will_attend') : answer('attend', 'needs_clarification')
  }
  if (onLeave && has('possible_again') && !staying) return answer('leave_cancel', 'leave_cancelled')
  const wavering = readings.some((reading) => reading.hedge === 'for')
  if (conflicting) return answer(has('leave') ? 'leave' : 'unclear', 'needs_clarification', reason)
  if (has('leave') && !wavering) return answer('leave', 'leave_requested', leaveReason)
  if (has('leave') && !/去|来|参加|到|赶|会议/.test(group.text))
    return answer('leave', 'needs_clarification', leaveReason)
  if (has('late') && !staying)
    return coming || !wavering ? answer('late', 'will_be_late', reason) : answer('tentative', 'tentative', reason)
  if (has('online') && !wavering) return answer('online_attend', 'will_attend_online', reason)
  if (wavering || readings.some((reading) => reading.hedge === 'against')) {
    if (has('decline') && !wavering)
      return reason ? answer('leave', 'leave_requested', reason) : answer('decline', 'will_not_attend')
    return meant(group, context) || said.clauses.length <= 3 ? answer('tentative', 'tentative', reason) : null
  }
  const because = reason ?? joinReasons(readings.map((reading) => (reading.must ? reading.rest : null)))
  if (has('decline'))
    return because ? answer('leave', 'leave_requested', because) : answer('decline', 'will_not_attend')
  if (context.checkInOpen && group.named.length > 0 && (has('arrived') || has('attend') || has('attend_weak')))
    return answer('proxy_checkin', 'proxy_needs_confirm')
  if (has('arrived') && !context.checkInOpen) return answer('checkin', 'needs_clarification')
  if (has('possible_again')) return answer('attend', 'will_attend')
  if (has('attend'))
    return answer(
      'attend',
      'will_attend',
      has('early') ? (readings.find((r) => r.signal === 'early')?.reason ?? null) : null,
    )
  if (weak)
    return isMeantToCome(group, said, context)
      ? answer('attend', 'will_attend')
      : answer('attend', 'needs_clarification')
  if (has('early')) return answer('attend', 'will_attend', readings.find((r) => r.signal === 'early')?.reason ?? null)
  if (has('no_leave')) return onLeave ? answer('correction', 'dispute') : answer('attend', 'needs_clarification')
  return combineReasons(group, context, reason, answer)
}

/** 「去」 and 「可以」 say yes only to a question, to what is named, or against an earlier answer; not beside other talk. */
function isMeantToCome(group: Group, said: Said, context: Context): boolean {
  const talk = group.readings.some((reading) => reading.rest !== null && !/没问题|必须|一定/.test(group.text))
  const answersSomething =
    context.asked === 'attendance' ||
    said.quoted !== null ||
    activityIn(said.text, context).named !== null ||
    speaker(context).some((person) => context.priors.has(person.id))
  return answersSomething && !talk
}

function combineLast(
  group: Group,
  last: Reading['signal'] | undefined,
  answer: (intent: Intent, status: Status, reason?: string | null) => Answer,
  reason: string | null,
): Answer {
  if (last === 'leave') return answer('leave', 'leave_requested', reason)
  if (last === 'decline')
    return reason ? answer('leave', 'leave_requested', reason) : answer('decline', 'will_not_attend')
  if (last === 'late') return answer('late', 'will_be_late', reason)
  if (last === 'online') return answer('online_attend', 'will_attend_online', reason)
  if (last === 'attend' || last === 'attend_weak' || last === 'yes' || last === 'early')
    return answer('attend', 'will_attend')
  return answer(group.text.includes('请假') ? 'leave' : 'unclear', 'needs_clarification', reason)
}

/** Only a reason, or only an acknowledgement, or both. */
function combineReasons(
  group: Group,
  context: Context,
  reason: string | null,
  answer: (intent: Intent, status: Status, reason?: string | null) => Answer,
): Answer | null {
  const excuses = group.readings.map((reading) => reading.excuse)
  const acknowledged = group.readings.some((reading) => reading.signal === 'acknowledge' || reading.signal === 'yes')
  if (acknowledged && /但|不过|可是|只是/.test(group.text)) return answer('tentative', 'needs_clarification', reason)
  if (excuses.includes('absence') && context.asked === 'attendance') {
    return group.named.length > 0
      ? answer('leave', 'needs_clarification', reason)
      : answer('leave', 'leave_requested', reason)
  }
  if (excuses.some((excuse) => excuse !== null)) {
    if (acknowledged) return answer('tentative', 'needs_clarification', reason)
    return meant(group, context) ? answer('unclear', 'needs_clarification', reason) : null
  }
  return acknowledged ? answer('ack', 'acknowledged') : null
}

/** Short enough, and asked for: an answer rather than chatter. */
const meant = (group: Group, context: Context) => context.asked === 'attendance' && group.text.length <= 40

function hadLeave(group: Group, context: Context): boolean {
  const people = group.named.length > 0 ? group.named.flatMap((named) => named.person ?? []) : speaker(context)
  return people.some((person) => {
    const prior = context.priors.get(person.id)
    return (
      prior !== undefined && 'status' in prior && (prior.status === 'leave_requested' || prior.status === 'approved')
    )
  })
}
