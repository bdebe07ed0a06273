import { readInteger } from '../../base/numerals.ts'
import { addDays, isDay } from '../../time/days.ts'
import type { Day } from '../../time/zone.ts'
import type { Context } from '../meaning.ts'
import type { CommandRow } from './types.ts'

/** 机关二支部; our own where it is 我们支部, or not said. */
const organization = '(.{2,30}?(?:支部|总支|党委|工委|委员会))'
const own = /^(?:我们?|咱们?|本|这个)(?:的)?(?:党)?(?:支部|总支)|^(?:党)?支部$/
const named = (text: string | undefined): string | null =>
  text === undefined || own.test(text) ? null : text.replace(/^(?:把|将|关于)/, '')

const moment = '(?:什么时候|什么时间|啥时候|何时|哪年|哪一年|哪天|哪一天|几月|几号|多久|多长时间)'
const led = '(?:我们?|咱们?)?(?:的)?(?:支委会|支部委员会|班子|委员会)?(?:的)?(?:本届|这一?届|下一?次|下一?届)?(?:的)?'
const term = '(?:换届(?:选举)?|改选|届满|任期(?:届满|到期|结束)?)'
const should = '(?:该|要|应该|应当|才|能)?'
const asked = [
  new RegExp(`^${organization}?${led}${should}${moment}${should}${term}(?:了)?$`),
  new RegExp(
    `^${organization}?${led}${term}(?:的)?(?:时间|日期)?(?:是|到|在|还有|离|要|该|还要)?${moment}(?:到期|届满|结束|到|换|搞|开)?(?:了)?$`,
  ),
  new RegExp(`^${organization}?${led}(?:还有|还要)${moment}(?:才)?${term}$`),
  new RegExp(`^${organization}?${led}${term}(?:的)?(?:时间|日期)(?:是什么)?$`),
  new RegExp(`^${organization}?${led}(?:是)?${moment}(?:当选|选出来|选)的$`),
]

const checked =
  /^(?:看看?|查看?|查一?下)?(?:各|所属|本|我们|全部)?(?:党)?支部(?:的)?(?:设置|组成|构成)(?:情况)?(?:有(?:什么|哪些)要(?:看|留意)的)?$/

export const termQueries: readonly CommandRow[] = [
  {
    name: 'term',
    topic: 'rules',
    title: '换届时间',
    who: 'member',
    example: '换届什么时候',
    help: '看本届到哪天届满、还有多久、换届选举至少要几个人到会。',
    read: (text) => {
      const plain = text.replace(/(?:啊|呀|呢|来着|吧)$/, '')
      const found = asked.map((one) => one.exec(plain)).find((one) => one !== null)
      return found ? { name: 'term', target: named(found[1]) } : null
    },
  },
  {
    name: 'branch_check',
    topic: 'rules',
    title: '支部设置',
    who: 'officer',
    example: '支部设置',
    help: '看人数、支委会、任期有没有要留意的；上级看所属各支部。只列出来，不下结论。',
    read: (text) => (checked.test(text) ? { name: 'branch_check' } : null),
  },
]

const done =
  /换届(?:选举)?(?:工作|大会)?(?:已经?|都)?(?:完成|结束|选完|开完|搞完|办完|选好)(?:了)?|(?:已经?)换届(?:了)?$/
const approve = new RegExp(`^(?:批准|同意)${organization}?(?:的)?换届(?:选举)?(?:结果|报告)?$`)
const move = new RegExp(
  `^(?:批准|同意)?${organization}(?:的)?(?:本届|换届(?:选举)?|任期|届满)(?:时间|日期)?(?:延期|推迟|延长|提前|顺延)(?:换届)?(?:到|至)(.+)$`,
)

export const termOrders: readonly CommandRow[] = [
  {
    name: 'term_done',
    topic: 'rules',
    title: '换届完成',
    who: 'officer',
    changes: true,
    example: '换届完成 12月20日当选',
    help: '换届选举以后登记当选的日子。先复述给您确认，再报上级备案、批准。',
    read: (text, context) => {
      if (!done.test(text) || /^(?:批准|同意|没|还没|未)|(?:没有?|还没|未)(?:完成|换届)/.test(text)) return null
      return { name: 'term_done', electedOn: pastDay(text, context)?.day ?? null }
    },
  },
  {
    name: 'term_approve',
    topic: 'below',
    title: '批准换届',
    who: 'committee',
    changes: true,
    example: '批准机关二支部换届',
    help: '批准支部报上来的书记、副书记，委员备案。',
    read: (text) => {
      const found = approve.exec(text)
      const target = found && named(found[1])
      return target ? { name: 'term_approve', target } : null
    },
  },
  {
    name: 'term_move',
    topic: 'below',
    title: '换届延期',
    who: 'committee',
    changes: true,
    example: '机关二支部换届延期到2027年12月20日 正在合并',
    help: '批准延期或提前换届，要写改到哪天和原因，最多一年。先复述给您确认。',
    read: (text, context) => {
      const found = move.exec(text)
      const target = found && named(found[1])
      if (!found || !target) return null
      const day = writtenDay(found[2] ?? '', context)
      const rest = day === null ? '' : (found[2] ?? '').slice(day.length).replace(/^[\s,，。、;；:：因为于由原是]+/, '')
      return { name: 'term_move', target, endsOn: day?.day ?? null, reason: rest === '' ? null : rest }
    },
  },
]

interface Found {
  day: Day
  /** How much of the text it takes, from the beginning. */
  length: number
}

const written =
  /(?:(\d{4})年|(今年|明年|后年|去年))?([\d一二三四五六七八九十]{1,3})月([\d一二三四五六七八九十]{1,3})[日号]?/

/** The day that is named, as it lies behind us: 12月20日 is the last one there was; today where it is said. */
export function pastDay(text: string, { now, zone }: Pick<Context, 'now' | 'zone'>): Found | null {
  const today = zone.day(now)
  for (const [word, ago] of [
    ['前天', 2],
    ['昨天', 1],
    ['今天', 0],
  ] as const)
    if (text.includes(word)) return { day: addDays(today, -ago), length: text.length }
  return dayIn(text, today, (year, rest) => {
    const day = `${year}-${rest}`
    return day > today ? `${year - 1}-${rest}` : day
  })
}

/** The day the text begins with; without a year the next one. */
function writtenDay(text: string, { now, zone }: Pick<Context, 'now' | 'zone'>): Found | null {
  const today = zone.day(now)
  const found = dayIn(text, today, (year, rest) => {
    const day = `${year}-${rest}`
    return day < today ? `${year + 1}-${rest}` : day
  })
  return found && text.indexOf(written.exec(text)?.[0] ?? '') === 0 ? found : null
}

function dayIn(text: string, today: Day, near: (year: number, rest: string) => Day): Found | null {
  const plain = /(\d{4})-(\d{1,2})-(\d{1,2})/.exec(text)
  if (plain) {
    const day = `${plain[1]}-${plain[2]?.padStart(2, '0')}-${plain[3]?.padStart(2, '0')}`
    return isDay(day) ? { day, length: plain.index + plain[0].length } : null
  }
  const found = written.exec(text)
  if (!found) return null
  const [whole, year, word, month, date] = found
  const two = (said: string | undefined) => String(readInteger(said ?? '') ?? 0).padStart(2, '0')
  const rest = `${two(month)}-${two(date)}`
  const thisYear = Number(today.slice(0, 4))
  const away: Record<string, number> = { 去年: -1, 今年: 0, 明年: 1, 后年: 2 }
  const day = year ? `${year}-${rest}` : word ? `${thisYear + (away[word] ?? 0)}-${rest}` : near(thisYear, rest)
  return isDay(day) ? { day, length: found.index + whole.length } : null
}
