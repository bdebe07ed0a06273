import { Prisma } from './client/client.ts'
import type { RecipientKind } from './client/enums.ts'
import type { Db, Tx } from './database.ts'
import { rowsOf, run } from './direct.ts'
import { type Notice, noticeColumns } from './notices.ts'
import { among, holding, passingBy, recordset } from './sql.ts'

/*
 * The way of a notice to its reader: due, claimed, being sent, sent; and back, where a claim is given up or a program
 * ended in the middle.
 */

/** A notice that was claimed: what a queue has to know of it. */
export interface Claimed {
  id: number
  urgent: boolean
  /** An organization: it is handed on, not sent. */
  recipientKind: RecipientKind
  recipientId: number
}

/** Named one by one, so that the index that tells them apart is used for both. */
export const urgentOrNot = Prisma.raw('"urgent" IN (true, false)')

/** Whether anything is due: asked without waiting for anybody, before anything is claimed. */
export async function anyDue(db: Db, now: Date): Promise<boolean> {
  const [any] = await db.$queryRaw<{ id: number }[]>`
    SELECT "id" FROM "Notice" WHERE "state" = 'due' AND ${urgentOrNot} AND "dueAt" <= ${now} LIMIT 1`
  return any !== undefined
}

/** Takes due notices for sending, urgent first; nobody else gets them until the lease ends. */
export async function claimDue(tx: Tx, now: Date, leaseUntil: Date, limit: number): Promise<Claimed[]> {
  const claimed: Claimed[] = []
  // One after the other, each in the order of the index: a sort would read everything that is due.
  for (const urgent of [true, false])
    if (claimed.length < limit) claimed.push(...(await claimSome(tx, urgent, now, leaseUntil, limit - claimed.length)))
  return claimed
}

async function claimSome(tx: Tx, urgent: boolean, now: Date, leaseUntil: Date, limit: number): Promise<Claimed[]> {
  // IS TRUE: looked at last, row by row. SQLite would otherwise go through everything that is ever due.
  const rows = await rowsOf<Claimed & { dueAt: Date }>(
    tx,
    Prisma.sql`
    UPDATE "Notice" SET "state" = 'claimed', "leaseUntil" = ${leaseUntil}
    WHERE ("state" = 'due') IS TRUE AND "id" IN (
      SELECT "id" FROM "Notice" WHERE "state" = 'due' AND "urgent" = ${urgent} AND "dueAt" <= ${now}
      ORDER BY "dueAt", "id" LIMIT ${limit} ${passingBy(tx)})
    RETURNING "id", "urgent", "dueAt", "recipientKind", "recipientId"`,
  )
  // RETURNING keeps no order.
  return rows.sort((a, b) => a.dueAt.getTime() - b.dueAt.getTime() || a.id - b.id).map(({ dueAt: _, ...one }) => one)
}

/** A notice, if it is claimed still: until the end of the transaction nobody else does anything with it. */
export async function takeClaimed(tx: Tx, id: number): Promise<Notice | null> {
  const held = await tx.$queryRaw<{ id: number }[]>`
    SELECT "id" FROM "Notice" WHERE "id" = ${id} AND "state" = 'claimed' ${holding(tx)}`
  return held.length === 0 ? null : tx.notice.findUnique({ where: { id } })
}

/** Those of these notices that are claimed still, the most urgent first; they stay so until the transaction ends. */
export const takeManyClaimed = (tx: Tx, ids: readonly number[]): Promise<Notice[]> =>
  rowsOf(
    tx,
    Prisma.sql`
      SELECT ${noticeColumns} FROM "Notice" WHERE "id" ${among(tx, ids)} AND ("state" = 'claimed') IS TRUE
      ORDER BY "urgent" DESC, "dueAt", "id" ${holding(tx)}`,
  )

/** Marks claimed notices as being sent. */
export async function markManySending(
  tx: Tx,
  rows: readonly { id: number; late: boolean; platform: string }[],
  at: Date,
): Promise<void> {
  if (rows.length === 0) return
  await run(
    tx,
    Prisma.sql`
      UPDATE "Notice" SET "state" = 'sending', "sentAt" = ${at}, "attempts" = "attempts" + 1, "leaseUntil" = NULL,
        "late" = ("Notice"."late" OR r."late"), "platform" = r."platform"
      FROM ${recordset(tx, rows, { id: 'int', late: 'bool', platform: 'text' })} r WHERE "Notice"."id" = r."id"`,
  )
}

/** The platform accepted these. */
export async function markSent(tx: Tx, ids: readonly number[], at: Date): Promise<void> {
  if (ids.length === 0) return
  await run(
    tx,
    Prisma.sql`
      UPDATE "Notice" SET "state" = 'sent', "sentAt" = ${at}, "outcome" = NULL
      WHERE "id" ${among(tx, ids)} AND ("state" = 'sending') IS TRUE`,
  )
}

/** Those of these notices that still wait, and that nobody else is just taking: they stay so until the transaction ends. */
export async function holdWaiting(tx: Tx, ids: readonly number[]): Promise<Set<number>> {
  if (ids.length === 0) return new Set()
  const rows = await tx.$queryRaw<{ id: number }[]>`
    SELECT "id" FROM "Notice" WHERE "id" ${among(tx, ids)} AND "state" IN ('due', 'claimed') ${passingBy(tx)}`
  return new Set(rows.map(({ id }) => id))
}

/** After a restart: what was being sent, anywhere or on one platform, has an unknown outcome. Returns which that is. */
export async function recoverSending(tx: Tx, platform?: string): Promise<Notice[]> {
  const where: Prisma.NoticeWhereInput = {
    state: 'sending',
    // Where none stands, an older version sent it, which was the only one to send.
    ...(platform === undefined ? {} : { OR: [{ platform }, { platform: null }] }),
  }
  const cutOff = await tx.notice.findMany({ where, orderBy: { id: 'asc' } })
  await tx.notice.updateMany({
    where,
    data: { state: 'unconfirmed', outcome: '发送时程序中断，不知道对方收到没有' },
  })
  return cutOff
}

/** Claims that are not used now are due again, unchanged. */
export async function unclaim(tx: Tx, ids: number[]): Promise<void> {
  await tx.notice.updateMany({
    where: { id: { in: ids }, state: 'claimed' },
    data: { state: 'due', leaseUntil: null },
  })
}

/** Every claim is due again: what was to use them is lost. Returns how many there were. */
export const unclaimAll = async (tx: Tx): Promise<number> =>
  (await tx.notice.updateMany({ where: { state: 'claimed' }, data: { state: 'due', leaseUntil: null } })).count

/** A claim that is kept until then: it keeps the time at which it was due, and nobody tries it meanwhile. */
export async function holdClaim(tx: Tx, id: number | number[], until: Date): Promise<void> {
  await tx.notice.updateMany({ where: { id: { in: [id].flat() }, state: 'claimed' }, data: { leaseUntil: until } })
}

/** What is being sent since before then, although every send has its time limit: nobody will write down what became of it. */
export async function recoverStuck(tx: Tx, before: Date): Promise<Notice[]> {
  const stuck = await tx.notice.findMany({
    where: { state: 'sending', sentAt: { lt: before } },
    orderBy: { id: 'asc' },
  })
  if (stuck.length > 0)
    await tx.notice.updateMany({
      where: { id: { in: stuck.map(({ id }) => id) }, state: 'sending' },
      data: { state: 'unconfirmed', outcome: '发送以后出错，不知道对方收到没有' },
    })
  return stuck
}

/** A notice, and what was to leave with it, that were marked as being sent at that moment and were not: due again. */
export async function unsend(tx: Tx, id: number, at: Date): Promise<void> {
  const notice = await tx.notice.findUnique({ where: { id }, select: { recipientKind: true, recipientId: true } })
  if (!notice) return
  await tx.notice.updateMany({
    where: { ...notice, state: 'sending', sentAt: at },
    data: { state: 'due', sentAt: null, attempts: { decrement: 1 } },
  })
}

/** Claims whose lease ran out are due again. */
export async function releaseExpired(tx: Tx, now: Date): Promise<void> {
  await tx.notice.updateMany({
    where: { state: 'claimed', leaseUntil: { lt: now } },
    data: { state: 'due', leaseUntil: null },
  })
}
