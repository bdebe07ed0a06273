import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { ZhibuError } from '../../src/base/errors.ts'
import { readPlatforms } from '../../src/chat/settings.ts'
import { type Role, sharing } from '../../src/roles.ts'
import { startShared } from '../../src/shared.ts'
import { type Installation, installation, noServers } from '../support/installation.ts'
import { emptied, newPrefix, redisDoor, redisUrl } from '../support/redis.ts'
import { setting } from '../support/town.ts'

/** Processes of one installation, all in this one. */
async function crew(here: Installation, prefix = newPrefix()) {
  const { config, database } = here
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

const asks = (here: Installation, index: number, text = '帮助') => {
  const { userId } = here.people[index] ?? { userId: '' }
  const before = here.emulator.shown(userId).length
  here.emulator.say(userId, null, text)
  return vi.waitFor(() => expect(here.emulator.shown(userId).length).toBe(before + 1), { timeout: 20_000 })
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
    expect(operator).toContain('收发（正在收发）')
    expect(operator).toContain('收发（候补）')
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
    for (const { userId } of people)
      await vi.waitFor(() => expect(here.emulator.shown(userId)).toHaveLength(1), { timeout: 20_000 })
    await new Promise((resolve) => setTimeout(resolve, 500))
    expect(people.map(({ userId }) => here.emulator.shown(userId).length)).toEqual(people.map(() => 1))
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
