import type { Config } from '../base/config.ts'
import { ZhibuError } from '../base/errors.ts'
import { readWechaty, type WechatySettings } from './wechaty/settings.ts'
import { readWecom, type WecomSettings } from './wecom/settings.ts'

export interface PlatformSettings {
  wecom: WecomSettings
  wechaty: WechatySettings | null
}

/**
 * The real platforms that are configured; null where the sandbox is all there is.
 * @throws ZhibuError BAD_CONFIG
 */
export function readPlatforms(config: Config): PlatformSettings | null {
  const env = Object.fromEntries(
    Object.entries(config).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
  )
  const settings = { wecom: readWecom(env), wechaty: readWechaty(env) }
  const { bot, groups, webhookUrl } = settings.wecom
  if (bot || groups.length > 0 || settings.wechaty) return settings
  if (webhookUrl === null) return null
  // Who gave the address expects real groups: a sandbox in their place would look like success.
  throw new ZhibuError(
    'BAD_CONFIG',
    '只填了报警用的 WECOM_WEBHOOK_URL，还没有接上任何群。',
    '要接群，请再填 WECOM_BOT_ID 和 WECOM_BOT_SECRET（企业微信），或 WECHATY_PUPPET（微信），或 WECOM_GROUPS（只往企业微信群里发）；只想用模拟聊天，请把 WECOM_WEBHOOK_URL 留空。',
  )
}
