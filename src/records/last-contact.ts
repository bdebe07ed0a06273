import type { Tx } from './database.ts'

/**
 * When each member was last heard: a message of their own on any platform, an answer they gave themselves, or a meeting
 * they came to, there or online. Three queries, however many.
 */
export async function lastContacts(tx: Tx, memberIds: number[]): Promise<Map<number, Date>> {
  const those = { in: memberIds }
  const [messages, answers, meetings] = await Promise.all([
    tx.inbound.groupBy({ by: ['memberId'], where: { memberId: those }, _max: { receivedAt: true } }),
    tx.participation.groupBy({
      by: ['memberId'],
      where: { memberId: those, answeredAt: { not: null }, reportedById: null },
      _max: { answeredAt: true },
    }),
    tx.participation.findMany({
      where: { memberId: those, attendance: { in: ['present', 'online'] } },
      select: { memberId: true, activity: { select: { startsAt: true } } },
    }),
  ])
  const last = new Map<number, Date>()
  const note = (id: number | null, at: Date | null) => {
    if (id === null || at === null) return
    const known = last.get(id)
    if (!known || known < at) last.set(id, at)
  }
  for (const row of messages) note(row.memberId, row._max.receivedAt)
  for (const row of answers) note(row.memberId, row._max.answeredAt)
  for (const { memberId, activity } of meetings) note(memberId, activity.startsAt)
  return last
}
