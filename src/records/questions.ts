import { isDeepStrictEqual } from 'node:util'
import { grouped } from '../base/grouped.ts'
import { Prisma } from './client/client.ts'
import type { Tx } from './database.ts'
import { rowsOf, run } from './direct.ts'
import { loader } from './loader.ts'
import { among, intIn, recordset } from './sql.ts'
import { jsonOf } from './storable.ts'

export type Question = Prisma.QuestionGetPayload<object>

export interface NewQuestion {
  memberId: number
  conversation: string
  kind: string
  facts: object
  askedAt: Date
  expiresAt: Date
}

const newQuestion = {
  memberId: 'int',
  conversation: 'text',
  kind: 'text',
  facts: 'json',
  askedAt: 'instant',
  expiresAt: 'instant',
} as const

/**
 * Remembers what was asked. Asking the same thing again replaces the earlier question. As many statements for many as
 * for one.
 */
export async function askQuestions(tx: Tx, questions: readonly NewQuestion[]): Promise<void> {
  if (questions.length === 0) return
  const memberIds = questions.map(({ memberId }) => memberId)
  const open = await rowsOf<Pick<Question, 'id' | 'memberId' | 'conversation' | 'kind' | 'facts'>>(
    tx,
    Prisma.sql`
      SELECT "id", "memberId", "conversation", "kind", "facts" FROM "Question"
      WHERE "memberId" ${among(tx, memberIds)} AND "settledAt" IS NULL`,
  )
  const byMember = grouped(open, ({ memberId }) => memberId)
  for (const { memberId, conversation, kind, facts, askedAt } of questions) {
    const same = (byMember.get(memberId) ?? []).filter((one) => one.conversation === conversation && one.kind === kind)
    const stored: unknown = JSON.parse(jsonOf(facts))
    for (const { id } of same.filter((one) => isDeepStrictEqual(one.facts, stored)))
      await settleQuestion(tx, id, askedAt)
  }
  await run(
    tx,
    Prisma.sql`
      INSERT INTO "Question" ("memberId", "conversation", "kind", "facts", "askedAt", "expiresAt")
      SELECT r."memberId", r."conversation", r."kind", r."facts", r."askedAt", r."expiresAt"
      FROM ${recordset(tx, questions, newQuestion)} r`,
  )
}

type OpenInPrivate = Pick<Question, 'memberId' | 'askedAt' | 'expiresAt'>

/** What a member was asked alone and has not answered, the newest first. */
export const openInPrivate = async (tx: Tx, memberId: number): Promise<OpenInPrivate[]> =>
  (await askedOf(tx, memberId)) ?? []

const askedOf = loader<number, OpenInPrivate[]>(async (tx, memberIds) => {
  const rows = await rowsOf<OpenInPrivate>(
    tx,
    Prisma.sql`
      SELECT "memberId", "askedAt", "expiresAt" FROM "Question" WHERE "memberId" ${among(tx, memberIds)}
        AND "settledAt" IS NULL AND "conversation" = 'member:' || "memberId" ORDER BY "id" DESC`,
  )
  return grouped(rows, (row) => row.memberId)
})

/** What is waited for from this person in this chat, the newest first. */
export const openQuestions = (tx: Tx, memberId: number, conversation: string, now: Date): Promise<Question[]> =>
  rowsOf(
    tx,
    Prisma.sql`
      SELECT "id", "memberId", "conversation", "kind", "facts", "askedAt", "expiresAt", "settledAt" FROM "Question"
      WHERE "memberId" = ${memberId} AND "conversation" = ${conversation} AND "settledAt" IS NULL
        AND "expiresAt" > ${now} ORDER BY "id" DESC LIMIT 8`,
  )

/** Whether one of these was asked after a question in the same chat, answered since or not. */
export async function askedSince(
  tx: Tx,
  { id, memberId, conversation }: Question,
  kinds: readonly string[],
): Promise<boolean> {
  const rows = await rowsOf<{ id: number }>(
    tx,
    Prisma.sql`
      SELECT "id" FROM "Question" WHERE "memberId" = ${memberId} AND "conversation" = ${conversation}
        AND "id" > ${id} AND "kind" ${among(tx, kinds)} LIMIT 1`,
  )
  return rows.length > 0
}

/** What was asked of anybody about changing an activity is settled once it has changed. */
export const settleChanges = async (tx: Tx, activityId: number, now: Date): Promise<void> => {
  await tx.$executeRaw`
    UPDATE "Question" SET "settledAt" = ${now} WHERE "kind" IN ('move', 'cancel') AND "settledAt" IS NULL
      AND ${intIn(tx, Prisma.sql`"facts"`, 'activityId')} = ${activityId}`
}

export const settleQuestion = async (tx: Tx, id: number, now: Date): Promise<void> => {
  await run(tx, Prisma.sql`UPDATE "Question" SET "settledAt" = ${now} WHERE "id" = ${id}`)
}
