import type { MessageEvent } from '../base/events.ts'
import type { IncomingMessage } from '../chat/port.ts'
import type { Tally } from '../records/notices.ts'

/** What a message comes to. */
export interface Outcome {
  /** What it was taken for. */
  outcome: string
  memberId: number | null
  roomId: number | null
}

/** What came of a message, as it was committed. */
export interface Came extends Outcome, Tally {
  inboundId: number
}

/** Messages that were nothing for the bot, or from nobody it knows. */
const notForIt = ['received', 'stranger', 'foreign_room', 'file_ignored', 'code_refused', 'code:none', 'failed']

const isUnderstood = (outcome: string): boolean =>
  !notForIt.includes(outcome) && !outcome.startsWith('unclear:') && !outcome.startsWith('smalltalk:')

/**
 * What is told of a message when it is committed.
 * @param came null where it had been taken in before
 */
export function messageEvent(
  platform: string,
  { conversation, addressed, button, files }: IncomingMessage,
  came: Came | null,
  { queued, waitedMs, ms, tries }: Pick<MessageEvent, 'queued' | 'waitedMs' | 'ms' | 'tries'>,
): MessageEvent {
  return {
    event: 'message',
    id: came?.inboundId ?? null,
    platform,
    conversation: conversation.kind,
    addressed,
    button: button !== undefined,
    files: files.length,
    outcome: came?.outcome ?? 'duplicate',
    understood: came !== null && isUnderstood(came.outcome),
    askedBack: came !== null && came.askedBack > 0,
    memberId: came?.memberId ?? null,
    roomId: came?.roomId ?? null,
    notices: came?.notices ?? 0,
    queued,
    waitedMs: Math.round(waitedMs),
    ms: Math.round(ms),
    tries,
  }
}
