import type { Config } from './base/config.ts'
import { ZhibuError } from './base/errors.ts'

/**
 * What a process does of a bot that several share: `gateway` receives and sends, `worker` handles what was said,
 * `scheduler` plans, `web` shows the pages. `all` is everything in one.
 */
export const roles = ['all', 'gateway', 'worker', 'scheduler', 'web'] as const
export type Role = (typeof roles)[number]

const refuse = (message: string, next: string) => new ZhibuError('BAD_CONFIG', message, next)

/**
 * Where the work is shared, how; null where one process does all of it by itself.
 * @throws ZhibuError BAD_CONFIG where what is shared is not configured
 */
export function sharing(
  { DATABASE_URL, REDIS_URL }: Pick<Config, 'DATABASE_URL' | 'REDIS_URL'>,
  role: Role,
  platforms: boolean,
): { database: string; redis: string } | null {
  if (REDIS_URL === undefined && role === 'all') return null
  if (REDIS_URL === undefined)
    throw refuse(
      `没有填 REDIS_URL，不能用 --role ${role} 只做一份。`,
      '请填 REDIS_URL 和 DATABASE_URL；只用一个进程的，直接运行 zhibu start。',
    )
  if (DATABASE_URL === undefined)
    throw refuse(
      '填了 REDIS_URL，没有填 DATABASE_URL：自带的数据库只能由一个进程用。',
      '请填 PostgreSQL 的 DATABASE_URL；只用一个进程的，把 REDIS_URL 留空。',
    )
  if (!platforms && (role === 'all' || role === 'gateway'))
    throw refuse(
      '几个进程分担时要接真正的群，模拟聊天只能在一个进程里用。',
      '请填企业微信或微信的设置；要用模拟聊天，把 REDIS_URL 留空。',
    )
  return { database: DATABASE_URL, redis: REDIS_URL }
}
