import type { Config } from '../base/config.ts'
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
  return settings.wecom.bot || settings.wechaty ? settings : null
}
