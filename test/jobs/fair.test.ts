import { expect, onTestFinished, test } from 'vitest'
import { receiver } from '../../src/bot/receive.ts'
import { furnish } from '../../src/sandbox.ts'
import { setting, town } from '../support/town.ts'

// Of several processes the same is held by queue.test.ts.
test('of one process: a conversation is heard in its order, and one that says much keeps nobody waiting', {
  timeout: 60_000,
}, async () => {
  const here = await town()
  onTestFinished(() => here.close())
  const { db, clock, dir } = here
  await furnish(db)
  const door = { db, clock, setting, wake: () => {}, filesDir: dir }
  const receive = receiver(door, { platform: 'sandbox', account: 'zhibu' })
  const [busy, ...calm] = await db.member.findMany({ orderBy: { id: 'asc' }, take: 4 })
  const says = (member: { id: number; name: string } | undefined, text: string, room: number | null) =>
    receive({
      id: text,
      conversation: room === null ? { kind: 'private', id: `m${member?.id}` } : { kind: 'room', id: `branch-${room}` },
      sender: { id: `m${member?.id}`, name: member?.name ?? '' },
      text,
      addressed: true,
      files: [],
      at: clock.now(),
    })
  const much = Array.from({ length: 12 }, (_, i) => `请假 有事${i}`)
  await Promise.all([
    ...much.map((text) => says(busy, text, busy?.branchId ?? 0)),
    ...calm.map((one) => says(one, `参加，我是${one.id}号`, null)),
  ])
  const heard = (await db.inbound.findMany({ orderBy: { id: 'asc' } })).map(({ text }) => text)
  expect(heard.filter((text) => much.includes(text))).toEqual(much)
  for (const one of calm) expect(heard.findIndex((text) => text.includes(`我是${one.id}号`))).toBeLessThan(6)
})
