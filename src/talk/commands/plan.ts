import { readInteger } from '../../base/numerals.ts'
import type { Period } from '../../time/days.ts'
import type { Context } from '../meaning.ts'
import { not, number, pattern } from './pattern.ts'
import { periodNamed, takeTopic } from './topic.ts'
import type { Command, CommandRow } from './types.ts'

const look = '(?:看看?|查看?|查一?下|看一?下|发)?(?:一下)?'
const yearNamed = '(今年|本年|明年|去年|20\\d\\d)年?的?'
const plan = `(?:${yearNamed})?((?:年?度|全年)?(?:工作|活动)?计划)`
/** Ends as the names of organizations do, so that 看电影 is none. */
const organization =
  '(.{1,28}?(?:支部|党委|总支|工委|党组|委员会|[队厂所院局办处科镇乡村矿站]|街道|社区|学校|公司|车间|班组|中心))'
const own = /^(?:我们?|咱们?|本|这个|我们?的)(?:党)?(?:支部|总支|党委)?$/

const planOnly = new RegExp(
  `^${look}\\s?(?:(.{2,30}?)的?)??\\s?${plan}(?:表)?\\s?(?:的)?\\s?(?:(${number})月份?)?(?:的)?$`,
)
const filing = new RegExp(
  `^(?:上报|报备|报送|提交|报)(?:一下)?\\s?(?:${organization}的?)?\\s?${plan}(?:表)?$|^(?:${organization}的?)?\\s?${plan}(?:表)?(?:报备|上报)$`,
)
const status = new RegExp(
  `^${look}\\s?(?:${organization}的?)?\\s?(?:${yearNamed})?(?:年?度)?(?:工作|活动)?(?:计划)?(?:的)?报备(?:情况|进度|名单|统计)(?:怎么样|如何)?$`,
)
const unfiled = pattern(
  `(?:还有)?(?:谁|哪些支部|哪个支部|哪几个支部)(?:还)?${not}报备(?:的)?(?:计划|年度计划)?|(?:还)?${not}报备的(?:支部)?(?:有哪些|名单)?`,
)
const branchStanding = new RegExp(
  `^(?:看看?|查看?|查一?下|看一?下)\\s?${organization}(?:的)?(?:(本月|这个?月|上个?月|${number}月份?)的?)?(?:情况)?$|^${organization}(?:的)?\\s?(?:(本月|这个?月|上个?月|${number}月份?)的?)?(?:情况|进度|概况)(?:怎么样|如何)?$`,
)

const overdueOf = new RegExp(
  `^${look}\\s?${organization}的?\\s?(?:有哪些|有什么)?逾期(?:的)?(?:事项?|清单|情况)?$|^逾期(?:的)?(?:事项?|清单|情况)?\\s?${organization}$`,
)

const which = '(?:还有)?(?:谁|哪些支部|哪个支部|哪几个支部)(?:都|还)*'
const notArranged = `(?:还)?${not}(?:安排|排|定|计划)(?:好)?(?:的|了)?`
const notArchived = `(?:还)?${not}(?:存档|归档|交记录)(?:的|了)?`
const notPaid = `(?:还)?${not}(?:交|缴|收)(?:齐|清|完)?(?:的|了)?`
const branchWord = '(?:支部|单位|书记)'
const list = '(?:有哪些|是哪些|名单|清单)?'
const behindQueries = {
  arrange: pattern(
    `${which}${notArranged}|${notArranged}${branchWord}${list}|未安排(?:的)?(?:支部)?名单|没安排的(?:名单|有哪些)`,
  ),
  records: pattern(`${which}${notArchived}|${notArchived}${branchWord}${list}|未存档(?:的)?(?:支部)?名单`),
  dues: pattern(
    `(?:还有)?哪(?:些|个|几个)支部(?:都|还)*${notPaid}|${notPaid}${branchWord}${list}|未交(?:的)?(?:支部)?名单`,
  ),
}
const nudge = '(?:再)?(?:提醒|催催|催促|催|通知)(?:一下|下)?'
const reminders = {
  arrange: pattern(`${nudge}(?:还)?${not}(?:安排|排|定|计划|上报)的?${branchWord}?`),
  records: pattern(`${nudge}(?:还)?${not}(?:存档|归档|交记录)的?${branchWord}`),
  dues: pattern(`${nudge}(?:还)?${not}(?:交|缴|收)(?:齐|清|完)?的?${branchWord}`),
  filing: pattern(`${nudge}(?:还)?${not}报备的?${branchWord}?`),
}

function yearOf(said: string | undefined, { now, zone }: Context): Period | null {
  if (said === undefined) return null
  const away = said.startsWith('明') ? 1 : said.startsWith('去') ? -1 : 0
  return said.startsWith('20') ? said : String(Number(zone.day(now).slice(0, 4)) + away)
}

const named = (said: string | undefined): string | null => {
  const name = said?.trim()
  return name === undefined || name === '' || own.test(name) ? null : name
}

/** A plan without a year and without 年度 is anything: a plan for the weekend. */
const ofYear = (year: string | undefined, words: string | undefined): boolean =>
  year !== undefined || /^(?:年?度|全年)/.test(words ?? '')

/** With what branches are behind; of dues and records of all institutions only their own words tell. */
function behindOf(
  patterns: Partial<Record<'arrange' | 'records' | 'dues' | 'filing', RegExp>>,
  text: string,
  context: Context,
) {
  const { topic, rest } = takeTopic(text, context)
  const plain = rest.trim()
  const dues = topic.subject === '党费'
  for (const what of ['arrange', 'records', 'dues', 'filing'] as const) {
    if (!patterns[what]?.test(plain) || (dues && what !== 'dues')) continue
    const period = topic.period
    return { what, subject: dues ? null : topic.subject, period }
  }
  return null
}

const month = (said: string | undefined): number | null => {
  const value = readInteger(said ?? '')
  return value !== null && value >= 1 && value <= 12 ? value : null
}

/** What is asked of a year and of those below. */
export const planQueries: readonly CommandRow[] = [
  {
    name: 'year_plan',
    topic: 'rules',
    title: '年度计划',
    who: 'member',
    example: '年度计划',
    help: '看一年里什么时候有什么活动；「年度计划 3月」看那个月的钟点、为什么是那一天、依据哪一条。也可以说「明年计划」。',
    read: (text, context): Command | null => {
      const found = planOnly.exec(text)
      if (!found || !ofYear(found[2], found[3]) || /报备|上报/.test(found[1] ?? '')) return null
      return {
        name: 'year_plan',
        organization: named(found[1]),
        year: yearOf(found[2], context),
        month: month(found[4]),
      }
    },
  },
  {
    name: 'filing_status',
    topic: 'below',
    title: '报备情况',
    who: 'committee',
    example: '报备情况',
    help: '看年度计划报了没有、上级同意没有，后来有哪些变动。上级看到的是所属各支部。',
    read: (text, context) => {
      if (unfiled.test(text)) return { name: 'filing_status', organization: null, year: null }
      const found = status.exec(text)
      return found && { name: 'filing_status', organization: named(found[1]), year: yearOf(found[2], context) }
    },
  },
  {
    name: 'behind',
    topic: 'below',
    title: '未安排名单',
    who: 'committee',
    example: '谁没安排支委会',
    help: '看哪些支部还没有安排、没有存档、党费没有收齐，如「没存档的支部」「没交党费的支部」。',
    read: (text, context) => {
      const found = behindOf(behindQueries, text, context)
      return found && { name: 'behind', ...found }
    },
  },
]

/** Read last: the name of an organization may look like much else. */
export const standingQueries: readonly CommandRow[] = [
  {
    name: 'overdue',
    topic: 'below',
    title: '某个单位的逾期',
    who: 'committee',
    example: '机关二支部的逾期',
    help: '看一个下级党委或者一个支部该做还没有做的事。',
    read: (text) => {
      const found = overdueOf.exec(text)
      const target = named(found?.[1] ?? found?.[2])
      return target === null ? null : { name: 'overdue', target }
    },
  },
  {
    name: 'branch_standing',
    topic: 'below',
    title: '看一个支部',
    who: 'committee',
    example: '看 机关二支部',
    help: '看一个支部或者一个下级党委这个月的情况，也可以说「机关二支部的情况」。',
    read: (text, context) => {
      const found = branchStanding.exec(text)
      const target = named(found?.[1] ?? found?.[3])
      const said = found?.[2] ?? found?.[4]
      return target === null
        ? null
        : { name: 'branch_standing', target, period: said === undefined ? null : periodNamed(said, context) }
    },
  },
]

export const planOrders: readonly CommandRow[] = [
  {
    name: 'file_plan',
    topic: 'rules',
    title: '报备年度计划',
    who: 'officer',
    changes: true,
    example: '报备年度计划',
    help: '把年度计划报给上级党组织。先给您看要报什么，您点头才报；上级同意或者退回，都会告诉您。',
    read: (text, context) => {
      const found = filing.exec(text)
      if (!found) return null
      return {
        name: 'file_plan',
        organization: named(found[1] ?? found[4]),
        year: yearOf(found[2] ?? found[5], context),
      }
    },
  },
  {
    name: 'remind_unarranged',
    topic: 'below',
    title: '提醒没安排的',
    who: 'committee',
    changes: true,
    example: '提醒没安排的',
    help: '私下提醒还没有安排的支部书记，发之前请您确认。也可以说「提醒没安排支委会的」「提醒没存档的支部」「提醒没交党费的支部」「提醒没报备的」。',
    read: (text, context) => {
      const found = behindOf(reminders, text, context)
      return found && { name: 'remind_unarranged', ...found }
    },
  },
]
