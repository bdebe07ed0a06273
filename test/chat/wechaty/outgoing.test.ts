import { afterEach, describe, expect, it, vi } from 'vitest'
import type { OutgoingMessage } from '../../../src/chat/port.ts'
import type { Link } from '../../../src/chat/wechaty/link.ts'
import { classify, sendOn, withSeparators } from '../../../src/chat/wechaty/outgoing.ts'
import { scrubber } from '../../../src/chat/wechaty/scrub.ts'

const scrub = scrubber([])
const group = { kind: 'room', id: 'r1' } as const
const file = { name: '记录.docx', mediaType: 'application/msword', bytes: new Uint8Array([1]) }

function link(more: Partial<Link> = {}) {
  const sent: unknown[] = []
  const real: Link = {
    ping: () => undefined,
    read: async () => null,
    readFile: async () => new Uint8Array(),
    find: async () => undefined,
    sendText: async (to, text, ids) => void sent.push([to.id, text, ids]),
    sendFile: async (to, { name }) => void sent.push([to.id, name]),
    close: async () => undefined,
    ...more,
  }
  return { link: real, sent }
}

const message = (more: Partial<OutgoingMessage> = {}): OutgoingMessage => ({
  text: '请确认',
  mentions: [],
  buttons: [],
  ...more,
})

const fails = (error: string) => async () => {
  throw new Error(error)
}

afterEach(() => void vi.useRealTimers())

describe('sending', () => {
  it('notifies those who are named', async () => {
    const { link: one, sent } = link()
    const mentions = [{ userId: 'a', name: '张三' }]
    const outcome = await sendOn({
      link: one,
      to: group,
      message: message({ text: '@张三 请确认', mentions }),
      mentionMember: true,
      scrub,
    })
    expect(outcome).toEqual({ kind: 'accepted' })
    expect(sent).toEqual([['r1', '@张三\u2005请确认', ['a']]])
  })

  it('leaves the names in the text where nobody can be notified, and in private', async () => {
    const { link: one, sent } = link()
    const said = message({ text: '@张三 请确认', mentions: [{ userId: 'a', name: '张三' }] })
    await sendOn({ link: one, to: group, message: said, mentionMember: false, scrub })
    await sendOn({ link: one, to: { kind: 'private', id: 'a' }, message: said, mentionMember: true, scrub })
    expect(sent).toEqual([
      ['r1', '@张三 请确认', []],
      ['a', '@张三 请确认', []],
    ])
  })

  it('sends the text, then the file', async () => {
    const { link: one, sent } = link()
    await sendOn({ link: one, to: group, message: message({ file }), mentionMember: true, scrub })
    await sendOn({ link: one, to: group, message: message({ text: '', file }), mentionMember: true, scrub })
    expect(sent).toEqual([
      ['r1', '请确认', []],
      ['r1', '记录.docx'],
      ['r1', '记录.docx'],
    ])
  })

  it('does not know when only half of it was sent', async () => {
    const { link: one } = link({ sendFile: fails('发送消息过于频繁') })
    const outcome = await sendOn({ link: one, to: group, message: message({ file }), mentionMember: true, scrub })
    expect(outcome).toMatchObject({ kind: 'unknown', reason: expect.stringContaining('文字已发出') })
  })

  it('refuses what it cannot find, before anything is sent', async () => {
    const { link: one, sent } = link({ find: fails('2 UNKNOWN: Error: no payload found for id r1') })
    const outcome = await sendOn({ link: one, to: group, message: message(), mentionMember: true, scrub })
    expect(outcome).toEqual({ kind: 'refused', reason: expect.stringContaining('找不到这个群') })
    expect(sent).toEqual([])
  })

  it('refuses for a while when the connection fails before anything is sent', async () => {
    const { link: one } = link({ find: fails('14 UNAVAILABLE: Connection dropped') })
    const outcome = await sendOn({ link: one, to: group, message: message(), mentionMember: true, scrub })
    expect(outcome).toMatchObject({ kind: 'refused', retryAfterMs: 60_000 })
  })

  it('does not know when nothing answers for half a minute', async () => {
    vi.useFakeTimers()
    const { link: one } = link({ sendText: () => new Promise(() => undefined) })
    const sending = sendOn({ link: one, to: group, message: message(), mentionMember: true, scrub })
    await vi.advanceTimersByTimeAsync(29_000)
    await vi.advanceTimersByTimeAsync(1_000)
    expect(await sending).toMatchObject({ kind: 'unknown' })
  })
})

describe('what an error of a send means', () => {
  it.each([
    ['2 UNKNOWN: Error: 发送消息过于频繁', 'refused'],
    ['13 INTERNAL: WorkproErrorCode: 20001', 'refused'],
    ['14 UNAVAILABLE: No connection established. Last error: Error: connect ECONNREFUSED', 'refused'],
    ['no grpc manager', 'refused'],
    ['12 UNIMPLEMENTED: messageSendFile', 'refused'],
    ['14 UNAVAILABLE: Connection dropped', 'unknown'],
    ['1 CANCELLED: Call cancelled', 'unknown'],
    ['13 INTERNAL: Received RST_STREAM with code 2', 'unknown'],
    ['2 UNKNOWN: Error: something nobody has seen before', 'unknown'],
  ])('%s: %s', (error, kind) => {
    expect(classify(new Error(error), scrub).kind).toBe(kind)
  })

  it('may be tried again later where the platform asks for patience', () => {
    expect(classify(new Error('发送消息过于频繁'), scrub)).toMatchObject({ retryAfterMs: 600_000, scope: 'account' })
    expect(classify(new Error('12 UNIMPLEMENTED'), scrub)).not.toHaveProperty('retryAfterMs')
  })
})

describe('names in a text', () => {
  it('are followed by the sign that WeChat knows', () => {
    expect(
      withSeparators('@张三 @李四、@张三丰：请确认', [{ name: '张三' }, { name: '李四' }, { name: '张三丰' }]),
    ).toBe('@张三\u2005@李四\u2005、@张三丰\u2005：请确认')
  })

  it('are put before it where they are missing', () => {
    expect(withSeparators('请确认', [{ name: '张三(党办)' }])).toBe('@张三(党办)\u2005请确认')
  })
})

describe('an error that is shown', () => {
  it('has no token in it, nor the part of one, nor a password', () => {
    const clean = scrubber(['puppet_workpro_5d0f0f0e1b1e4f0a', 'me:hunter2hunter2'])
    expect(clean(new Error('16: Invalid Wechaty TOKEN "puppet_workpro_5d0f0f0e1b1e4f0a"\n at x'))).toBe(
      '16: Invalid Wechaty TOKEN "…"',
    )
    expect(clean('host 5D0F0F0E1B1E4F0A refused')).toBe('host … refused')
    expect(clean(new Error('connect http://me:pw@host'))).toBe('connect http://…@host')
  })

  it('does not quote what a database call contained', () => {
    const error = Object.assign(new Error('Invalid call:\n{ text: "张三请假" }\nDatabase is locked'), {
      name: 'PrismaClientUnknownRequestError',
    })
    expect(scrub(error)).toBe('Database is locked')
  })
})
