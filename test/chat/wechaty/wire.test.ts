import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { OutgoingMessage } from '../../../src/chat/port.ts'
import { Bot } from './bot.ts'
import { room, self } from './puppet.ts'
import { freePort, Service } from './serve.ts'

// A real puppet service behind real gRPC, in a process of its own.

const group = { kind: 'room', id: room } as const
const says = (text: string, more: Partial<OutgoingMessage> = {}): OutgoingMessage => ({
  text,
  mentions: [],
  buttons: [],
  ...more,
})

let service: Service
const bots: Bot[] = []

/** A bot on the service of this file. */
async function bot(options: ConstructorParameters<typeof Bot>[0] = {}): Promise<Bot> {
  const one = new Bot({ endpoint: service.endpoint, ...options })
  bots.push(one)
  await one.start()
  return one
}

async function online(options?: ConstructorParameters<typeof Bot>[0]): Promise<Bot> {
  const one = await bot(options)
  await one.online()
  return one
}

beforeAll(async () => {
  service = await new Service(await freePort()).start()
})
afterAll(() => service.kill())
afterEach(async () => {
  for (const one of bots.splice(0)) {
    await one.stop()
    // Whatever happened: the log has shown neither the token nor what people said.
    expect(one.logged.join('')).not.toMatch(/5d0f0f0e|机密/)
  }
})

describe('talking over a puppet service', () => {
  it('hears the group and private chats, and speaks in both', async () => {
    const one = await online()
    expect(one.chat.account).toBe(self)
    await service.say({ from: 'wxid_a', room, text: '@机器人\u2005机密：请假', mentions: [self] })
    await service.say({ from: 'wxid_b', text: '查询' })
    await one.until(() => one.heard.length === 2)
    const [inGroup, inPrivate] = one.heard
    expect(inGroup).toMatchObject({
      conversation: group,
      sender: { id: 'wxid_a', name: '张三' },
      text: '机密：请假',
      addressed: true,
      at: new Date('2025-12-01T01:00:00Z'),
    })
    expect(inPrivate).toMatchObject({ conversation: { kind: 'private', id: 'wxid_b' }, text: '查询', addressed: true })

    const before = (await service.sent()).length
    const mentions = [{ userId: 'wxid_a', name: '张三' }]
    expect(await one.chat.send(group, says('@张三 请确认', { mentions }), 'n-1')).toEqual({ kind: 'accepted' })
    expect(await one.chat.send({ kind: 'private', id: 'wxid_b' }, says('好的'), 'n-2')).toEqual({ kind: 'accepted' })
    expect((await service.sent()).slice(before)).toEqual([
      { to: room, text: '@张三\u2005请确认', mentions: ['wxid_a'] },
      { to: 'wxid_b', text: '好的', mentions: [] },
    ])
    expect(one.chat.status()).toMatchObject({ state: 'online', restarts: 0, waiting: 0, lost: 0 })
    expect(one.chat.status().lastInboundAt).not.toBeNull()
    expect(one.chat.status().lastOutboundAt).not.toBeNull()
  })

  it('keeps the order, hears each message once, and not itself', async () => {
    const one = await online()
    await service.say({ from: 'wxid_a', room, text: '1', id: 'o1', slowMs: 300 })
    await service.say({ from: self, room, text: '我自己说的', id: 'o2' })
    await service.say({ from: 'wxid_b', room, text: '2', id: 'o3' })
    await service.tell({ do: 'again', id: 'o3' })
    await service.tell({ do: 'again', id: 'o1' })
    for (let i = 3; i <= 40; i++) await service.say({ from: 'wxid_a', room, text: String(i), id: `p${i}` })
    await one.until(() => one.texts.includes('40'))
    expect(one.texts).toEqual(Array.from({ length: 40 }, (_, i) => String(i + 1)))
  })

  it('takes files in and hands them out', async () => {
    const one = await online({
      receive: async (message) => {
        for (const file of message.files) sizes.push((await file.read()).byteLength)
      },
    })
    const sizes: number[] = []
    const [image, attachment] = [6, 1]
    await service.say({ from: 'wxid_a', type: image, file: { name: 'a.jpg', size: 300_000 } })
    await service.say({ from: 'wxid_b', type: attachment, text: '签到.pdf', file: { name: '签到.pdf', size: 5 } })
    await one.until(() => one.heard.length === 2)
    expect(sizes.sort()).toEqual([300_000, 5])
    const bytes = new Uint8Array(300_000)
    const file = { name: '通知.docx', mediaType: 'application/msword', bytes }
    expect(await one.chat.send(group, says('', { file }), 'n-3')).toEqual({ kind: 'accepted' })
    expect((await service.sent()).at(-1)).toEqual({ to: room, file: { name: '通知.docx', size: 300_000 } })
  })

  it('holds what was not taken, and tells of a file that is too large', async () => {
    let failures = 2
    const one = await online({
      receive: async (message) => {
        if (message.text === '留着' && failures-- > 0) throw new Error('database is locked')
        for (const file of message.files) await file.read()
      },
    })
    await service.say({ from: 'wxid_a', room, text: '留着' })
    await service.say({
      from: 'wxid_b',
      id: 'large',
      type: 1,
      text: '录像.zip',
      file: { name: '录像.zip', size: 21 * 1024 * 1024 },
    })
    await one.until(() => one.texts.includes('留着') && one.alarms.length > 0)
    expect(one.alarms).toMatchObject([
      { kind: 'message_lost', messageId: 'large', reason: expect.stringContaining('20 MB') },
    ])
    expect(one.chat.status()).toMatchObject({ lost: 1 })
  })

  it('says which sends were refused', async () => {
    const one = await online()
    const before = (await service.sent()).length
    expect(await one.chat.send({ kind: 'room', id: 'gone@chatroom' }, says('?'), 'n-4')).toMatchObject({
      kind: 'refused',
    })
    expect(await one.chat.send({ kind: 'private', id: 'nobody' }, says('?'), 'n-5')).toMatchObject({ kind: 'refused' })
    const withButton = says('?', { buttons: [{ label: '参加', key: 'k' }] })
    expect(await one.chat.send(group, withButton, 'n-6')).toMatchObject({ kind: 'refused' })
    await service.tell({ do: 'set', fail: '发送消息过于频繁' })
    expect(await one.chat.send(group, says('机密'), 'n-7')).toMatchObject({ kind: 'refused', retryAfterMs: 600_000 })
    await service.tell({ do: 'set', fail: null })
    expect(await service.sent()).toHaveLength(before)
  })

  it('works with TLS', async () => {
    const other = await new Service(await freePort()).start(self, true)
    try {
      const one = await online({ endpoint: other.endpoint, tls: true })
      expect(await one.chat.send(group, says('加密'), 'n-8')).toEqual({ kind: 'accepted' })
      await one.stop()
    } finally {
      await other.kill()
    }
  })
})

describe('when the service fails', () => {
  it('is killed in the middle of a send: unknown, not repeated; comes back by itself when the service does', async () => {
    const one = await online()
    await service.tell({ do: 'set', hang: true })
    const arrived = service.nextSent()
    const sending = one.chat.send(group, says('机密：只说一次'), 'n-9')
    await arrived
    await service.kill()
    expect(await sending).toMatchObject({ kind: 'unknown' })
    await one.until(() => one.chat.status().state === 'recovering')
    expect(one.chat.account).toBe(self)
    expect(await one.chat.send(group, says('没有连上'), 'n-10')).toMatchObject({
      kind: 'refused',
      retryAfterMs: 60_000,
    })

    await service.start()
    const before = (await service.sent()).length
    await one.online()
    await service.say({ from: 'wxid_a', room, text: '又听见了', id: 'after' })
    await one.until(() => one.texts.includes('又听见了'))
    expect(await one.chat.send(group, says('又能说了'), 'n-11')).toEqual({ kind: 'accepted' })
    expect((await service.sent()).slice(before).map(({ text }) => text)).toEqual(['又能说了'])
    expect(one.alarms).toEqual([])
  })

  it('tells nothing any more although it answers: found out and mended', async () => {
    const one = await online({ timing: { quiet: 200, answer: 300 } })
    await service.tell({ do: 'set', mute: true })
    await one.until(() => one.chat.status().state === 'recovering')
    expect(one.chat.status().lastError).toBe('no sign of life')
    await service.tell({ do: 'set', mute: false })
    await one.online()
    await service.say({ from: 'wxid_a', room, text: '又听见了' })
    await one.until(() => one.texts.includes('又听见了'))
  })

  it('is quiet for long and well: left alone', async () => {
    const one = await online({ timing: { quiet: 20, answer: 2_000 } })
    let changes = 0
    const waiting = one.until(() => changes++ > 0)
    await Promise.race([waiting, new Promise((resolve) => setTimeout(resolve, 1_000))])
    expect(one.chat.status()).toMatchObject({ state: 'online', restarts: 0 })
  })

  it('logs out: told at once, shown with its QR code, and over with the next login', async () => {
    const one = await online()
    await service.tell({ do: 'logout' })
    await one.until(() => one.alarms.length > 0)
    expect(one.alarms).toMatchObject([{ kind: 'logged_out' }])
    expect(one.chat.status()).toMatchObject({ state: 'waiting_login', account: null })
    expect(await one.chat.send(group, says('?'), 'n-12')).toMatchObject({ kind: 'refused', reason: '微信还没有登录' })
    await service.tell({ do: 'scan', qr: 'http://weixin.qq.com/x/again' })
    await one.until(() => one.chat.status().qr === 'http://weixin.qq.com/x/again')
    await service.tell({ do: 'login', user: self })
    await one.until(() => one.alarms.length > 1)
    expect(one.alarms).toMatchObject([{ kind: 'logged_out' }, { kind: 'back' }])
    expect(one.chat.account).toBe(self)
    await service.say({ from: 'wxid_a', room, text: '又听见了' })
    await one.until(() => one.texts.includes('又听见了'))
  })
})

describe('starting', () => {
  it('with a wrong token: one clear message, without the token', async () => {
    const one = new Bot({ endpoint: service.endpoint, token: 'insecure_00000000-dead-beef-0000-000000000000' })
    const refusal = await one.start().catch((error: unknown) => error)
    expect(refusal).toMatchObject({ code: 'BAD_CONFIG', next: expect.stringContaining('WECHATY_PUPPET_SERVICE_TOKEN') })
    expect(`${refusal} ${JSON.stringify(refusal)} ${one.logged}`).not.toContain('dead-beef')
    await one.stop()
  })

  it('with a service that is not there yet: waits for it', async () => {
    const later = new Service(await freePort())
    const one = await bot({ endpoint: later.endpoint, timing: { alarmAfter: 1_000 } })
    await one.until(() => one.alarms.length > 0)
    expect(one.alarms).toMatchObject([{ kind: 'offline', reason: expect.stringContaining('ECONNREFUSED') }])
    expect(one.chat.status().state).toBe('down')
    await later.start('')
    try {
      await one.until(() => one.chat.status().qr !== null)
      expect(one.chat.status()).toMatchObject({ state: 'waiting_login', qr: 'http://weixin.qq.com/x/code' })
      expect(one.chat.account).toBe('wechaty')
      await one.stop()
    } finally {
      await later.kill()
    }
  })
})

describe('stopping', () => {
  it('ends the process, which has printed nothing of its own and left nothing in the home folder', async () => {
    const script = fileURLToPath(new URL('short-life.ts', import.meta.url))
    const home = mkdtempSync(join(tmpdir(), 'zhibu-home-'))
    const env: NodeJS.ProcessEnv = { ...process.env, HOME: home }
    delete env.WECHATY_LOG
    const args = ['--no-deprecation', '--import', 'tsx', script, service.endpoint]
    const life = new Promise<string>((resolve, reject) => {
      execFile(process.execPath, args, { env, timeout: 20_000 }, (error, stdout, stderr) =>
        error ? reject(error) : resolve(stdout + stderr),
      )
    })
    let told = 0
    const talking = setInterval(() => void service.say({ from: 'wxid_a', room, text: '机密', id: `s${told++}` }), 200)
    try {
      expect(await life).toBe('stopped \n')
      // The library would keep a folder there that is named after the token.
      expect(readdirSync(home)).toEqual([])
    } finally {
      clearInterval(talking)
      rmSync(home, { recursive: true })
    }
  })
})
