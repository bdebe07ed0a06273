import { randomUUID } from 'node:crypto'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beginAct } from '../actions/act.ts'
import type { Log } from '../base/log.ts'
import type { ChatPort, Conversation, IncomingMessage, Receive } from '../chat/port.ts'
import {
  conversationKey,
  conversationOf,
  countTry,
  dropArrival,
  firstArrival,
  putArrival,
  takeArrival,
  type Waiting,
  type WaitingFile,
} from '../records/arrivals.ts'
import { type Tx, write } from '../records/database.ts'
import { noteOutcome, takeIn } from '../records/inbound.ts'
import { tallying } from '../records/notices.ts'
import { type Came, messageEvent } from './message-event.ts'
import { type Door, hear, inTurn } from './receive.ts'

/*
 * The chat door in two halves, where the process that listens is not the one that works: the gateway keeps a message,
 * a worker handles it. Between the two lies a row.
 */

/** Where files lie until a worker has kept or refused them. */
const waitingDir = 'arriving'

/** The listening half: resolves when the message is kept. `arrived` tells the workers; where that fails, the tick does. */
export function keeper(
  door: Pick<Door, 'db' | 'clock' | 'filesDir' | 'tell'> & {
    log: Log
    arrived: (id: number, conversation: string) => Promise<void>
  },
  port: Pick<ChatPort, 'platform' | 'account'>,
): Receive {
  const { platform } = port
  return inTurn(async (message) => {
    const began = performance.now()
    const files = await putFiles(door.filesDir, message)
    const said = `${message.conversation.kind}:${message.conversation.id}`
    const conversation = conversationKey(port.platform, said)
    const inboundId = await write(
      door.db,
      async (tx) => {
        const id = await takeIn(tx, {
          platform: port.platform,
          account: port.account,
          messageId: message.id,
          conversation: said,
          userId: message.sender.id,
          text: message.text,
          receivedAt: door.clock.now(),
        })
        if (id === null) return null
        const { sender, addressed, button = null } = message
        await putArrival(tx, { inboundId: id, conversation, senderName: sender.name, addressed, button, files })
        return id
      },
      'rows',
    )
    const { kind } = message.conversation
    if (inboundId === null) {
      const spent = { queued: false, waitedMs: 0, ms: performance.now() - began, tries: 1 }
      door.tell?.(messageEvent(platform, message, null, spent))
      return dropFiles(door.filesDir, files)
    }
    door.tell?.({ event: 'arrival', id: inboundId, platform, conversation: kind })
    await door
      .arrived(inboundId, conversation)
      .catch((error: unknown) => door.log.error({ err: error, message: inboundId }, 'workers not told'))
  })
}

/** After so many failures a message is let go, so that those behind it come to their turn. */
const tries = 5
const givenUpWords = '刚才有一句话没有办成，请换个说法再说一次；还是不行，请找管理员看看。'

/**
 * The working half: handles the first message that waits in the conversation of this one, in one transaction.
 * Harmless where there is none any more. Throws where it failed, and it stays.
 */
export async function handleArrival(door: Door & { log: Log }, inboundId: number): Promise<void> {
  const conversation = await conversationOf(door.db, inboundId)
  if (conversation === null) return
  const { db, filesDir } = door
  const seen = await firstArrival(db, conversation)
  if (!seen) return
  const message = messageOf(seen, filesDir)
  const began = performance.now()
  const waitedMs = door.clock.now().getTime() - seen.receivedAt.getTime()
  const work = (files: Bytes[]) => async (tx: Tx) => {
    // Somebody else may have handled it meanwhile; the one behind it has its own turn.
    if (!(await takeArrival(tx, seen.inboundId))) return null
    const caused = tallying(tx)
    const heard = await hear(door, seen, tx, message, files, seen.inboundId, door.clock.now())
    await noteOutcome(tx, seen.inboundId, heard.outcome, heard.memberId)
    await dropArrival(tx, seen.inboundId)
    return { inboundId: seen.inboundId, ...heard, ...caused() }
  }
  const spent = () => ({ queued: true, waitedMs, ms: performance.now() - began, tries: seen.tries + 1 })
  const { conversation: where, sender } = message
  const roomId = where.kind === 'room' ? where.id : null
  try {
    // Where they are lost, it is the message that fails, and not all that wait behind it.
    const files = await getFiles(filesDir, seen.files)
    const done = await write(db, work(files), { speaker: { platform: seen.platform, userId: sender.id, roomId } })
    if (done) door.tell?.(messageEvent(seen.platform, message, done, spent()))
  } catch (error) {
    const given = await noteFailure(door, seen, error)
    if (given) door.tell?.(messageEvent(seen.platform, message, given, spent()))
    throw error
  }
  await dropFiles(filesDir, seen.files)
}

/** Returns what came of the message where it is given up. */
async function noteFailure(
  { db, clock, setting, log, wake }: Door & { log: Log },
  { inboundId, platform, userId }: Waiting,
  error: unknown,
): Promise<Came | null> {
  const outcome = 'failed'
  const givenUp = await write(
    db,
    async (tx) => {
      const count = await countTry(tx, inboundId)
      if (count < tries) return false
      await noteOutcome(tx, inboundId, outcome, null)
      await dropArrival(tx, inboundId)
      // It was kept, and its sender counts on it.
      const account = await tx.account.findUnique({ where: { platform_userId: { platform, userId } } })
      if (account)
        await beginAct(tx, setting, { now: clock.now(), actor: { kind: 'clock' }, inboundId }).tell({
          kind: 'done',
          facts: { text: givenUpWords },
          cause: { kind: 'inbound', id: inboundId },
          to: { kind: 'account', id: account.id },
          urgent: true,
        })
      return true
    },
    'rows',
  )
  if (!givenUp) return null
  log.error({ err: error, message: inboundId }, 'message given up')
  wake()
  return { inboundId, outcome, memberId: null, roomId: null, notices: 1, askedBack: 0 }
}

type Bytes = { name: string; mediaType: string; bytes: Uint8Array }

function messageOf(waiting: Waiting, dir: string): IncomingMessage {
  const { files, inboundId, conversation, userId, senderName, text, addressed, button } = waiting
  return {
    id: String(inboundId),
    conversation: placeOf(conversation),
    sender: { id: userId, name: senderName },
    text,
    addressed,
    ...(button === null ? {} : { button }),
    files: files.map(({ name, mediaType, path }) => ({ name, mediaType, read: () => readFile(join(dir, path)) })),
    at: new Date(0),
  }
}

/** "wecom room:4711" */
function placeOf(key: string): Conversation {
  const said = key.slice(key.indexOf(' ') + 1)
  const cut = said.indexOf(':')
  return { kind: said.slice(0, cut) === 'room' ? 'room' : 'private', id: said.slice(cut + 1) }
}

/** What is shown in a group is not the bot's to keep; what comes privately is written down before its row. */
async function putFiles(dir: string, { conversation, files }: IncomingMessage): Promise<WaitingFile[]> {
  if (conversation.kind === 'room') return files.map(({ name, mediaType }) => ({ name, mediaType, path: '' }))
  if (files.length > 0) await mkdir(join(dir, waitingDir), { recursive: true })
  return Promise.all(
    files.map(async ({ name, mediaType, read }) => {
      const path = join(waitingDir, randomUUID())
      await writeFile(join(dir, path), await read(), { flush: true })
      return { name, mediaType, path }
    }),
  )
}

const getFiles = (dir: string, files: WaitingFile[]): Promise<Bytes[]> =>
  Promise.all(
    files.map(async ({ name, mediaType, path }) => ({
      name,
      mediaType,
      bytes: path === '' ? new Uint8Array() : new Uint8Array(await readFile(join(dir, path))),
    })),
  )

async function dropFiles(dir: string, files: WaitingFile[]): Promise<void> {
  for (const { path } of files) if (path !== '') await rm(join(dir, path), { force: true })
}
