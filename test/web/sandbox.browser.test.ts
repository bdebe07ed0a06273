import { existsSync } from 'node:fs'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { SandboxProfile } from '../../src/chat/sandbox.ts'
import { sandbox } from '../../src/web/sandbox.tsx'
import { startWeb, type Web } from '../../src/web/server.ts'
import { fakeDesk } from './fake-desk.ts'

const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium'
const installed = existsSync(executablePath)
const mayBeSkipped = process.env.CI !== 'true'
if (!installed && mayBeSkipped)
  console.warn(
    `Browser tests skipped: no Chromium at ${executablePath}. Install it (apt install chromium) or set CHROMIUM_PATH.`,
  )

const quiet = '--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking'
const args = `${quiet} --disable-component-update --disable-sync`.split(' ')
const desktop = { width: 1280, height: 800 }
const phone = { width: 390, height: 844 }
const smallPhone = { width: 360, height: 640 }

describe.skipIf(!installed && mayBeSkipped)('the sandbox chat in Chromium', { timeout: 30_000 }, () => {
  let browser: Browser
  const open: { close(): Promise<void> }[] = []
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath, args })
  }, 30_000)
  afterEach(async () => {
    for (const one of open.splice(0).reverse()) await one.close()
  })
  afterAll(() => browser?.close())

  async function serve(desk: Parameters<typeof sandbox>[0], port = 0): Promise<Web> {
    return startWeb({ port, routes: [sandbox(desk)], home: '/sandbox', onError: () => {} })
  }

  async function visit(viewport: { width: number; height: number }, profile?: SandboxProfile) {
    const { desk, chat } = await fakeDesk(profile)
    const web = await serve(desk)
    const page = await browser.newPage({ viewport })
    const faults: string[] = []
    page.on('pageerror', (error) => faults.push(error.message))
    page.on('console', (message) => void (message.type() === 'error' && faults.push(message.text())))
    open.push(web, page)
    await page.goto(web.url)
    await page.getByRole('link', { name: /张三/ }).waitFor()
    return { page, web, chat, desk, faults }
  }

  const chatLog = (page: Page) => page.getByRole('log')
  const bubble = (page: Page, text: string) => chatLog(page).locator('.bubble', { hasText: text })
  const write = async (page: Page, text: string) => {
    await page.getByLabel('说点什么').fill(text)
    await page.getByLabel('说点什么').press('Enter')
  }

  it('lets the visitor speak as a member and read the answer, on a computer', async () => {
    const { page, chat, faults } = await visit(desktop)
    await page.getByLabel('以谁的身份').selectOption({ label: '张三' })
    await write(page, '收到')
    await bubble(page, '你说的是').waitFor()
    expect(await chatLog(page).locator('.own .bubble').allTextContents()).toEqual(['收到'])
    expect(await bubble(page, '你说的是').locator('strong').textContent()).toBe('收到')
    expect(chat.lines({ kind: 'room', id: 'g1' })[0]?.from.name).toBe('张三')

    await page.getByLabel('以谁的身份').selectOption({ label: '李建国（书记）' })
    expect(await chatLog(page).locator('.own').count()).toBe(0)
    expect(faults).toEqual([])
  })

  it('moves the clock and shows what was said on the way', async () => {
    const { page } = await visit(desktop)
    expect(await page.locator('#now').textContent()).toBe('11月27日 周五 10:00')
    await page.getByRole('button', { name: /到下一个提醒/ }).click()
    await page.getByText('到 12月1日 9:00 了，小助手说了 1 句。').waitFor()
    await bubble(page, '12月4日（周五）15:00').waitFor()
    expect(await page.locator('#now').textContent()).toBe('12月1日 周二 9:00')
    expect(await page.getByRole('button', { name: /到下一个提醒/ }).isDisabled()).toBe(true)
    await page.getByRole('button', { name: '过一小时' }).click()
    await page.getByText('到 12月1日 10:00 了，小助手没有要说的。').waitFor()
  })

  it('opens a private chat with the identity of its person', async () => {
    const { page, chat } = await visit(desktop)
    await chat.send({ kind: 'private', id: 'u4' }, { text: '记下了', mentions: [], buttons: [] }, 'n-private')
    const entry = page.getByRole('link', { name: /阿依古丽/ })
    await entry.locator('.badge').waitFor()
    await entry.click()
    await page.getByRole('heading', { name: '阿依古丽·买买提与小助手的私聊' }).waitFor()
    expect(await page.getByLabel('以谁的身份').inputValue()).toBe('u4')
    await entry.locator('.badge').waitFor({ state: 'detached' })
  })

  it('has two screens on a phone', async () => {
    const { page, faults } = await visit(phone)
    expect(await chatLog(page).isVisible()).toBe(false)
    await page.getByRole('link', { name: /李建国/ }).click()
    await write(page, '主题是重温入党誓词')
    await bubble(page, '你说的是：主题是重温入党誓词').waitFor()
    await page.getByRole('button', { name: /拨钟/ }).click()
    await page.getByRole('button', { name: /到下一个提醒/ }).click()
    await page.getByText('到 12月1日 9:00 了').waitFor()
    await page.getByRole('link', { name: '返回会话列表' }).click()
    await page
      .getByRole('link', { name: /机电第一党支部.*9:00/ })
      .locator('.badge')
      .waitFor()
    expect(await chatLog(page).isVisible()).toBe(false)
    expect(faults).toEqual([])
  })

  it.each([desktop, phone, smallPhone])('fits its window at $width px', async (viewport) => {
    const { page, chat } = await visit(viewport)
    const text = `${'很长的话'.repeat(60)}${'x'.repeat(300)}`
    await chat.send({ kind: 'room', id: 'g1' }, { text, mentions: [], buttons: [] }, 'n-long')
    await page.getByRole('link', { name: /机电第一党支部/ }).click()
    await bubble(page, '很长的话').waitFor()
    const wider = await page.evaluate<string[]>(
      `[...document.querySelectorAll('html, #lines, #composer')]
        .filter((one) => one.scrollWidth > one.clientWidth).map((one) => one.id || one.tagName)`,
    )
    expect(wider).toEqual([])
    const send = await page.getByRole('button', { name: '发送' }).boundingBox()
    expect((send?.x ?? 0) + (send?.width ?? 0)).toBeLessThanOrEqual(viewport.width)
  })

  it('shows what people write as text, never as markup', async () => {
    const { page, faults } = await visit(desktop)
    const text = '<img src=x onerror="alert(1)"> & **<b>粗</b>**\n@王秀英 第二行'
    await page.getByLabel('说点什么').fill(text)
    await page.getByRole('button', { name: '发送' }).click()
    const own = chatLog(page).locator('.own .bubble')
    await own.waitFor()
    expect(await own.textContent()).toBe('<img src=x onerror="alert(1)"> & <b>粗</b>\n@王秀英 第二行')
    expect(await own.locator('img, b').count()).toBe(0)
    expect(await own.locator('.mention').allTextContents()).toEqual(['@王秀英'])
    expect(faults).toEqual([])
  })

  it('does not send while an input method is open', async () => {
    const { page, chat } = await visit(desktop)
    const field = page.getByLabel('说点什么')
    await field.fill('nihao')
    await field.dispatchEvent('keydown', { key: 'Enter', isComposing: true })
    expect(await field.inputValue()).toBe('nihao')
    await field.press('Enter')
    await bubble(page, '你说的是：nihao').waitFor()
    expect(chat.lines({ kind: 'room', id: 'g1' })).toHaveLength(2)
  })

  it('has buttons under the message and says what it cannot hear, as WeCom', async () => {
    const { page, chat } = await visit(desktop, 'wecom')
    const buttons = [
      { label: '参加', key: 'yes' },
      { label: '请假', key: 'no' },
    ]
    await chat.send({ kind: 'room', id: 'g1' }, { text: '能到吗', mentions: [], buttons }, 'n-buttons')
    await page.getByRole('button', { name: '参加' }).click()
    await page.getByRole('button', { name: '参加 ✓ 1人', pressed: true }).waitFor()
    await bubble(page, '你说的是：参加').waitFor()
    await write(page, '我也来')
    await page.getByText('没有 @小助手，它听不到这句').waitFor()
    await page.getByRole('button', { name: '收到', exact: true }).click()
    await bubble(page, '你说的是：收到').waitFor()
  })

  it('sends files', async () => {
    const { page, chat } = await visit(phone)
    await page.getByRole('link', { name: /王秀英/ }).click()
    const file = { name: '学习材料.txt', mimeType: 'text/plain', buffer: Buffer.from('第三部分') }
    await page.getByLabel('图片/文件').setInputFiles([file])
    await page.getByText('学习材料.txt').waitFor()
    await page.getByRole('button', { name: '发送' }).click()
    await chatLog(page)
      .getByRole('link', { name: /学习材料\.txt/ })
      .waitFor()
    const line = chat.lines({ kind: 'private', id: 'u2' })[0]
    expect(Buffer.from(chat.file(line?.id ?? '')?.bytes ?? []).toString()).toBe('第三部分')
  })

  it('keeps what could not be sent, and comes back by itself after a restart', async () => {
    const { page, web, desk, chat } = await visit(desktop)
    await web.close()
    await page.getByText('连接断开了').waitFor()
    await write(page, '等一下')
    await page.getByText('连不上小助手').waitFor()
    expect(await page.getByLabel('说点什么').inputValue()).toBe('等一下')

    await chat.send({ kind: 'room', id: 'g1' }, { text: '停机时的话', mentions: [], buttons: [] }, 'n-away')
    open.push(await serve(desk, Number(new URL(web.url).port)))
    await bubble(page, '停机时的话').waitFor()
    await page.getByText('连接断开了').waitFor({ state: 'hidden' })
    await page.getByLabel('说点什么').press('Enter')
    await bubble(page, '你说的是：等一下').waitFor()
  })
})
