import type { Answering } from '../actions/activity/answer.ts'
import type { MeaningItem } from '../talk/meaning.ts'

/** The answer to an activity that one item of a message amounts to; null where it is none. */
export function replyOf(
  item: Pick<MeaningItem, 'status' | 'reason'>,
  lateMinutes: number | null,
): Answering['reply'] | null {
  const { status, reason } = item
  switch (status) {
    case 'acknowledged':
      return { kind: 'ack' }
    case 'will_attend':
      return { kind: 'attend' }
    case 'will_attend_online':
      return { kind: 'online' }
    case 'will_not_attend':
      return { kind: 'decline', reason }
    case 'leave_requested':
      return { kind: 'leave', reason }
    case 'leave_cancelled':
      return { kind: 'leave_cancel' }
    case 'tentative':
      return { kind: 'tentative', reason }
    case 'will_be_late':
      return { kind: 'late', minutes: lateMinutes, reason }
    default:
      return null
  }
}
