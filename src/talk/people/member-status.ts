import { lately } from '../../base/lately.ts'
import { readInteger } from '../../base/numerals.ts'
import { isDay } from '../../time/days.ts'
import { pastDay } from '../../time/phrase-past.ts'
import type { Day } from '../../time/zone.ts'
import { periodNamed } from '../commands/topic.ts'
import type { Context } from '../meaning.ts'
import type { StatusSaid } from './roster-said.ts'

const name = '([\\p{Script=Han}·A-Za-z()]{2,20}?)'
const comrade = '(?:同志)?'
const left = new RegExp(
  `^${name}${comrade}(?:已经?|现在|目前)?(?:外出|出国|出境|流动|去|到|在|流出)(?:到|至|去|在|往)?([\\p{Script=Han}]{0,20}?)(?:打工|务工|工作|出差|学习|进修|经商|探亲|居住|带孩子|留学)*(?:[,;。\\s]+(.{0,60}))?$`,
  'u',
)
const back = new RegExp(
  `^${name}${comrade}(?:已经?)?(?:外出|流动)?(?:返回|回来|返乡|返岗|回支部)(?:了|居住了?)?$|^${name}${comrade}(?:不再|不|已不再?)(?:是)?流动(?:党员)?(?:了)?$`,
  'u',
)

/** "周磊外出柳州，11月起，流动": needs the word 流动, or says that it is abroad. */
function readFloating(text: string, context: Pick<Context, 'now' | 'zone'>): StatusSaid | null {
  const home = back.exec(text)
  const returned = home?.[1] ?? home?.[2]
  if (returned) return { name: 'floating', target: returned, away: false }
  const [, target, place = '', more = ''] = left.exec(text) ?? []
  if (!target || !/流动|出国|出境/.test(text)) return null
  const abroad = /出国|出境|留学/.test(text)
  const where = place.replace(/流动(?:党员)?$/, '')
  return {
    name: 'floating',
    target,
    away: true,
    place: abroad && !/国外|境外|出国/.test(where) ? `出国${where === '' ? '' : `（${where}）`}` : where || null,
    since: sinceIn(more, context),
  }
}

/** "11月起", "今年3月起", "11月5日起": the day from which on. */
function sinceIn(text: string, context: Pick<Context, 'now' | 'zone'>): Day | null {
  const [, said] = /([^,;。\s]{1,14}?)(?:起|开始|以来)/.exec(text) ?? []
  if (said === undefined) return null
  const day = pastDay(said, context.zone.day(context.now))?.day
  if (day) return day
  const [, year, which, number] =
    /(?:(20\d\d)年|(今年|去年|前年))?(\d{1,2}|十[一二]?|[一二三四五六七八九])月/.exec(said) ?? []
  const month = number === undefined ? null : readInteger(number)
  if (month === null) return null
  const today = context.zone.day(context.now)
  const back = { 今年: 0, 去年: 1, 前年: 2 }[which ?? '']
  const named = year ?? (back === undefined ? undefined : String(Number(today.slice(0, 4)) - back))
  const period = named === undefined ? lastSuch(month, context) : `${named}-${String(month).padStart(2, '0')}`
  return period !== null && isDay(`${period}-01`) ? `${period}-01` : null
}

/** What began cannot lie far ahead: the last such month, this one or the next included. */
function lastSuch(month: number, context: Pick<Context, 'now' | 'zone'>): string | null {
  const near = periodNamed(`${month}月`, context)
  const limit = context.zone.day(context.now).slice(0, 7)
  if (near === null || near <= limit) return near
  const [year = '', number = ''] = near.split('-')
  const months = (Number(year) - Number(limit.slice(0, 4))) * 12 + Number(number) - Number(limit.slice(5))
  return months <= 1 ? near : `${Number(year) - 1}-${number}`
}

const exempted = new RegExp(
  `^${name}${comrade}[,\\s]*(?:因|由于)?(?:年老|体弱|年老体弱|行动不便|身患重病|身体不好|失能|卧病|卧床|多病|[,、\\s])*(?:参加组织(?:活动|生活))?(?:不[作做](?:硬性)?要求|免(?:除)?硬性要求|免硬性|不硬性要求)(?:了)?$`,
  'u',
)
const required = new RegExp(
  `^${name}${comrade}(?:恢复|取消|撤销)(?:了)?(?:硬性要求|正常要求|免硬性要求|不[作做]硬性要求|正常参加)$`,
  'u',
)
const leads = new RegExp(`^${name}${comrade}(是|为|不是|不再是|已不是)(?:党员)?领导干部(?:了)?$`, 'u')
const contacts = new RegExp(
  `^${name}${comrade}(?:的)?(不再|不)?(?:负责)?(?:联系|挂点|挂联|包联|挂钩联系)(?:点是|点为)?([\\p{Script=Han}\\d()/]{2,40}?支部)(?:了)?$|^${name}${comrade}的联系点(?:是|为|定为|改为)([\\p{Script=Han}\\d()/]{2,40}?支部)$`,
  'u',
)
const taught = new RegExp(
  `^(?:(?:已经?|今天)?(?:给|为|向)${name}${comrade}(?:已经?)?送学上门(?:了)?|${name}${comrade}(?:已经?)?送学上门(?:了)?)(?:[,:\\s]+(.{1,30}))?$`,
  'u',
)

const sat = new RegExp(`^${name}${comrade}(?:也|今天|已经?)?列席(?:了)?(.{0,20})$`, 'u')

/** What is said of how a member stands: away, not strictly required to come, a leader, a leader's contact point. */
export const readStatus = lately((text: string, context: Pick<Context, 'now' | 'zone'>): StatusSaid | null => {
  const free = exempted.exec(text)?.[1]
  if (free) return { name: 'exempt', target: free, exempt: true }
  const again = required.exec(text)?.[1]
  if (again) return { name: 'exempt', target: again, exempt: false }
  const [, leader, word = ''] = leads.exec(text) ?? []
  if (leader) return { name: 'leader', target: leader, leader: !word.includes('不') }
  const found = contacts.exec(text)
  const who = found?.[1] ?? found?.[4]
  const branch = found?.[3] ?? found?.[5]
  if (who && branch) return { name: 'contact', target: who, branch, on: found?.[2] === undefined }
  const study = taught.exec(text)
  const learner = study?.[1] ?? study?.[2]
  if (learner) return { name: 'home_study', target: learner, about: study?.[3]?.trim() ?? '' }
  const [, guest, meeting = ''] = sat.exec(text) ?? []
  if (guest) return { name: 'observer', target: guest, about: meeting.trim() }
  return readFloating(text, context)
})

const look = '(?:看看?|查看?|查一?下)?(?:本支部|现在|目前|今年)?(?:的)?'
const queries = {
  floating_status: new RegExp(`^${look}流动党员(?:的)?(?:情况|名单|台账|有谁|有哪些|都?在哪里?|联系情况)?$`),
  leader_status: new RegExp(
    `^${look}(?:领导干部)?双重组织生活(?:的)?(?:情况|统计|台账|怎么样)?$|^${look}领导干部(?:的)?(?:参加|出席|出勤)(?:情况)?$`,
  ),
  contact_status: new RegExp(`^${look}联系点(?:的)?(?:情况|统计|台账|到了几次|名单)?$`),
  to_check: new RegExp(`^${look}(?:待核查|需核查|要核查)(?:的)?(?:名单|清单|党员|情况)?$`),
} as const

export type StatusQuery = keyof typeof queries
export const asksStatus = (what: StatusQuery, text: string): boolean => queries[what].test(text)
