import { createHash, randomUUID } from 'node:crypto'
import type { Redis } from 'ioredis'
import type { Budget } from '../chat/port.ts'
import { type Lane, type Pace, pauseUntil, type Reservation } from './pace.ts'

/*
 * The same as MemoryPace, counted in Redis for all processes. Scripts of our own, because a place is taken in the
 * budgets of a conversation, an account and everything at once or in none, "within any ms" needs the moments themselves,
 * and gaps, pauses and giving back belong to the same step; rate-limiter-flexible counts one key in fixed windows.
 *
 * Of each of the three: when the last ones left (a sorted set), until when it pauses, and not before when (strings).
 */

/**
 * KEYS: sent, paused, gap of each part; ARGV: now, the place, the new gap's end, how long keys live, then for each part
 * the number of its budgets and each one's count and ms. Gives 0 where there is room, or when there will be.
 */
const reserve = `
local now, place, gapEnds, life = tonumber(ARGV[1]), ARGV[2], ARGV[3], ARGV[4]
local at, free, most = 5, 0, {}
for part = 0, 2 do
  local sent = KEYS[part * 3 + 1]
  for i = 2, 3 do
    local until_ = tonumber(redis.call('GET', KEYS[part * 3 + i]) or '0')
    if until_ > free then free = until_ end
  end
  most[part] = 0
  local budgets = tonumber(ARGV[at])
  at = at + 1
  for i = 1, budgets do
    local count, ms = tonumber(ARGV[at]), tonumber(ARGV[at + 1])
    at = at + 2
    if count > most[part] then most[part] = count end
    local oldest = redis.call('ZREVRANGE', sent, count - 1, count - 1, 'WITHSCORES')
    if oldest[2] and tonumber(oldest[2]) + ms > free then free = tonumber(oldest[2]) + ms end
  end
end
if free > now then return string.format('%.0f', free) end
for part = 0, 2 do
  local sent = KEYS[part * 3 + 1]
  if most[part] > 0 then
    redis.call('ZADD', sent, now, place)
    redis.call('ZREMRANGEBYRANK', sent, 0, -most[part] - 1)
    redis.call('PEXPIRE', sent, life)
  end
end
redis.call('SET', KEYS[6], gapEnds, 'PX', life)
return '0'`

/** KEYS as above; ARGV: now, the place, the gap's end that it brought, how long keys live. */
const giveBack = `
for part = 0, 2 do redis.call('ZREM', KEYS[part * 3 + 1], ARGV[2]) end
if redis.call('GET', KEYS[6]) == ARGV[3] then redis.call('SET', KEYS[6], ARGV[1], 'PX', ARGV[4]) end`

/**
 * KEYS: paused of the conversation, of the account, and which conversations of the account pause; ARGV: now, until, the
 * conversation, whether the account is meant, how long keys live.
 */
const pause = `
local now, until_ = tonumber(ARGV[1]), tonumber(ARGV[2])
local function stop(key)
  if tonumber(redis.call('GET', key) or '0') < until_ then redis.call('SET', key, ARGV[2], 'PX', ARGV[5]) end
end
redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', now)
redis.call('ZREM', KEYS[3], ARGV[3])
if ARGV[4] == '1' or redis.call('ZCARD', KEYS[3]) > 0 then stop(KEYS[2]) end
redis.call('ZADD', KEYS[3], until_, ARGV[3])
redis.call('PEXPIRE', KEYS[3], ARGV[5])
stop(KEYS[1])`

export interface RedisPaceOptions {
  prefix?: string
  total?: readonly Budget[]
  random?: () => number
}

/** Keys live on for a little: the clocks of two machines differ. */
const marginMs = 60_000

export class RedisPace implements Pace {
  readonly #redis: Redis
  readonly #prefix: string
  readonly #total: readonly Budget[]
  readonly #random: () => number

  constructor(redis: Redis, { prefix = 'zhibu', total = [], random = Math.random }: RedisPaceOptions = {}) {
    this.#redis = redis
    this.#prefix = prefix
    this.#total = total
    this.#random = random
  }

  async reserve(lane: Lane, now: Date): Promise<Reservation> {
    const at = now.getTime()
    const { conversation, account, gap } = lane.rule
    const gapEnds = at + gap.min + Math.round(this.#random() * (gap.max - gap.min))
    const budgets = [conversation, account, this.#total]
    const life = Math.max(gap.max, ...budgets.flat().map(({ ms }) => ms)) + marginMs
    const place = randomUUID()
    const keys = this.#keys(lane)
    const free = await this.#redis.eval(
      reserve,
      keys.length,
      ...keys,
      at,
      place,
      gapEnds,
      Math.ceil(life),
      ...budgets.flatMap((some) => [some.length, ...some.flatMap(({ count, ms }) => [count, ms])]),
    )
    if (free !== '0') return { kind: 'wait', until: new Date(Number(free)) }
    return {
      kind: 'go',
      giveBack: async () => {
        await this.#redis.eval(giveBack, keys.length, ...keys, at, place, gapEnds, Math.ceil(life))
      },
    }
  }

  async pause(lane: Lane, ms: number, now: Date, scope?: 'account'): Promise<void> {
    const until = pauseUntil(now, ms, this.#random())
    const keys = this.#keys(lane)
    const [, conversation = '', , , account = ''] = keys
    await this.#redis.eval(
      pause,
      3,
      conversation,
      account,
      `${account}:conversations`,
      now.getTime(),
      until,
      hashOf(lane.conversation),
      scope === 'account' ? '1' : '0',
      Math.ceil(until - now.getTime()) + marginMs,
    )
  }

  /** One hash tag for all: on a cluster a script reaches the keys of one node only. */
  #keys(lane: Lane): string[] {
    const parts = [`conversation:${hashOf(`${lane.account} ${lane.conversation}`)}`, `account:${lane.account}`, 'total']
    return parts.flatMap((part) => ['sent', 'paused', 'gap'].map((what) => `${this.#prefix}:{pace}:${part}:${what}`))
  }
}

/** Who talks where is nobody's business in Redis. */
const hashOf = (text: string): string => createHash('sha256').update(text).digest('base64url').slice(0, 22)
