import { z } from 'zod'
import type { Prisma } from './client/client.ts'
import type { Db, Tx } from './database.ts'
import { holding } from './sql.ts'

/** A message that was taken in and waits for whoever handles it. */
export interface Waiting {
  inboundId: number
  platform: string
  /** Platform and conversation. */
  conversation: string
  userId: string
  senderName: string
  text: string
  addressed: boolean
  button: string | null
  files: WaitingFile[]
  tries: number
  receivedAt: Date
}

/** `path` is within the folder of files. */
export interface WaitingFile {
  name: string
  mediaType: string
  path: string
}

const files = z.array(z.object({ name: z.string(), mediaType: z.string(), path: z.string() }))

/** Written in the transaction that takes the message in. */
export const putArrival = async (
  tx: Tx,
  { files, ...row }: Pick<Waiting, 'inboundId' | 'conversation' | 'senderName' | 'addressed' | 'button' | 'files'>,
): Promise<void> => {
  const listed: Prisma.InputJsonValue = files.map((file) => ({ ...file }))
  await tx.arrival.create({ data: { ...row, files: listed } })
}

/** The first message that waits in a conversation. */
export async function firstArrival(db: Db, conversation: string): Promise<Waiting | null> {
  const row = await db.arrival.findFirst({ where: { conversation }, orderBy: { inboundId: 'asc' } })
  const inbound = row && (await db.inbound.findUnique({ where: { id: row.inboundId } }))
  if (!inbound) return null
  const { platform, userId, text, receivedAt } = inbound
  return { ...row, platform, userId, text, receivedAt, files: files.parse(row.files) }
}

/** Whether a message still waits. Whoever asks for the same at the same time waits, and finds it gone. */
export async function takeArrival(tx: Tx, inboundId: number): Promise<boolean> {
  const rows = await tx.$queryRaw<{ inboundId: number }[]>`
    SELECT "inboundId" FROM "Arrival" WHERE "inboundId" = ${inboundId} ${holding(tx)}`
  return rows.length > 0
}

export const dropArrival = async (tx: Tx, inboundId: number): Promise<void> => {
  await tx.arrival.delete({ where: { inboundId } })
}

/** A worker has failed over it. Returns how often that was. */
export async function countTry(tx: Tx, inboundId: number): Promise<number> {
  await tx.arrival.updateMany({ where: { inboundId }, data: { tries: { increment: 1 } } })
  return (await tx.arrival.findUnique({ where: { inboundId } }))?.tries ?? 0
}

/** The conversation in which a message was said, as its arrivals name it; null where it is unknown. */
export async function conversationOf(tx: Tx, inboundId: number): Promise<string | null> {
  const inbound = await tx.inbound.findUnique({ where: { id: inboundId } })
  return inbound && conversationKey(inbound.platform, inbound.conversation)
}

export const conversationKey = (platform: string, conversation: string): string => `${platform} ${conversation}`

type First = { inboundId: number; conversation: string }

/** What waits next in the conversation of a message. */
export async function nextWaiting(db: Db, inboundId: number): Promise<First | null> {
  const conversation = await conversationOf(db, inboundId)
  if (conversation === null) return null
  return db.arrival.findFirst({
    where: { conversation },
    orderBy: { inboundId: 'asc' },
    select: { inboundId: true, conversation: true },
  })
}

/** The first message of each conversation in which any waits, the oldest first. */
export async function waitingFirst(db: Db, atMost = 1_000): Promise<First[]> {
  const rows = await db.arrival.groupBy({
    by: ['conversation'],
    _min: { inboundId: true },
    orderBy: { _min: { inboundId: 'asc' } },
    take: atMost,
  })
  return rows.flatMap(({ conversation, _min }) =>
    _min.inboundId === null ? [] : [{ conversation, inboundId: _min.inboundId }],
  )
}
