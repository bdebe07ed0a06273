import { Prisma } from './client/client.ts'
import type { RecipientKind } from './client/enums.ts'
import type { Tx } from './database.ts'
import { rowsOf, run } from './direct.ts'
import { asEnum, columnsOf, recordset } from './sql.ts'

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

export type Notice = Prisma.NoticeGetPayload<object>

export const noticeColumns = columnsOf(Prisma.NoticeScalarFieldEnum)

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

type Asked = Pick<Notice, 'kind' | 'facts' | 'causeKind' | 'causeId' | 'dueAt' | 'sentAt'>

/**
 * The last message of these kinds that a group or person got: what people answer without naming it. Of activities only
 * those that are the speaker's to answer: in a branch's group its party groups are asked one after the other.
 */
export async function lastAsked(
  tx: Tx,
  to: { kind: 'room' | 'member'; id: number },
  kinds: string[],
  activities?: readonly number[],
): Promise<Asked | null> {
  const ofThese = activities?.length
    ? Prisma.sql`AND ("causeKind" <> 'activity' OR "causeId" IN (${Prisma.join(activities.map(String))}))`
    : activities
      ? Prisma.sql`AND "causeKind" <> 'activity'`
      : Prisma.empty
  const [last] = await rowsOf<Asked>(
    tx,
    Prisma.sql`
      SELECT "kind", "facts", "causeKind", "causeId", "dueAt", "sentAt" FROM "Notice"
      WHERE "recipientKind" = ${to.kind} AND "recipientId" = ${to.id} AND "kind" IN (${Prisma.join(kinds)})
        AND "state" IN ('sent', 'unconfirmed', 'sending') ${ofThese}
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

/** What of one kind was or will be said of a cause, in order; to one group alone where it is given. */
export const saidOf = (
  tx: Tx,
  kind: string,
  cause: { kind: string; id: string | number },
  roomId?: number,
): Promise<Pick<Notice, 'id' | 'state' | 'dueAt' | 'createdAt'>[]> => {
  const toRoom =
    roomId === undefined ? Prisma.empty : Prisma.sql`AND "recipientKind" = 'room' AND "recipientId" = ${roomId}`
  return rowsOf(
    tx,
    Prisma.sql`
      SELECT "id", "state", "dueAt", "createdAt" FROM "Notice" WHERE "causeKind" = ${cause.kind}
        AND "causeId" = ${String(cause.id)} AND "kind" = ${kind} ${toRoom} ORDER BY "id"`,
  )
}

/** What waits is due at another time. */
export const putOffTo = (tx: Tx, id: number, dueAt: Date): Promise<number> =>
  run(tx, Prisma.sql`UPDATE "Notice" SET "dueAt" = ${dueAt} WHERE "id" = ${id} AND "state" = 'due'`)
