import { urgentOrNot } from './claims.ts'
import type { Tx } from './database.ts'

/** How the outbox stands: what the index alone can tell, however many notices there are. */
export interface Totals {
  /** Their time has come, and they are not sent. */
  due: number
  oldestDue: Date | null
  unconfirmed: number
}

export async function totalsOf(tx: Tx, now: Date): Promise<Totals> {
  const [due] = await tx.$queryRaw<{ count: number | bigint; oldest: Date | string | null }[]>`
    SELECT count(*) AS "count", min("dueAt") AS "oldest" FROM "Notice"
    WHERE "state" IN ('due', 'claimed') AND ${urgentOrNot} AND "dueAt" <= ${now}`
  const unconfirmed = await tx.notice.count({ where: { state: 'unconfirmed' } })
  // SQLite does not say that the least of instants is one.
  return { due: Number(due?.count ?? 0), oldestDue: due?.oldest ? new Date(due.oldest) : null, unconfirmed }
}
