import { isDeepStrictEqual } from 'node:util'
import { Prisma } from './client/client.ts'
import type { Tx } from './database.ts'
import { rowsOf } from './direct.ts'
import { intIn } from './sql.ts'

export type Question = Prisma.QuestionGetPayload<object>

export async function openQuestion(
  tx: Tx,
  question: { memberId: number; conversation: string; kind: string; facts: object; askedAt: Date; expiresAt: Date },
): Promise<void> {
  // Asking the same thing again replaces the earlier question.
  const { memberId, conversation, kind } = question
  const open = await tx.question.findMany({
    where: { memberId, conversation, kind, settledAt: null },
    orderBy: { id: 'asc' },
  })
  const same = open.filter((one) => isDeepStrictEqual(one.facts, question.facts)).map((one) => one.id)
  await tx.question.updateMany({ where: { id: { in: same } }, data: { settledAt: question.askedAt } })
  await tx.question.create({ data: question })
}

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
