import { expect, onTestFinished, test } from 'vitest'
import type { WideEvent } from '../src/base/events.ts'
import { receiver } from '../src/bot/receive.ts'
import type { SendOutcome } from '../src/chat/port.ts'
import { write } from '../src/records/database.ts'
import { insertNotices } from '../src/records/notices.ts'
import { ownLog } from './support/events.ts'
import { reply } from './support/notice.ts'
import { setting, type TownOptions, town } from './support/town.ts'

async function watchedTown(options: TownOptions = {}) {
  const { log, said, read } = ownLog()
  const here = await town({ log, ...options })
  onTestFinished(() => here.close())
  return { here, said, read }
}

test('each message and each notice has one line, and nobody is named or quoted in it', {
  timeout: 60_000,
}, async () => {
  const { here, said, read } = await watchedTown({ at: '2026-11-30 09:55' })
  await here.until('2026-12-01 10:00')
  await here.group.says('赵六', '收到')
  await here.group.says('王五', '请假，岳母住院')
  await here.group.says('张三', '今天食堂的红烧肉不错')
  await here.private('李建国').says('谁没答复')
  await here.private('李建国').says('点名')
  await here.until('2026-12-02 10:00')
  const { messages, notices, text } = read()

  const inbound = await here.db.inbound.findMany({ orderBy: { id: 'asc' } })
  expect(messages.map(({ id, outcome }) => ({ id, outcome }))).toEqual(
    inbound.map(({ id, outcome }) => ({ id, outcome })),
  )
  expect(messages).toHaveLength(5)
  expect(messages[0]).toMatchObject({
    level: 30,
    msg: 'message',
    platform: 'sandbox',
    conversation: 'room',
    understood: true,
    askedBack: false,
    queued: false,
    tries: 1,
  })
  const leave = messages[1]
  expect(leave?.memberId).toBe((await here.db.member.findFirstOrThrow({ where: { name: '王五' } })).id)
  expect(leave?.roomId).toBeGreaterThan(0)
  expect(leave?.notices).toBeGreaterThan(0)
  const [, , chatter, order, doubtful] = messages
  expect(chatter).toMatchObject({ understood: false, notices: 0, addressed: false })
  expect(order).toMatchObject({ conversation: 'private', roomId: null, understood: true, notices: 1 })
  expect(doubtful).toMatchObject({ askedBack: true, notices: 1 })

  // What was withdrawn before its time is told with whatever withdrew it; all else that has ended has its one line.
  const ended = await here.db.notice.findMany({ where: { state: { in: ['sent', 'unconfirmed', 'failed'] } } })
  expect(ended.length).toBeGreaterThan(10)
  const told = notices.filter(({ outcome }) => outcome !== 'expired').map(({ id }) => id)
  expect(told.toSorted((a, b) => a - b)).toEqual(ended.map(({ id }) => id).toSorted((a, b) => a - b))
  expect(new Set(notices.map(({ id }) => id)).size).toBe(notices.length)
  expect(new Set(notices.map(({ outcome }) => outcome))).toContain('handed_on')
  expect(notices.find(({ outcome }) => outcome === 'sent')).toMatchObject({
    level: 30,
    platform: 'sandbox',
    late: false,
    attempts: 1,
    ms: expect.any(Number),
  })

  const members = await here.db.member.findMany()
  const organizations = await here.db.organization.findMany()
  for (const { name } of [...members, ...organizations]) expect(text).not.toContain(name)
  for (const words of ['红烧肉', '岳母', '收到', '请假']) expect(text).not.toContain(words)
  expect(text).not.toMatch(/\p{Script=Han}/u)
  // They are for programs: whoever sits before the terminal is not shown them.
  expect(said.join('')).toBe('')
})

test('what came of a notice: put off, unknown, refused, and said late after a stop', async () => {
  const answers: SendOutcome[] = []
  const { here, read } = await watchedTown({
    ports: (own) => [{ ...portOf(own), send: async () => answers.shift() ?? { kind: 'accepted' } }],
  })
  const tell = (text: string) =>
    write(here.db, (tx) => insertNotices(tx, [reply(text, here.clock.now(), { urgent: true })], here.clock.now()))
  const minutes = async (count: number) => {
    here.clock.moveTo(new Date(here.clock.now().getTime() + count * 60_000))
    await here.app.beat()
  }
  const lines = () => read().notices.filter(({ kind, stage }) => stage === 'reply' || kind === 'unconfirmed')

  await tell('a')
  answers.push({ kind: 'refused', reason: '太快了', retryAfterMs: 1_000 })
  await minutes(1)
  // Refused for a while: there is nothing to tell yet.
  expect(lines()).toEqual([])
  await minutes(5)
  expect(lines()).toMatchObject([{ stage: 'reply', outcome: 'sent', attempts: 2, lagMs: expect.any(Number) }])
  expect(lines()[0]?.lagMs).toBeGreaterThanOrEqual(4 * 60_000)

  await tell('b')
  answers.push({ kind: 'unknown', reason: '没有回音' })
  await minutes(1)
  expect(lines().slice(1)).toMatchObject([
    { kind: 'done', outcome: 'unconfirmed' },
    { kind: 'unconfirmed', outcome: 'sent' },
  ])
  await tell('c')
  answers.push({ kind: 'refused', reason: '对方不在了' })
  await minutes(1)
  expect(lines().slice(3)).toMatchObject([{ kind: 'done', outcome: 'failed', attempts: 1 }])

  // Cut off in the middle: at the next start nobody knows.
  await tell('d')
  await here.db.notice.updateMany({ where: { causeId: 'd' }, data: { state: 'sending', attempts: 1 } })
  await here.restart()
  expect(lines().slice(4)).toMatchObject([
    { kind: 'done', outcome: 'unconfirmed', ms: null },
    { kind: 'unconfirmed', outcome: 'sent' },
  ])
})

test('a message that comes twice is told twice, and counted once', async () => {
  const here = await town()
  onTestFinished(() => here.close())
  const account = await here.db.account.findFirstOrThrow()
  const told: WideEvent[] = []
  const door = { db: here.db, clock: here.clock, setting, filesDir: here.dir, wake: () => {} }
  const take = receiver({ ...door, tell: (event) => told.push(event) }, { platform: account.platform, account: 'test' })
  const message = {
    id: 'M-1',
    conversation: { kind: 'private' as const, id: account.userId },
    sender: { id: account.userId, name: account.name },
    text: '帮助',
    addressed: true,
    files: [],
    at: here.clock.now(),
  }
  await take(message)
  await take(message)
  expect(told).toMatchObject([
    { event: 'message', outcome: 'command:help', understood: true, notices: 1 },
    { event: 'message', id: null, outcome: 'duplicate', understood: false, memberId: null, notices: 0 },
  ])
})

/** The port without what it can do besides: its methods are not its own. */
const portOf = (port: Parameters<NonNullable<TownOptions['ports']>>[0]) => ({
  platform: port.platform,
  account: port.account,
  capabilities: port.capabilities,
  start: (...given: Parameters<typeof port.start>) => port.start(...given),
  stop: () => port.stop(),
})
