import { addDays, weekday } from '../../time/days.ts'
import { when } from '../../time/phrases.ts'
import type { Context } from '../meaning.ts'
import { timeAndPlace } from './time.ts'
import { takeTopic } from './topic.ts'
import type { Command, CommandRow } from './types.ts'

/** What goes round from member to member, as it is called. */
const round = '(?:员工|职工|党员|青年|班前|班组)?(?:讲坛|微讲堂|微课堂|十分钟)'
const day = '(?:今天|明天|后天|本周|这周|这一周|这个?星期|本星期|下周|下一周|下个?星期)'
const whose = '(?:轮到|该)?(?:是)?(?:谁|哪位|哪个)(?:主?讲|来讲|发言)?(?:了)?|轮到谁了?|轮值表?|排班表?|安排|名单'
const asking = new RegExp(`^(${day})?的?${round}?(${day})?的?(?:都)?(?:是)?(?:${whose})?$`)
const named = new RegExp(round)
const log = new RegExp(`^(?:看看?|查看?)?${round}(?:的)?(?:记录|台账|登记|情况|都?有?谁讲过了?|谁讲过几次)$`)
const told = new RegExp(
  `^(?:今天|昨天)?(?:的)?(?:${round})?(?:今天|昨天)?(?:都)?(?:(没有?讲成?|没有?开|没人讲)|(?:已经)?(?:讲了|讲完了|讲过了))(?:[,\\s:]+(.{2,60}))?$`,
)

/** The days that are asked about: first and last; null: the next time. */
function spanOf(text: string, { now, zone }: Context): { first: string; last: string } | null {
  const today = zone.day(now)
  const monday = addDays(today, -((weekday(today) + 6) % 7))
  const one = (count: number) => ({ first: addDays(today, count), last: addDays(today, count) })
  if (/今天/.test(text)) return one(0)
  if (/明天/.test(text)) return one(1)
  if (/后天/.test(text)) return one(2)
  if (/下/.test(text)) return { first: addDays(monday, 7), last: addDays(monday, 13) }
  return /周|星期/.test(text) ? { first: today, last: addDays(monday, 6) } : null
}

const stepsIn = /^(.{0,14}?)(?:换成|换为|换给|改成|改由|换|由|让)([\p{Script=Han}·]{2,12}?)(?:来|主)?讲(?:吧|了)?$/u
const swaps =
  /^(.{0,14}?)(?:跟|和|与|同)([\p{Script=Han}·]{2,12}?)(?:的)?(?:换|调换|对换|互换|调)(?:一下|一天|一次|个班|下)?(?:吧|了)?$/u

/** "明天员工讲坛换张三讲", "跟李四换一下", "12月8日的讲坛由王五讲": the words that name people, and the day. */
function readSwap(text: string, context: Context): Command | null {
  const [, before = '', who = ''] = stepsIn.exec(text) ?? swaps.exec(text) ?? []
  if (who === '') return null
  const rest = before.replace(named, '')
  const said = when(rest, context)
  return { name: 'rota_swap', who: `${rest} ${who}`, on: said.start === null ? null : context.zone.day(said.start) }
}

export const turnQueries: readonly CommandRow[] = [
  {
    name: 'rota_log',
    topic: 'activity',
    title: '讲坛记录',
    who: 'member',
    example: '员工讲坛记录',
    help: '看员工讲坛谁在哪一天讲过。',
    read: (text) => (log.test(text) ? { name: 'rota_log' } : null),
  },
  {
    name: 'rota',
    topic: 'activity',
    title: '轮到谁讲',
    who: 'member',
    example: '这周员工讲坛',
    help: '看员工讲坛轮到谁主讲，可以问「明天员工讲坛谁讲」「下周员工讲坛」。',
    read: (text, context) =>
      asking.test(text) && (named.test(text) || /轮到谁讲?|谁主讲/.test(text))
        ? { name: 'rota', span: spanOf(text, context) }
        : null,
  },
]

const another =
  /^(?:要|想)?(?:再|另外?|多)?(?:加开|增开|补开|增加|添加|加|开)(?:一|1)(场|次)(?:[,\s:]*|在|定在|到)(.*)$/

export const turnOrders: readonly CommandRow[] = [
  {
    name: 'rota_swap',
    topic: 'activity',
    title: '换人讲',
    who: 'member',
    changes: true,
    example: '明天员工讲坛换张三讲',
    help: '轮到自己讲不了的，说「跟李四换一下」；书记可以替大家换。先复述再换，换了会私下告诉本人。',
    read: readSwap,
  },
  {
    name: 'rota_told',
    topic: 'activity',
    title: '讲了没有',
    who: 'officer',
    changes: true,
    example: '员工讲坛讲了',
    help: '记下员工讲坛讲了没有，可以带上题目，如「员工讲坛讲了 安全用电」，没有讲就说「员工讲坛没讲」。',
    read: (text) => {
      const found = told.exec(text)
      return found ? { name: 'rota_told', held: found[1] === undefined, topic: found[2]?.trim() ?? null } : null
    },
  },
  {
    name: 'add_session',
    topic: 'activity',
    title: '加一场',
    who: 'officer',
    changes: true,
    example: '主题党日加一场 12月5日上午9点',
    help: '倒班分几场开的，给同一次活动再加一场，每人参加一场就行；说「支委会加一次」是这个月再开一次会。',
    read: (text, context) => {
      const { topic, rest, at } = takeTopic(text, context)
      const found = at === 0 || /^(?:再|加|增|补|另|多)/.test(rest) ? another.exec(rest) : null
      if (!found || topic.subject === null || topic.subject === '党费') return null
      const appointment = timeAndPlace(found[2] ?? '', context)
      return appointment && { name: 'add_session', ...topic, ...appointment, shared: found[1] === '场' }
    },
  },
]
