import type { NoticeOutcome } from '../../base/events.ts'
import type { Conversation, OutgoingMessage, SendOutcome } from '../../chat/port.ts'
import { holdWaiting, takeClaimed } from '../../records/claims.ts'
import { type Db, type Tx, write } from '../../records/database.ts'
import { type Notice, unreachable } from '../../records/notices.ts'
import { secretaryOf } from '../../records/organizations.ts'
import { type Act, beginAct, type Setting } from '../act.ts'
import { giveUp } from './backlog.ts'
import { noteUnreachable } from './call-list.ts'
import { type Composed, compose, type Platforms, type Target, targetOf } from './compose.ts'
import { whatOf } from './what-of.ts'

/** A notice as it was, and what has become of it: told when that is committed. */
export interface Settled {
  notice: Notice
  outcome: NoticeOutcome
}

/** What is to be sent, and the notices that leave with it, the first one before those that are merged into it. */
export interface Sending {
  notices: Notice[]
  platform: string
  to: Conversation
  message: OutgoingMessage
}

/** So many notices, and so much text, leave as one message at most. */
const mergedAtMost = 10
const mergedLength = 1_500

/**
 * First half of a delivery: reads the claimed notice and the state again, and either settles it (silent, later, handed
 * on, unreachable) or marks it `sending` and returns what to send. One transaction.
 * @param merge the conversation has little room: other plain texts that wait for it, also among these claimed ones
 *   (or all), leave in the same message
 */
export function prepare(
  db: Db,
  setting: Setting,
  platforms: Platforms,
  noticeId: number,
  now: Date,
  merge: number[] | 'all' | null = null,
): Promise<Sending | Settled | null> {
  const work = async (tx: Tx): Promise<Sending | Settled | null> => {
    const notice = await takeClaimed(tx, noticeId)
    if (!notice) return null
    const act = beginAct(tx, setting, { now, actor: { kind: 'clock' } })
    const composed = await compose(act, notice, platforms)
    if (composed.kind !== 'send') return settleUnsent(act, notice, composed)
    const first = await markSending(act, notice, composed)
    const { platform, to, message } = composed
    const others = merge && isPlain(composed) ? await joining(act, notice, composed, platforms, merge) : []
    const text = [message.text, ...others.map((one) => one.text)].join('\n\n')
    return { notices: [first, ...others.map((one) => one.notice)], platform, to, message: { ...message, text } }
  }
  return write(db, work, { notices: [noticeId] })
}

export type Sendable = Extract<Composed, { kind: 'send' }>

/** Writes down what a notice comes to that is not sent now. */
export async function settleUnsent(act: Act, notice: Notice, composed: Exclude<Composed, Sendable>): Promise<Settled> {
  const settle = async (outcome: NoticeOutcome, data: Parameters<typeof act.tx.notice.update>[0]['data']) => {
    await act.tx.notice.update({ where: { id: notice.id }, data: { leaseUntil: null, ...data } })
    return { notice, outcome }
  }
  switch (composed.kind) {
    case 'elsewhere':
      return settle('later', { state: 'due' })
    case 'expanded':
      return settle('handed_on', { state: 'sent', sentAt: act.now, outcome: '已分发' })
    case 'later':
      return settle('later', { state: 'due', dueAt: composed.at })
    case 'silent':
      return settle('expired', { state: 'expired', outcome: composed.reason })
    case 'unreachable': {
      const settled = await settle('failed', { state: 'failed', outcome: `${unreachable}${composed.reason}` })
      await noteUnreachable(act, notice)
      return settled
    }
  }
}

/** Returns the notice as it is now. */
async function markSending(act: Act, notice: Notice, { ask, late, platform }: Sendable): Promise<Notice> {
  if (ask) await act.ask(ask.kind, ask.facts, { memberId: notice.recipientId })
  return act.tx.notice.update({
    where: { id: notice.id },
    data: {
      state: 'sending',
      sentAt: act.now,
      platform,
      attempts: { increment: 1 },
      leaseUntil: null,
      ...(late ? { late } : {}),
    },
  })
}

/** Nothing but words: joined to other words it still means the same. */
const isPlain = ({ message, ask }: Sendable): boolean =>
  ask === null && message.buttons.length === 0 && message.mentions.length === 0 && message.file === undefined

/** The plain texts that wait for the same reader, marked `sending` with the first. */
async function joining(act: Act, first: Notice, opening: Sendable, platforms: Platforms, claimed: number[] | 'all') {
  const waiting = await act.tx.notice.findMany({
    where: {
      OR: [
        { state: 'due', dueAt: { lte: act.now } },
        {
          state: 'claimed',
          id: claimed === 'all' ? { not: first.id } : { in: claimed.filter((id) => id !== first.id) },
        },
      ],
      recipientKind: first.recipientKind,
      recipientId: first.recipientId,
      // To compose an announcement is to note that the group was told; a binding code is made when it is composed.
      kind: { notIn: ['announcement', 'binding_code'] },
    },
    orderBy: [{ urgent: 'desc' }, { dueAt: 'asc' }, { id: 'asc' }],
    take: mergedAtMost - 1,
  })
  const joined: { notice: Notice; text: string }[] = []
  let length = opening.message.text.length
  const ours = await holdWaiting(
    act.tx,
    waiting.map(({ id }) => id),
  )
  for (const notice of waiting.filter(({ id }) => ours.has(id))) {
    const composed = await compose(act, notice, platforms)
    if (composed.kind !== 'send' || !isPlain(composed)) continue
    length += composed.message.text.length
    if (length > mergedLength) break
    joined.push({ notice: await markSending(act, notice, composed), text: composed.message.text })
  }
  return joined
}

/** Where a claimed notice would go; null for what goes nowhere, or to many. */
export async function addressOf(db: Db, platforms: Platforms, noticeId: number): Promise<Target | null> {
  const notice = await db.notice.findUnique({ where: { id: noticeId } })
  if (notice?.state !== 'claimed' || notice.recipientKind === 'organization') return null
  const found = await targetOf(db, notice, platforms)
  return 'unreachable' in found ? null : found
}

/** There is no room for it before `until`: it waits till then, or is given up where that is too late to help. */
export function putOff(db: Db, setting: Setting, noticeId: number, until: Date, now: Date): Promise<Settled | null> {
  const work = async (tx: Tx): Promise<Settled | null> => {
    const notice = await takeClaimed(tx, noticeId)
    if (!notice) return null
    if (notice.helpsUntil !== null && notice.helpsUntil <= until) {
      await giveUp(beginAct(tx, setting, { now, actor: { kind: 'clock' } }), notice)
      return { notice, outcome: 'expired' }
    }
    await tx.notice.update({ where: { id: noticeId }, data: { state: 'due', dueAt: until, leaseUntil: null } })
    return { notice, outcome: 'later' }
  }
  return write(db, work, { notices: [noticeId] })
}

/** How often a refused send is tried again, and how long after. */
const tries = 5
const retryMs = 60_000
const outageMs = 24 * 3_600_000

/**
 * What could not even be prepared: tried again later, so that those behind it come first, and in the end given up with
 * the reason.
 */
export function putBack(db: Db, noticeId: number, reason: string, now: Date): Promise<Settled | null> {
  const work = async (tx: Tx): Promise<Settled | null> => {
    const notice = await takeClaimed(tx, noticeId)
    if (!notice) return null
    const attempts = notice.attempts + 1
    const next =
      attempts < tries
        ? ({ state: 'due', dueAt: new Date(now.getTime() + attempts * retryMs) } as const)
        : ({ state: 'failed' } as const)
    await tx.notice.update({
      where: { id: noticeId },
      data: { ...next, attempts, leaseUntil: null, outcome: `没能组织成消息：${reason}` },
    })
    return { notice: { ...notice, attempts }, outcome: next.state === 'due' ? 'later' : 'failed' }
  }
  return write(db, work, 'rows')
}

/**
 * Second half: what became of the notices of one message. An unknown outcome is put before somebody who can tell; it is
 * never repeated blindly.
 */
export function settle(
  db: Db,
  setting: Setting,
  notices: Notice[],
  outcome: SendOutcome,
  now: Date,
): Promise<Settled[]> {
  const ids = notices.map(({ id }) => id)
  const work = async (tx: Tx): Promise<Settled[]> => {
    if (outcome.kind === 'accepted') {
      const sending = { id: { in: ids }, state: 'sending' } as const
      await tx.notice.updateMany({ where: sending, data: { state: 'sent', sentAt: now, outcome: null } })
      return notices.map((notice, index) => ({ notice, outcome: index === 0 ? 'sent' : 'merged' }))
    }
    const act = beginAct(tx, setting, { now, actor: { kind: 'clock' } })
    const settled: Settled[] = []
    for (const id of ids) {
      const notice = await tx.notice.findUniqueOrThrow({ where: { id } })
      if (notice.state === 'sending') settled.push({ notice, outcome: await settleOne(act, notice, outcome) })
    }
    return settled
  }
  return write(db, work, outcome.kind === 'accepted' ? 'rows' : 'all')
}

/** A connection may be down for hours: what was never taken is tried for a day, however often. */
const mayTryAgain = (notice: Notice, now: Date): boolean =>
  notice.attempts < tries || now.getTime() - notice.createdAt.getTime() < outageMs

type NotTaken = Exclude<SendOutcome, { kind: 'accepted' }>

async function settleOne(act: Act, notice: Notice, outcome: NotTaken): Promise<NoticeOutcome> {
  const { tx, now } = act
  const { reason } = outcome
  const change = (data: Parameters<typeof tx.notice.update>[0]['data']) =>
    tx.notice.update({ where: { id: notice.id }, data: { ...data, outcome: reason } })
  if (outcome.kind === 'unknown') {
    await change({ state: 'unconfirmed' })
    await askAbout(act, notice)
    return 'unconfirmed'
  }
  if (outcome.retryAfterMs !== undefined && mayTryAgain(notice, now)) {
    await change({ state: 'due', dueAt: new Date(now.getTime() + Math.max(outcome.retryAfterMs, retryMs)) })
    return 'later'
  }
  await change({ state: 'failed' })
  // Refused for good: somebody has to speak to the bot there, or to take it into the group again.
  if (notice.recipientKind === 'room' && outcome.retryAfterMs === undefined)
    await tx.room.updateMany({ where: { id: notice.recipientId, asleepSince: null }, data: { asleepSince: now } })
  return 'failed'
}

/** Asks whether a doubtful message was seen: of a group the secretary, of a private one its reader. */
export async function askAbout(act: Act, notice: Notice): Promise<void> {
  if (notice.kind === 'unconfirmed') return
  const room =
    notice.recipientKind === 'room' ? await act.tx.room.findUnique({ where: { id: notice.recipientId } }) : null
  const reader = room
    ? ((await secretaryOf(act.tx, room.organizationId))?.memberId ?? null)
    : notice.recipientKind === 'member'
      ? notice.recipientId
      : null
  if (reader === null) return
  await act.tell({
    kind: 'unconfirmed',
    facts: {
      what: await whatOf(act, notice),
      sentAt: (notice.sentAt ?? notice.dueAt).toISOString(),
      where: room ? '发到群里' : '私下发给您',
    },
    // Each attempt is a doubt of its own: what was sent again may be cut off again.
    cause: { kind: 'notice', id: notice.id, revision: notice.attempts },
    to: { kind: 'member', id: reader },
    urgent: true,
    ...(notice.organizationId === null ? {} : { organizationId: notice.organizationId }),
  })
}
