import type { Sending } from '../actions/notify/deliver.ts'
import type { Log } from '../base/log.ts'
import type { ChatPort, SendOutcome } from '../chat/port.ts'

export interface Carrier {
  ports: ReadonlyMap<string, ChatPort>
  log: Log
  /** How long a platform may take to say what became of a message. */
  sendMs?: number
  /** Whether this process is still the one that sends, where several could. */
  mine?: () => Promise<boolean>
}

/** Gives messages to their platforms, at the same moment, and tells what became of each. */
export async function carry(by: Carrier, sendings: readonly Sending[]): Promise<SendOutcome[]> {
  // Asked as late as can be: between two that may send, not one message leaves twice.
  if (sendings.length > 0 && by.mine && !(await by.mine()))
    return sendings.map(() => ({ kind: 'refused', reason: '收发已经换到另一个进程', retryAfterMs: 1_000 }))
  return Promise.all(sendings.map((sending) => carryOne(by, sending)))
}

export const notSent: SendOutcome = { kind: 'refused', reason: '平台没有连接' }

/** A platform that never answers must not keep everything else waiting. */
function carryOne(
  { ports, log, sendMs = 60_000 }: Carrier,
  { notices, platform, to, message }: Sending,
): Promise<SendOutcome> {
  const port = ports.get(platform)
  const id = notices[0]?.id
  if (!port) return Promise.resolve(notSent)
  return new Promise((resolve) => {
    const never = setTimeout(() => {
      log.error({ notice: id }, 'send never answered')
      resolve({ kind: 'unknown', reason: '平台一直没有回音，不知道对方收到没有' })
    }, sendMs)
    port
      .send(to, message, `n-${id}`)
      .catch((error: unknown): SendOutcome => {
        log.error({ err: error, notice: id }, 'send broke off')
        return { kind: 'unknown', reason: '发送时出错，不知道对方收到没有' }
      })
      .then((outcome) => {
        clearTimeout(never)
        resolve(outcome)
      })
  })
}
