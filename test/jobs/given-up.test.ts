import { expect, onTestFinished, test } from 'vitest'
import { makeLog } from '../../src/base/log.ts'
import { handleArrival } from '../../src/bot/arrivals.ts'
import { putArrival } from '../../src/records/arrivals.ts'
import { write } from '../../src/records/database.ts'
import { takeIn } from '../../src/records/inbound.ts'
import { setting, town } from '../support/town.ts'

test('a message that cannot be handled at all is let go: its sender is told, and what was said after it is heard', {
  timeout: 60_000,
}, async () => {
  const here = await town()
  onTestFinished(() => here.close())
  const { db, clock, dir } = here
  const account = await db.account.findFirstOrThrow({ where: { platform: 'sandbox', memberId: { not: null } } })
  const conversation = `private:${account.userId}`
  const says = (text: string, files: { name: string; mediaType: string; path: string }[]) =>
    write(db, async (tx) => {
      const message = { platform: 'sandbox', account: 'zhibu', messageId: text, conversation, userId: account.userId }
      const inboundId = (await takeIn(tx, { ...message, text, receivedAt: clock.now() })) ?? 0
      const row = { inboundId, conversation: `sandbox ${conversation}`, senderName: '', addressed: true, button: null }
      await putArrival(tx, { ...row, files })
      return inboundId
    })
  const lost = await says('照片', [{ name: 'a.jpg', mediaType: 'image/jpeg', path: 'arriving/gone' }])
  const next = await says('帮助', [])
  const door = { db, clock, setting, wake: () => {}, filesDir: dir, log: makeLog({ level: 'silent' }) }
  for (let i = 0; i < 5; i++) await expect(handleArrival(door, lost)).rejects.toThrow('ENOENT')
  expect(await db.inbound.findUnique({ where: { id: lost } })).toMatchObject({ outcome: 'failed' })
  const told = await db.notice.findMany({ where: { causeKind: 'inbound', causeId: String(lost) } })
  expect(told).toMatchObject([{ recipientKind: 'account', recipientId: account.id, kind: 'done' }])
  await handleArrival(door, next)
  expect(await db.arrival.count()).toBe(0)
})
