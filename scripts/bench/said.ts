import { receiver } from '../../src/bot/receive.ts'
import type { Receive } from '../../src/chat/port.ts'
import { openDatabase } from '../../src/records/database.ts'
import { MovableClock } from '../../src/time/clock.ts'
import { branchId, memberId, type Place, remove, setting, sizes } from './world.ts'

export const size = sizes.prefecture
/** So many conversations at once, and so many messages in each, one after the other. */
export const groups = 1_000
export const each = 3
/** What each says before, so that everybody's roster has been read. */
export const before = 1
export const now = setting.zone.at('2026-12-01', '10:30')

const said = ['参加', '请假 出差', '收到，准时参加', '线上参加']

/** What member `n` of branch `b` says, in the group or in private. */
export function words(b: number, n: number, inGroup: boolean) {
  const member = memberId(size, b, 3 + n)
  return {
    id: `b-${b}-${n}`,
    conversation: inGroup
      ? { kind: 'room' as const, id: `r${branchId(size, b)}` }
      : { kind: 'private' as const, id: `m${member}` },
    sender: { id: `m${member}`, name: '' },
    text: said[(b + n) % said.length] ?? '参加',
    addressed: !inGroup,
    files: [],
    at: now,
  }
}

/** Everybody says what they have to say, from turn `from`: all groups at once, each person after the one before. */
export const everybody = (receive: Receive, from: number, count: number, inGroup: boolean) =>
  Promise.all(
    Array.from({ length: groups }, async (_, b) => {
      for (let n = from; n < from + count; n++) await receive(words(b, n, inGroup))
    }),
  )

/** The chat door alone, without what sends the answers. When it is closed, its data are gone. */
export async function door(place: Place) {
  const { prisma, close } = await openDatabase(place.address)
  const port = { platform: 'bench', account: 'bench' }
  const receive = receiver(
    { db: prisma, clock: new MovableClock(now), setting, wake: () => {}, filesDir: place.dir },
    port,
  )
  return { receive, prisma, close: () => close().then(() => remove(place)) }
}
export type Door = Awaited<ReturnType<typeof door>>
