import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { type App, startApp } from '../../src/app.ts'
import { makeLog } from '../../src/base/log.ts'
import type { ChatPort, SendOutcome } from '../../src/chat/port.ts'
import { capabilitiesOf } from '../../src/chat/sandbox.ts'
import { write } from '../../src/records/database.ts'
import { insertNotices, type NoticeRow } from '../../src/records/notices.ts'
import { reply } from '../support/notice.ts'
import { setting, type Town, town } from '../support/town.ts'

/** A platform that answers as the test says, and the bot on it. */
let branch: Town
let app: App
let sent: { id: string; text: string }[]
let platform: (id: string) => Promise<SendOutcome>
/** How many messages the platform takes at once. */
let atOnce = 1

beforeEach(async () => {
  branch = await town()
  sent = []
  platform = async () => ({ kind: 'accepted' })
  await branch.app.beat()
  await branch.app.stop()
  const port: ChatPort = {
    platform: 'sandbox',
    account: 'zhibu',
    capabilities: { ...capabilitiesOf.wechat, atOnce },
    start: async () => {},
    stop: async () => {},
    send: (_to, { text }, id) => {
      sent.push({ id, text })
      return platform(id)
    },
  }
  app = await startApp({
    dir: branch.dir,
    setting,
    clock: branch.clock,
    ports: [port],
    log: makeLog({ level: 'silent' }),
  })
})
afterEach(async () => {
  await app.stop()
  await branch.close()
})

const words = (text: string, more: Partial<NoticeRow> = {}) => reply(text, branch.clock.now(), more)
const tell = (...rows: NoticeRow[]) => write(app.db, (tx) => insertNotices(tx, rows, branch.clock.now()))
const stateOf = async (causeId: string) =>
  app.db.notice.findFirstOrThrow({ where: { causeId, kind: { not: 'unconfirmed' } } })
const passMinutes = async (minutes: number) => {
  branch.clock.moveTo(new Date(branch.clock.now().getTime() + minutes * 60_000))
  await app.beat()
}

describe.each([1, 4])('a platform that takes %i at once', (many) => {
  // Before the bot of each test is started.
  beforeAll(() => {
    atOnce = many
  })

  test('answers go out before what was planned, however late they were written', async () => {
    await tell(words('计划'), words('再次'), words('答复', { urgent: true }))
    await app.beat()
    expect(sent.map(({ text }) => text)).toEqual(['答复', '计划', '再次'])
  })

  test('a notice that cannot be made does not hold up the others, and in the end says why', async () => {
    await tell(words('坏的', { kind: 'which_person', facts: {} }), words('好的'))
    await app.beat()
    expect(sent.map(({ text }) => text)).toEqual(['好的'])
    for (let i = 0; i < 5; i++) await passMinutes(10)
    const bad = await stateOf('坏的')
    expect(bad.state).toBe('failed')
    expect(bad.outcome).toContain('没能组织成消息')
  })

  test('a send that breaks off is doubtful: the reader is asked, and asked again when the second try breaks off too', async () => {
    platform = async (id) => {
      if (id === `n-${(await stateOf('要紧')).id}`) throw new Error('socket hang up')
      return { kind: 'accepted' }
    }
    await tell(words('要紧'))
    await app.beat()
    const doubtful = await stateOf('要紧')
    expect(doubtful.state).toBe('unconfirmed')
    const asked = () => sent.filter(({ text }) => text.includes('不知道发出去没有')).length
    expect(asked()).toBe(1)
    // "1 重发" makes it due again.
    await app.db.notice.update({ where: { id: doubtful.id }, data: { state: 'due', dueAt: branch.clock.now() } })
    await app.beat()
    expect(asked()).toBe(2)
    await passMinutes(60)
    expect(sent.filter(({ text }) => text === '要紧')).toHaveLength(2)
  })
})

describe('in rounds of four', () => {
  beforeAll(() => {
    atOnce = 4
  })
  afterAll(() => {
    atOnce = 1
  })

  /** One for each of so many members. */
  const many = (count: number) =>
    tell(
      ...Array.from({ length: count }, (_, i) =>
        words(`第${i + 1}条`, { recipientId: i + 1, causeId: `第${i + 1}条` }),
      ),
    )

  test('four leave at the same moment, never more, and all are known to have arrived', async () => {
    let under = 0
    let most = 0
    platform = async () => {
      most = Math.max(most, ++under)
      await new Promise((resolve) => setImmediate(resolve))
      under--
      return { kind: 'accepted' }
    }
    await many(10)
    await app.beat()
    expect(most).toBe(4)
    expect(new Set(sent.map(({ text }) => text)).size).toBe(10)
    expect(sent).toHaveLength(10)
    expect(await app.db.notice.count({ where: { stage: 'reply', state: 'sent', outcome: null } })).toBe(10)
  })

  test('one reader is told one thing after the other', async () => {
    const open = new Set<number>()
    platform = async (id) => {
      const { recipientId } = await app.db.notice.findUniqueOrThrow({ where: { id: Number(id.slice(2)) } })
      expect(open.has(recipientId)).toBe(false)
      open.add(recipientId)
      await new Promise((resolve) => setImmediate(resolve))
      open.delete(recipientId)
      return { kind: 'accepted' }
    }
    await tell(words('一'), words('二'), words('三', { recipientId: 2 }), words('四'))
    await app.beat()
    expect(sent.map(({ text }) => text).sort()).toEqual(['一', '三', '二', '四'].sort())
  })

  test('what is refused or in doubt is so alone; the others of its round have arrived', async () => {
    platform = async (id) => {
      const { causeId } = await app.db.notice.findUniqueOrThrow({ where: { id: Number(id.slice(2)) } })
      if (causeId === '第2条') return { kind: 'refused', reason: '太快了', retryAfterMs: 60_000 }
      if (causeId === '第3条') return { kind: 'unknown', reason: '没有回音' }
      return { kind: 'accepted' }
    }
    await many(4)
    await app.beat()
    const states = await Promise.all([1, 2, 3, 4].map(async (i) => (await stateOf(`第${i}条`)).state))
    expect(states).toEqual(['sent', 'due', 'unconfirmed', 'sent'])
  })

  test('in the middle of a round that round alone is in doubt: the rest is not yet marked', async () => {
    const answers: ((outcome: SendOutcome) => void)[] = []
    platform = () => new Promise((resolve) => answers.push(resolve))
    await many(10)
    const beat = app.beat()
    while (sent.length < 4) await new Promise((resolve) => setImmediate(resolve))
    const states = await app.db.notice.groupBy({ by: ['state'], where: { stage: 'reply' }, _count: true })
    expect(states.find(({ state }) => state === 'sending')?._count).toBe(4)
    expect(states.some(({ state }) => state === 'sent')).toBe(false)
    platform = async () => ({ kind: 'accepted' })
    for (const answer of answers) answer({ kind: 'accepted' })
    await beat
    expect(sent).toHaveLength(10)
  })
})

test('the database goes away just when a notice was marked as being sent: it is sent once, when it is back', async () => {
  await tell(words('好的'))
  const real = app.db.$transaction.bind(app.db) as (...args: unknown[]) => Promise<unknown>
  const being = () => app.db.notice.count({ where: { state: 'sending' } })
  let away = 0
  const flaky = async (...args: unknown[]) => {
    if (away === 1) {
      away = 2
      throw new Error('connection refused')
    }
    const done = await real(...args)
    // The mark is kept, and nobody hears of it any more.
    if (away === 0 && (await being()) > 0) {
      away = 1
      throw new Error('connection lost')
    }
    return done
  }
  const spy = vi.spyOn(app.db, '$transaction').mockImplementation(flaky as never)
  await app.beat()
  expect(away).toBe(2)
  expect(sent).toEqual([])
  expect(await being()).toBe(1)
  spy.mockRestore()
  await passMinutes(1)
  expect(sent.map(({ text }) => text)).toEqual(['好的'])
  expect(await stateOf('好的')).toMatchObject({ state: 'sent', attempts: 1 })
  await passMinutes(20)
  expect(sent.filter(({ text }) => text === '好的')).toHaveLength(1)
})
