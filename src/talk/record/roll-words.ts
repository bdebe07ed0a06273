import { readInteger } from '../../base/numerals.ts'
import type { Person } from '../meaning.ts'
import { findPeople } from '../people/names.ts'
import { scan, type Token, type Words } from '../scan.ts'

export type RollWord =
  | 'break'
  | 'number'
  | 'count'
  | 'doubt'
  | 'skip'
  | 'except'
  | 'only'
  | 'everyone'
  | 'no_leave'
  | 'same'
  | 'absent'
  | 'leave'
  | 'online'
  | 'present'
  | 'join'
export type RollToken = Token<RollWord>

const many = '(?:\\d{1,4}|[零一二两三四五六七八九十百]{1,6}(?=\\s?[人名位个]))\\s?(?:人|名|位|个)?'
/** 请假3天 and 请假4号 are spans and days, not counts of people. */
const notTime = '(?![\\d天日号月周点分小时次年楼个:.%-])'
/** 大家都到了 and 全到 tell what was; 大家都到会议室 and 大家都来参加 call people together. */
const came = '(?:到会(?!议)|到场|到齐|到了|到(?=[,;。!\\n\\s)]|$)|来齐|来了|参加了|出席了|齐了?|在场)了?'
const all = '(?:都|全部|全体|全|均|已经?|准时|按时)'

/** Longer and more particular spellings stand before those that are a part of them. */
const words: Words<RollWord> = [
  ['break', /[,;。!\n]+/y],
  ['number', /(?<=^|[,;。!\n]\s?)(?:\d{1,2}[.、)]|\(\d{1,2}\))(?!\d)/y],
  [
    'count',
    new RegExp(
      `(?:应到|应参加|应出席|应该到|实到|实际到会|到会|到场|出席|参加|到|来了?|请假|缺席|缺勤)(?:人数|人员|党员|的)?[:是为共有 ]{0,3}${many}${notTime}`,
      'y',
    ),
  ],
  [
    'count',
    new RegExp(`${many}(?:党员|同志)?(?:应到|实到|到会|到场|出席|参加|请假|缺席|缺勤|到了?(?=[,;。!\\n]|$))`, 'y'),
  ],
  ['count', /缺(?:\d{1,4}|[一二两三四五六七八九十]{1,3})\s?[人名位个]/y],
  [
    'doubt',
    /[?吗谁]|还(?:没有?|未)(?:签?到|来)|在路上|马上到|快到了?|(?:没有?|未)签到|不知道|不清楚|不确定|是不是|有没有|好像|可能|大概|应该|估计|吧(?=[,;。!\n]|$)/y,
  ],
  ['skip', /应到的?(?:人员|人|同志|党员)?(?!\d)/y],
  // Orders and plans: nothing has happened yet.
  ['doubt', /请(?![了过的个病事产公年婚丧探护陪假])|必须|务必|记得|不要|争取|尽量|通知|明天|后天|明早|下周|到时/y],
  [
    'skip',
    /(?:没有?|未|不)(?:到齐|来齐|齐|全到|全来|都到|都来|到全|来全)了?|不是(?:缺席|请假|没来|没到|线上)|(?:之|以)外|外(?=[,都全均其\s)]|$)/y,
  ],
  ['absent', /除外/y],
  ['except', /除了|除去|除|不算/y],
  [
    'everyone',
    new RegExp(
      `(?:其余|其他|其它|剩下|余下|另外|别的?)(?:的)?(?:人员|人|同志们?|党员|各位)?(?:\\d{1,4}[人名位])?(?:也)?${all}{0,3}(?:${came}|来|参加|出席|在)`,
      'y',
    ),
  ],
  [
    'everyone',
    new RegExp(`(?:大家|所有人|全体|全员|全部|人员?|都|全|均)(?:党员|同志们?|人员)?${all}{0,3}${came}`, 'y'),
  ],
  [
    'everyone',
    /到齐了?|来齐了?|齐了|一个(?:都|也)?(?:不|没)(?:少|缺|落)|(?:没有?|无)人?(?:缺席|缺勤)的?|(?:没有?|无)人?(?:没|未|不)(?:到|来)的?/y,
  ],
  [
    'no_leave',
    /(?:也|都|又|而且|并且|且)?(?:(?:没有?|未|不)(?:请过?假|告假|打招呼)|无假|(?:没有?|无)(?:正当)?(?:理由|原因))/y,
  ],
  ['same', /也(?:是|一样)|同样|一样|同上/y],
  ['only', /只有|仅有|只|仅|就|唯独|光是/y],
  [
    'absent',
    /无故(?:缺席|缺勤|不到|未到|没到|没来|缺会)|缺席|缺勤|旷会|都?(?:没有?|未)能?(?:来|到场|到会|到|参加|出席|过来|赶来)了?(?!得及|位|底)|都?不(?:来|到|在|参加|出席)(?![位乎一半\d])|缺(?![口钱货])|(?<!出)差(?!点|不多|额|距|错)/y,
  ],
  [
    'leave',
    /(?:已经?|也|都|是)?请(?:了|过|的|个){0,3}(?:病|事|产|公|年|婚|丧|探亲|护理|陪产)?假了?|告假|(?:病|事|产|公|婚|丧|年休|年|探亲|陪产|护理|休)假/y,
  ],
  [
    'online',
    /(?:在|通过|用|以)?(?:线上|视频|网上|远程|云端|连线|腾讯会议)(?:会议|方式|形式)?(?:参加|参会|到会|出席|到|在线|接入|学习)?了?/y,
  ],
  [
    'present',
    /(?:迟到|晚到|早退)了?(?:\d{1,3}分钟?)?|(?:准时|按时|已经?|也|都|现场|实际|后来|刚才|最后){0,3}(?:实到|到会|到场|到|来|参加|出席|在场|签到|签了到)了?/y,
  ],
  ['join', /[、/]|以及|还有|和|跟|与|及/y],
]

export function scanRoll(text: string, people: readonly Person[]): RollToken[] {
  // "差" is a status only before a name (差周磊): everywhere else it is a part of some other word.
  return scan(text, findPeople(text, people), words).map((token, i, tokens) =>
    token.raw === '差' && tokens[i + 1]?.kind !== 'name' ? { ...token, kind: 'text' } : token,
  )
}

export interface Counts {
  expected?: number
  present?: number
  leave?: number
  absent?: number
}

/** "请假2人" as { leave: 2 }. */
export function readCount(raw: string): Counts {
  const value = readInteger(/\d+|[零一二两三四五六七八九十百]+/.exec(raw)?.[0] ?? '')
  if (value === null) return {}
  if (/应/.test(raw)) return { expected: value }
  if (/请假/.test(raw)) return { leave: value }
  // 缺2人 may include those on leave.
  if (/缺(?![席勤])/.test(raw)) return {}
  return /缺/.test(raw) ? { absent: value } : { present: value }
}

const fillers =
  /同志们?|今天|刚才|后来|已经?|准时|按时|人员|名单|包括|还有|一直|确实|其实|本人|因为|由于|原因|[的是有为都均也又还另了他她说人:\s"'「」]/g

/** What is left of a stretch of text when the words that carry nothing are gone. */
export const isFiller = (text: string): boolean => text.replace(fillers, '').replace(/[()、.]/g, '') === ''

/** A reason as it was said, without the words and marks that only lead to it. */
export function reasonIn(text: string): string | null {
  if (isFiller(text)) return null
  const reason = text
    .replace(/^[\s,:()、\-—.]+|[\s,:()、\-—.。;!\n]+$/g, '')
    .replace(/^(?:的?(?:原因|理由)[是为:]?|因为|由于|是因为|说是?)\s?/, '')
  return reason === '' || courtesy.test(reason) ? null : reason
}
const courtesy = /^(?:好的?|谢谢|辛苦了?|没问题|对|是的|就这样|完毕|没了|其他没了|报告完毕|同志|书记好|你好|收到)$/

type Status = 'present' | 'online' | 'leave' | 'absent'

/** The attendance that a word stands for, if any. */
export const statusOf = (token: RollToken | undefined): Status | null =>
  (['absent', 'leave', 'online', 'present'] as const).find((status) => status === token?.kind) ?? null

/** A question, a guess or a plan: nothing of it is written down. */
export function isDoubtful(tokens: RollToken[]): boolean {
  const doubt = tokens.findIndex((token) => token.kind === 'doubt')
  const away = tokens.findIndex((token) => token.kind === 'leave' || token.kind === 'absent')
  // Doubt within a reason (请假，可能要住院) is the member's, not the secretary's.
  return doubt >= 0 && (away < 0 || doubt < away || tokens.some((t) => t.kind === 'doubt' && /^[?吗谁吧]$/.test(t.raw)))
}

export function namesNext(tokens: RollToken[], i: number): boolean {
  const next = tokens[i + 1]
  return next?.kind === 'text' && isFiller(next.raw) ? tokens[i + 2]?.kind === 'name' : next?.kind === 'name'
}

/** How many tokens belong to a reason: a later name ends it only if something is said about that name's attendance. */
export function reasonLength(rest: RollToken[]): number {
  const decided = rest.findLastIndex((token) => statusOf(token) !== null || token.kind === 'everyone')
  const end = rest.findIndex(
    (token, i) =>
      token.kind === 'everyone' ||
      token.kind === 'count' ||
      (token.kind === 'name' && (i === 0 || rest[i - 1]?.raw === '、' || decided > i)),
  )
  if (end < 0) return rest.length
  return rest[end]?.kind === 'name' && rest[end - 1]?.kind === 'join' ? end - 1 : end
}
