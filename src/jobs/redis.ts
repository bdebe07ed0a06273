import { Redis } from 'ioredis'
import { ZhibuError } from '../base/errors.ts'
import type { Log } from '../base/log.ts'

/** What everything in Redis begins with: another program may use the same server. */
export const defaultPrefix = 'zhibu'

/** One Redis, as the several processes of one installation share it. Nothing in it is needed to go on: rows decide. */
export interface RedisDoor {
  /** Answers at once, or fails at once: nothing is held back for later. */
  readonly redis: Redis
  readonly prefix: string
  /** A connection that may wait for long, and finds its way back by itself. */
  waiting(): Redis
  close(): Promise<void>
}

const reconnectMs = (times: number): number => Math.min(100 * times, 2_000)

/** Never the words of the driver as they are: they may hold the address, and the address holds a password. */
const reasonOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : error instanceof Error ? error.name : 'unknown'

/**
 * Connects to Redis.
 * @throws ZhibuError REDIS_UNREACHABLE
 */
export async function openRedis(url: string, log: Log, prefix = defaultPrefix): Promise<RedisDoor> {
  const opened: Redis[] = []
  const open = (options: {
    maxRetriesPerRequest: number | null
    enableOfflineQueue?: boolean
    commandTimeout?: number
  }) => {
    const redis = new Redis(url, { ...options, retryStrategy: reconnectMs, lazyConnect: true })
    let told = false
    redis.on('ready', () => {
      if (told) log.info('Redis is back')
      told = false
    })
    // It is tried again and again, and told once.
    redis.on('error', (error) => {
      if (!told) log.error({ reason: reasonOf(error) }, 'Redis is away')
      told = true
    })
    opened.push(redis)
    return redis
  }
  const close = async () => {
    for (const redis of opened) redis.disconnect()
  }
  const redis = open({ enableOfflineQueue: false, maxRetriesPerRequest: 1, commandTimeout: 5_000 })
  try {
    await redis.connect()
    await redis.ping()
  } catch (error) {
    await close()
    throw new ZhibuError(
      'REDIS_UNREACHABLE',
      `连不上 Redis（${reasonOf(error)}）。`,
      '请检查 REDIS_URL 的主机、端口和密码，以及 Redis 有没有启动；只用一个进程的，把 REDIS_URL 留空。',
    )
  }
  return { redis, prefix, waiting: () => open({ maxRetriesPerRequest: null }), close }
}
