import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { PaceRule } from '../../src/chat/port.ts'
import { freeAt, type Lane, MemoryPace, type MemoryPaceOptions, type Pace } from '../../src/jobs/pace.ts'
import { RedisPace } from '../../src/jobs/redis-pace.ts'
import { noRedis, redisDoor, redisUrl } from '../support/redis.ts'
import { instant } from '../support/town.ts'

const minute = 60_000
const hour = 60 * minute
const start = instant('2026-12-01 09:00')

const steady: PaceRule = { conversation: [], account: [], gap: { min: 0, max: 0 } }
const lane = (rule: Partial<PaceRule> = {}, conversation = 'room:A'): Lane => ({
  account: 'wecom',
  conversation,
  rule: { ...steady, ...rule },
})
const later = (ms: number) => new Date(start.getTime() + ms)

test('a budget is free until it is used up, and again when the oldest has left it', () => {
  const twoPerMinute = [{ count: 2, ms: minute }]
  expect(freeAt([], twoPerMinute)).toBe(Number.NEGATIVE_INFINITY)
  expect(freeAt([10], twoPerMinute)).toBe(Number.NEGATIVE_INFINITY)
  expect(freeAt([10, 20], twoPerMinute)).toBe(10 + minute)
  expect(freeAt([10, 20], [...twoPerMinute, { count: 1, ms: hour }])).toBe(20 + hour)
})

type Make = (options?: MemoryPaceOptions) => Promise<Pace>
const inMemory: Make = async (options) => new MemoryPace(options)
const inRedis: Make = async (options) => {
  const { redis, prefix } = await redisDoor()
  return new RedisPace(redis, { ...options, prefix })
}

/** What holds for every pace, whoever counts. */
function paces(make: Make, numRuns: number) {
  describe('when there is room', () => {
    test('no window of any budget ever holds more than its count, however the messages come', async () => {
      const budgets = fc.array(
        fc.record({ count: fc.integer({ min: 1, max: 5 }), ms: fc.integer({ min: 1_000, max: hour }) }),
        { maxLength: 2 },
      )
      const steps = fc.array(
        fc.record({ after: fc.integer({ min: 0, max: 5 * minute }), room: fc.constantFrom('A', 'B') }),
        { minLength: 1, maxLength: 60 },
      )
      await fc.assert(
        fc.asyncProperty(budgets, budgets, budgets, steps, async (conversation, account, total, coming) => {
          const pace = await make({ total })
          const sent: { at: number; room: string }[] = []
          let now = start.getTime()
          for (const { after, room } of coming) {
            now += after
            const place = await pace.reserve(lane({ conversation, account }, room), new Date(now))
            if (place.kind === 'go') sent.push({ at: now, room })
            else expect(place.until.getTime()).toBeGreaterThan(now)
          }
          const fits = (times: number[], { count, ms }: { count: number; ms: number }) =>
            times.every((from) => times.filter((at) => at >= from && at < from + ms).length <= count)
          const all = sent.map(({ at }) => at)
          for (const budget of [...account, ...total]) expect(fits(all, budget)).toBe(true)
          for (const room of ['A', 'B']) {
            const own = sent.filter((one) => one.room === room).map(({ at }) => at)
            for (const budget of conversation) expect(fits(own, budget)).toBe(true)
          }
        }),
        { numRuns },
      )
    })

    test('between two messages of an account lies a gap that differs', async () => {
      const pace = await make()
      const rule = { gap: { min: 1_500, max: 4_000 } }
      const gaps: number[] = []
      let now = start
      for (let i = 0; i < 40; i++) {
        const before = now
        for (;;) {
          const place = await pace.reserve(lane(rule, `room:${i % 3}`), now)
          if (place.kind === 'go') break
          now = place.until
        }
        if (i > 0) gaps.push(now.getTime() - before.getTime())
      }
      expect(Math.min(...gaps)).toBeGreaterThanOrEqual(1_500)
      expect(Math.max(...gaps)).toBeLessThanOrEqual(4_000)
      expect(new Set(gaps).size).toBeGreaterThan(10)
    })

    test('a place that was not needed is given back', async () => {
      const pace = await make()
      const one = lane({ conversation: [{ count: 1, ms: hour }] })
      const place = await pace.reserve(one, start)
      expect(place.kind === 'go' && (await place.giveBack())).toBeUndefined()
      expect((await pace.reserve(one, start)).kind).toBe('go')
      expect((await pace.reserve(one, start)).kind).toBe('wait')
    })
  })

  describe('told that it was too much', () => {
    const paused = async (pace: Pace, one: Lane) => (await pace.reserve(one, start)).kind === 'wait'

    test('the conversation pauses, a little longer than it was told; the others do not', async () => {
      const pace = await make({ random: () => 0.5 })
      await pace.pause(lane(), minute, start)
      expect(await pace.reserve(lane(), start)).toEqual({ kind: 'wait', until: later(minute * 1.1) })
      expect(await paused(pace, lane({}, 'room:B'))).toBe(false)
      expect((await pace.reserve(lane(), later(minute * 1.1))).kind).toBe('go')
    })

    test('where a second conversation is refused too, the account pauses', async () => {
      const pace = await make()
      await pace.pause(lane(), minute, start)
      await pace.pause(lane({}, 'room:B'), minute, start)
      expect(await paused(pace, lane({}, 'room:C'))).toBe(true)
      expect(await paused(pace, { ...lane({}, 'room:C'), account: 'wechaty' })).toBe(false)
    })

    test('where the platform means the account, it pauses at once', async () => {
      const pace = await make()
      await pace.pause(lane(), minute, start, 'account')
      expect(await paused(pace, lane({}, 'room:B'))).toBe(true)
      expect(await paused(pace, { ...lane({}, 'room:B'), account: 'wechaty' })).toBe(false)
    })
  })
}

describe('in memory', () => paces(inMemory, 100))
describe.skipIf(noRedis)('in Redis', () => {
  paces(inRedis, 15)

  test('several processes that share an account never send more than one may', { timeout: 60_000 }, async () => {
    const { redis, prefix } = await redisDoor()
    const budgets = [
      { count: 10, ms: 500 },
      { count: 4, ms: 100 },
    ]
    const shared = lane({ account: budgets, gap: { min: 5, max: 20 } })
    const script = join(import.meta.dirname, 'pace-process.ts')
    const args = ['--import', 'tsx', script, redisUrl, prefix, JSON.stringify(shared), '3', '1500']
    const run = async () => {
      const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
      const [said] = await Promise.all([text(child.stdout), once(child, 'exit')])
      return z.array(z.number()).parse(JSON.parse(said))
    }
    const each = await Promise.all([run(), run(), run()])
    const all = each.flat().sort((a, b) => a - b)
    expect(each.filter((taken) => taken.length > 0).length).toBeGreaterThan(1)
    expect(all.length).toBeGreaterThan(20)
    for (const { count, ms } of budgets)
      for (const [index, from] of all.entries())
        expect((all[index + count] ?? Number.POSITIVE_INFINITY) - from).toBeGreaterThanOrEqual(ms)
    // Nothing of it stays in Redis for ever.
    await redis.del(`${prefix}:ready`)
    for (const key of await redis.keys(`${prefix}:*`)) expect(await redis.pttl(key)).toBeGreaterThan(0)
  })
})
