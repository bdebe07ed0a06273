import { readAmounts, readInteger } from '../../base/numerals.ts'
import { isDay } from '../../time/days.ts'
import { pastDay } from '../../time/phrase-past.ts'
import { periodNamed } from '../commands/topic.ts'
import type { Context } from '../meaning.ts'
import type { Letter, TransferSaid } from './roster-said.ts'

const name = '([\\p{Script=Han}·A-Za-z()]{2,20}?)'
const comrade = '(?:同志)?(?:的)?'
const relation = '(?:党?组织关系|党员关系|党员组织关系|党籍关系)'
const rest = '(?:[,;。\\s]+(.*))?$'
const out = [
  new RegExp(
    `^(?:把|将)?${name}${comrade}${relation}(?:要|已经?|准备|从本支部)*(?:转出|转移|转接|转)(?:到|至|去|往)(?:了)?(.{2,40}?)${rest}`,
    'u',
  ),
  new RegExp(`^(?:把|将)?${name}${comrade}(?:要|已经?|准备)?转出(?:到|至|去|往)(.{2,40}?)${rest}`, 'u'),
  new RegExp(`^转出${name}${comrade}(?:到|至|去|往)(.{2,40}?)${rest}`, 'u'),
]
const into = [
  new RegExp(
    `^${name}${comrade}${relation}?(?:已经?)?(?:由|从|自)(.{2,40}?)(?:转入|转来|转进来|转过来|转到(?:本|我们?|咱们?)支部)(?:了)?${rest}`,
    'u',
  ),
  new RegExp(`^转入${name}${comrade}[,\\s]*(?:由|从|自|原在)(.{2,40}?)(?:转来|转入)?${rest}`, 'u'),
]

/** 介绍信12月10日，党费交到12月 */
export function readLetter(text: string, context: Pick<Context, 'now' | 'zone'>): Letter {
  const [, dated] = /介绍信([^,;。]{1,24})/.exec(text) ?? []
  const day = dated === undefined ? null : (pastDay(dated, context.zone.day(context.now))?.day ?? null)
  const [, year, month] =
    /党费(?:已经?|都)?(?:交|缴|交纳|缴纳)*(?:到|至)(?:了)?\s?(?:(20\d\d)\s?年)?\s?(\d{1,2}|十[一二]?|[一二三四五六七八九])\s?月/.exec(
      text,
    ) ?? []
  const number = month === undefined ? null : readInteger(month)
  if (number === null || number < 1 || number > 12) return { letterOn: day, duesPaidTo: null }
  const duesPaidTo =
    year === undefined ? periodNamed(`${number}月`, context) : `${year}-${String(number).padStart(2, '0')}`
  return { letterOn: day, duesPaidTo: duesPaidTo !== null && isDay(`${duesPaidTo}-01`) ? duesPaidTo : null }
}

export function readTransferOut(
  text: string,
  context: Pick<Context, 'now' | 'zone'>,
): Extract<TransferSaid, { name: 'transfer_out' }> | null {
  for (const pattern of out) {
    const [, target, to, more = ''] = pattern.exec(text) ?? []
    // From one party group to another is no transfer.
    if (target && to && !/小组$/.test(to)) return { name: 'transfer_out', target, to, ...readLetter(more, context) }
  }
  return null
}

export function readTransferIn(
  text: string,
  context: Pick<Context, 'now' | 'zone'>,
): Extract<TransferSaid, { name: 'transfer_in' }> | null {
  for (const pattern of into) {
    const [, target, from, more = ''] = pattern.exec(text) ?? []
    if (!target || !from || /小组$/.test(from)) continue
    const [, monthly] = /(?:每月|月)(?:应交)?(?:交)?党费([^,;。]{1,16})/.exec(more) ?? []
    return {
      name: 'transfer_in',
      target,
      from,
      probationary: /预备党员/.test(more),
      duesFen: monthly === undefined ? null : (readAmounts(monthly)[0]?.fen ?? null),
      ...readLetter(more, context),
    }
  }
  return null
}

const subject = `(?:${relation}|转出|转接|介绍信|回执)`
const received = new RegExp(
  `^${name}${comrade}${subject}+(?:的)?(?:已经?|对方|已被对方)*(?:被)?(?:接收|接受|收到|回来)(?:了)?$`,
  'u',
)
const sentBack = new RegExp(
  `^${name}${comrade}${subject}+(?:已经?)?被?(?:对方)?退回(?:来)?(?:了)?(?:[,\\s:]+(.{1,100}))?$`,
  'u',
)
const withdrawn = new RegExp(
  `^${name}${comrade}(?:${relation})?不转(?:出)?了$|^${name}${comrade}(?:转出|转接|${relation}转接)(?:撤销|撤回|取消|作废)(?:了)?$|^(?:撤销|撤回|取消)${name}${comrade}(?:转出|转接|${relation}转接|${relation}转出)$`,
  'u',
)

export function readTransferEnd(text: string): Extract<TransferSaid, { name: 'transfer_end' }> | null {
  const back = sentBack.exec(text)
  if (back?.[1]) return { name: 'transfer_end', target: back[1], outcome: 'returned', reason: back[2]?.trim() || null }
  const [, done] = received.exec(text) ?? []
  if (done) return { name: 'transfer_end', target: done, outcome: 'received', reason: null }
  const gone = withdrawn.exec(text)
  const target = gone?.[1] ?? gone?.[2] ?? gone?.[3]
  return target ? { name: 'transfer_end', target, outcome: 'withdrawn', reason: null } : null
}

const accept = new RegExp(`^(?:同意)?接收${name}${comrade}(?:${relation}|转入|转接)*(?:了)?$`, 'u')
const refuse = new RegExp(`^退回${name}${comrade}(?:${relation}|转入|转接|介绍信)+(?:[,\\s:]+(.{1,100}))?$`, 'u')

export function readReceive(text: string): Extract<TransferSaid, { name: 'transfer_receive' }> | null {
  const [, coming] = accept.exec(text) ?? []
  // 接收张三为预备党员 is a step of admission.
  if (coming && !/为|预备|发展/.test(coming))
    return { name: 'transfer_receive', target: coming, accept: true, reason: null }
  const [, back, reason] = refuse.exec(text) ?? []
  return back ? { name: 'transfer_receive', target: back, accept: false, reason: reason?.trim() || null } : null
}

const asked =
  /^(?:看看?|查看?|查一?下)?(?:现在|目前|本支部)?(?:的)?(?:党?组织关系)?(?:转接|转出|转入|转移|接转)(?:的)?(?:情况|进度|名单|台账|明细|到哪(?:一步|里)?了)$|^(?:还)?有?(?:谁|哪些人?)(?:在|正在)?(?:转出|转接|转入)(?:中)?$|^(?:谁|哪些人?)(?:的)?(?:组织关系|转出|介绍信)(?:还)?没(?:有)?(?:被)?接收$/
export const asksTransfers = (text: string): boolean => asked.test(text)
