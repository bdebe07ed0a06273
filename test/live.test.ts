import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { networkInterfaces } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { readConfig } from '../src/base/config.ts'
import { ZhibuError } from '../src/base/errors.ts'
import { wechatyPace, wecomPace } from '../src/chat/paces.ts'
import { readPlatforms } from '../src/chat/settings.ts'
import { qrForPage } from '../src/chat/wechaty/qr.ts'
import { type Running, start } from '../src/main.ts'
import { alarmWords } from '../src/platforms.ts'
import { examine } from '../src/records/doctor.ts'
import { readStatus } from '../src/records/status.ts'
import { systemClock } from '../src/time/clock.ts'
import { freePort, Service, token } from './chat/wechaty/serve.ts'
import { branchTerminal, people, type Terminal, terminal } from './cli/terminal.ts'
import { setting } from './support/town.ts'
import { WecomEmulator } from './support/wecom-emulator.ts'
import { WecomHook } from './support/wecom-hook.ts'

const minute = 60_000
const group = 'GROUP-of-the-branch'

/** The service of WeCom, and the settings that lead there. */
async function wecom(more: Record<string, string> = {}) {
  const emulator = await WecomEmulator.start()
  onTestFinished(() => emulator.stop())
  const env = {
    WECOM_BOT_ID: emulator.botId,
    WECOM_BOT_SECRET: emulator.secret,
    WECOM_BOT_URL: emulator.url,
    ...more,
  }
  return { emulator, env }
}
const configOf = (here: Terminal, env: Record<string, string>) =>
  readConfig({ DATA_DIR: here.dataDir, LOG_LEVEL: 'silent', PORT: '0', ...env })

async function running(here: Terminal, env: Record<string, string>): Promise<Running> {
  const bot = await start(configOf(here, env))
  onTestFinished(() => bot.stop())
  return bot
}

/** The bot runs by the machine's clock: what is typed beside it must not be of another day, or its codes are too old. */
function today(): string {
  const now = systemClock.now()
  return `${setting.zone.day(now)} ${setting.zone.hour(now)}`
}

/** What `zhibu doctor` says of the platforms. */
const platformsOf = async (here: Terminal, env: Record<string, string>) =>
  (await examine(configOf(here, env))).find((one) => one.title === '平台')?.detail

async function refusal(here: Terminal, env: Record<string, string>): Promise<ZhibuError> {
  const error = await start(configOf(here, env)).then(
    (bot) => bot.stop(),
    (reason: unknown) => reason,
  )
  if (error instanceof ZhibuError) return error
  throw new Error('it started')
}

describe('a bot on a real platform does not start', () => {
  test('before there is a branch', async () => {
    const { env } = await wecom()
    const { code, next } = await refusal(terminal(), env)
    expect(code).toBe('BRANCH_NEEDED')
    expect(next).toContain('zhibu import')
  })

  test('on the demonstration', async () => {
    const { env } = await wecom()
    expect((await refusal(await branchTerminal(), { ...env, DEMO: '1' })).code).toBe('BAD_CONFIG')
  })

  test('on data whose clock was moved ahead in the sandbox', async () => {
    const { env } = await wecom()
    const here = await branchTerminal()
    await here.data((db) => db.setting.create({ data: { key: 'sandboxClock', value: 3_600_000 } }))
    const { code, next } = await refusal(here, env)
    expect(code).toBe('CLOCK_MOVED')
    expect(next).toContain('DATA_DIR')
  })

  test('with half of its settings, or wrong ones', async () => {
    const here = await branchTerminal()
    expect((await refusal(here, { WECOM_BOT_ID: 'BOT' })).message).toContain('WECOM_BOT_SECRET')
    expect((await refusal(here, { WECHATY_PUPPET: 'wechaty-puppet-service' })).message).toContain('TOKEN')
    const { env } = await wecom()
    expect((await refusal(here, { ...env, WECOM_BOT_SECRET: 'geheim' })).code).toBe('CHAT_REFUSED')
    // Whoever could not start leaves nothing locked behind.
    const bot = await running(here, {})
    expect(bot.connections().map(({ platform }) => platform)).toEqual(['sandbox'])
  })
})

describe('on WeCom', () => {
  test('stopped while a message is on its way, it waits for the answer', { timeout: 60_000 }, async () => {
    const here = await branchTerminal()
    const { emulator, env } = await wecom()
    const bot = await start(configOf(here, env))
    const release = emulator.holdAck()
    emulator.say('wangxiuying', null, '帮助')
    await emulator.until(() => emulator.shown('wangxiuying').length > 0)
    const stopped = bot.stop()
    setTimeout(release, 300)
    await stopped
    const notices = await here.data((db) =>
      db.notice.findMany({ where: { causeKind: { in: ['inbound', 'account'] } } }),
    )
    expect(notices.map(({ state }) => state)).toEqual(['sent'])
  })

  test('people talk there, the sandbox is off, and the operator sees how it is', { timeout: 60_000 }, async () => {
    const here = await branchTerminal(today())
    // It was tried out in the sandbox before.
    await (await start(configOf(here, {}))).stop()
    const { emulator, env } = await wecom()
    const bot = await running(here, env)
    expect([bot.demo, bot.dir]).toEqual([false, here.dataDir])
    expect(bot.connections()).toMatchObject([
      { platform: 'wecom', up: true, state: '已连上', capabilities: { writeFirst: false, updateCard: true } },
    ])

    const page = async (path: string) => await (await fetch(bot.url + path)).text()
    expect(await page('/')).toContain('✓ 企业微信：已连上')
    expect((await fetch(`${bot.url}/sandbox`)).status).toBe(404)
    expect(JSON.parse(await page('/health'))).toMatchObject({ role: 'all', problems: [], connections: { wecom: true } })
    expect(JSON.parse(await page('/ready'))).toMatchObject({ checks: { database: true, platform: true } })

    // A group is bound with a code from the terminal.
    const handed = await here.types(['bind', 'room', '--branch', '机关二支部'])
    expect(handed.out).toContain('请在那个群里 @小助手 发这一句：')
    emulator.say('lijianguo', group, /绑定 [A-Z0-9]{8}/.exec(handed.out)?.[0] ?? '')
    await emulator.until(() => emulator.shown(group).length > 0)
    expect(emulator.shown(group)[0]?.text).toContain('这个群是「机关二支部」的群了')
    const rooms = await here.types(['rooms'])
    expect(rooms.out).toMatch(/机关二支部（模拟聊天），不发通知\n\d+ {2}机关二支部（企业微信）$/)

    // So is a member.
    const personal = await here.types(['bind', 'member', '李建国'])
    emulator.say('lijianguo', null, /绑定 [A-Z0-9]{8}/.exec(personal.out)?.[0] ?? '')
    await emulator.until(() => emulator.shown('lijianguo').length > 0)
    expect(emulator.shown('lijianguo')[0]?.text).toContain('李建国同志，您好，登记好了')

    const bound = await page('/operator')
    expect(bound).toContain('绑定的群：1 个')
    expect(bound).toContain('<td>机关二支部</td><td>1</td><td>4</td><td>1</td><td>1</td>')
    expect(bound).toContain('还私聊不到的支委：1 位')
    for (const name of ['李建国', '王秀英', 'lijianguo']) expect(bound).not.toContain(name)

    const metrics = await page('/metrics')
    expect(metrics).toContain('zhibu_connection_up{platform="wecom"} 1')
    expect(metrics).toContain('zhibu_messages_in_total{platform="wecom"} 2')
    expect(metrics).toMatch(/zhibu_notices_total\{outcome="sent"\} [2-9]/)
    expect(metrics).toMatch(/^zhibu_notices_due \d+$/m)
    expect(metrics).toMatch(/^zhibu_queue_depth\{queue="messages"\} 0$/m)
    expect(metrics).not.toContain('李建国')

    await vi.waitFor(() => expect(readStatus(here.dataDir)).not.toBeNull(), 30_000)
    const file = join(here.dataDir, 'status.json')
    expect(readStatus(here.dataDir)).toMatchObject({ demo: false, connections: [{ platform: 'wecom', up: true }] })
    expect(readFileSync(file, 'utf8')).not.toContain(emulator.secret)
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o077).toBe(0)
    const doctor = await here.types(['doctor'])
    expect(doctor.out).toContain('✓ 企业微信：已连上')
    expect(doctor.out).toContain('✓ 绑定的群：1 个')
    expect(doctor.out).toMatch(/✗ 绑定的账号：4 位党员，1 位已绑定，1 位能私聊；还私聊不到的支委：机关二支部组织委员/)

    // The others get their codes in one list; a lost phone is untied.
    const list = await here.types(['bind', 'members', '--branch', '机关二支部'])
    expect(list.out).toContain('还没有聊天账号的 3 人')
    expect(list.out).not.toContain('李建国：')
    const accounts = await here.types(['accounts', '--branch', '机关二支部'])
    const [, account = ''] = /李建国：.*企业微信 (\d+) 号/.exec(accounts.out) ?? []
    expect((await here.types(['accounts', '--off', account])).out).toContain('已解绑：李建国 的账号')
    expect((await here.types(['accounts', '--off', account])).err).toContain('NOT_FOUND')

    // The operator keeps the group quiet, and unties it again.
    const [, quiet = ''] = /^(\d+) {2}机关二支部（企业微信）$/m.exec(rooms.out) ?? []
    expect((await here.types(['rooms', '--quiet', quiet])).out).toContain('不再发通知')
    expect((await here.types(['rooms', '--announce', quiet])).out).toContain('又发通知了')
    const [, id = ''] = /^(\d+) {2}机关二支部（企业微信）$/m.exec(rooms.out) ?? []
    expect((await here.types(['rooms', '--off', id])).out).toContain('已解绑')
    expect((await here.types(['rooms', '--off', id])).err).toContain('NOT_FOUND')
  })

  test('an alarm goes to the webhook, and the page says what is wrong', async () => {
    const hook = await WecomHook.start(() => 0)
    onTestFinished(() => hook.stop())
    const { emulator, env } = await wecom({ WECOM_WEBHOOK_URL: hook.url })
    const bot = await running(await branchTerminal(), env)
    emulator.kick()
    await hook.until(() => hook.told.length > 0)
    expect(hook.told[0]?.text).toMatch(/^小助手（企业微信）：/)
    expect(bot.connections()[0]).toMatchObject({ up: false })
    expect(await (await fetch(`${bot.url}/operator`)).text()).toContain('✗ 企业微信：同一个机器人在别处连接了')
    expect(await (await fetch(`${bot.url}/metrics`)).text()).toContain('zhibu_connection_up{platform="wecom"} 0')
  })
})

describe('a group that has nothing but a webhook', () => {
  const told = async () => {
    const hook = await WecomHook.start(() => 0)
    onTestFinished(() => hook.stop())
    return hook
  }

  test('is told beside a bot, and seen everywhere without its address', { timeout: 60_000 }, async () => {
    const here = await branchTerminal()
    const [hook, { env }] = [await told(), await wecom()]
    const secrets = join(here.dataDir, 'groups.txt')
    writeFileSync(secrets, `机关二支部=${hook.url}\n`)
    const first = await start(configOf(here, { ...env, WECOM_GROUPS_FILE: secrets }))
    expect(first.remarks).toEqual([expect.stringContaining('新加了只发不收的群：机关二支部')])
    await hook.until(() => hook.told.length > 0)
    expect(hook.told[0]?.text).toContain('「机关二支部」的通知和提醒以后发在这个群里')
    expect(first.connections()).toMatchObject([
      { platform: 'wecom', up: true },
      { platform: 'wecom_webhook', up: true, state: '1 个群只发不收', capabilities: { hears: false } },
    ])
    const page = await (await fetch(`${first.url}/operator`)).text()
    expect(page).toContain('✓ 企业微信群机器人：1 个群只发不收')
    expect(page).toContain('只发不收的 1 个：机关二支部')
    await vi.waitFor(() => expect(readStatus(here.dataDir)).not.toBeNull(), 30_000)
    expect(await platformsOf(here, { ...env, WECOM_GROUPS_FILE: secrets })).toBe(
      '接企业微信和 1 个只发不收的企业微信群，设置齐全',
    )
    const doctor = await here.types(['doctor'])
    expect(doctor.out).toContain('✓ 绑定的群：1 个')
    expect((await here.types(['rooms'])).out).toMatch(/机关二支部（企业微信群机器人，只发不收）$/m)

    // The robot is taken out of the group.
    await here.data((db) => db.room.updateMany({ data: { asleepSince: new Date() } }))
    expect(await (await fetch(`${first.url}/operator`)).text()).toContain('请在群里重新复制 Webhook 地址')
    expect((await here.types(['doctor'])).out).toContain('机关二支部是只发不收的群：请在群里重新复制')
    expect((await here.types(['rooms'])).out).toContain('发不进去：请在群里重新复制 Webhook 地址')
    await first.stop()
    for (const file of ['zhibu.db', 'status.json', 'zhibu.log'])
      if (existsSync(join(here.dataDir, file)))
        expect(readFileSync(join(here.dataDir, file), 'latin1')).not.toContain(hook.key)
    expect(page + doctor.out).not.toContain(hook.key)

    // Started without it, the group is let go, and the operator is told.
    const second = await running(here, env)
    expect(second.remarks).toEqual([expect.stringContaining('不再往那里发：机关二支部')])
    expect((await here.types(['rooms'])).out).toContain('绑定了 0 个群')
  })

  test('is enough to start', async () => {
    const hook = await told()
    const env = { WECOM_GROUPS: `机关二支部=${hook.url}` }
    const here = terminal(undefined, env)
    await here.types(['import', await here.roster('花名册.xlsx', people), '--branch', '机关二支部'])
    const typed = await here.types(['start'])
    expect(typed.out).toContain('平台  企业微信群机器人（1 个群只发不收）')
    expect(typed.out).toContain('注意  新加了只发不收的群：机关二支部。请到群里看看有没有收到一句话。')
    const bot = await running(here, env)
    await hook.until(() => hook.told.length > 0)
    expect(bot.connections()).toMatchObject([{ platform: 'wecom_webhook' }])
    expect(await platformsOf(here, env)).toContain('没有能说话的账号，大家的答复小助手收不到')
    expect(await (await fetch(`${bot.url}/`)).text()).toContain('✓ 企业微信群机器人')
  })

  test('of a branch that nobody knows is refused, and an address for alarms alone is no group', async () => {
    const here = await branchTerminal()
    const { code, next } = await refusal(here, { WECOM_GROUPS: '机关二支=https://example.org/KEY' })
    expect([code, next]).toEqual(['BRANCH_UNKNOWN', expect.stringContaining('机关二支部')])
    const alarms = await refusal(here, { WECOM_WEBHOOK_URL: 'https://example.org/KEY' })
    expect(alarms.code).toBe('BAD_CONFIG')
    expect(alarms.message + alarms.next).toMatch(/只填了报警用的 WECOM_WEBHOOK_URL.*WECOM_BOT_ID.*WECOM_GROUPS/)
  })
})

test('an address of the network for the pages is remarked on', async () => {
  const there = Object.values(networkInterfaces())
    .flat()
    .find((one) => one?.family === 'IPv4' && !one.internal)?.address
  if (there === undefined) return
  const bot = await running(await branchTerminal(), { HOST: there })
  expect((await fetch(bot.url)).status).toBe(403)
  expect(bot.remarks).toEqual([expect.stringContaining(`HOST 写的是 ${there}`)])
})

describe('on WeChat, through a puppet service', () => {
  test('the code to scan is shown in the terminal and on the page; WeCom goes on beside it', {
    timeout: 60_000,
  }, async () => {
    const service = await new Service(await freePort()).start('')
    onTestFinished(() => service.kill())
    const { env } = await wecom({
      WECHATY_PUPPET: 'wechaty-puppet-service',
      WECHATY_PUPPET_SERVICE_TOKEN: token,
      WECHATY_PUPPET_SERVICE_ENDPOINT: service.endpoint,
      WECHATY_PUPPET_SERVICE_NO_TLS: '1',
    })
    const scanned: string[] = []
    let told = () => {}
    const asked = new Promise<void>((resolve) => {
      told = resolve
    })
    const here = await branchTerminal()
    const bot = await start(configOf(here, env), (title, qr) => {
      scanned.push(`${title} ${qr}`)
      told()
    })
    onTestFinished(() => bot.stop())
    await asked
    expect(scanned).toEqual(['微信 http://weixin.qq.com/x/code'])
    expect(bot.connections()).toMatchObject([
      { platform: 'wecom', up: true },
      { platform: 'wechaty', up: false, state: '等待扫码登录', qr: 'http://weixin.qq.com/x/code' },
    ])
    const page = await (await fetch(`${bot.url}/operator`)).text()
    expect(page).toContain(qrForPage('http://weixin.qq.com/x/code'))
    await vi.waitFor(() => expect(readStatus(here.dataDir)).not.toBeNull(), 30_000)
    expect(readFileSync(join(here.dataDir, 'status.json'), 'utf8')).not.toContain('weixin.qq.com')
  })
})

describe('what is configured', () => {
  test('nothing, one platform, or several', () => {
    const service = { WECHATY_PUPPET: 'wechaty-puppet-service', WECHATY_PUPPET_SERVICE_TOKEN: 'insecure_x' }
    const bot = { WECOM_BOT_ID: 'BOT', WECOM_BOT_SECRET: 'x' }
    expect(readPlatforms(readConfig({}))).toBe(null)
    const groups = { WECOM_GROUPS: '机关二支部=https://example.org/x' }
    expect(readPlatforms(readConfig(groups))).toMatchObject({ wecom: { bot: null, groups: [{}] }, wechaty: null })
    expect(readPlatforms(readConfig(bot))).toMatchObject({ wecom: { bot: { botId: 'BOT' } }, wechaty: null })
    expect(readPlatforms(readConfig({ ...bot, ...service }))).toMatchObject({
      wecom: { bot: { botId: 'BOT' } },
      wechaty: { puppet: 'wechaty-puppet-service' },
    })
  })

  test('the budgets lie below what the platforms let through', () => {
    const config = readConfig({})
    expect(wecomPace(config).conversation).toEqual([
      { count: 20, ms: minute },
      { count: 600, ms: 60 * minute },
    ])
    expect(wechatyPace(config)).toMatchObject({
      conversation: [{ count: 1, ms: 3_000 }],
      account: [{ count: 300, ms: 60 * minute }],
      gap: { min: 1_500, max: 4_000 },
    })
  })

  test('an alarm says what to do, and nothing about people', () => {
    const since = new Date(0)
    expect(alarmWords({ kind: 'logged_out', since })).toContain('重新扫码')
    expect(alarmWords({ kind: 'refused', reason: '服务不认这个令牌', next: '请核对。' })).toContain('服务不认这个令牌')
    expect(alarmWords({ kind: 'message_lost', messageId: 'M-17', reason: '张三说的话' })).not.toMatch(/张三|M-17/)
  })
})

test('what is no status is none', () => {
  const here = terminal()
  expect(readStatus(here.dataDir)).toBe(null)
  expect(existsSync(here.dataDir)).toBe(false)
})
