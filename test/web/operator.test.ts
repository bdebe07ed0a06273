import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Browser, chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { capabilitiesOf } from '../../src/chat/sandbox.ts'
import { qrForPage } from '../../src/chat/wechaty/qr.ts'
import type { Operations } from '../../src/records/operations.ts'
import type { Connection } from '../../src/records/status.ts'
import { type OperatorDesk, operator } from '../../src/web/operator.tsx'
import { startWeb, webApp } from '../../src/web/server.ts'
import { instant, setting } from '../support/town.ts'

const connection = (more: Partial<Connection> = {}): Connection => ({
  platform: 'wecom',
  title: '企业微信',
  up: true,
  state: '已连上',
  since: instant('2026-11-30 08:00'),
  lastInboundAt: instant('2026-12-01 08:57'),
  lastOutboundAt: null,
  lastError: null,
  capabilities: capabilitiesOf.wecom,
  qr: null,
  ...more,
})
const waiting = connection({
  platform: 'wechaty',
  title: '微信',
  up: false,
  state: '等待扫码登录',
  lastInboundAt: null,
  lastError: '微信退出登录了',
  qr: 'http://weixin.qq.com/x/Example-1',
})
const quiet: Operations = {
  due: { count: 0, oldest: null },
  unconfirmed: { count: 0, latest: [] },
  failed: { count: 0, latest: [] },
  rooms: [],
  branches: [{ name: '机关二支部', members: 20, bound: 20, reachable: 20, rooms: 1 }],
  officers: [],
  lastInbound: new Map(),
}
const troubled: Operations = {
  due: { count: 37, oldest: instant('2026-12-01 08:20') },
  unconfirmed: {
    count: 86,
    latest: [
      {
        id: 12,
        kind: 'announcement',
        where: '「机关二支部」群',
        at: instant('2026-11-30 15:00'),
        reason: '没有等到回执',
      },
    ],
  },
  failed: {
    count: 1,
    latest: [
      {
        id: 15,
        kind: 'dues_owed',
        where: '「机关二支部」私聊',
        at: instant('2026-12-01 08:30'),
        reason: '企业微信不支持这种消息（错误码 40008）',
      },
    ],
  },
  rooms: [
    { id: 3, platform: 'wecom', organization: '机关二支部', announce: true, asleepSince: instant('2026-11-29 10:00') },
    { id: 4, platform: 'wecom', organization: '机关一支部', announce: true, asleepSince: null },
  ],
  branches: [
    { name: '机关一支部', members: 3, bound: 3, reachable: 3, rooms: 1 },
    { name: '掘进三队与通风队联合党支部委员会', members: 41, bound: 12, reachable: 9, rooms: 0 },
  ],
  officers: [{ branch: '机关二支部', role: 'organization_officer' }],
  lastInbound: new Map([['wechaty', instant('2026-11-28 20:15')]]),
}

const desk = (more: Partial<OperatorDesk> = {}): OperatorDesk => ({
  botName: '小助手',
  zone: setting.zone,
  now: () => instant('2026-12-01 09:00'),
  connections: () => [connection()],
  operations: async () => quiet,
  processes: () => [],
  sandbox: false,
  ...more,
})
const options = (more: Partial<OperatorDesk>) => ({
  routes: [operator(desk(more))],
  home: '/operator',
  onError: () => {},
})

async function shown(more: Partial<OperatorDesk> = {}) {
  const get = (path: string, host = 'localhost:8787') => webApp(options(more)).request(path, { headers: { host } })
  const html = await (await get('/operator')).text()
  const words = html
    .replace(/<\/(?:h\d|p|dt|dd|li|b|th|td|tr)>/g, '\n')
    .replace(/<[^>]+>/g, '')
    .replace(/\n+/g, '\n')
  return { get, html, words }
}

test('all is well: the connection, when it last heard and spoke, nothing to do', async () => {
  const { words } = await shown()
  expect(words).toContain('✓ 企业微信：已连上')
  expect(words).toContain('最近收到\n08:57（3 分钟前）\n最近发出\n还没有')
  expect(words).toContain('等着发的\n没有。')
  expect(words).toContain('不知道发出去没有：没有')
  expect(words).not.toContain('请用小助手的微信扫一扫')
})

test('what is wrong stands there with what to do', async () => {
  const { words } = await shown({ connections: () => [connection(), waiting], operations: async () => troubled })
  expect(words).toContain('✗ 微信：等待扫码登录')
  expect(words).toContain('11月28日 20:15（2 天前）')
  expect(words).toContain('微信退出登录了')
  expect(words).toContain('37 条，最早的一条应在 08:20（40 分钟前）')
  expect(words).toContain(
    '不知道发出去没有：86 条\n已经问了书记或本人：回「1」重发，回「2」已看到。\n只列出最近的 1 条。',
  )
  expect(words).toContain('11月30日 15:00 「机关二支部」群：活动通知\n没有等到回执（编号 12）')
  expect(words).toContain('「机关二支部」私聊：提醒交党费\n企业微信不支持这种消息（错误码 40008）（编号 15）')
  expect(words).toContain('发不进去：请在群里 @ 小助手说一句话')
  expect(words).toContain('机关二支部（企业微信，3 号）\n从 11月29日 10:00')
  // The branch that still lacks something stands first.
  expect(words).toMatch(/掘进三队与通风队联合党支部委员会\n0\n41\n12\n9\n[\s\S]*机关一支部\n1\n3\n3\n3/)
  expect(words).toContain('还私聊不到的支委：1 位')
  expect(words).toContain('机关二支部 组织委员')
})

describe('the code to scan', () => {
  test('is drawn on the page itself', async () => {
    const { html } = await shown({ connections: () => [waiting] })
    expect(html).toContain(`aria-label="登录二维码">${qrForPage(waiting.qr ?? '')}</div>`)
  })

  test('is text where it is too long to be drawn', async () => {
    const qr = `http://weixin.qq.com/x/${'a'.repeat(900)}?<b>`
    const { html, words } = await shown({ connections: () => [{ ...waiting, qr }] })
    expect(html).not.toContain('登录二维码')
    expect(words).toContain(qr.replace('<b>', '&lt;b&gt;'))
  })

  test('is gone when somebody has logged in, and shown on this machine only', async () => {
    expect((await shown()).html).not.toContain('登录二维码')
    const { get } = await shown({ connections: () => [waiting] })
    for (const host of ['192.168.1.5:8787', 'evil.example']) expect((await get('/operator', host)).status).toBe(403)
  })
})

const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium'
const installed = existsSync(executablePath)

describe.skipIf(!installed && process.env.CI !== 'true')('in Chromium', { timeout: 60_000 }, () => {
  let browser: Browser
  beforeAll(async () => {
    const args = '--headless --no-sandbox --disable-gpu --disable-quic --no-first-run'.split(' ')
    browser = await chromium.launch({ executablePath, args })
  }, 60_000)
  afterAll(() => browser?.close())

  test.each([
    { width: 1280, height: 800 },
    { width: 390, height: 844 },
  ])('it fits a screen of $width points, picture included', async (viewport) => {
    const web = await startWeb({
      port: 0,
      ...options({ connections: () => [connection(), waiting], operations: async () => troubled }),
    })
    onTestFinished(() => web.close())
    const page = await browser.newPage({ viewport })
    onTestFinished(() => page.close())
    const faults: string[] = []
    page.on('console', (message) => void (message.type() === 'error' && faults.push(message.text())))
    await page.goto(web.url)
    await page.getByRole('img', { name: '登录二维码' }).waitFor()
    const drawn = await page.evaluate('document.querySelector(".drawing svg").clientWidth')
    expect(drawn).toBe(240)
    const wide = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')
    expect(wide).toBe(0)
    expect(faults).toEqual([])
    const folder = process.env.SCREENSHOTS
    if (folder !== undefined) {
      mkdirSync(folder, { recursive: true })
      await page.screenshot({ path: join(folder, `operator-${viewport.width}.png`), fullPage: true })
    }
  })
})
