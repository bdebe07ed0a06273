export type Answer = 'attend' | 'online' | 'leave' | 'decline' | 'tentative'
export type LeaveState = 'requested' | 'approved' | 'rejected'

/** What a member said about one activity. Received (收到) and will attend (参加) are two facts. */
export interface Participation {
  acknowledged: boolean
  answer: Answer | null
  leaveState: LeaveState | null
  reason: string | null
  lateMinutes: number | null
}

export const noAnswer: Participation = {
  acknowledged: false,
  answer: null,
  leaveState: null,
  reason: null,
  lateMinutes: null,
}

export type Reply =
  | { kind: 'ack' | 'leave_cancel' }
  | { kind: Answer; reason?: string | null }
  | { kind: 'late'; minutes: number | null; reason?: string | null }

export interface Applied {
  next: Participation
  changed: boolean
  /** The secretary must hear of it: the roll is frozen, or leave that was granted is not taken. */
  tellSecretary: boolean
  /** The member must be asked whether they will attend. */
  ask: boolean
}

/**
 * Takes a member's reply into what they said before. A changed answer replaces the earlier one; leave always starts as
 * requested. After the roll is frozen nothing changes: the roll is the secretary's.
 */
export function applyAnswer(prior: Participation, reply: Reply, frozen = false): Applied {
  const next = replied(prior, reply)
  const changed = (Object.keys(next) as (keyof Participation)[]).some((key) => next[key] !== prior[key])
  if (frozen) return { next: prior, changed: false, tellSecretary: changed && reply.kind !== 'ack', ask: false }
  return {
    next,
    changed,
    tellSecretary: prior.leaveState === 'approved' && next.answer !== 'leave',
    ask: reply.kind === 'leave_cancel' && next.answer === null,
  }
}

function replied(prior: Participation, reply: Reply): Participation {
  switch (reply.kind) {
    case 'ack':
      return { ...prior, acknowledged: true }
    case 'leave_cancel':
      // "Not taking leave" is not yet "will attend".
      return prior.answer === 'leave' ? { ...noAnswer, acknowledged: prior.acknowledged } : prior
    case 'leave':
      return leave(prior, reply.reason ?? null)
    case 'late': {
      // Who will be late will come.
      const answer = prior.answer === 'online' ? 'online' : 'attend'
      return { ...prior, answer, leaveState: null, reason: reply.reason ?? null, lateMinutes: reply.minutes }
    }
    case 'decline':
      // "去不了" from somebody on leave repeats the leave.
      if (prior.answer === 'leave' && prior.leaveState !== 'rejected') return leave(prior, reply.reason ?? null)
  }
  return { ...noAnswer, acknowledged: prior.acknowledged, answer: reply.kind, reason: reply.reason ?? null }
}

/** Leave that was granted stays granted unless another reason is given. */
function leave(prior: Participation, reason: string | null): Participation {
  const before = prior.answer === 'leave' ? prior : noAnswer
  const same = before.leaveState === 'approved' && (reason === null || reason === before.reason)
  return {
    ...noAnswer,
    acknowledged: prior.acknowledged,
    answer: 'leave',
    leaveState: same ? 'approved' : 'requested',
    reason: reason ?? before.reason,
  }
}

/**
 * Whether the member is still to be mentioned: `answer` where nothing but 收到 was said, `firm_answer` where the answer
 * was tentative (asked how it stands, not whether), null where nothing is owed.
 */
export function owesAnswer(p: Pick<Participation, 'answer'>): 'answer' | 'firm_answer' | null {
  return p.answer === null ? 'answer' : p.answer === 'tentative' ? 'firm_answer' : null
}
