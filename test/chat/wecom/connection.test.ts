import { createServer } from 'node:net'
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { WecomEmulator } from '../../support/wecom-emulator.ts'
import { message, reaches, table, wang } from './table.ts'

afterEach(() => void vi.useRealTimers())

describe('starting', () => {
  it('tells where it stands', async () => {
    const { chat, emulator, hears } = await table()
    expect(chat.status()).toMatchObject({ state: 'online', lastInboundAt: null, lastError: null, reconnects: 0 })
    emulator.say('wang', null, '你好')
    await hears(1)
    await chat.send(wang, message('您好'), 'n-1')
    const { lastInboundAt, lastOutboundAt } = chat.status()
    expect([lastInboundAt, lastOutboundAt]).toEqual([expect.any(Date), expect.any(Date)])
  })

  it('with a wrong secret says so once, with the next step, and tries no more', async () => {
    const { chat, emulator, another } = await table({ start: false })
    const wrong = another({ secret: 'not-it' })
    await expect(wrong.start(async () => {})).rejects.toMatchObject({
      code: 'CHAT_REFUSED',
      message: expect.stringContaining('853000'),
      next: expect.stringContaining('WECOM_BOT_SECRET'),
    })
    expect(wrong.status().state).toBe('refused')
    await emulator.until(() => emulator.sockets === 0)
    await chat.start(async () => {})
    expect(emulator.frames.filter((one) => one.cmd === 'aibot_subscribe')).toHaveLength(2)
    expect(await wrong.send(wang, message('您好'), 'n-1')).toMatchObject({ kind: 'refused' })
  })

  it('without the service reports it once, connects when it is there, and says so', async () => {
    const gone = await WecomEmulator.start()
    const { port, url } = gone
    await gone.stop()
    const { chat, alarms } = await table({ url })
    expect(alarms).toMatchObject([{ kind: 'unreachable', next: expect.stringContaining('WECOM_BOT_URL') }])
    expect(chat.status()).toMatchObject({ state: 'connecting', lastError: 'ECONNREFUSED' })
    expect(await chat.send(wang, message('您好'), 'n-1')).toMatchObject({ kind: 'refused', retryAfterMs: 10_000 })

    const back = await WecomEmulator.start({ port })
    onTestFinished(() => back.stop())
    await reaches(chat, 'online')
    expect(alarms.map((one) => one.kind)).toEqual(['unreachable', 'back'])
  })

  it('at a service that takes the connection and never answers is reported and tried again', async () => {
    const { chat, emulator, alarms } = await table({ start: false, answerMs: 20 })
    emulator.mute = true
    await chat.start(async () => {})
    expect(alarms).toMatchObject([{ kind: 'unreachable' }])
    emulator.mute = false
    await reaches(chat, 'online')
  })

  it('that is held back because it was tried too often is tried again', async () => {
    const { chat, emulator, alarms } = await table({ start: false })
    emulator.failNext(45009, 'aibot_subscribe')
    await chat.start(async () => {})
    await reaches(chat, 'online')
    expect(alarms).toMatchObject([
      { kind: 'unreachable', message: expect.stringContaining('45009') },
      { kind: 'back', message: expect.stringContaining('恢复') },
    ])
  })

  it('at something that is no such service is reported', async () => {
    const server = createServer((socket) => socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n'))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void server.close())
    const address = server.address()
    if (address === null || typeof address === 'string') throw new Error('no port')
    const { alarms } = await table({ url: `ws://127.0.0.1:${address.port}` })
    expect(alarms).toMatchObject([{ kind: 'unreachable', message: expect.stringContaining('502') }])
  })
})

describe('a connection that breaks', () => {
  it('comes back, and what comes in after it is heard', async () => {
    const { chat, emulator, hears } = await table()
    emulator.cut()
    await emulator.until(() => emulator.subscriptions === 2)
    await reaches(chat, 'online')
    emulator.say('wang', null, '收到')
    expect(await hears(1)).toMatchObject([{ text: '收到' }])
    expect(chat.status().reconnects).toBe(1)
  })

  it('leaves it unknown what became of a message that had left', async () => {
    const { chat, emulator } = await table()
    emulator.say('wang', null, '你好')
    emulator.loseFrame()
    const sending = chat.send(wang, message('您好'), 'n-1')
    await emulator.until(() => emulator.frames.some((one) => one.cmd === 'aibot_send_msg'))
    emulator.cut()
    expect(await sending).toEqual({ kind: 'unknown', reason: expect.stringContaining('不知道对方收到没有') })
  })

  it('refuses what had not left, which may be tried again', async () => {
    const { chat, emulator } = await table({ reconnectMs: 60_000 })
    emulator.say('wang', null, '你好')
    emulator.cut()
    await reaches(chat, 'connecting')
    expect(await chat.send(wang, message('您好'), 'n-1')).toEqual({
      kind: 'refused',
      reason: expect.stringContaining('没有发出'),
      retryAfterMs: 10_000,
      scope: 'account',
    })
  })

  it('is reported when it does not come back at once, and once only', async () => {
    const { chat, emulator, alarms } = await table({ reconnectMs: 1 })
    const { port } = emulator
    await emulator.stop()
    // In its place something that hangs up on whoever calls.
    const sixth = new Promise<void>((resolve) => {
      let calls = 0
      const server = createServer((socket) => {
        socket.destroy()
        if (++calls === 6) resolve()
      })
      server.listen(port, '127.0.0.1')
      onTestFinished(() => void server.close())
    })
    await sixth
    expect(alarms.map((one) => one.kind)).toEqual(['unreachable'])
    expect(chat.status().state).toBe('connecting')
  })

  it('is noticed by the silence of its heartbeats', async () => {
    const { emulator } = await table({ heartbeatMs: 5 })
    emulator.silentHeartbeats = true
    await emulator.until(() => emulator.subscriptions >= 2)
    emulator.silentHeartbeats = false
    const heartbeats = emulator.frames.filter((one) => one.cmd === 'ping')
    expect(heartbeats.length).toBeGreaterThanOrEqual(2)
  })

  it('is made anew when the platform forgot the subscription though the socket is open', async () => {
    const { chat, emulator } = await table()
    emulator.say('wang', null, '你好')
    emulator.forgetSubscription()
    expect(await chat.send(wang, message('您好'), 'n-1')).toMatchObject({
      kind: 'refused',
      reason: expect.stringContaining('846609'),
      retryAfterMs: 60_000,
    })
    await emulator.until(() => emulator.online)
    await reaches(chat, 'online')
    expect(await chat.send(wang, message('您好'), 'n-1')).toEqual({ kind: 'accepted' })
    await emulator.until(() => emulator.sockets === 1)

    // Forgotten again at once: asked again only after a while, for subscriptions are counted.
    emulator.forgetSubscription()
    await chat.send(wang, message('您好'), 'n-2')
    await chat.send(wang, message('您好'), 'n-3')
    expect(emulator.subscriptions).toBe(2)
  })
})

describe('an answer that does not come', () => {
  it('leaves the outcome unknown, and a late one changes nothing', async () => {
    const { chat, emulator } = await table()
    emulator.say('wang', null, '你好')
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const release = emulator.holdAck()
    const sending = chat.send(wang, message('您好'), 'n-1')
    await emulator.until(() => emulator.delivered.length === 1)
    await vi.advanceTimersByTimeAsync(5_000)
    expect(await sending).toMatchObject({ kind: 'unknown' })
    release()
    expect(await chat.send(wang, message('还有'), 'n-2')).toEqual({ kind: 'accepted' })
    expect(emulator.delivered.map((one) => one.text)).toEqual(['您好', '还有'])
  })

  it('that names no number is no answer', async () => {
    const { chat, emulator } = await table()
    emulator.say('wang', null, '你好')
    emulator.loseFrame()
    const sending = chat.send(wang, message('您好'), 'n-1')
    await emulator.until(() => emulator.frames.some((one) => one.cmd === 'aibot_send_msg'))
    const reqId = emulator.frames.at(-1)?.headers.req_id
    emulator.raw(JSON.stringify({ headers: { req_id: reqId } }))
    expect(await sending).toMatchObject({ kind: 'unknown' })
  })
})

describe('the same bot somewhere else', () => {
  it('makes this one stand back for good', async () => {
    const { chat, emulator, another, alarms } = await table()
    emulator.say('wang', null, '你好')
    const other = another()
    await other.start(async () => {})
    await reaches(chat, 'kicked')
    expect(alarms).toMatchObject([{ kind: 'kicked', next: expect.stringContaining('Bot ID') }])
    await emulator.until(() => emulator.sockets === 1)
    expect(await chat.send(wang, message('您好'), 'n-1')).toMatchObject({ kind: 'refused' })
    expect(await other.send(wang, message('您好'), 'n-1')).toEqual({ kind: 'accepted' })
    expect(emulator.subscriptions).toBe(2)
  })

  it('is tried again after a while where the operator wants that', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const { chat, emulator } = await table({ takeBackAfterMs: 600_000 })
    emulator.kick()
    await reaches(chat, 'kicked')
    await vi.advanceTimersByTimeAsync(599_000)
    expect(emulator.subscriptions).toBe(1)
    await vi.advanceTimersByTimeAsync(1_000)
    await reaches(chat, 'online')
    expect(emulator.subscriptions).toBe(2)
  })

  it('leaves what was under way unknown', async () => {
    const { chat, emulator } = await table()
    emulator.say('wang', null, '你好')
    emulator.dropAck()
    const sending = chat.send(wang, message('您好'), 'n-1')
    await emulator.until(() => emulator.delivered.length === 1)
    emulator.kick()
    expect(await sending).toMatchObject({ kind: 'unknown' })
  })
})

describe('stopping', () => {
  it('waits for the answer to what was sent, and for what is being taken in', async () => {
    const { chat, emulator, another } = await table()
    await chat.stop()
    const bot = another()
    let finish = () => {}
    const order: string[] = []
    await bot.start(async () => {
      await new Promise<void>((resolve) => {
        finish = resolve
      })
      order.push('taken in')
    })
    emulator.say('wang', null, '你好')
    const release = emulator.holdAck()
    const sending = bot.send(wang, message('您好'), 'n-1').then(({ kind }) => order.push(kind))
    await emulator.until(() => emulator.delivered.length === 1)
    const stopping = bot.stop().then(() => order.push('stopped'))
    expect(await bot.send(wang, message('还有'), 'n-2')).toMatchObject({ kind: 'refused', retryAfterMs: 10_000 })
    release()
    await sending
    finish()
    await stopping
    expect(order).toEqual(['accepted', 'taken in', 'stopped'])
    await emulator.until(() => emulator.sockets === 0)
  })

  it('is possible at any moment, twice too, and leaves no timer behind', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] })
    const { chat, emulator, another } = await table({ reconnectMs: 1_000 })
    emulator.cut()
    await reaches(chat, 'connecting')
    await chat.stop()
    await chat.stop()
    const early = another()
    const starting = early.start(async () => {})
    await early.stop()
    await starting
    const kicked = another({ takeBackAfterMs: 60_000 })
    await kicked.start(async () => {})
    emulator.kick()
    await reaches(kicked, 'kicked')
    await kicked.stop()
    expect(chat.status().state).toBe('stopped')
    await emulator.until(() => emulator.sockets === 0)
    expect(vi.getTimerCount()).toBe(0)
  })
})
