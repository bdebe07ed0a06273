import { z } from 'zod'
import type { SendOutcome } from '../port.ts'

/** What came back for a frame. `not_sent`: it never left; `lost`: it left, and nobody knows what became of it. */
export type Ack =
  | { kind: 'ok'; body: unknown }
  | { kind: 'error'; code: number }
  | { kind: 'not_sent' }
  | { kind: 'lost' }

export const codes = {
  wrongSecret: 853000,
  notSubscribed: 846609,
  taskIdUsed: 42014,
  tooOften: 45009,
} as const

/** Error frames are the only answers with a numeric errcode; everything else that a send rejects with is no answer. */
export const errorFrame = z.object({ errcode: z.number().int() })

interface Meaning {
  /** For the operator: what is wrong, and what to do. */
  sentence: string
  /** Trying again may help after so long; without it, it will not. */
  retryAfterMs?: number
  /** It is not this conversation: nothing of the account gets through. */
  scope?: 'account'
}

const minute = 60_000
const activate = '请在那个会话里先 @ 小助手说一句话（私聊直接说），以后就能发到'

/** What the codes mean that the long connection is known to answer with. */
const meanings: Record<number, Meaning> = {
  [-1]: { sentence: '企业微信系统繁忙', retryAfterMs: minute },
  40007: { sentence: '上传的文件已失效', retryAfterMs: minute },
  40008: { sentence: '企业微信不支持这种消息' },
  40016: { sentence: '按钮不合规矩：最多 6 个，每个不超过 10 个字' },
  40058: { sentence: '消息的内容不合企业微信的规矩' },
  [codes.taskIdUsed]: { sentence: '这张卡片以前发过' },
  [codes.tooOften]: { sentence: '发得太多：一个会话每分钟 30 条、每小时 1000 条', retryAfterMs: minute },
  45033: { sentence: '同时发得太多', retryAfterMs: minute, scope: 'account' },
  93001: { sentence: `机器人不能往这个群里发：可能已被移出群，或者群里还没有人跟它说过话。${activate}` },
  93006: { sentence: `会话不存在，或者对方还没有跟小助手说过话。${activate}` },
  93008: { sentence: '机器人不在这个群里。请把它重新加进群，再 @ 它说一句话' },
  846605: { sentence: '答复得太晚，企业微信不再接受' },
  846608: { sentence: '答复得太晚，企业微信不再接受' },
  [codes.notSubscribed]: {
    sentence: '与企业微信的订阅失效了，正在重新连接',
    retryAfterMs: minute,
    scope: 'account',
  },
  [codes.wrongSecret]: { sentence: '智能机器人的 Bot ID 或 Secret 不对' },
}

export const sentenceOf = (code: number): string =>
  `${meanings[code]?.sentence ?? '企业微信没有接受这条消息'}（错误码 ${code}）`

/** How long to wait for a connection that is just being made. */
const reconnectMs = 10_000

/** What the answer to a send means for the message. */
export function outcomeOf(ack: Ack): SendOutcome {
  switch (ack.kind) {
    case 'ok':
      return { kind: 'accepted' }
    case 'not_sent':
      return {
        kind: 'refused',
        reason: '企业微信没有连接上，消息没有发出',
        retryAfterMs: reconnectMs,
        scope: 'account',
      }
    case 'lost':
      return { kind: 'unknown', reason: '消息发出后没有等到企业微信的回执，不知道对方收到没有' }
    case 'error': {
      return refusalOf(ack.code)
    }
  }
}

/** What an error code means for the message. */
export function refusalOf(code: number): Extract<SendOutcome, { kind: 'refused' }> {
  const { sentence: _, ...when } = meanings[code] ?? { sentence: '' }
  return { kind: 'refused', reason: sentenceOf(code), ...when }
}
