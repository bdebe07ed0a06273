import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { IncomingMessage, Receive } from '../../../src/chat/port.ts'
import { Arrivals } from '../../../src/chat/wechaty/arrivals.ts'
import { Inbox } from '../../../src/chat/wechaty/inbox.ts'
import { FileRefused } from '../../../src/chat/wechaty/incoming.ts'

const message = (id: string, conversation = 'r1'): IncomingMessage => ({
  id,
  conversation: { kind: 'room', id: conversation },
  sender: { id: 'wxid_a', name: '张三' },
  text: id,
  addressed: false,
  files: [],
  at: new Date('2026-12-01T01:00:00Z'),
})

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe('arrivals', () => {
  function arrivals(read: (id: string) => Promise<IncomingMessage | null>) {
    const taken: string[] = []
    const lost: string[] = []
    const all = new Arrivals({ read, take: ({ id }) => void taken.push(id), lost: (id) => void lost.push(id) })
    return { all, taken, lost }
  }
  const soon = (ms: number, id: string) =>
    new Promise<IncomingMessage>((resolve) => setTimeout(() => resolve(message(id)), ms))

  it('keep their order, however long each takes to be read', async () => {
    const slow: Record<string, number> = { a: 500, b: 10, c: 200 }
    const { all, taken } = arrivals((id) => soon(slow[id] ?? 0, id))
    for (const id of ['a', 'b', 'c']) all.add(id)
    await vi.advanceTimersByTimeAsync(499)
    expect(taken).toEqual([])
    await vi.advanceTimersByTimeAsync(1)
    expect(taken).toEqual(['a', 'b', 'c'])
  })

  it('are taken once, however often they are handed out', async () => {
    const { all, taken } = arrivals((id) => soon(0, id))
    for (const id of ['a', 'a', 'b', 'a']) all.add(id)
    await vi.advanceTimersByTimeAsync(1)
    all.add('a')
    await vi.advanceTimersByTimeAsync(1)
    expect(taken).toEqual(['a', 'b'])
  })

  it('do not wait for ever for one of them, and take it when it comes', async () => {
    const { all, taken, lost } = arrivals((id) => soon(id === 'a' ? 15_000 : 0, id))
    for (const id of ['a', 'b']) all.add(id)
    await vi.advanceTimersByTimeAsync(10_000)
    expect(taken).toEqual(['b'])
    await vi.advanceTimersByTimeAsync(5_000)
    expect(taken).toEqual(['b', 'a'])
    expect(lost).toEqual([])
  })

  it('are read again when that failed, and reported when it fails for good', async () => {
    let away = true
    const { all, taken, lost } = arrivals(async (id) => {
      if (away || id === 'gone') throw new Error('14 UNAVAILABLE')
      return message(id)
    })
    all.add('a')
    all.add('gone')
    await vi.advanceTimersByTimeAsync(1_000)
    away = false
    await vi.advanceTimersByTimeAsync(2_000)
    expect(taken).toEqual(['a'])
    await vi.advanceTimersByTimeAsync(200_000)
    expect(lost).toEqual(['gone'])
    all.add('gone')
    await vi.advanceTimersByTimeAsync(200_000)
    expect(lost).toEqual(['gone', 'gone'])
  })

  it('that could not be read before the end are reported', async () => {
    const { all, lost } = arrivals(async () => {
      throw new Error('14 UNAVAILABLE')
    })
    all.add('a')
    await vi.advanceTimersByTimeAsync(1)
    await all.close()
    expect(lost).toEqual(['a'])
  })
})

describe('the inbox', () => {
  function inbox(receive: Receive, limit?: number) {
    const seen = { taken: [] as string[], lost: [] as string[], full: 0, refused: [] as string[], failed: 0 }
    const all = new Inbox({
      receive,
      taken: ({ id }) => void seen.taken.push(id),
      lost: ({ id }) => void seen.lost.push(id),
      failed: () => void seen.failed++,
      full: ({ id }, first) => void (first ? seen.full++ : seen.refused.push(id)),
      random: () => 0.5,
      ...(limit === undefined ? {} : { limit }),
    })
    return { all, seen }
  }

  it('hands on one after the other in a conversation, and conversations side by side', async () => {
    const running: string[] = []
    const most: Record<string, number> = {}
    const { all, seen } = inbox(async ({ id, conversation }) => {
      running.push(conversation.id)
      most[conversation.id] = Math.max(
        most[conversation.id] ?? 0,
        running.filter((one) => one === conversation.id).length,
      )
      await new Promise((resolve) => setTimeout(resolve, id === 'a1' ? 100 : 10))
      running.splice(running.indexOf(conversation.id), 1)
    })
    for (const id of ['a1', 'a2', 'a3']) all.push(message(id, 'a'))
    all.push(message('b1', 'b'))
    await vi.advanceTimersByTimeAsync(200)
    expect(seen.taken).toEqual(['b1', 'a1', 'a2', 'a3'])
    expect(most).toEqual({ a: 1, b: 1 })
  })

  it('takes up a conversation again that had fallen silent', async () => {
    const { all, seen } = inbox(async () => undefined)
    for (const id of ['a', 'b', 'c']) {
      all.push(message(id))
      await vi.advanceTimersByTimeAsync(1)
    }
    expect(seen.taken).toEqual(['a', 'b', 'c'])
    expect(all.size).toBe(0)
  })

  it('holds what is not taken while the database is away, for as long as it takes', async () => {
    let away = true
    const { all, seen } = inbox(async () => {
      if (away) throw new Error('database is locked')
    })
    for (const id of ['a', 'b', 'c']) all.push(message(id))
    await vi.advanceTimersByTimeAsync(3_600_000)
    expect(seen).toMatchObject({ taken: [], lost: [] })
    away = false
    await vi.advanceTimersByTimeAsync(60_000)
    expect([...seen.taken].sort()).toEqual(['a', 'b', 'c'])
    expect(all.size).toBe(0)
  })

  it('keeps the order through a short absence of the database', async () => {
    let failures = 3
    const { all, seen } = inbox(async () => {
      if (failures-- > 0) throw new Error('database is locked')
    })
    for (const id of ['a', 'b', 'c']) all.push(message(id))
    await vi.advanceTimersByTimeAsync(60_000)
    expect(seen).toMatchObject({ taken: ['a', 'b', 'c'], failed: 3 })
  })

  it('gives up a message that is refused while others are taken', async () => {
    const { all, seen } = inbox(async ({ id }) => {
      if (id === 'poison') throw new Error('cannot read properties of undefined')
    })
    all.push(message('poison'))
    all.push(message('next'))
    await vi.advanceTimersByTimeAsync(600_000)
    expect(seen).toMatchObject({ taken: ['next'], lost: ['poison'] })
    expect(all.size).toBe(0)
  })

  it('gives up a file that is too large at once', async () => {
    const { all, seen } = inbox(async () => {
      throw new FileRefused('CHAT_REFUSED', '文件超过 20 MB', '请压缩')
    })
    all.push(message('large'))
    await vi.advanceTimersByTimeAsync(1)
    expect(seen).toMatchObject({ lost: ['large'], failed: 1 })
  })

  it('says when it is full, once, and holds what it has', async () => {
    let away = true
    const { all, seen } = inbox(async () => {
      if (away) throw new Error('database is locked')
    }, 2)
    for (const id of ['a', 'b', 'c', 'd']) all.push(message(id))
    expect(seen).toMatchObject({ full: 1, refused: ['d'], lost: [] })
    away = false
    await vi.advanceTimersByTimeAsync(60_000)
    expect(seen.taken).toEqual(['a', 'b'])
  })

  it('tries what it holds once more before the end', async () => {
    let away = true
    const { all, seen } = inbox(async ({ id }) => {
      if (away || id === 'b') throw new Error('database is locked')
    })
    for (const id of ['a', 'b']) all.push(message(id, id))
    await vi.advanceTimersByTimeAsync(10_000)
    away = false
    await all.close()
    expect(seen).toMatchObject({ taken: ['a'], lost: ['b'] })
  })
})
