import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { type App, startApp } from '../../src/app.ts'
import { makeLog } from '../../src/base/log.ts'
import type { ChatPort, IncomingMessage, PaceRule, Receive, SendOutcome } from '../../src/chat/port.ts'
import { capabilitiesOf } from '../../src/chat/sandbox.ts'
import { MemoryPace } from '../../src/jobs/pace.ts'
import { databaseFile, openDatabase, write } from '../../src/records/database.ts'
import { insertNotices, type NoticeRow } from '../../src/records/notices.ts'
import { reply } from '../support/notice.ts'
import { instant, setting, type Town, town } from '../support/town.ts'

const minute = 60_000
const hour = 60 * minute
const start = instant('2026-12-01 09:00')

const steady: PaceRule = { conversation: [], account: [], gap: { min: 0, max: 0 } }
const later = (ms: number) => new Date(start.getTime() + ms)

describe('the outbox', () => {
  let branch: Town
  beforeEach(async () => {
    branch = await town({ at: '2026-12-01 09:00' })
    await branch.app.beat()
    await branch.app.stop()
  })
  afterEach(() => branch.close())

  const alternating = () => {
    let count = 0
    return () => (count++ % 10) / 10
  }

  /** The bot on a platform with a pace of its own; waiting moves the clock. */
  async function bot(
    rule: Partial<PaceRule>,
    answer: (text: string) => Promise<SendOutcome> = async () => ({ kind: 'accepted' }),
    more: Pick<ChatPort, 'online' | 'onOnline'> & {
      sendMs?: number
      wait?: (ms: number, signal: AbortSignal) => Promise<void>
    } = {},
  ) {
    const sent: { at: number; to: string; text: string }[] = []
    const { online, onOnline, ...options } = more
    let hear: Receive = async () => {}
    const port: ChatPort = {
      platform: 'sandbox',
      account: 'zhibu',
      capabilities: capabilitiesOf.wechat,
      pace: { ...steady, ...rule },
      ...(online ? { online } : {}),
      ...(onOnline ? { onOnline } : {}),
      start: async (receive) => {
        hear = receive
      },
      stop: async () => {},
      send: (to, { text }) => {
        sent.push({ at: branch.clock.now().getTime(), to: to.id, text })
        return answer(text)
      },
    }
    const app = await startApp({
      dir: branch.dir,
      setting,
      clock: branch.clock,
      ports: [port],
      log: makeLog({ level: 'silent' }),
      // Gaps that are neither all short nor all long, and the same at every run.
      pace: new MemoryPace({ random: alternating() }),
      wait: async (ms) => branch.clock.moveTo(later(branch.clock.now().getTime() - start.getTime() + ms)),
      ...options,
    })
    onTestFinished(() => app.stop())
    return { app, sent, texts: () => sent.map(({ text }) => text), hear: (message: IncomingMessage) => hear(message) }
  }
  const notice = (text: string, more: Partial<NoticeRow> = {}) => reply(text, branch.clock.now(), more)
  const tell = (app: App, ...rows: NoticeRow[]) => write(app.db, (tx) => insertNotices(tx, rows, branch.clock.now()))
  const passTo = async (app: App, ms: number) => {
    branch.clock.moveTo(later(ms))
    await app.beat()
  }

  test('500 groups whose reminder is due at nine are all told, within the budgets', { timeout: 240_000 }, async () => {
    const account = [{ count: 120, ms: minute }]
    const { app, sent } = await bot({ account, gap: { min: 100, max: 400 } })
    const { id: organizationId } = await app.db.organization.findFirstOrThrow({ where: { kind: 'branch' } })
    const rooms = Array.from({ length: 500 }, (_, index) => ({
      platform: 'sandbox',
      roomId: `group-${index}`,
      title: `群 ${index}`,
      organizationId,
    }))
    await app.db.room.createMany({ data: rooms })
    const groups = await app.db.room.findMany({ where: { roomId: { startsWith: 'group-' } } })
    const due = groups.map(({ id }) => notice('提醒', { causeId: `${id}`, recipientKind: 'room', recipientId: id }))
    await tell(app, ...due)
    for (let i = 0; i < 30; i++) await passTo(app, branch.clock.now().getTime() - start.getTime() + minute / 6)

    expect(new Set(sent.map(({ to }) => to)).size).toBe(500)
    expect(sent.length).toBe(500)
    const times = sent.map(({ at }) => at)
    for (const [index, at] of times.entries()) {
      expect((times[index + 120] ?? Number.POSITIVE_INFINITY) - at).toBeGreaterThanOrEqual(minute)
      if (index > 0) expect(at - (times[index - 1] ?? 0)).toBeGreaterThanOrEqual(100)
    }
    expect((times.at(-1) ?? 0) - start.getTime()).toBeLessThan(6 * minute)
    expect(await app.db.notice.count({ where: { late: true } })).toBe(0)
  })

  test('an answer goes before what was planned and still waits its turn', async () => {
    const { app, texts } = await bot({ gap: { min: 2_000, max: 2_000 } }, async (text) => {
      if (text === '计划一') {
        await tell(app, notice('答复', { urgent: true, recipientId: 2 }))
        void app.beat()
        // By then the answer is known to the dispatcher, as when somebody writes in the middle of a long list.
        await new Promise((resolve) => setTimeout(resolve, 100))
      }
      return { kind: 'accepted' }
    })
    await tell(app, notice('计划一'), notice('计划二', { recipientId: 3 }), notice('计划三', { recipientId: 4 }))
    await app.beat()
    expect(texts()).toEqual(['计划一', '答复', '计划二', '计划三'])
  })

  test('what has no room waits without counting as late, and leaves as one message', async () => {
    const { app, texts } = await bot({ conversation: [{ count: 1, ms: 20 * minute }] })
    const planned = { stage: 'done', unprompted: true }
    await tell(
      app,
      notice('一', planned),
      notice('二', planned),
      notice('三', planned),
      notice('别人', { recipientId: 2 }),
    )
    await app.beat()
    expect(texts()).toEqual(['一', '别人'])
    await passTo(app, 20 * minute)
    expect(texts()).toEqual(['一', '别人', '二\n\n三'])
    const rows = await app.db.notice.findMany({ where: { causeId: { in: ['一', '二', '三'] } } })
    expect(rows.map(({ state, late }) => [state, late])).toEqual(Array(3).fill(['sent', false]))
  })

  test('an unknown outcome of a joint message is asked about for each part of it', async () => {
    const { app } = await bot({ conversation: [{ count: 1, ms: hour }] }, async (text) =>
      text.includes('\n\n') ? { kind: 'unknown', reason: '断了' } : { kind: 'accepted' },
    )
    await tell(app, notice('一'), notice('二'), notice('三'))
    await app.beat()
    await passTo(app, hour)
    expect(await app.db.notice.count({ where: { state: 'unconfirmed' } })).toBe(2)
    expect(await app.db.notice.count({ where: { kind: 'unconfirmed' } })).toBe(2)
  })

  test('what cannot be sent in time is given up, and the secretary is told once, privately', async () => {
    const { app, sent } = await bot({ conversation: [{ count: 1, ms: hour }] })
    const secretary = await app.db.position.findFirstOrThrow({
      where: { role: 'secretary', organization: { kind: 'branch' } },
      include: { member: true },
    })
    const branchId = secretary.member.branchId
    const other = await app.db.member.findFirstOrThrow({ where: { branchId, id: { not: secretary.memberId } } })
    const mine = {
      recipientId: other.id,
      causeKind: 'dues',
      stage: 'owed',
      organizationId: branchId,
      helpsUntil: later(10 * minute),
    }
    await tell(app, notice('一', mine), notice('二', mine), notice('三', mine))
    await app.beat()
    expect(sent).toHaveLength(1)
    await passTo(app, 10 * minute)
    await passTo(app, 40 * minute)
    const told = await app.db.notice.findMany({ where: { kind: 'backlog' } })
    expect(told.map(({ state, recipientId }) => [state, recipientId])).toEqual([['sent', secretary.memberId]])
    expect(sent.map(({ to }) => to)).toEqual([`m${other.id}`, `m${secretary.memberId}`])
    expect(sent[1]?.text).toContain('没能按时发出，过了时间就没有再发：党费提醒 2 条')
  })

  test('a refusal as too frequent pauses the conversation, and the message is tried again', async () => {
    let refused = 0
    const { app, texts } = await bot({}, async (text) =>
      text === '一' && refused++ === 0
        ? { kind: 'refused', reason: '太频繁（错误码 45009）', retryAfterMs: 10 * minute }
        : { kind: 'accepted' },
    )
    await tell(app, notice('一'), notice('二'), notice('别人', { recipientId: 2 }))
    await app.beat()
    expect(texts()).toEqual(['一', '别人'])
    await passTo(app, 13 * minute)
    expect(texts()).toEqual(['一', '别人', '一\n\n二'])
  })

  test('while a platform is not connected nothing is tried; then it is sent, and says that it is late', async () => {
    let online = false
    const { app, texts } = await bot({}, undefined, { online: () => online })
    await tell(app, notice('一', { stage: 'done', unprompted: true }))
    for (let i = 0; i < 10; i++) await passTo(app, i * 2 * minute)
    expect(texts()).toEqual([])
    online = true
    await passTo(app, 30 * minute)
    expect(texts()).toEqual([expect.stringMatching(/^补发：.*一$/)])
    expect((await app.db.notice.findFirstOrThrow({ where: { causeId: '一' } })).attempts).toBe(1)
  })

  test('what waited leaves as soon as the platform is connected, without a tick', async () => {
    let online = false
    let back = () => {}
    const listens = (listener: () => void) => {
      back = listener
    }
    let told = () => {}
    const sent = new Promise<void>((resolve) => {
      told = resolve
    })
    const answer = async (): Promise<SendOutcome> => {
      told()
      return { kind: 'accepted' }
    }
    const { app, texts } = await bot({}, answer, { online: () => online, onOnline: listens })
    await tell(app, notice('一'))
    await app.beat()
    expect(texts()).toEqual([])
    online = true
    back()
    await sent
    expect(texts()).toEqual(['一'])
  })

  test.each([
    ['account', ['一']],
    ['conversation', ['一', '别人']],
  ])('a refusal that means the %s stops no more than that', async (scope, expected) => {
    const { app, texts } = await bot({}, async (text) =>
      text === '一'
        ? { kind: 'refused', reason: '太多', retryAfterMs: hour, ...(scope === 'account' ? { scope } : {}) }
        : { kind: 'accepted' },
    )
    await tell(app, notice('一'), notice('别人', { recipientId: 2 }))
    await app.beat()
    expect(texts()).toEqual(expected)
  })

  test('stopping does not wait for room; what waited stays due', async () => {
    let waits = () => {}
    const waiting = new Promise<void>((resolve) => {
      waits = resolve
    })
    const { app, texts } = await bot({ gap: { min: 4_000, max: 4_000 } }, undefined, {
      wait: (_ms, signal) =>
        new Promise((resolve) => {
          signal.addEventListener('abort', () => resolve())
          waits()
        }),
    })
    await tell(app, notice('一'), notice('二', { recipientId: 2 }))
    await app.tick()
    await waiting
    await app.stop()
    expect(texts()).toEqual(['一'])
    const { prisma, close } = await openDatabase(databaseFile(branch.dir))
    expect((await prisma.notice.findFirstOrThrow({ where: { causeId: '二' } })).state).toBe('due')
    await close()
  })

  test('a send that never answers is doubtful after its time limit and holds up nobody', async () => {
    const never = () => new Promise<SendOutcome>(() => {})
    const { app, texts } = await bot({}, (text) => (text === '一' ? never() : Promise.resolve({ kind: 'accepted' })), {
      sendMs: 50,
    })
    await tell(app, notice('一'), notice('二', { recipientId: 2 }))
    await app.beat()
    expect(texts().slice(0, 2)).toEqual(['一', expect.anything()])
    expect(texts()).toContain('二')
    expect((await app.db.notice.findFirstOrThrow({ where: { causeId: '一' } })).state).toBe('unconfirmed')
  })

  test('what an error left in sending is asked about at the tick, after ten minutes', async () => {
    const { app, texts } = await bot({})
    await tell(app, notice('一'))
    await app.db.notice.updateMany({ where: { causeId: '一' }, data: { state: 'sending', sentAt: start } })
    await passTo(app, 9 * minute)
    expect(texts()).toEqual([])
    await passTo(app, 11 * minute)
    expect((await app.db.notice.findFirstOrThrow({ where: { causeId: '一' } })).state).toBe('unconfirmed')
    expect(texts()[0]).toContain('不知道发出去没有')
  })

  test('a group that the platform refuses is asleep until somebody speaks there; then what still helps is sent', async () => {
    let refusing = true
    const { app, texts, hear } = await bot({}, async () =>
      refusing ? { kind: 'refused', reason: '机器人不在这个群里' } : { kind: 'accepted' },
    )
    const room = await app.db.room.findFirstOrThrow({ orderBy: { id: 'asc' } })
    const toRoom = { recipientKind: 'room', recipientId: room.id, stage: 'done' } as const
    await tell(
      app,
      notice('还有用', toRoom),
      notice('没用了', { ...toRoom, ordinal: 1, helpsUntil: later(10 * minute) }),
      notice('答复', { ...toRoom, ordinal: 2, stage: 'reply' }),
    )
    await app.beat()
    const asleepSince = async () => (await app.db.room.findUniqueOrThrow({ where: { id: room.id } })).asleepSince
    expect(await asleepSince()).toEqual(start)
    expect(await app.db.notice.count({ where: { state: 'failed' } })).toBe(3)

    refusing = false
    branch.clock.moveTo(later(20 * minute))
    await hear({
      id: 'M1',
      conversation: { kind: 'room', id: room.roomId },
      sender: { id: 'somebody', name: '路人' },
      text: '在吗',
      addressed: false,
      files: [],
      at: branch.clock.now(),
    })
    await app.beat()
    expect(await asleepSince()).toBe(null)
    expect(texts().slice(3)).toEqual(['还有用'])
  })
})
