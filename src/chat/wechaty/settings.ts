import { z } from 'zod'
import { ZhibuError } from '../../base/errors.ts'

/** The puppet that talks to a puppet service over gRPC; every other one is a package that runs in this process. */
export const servicePuppet = 'wechaty-puppet-service'

export interface WechatySettings {
  /** The npm name of the puppet. */
  puppet: string
  service?: {
    token: string
    /** host:port; without it the service is looked up by its token at the authority. */
    endpoint?: string
    authority?: string
    noTls: boolean
  }
  /** May write privately to a person who never wrote to it. */
  writeFirst: boolean
  /** After so many minutes off line the operator is told. */
  alarmMinutes: number
}

const flag = z.enum(['0', '1', 'true', 'false']).transform((value) => value === '1' || value === 'true')

/** A host name, a dotted or a bracketed address; no scheme, no password, no path. */
const host = '(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\\[[0-9A-Fa-f:]+\\])'

/** Each setting: how it is read, and how to mend a wrong one. Wrong values are never repeated: one of them is a secret. */
const settings = {
  WECHATY_PUPPET: z
    .string()
    .regex(/^(@[a-z0-9][\w.-]*\/)?[a-z0-9][\w.-]*$/)
    .optional(),
  // What stands before the last underscore is the name of the service's certificate; the library throws without it.
  WECHATY_PUPPET_SERVICE_TOKEN: z
    .string()
    .regex(/^[\w.-]+_[\w.-]+$/)
    .optional(),
  WECHATY_PUPPET_SERVICE_ENDPOINT: z
    .string()
    .regex(new RegExp(`^${host}:\\d{1,5}$`))
    .optional(),
  WECHATY_PUPPET_SERVICE_AUTHORITY: z
    .string()
    .regex(new RegExp(`^${host}(:\\d{1,5})?$`))
    .optional(),
  WECHATY_PUPPET_SERVICE_NO_TLS: flag.default(false),
  WECHATY_WRITE_FIRST: flag.optional(),
  WECHATY_ALARM_MINUTES: z
    .string()
    .regex(/^\d{1,4}$/)
    .transform(Number)
    .refine((minutes) => minutes >= 1 && minutes <= 1440)
    .default(5),
}

const mend: Record<keyof typeof settings, string> = {
  WECHATY_PUPPET: `应当是一个 npm 包名，例如 ${servicePuppet}`,
  WECHATY_PUPPET_SERVICE_TOKEN: '令牌应当照服务商给的原样填写，中间有下划线，例如 puppet_workpro_xxxx 或 insecure_xxxx',
  WECHATY_PUPPET_SERVICE_ENDPOINT: '应当是 主机:端口，例如 127.0.0.1:8788，前面不要写 http://',
  WECHATY_PUPPET_SERVICE_AUTHORITY: '应当是主机名，例如 token-service-discovery-test.juzibot.com，前面不要写 https://',
  WECHATY_PUPPET_SERVICE_NO_TLS: '应当是 1（不加密）或 0（加密）',
  WECHATY_WRITE_FIRST: '应当是 1（可以先私聊没说过话的人）或 0（不可以）',
  WECHATY_ALARM_MINUTES: '应当是 1 到 1440 的整数（分钟），例如 5',
}

export const wechatySettingNames: readonly string[] = Object.keys(settings)

const schema = z.object(settings)

/**
 * Reads the settings of Wechaty from the environment; null when nothing of it is set.
 * @throws ZhibuError BAD_CONFIG that names every wrong or missing setting and how to mend it
 */
export function readWechaty(env: Record<string, string | undefined>): WechatySettings | null {
  const given = Object.fromEntries(
    wechatySettingNames.map((name) => [name, env[name]?.trim()]).filter(([, value]) => value),
  )
  if (!Object.keys(given).some((name) => name.startsWith('WECHATY_PUPPET'))) return null

  const read = schema.safeParse(given)
  if (!read.success) {
    const wrong = Object.entries(mend).filter(([name]) => read.error.issues.some((issue) => issue.path[0] === name))
    throw bad(wrong.map(([name, how]) => `${name}：${how}。`))
  }
  const {
    WECHATY_PUPPET: puppet,
    WECHATY_PUPPET_SERVICE_TOKEN: token,
    WECHATY_PUPPET_SERVICE_ENDPOINT: endpoint,
    WECHATY_PUPPET_SERVICE_AUTHORITY: authority,
  } = read.data
  if (puppet === undefined) throw bad([`WECHATY_PUPPET：还没有填。用令牌接微信或企业微信，填 ${servicePuppet}。`])
  const isService = puppet === servicePuppet
  if (isService && token === undefined)
    throw bad(['WECHATY_PUPPET_SERVICE_TOKEN：还没有填。令牌向服务商申请，照原样填写。'])
  return {
    puppet,
    ...(isService && token !== undefined
      ? {
          service: {
            token,
            ...(endpoint === undefined ? {} : { endpoint }),
            ...(authority === undefined ? {} : { authority }),
            noTls: read.data.WECHATY_PUPPET_SERVICE_NO_TLS,
          },
        }
      : {}),
    writeFirst: read.data.WECHATY_WRITE_FIRST ?? isService,
    alarmMinutes: read.data.WECHATY_ALARM_MINUTES,
  }
}

const bad = (lines: string[]) =>
  new ZhibuError(
    'BAD_CONFIG',
    [`微信接入（Wechaty）有 ${lines.length} 项设置不对：`, ...lines].join('\n'),
    '请改正 .env 文件或环境变量里的这几项，再启动。不接微信就把以 WECHATY_ 开头的几项全部留空。',
  )
