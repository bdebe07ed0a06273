import { type Notice, pacedOut } from '../../records/notices.ts'
import { secretaryOf } from '../../records/organizations.ts'
import type { Act } from '../act.ts'
import { whatOf } from './what-of.ts'

/** So long what cannot be sent in time is gathered before the secretary is told. */
const gatherMs = 10 * 60_000

/** The branch a notice is sent for; null for what is nobody's. */
async function branchOf(act: Act, notice: Notice): Promise<number | null> {
  if (notice.organizationId !== null) return notice.organizationId
  if (notice.recipientKind === 'room')
    return (await act.tx.room.findUnique({ where: { id: notice.recipientId } }))?.organizationId ?? null
  if (notice.recipientKind !== 'member') return null
  return (await act.tx.member.findUnique({ where: { id: notice.recipientId } }))?.branchId ?? null
}

/**
 * There is no room for a notice before it stops helping: it is given up with the reason, and the secretary is told once
 * that day, privately, what the group and the members did not get.
 */
export async function giveUp(act: Act, notice: Notice): Promise<void> {
  const organizationId = await branchOf(act, notice)
  // `dueAt` says from now on on which day it was given up.
  await act.tx.notice.update({
    where: { id: notice.id },
    data: {
      state: 'expired',
      leaseUntil: null,
      outcome: `${pacedOut}排队排到时已没有用`,
      organizationId,
      dueAt: act.now,
    },
  })
  if (organizationId === null || notice.kind === 'backlog') return
  const secretary = await secretaryOf(act.tx, organizationId)
  if (!secretary) return
  await act.tell({
    kind: 'backlog',
    facts: { items: [] },
    cause: { kind: 'organization', id: `${organizationId}:${act.today()}` },
    to: { kind: 'member', id: secretary.memberId },
    dueAt: new Date(act.now.getTime() + gatherMs),
    unprompted: true,
    organizationId,
  })
}

/** What an organization's people did not get on a day because too much was to be sent, and how many messages. */
export async function backlogOf(
  act: Act,
  organizationId: number,
  since: Date,
): Promise<{ what: string; count: number }[]> {
  const lost = await act.tx.notice.findMany({
    where: { organizationId, state: 'expired', outcome: { startsWith: pacedOut }, dueAt: { gte: since } },
    orderBy: { id: 'asc' },
  })
  const counts = new Map<string, number>()
  for (const notice of lost) {
    const what = await whatOf(act, notice)
    counts.set(what, (counts.get(what) ?? 0) + 1)
  }
  return [...counts].map(([what, count]) => ({ what, count }))
}
