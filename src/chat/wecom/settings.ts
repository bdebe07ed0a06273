import { z } from 'zod'
import { ZhibuError } from '../../base/errors.ts'
import { type GroupAddress, groupSettingNames, readGroups } from './group-settings.ts'

const own = ['WECOM_BOT_ID', 'WECOM_BOT_SECRET', 'WECOM_BOT_URL', 'WECOM_WEBHOOK_URL'] as const
export const wecomSettingNames = [...own, ...groupSettingNames] as const
type Name = (typeof own)[number]

export const officialUrl = 'wss://openws.work.weixin.qq.com'

const word = z.string().regex(/^\S+$/)
const schema = z.object({
  WECOM_BOT_ID: word.optional(),
  WECOM_BOT_SECRET: word.optional(),
  WECOM_BOT_URL: z.url({ protocol: /^wss?$/ }).default(officialUrl),
  WECOM_WEBHOOK_URL: z.url({ protocol: /^https?$/ }).optional(),
})

const mend: Record<Name, string> = {
  WECOM_BOT_ID: '智能机器人的 Bot ID，中间没有空格',
  WECOM_BOT_SECRET: '智能机器人的 Secret，中间没有空格',
  WECOM_BOT_URL: `应当以 ws:// 或 wss:// 开头，不填就用企业微信官方的 ${officialUrl}`,
  WECOM_WEBHOOK_URL: '群机器人的 Webhook 地址，应当以 https:// 开头，整条复制',
}

export interface WecomSettings {
  bot: { botId: string; secret: string; url: string } | null
  /** A secret: whoever has it can write to the group. */
  webhookUrl: string | null
  /** Groups that are only told. */
  groups: GroupAddress[]
}

/**
 * Reads what belongs to WeCom from the environment; an empty value counts as not set. Values are never quoted back:
 * most of them are secrets.
 * @throws ZhibuError BAD_CONFIG that names every wrong or missing setting
 */
export function readWecom(env: Record<string, string | undefined>): WecomSettings {
  const given = own.flatMap((name) => {
    const value = env[name]?.trim()
    return value ? [[name, value] as const] : []
  })
  const read = schema.safeParse(Object.fromEntries(given))
  if (!read.success) {
    const wrong = own.filter((name) => read.error.issues.some((issue) => issue.path[0] === name))
    throw new ZhibuError(
      'BAD_CONFIG',
      ['企业微信的设置不对：', ...wrong.map((name) => `${name}：${mend[name]}。`)].join('\n'),
      '请改正 .env 文件或环境变量里的这几项，再启动。',
    )
  }
  const {
    WECOM_BOT_ID: botId,
    WECOM_BOT_SECRET: secret,
    WECOM_BOT_URL: url,
    WECOM_WEBHOOK_URL: webhookUrl = null,
  } = read.data
  const groups = readGroups(env)
  if (botId !== undefined && secret !== undefined) return { bot: { botId, secret, url }, webhookUrl, groups }
  if (botId !== undefined || secret !== undefined) {
    const missing: Name = botId === undefined ? 'WECOM_BOT_ID' : 'WECOM_BOT_SECRET'
    throw new ZhibuError(
      'BAD_CONFIG',
      `企业微信智能机器人少了一项设置：${missing}（${mend[missing]}）。`,
      '请到企业微信“智能机器人”的 API 模式（长连接）页面复制 Bot ID 和 Secret，两项都填好再启动。',
    )
  }
  return { bot: null, webhookUrl, groups }
}
