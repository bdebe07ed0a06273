import { existsSync } from 'node:fs'
import { isIP } from 'node:net'
import { resolve } from 'node:path'
import { z } from 'zod'
import { ZhibuError } from './errors.ts'

const levels = ['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const
const profiles = ['wechat', 'wecom'] as const

const isZone = (name: string): boolean => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}

/** The server, the user and the database are named; what Prisma's own tools understand besides is not. */
const isPostgresUrl = (text: string): boolean => {
  if (!/^postgres(ql)?:\/\//.test(text) || !URL.canParse(text)) return false
  const { pathname, searchParams } = new URL(text)
  return pathname.length > 1 && !searchParams.has('schema')
}

const isRedisUrl = (text: string): boolean => /^rediss?:\/\//.test(text) && URL.canParse(text)

/** A name for people must stay on one line and cannot start a mention. */
const isName = (name: string): boolean => !/[\p{Cc}@＠]/u.test(name) && [...name].length <= 20

const whole = (from: number, to: number) =>
  z
    .string()
    .regex(/^\d{1,5}$/)
    .transform(Number)
    .refine((value) => value >= from && value <= to)

/** Read where its platform is: there what is wrong with it is told without repeating secrets. */
const passed = z.string().optional()

/** Each setting: how it is read, what it is when nothing is said, and how to mend a wrong one. */
const settings = {
  PORT: z
    .string()
    .regex(/^\d{1,5}$/)
    .transform(Number)
    .refine((port) => port <= 65_535)
    .default(8787),
  HOST: z
    .string()
    .refine((host) => isIP(host) !== 0 || host === 'localhost')
    .default('127.0.0.1'),
  DATA_DIR: z
    .string()
    .default('data')
    .transform((dir) => resolve(dir)),
  DATABASE_URL: z.string().refine(isPostgresUrl).optional(),
  REDIS_URL: z.string().refine(isRedisUrl).optional(),
  ZONE: z.string().refine(isZone).default('Asia/Shanghai'),
  BOT_NAME: z.string().refine(isName).default('小助手'),
  LOG_LEVEL: z.enum(levels).default('info'),
  SANDBOX_PROFILE: z.enum(profiles).default('wechat'),
  HOLIDAYS_FILE: z
    .string()
    .transform((file) => resolve(file))
    .refine(existsSync)
    .optional(),
  GUIDES_DIR: z
    .string()
    .transform((dir) => resolve(dir))
    .refine(existsSync)
    .optional(),
  DEMO: z
    .enum(['0', '1'])
    .transform((value) => value === '1')
    .default(false),
  WECOM_BOT_ID: passed,
  WECOM_BOT_SECRET: passed,
  WECOM_BOT_URL: passed,
  WECOM_WEBHOOK_URL: passed,
  WECOM_GROUPS: passed,
  WECOM_GROUPS_FILE: passed,
  WECHATY_PUPPET: passed,
  WECHATY_PUPPET_SERVICE_TOKEN: passed,
  WECHATY_PUPPET_SERVICE_ENDPOINT: passed,
  WECHATY_PUPPET_SERVICE_AUTHORITY: passed,
  WECHATY_PUPPET_SERVICE_NO_TLS: passed,
  WECHATY_WRITE_FIRST: passed,
  WECHATY_ALARM_MINUTES: passed,
  // What the platforms let through, or less: 30 a minute and 1000 an hour for each conversation of a WeCom bot, 20 a
  // minute for a webhook.
  WECOM_PER_MINUTE: whole(1, 30).default(20),
  WECOM_PER_HOUR: whole(1, 1000).default(600),
  WEBHOOK_PER_MINUTE: whole(1, 20).default(15),
  WECHATY_GAP_SECONDS: z
    .string()
    .regex(/^\d{1,3}(\.\d)?-\d{1,3}(\.\d)?$/)
    .refine((text) => {
      const [min = 0, max = 0] = text.split('-').map(Number)
      return min >= 0.5 && min <= max
    })
    .default('1.5-4'),
  WECHATY_PER_HOUR: whole(1, 3600).default(300),
  SEND_PER_MINUTE: whole(1, 10_000).default(600),
}

type Name = keyof typeof settings

const mend: Partial<Record<Name, string>> = {
  PORT: '网页端口应当是 0 到 65535 的整数，例如 8787（0 表示由系统挑一个空闲的）',
  HOST: '网页的监听地址平时用 127.0.0.1，放在 Docker 里用 0.0.0.0；不论哪一个，网页都只在这台电脑上打开',
  DATA_DIR: '数据文件夹应当是一个路径，例如 ./data',
  DATABASE_URL:
    'PostgreSQL 的地址应当像 postgres://用户名:密码@主机:5432/库名（密码里的 @ : / % 要写成 %40 %3A %2F %25，不能带 ?schema=）；用自带的数据库就留空',
  REDIS_URL:
    'Redis 的地址应当像 redis://:密码@主机:6379/0（加密的写 rediss://；密码里的 @ : / % 要写成 %40 %3A %2F %25）；只用一个进程就留空',
  ZONE: '时区应当是标准名称，例如 Asia/Shanghai',
  BOT_NAME: '机器人的名字应当在 20 个字以内，不能换行，也不能带 @，例如 小助手',
  LOG_LEVEL: `日志详细程度应当是 ${levels.join('、')} 之一，平时用 info`,
  SANDBOX_PROFILE: '模拟聊天的平台应当是 wechat（微信）或 wecom（企业微信）',
  HOLIDAYS_FILE: '放假安排文件应当是一个已有的 JSON 文件；不需要就留空',
  GUIDES_DIR: '使用说明的文件夹应当是一个已有的文件夹；不需要就留空',
  DEMO: '演示模式应当是 0（关）或 1（开）',
  WECOM_PER_MINUTE: '企业微信一个会话一分钟最多发几条，应当是 1 到 30 的整数，例如 20',
  WECOM_PER_HOUR: '企业微信一个会话一小时最多发几条，应当是 1 到 1000 的整数，例如 600',
  WEBHOOK_PER_MINUTE: '群机器人一分钟最多发几条，应当是 1 到 20 的整数，例如 15',
  WECHATY_GAP_SECONDS: '微信两条消息之间隔几秒，应当像 1.5-4（最少 0.5 秒，每次随机）',
  WECHATY_PER_HOUR: '微信一个账号一小时最多发几条，应当是 1 到 3600 的整数，例如 300',
  SEND_PER_MINUTE: '所有账号合起来一分钟最多发几条，应当是 1 到 10000 的整数，例如 600',
}

/** Holds a password: never repeated. */
const secret: ReadonlySet<string> = new Set<Name>(['DATABASE_URL', 'REDIS_URL'])

export const settingNames: readonly string[] = Object.keys(settings)

const schema = z.object(settings)

/** What the program was told from outside. Paths are absolute. */
export type Config = z.output<typeof schema>

/**
 * Reads the settings from the environment. An empty value counts as not set.
 * @throws ZhibuError BAD_CONFIG that names every wrong setting and how to mend it
 */
export function readConfig(env: Record<string, string | undefined>): Config {
  const given = Object.entries(env)
    .map(([name, value]) => [name, value?.trim()])
    .filter(([, value]) => value !== undefined && value !== '')
  const read = schema.safeParse(Object.fromEntries(given))
  if (read.success) return read.data
  const wrong = Object.entries(mend).filter(([name]) => read.error.issues.some((issue) => issue.path[0] === name))
  throw new ZhibuError(
    'BAD_CONFIG',
    [
      `有 ${wrong.length} 项设置不对：`,
      ...wrong.map(([name, how]) => `${secret.has(name) ? name : `${name}=${env[name]}`}：${how}。`),
    ].join('\n'),
    '请改正 .env 文件或环境变量里的这几项，再启动。每一项的说明见 .env.example。',
  )
}

/** Takes the settings of a .env file in the working folder; what the environment already says goes first. */
export function loadEnvFile(file = '.env'): void {
  if (existsSync(file)) process.loadEnvFile(file)
}
