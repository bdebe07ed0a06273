import type { Log } from './log.ts'

/*
 * What happens to a message and to a notice, each told in one wide line when it is known and committed. Numbers and
 * fixed words only: whoever wants to know more finds the rest in the database by the ids.
 */

/** A message was kept and waits for a worker: told where several processes share the work. */
export interface ArrivalEvent {
  event: 'arrival'
  id: number
  platform: string
  conversation: 'room' | 'private'
}

/** A message was handled. */
export interface MessageEvent {
  event: 'message'
  /** Of the inbound row; null for one that was taken in before. */
  id: number | null
  platform: string
  conversation: 'room' | 'private'
  addressed: boolean
  button: boolean
  files: number
  /** What it was taken for: attend:recorded, command:schedule … ; duplicate; failed. */
  outcome: string
  understood: boolean
  /** It was answered by a question. */
  askedBack: boolean
  memberId: number | null
  roomId: number | null
  /** How many notices it caused, the reply included. */
  notices: number
  /** Kept by a gateway and handled by a worker. */
  queued: boolean
  waitedMs: number
  ms: number
  tries: number
}

/** `handed_on`: made into one for each recipient; `merged`: left with another; `later`: waits again. */
export const noticeOutcomes = ['sent', 'merged', 'handed_on', 'unconfirmed', 'failed', 'expired', 'later'] as const
export type NoticeOutcome = (typeof noticeOutcomes)[number]

/** What became of a notice. All but `later` are the end of it, unless somebody asks for it again. */
export interface NoticeEvent {
  event: 'notice'
  id: number
  kind: string
  stage: string
  platform: string | null
  to: 'room' | 'member' | 'account' | 'organization'
  outcome: NoticeOutcome
  /** Its time had passed because the program was down, and it says so. */
  late: boolean
  /** How long after its time. */
  lagMs: number
  attempts: number
  /** How long the sending took, from the reading to the outcome; null where nothing was sent. */
  ms: number | null
}

export type WideEvent = ArrivalEvent | MessageEvent | NoticeEvent

/** Told of each event once, after the commit. Never throws. */
export type Tell = (event: WideEvent) => void

/** Between the beginning and the end there may be many lines: they are for those who look for something. */
const isBetween = (event: WideEvent): boolean =>
  event.event === 'arrival' || (event.event === 'notice' && event.outcome === 'later')

/** Writes events into the log, and tells them to whoever counts. */
export function toLog(log: Log, count: Tell = () => {}): Tell {
  // There is nothing to be hidden in them, and to look for it would take ten times as long as to write the line.
  const plain = log.child({}, { redact: [] })
  return (event) => {
    count(event)
    plain[isBetween(event) ? 'debug' : 'info'](event, event.event)
  }
}
