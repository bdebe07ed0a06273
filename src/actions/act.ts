import type { Guide } from '../life/guide.ts'
import { type Held, may, mayAnywhere, type Right } from '../life/people/rights.ts'
import { addAudit } from '../records/audit.ts'
import type { Tx } from '../records/database.ts'
import { insertNotices, type NoticeRow } from '../records/notices.ts'
import { askQuestions, type NewQuestion } from '../records/questions.ts'
import type { Facts, NoticeKind } from '../talk/say.ts'
import type { Calendar } from '../time/calendar.ts'
import type { Day, Zone } from '../time/zone.ts'
import type { QuestionFacts, QuestionKind } from './questions.ts'

/** Who does it. The clock and the operator may do everything; people what their roles allow. */
export type Actor =
  | {
      kind: 'member'
      id: number
      name: string
      branchId: number
      branchPath: string
      groupId: number | null
      held: Held[]
    }
  | { kind: 'operator' }
  | { kind: 'clock' }

/** Where a chat message came from, so that the answer goes back there. */
export interface Place {
  conversation: string
  /** The bound group; null in private. */
  roomId: number | null
}

/** The chat in which a member is spoken to alone, whatever the platform. */
export const privately = (memberId: number): string => `member:${memberId}`
/** A bound group. */
export const inRoom = (roomId: number): string => `room:${roomId}`

export interface Recipient {
  kind: 'room' | 'member' | 'account' | 'organization'
  id: number
}

export interface Cause {
  kind: 'account' | 'activity' | 'dues' | 'inbound' | 'notice' | 'organization' | 'transfer'
  id: string | number
  revision?: number
}

/** One thing to tell. What makes it unique: cause, stage, recipient, ordinal. */
export interface Telling<K extends NoticeKind = NoticeKind> {
  kind: K
  facts: Facts[K]
  cause: Cause
  stage?: string
  to: Recipient
  ordinal?: number
  dueAt?: Date
  helpsUntil?: Date | null
  urgent?: boolean
  /** Not an answer to somebody: counts against the group's daily limit and waits over night. */
  unprompted?: boolean
  organizationId?: number
}

export interface Change {
  action: string
  subject: { kind: string; id: number }
  organizationId?: number
  before?: object | null
  after?: object | null
}

/**
 * One unit of work: everything in it, the audit entries and the notices included, is committed together
 * or not at all. Actions get it and return nothing said: what is to be said leaves as notices.
 */
export interface Act {
  readonly tx: Tx
  readonly now: Date
  readonly zone: Zone
  readonly calendar: Calendar
  readonly actor: Actor
  readonly botName: string
  /** Another source of sign-in codes than chance. */
  readonly signInCode?: () => string
  /** How things are done, as the program and the operator have it. */
  readonly guides?: readonly Guide[]
  /** The message that caused it. */
  readonly inboundId: number | null
  readonly place: Place | null
  today(): Day
  may(right: Right, path: string): boolean
  /** Whether the actor has the right anywhere: a group's leader has it for the group alone. */
  mayAnywhere(right: Right): boolean
  tell<K extends NoticeKind>(telling: Telling<K>): Promise<void>
  /** Answers where the person spoke. */
  reply<K extends NoticeKind>(kind: K, facts: Facts[K]): Promise<void>
  /** Answers the person privately, also when the message stood in a group. */
  whisper<K extends NoticeKind>(kind: K, facts: Facts[K]): Promise<void>
  /**
   * Remembers what was asked; the next answer in that chat is for it. The speaker is asked where they spoke, or
   * `privately`; another member always privately.
   */
  ask<K extends QuestionKind>(kind: K, facts: QuestionFacts[K], to?: 'privately' | { memberId: number }): Promise<void>
  audit(...changes: Change[]): Promise<void>
}

const day = 24 * 3_600_000
/** How long an answer is waited for. */
const patience = 3 * day
/** What is put before officers waits over weekends and holidays: whether it still stands is read again at the answer. */
const longPatience = 14 * day
const ofOfficers: readonly QuestionKind[] = [
  'transfer_receive',
  'transfer_group',
  'draft',
  'approval',
  'leaves',
  'roll',
  'minutes',
  'archive',
  'dues_check',
  'member_asked',
  'make_up',
  'election_report',
  'election_approval',
  'term_move',
]

/** A question to a member alone, as it is remembered. */
export const privateQuestion = <K extends QuestionKind>(
  kind: K,
  facts: QuestionFacts[K],
  memberId: number,
  askedAt: Date,
): NewQuestion => ({
  memberId,
  conversation: privately(memberId),
  kind,
  facts,
  askedAt,
  expiresAt: new Date(askedAt.getTime() + (ofOfficers.includes(kind) ? longPatience : patience)),
})

export interface Setting {
  zone: Zone
  calendar: Calendar
  botName: string
  /** Where sign-in codes come from; chance unless told otherwise. The demonstration must read the same on every run. */
  signInCode?: () => string
  /** How things are done; where there are none nothing is explained. */
  guides?: readonly Guide[]
}

export function beginAct(
  tx: Tx,
  setting: Setting,
  by: { now: Date; actor: Actor; inboundId?: number; place?: Place },
): Act {
  const { now, actor } = by
  const inboundId = by.inboundId ?? null
  const place = by.place ?? null
  let replies = 0

  const tell: Act['tell'] = async (telling) => {
    const row: NoticeRow = {
      kind: telling.kind,
      facts: telling.facts,
      causeKind: telling.cause.kind,
      causeId: String(telling.cause.id),
      revision: telling.cause.revision ?? 1,
      stage: telling.stage ?? telling.kind,
      recipientKind: telling.to.kind,
      recipientId: telling.to.id,
      ordinal: telling.ordinal ?? 0,
      organizationId: telling.organizationId ?? null,
      unprompted: telling.unprompted ?? false,
      urgent: telling.urgent ?? false,
      dueAt: telling.dueAt ?? now,
      helpsUntil: telling.helpsUntil ?? null,
    }
    await insertNotices(tx, [row], now)
  }

  const answer = async <K extends NoticeKind>(kind: K, facts: Facts[K], to: Recipient): Promise<void> =>
    tell({
      kind,
      facts,
      to,
      cause: { kind: 'inbound', id: inboundId ?? 0 },
      stage: 'reply',
      ordinal: replies++,
      urgent: true,
    })

  return {
    tx,
    now,
    actor,
    inboundId,
    place,
    ...setting,
    today: () => setting.zone.day(now),
    may: (right, path) => actor.kind !== 'member' || may(actor.held, right, path),
    mayAnywhere: (right) => actor.kind !== 'member' || mayAnywhere(actor.held, right),
    tell,
    reply: async (kind, facts) => {
      if (place?.roomId != null) await answer(kind, facts, { kind: 'room', id: place.roomId })
      else if (actor.kind === 'member') await answer(kind, facts, { kind: 'member', id: actor.id })
    },
    whisper: async (kind, facts) => {
      if (actor.kind === 'member') await answer(kind, facts, { kind: 'member', id: actor.id })
    },
    ask: async (kind, facts, to) => {
      const other = typeof to === 'object' ? to.memberId : null
      const memberId = other ?? (actor.kind === 'member' ? actor.id : null)
      if (memberId === null) return
      const conversation = to || !place ? privately(memberId) : place.conversation
      await askQuestions(tx, [{ ...privateQuestion(kind, facts, memberId, now), conversation }])
    },
    audit: async (...changes) => {
      await addAudit(
        tx,
        changes.map((change) => ({
          at: now,
          actorKind: actor.kind,
          actorId: actor.kind === 'member' ? actor.id : null,
          inboundId,
          action: change.action,
          subjectKind: change.subject.kind,
          subjectId: change.subject.id,
          organizationId: change.organizationId ?? null,
          before: change.before ?? null,
          after: change.after ?? null,
        })),
      )
    },
  }
}
