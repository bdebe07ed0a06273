import type { Stand, System } from '../../life/planning/month-standing.ts'
import { everyOf, type Month, type Period, periodInWords } from '../../time/days.ts'
import { exampleDay } from './officer.ts'
import { choices, dateTime, names, type Said, type Style } from './style.ts'

/** The first of many, and how many there are. */
export interface Some {
  count: number
  first: string[]
}

export interface OverviewFacts {
  organization: string
  month: Month
  branches: number
  lines: {
    system: System
    name: string
    period: Period
    closed: number
    arranged: number
    unrecorded: Some
    missing: Some
    later: number
    explained: number
  }[]
  /** `collecting`: the days of collecting are not over. */
  dues: { done: number; collecting: number; open: Some } | null
  talks: { done: number; open: Some } | null
  filing: { year: Period; accepted: number; filed: number; returned: Some; missing: Some } | null
  above: { title: string; period: Period; startsAt: string; present: number }[]
  children: { name: string; branches: number; missing: number; unrecorded: number; dues: number; filing: number }[]
}

export interface BranchFacts {
  organization: string
  month: Month
  items: { system: System; name: string; period: Period; stand: Stand; startsAt: string | null }[]
  dues: { expected: number; paid: number } | null
  talks: { people: number; without: number } | null
  filing: { year: Period; state: 'missing' | 'filed' | 'returned' | 'accepted' } | null
}

/** More lines than this nobody reads on a phone. */
const childrenShown = 15
const branchesListed = 300
/** With what each is behind is told of so many. */
const branchesTold = 20

/** 主题党日; 四季度党员大会 */
const called = (name: string, period: Period, month: Month): string =>
  period === month || everyOf(period) === 'year' ? name : `${periodInWords(period)}${name}`

/** 没安排 3（物业队、车队等） */
const part = (what: string, { count, first }: Some): string[] =>
  count === 0 ? [] : [`${what} ${count}（${names(first)}${count > first.length ? '等' : ''}）`]
const counted = (what: string, count: number): string[] => (count === 0 ? [] : [`${what} ${count}`])

function institutionLine(line: OverviewFacts['lines'][number], month: Month): string {
  const parts = [
    `完成 ${line.closed}`,
    ...counted('已定未开', line.arranged),
    ...part('没存档', line.unrecorded),
    ...part('没安排', line.missing),
    ...counted('还没到时候', line.later),
    ...counted('说明没开', line.explained),
  ]
  return `${called(line.name, line.period, month)}：${parts.join('，')}`
}

function childLine(child: OverviewFacts['children'][number]): string {
  const parts = [
    ...counted('没安排', child.missing),
    ...counted('没存档', child.unrecorded),
    ...counted('党费没收齐', child.dues),
    ...counted('计划没报', child.filing),
  ]
  return `· ${child.name}（${child.branches} 个支部）：${parts.length === 0 ? '都办了' : parts.join('，')}`
}

const weight = (child: OverviewFacts['children'][number]): number =>
  child.missing + child.unrecorded + child.dues + child.filing

const standWords: Record<Stand, string> = {
  closed: '已存档',
  arranged: '已定',
  unrecorded: '开了，记录没有存档',
  missing: '没有安排',
  later: '还没到时候',
  explained: '没有开，已写明原因',
}

const filingWords = {
  missing: '没有报',
  filed: '已报，等上级答复',
  returned: '退回，还没有再报',
  accepted: '上级已同意',
}

const asked = {
  arrange: { behind: '还没有安排', short: '没安排' },
  records: { behind: '开过了，记录没有存档', short: '没存档' },
  dues: { behind: '还没有收齐', short: '没交党费' },
  filing: { behind: '还没有报备', short: '没报备' },
} as const
type What = keyof typeof asked

/** "提醒没安排支委会的", "提醒没交党费的支部" */
const reminderOrder = (what: What, subject: string | null): string =>
  what === 'dues' ? '提醒没交党费的支部' : `提醒${asked[what].short}${subject ?? ''}的支部`

/** What a committee sees of those below, and what it has said to them. */
export const overviewMessages = {
  month_overview(facts: OverviewFacts, style: Style): Said {
    const { month, branches, lines, dues, talks, filing, above, children } = facts
    const systems = [...new Set(lines.map(({ system }) => system))]
    const of = (system: System): string[] => {
      const own = lines.filter((line) => line.system === system).map((line) => institutionLine(line, month))
      const [only] = own
      return own.length === 1 && only?.startsWith(system) ? own : [`【${system}】`, ...own]
    }
    const shown = [...children].sort((a, b) => weight(b) - weight(a)).slice(0, childrenShown)
    const missing = lines.reduce((sum, line) => sum + line.missing.count, 0)
    return {
      text: [
        `${facts.organization}所属 ${branches} 个支部，${Number(month.slice(5))}月：`,
        ...systems.flatMap(of),
        ...(talks ? [`谈心谈话：今年都谈到的 ${talks.done} 个支部${tail('还有人没谈到', talks.open)}`] : []),
        ...(dues
          ? [
              `党费：${[`收齐 ${dues.done} 个支部`, ...counted('还在收', dues.collecting), ...part('没收齐', dues.open)].join('，')}`,
            ]
          : []),
        ...(filing
          ? [
              `${filing.year}年度计划报备：${[
                `已同意 ${filing.accepted}`,
                ...counted('等答复', filing.filed),
                ...part('退回', filing.returned),
                ...part('没报', filing.missing),
              ].join('，')}`,
            ]
          : []),
        ...above.map(
          ({ title, period, startsAt, present }) =>
            `${called(title, period, month)}：${dateTime(startsAt, style)}${present > 0 ? `，到 ${present} 人` : ''}`,
        ),
        ...shown.map(childLine),
        ...(children.length > shown.length ? [`· 还有 ${children.length - shown.length} 个`] : []),
        ...(shown[0] ? [`看其中一个，发「看 ${shown[0].name}」。`] : []),
        ...(missing > 0 ? ['发「未安排名单」看全部，发「提醒没安排的」私下提醒书记。'] : []),
      ].join('\n'),
    }
  },

  /** One branch, in the same words for its secretary and for the committee above. */
  branch_month(facts: BranchFacts, style: Style): Said {
    const { organization, month, items, dues, talks, filing } = facts
    const line = ({ name, period, stand, startsAt }: BranchFacts['items'][number]): string => {
      const when = startsAt === null ? null : dateTime(startsAt, style)
      const how =
        when === null
          ? standWords[stand]
          : stand === 'missing' || stand === 'later'
            ? '按惯例，书记还没有确认'
            : standWords[stand]
      return `${called(name, period, month)}：${when === null ? '' : `${when}，`}${how}`
    }
    return {
      text: [
        `${organization}，${Number(month.slice(5))}月：`,
        ...items.map(line),
        ...(dues ? [`党费：应交 ${dues.expected} 人，已交 ${dues.paid} 人`] : []),
        ...(talks ? [`谈心谈话：今年 ${talks.people} 人，谈到 ${talks.people - talks.without} 人`] : []),
        ...(filing ? [`${filing.year}年度计划：${filingWords[filing.state]}`] : []),
      ].join('\n'),
    }
  },

  /** Which branches are behind; all of them where the list was asked for. */
  behind(
    facts: { what: What; month: Month; subject: string | null; branches: { name: string; titles: string[] }[] },
    _style: Style,
  ): Said {
    const { what, month, subject, branches } = facts
    const head =
      what === 'filing' ? '年度计划' : `${Number(month.slice(5))}月${what === 'dues' ? '党费' : (subject ?? '')}`
    if (branches.length === 0) return { text: `${head}：所属支部没有${asked[what].short}的。` }
    const several = subject === null && (what === 'arrange' || what === 'records')
    const told = several && branches.length <= branchesTold
    const one = ({ name, titles }: { name: string; titles: string[] }) =>
      told ? `${name}（${titles.join('、')}）` : name
    const shown = branches.slice(0, branchesListed)
    return {
      text: [
        `${head}${asked[what].behind}的 ${branches.length} 个支部：`,
        `${shown.map(one).join('、')}${branches.length > shown.length ? `，还有 ${branches.length - shown.length} 个` : ''}`,
        ...(several && !told ? ['要看一项，发「谁没安排支委会」；要看一个支部，发「看」加它的名称。'] : []),
        `要我私下提醒书记，发「${reminderOrder(what, subject)}」。`,
      ].join('\n'),
    }
  },

  remind_confirm(
    facts: { what: What; subject: string | null; branches: Some; count: number; unheard: number },
    style: Style,
  ): Said {
    const { what, subject, branches, count, unheard } = facts
    const { line, buttons } = choices(['发', '不发'], style)
    const who = `${names(branches.first)}${branches.count > branches.first.length ? `等 ${branches.count} 个支部` : ''}`
    const without = unheard > 0 ? `（另有 ${unheard} 个支部没有登记书记，提醒不到）` : ''
    return {
      text: `${subject ?? ''}${asked[what].short}的：${who}。私下提醒 ${count} 位书记${without}，对吗？${line}`,
      ...(buttons ? { buttons } : {}),
    }
  },

  /** To a secretary, in the committee's name. */
  arrange_please(facts: { what: What; titles: string[]; committee: string; last: string }, style: Style): Said {
    const { what, titles, committee, last } = facts
    const how = {
      arrange: `还没有安排，请定一下时间，如「安排 ${titles[0] ?? ''} ${exampleDay(last, style)}下午3点」`,
      records: '的记录还没有存档，请补齐存档，发「看记录」看还差什么',
      dues: '还没有收齐，请抓紧。发「党费情况」看还有谁没交',
      filing: `还没有报备，先看一看再报，发「报备${titles[0] ?? ''}」`,
    }[what]
    return { text: `${committee}提醒：${titles.join('、')}${how}。` }
  },
}

const tail = (what: string, open: Some): string =>
  part(what, open)
    .map((one) => `，${one}`)
    .join('')
