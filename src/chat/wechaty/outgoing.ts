import type { Conversation, OutgoingMessage, SendOutcome } from '../port.ts'
import { TimeLimit, within } from '../timers.ts'
import type { Link } from './link.ts'

const lookMs = 10_000
const sendMs = 30_000
const minute = 60_000

/** What services say when a message was not even tried: none of these can have arrived. */
const refusals: { pattern: RegExp; reason: string; retryAfterMs?: number; scope?: 'account' }[] = [
  {
    pattern: /频繁|WorkproErrorCode:?\s*20001|frequen|rate.?limit|^8 RESOURCE_EXHAUSTED/i,
    reason: '平台说发得太频繁，过一会儿再发',
    retryAfterMs: 10 * minute,
    scope: 'account',
  },
  {
    // The connection was never there, so nothing left.
    pattern: /No connection established|ECONNREFUSED|no grpc manager|NO CLIENT|Name resolution failed|not logged in/i,
    reason: '微信没有连上',
    retryAfterMs: minute,
    scope: 'account',
  },
  { pattern: /^(3 INVALID_ARGUMENT|5 NOT_FOUND|9 FAILED_PRECONDITION)/, reason: '平台不接受这条消息' },
  { pattern: /^(7 PERMISSION_DENIED|16 UNAUTHENTICATED)/, reason: '平台不让发：没有权限' },
  { pattern: /^12 UNIMPLEMENTED|unsupported/i, reason: '这种微信接入方式发不了这类消息' },
]

const transport = /^(1 CANCELLED|4 DEADLINE|14 UNAVAILABLE)|RST_STREAM/

export interface Sending {
  link: Link
  to: Conversation
  message: OutgoingMessage
  mentionMember: boolean
  scrub(error: unknown): string
}

/**
 * Sends text and file and says what became of them. What went wrong in a way that is not known to mean "not sent" is
 * `unknown`: asking a person costs less than saying it twice in the group. Never rejects.
 */
export async function sendOn({ link, to, message, mentionMember, scrub }: Sending): Promise<SendOutcome> {
  try {
    await within(lookMs, link.find(to))
  } catch (error) {
    // Nothing has been sent yet, whatever it was.
    if (error instanceof TimeLimit || transport.test(messageOf(error)))
      return { kind: 'refused', reason: '微信没有连上', retryAfterMs: minute, scope: 'account' }
    return { kind: 'refused', reason: to.kind === 'room' ? '找不到这个群，小助手可能已不在群里' : '找不到这个人' }
  }
  const { text, mentions, file } = message
  const ids = to.kind === 'room' && mentionMember ? mentions.map((one) => one.userId) : []
  const steps = [
    ...(text === '' && file
      ? []
      : [() => link.sendText(to, withSeparators(text, ids.length > 0 ? mentions : []), ids)]),
    ...(file ? [() => link.sendFile(to, file)] : []),
  ]
  for (const [done, step] of steps.entries()) {
    try {
      await within(sendMs, step())
    } catch (error) {
      const outcome = classify(error, scrub)
      // Half of it is there: sending the whole again would repeat it.
      return done === 0 ? outcome : { kind: 'unknown', reason: `文字已发出，文件没有：${outcome.reason}` }
    }
  }
  return { kind: 'accepted' }
}

/** What an error of a send means. */
export function classify(
  error: unknown,
  scrub: (error: unknown) => string,
): Exclude<SendOutcome, { kind: 'accepted' }> {
  if (error instanceof TimeLimit) return { kind: 'unknown', reason: '平台没有回音，不知道对方收到没有' }
  const message = messageOf(error)
  const found = refusals.find(({ pattern }) => pattern.test(message))
  if (found) {
    const { pattern: _, ...refusal } = found
    return { kind: 'refused', ...refusal }
  }
  return transport.test(message)
    ? { kind: 'unknown', reason: '发送时断线，不知道对方收到没有' }
    : { kind: 'unknown', reason: `平台报错，不知道对方收到没有：${scrub(error)}` }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** WeChat marks a mention where a four-per-em space follows the name. Who does not stand in the text goes before it. */
export function withSeparators(text: string, mentions: readonly { name: string }[]): string {
  if (mentions.length === 0) return text
  const names = mentions.map(({ name }) => name)
  const missing = names.filter((name) => !text.includes(`@${name}`)).map((name) => `@${name}\u2005`)
  // The longest first: 张三 is also the beginning of 张三丰.
  const known = [...names]
    .sort((a, b) => b.length - a.length)
    .map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return missing.join('') + text.replace(new RegExp(`@(${known.join('|')})[ \u2005]?`, 'g'), '@$1\u2005')
}
