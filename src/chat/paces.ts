import type { Config } from '../base/config.ts'
import type { PaceRule } from './port.ts'

const minute = 60_000
const hour = 60 * minute

/** WeCom limits each conversation; the gap only spreads what is due at one moment. */
export const wecomPace = ({ WECOM_PER_MINUTE, WECOM_PER_HOUR }: Config): PaceRule => ({
  conversation: [
    { count: WECOM_PER_MINUTE, ms: minute },
    { count: WECOM_PER_HOUR, ms: hour },
  ],
  account: [],
  gap: { min: 50, max: 250 },
})

/** WeChat publishes no limits, and locks out accounts that write faster than people do. */
export function wechatyPace({ WECHATY_GAP_SECONDS, WECHATY_PER_HOUR }: Config): PaceRule {
  const [min = 1.5, max = 4] = WECHATY_GAP_SECONDS.split('-').map(Number)
  return {
    conversation: [{ count: 1, ms: 3_000 }],
    account: [{ count: WECHATY_PER_HOUR, ms: hour }],
    gap: { min: min * 1_000, max: max * 1_000 },
  }
}

/** A minute is a little longer here: the platform's is not ours. Each group has its own address, so none waits for another. */
export const groupsPace = ({ WEBHOOK_PER_MINUTE }: Config): PaceRule => ({
  conversation: [{ count: WEBHOOK_PER_MINUTE, ms: minute + 1_000 }],
  account: [],
  gap: { min: 0, max: 0 },
})
