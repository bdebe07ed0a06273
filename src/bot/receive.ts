import { type Actor, beginAct, inRoom, type Place, privately, type Setting } from '../actions/act.ts'
import { bindByCode, readBindingCode, recognize } from '../actions/people/bind.ts'
import { keepFiles } from '../actions/record/attach.ts'
import type { Tell } from '../base/events.ts'
import { normalize } from '../base/text.ts'
import type { ChatPort, IncomingMessage, Receive } from '../chat/port.ts'
import { concerning } from '../life/meeting/audience.ts'
import { may as mayIn } from '../life/people/rights.ts'
import { seeAccount } from '../records/accounts.ts'
import { type RoomRow, roomAt } from '../records/conversation.ts'
import type { Db, Tx } from '../records/database.ts'
import { noteOutcome, takeIn } from '../records/inbound.ts'
import { findSpeaker, type SpeakerRow } from '../records/members.ts'
import { reviveUnreachable, tallying } from '../records/notices.ts'
import { wakeRoom } from '../records/rooms.ts'
import { writeTogether } from '../records/together.ts'
import type { Clock } from '../time/clock.ts'
import { type Speaker, sceneOf } from './context.ts'
import { messageEvent, type Outcome } from './message-event.ts'
import { peopleOf } from './people.ts'
import { route } from './route.ts'
import { inHand } from './which.ts'

export interface Door {
  db: Db
  clock: Clock
  setting: Setting
  /** Starts the dispatch of what has just become due. */
  wake: () => void
  /** Where attached files are kept. */
  filesDir: string
  /** Told what came of each message. */
  tell?: Tell
}

/**
 * The chat door: one message, one transaction. When it resolves, the message, what it changed, its audit entries and
 * the reply are kept together; a message that was taken in before changes nothing.
 */
export const receiver = (door: Door, port: Pick<ChatPort, 'platform' | 'account'>): Receive =>
  inTurn((message, waitedMs) => takeOne(door, port, message, waitedMs))

/** Messages of one conversation are taken in one after the other. `take` is told how long one has waited for those before. */
export function inTurn(take: (message: IncomingMessage, waitedMs: number) => Promise<void>): Receive {
  const tails = new Map<string, Promise<void>>()
  return (message) => {
    const came = performance.now()
    const key = `${message.conversation.kind}:${message.conversation.id}`
    const before = tails.get(key) ?? Promise.resolve()
    const mine = before.catch(() => undefined).then(() => take(message, performance.now() - came))
    tails.set(key, mine)
    return mine.finally(() => {
      if (tails.get(key) === mine) tails.delete(key)
    })
  }
}

async function takeOne(
  door: Door,
  port: Pick<ChatPort, 'platform' | 'account'>,
  message: IncomingMessage,
  waitedMs: number,
): Promise<void> {
  const began = performance.now()
  const now = door.clock.now()
  // The platform keeps the bytes only for minutes, and a transaction must not wait for the network. What is shown in a
  // group is not the bot's to keep.
  const sent = message.conversation.kind === 'private' ? message.files : []
  const files = await Promise.all(
    sent.map(async (file) => ({ name: file.name, mediaType: file.mediaType, bytes: await file.read() })),
  )
  const { conversation, sender } = message
  const roomId = conversation.kind === 'room' ? conversation.id : null
  const scope = { speaker: { platform: port.platform, userId: sender.id, roomId } }
  let tries = 0
  const work = async (tx: Tx) => {
    tries++
    const caused = tallying(tx)
    const inboundId = await takeIn(tx, {
      platform: port.platform,
      account: port.account,
      messageId: message.id,
      conversation: `${message.conversation.kind}:${message.conversation.id}`,
      userId: message.sender.id,
      text: message.text,
      receivedAt: now,
    })
    if (inboundId === null) return null
    const heard = await hear(door, port, tx, message, files, inboundId, now)
    await noteOutcome(tx, inboundId, heard.outcome, heard.memberId)
    return { inboundId, ...heard, ...caused() }
  }
  const came = await writeTogether(door.db, work, scope)
  door.wake()
  const ms = performance.now() - began
  door.tell?.(messageEvent(port.platform, message, came, { queued: false, waitedMs, ms, tries }))
}

/** Whether a group is of somebody's branch or of what stands above it, of their party group, or below where they hold a post. */
const belongs = (person: SpeakerRow, { organizationId, organizationPath }: RoomRow): boolean =>
  concerning(person).includes(organizationId) || mayIn(person.held, 'see_names', organizationPath)

/** What a message that is taken in comes to, within its transaction. */
export async function hear(
  door: Door,
  port: Pick<ChatPort, 'platform'>,
  tx: Tx,
  message: IncomingMessage,
  files: { name: string; mediaType: string; bytes: Uint8Array }[],
  inboundId: number,
  now: Date,
): Promise<Outcome> {
  const inPrivate = message.conversation.kind === 'private'
  const account = await seeAccount(tx, {
    platform: port.platform,
    userId: message.sender.id,
    name: message.sender.name,
    inPrivate,
    at: now,
  })
  const found = account.memberId === null ? null : await findSpeaker(tx, account.memberId)
  const known = inPrivate ? null : await roomAt(tx, port.platform, message.conversation.id)
  const roomId = known?.id ?? null
  if (known?.asleepSince) await wakeRoom(tx, { id: known.id, asleepSince: known.asleepSince }, now)
  const code = readBindingCode(normalize(message.text))
  // A group that is not bound, or of another branch, learns nothing, and nothing of it is kept.
  const foreign = !inPrivate && (!known || (found && !belongs(found, known)))
  if (foreign && code === null) return { outcome: 'foreign_room', memberId: found?.id ?? null, roomId }
  if (code !== null || !found) {
    const act = beginAct(tx, door.setting, { now, actor: { kind: 'clock' }, inboundId })
    const at = { platform: port.platform, account, roomId: inPrivate ? null : message.conversation.id }
    if (code !== null) return { outcome: await bindByCode(act, at, code), memberId: found?.id ?? null, roomId }
    if (known) await recognize(act, account, known.organizationId, message.sender.name)
    if (inPrivate)
      await act.tell({
        kind: 'stranger',
        facts: {},
        // Once a day: who writes to the account for other reasons is not answered again and again.
        cause: { kind: 'account', id: `${account.id}:${door.setting.zone.day(now)}` },
        to: { kind: 'account', id: account.id },
      })
    return { outcome: 'stranger', memberId: null, roomId }
  }
  if (account.firstPrivate) await reviveUnreachable(tx, found.id, now)

  const speaker: Speaker & Actor = {
    kind: 'member',
    id: found.id,
    name: found.name,
    branchId: found.branchId,
    branchPath: found.branchPath,
    groupId: found.groupId,
    held: found.held,
  }
  const place: Place = known
    ? { conversation: inRoom(known.id), roomId: known.id }
    : { conversation: privately(found.id), roomId: null }
  const act = beginAct(tx, door.setting, { now, actor: speaker, inboundId, place })
  const people = await peopleOf(door.db, tx, found.branchId, found.rosterRevision)
  const scene = await sceneOf(act, speaker, people)
  if (message.files.length > 0)
    return {
      outcome: await keepFiles(act, inHand(act, speaker, scene, 'arrange'), files, door.filesDir),
      memberId: found.id,
      roomId,
    }
  const outcome = await route(act, speaker, scene, {
    text: normalize(message.text),
    raw: message.text,
    addressed: message.addressed,
    ...(message.button === undefined ? {} : { button: message.button }),
  })
  return { outcome, memberId: found.id, roomId }
}
