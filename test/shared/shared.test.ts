import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { ZhibuError } from '../../src/base/errors.ts'
import { readPlatforms } from '../../src/chat/settings.ts'
import { type Role, sharing } from '../../src/roles.ts'
import { startShared } from '../../src/shared.ts'
import { eventsIn } from '../support/events.ts'
import { type Installation, installation, noServers } from '../support/installation.ts'
import { emptied, newPrefix, redisDoor, redisUrl } from '../support/redis.ts'
import { setting } from '../support/town.ts'

/** Processes of one installation, all in this one. */
async function crew(here: Installation, prefix = newPrefix(), level = here.config.LOG_LEVEL) {
  const { database } = here
  const config = { ...here.config, LOG_LEVEL: level }
  // Gone when all of them have stopped.
  const door = await redisDoor(prefix)
  const start = async (role: Role) => {
    const settings = readPlatforms(config)
    const scan = () => {}
    const started = await startShared({ config, setting, role, database, redis: redisUrl, settings, scan, prefix })
    onTestFinished(() => started.stop())
    return started
  }
  return { start, door }
}

/** How often somebody was told what the bot can do. What is due on the day of the test comes besides. */
const helped = (here: Installation, userId: string) =>
  here.emulator.shown(userId).filter(({ text }) => text.startsWith('答复活动：')).length

const asks = (here: Installation, index: number) => {
  const { userId } = here.people[index] ?? { userId: '' }
  const before = helped(here, userId)
  here.emulator.say(userId, null, '帮助')
  return vi.waitFor(() => expect(helped(here, userId)).toBe(before + 1), { timeout: 20_000 })
}

describe.skipIf(noServers)('several processes', () => {
  test('share the work; when the gateway goes, the one that stands by goes on', { timeout: 90_000 }, async () => {
    const here = await installation()
    const { start } = await crew(here)
    const gateway = await start('gateway')
    await start('worker')
    await start('worker')
    await start('scheduler')
    await start('scheduler')
    await start('gateway')
    const web = await start('web')
    for (const index of [0, 1, 2]) await asks(here, index)
    expect(gateway.connections()).toMatchObject([{ platform: 'wecom', up: true }])

    const page = async (path: string) => await (await fetch(web.url + path)).text()
    await vi.waitFor(
      async () => expect(await page('/metrics')).toContain('zhibu_processes{role="gateway",gateway="standby"} 1'),
      { timeout: 10_000 },
    )
    const metrics = await page('/metrics')
    expect(metrics).toContain('zhibu_processes{role="gateway",gateway="active"} 1')
    expect(metrics).toContain('zhibu_processes{role="worker",gateway=""} 2')
    expect(metrics).toContain('zhibu_queue_depth{queue="send"} 0')
    expect(metrics).toContain('zhibu_connection_up{platform="wecom"} 1')
    const operator = await page('/operator')
    expect(operator).toContain('✓ 进程')
    expect(operator).toContain('收发（正在收发企业微信）')
    expect(operator).toContain('收发（候补企业微信）')
    expect(operator).toContain('✓ 企业微信：已连上')

    await gateway.stop()
    await vi.waitFor(() => expect(here.emulator.online).toBe(true), { timeout: 15_000 })
    await asks(here, 3)
    expect(here.emulator.sockets).toBe(1)
    expect(await here.db.arrival.count()).toBe(0)
    expect(await here.db.notice.count({ where: { state: 'unconfirmed' } })).toBe(0)
  })

  test('go on where Redis was emptied, and everything is answered once', { timeout: 90_000 }, async () => {
    const here = await installation()
    const { start, door } = await crew(here)
    const gateway = await start('gateway')
    await start('scheduler')
    await vi.waitFor(() => expect(gateway.connections()[0]?.up).toBe(true))
    // Nobody works yet: what is said waits.
    const people = here.people.slice(0, 6)
    for (const { userId } of people) here.emulator.say(userId, null, '帮助')
    await vi.waitFor(async () => expect(await here.db.arrival.count()).toBe(6), { timeout: 10_000 })
    await emptied(door)
    await start('worker')
    // At its start a scheduler looks after the queue.
    await start('scheduler')
    for (const { userId } of people) await vi.waitFor(() => expect(helped(here, userId)).toBe(1), { timeout: 20_000 })
    await new Promise((resolve) => setTimeout(resolve, 500))
    expect(people.map(({ userId }) => helped(here, userId))).toEqual(people.map(() => 1))
  })
})

describe.skipIf(noServers)('whoever watches', () => {
  test('asks each process, and reads in one line what came of each message and notice', {
    timeout: 90_000,
  }, async () => {
    vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    const here = await installation()
    const { start } = await crew(here, newPrefix(), 'info')
    const gateway = await start('gateway')
    const standby = await start('gateway')
    const worker = await start('worker')
    const scheduler = await start('scheduler')
    const all = [gateway, standby, worker, scheduler]
    for (const index of [0, 1]) await asks(here, index)
    const page = async ({ url }: { url: string }, path: string) => await (await fetch(url + path)).text()
    const json = async (one: { url: string }, path: string) => JSON.parse(await page(one, path))

    expect(await Promise.all(all.map((one) => json(one, '/ready')))).toEqual([
      { status: 'ready', role: 'gateway', checks: { database: true, redis: true, platform: true } },
      { status: 'ready', role: 'gateway', checks: { database: true, redis: true } },
      { status: 'ready', role: 'worker', checks: { database: true, redis: true } },
      { status: 'ready', role: 'scheduler', checks: { database: true, redis: true } },
    ])
    expect(await json(gateway, '/health')).toMatchObject({ role: 'gateway', connections: { wecom: true } })
    // Each has counted what it did itself.
    const [sends, stands, works, plans] = await Promise.all(all.map((one) => page(one, '/metrics')))
    expect(sends).toContain('zhibu_messages_in_total{platform="wecom"} 2\n')
    expect(sends).toMatch(/^zhibu_notices_total\{outcome="sent"\} [1-9]/m)
    expect(works).not.toContain('zhibu_messages_in_total{')
    expect(works).toContain('zhibu_messages_understood_total 2\n')
    expect(stands).toContain('zhibu_notices_total{outcome="sent"} 0\n')
    for (const one of [sends, stands, works]) expect(one).toContain('zhibu_tick_seconds_count 0\n')
    // The first plan of all may still be under way.
    await vi.waitFor(
      async () => expect(await page(scheduler, '/metrics')).toMatch(/^zhibu_tick_seconds_count [1-9]/m),
      { timeout: 30_000 },
    )
    for (const one of [sends, stands, works, plans]) {
      expect(one).toMatch(/^zhibu_queue_depth\{queue="messages"\} 0$/m)
      expect(one).toMatch(/^zhibu_notices_due \d+$/m)
    }

    for (const one of all.toReversed()) await one.stop()
    const { messages, notices, text } = eventsIn(here.dir)
    const inbound = await here.db.inbound.findMany({ orderBy: { id: 'asc' } })
    expect(messages.map(({ id }) => id).toSorted()).toEqual(inbound.map(({ id }) => id))
    expect(messages[0]).toMatchObject({
      role: 'worker',
      queued: true,
      outcome: 'command:help',
      understood: true,
      notices: 1,
    })
    const sent = await here.db.notice.findMany({ where: { state: 'sent' }, orderBy: { id: 'asc' } })
    const told = notices.filter(({ outcome }) => outcome !== 'expired' && outcome !== 'failed')
    expect(told.map(({ id }) => id).toSorted((a, b) => a - b)).toEqual(sent.map(({ id }) => id))
    expect(new Set(told.map(({ role, outcome }) => `${role} ${outcome}`))).toContain('gateway sent')
    for (const { name } of await here.db.member.findMany()) expect(text).not.toContain(name)
  })
})

test('what is shared must be configured', () => {
  const database = 'postgres://u:geheim@h/d'
  const refused = (env: Parameters<typeof sharing>[0], role: Role, platforms = true) => {
    try {
      sharing(env, role, platforms)
    } catch (error) {
      return error instanceof ZhibuError ? [error.code, error.message] : error
    }
    return null
  }
  expect(sharing({}, 'all', false)).toBeNull()
  expect(sharing({ DATABASE_URL: database }, 'all', false)).toBeNull()
  expect(refused({}, 'worker')).toEqual(['BAD_CONFIG', expect.stringContaining('REDIS_URL')])
  expect(refused({ DATABASE_URL: database }, 'gateway')).toEqual(['BAD_CONFIG', expect.stringContaining('REDIS_URL')])
  expect(refused({ REDIS_URL: redisUrl }, 'all')).toEqual(['BAD_CONFIG', expect.stringContaining('DATABASE_URL')])
  const both = { DATABASE_URL: database, REDIS_URL: redisUrl }
  expect(refused(both, 'gateway', false)).toEqual(['BAD_CONFIG', expect.stringContaining('真正的群')])
  expect(refused(both, 'worker', false)).toBeNull()
})
