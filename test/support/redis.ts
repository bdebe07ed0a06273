import { randomBytes } from 'node:crypto'
import { onTestFinished } from 'vitest'
import { redisAnswers } from '../../scripts/servers.ts'
import { makeLog } from '../../src/base/log.ts'
import { openRedis, type RedisDoor } from '../../src/jobs/redis.ts'

export const redisUrl = process.env.TEST_REDIS_URL ?? 'redis://127.0.0.1:6379'

/** Whether tests on a real Redis are left out: never where CI runs them, there a missing server is a failure. */
export const noRedis = process.env.CI !== 'true' && process.env.CI !== '1' && !(await redisAnswers(redisUrl))

export const newPrefix = () => `zhibu-test-${randomBytes(6).toString('hex')}`

/** What the test has put into Redis, gone: what a restart without its file, or FLUSHALL, would leave of it. */
export async function emptied({ redis, prefix }: Pick<RedisDoor, 'redis' | 'prefix'>): Promise<void> {
  const keys = await redis.keys(`${prefix}:*`)
  if (keys.length > 0) await redis.del(keys)
}

/** A door to Redis with a prefix of its own; after the test nothing of it is left. */
export async function redisDoor(prefix = newPrefix()): Promise<RedisDoor> {
  const door = await openRedis(redisUrl, makeLog({ level: 'silent' }), prefix)
  onTestFinished(async () => {
    await emptied(door)
    await door.close()
  })
  return door
}
