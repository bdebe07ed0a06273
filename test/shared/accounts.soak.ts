import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { write } from '../../src/records/database.ts'
import { insertNotices } from '../../src/records/notices.ts'
import { processShape } from '../../src/records/status.ts'
import { startShared } from '../../src/shared.ts'
import { systemClock } from '../../src/time/clock.ts'
import { freePort, Service, token } from '../chat/wechaty/serve.ts'
import { compileBot } from '../crash/compiled.ts'
import { type Installation, installation, noServers } from '../support/installation.ts'
import { reply } from '../support/notice.ts'
import { redisDoor, redisUrl } from '../support/redis.ts'
import { setting } from '../support/town.ts'

const patience = { timeout: 60_000, interval: 100 }

/** Two platforms, gateways in processes of their own, and one that plans. Two people have an account on both. */
async function twoPlatforms() {
  const bot = compileBot('test/shared/process.ts')
  onTestFinished(bot.remove)
  const here = await installation()
  const service = await new Service(await freePort()).start()
  onTestFinished(() => service.kill())
  const door = await redisDoor()
  const env = {
    ...here.env,
    WECHATY_PUPPET: 'wechaty-puppet-service',
    WECHATY_PUPPET_SERVICE_TOKEN: token,
    WECHATY_PUPPET_SERVICE_ENDPOINT: service.endpoint,
    WECHATY_PUPPET_SERVICE_NO_TLS: '1',
    WECHATY_GAP_SECONDS: '0.5-0.5',
    WECOM_PER_MINUTE: '30',
  }
  const both = here.people.slice(0, 2)
  const wxids = ['wxid_a', 'wxid_b']
  for (const [index, { memberId }] of both.entries())
    await here.db.account.create({
      data: { platform: 'wechaty', userId: wxids[index] ?? '', memberId, name: 'W', reachable: true },
    })

  const alive = new Set<ChildProcess>()
  const gateway = async (settings: Record<string, string> = env): Promise<ChildProcess> => {
    const child = fork(bot.script, ['gateway', door.prefix], {
      env: { ...process.env, ...settings },
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    })
    onTestFinished(() => void child.kill('SIGKILL'))
    const gone = once(child, 'exit').then(() => Promise.reject(new Error('a gateway did not start')))
    await Promise.race([once(child, 'message'), gone])
    gone.catch(() => undefined)
    alive.add(child)
    return child
  }
  const kill = async (child: ChildProcess | undefined) => {
    if (!child) throw new Error('nobody holds it')
    alive.delete(child)
    const gone = once(child, 'exit')
    child.kill('SIGKILL')
    await gone
  }
  /** Who says that it holds the account of a platform. */
  const holders = async (platform: string): Promise<ChildProcess[]> => {
    const keys = await door.redis.keys(`${door.prefix}:process:*`)
    const told = keys.length > 0 ? await door.redis.mget(keys) : []
    const all = told.flatMap((text) => (text === null ? [] : [processShape.parse(JSON.parse(text))]))
    const holding = all.filter(({ connections }) => connections.some((one) => one.platform === platform))
    return [...alive].filter((child) => holding.some(({ pid }) => pid === child.pid))
  }
  const eachHeldByOne = () =>
    vi.waitFor(async () => {
      expect(await holders('wecom')).toHaveLength(1)
      expect(await holders('wechaty')).toHaveLength(1)
    }, patience)
  return { here, service, door, both, wxids, env, gateway, kill, holders, eachHeldByOne }
}

const scheduler = async ({ config, database }: Installation, prefix: string) => {
  const scan = () => {}
  const shared = { config, setting, database, redis: redisUrl, settings: null, scan, prefix }
  const started = await startShared({ ...shared, role: 'scheduler' })
  onTestFinished(() => started.stop())
  return started
}

describe.skipIf(noServers)('two gateways with two accounts each', () => {
  test('hold one each; what one held the other takes over when it is killed', { timeout: 300_000 }, async () => {
    const { here, service, door, both, wxids, env, gateway, kill, holders, eachHeldByOne } = await twoPlatforms()
    const { db, emulator } = here
    let count = 0
    /** So many for each of both, to the account last used: one's is WeCom, the other's Wechaty. */
    const tell = (many: number) =>
      write(db, (tx) => {
        const now = systemClock.now()
        const rows = Array.from({ length: many }, () => both.map(({ memberId }) => ({ memberId, n: count++ })))
        const notice = ({ memberId, n }: { memberId: number; n: number }) =>
          reply(`第 ${n} 条。`, now, { causeId: String(n), recipientId: memberId })
        return insertNotices(tx, rows.flat().map(notice), now)
      })
    const uses = (index: number, platform: string) =>
      db.account.updateMany({
        where: { memberId: both[index]?.memberId ?? 0, platform },
        data: { lastSeenAt: systemClock.now() },
      })
    const left = () => db.notice.count({ where: { state: { in: ['due', 'claimed', 'sending'] } } })
    await uses(0, 'wecom')
    await uses(1, 'wechaty')

    // One has the settings of one account alone; two have both.
    const alone = await gateway({ ...env, WECOM_BOT_ID: '', WECOM_BOT_SECRET: '' })
    await Promise.all([gateway(), gateway(), scheduler(here, door.prefix)])
    await eachHeldByOne()
    expect(await holders('wechaty')).toEqual([alone])
    // WeCom lets nobody be written to who has not written.
    await emulator.until(() => emulator.online)
    for (const { userId } of both) emulator.say(userId, null, '你好')

    // Killed in the middle of it.
    await tell(8)
    await vi.waitFor(async () => expect((await service.sent()).length).toBeGreaterThan(2), patience)
    await kill(alone)
    await eachHeldByOne()
    await tell(10)
    await vi.waitFor(() => expect(emulator.shown(both[0]?.userId ?? '').length).toBeGreaterThan(10), patience)
    await kill((await holders('wecom'))[0])
    // What waits for one platform goes to the other where its reader has moved there meanwhile.
    await uses(0, 'wechaty')
    await tell(5)
    await eachHeldByOne()
    await vi.waitFor(async () => expect(await left()).toBe(0), { timeout: 90_000, interval: 200 })

    const states = await db.notice.groupBy({ by: ['state'], _count: true })
    const of = (state: string) => states.find((one) => one.state === state)?._count ?? 0
    const unconfirmed = await db.notice.findMany({ where: { state: 'unconfirmed' } })
    // Of each that was killed at most the one in hand, and it was that platform's.
    expect(unconfirmed.length).toBeLessThanOrEqual(2)
    expect(of('failed') + of('expired')).toBe(0)
    const seen = [
      ...(await service.sent()).map(({ to, text }) => ({ to, text: text ?? '' })),
      ...emulator.delivered.map(({ chat, text }) => ({ to: chat, text: text ?? '' })),
    ].filter(({ text }) => text.includes('条。'))
    const times = new Map<string, number>()
    for (const { text } of seen)
      for (const [, n = ''] of text.matchAll(/第 (\d+) 条。/g)) times.set(n, (times.get(n) ?? 0) + 1)
    expect([...times].filter(([, many]) => many > 1)).toEqual([])
    const doubtful = new Set(unconfirmed.map(({ causeId }) => causeId))
    const missing = Array.from({ length: count }, (_, n) => `${n}`).filter((n) => !times.has(n) && !doubtful.has(n))
    expect(missing).toEqual([])
    expect(new Set(seen.map(({ to }) => to))).toEqual(new Set([both[0]?.userId, ...wxids]))
  })
})
