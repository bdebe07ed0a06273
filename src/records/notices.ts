import { Prisma } from './client/client.ts'
import type { RecipientKind } from './client/enums.ts'
import type { Db, Tx } from './database.ts'
import { rowsOf, run } from './direct.ts'
import { asEnum, columnsOf, holding, list, passingBy, recordset } from './sql.ts'

/** A notice as it enters the outbox. `facts` is plain JSON. */
export interface NoticeRow {
  kind: string
  facts: object
  causeKind: string
  causeId: string
  revision: number
  stage: string
  recipientKind: RecipientKind
  recipientId: number
  ordinal: number
  organizationId: number | null
  unprompted: boolean
  urgent: boolean
  dueAt: Date
  helpsUntil: Date | null
}

const newNotice = {
  kind: 'text',
  facts: 'json',
  causeKind: 'text',
  causeId: 'text',
  revision: 'int',
  stage: 'text',
  recipientKind: 'enum RecipientKind',
  recipientId: 'int',
  ordinal: 'int',
  organizationId: 'int',
  unprompted: 'bool',
  urgent: 'bool',
  dueAt: 'instant',
  helpsUntil: 'instant',
} as const

/** What a transaction has put into the outbox so far, for whoever tells of it afterwards. */
export interface Tally {
  notices: number
  /** Answers that ask instead of doing. */
  askedBack: number
}

const askingBack = ['what_do_you_mean', 'which_person', 'which_matter', 'which_time', 'dues_which_amount']
const tallies = new WeakMap<object, Tally>()

const tallyOf = (tx: Tx): Tally => tallies.get(tx) ?? { notices: 0, askedBack: 0 }

/** Begins to count what is put in from now on: several messages may share a transaction, one after the other. */
export function tallying(tx: Tx): () => Tally {
  const before = tallyOf(tx)
  return () => {
    const { notices, askedBack } = tallyOf(tx)
    return { notices: notices - before.notices, askedBack: askedBack - before.askedBack }
  }
}

/** Adds notices that are not there yet; those that are stay as they are. One statement, however many. */
export async function insertNotices(tx: Tx, rows: NoticeRow[], now: Date): Promise<number> {
  if (rows.length === 0) return 0
  const added = await addNotices(tx, rows, now)
  const asking = rows.filter(({ stage, kind }) => stage === 'reply' && askingBack.includes(kind)).length
  const { notices, askedBack } = tallyOf(tx)
  tallies.set(tx, { notices: notices + added, askedBack: askedBack + asking })
  return added
}

const addNotices = (tx: Tx, rows: NoticeRow[], now: Date): Promise<number> =>
  run(
    tx,
    Prisma.sql`
    INSERT INTO "Notice" ("kind", "facts", "causeKind", "causeId", "revision", "stage", "recipientKind", "recipientId",
      "ordinal", "organizationId", "unprompted", "urgent", "dueAt", "helpsUntil", "createdAt")
    SELECT r."kind", r."facts", r."causeKind", r."causeId", r."revision",
      r."stage", r."recipientKind", r."recipientId", r."ordinal",
      r."organizationId", r."unprompted", r."urgent", r."dueAt",
      r."helpsUntil", ${now}
    FROM ${recordset(tx, rows, newNotice)} r WHERE true
    ON CONFLICT DO NOTHING`,
  )

/**
 * The same for notices to organizations that the database itself works out, in the order of their columns first and then.
 * @param rows a query with kind, facts, causeKind, causeId, stage, organizationId, dueAt, helpsUntil, first, then
 */
export const insertNoticesFrom = (tx: Tx, rows: Prisma.Sql, now: Date): Promise<number> =>
  tx.$executeRaw`
    INSERT INTO "Notice" ("kind", "facts", "causeKind", "causeId", "revision", "stage", "recipientKind", "recipientId",
      "ordinal", "organizationId", "unprompted", "urgent", "dueAt", "helpsUntil", "createdAt")
    SELECT r."kind", r."facts", r."causeKind", r."causeId", 1, r."stage",
      ${asEnum(tx, 'RecipientKind', Prisma.sql`'organization'`)}, r."organizationId", 0, r."organizationId", true, false,
      r."dueAt", r."helpsUntil", ${now}
    FROM (${rows}) r WHERE true ORDER BY r."first", r."organizationId", r."then"
    ON CONFLICT DO NOTHING`

/** A notice that was claimed: what a queue has to know of it. */
export interface Claimed {
  id: number
  urgent: boolean
  /** An organization: it is handed on, not sent. */
  recipientKind: RecipientKind
  recipientId: number
}

/** Whether anything is due: asked without waiting for anybody, before anything is claimed. */
export const anyDue = async (db: Db, now: Date): Promise<boolean> =>
  (await db.notice.findFirst({ where: { state: 'due', dueAt: { lte: now } }, select: { id: true } })) !== null

/** Takes due notices for sending, urgent first; nobody else gets them until the lease ends. */
export async function claimDue(tx: Tx, now: Date, leaseUntil: Date, limit: number): Promise<Claimed[]> {
  // IS TRUE: looked at last, row by row. SQLite would otherwise go through everything that is ever due.
  const rows = await rowsOf<Claimed & { dueAt: Date }>(
    tx,
    Prisma.sql`
    UPDATE "Notice" SET "state" = 'claimed', "leaseUntil" = ${leaseUntil}
    WHERE ("state" = 'due') IS TRUE AND "id" IN (
      SELECT "id" FROM "Notice" WHERE "state" = 'due' AND "dueAt" <= ${now}
      ORDER BY "urgent" DESC, "dueAt", "id" LIMIT ${limit} ${passingBy(tx)})
    RETURNING "id", "urgent", "dueAt", "recipientKind", "recipientId"`,
  )
  // RETURNING keeps no order.
  const order = (a: (typeof rows)[number], b: (typeof rows)[number]) =>
    Number(b.urgent) - Number(a.urgent) || a.dueAt.getTime() - b.dueAt.getTime() || a.id - b.id
  return rows.sort(order).map(({ dueAt: _, ...one }) => one)
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
      SELECT ${columns} FROM "Notice" WHERE "id" IN ${list(tx, ids)} AND ("state" = 'claimed') IS TRUE
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
      WHERE "id" IN ${list(tx, ids)} AND ("state" = 'sending') IS TRUE`,
  )
}

/** Those of these notices that still wait, and that nobody else is just taking: they stay so until the transaction ends. */
export async function holdWaiting(tx: Tx, ids: readonly number[]): Promise<Set<number>> {
  if (ids.length === 0) return new Set()
  const rows = await tx.$queryRaw<{ id: number }[]>`
    SELECT "id" FROM "Notice" WHERE "id" IN ${list(tx, ids)} AND "state" IN ('due', 'claimed') ${passingBy(tx)}`
  return new Set(rows.map(({ id }) => id))
}

/** Silences what is unsent of a cause (all revisions up to one, or all), with the reason. */
export async function expireNotices(
  tx: Tx,
  cause: { kind: string; id: string | number; stages?: string[] },
  reason: string,
): Promise<number> {
  const { count } = await tx.notice.updateMany({
    where: {
      causeKind: cause.kind,
      causeId: String(cause.id),
      state: { in: ['due', 'claimed'] },
      ...(cause.stages ? { stage: { in: cause.stages } } : {}),
    },
    data: { state: 'expired', outcome: reason },
  })
  return count
}

/** When the next unsent notice is due. */
export async function nextDue(tx: Tx): Promise<{ dueAt: Date; kind: string } | null> {
  return tx.notice.findFirst({
    where: { state: 'due' },
    orderBy: { dueAt: 'asc' },
    select: { dueAt: true, kind: true },
  })
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

export type Notice = Prisma.NoticeGetPayload<object>

const columns = columnsOf(Prisma.NoticeScalarFieldEnum)

/** How many unprompted messages went to the groups of this room's organization since the day began. */
export async function sentToday(tx: Tx, roomId: number, since: Date): Promise<number> {
  return tx.notice.count({
    where: {
      recipientKind: 'room',
      recipientId: roomId,
      unprompted: true,
      state: { in: ['sent', 'unconfirmed', 'sending'] },
      sentAt: { gte: since },
    },
  })
}

/**
 * The last message of these kinds that a group or person got: what people answer without naming it. Of activities only
 * those that are the speaker's to answer: in a branch's group its party groups are asked one after the other.
 */
export async function lastAsked(
  tx: Tx,
  to: { kind: 'room' | 'member'; id: number },
  kinds: string[],
  activities?: readonly number[],
): Promise<Notice | null> {
  const ofThese = activities?.length
    ? Prisma.sql`AND ("causeKind" <> 'activity' OR "causeId" IN (${Prisma.join(activities.map(String))}))`
    : activities
      ? Prisma.sql`AND "causeKind" <> 'activity'`
      : Prisma.empty
  const [last] = await rowsOf<Notice>(
    tx,
    Prisma.sql`
      SELECT ${columns} FROM "Notice" WHERE "recipientKind" = ${to.kind} AND "recipientId" = ${to.id}
        AND "kind" IN (${Prisma.join(kinds)}) AND "state" IN ('sent', 'unconfirmed', 'sending') ${ofThese}
      ORDER BY "sentAt" DESC LIMIT 1`,
  )
  return last ?? null
}

/** Somebody who could not be written to has written: what still helps is sent now. */
export async function reviveUnreachable(tx: Tx, memberId: number, now: Date): Promise<void> {
  await tx.notice.updateMany({
    where: {
      recipientKind: 'member',
      recipientId: memberId,
      state: 'failed',
      outcome: { startsWith: unreachable },
      OR: [{ helpsUntil: null }, { helpsUntil: { gt: now } }],
    },
    data: { state: 'due', dueAt: now, outcome: null },
  })
}

/** How the outcome of a notice begins whose reader cannot be written to. */
export const unreachable = '联系不上：'

/** How the outcome of a notice begins for which there was no room in time. */
export const pacedOut = '发不过来：'

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

/** The summaries of the answers to one activity that a group got or will get, in order. */
export const summariesOf = (
  tx: Tx,
  activityId: number,
  roomId: number,
): Promise<Pick<Notice, 'id' | 'state' | 'createdAt'>[]> =>
  rowsOf(
    tx,
    Prisma.sql`
      SELECT "id", "state", "createdAt" FROM "Notice" WHERE "causeKind" = 'activity' AND "causeId" = ${String(activityId)}
        AND "kind" = 'summary' AND "recipientKind" = 'room' AND "recipientId" = ${roomId} ORDER BY "id"`,
  )

/** What waits is due at another time. */
export const putOffTo = (tx: Tx, id: number, dueAt: Date): Promise<number> =>
  run(tx, Prisma.sql`UPDATE "Notice" SET "dueAt" = ${dueAt} WHERE "id" = ${id} AND "state" = 'due'`)
