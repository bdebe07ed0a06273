import { Prisma } from './client/client.ts'
import type { Tx } from './database.ts'
import { rowsOf, run } from './direct.ts'

export interface NewInbound {
  platform: string
  account: string
  messageId: string
  conversation: string
  userId: string
  text: string
  receivedAt: Date
}

/** Takes a message in; null when it was taken in before: each message changes things once. */
export async function takeIn(tx: Tx, message: NewInbound): Promise<number | null> {
  const rows = await rowsOf<{ id: number }>(
    tx,
    Prisma.sql`
    INSERT INTO "Inbound" ("platform", "account", "messageId", "conversation", "userId", "text", "outcome", "receivedAt")
    VALUES (${message.platform}, ${message.account}, ${message.messageId}, ${message.conversation}, ${message.userId},
      ${message.text}, 'received', ${message.receivedAt})
    ON CONFLICT DO NOTHING RETURNING "id"`,
  )
  return rows[0]?.id ?? null
}

/** Said by people the bot does not know, in groups that are not its own, or a code that must not be read again. */
const notKept = ['stranger', 'foreign_room', 'room_bound', 'member_bound', 'code_refused']

/** Forgets the words of one message at once: they told what is not to be kept. */
export const forgetText = async (tx: Tx, id: number): Promise<void> => {
  await tx.inbound.update({ where: { id }, data: { text: '' } })
}

/** What a message was taken for. What was not said to the bot is not kept: in the same transaction its words go. */
export const noteOutcome = async (tx: Tx, id: number, outcome: string, memberId: number | null): Promise<void> => {
  const forgotten = notKept.includes(outcome) ? Prisma.sql`, "text" = ''` : Prisma.empty
  await run(
    tx,
    Prisma.sql`UPDATE "Inbound" SET "outcome" = ${outcome}, "memberId" = ${memberId} ${forgotten} WHERE "id" = ${id}`,
  )
}
