import { readInteger } from '../base/numerals.ts'
import { core, tidyReason, withoutSetting } from './attendance/reason.ts'
import { exactly, within } from './match.ts'
import * as words from './phrasebook.ts'

/** What one clause says about coming. */
export type Signal =
  | 'acknowledge'
  | 'yes'
  | 'attend'
  | 'attend_weak'
  | 'online'
  | 'late'
  | 'early'
  | 'decline'
  | 'leave'
  | 'no_leave'
  | 'cancel_leave'
  | 'possible_again'
  | 'arrived'

export interface Reading {
  signal: Signal | null
  /** Said with a perhaps or an if; against: perhaps not. */
  hedge: 'for' | 'against' | null
  reason: string | null
  /** How sure a reason keeps somebody away. */
  excuse: 'absence' | 'engagement' | null
  minutes: number | null
  /** 请假一个月: concerns more than one activity. */
  long: boolean
  /** Words that fit nothing known: beside a leave they are its reason. */
  rest: string | null
  /** 要开庭: put as something that must be done, and so a reason beside a no. */
  must: boolean
}

const nothing: Reading = {
  signal: null,
  hedge: null,
  reason: null,
  excuse: null,
  minutes: null,
  long: false,
  rest: null,
  must: false,
}

const isCourtesy = exactly(words.courtesies)
const isAcknowledgement = exactly(words.acknowledge)
const isYes = exactly(words.yesIfAsked)
const isAttend = exactly(words.attend)
const isAttendIfAsked = exactly(words.attendIfAsked)
const isOnTheWay = exactly(words.onTheWay)
const isOnline = exactly(words.attendOnline)
const isDecline = exactly(words.decline)
const isPossibleAgain = exactly(words.possibleAgain.map((phrase) => `*${phrase}`))
const cancelsLeave = within(words.cancelLeave)
const saysNoLeave = within(words.noLeave)
const saysLeave = within(words.leave)
const notLeave = within(words.notLeave)
const isLate = within(words.late)
const notLate = within(words.notLate)
const leavesEarly = within(words.leavesEarly)
const hesitates = within(words.hesitation)
const hasCondition = within(words.condition)
const isAbsence = within(words.absences)
const isEngagement = within(words.engagements)
const isChatter = within(words.chatter)
const leansToNo = exactly(words.vagueNo)
const isPresent = exactly(words.present)
const pointsElsewhere = exactly(words.likeOthers)

const wild = '[^,。;!?\\s]{0,6}?'
const compile = (phrases: string[]) => phrases.map((phrase) => phrase.replaceAll('*', wild)).join('|')
const ends = (phrases: string[]) => new RegExp(`(?:${compile(phrases)})$`)
const begins = (phrases: string[]) => new RegExp(`^(?:${compile(phrases)})`)
const hedges = new RegExp(compile(words.hesitation), 'g')

/** Reads one clause on its own. */
export function readClause(text: string): Reading {
  const once = text.replace(/^(\p{Script=Han}{1,4}?)\1+$/u, '$1')
  const clause = once
    .replace(/^(?:我)?(?:那)?(?:把?请假)?改(?:成|为)?(?=线上|视频|请假)/, '')
    .replace(/^(?:[,、\-+]|但是?|不过|可是|然后|那么|所以)+(?!1)/, '')
  if (!begsLeave(clause) && (isCourtesy(withoutSetting(clause)) || isCourtesy(clause))) return nothing
  return readHedged(clause) ?? readFirm(clause) ?? readReason(clause)
}

function readFirm(clause: string): Reading | null {
  const bare = core(clause)
  const setting = withoutSetting(clause)
  const said = (signal: Signal | null, rest: Partial<Reading> = {}): Reading => ({ ...nothing, signal, ...rest })
  if (isAcknowledgement(clause) && !isYes(clause)) return said('acknowledge')
  if (cancelsLeave(clause)) return said('cancel_leave')
  if (saysLeave(clause) && /昨天|前天|上次|上回|上周|上个?月|去年|以前/.test(clause))
    return said(null, { excuse: 'engagement', reason: reasonIn(clause) })
  if (saysLeave(clause) && !notLeave(clause) && !(saysNoLeave(clause) && !/要请/.test(clause))) return readLeave(clause)
  if (saysNoLeave(clause)) return said('no_leave')
  if (isPossibleAgain(setting)) return said('possible_again')
  if (isOnline(bare) || isOnline(setting)) return said('online')
  if (isOnTheWay(setting) || (isOnTheWay(bare) && !isAttendIfAsked(bare)))
    return said('late', { minutes: minutesIn(clause) })
  if (isLate(clause) && !notLate(clause)) return said('late', { minutes: minutesIn(clause), ...lateBecause(clause) })
  const negative = bare.replace(/线上|线下|视频|远程|现场|也|都/g, '')
  if (isDecline(negative) || isDecline(setting)) return said('decline')
  const arrived =
    /^(?:已|已经|刚)?(?:到|来|签到|签)(?:场|会场|会议室)?了$|^已(?:经)?(?:到|签到|签|报到|到会|到场|到岗)|^签到|^打卡|^报到/.test(
      setting.replace(/^我|^也|^都/g, ''),
    )
  if (arrived && isPresent(bare)) return said('arrived')
  if (leavesEarly(clause)) return said('early', { reason: tidyReason(clause) })
  const weak = isAttendIfAsked(bare) && !isCertain.test(clause)
  if (isYes(clause) || isYes(setting.replace(/^(?:我|俺|这边)+(?=.)/, ''))) {
    if (isAcknowledgement(clause) && !/可以|能/.test(clause)) return said('acknowledge')
    return said(weak ? 'attend_weak' : isAttend(bare) || isAttendIfAsked(bare) ? 'attend' : 'yes')
  }
  if (isAttend(bare) || isAttend(setting) || (isAttendIfAsked(bare) && !weak)) return said('attend')
  if (weak) return said('attend_weak')
  if (isYes(bare)) return said('yes')
  if (isAcknowledgement(bare) || isAcknowledgement(setting) || (bare === '' && /收到|好的|收悉|已阅/.test(clause)))
    return said('acknowledge')
  return readWithReason(clause)
}

const isCertain = /准时|准点|按时|一定|肯定|保证|必|能|会|铁定|指定|当然|放心|照常|如期/

const besideReasons = [
  { signal: 'online', patterns: [ends(words.attendOnline), begins(words.attendOnline)] },
  { signal: 'decline', patterns: [ends(words.decline), begins(words.decline)] },
] as const

/** 出差去不了, 去不了要出差, 出差线上参加: the reason and the answer in one breath. */
function readWithReason(clause: string): Reading | null {
  const setting = withoutSetting(clause)
    .replace(/(?<!不)[了啊呀哦呢吧啦]+$/, '')
    .replace(/(?:本次|这次|此次)$/, '')
  for (const { signal, patterns } of besideReasons) {
    for (const pattern of patterns) {
      const rest = setting.replace(pattern, '\n')
      if (!rest.includes('\n')) continue
      const other = rest.replace('\n', '')
      const excuse = excuseOf(other)
      if (excuse) return { ...nothing, signal, excuse, reason: tidyReason(reasonBeside(clause, other)) }
    }
  }
  return null
}

/** The reason as it was typed, with its time of day, as far as it stands in one piece. */
function reasonBeside(clause: string, rest: string): string {
  const start = clause.indexOf(rest)
  if (start < 0) return rest
  const dayPart = /(?:上午|中午|下午|晚上|早上)$/.exec(clause.slice(0, start))?.[0] ?? ''
  return (dayPart + rest).replace(/(?:实在|真的?|确实|也|都|就|我|恐怕|所以|不能|没法|无法|可能)+$/, '')
}

/** 麻烦书记准个假 asks for leave; 请批假 after a reason only rounds it off. */
const begsLeave = (clause: string) => /[准批]我?(?:个|[一半两三几\d]天)假/.test(clause)

const leaveWords = new RegExp(`(?:${compile(words.leave)})`)
const span =
  '(?:(?:一|两|半|三|四|五|六|七|几|\\d+|十)个?(?:天|次|月|周|星期|礼拜|小时|上午|下午|回|晚上|下|年|学期|季度)|(?:一)?(?:会儿?|下))'
const spans = new RegExp(span, 'g')
const spanOfLeave = new RegExp(`(?<=假)${span}`)

/** 党小组会请假: its 会 belongs to the meeting. */
const meetings = new RegExp(
  `(?:第[一二三四五六七八九十\\d]{1,2})?(?:${Object.values(words.subjects)
    .flat()
    .filter((word) => /会议?$/.test(word))
    .sort((a, b) => b.length - a.length)
    .join('|')})`,
  'g',
)

function readLeave(clause: string): Reading {
  const kind = /请?(?:了|个|一?天|半天)?((?:病|事|产|婚|丧|年|探亲|陪产|公)假)/.exec(clause)?.[1] ?? null
  const long = clause.search(spans) >= 0 && /(?:一|两|三|几|半|\d|十)个?(?:月|周|星期|礼拜|学期|季度|年)/.test(clause)
  const rest = clause
    .replace(meetings, ' ')
    .replace(/(?:向|跟|给|和|找)(?:[\ue000-\ue7ff]|书记|领导|组织|支部|您|你|老师|组长)+(?=.{0,4}[请告])/g, '')
    .replace(/(?:帮|代|替|给|为)(?:[\ue000-\ue7ff]|我|他|她)+(?=.{0,4}[请告])/g, '')
    .replace(leaveWords, ' ')
    .replace(/把(?=.{0,3}(?:记|算|登))|(?:记|算|登记)(?:成|为|上)?(?= )/g, '')
    .replace(spans, '')
    .replace(
      /(?:改成|改为|还是|那就?|就|想|要|需要?|得|申请|特|只能|只好|不得不|必须|可能|先|再|也|都|同样|一样|这边|本人|需)+(?= )/g,
      '',
    )
    .replace(/^(?:收到|好的|已阅|你好|您好|报告|知道了|嗯|好)/, '')
  const others = withoutPeople(rest)
    .split(/\s+/)
    .map(tidySubject)
    .filter((part) => part !== '')
  const reason = tidyReason(others.join('')) ?? kind
  return { ...nothing, signal: 'leave', reason, excuse: reason ? (excuseOf(reason) ?? 'engagement') : null, long }
}

const tidySubject = (text: string) => {
  const inner = withoutSetting(text)
  return core(text) === '' || inner === '' || isCourtesy(inner) ? '' : text.replace(text, keepDayPart(text, inner))
}
/** 下午有会 keeps its afternoon: 有会 alone would say less. */
const keepDayPart = (text: string, inner: string) => {
  const at = text.indexOf(inner)
  if (at < 0) return inner
  return (/(?:上午|中午|下午|晚上|早上)$/.exec(text.slice(0, at))?.[0] ?? '') + inner
}
const withoutPeople = (text: string) =>
  text.replace(
    /(?<![陪送接看等找见顾望替随])(?:我|和|跟|与|及|、|还有)*[\ue000-\ue7ff]+(?:和|跟|与|及|、|还有)*我?(?:们?(?:两|俩|三|仨|几)个?人?)?(?:(?:跟我|让我|托我|叫我)?(?:说|讲|带话)(?:一声|一下)?(?:他|她)?们?)?/g,
    '',
  )

/** Perhaps, or only if: the answer is not settled, whichever way it leans. */
function readHedged(clause: string): Reading | null {
  const conditional = hasCondition(clause)
  if (!conditional && !hesitates(clause)) return null
  if (isLate(clause) && !notLate(clause) && !conditional) return null
  const rest = clause.replace(hedges, '')
  const bare = core(rest).replace(/^还$/, '')
  const firm = bare === '' ? null : (readFirm(rest)?.signal ?? null)
  const excuse = excuseOf(clause)
  const hedged = { ...nothing, hedge: firm === 'decline' || firm === 'leave' ? ('against' as const) : ('for' as const) }
  if (conditional)
    return /(?:去|来|参加|到|参会|出席|行|可以|请假|线上|没问题|赶过去|请|说)(?:的|了|吧|啊|呀|哦|一下)*$/.test(clause)
      ? hedged
      : excuse || /的话$/.test(clause)
        ? { ...nothing, excuse: 'engagement' }
        : null
  if (bare === '' || firm !== null) return { ...hedged, excuse, reason: excuse ? reasonIn(rest) : null }
  if (excuse === 'absence') return { ...nothing, hedge: 'against', excuse, reason: reasonIn(rest) }
  return excuse ? { ...nothing, excuse: 'engagement', reason: reasonIn(clause) } : null
}

const isObliged = /^(?:我|俺)?(?:还|正好|刚好|正)?(?:要|得(?!行|闲|了)|需要|因为|因|由于)./

function readReason(clause: string): Reading {
  if (leansToNo(core(clause)) || pointsElsewhere(clause)) return { ...nothing, excuse: 'engagement' }
  const excuse = excuseOf(clause)
  return excuse
    ? { ...nothing, excuse, reason: reasonIn(clause) }
    : { ...nothing, rest: core(clause) === '' ? null : reasonIn(clause), must: isObliged.test(withoutSetting(clause)) }
}

/** What may keep somebody away, in words we know. */
function excuseOf(text: string): Reading['excuse'] {
  // 出差取消了 no longer keeps anybody away.
  if (isChatter(text) || /(?:取消|推迟|结束|改期|延期|不用.{0,4}|回来)了/.test(text)) return null
  return isAbsence(text) ? 'absence' : isEngagement(text) ? 'engagement' : null
}

const reasonIn = (clause: string) =>
  tidyReason(
    clause
      .replace(spanOfLeave, '')
      .replace(/^[\ue000-\ue7ff]+/, '')
      .replace(/^(?:收到|好的)/, ''),
  )

const lateWords = new RegExp(compile(words.late), 'g')

function lateBecause(clause: string): Pick<Reading, 'reason' | 'excuse'> {
  const rest = clause.replace(lateWords, '').replace(/\d+分钟?|半(?:个)?小时|[一二三四五六七八九十]+分钟/g, '')
  const excuse = excuseOf(rest)
  return { excuse, reason: excuse ? reasonIn(withoutSetting(rest)) : null }
}

/** 晚20分钟, 晚半小时, 迟一刻钟 */
function minutesIn(clause: string): number | null {
  const [, number = '', unit = ''] = /(\d+|[一二两三四五六七八九十]+|半)个?(分钟?|小时|刻钟?)/.exec(clause) ?? []
  const size = unit.startsWith('分') ? 1 : unit.startsWith('刻') ? 15 : unit === '小时' ? 60 : 0
  const count = number === '半' ? 0.5 : readInteger(number)
  return size > 0 && count !== null && count * size <= 600 ? Math.round(count * size) : null
}
