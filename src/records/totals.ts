import type { Tx } from './database.ts'

/** How the outbox stands: what the index alone can tell, however many notices there are. */
export interface Totals {
  /** Their time has come, and they are not sent. */
  due: number
  oldestDue: Date | null
  unconfirmed: number
}

export async function totalsOf(tx: Tx, now: Date): Promise<Totals> {
  const due = await tx.notice.aggregate({
    where: { state: { in: ['due', 'claimed'] }, dueAt: { lte: now } },
    _count: true,
    _min: { dueAt: true },
  })
  const unconfirmed = await tx.notice.count({ where: { state: 'unconfirmed' } })
  return { due: due._count, oldestDue: due._min.dueAt, unconfirmed }
}
