import { grouped } from '../base/grouped.ts'
import { Prisma } from './client/client.ts'
import type { Tx } from './database.ts'
import { rowsOf, run } from './direct.ts'
import { loader } from './loader.ts'
import { intIn, list, recordset } from './sql.ts'

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

/** Remembers what was asked. Asking the same thing again replaces the earlier question. Two statements, however many. */
export async function askQuestions(tx: Tx, questions: readonly NewQuestion[]): Promise<void> {
  if (questions.length === 0) return
  const rows = recordset(tx, questions, newQuestion)
  await run(
    tx,
    Prisma.sql`
      UPDATE "Question" SET "settledAt" = r."askedAt" FROM ${rows} r
      WHERE "Question"."memberId" = r."memberId" AND "Question"."conversation" = r."conversation"
        AND "Question"."kind" = r."kind" AND "Question"."settledAt" IS NULL AND "Question"."facts" = r."facts"`,
  )
  await run(
    tx,
    Prisma.sql`
      INSERT INTO "Question" ("memberId", "conversation", "kind", "facts", "askedAt", "expiresAt")
      SELECT r."memberId", r."conversation", r."kind", r."facts", r."askedAt", r."expiresAt" FROM ${rows} r`,
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
      SELECT "memberId", "askedAt", "expiresAt" FROM "Question" WHERE "memberId" IN ${list(tx, memberIds)}
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

/** What was asked of anybody about changing an activity is settled once it has changed. */
export const settleChanges = async (tx: Tx, activityId: number, now: Date): Promise<void> => {
  await tx.$executeRaw`
    UPDATE "Question" SET "settledAt" = ${now} WHERE "kind" IN ('move', 'cancel') AND "settledAt" IS NULL
      AND ${intIn(tx, Prisma.sql`"facts"`, 'activityId')} = ${activityId}`
}

export const settleQuestion = async (tx: Tx, id: number, now: Date): Promise<void> => {
  await tx.question.update({ where: { id }, data: { settledAt: now } })
}
