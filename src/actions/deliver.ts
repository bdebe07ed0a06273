import type { SendOutcome } from '../chat/port.ts'
import type { Db } from '../records/database.ts'
import { write } from '../records/database.ts'
import { type Notice, unreachable } from '../records/notices.ts'
import { secretaryOf } from '../records/organizations.ts'
import { isNoticeKind } from '../talk/say.ts'
import { type Act, beginAct, type Setting } from './act.ts'
import { noteUnreachable } from './call-list.ts'
import { type Composed, compose, type Platforms } from './notify/compose.ts'

export type Sending = Extract<Composed, { kind: 'send' }>

/**
 * First half of a delivery: reads the claimed notice and the state again, and either settles it (silent, later, handed
 * on, unreachable) or marks it `sending` and returns what to send. One transaction.
 */
export function prepare(
  db: Db,
  setting: Setting,
  platforms: Platforms,
  noticeId: number,
  now: Date,
): Promise<Sending | null> {
  return write(db, async (tx) => {
    const notice = await tx.notice.findUnique({ where: { id: noticeId } })
    if (notice?.state !== 'claimed') return null
    const act = beginAct(tx, setting, { now, actor: { kind: 'clock' } })
    const composed = await compose(act, notice, platforms)
    const settle = (data: Parameters<typeof tx.notice.update>[0]['data']) =>
      tx.notice.update({ where: { id: noticeId }, data: { leaseUntil: null, ...data } })
    switch (composed.kind) {
      case 'send':
        await settle({ state: 'sending', sentAt: now, attempts: { increment: 1 } })
        return composed
      case 'expanded':
        await settle({ state: 'sent', sentAt: now, outcome: '已分发' })
        return null
      case 'later':
        await settle({ state: 'due', dueAt: composed.at })
        return null
      case 'silent':
        await settle({ state: 'expired', outcome: composed.reason })
        return null
      case 'unreachable':
        await settle({ state: 'failed', outcome: `${unreachable}${composed.reason}` })
        await noteUnreachable(act, notice)
        return null
    }
  })
}

/** How often a refused send is tried again, and how long after. */
const tries = 5
const retryMs = 60_000

/**
 * What could not even be prepared: tried again later, so that those behind it come first, and in the end given up with
 * the reason.
 */
export function putBack(db: Db, noticeId: number, reason: string, now: Date): Promise<void> {
  return write(db, async (tx) => {
    const notice = await tx.notice.findUnique({ where: { id: noticeId } })
    if (notice?.state !== 'claimed') return
    const attempts = notice.attempts + 1
    const next =
      attempts < tries
        ? ({ state: 'due', dueAt: new Date(now.getTime() + attempts * retryMs) } as const)
        : ({ state: 'failed' } as const)
    await tx.notice.update({
      where: { id: noticeId },
      data: { ...next, attempts, leaseUntil: null, outcome: `没能组织成消息：${reason}` },
    })
  })
}

/** Second half: what became of it. An unknown outcome is put before somebody who can tell; it is never repeated blindly. */
export function settle(db: Db, setting: Setting, noticeId: number, outcome: SendOutcome, now: Date): Promise<void> {
  return write(db, async (tx) => {
    if (outcome.kind === 'accepted') {
      await tx.notice.updateMany({ where: { id: noticeId, state: 'sending' }, data: { state: 'sent', sentAt: now } })
      return
    }
    const notice = await tx.notice.findUniqueOrThrow({ where: { id: noticeId } })
    if (notice.state !== 'sending') return
    if (outcome.kind === 'unknown') {
      await tx.notice.update({ where: { id: noticeId }, data: { state: 'unconfirmed', outcome: outcome.reason } })
      await askAbout(beginAct(tx, setting, { now, actor: { kind: 'clock' } }), notice)
    } else if (outcome.retryAfterMs !== undefined && notice.attempts < tries) {
      const dueAt = new Date(now.getTime() + Math.max(outcome.retryAfterMs, retryMs))
      await tx.notice.update({ where: { id: noticeId }, data: { state: 'due', dueAt, outcome: outcome.reason } })
    } else {
      await tx.notice.update({ where: { id: noticeId }, data: { state: 'failed', outcome: outcome.reason } })
    }
  })
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
      what: isNoticeKind(notice.kind) ? await whatOf(act, notice) : '消息',
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

/** What the message was about, in a word or two. */
async function whatOf(act: Act, notice: Notice): Promise<string> {
  if (notice.causeKind === 'activity') {
    const activity = await act.tx.activity.findUnique({
      where: { id: Number(notice.causeId) },
      select: { title: true },
    })
    return activity ? `${activity.title}${notice.kind === 'announcement' ? '通知' : '提醒'}` : '提醒'
  }
  return notice.causeKind === 'dues' ? '党费提醒' : '答复'
}
