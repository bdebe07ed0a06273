import { catalogue } from '../../life/programs/catalogue.ts'
import type { Patch } from '../../life/programs/inheritance.ts'
import { when } from '../../time/phrases.ts'
import { readRhythm } from '../../time/rhythm.ts'
import type { Context } from '../meaning.ts'
import { takeTopic } from './topic.ts'
import type { CommandRow } from './types.ts'

const belowWords =
  /^(?:把|将|给|让)?(?:(?:我们|本)?(?:党委|总支))?(?:所属|下属|下面|全部|所有|各)(?:的|各|所有)*(?:基层)?(?:党?支部|党组织)(?:的|都)*/
const standingWords = /(?:从今)?(?:以后|今后|往后|从此|此后|长期|每次)(?:的|都|一律|统一|每次|开)*/

interface Named {
  name: string
  /** What stands before and after the name. */
  before: string
  after: string
}

const names = catalogue.map(({ name }) => name).sort((a, b) => b.length - a.length)

/** The institution that is named; of one month alone (这个月主题党日) it is that month's activity that is spoken of. */
function programNamed(text: string, context: Context): Named | null {
  const known = names.find((name) => text.includes(name))
  const { topic, rest, at } = takeTopic(text, context)
  if (topic.period !== null || /(?:这|本|下)(?:次|期)|(?:这个?|本|下个?)(?:月|周|季度)/.test(text)) return null
  if (known !== undefined) {
    const from = text.indexOf(known)
    return { name: known, before: text.slice(0, from), after: text.slice(from + known.length) }
  }
  return topic.subject === null ? null : { name: topic.subject, before: rest.slice(0, at), after: rest.slice(at) }
}

const change =
  /^(?:的)?(?:开会|活动)?(?:时间|日期|日子)?(?:都|一律|统一)?(?:(?:改|调整|调|定|固定|安排|放|换)(?:到|成|为|在)|(?:固定|定)?在|是)?(.+?)(?:召开|举行|开展|进行|开始|开会|开|举办|办|搞)?(?:吧|了)?$/
const changing = /(?:改|调整|调|定|固定|安排|放|换)(?:到|成|为|在)/
const hourly =
  /^(.*?)[,，\s的]*((?:上午|下午|早上|早晨|中午|傍晚|晚上)?(?:\d{1,2}|[一二两三四五六七八九十]{1,3})(?::\d{2}|(?:点|时)(?:半|一刻|三刻|钟|整|[\d一二三四五十]{1,3}分?)?))$/
const inHolidays =
  /^[,，\s]*(?:如果|要是)?(?:逢|遇到?|碰到|碰上|赶上)(?:上|到)?(?:了)?(?:法定)?(?:节假日|假日|节日|假期|放假|休息日)(?:的话|时|的)?(?:就|都|一律)?(顺延|往后[推延]|推后|提前|照常|不变|不动|一周内|先问)(?:安排|进行|我|书记|一下)*$/
const holidayPolicies: [RegExp, string][] = [
  [/提前/, 'prev_workday'],
  [/顺延|推后|往后/, 'next_workday'],
  [/照常|不变|不动/, 'keep'],
  [/一周内/, 'within_7_days'],
  [/先问/, 'ask'],
]

/** "每月第二个周五下午4点", "下午4点", "逢节假日提前": what is set; null where anything else is said. */
function settingIn(text: string, context: Context): Patch | null {
  const holidays = inHolidays.exec(text)?.[1]
  if (holidays !== undefined) return { holidays: holidayPolicies.find(([pattern]) => pattern.test(holidays))?.[1] }
  const said = change.exec(text.trim())?.[1]?.trim() ?? ''
  const timed = hourly.exec(said)
  const day = (timed?.[1] ?? said).trim()
  const rhythm = day === '' ? null : readRhythm(day)
  if (day !== '' && rhythm === null) return null
  if (!timed) return rhythm ? { ...rhythm } : null
  const at = when(timed[2] ?? '', context).start
  return at === null ? null : { ...rhythm, hour: context.zone.hour(at) }
}

const switchWords =
  /^(?:请)?(开通|启用|开启|恢复|开办|停用|停掉|关闭|停止|不再(?:搞|办|开展|举办))(?:了)?(.{2,14}?)(?:吧|了)?$/
const isOn = (word: string): boolean => /^(?:开|启|恢复)/.test(word)
/** 开通读书会: a name that nobody knows yet is answered as such, and is not taken for the topic of what is being drafted. */
const plainSwitch = /^(?:请)?(?:开通|停用)(?!了)([\p{Script=Han}\w]{2,12})$/u
function unknownIn(text: string, context: Context): string | null {
  const said = plainSwitch.exec(text)?.[1]
  if (said === undefined || takeTopic(said, context).topic.subject !== null) return null
  return names.some((name) => said.includes(name)) ? null : said
}

const readChange: CommandRow['read'] = (text, context) => {
  const below = belowWords.test(text)
  const plain = text.replace(belowWords, '')
  const standing = standingWords.test(plain)
  const named = programNamed(plain.replace(standingWords, ''), context)
  if (!named || !/^(?:把|将|支部|支部的)?$/.test(named.before.trim())) return null
  const patch = settingIn(named.after, context)
  // An hour alone is the next one's, unless it is said to be for good; a bare "每月5日" sets nothing.
  if (!patch || (!('cadence' in patch) && !('holidays' in patch) && !standing)) return null
  if (!('holidays' in patch) && !standing && !changing.test(named.after)) return null
  return { name: 'change_rule', program: named.name, below, patch }
}

const readSwitch: CommandRow['read'] = (text, context) => {
  const below = belowWords.test(text)
  const plain = text.replace(belowWords, '').replace(standingWords, '')
  const [, word, said] = switchWords.exec(plain) ?? []
  if (word === undefined || said === undefined) return null
  const unknown = unknownIn(plain, context)
  if (unknown !== null) return { name: 'switch_program', program: unknown, below, on: isOn(word) }
  const named = programNamed(said, context)
  if (named?.before.trim() !== '' || named.after.trim() !== '') return null
  return { name: 'switch_program', program: named.name, below, on: isOn(word) }
}

/** What changes standing arrangements, for the branch or for all below. */
export const programOrders: readonly CommandRow[] = [
  {
    name: 'change_rule',
    topic: 'rules',
    title: '改规矩',
    who: 'officer',
    changes: true,
    example: '主题党日改成每月第二个周五',
    help: '改一项活动以后的日子、钟点（「主题党日以后下午4点开」）、逢放假怎么办（「主题党日逢节假日提前」），先给您看会怎样。只改一次，用「改期」。',
    read: readChange,
  },
  {
    name: 'switch_program',
    topic: 'rules',
    title: '开通或停用',
    who: 'officer',
    changes: true,
    example: '开通员工讲坛',
    help: '开通或停用一项活动，如「停用四季关爱」，先给您看会怎样。',
    read: readSwitch,
  },
  {
    name: 'change_rule',
    topic: 'rules',
    title: '统一改规矩',
    who: 'committee',
    changes: true,
    example: '所属支部主题党日改成每月第二个周五',
    help: '给下面的支部定以后的日子、钟点、逢放假怎么办，先给您看哪些活动会改期、哪些支部自己定过。',
    read: readChange,
  },
  {
    name: 'switch_program',
    topic: 'rules',
    title: '统一开通或停用',
    who: 'committee',
    changes: true,
    example: '所属支部开通员工讲坛',
    help: '给下面的支部开通或停用一项活动，先给您看会怎样。',
    read: readSwitch,
  },
]
