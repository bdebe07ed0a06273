import type { BelowPlan } from '../../life/below-plan.ts'
import type { PlanChange } from '../../life/plan-changes.ts'
import { whenInWords } from '../../life/plan-changes.ts'
import type { PlanEntry } from '../../life/year-plan.ts'
import { type Month, type Period, periodInWords, periodsIn, spanOf } from '../../time/days.ts'
import { choices, dayWords, names, type Said, type Style } from './style.ts'

/** More than this of one thing is told by its number. */
const daysShown = 6
const othersShown = 3
const changesShown = 10

/** 四季度党员大会; of what comes every month or year the name is enough. */
export const titleOf = ({ title, period }: { title: string; period: Period }): string =>
  /-[QH]/.test(period) ? `${periodInWords(period)}${title}` : title

const remarks: Partial<Record<PlanEntry['state'], string>> = { held: '已开', cancelled: '取消' }

/** 8日（顺延） */
function dayMark({ state, nominal, provisional, days }: PlanEntry, day: string, sure: boolean): string {
  const shifted = nominal === null || days.length > 1 || nominal === day ? '' : nominal < day ? '顺延' : '提前'
  const remark = remarks[state] ?? [shifted, sure && provisional ? '暂定' : ''].filter(Boolean).join('，')
  return `${Number(day.slice(8))}日${remark === '' ? '' : `（${remark}）`}`
}

/** One institution in one month: 主题党日8日（顺延）; 员工讲坛 21 次; 组织生活会（到12月，日子另定） */
function inMonth(name: string, entries: readonly PlanEntry[], sure: boolean): string {
  const open = entries.find(({ state }) => state === 'open')
  const days = entries.flatMap((entry) => entry.days.map((day) => dayMark(entry, day, sure)))
  const until = open?.until ?? null
  const parts = [
    ...(days.length > daysShown ? [` ${days.length} 次`] : [[...new Set(days)].join('、')]),
    ...(open
      ? [`（${until === null || until.startsWith(open.month) ? '' : `到${Number(until.slice(5, 7))}月，`}日子另定）`]
      : []),
  ]
  return `${name}${parts.join('')}`
}

/** 10月：主题党日8日（顺延），支委会27日; nothing where nothing is held. */
function monthLine(month: Month, entries: readonly PlanEntry[], sure: boolean): string[] {
  const of = entries.filter((one) => one.month === month && one.kind !== 'dues')
  const named = [...new Set(of.map(({ name, by }) => `${by ?? ''}${name}`))]
  const parts = named.map((name) =>
    inMonth(
      name,
      of.filter((one) => `${one.by ?? ''}${one.name}` === name),
      sure,
    ),
  )
  return parts.length === 0 ? [] : [`${Number(month.slice(5))}月：${parts.join('，')}`]
}

/** 党费：每月1日到10日 */
function duesLine(entries: readonly PlanEntry[]): string[] {
  const dues = entries.find(({ kind }) => kind === 'dues')
  const [first] = dues?.days ?? []
  if (!dues || first === undefined || dues.until === null) return []
  return [`${dues.name}：每月${Number(first.slice(8))}日到${Number(dues.until.slice(8))}日`]
}

/** 主题党日：548 个支部每月第一个周五 15:00；不同的 6 个：机关二支部（每月第二个周五 15:00）等；停用 1 个：车队 */
export function belowLine({ name, usual, count, others, off }: BelowPlan): string {
  const some = others.slice(0, othersShown).map(({ branch, when }) => `${branch}（${when}）`)
  return [
    `${name}：${count > 0 ? `${count} 个支部${usual}` : '没有支部在办'}`,
    ...(others.length > 0
      ? [`不同的 ${others.length} 个：${some.join('、')}${others.length > some.length ? '等' : ''}`]
      : []),
    ...(off.length > 0
      ? [`停用 ${off.length} 个：${names(off.slice(0, othersShown))}${off.length > othersShown ? '等' : ''}`]
      : []),
  ].join('；')
}

/** 12月主题党日：12月4日（周五）15:00 改到 12月11日（周五）15:00 */
export function changeLine({ title, period, how, from, to, reason }: PlanChange): string {
  const name = /-[QH]/.test(period)
    ? `${periodInWords(period)}${title}`
    : period.length === 7
      ? `${periodInWords(period)}${title}`
      : title
  const why = reason === null ? '' : `（${reason}）`
  if (how === 'moved') return `${name}：${from ?? ''} 改到 ${to ?? ''}${why}`
  return how === 'added' ? `${name}：新安排 ${to ?? ''}` : `${name}：${from ?? ''} 不办了${why}`
}

const changeLines = (changes: readonly PlanChange[]): string[] => [
  ...changes.slice(0, changesShown).map((one) => `· ${changeLine(one)}`),
  ...(changes.length > changesShown ? [`· 还有 ${changes.length - changesShown} 项`] : []),
]

const standing = {
  by_rule: '',
  open: '',
  window: '',
  remind: '',
  planned: '',
  approved: '已确认',
  held: '已开',
  cancelled: '已取消',
}

/** The year's plan, and its filing with the committee above. */
export const planMessages = {
  plan_year(
    facts: { organization: string; year: Period; entries: PlanEntry[]; below: BelowPlan[]; branch: boolean },
    style: Style,
  ): Said {
    const { organization, year, entries, below } = facts
    const dated = entries.filter(({ state, days }) => days.length > 0 && (state === 'by_rule' || state === 'planned'))
    const provisional = dated.length > 0 && dated.every((one) => one.provisional)
    const months = periodsIn('month', spanOf(year))
    const filled = entries.length > 0
    const thisYear = style.zone.day(style.now).slice(0, 4)
    return {
      text: [
        `${organization}${year}年计划${provisional ? `（${year}年放假安排还没有公布，日子都是暂定）` : ''}：`,
        ...(filled ? months.flatMap((month) => monthLine(month, entries, !provisional)) : ['没有自己的活动。']),
        ...duesLine(entries),
        ...(below.length > 0 ? ['下面各支部：', ...below.map((one) => `· ${belowLine(one)}`)] : []),
        ...(filled ? [`发「${year === thisYear ? '' : year}年度计划 3月」看那个月的钟点、原因和依据。`] : []),
        ...(year === thisYear && months.indexOf(style.zone.day(style.now).slice(0, 7)) >= 10
          ? ['明年的，发「明年计划」。']
          : []),
      ].join('\n'),
    }
  },

  plan_month(facts: { organization: string; month: Month; entries: PlanEntry[] }, _style: Style): Said {
    const { organization, month, entries } = facts
    const head = `${organization}${month.slice(0, 4)}年${Number(month.slice(5))}月：`
    if (entries.length === 0) return { text: `${head}没有安排。` }
    const items = entries.map((entry, index) => {
      const notes = [standing[entry.state], entry.state === 'open' ? '' : (entry.reason ?? '')].filter(Boolean)
      return [
        `${index + 1}. ${entry.by === null ? '' : `${entry.by} `}${titleOf(entry)}：${whenInWords(entry)}。`,
        ...(notes.length > 0 ? [`${notes.join('；')}。`] : []),
        `依据：${entry.source}`,
      ].join('')
    })
    return { text: [head, ...items].join('\n') }
  },

  /** To who files: what will be filed, and with whom. */
  filing_confirm(
    facts: {
      organization: string
      year: Period
      above: string
      revision: number
      institutions: { name: string; count: number }[]
      open: string[]
      changes: PlanChange[]
      before: { state: 'filed' | 'returned' | 'accepted'; remark: string | null } | null
    },
    style: Style,
  ): Said {
    const { organization, year, above, revision, institutions, open, changes, before } = facts
    const { line, buttons } = choices(['报', '不报'], style)
    const last = before
      ? {
          filed: '上次报的还没有答复，这次报上去就代替上次的。',
          returned: `上次退回的原因：${before.remark ?? '没有写'}。`,
          accepted: '上次报的已经同意，这次是报有变动的。',
        }[before.state]
      : ''
    return {
      text: [
        `${organization}${year}年度计划，报${above}${revision > 1 ? `（第 ${revision} 次）` : ''}：`,
        institutions.map(({ name, count }) => `${name} ${count} 次`).join('，'),
        ...(open.length > 0 ? [`日子另定：${open.join('、')}`] : []),
        ...(last === '' ? [] : [last]),
        ...(before && changes.length > 0 ? [`和上次比，不同 ${changes.length} 项：`, ...changeLines(changes)] : []),
        ...(before && changes.length === 0 ? ['和上次比，没有不同。'] : []),
        `先看全部，发「${year}年度计划」。对吗？${line}`,
      ].join('\n'),
      ...(buttons ? { buttons } : {}),
    }
  },

  filing_sent(facts: { organization: string; year: Period; above: string; officers: string[] }, _style: Style): Said {
    const { organization, year, above, officers } = facts
    return {
      text:
        officers.length > 0
          ? `${organization}${year}年度计划报给${above}了，${names(officers)}会看到。有答复我告诉您。`
          : `${organization}${year}年度计划报给${above}了，可是${above}还没有登记的干部，没有人能答复，请您打个招呼。`,
    }
  },

  /** To the officers of the committee above. */
  filing_check(
    facts: {
      organization: string
      year: Period
      revision: number
      by: string
      institutions: { name: string; count: number }[]
      open: string[]
      changes: PlanChange[]
    },
    style: Style,
  ): Said {
    const { organization, year, revision, by, institutions, open, changes } = facts
    const { line, buttons } = choices(['同意', '退回，请写原因'], style)
    return {
      text: [
        `${organization}报来${year}年度计划${revision > 1 ? `（第 ${revision} 次）` : ''}，${by}报：`,
        institutions.map(({ name, count }) => `${name} ${count} 次`).join('，'),
        ...(open.length > 0 ? [`日子另定：${open.join('、')}`] : []),
        ...(changes.length > 0 ? [`和上次报的比，不同 ${changes.length} 项：`, ...changeLines(changes)] : []),
        `看全部，发「${organization} ${year}年度计划」。`,
        line,
      ].join('\n'),
      ...(buttons
        ? {
            buttons: [
              { label: '同意', key: '1' },
              { label: '退回', key: '2' },
            ],
          }
        : {}),
    }
  },

  filing_reason(_facts: object, _style: Style): Said {
    return { text: '退回的话，请写一句原因，我转告报的人，如「2 组织生活会还没有定日子」。' }
  },

  /** To who filed. */
  filing_decided(
    facts: { organization: string; year: Period; accepted: boolean; by: string; remark: string | null },
    _style: Style,
  ): Said {
    const { organization, year, accepted, by, remark } = facts
    return {
      text: accepted
        ? `${by}同意了${organization}${year}年度计划。`
        : `${by}退回了${organization}${year}年度计划：${remark ?? '没有写原因'}。改好以后，再发「报备${year}年度计划」。`,
    }
  },

  /** To the other officers: nothing is left to be done. */
  filing_settled(
    facts: { organization: string; year: Period; accepted: boolean; by: string; remark: string | null },
    _style: Style,
  ): Said {
    const { organization, year, accepted, by, remark } = facts
    return {
      text: `${organization}${year}年度计划，${by}已经${accepted ? '同意' : `退回（${remark ?? '没有写原因'}）`}，您不用再答复。`,
    }
  },

  /** To who ought to file. */
  filing_due(facts: { organization: string; year: Period; due: string; returned: string | null }, style: Style): Said {
    const { organization, year, due, returned } = facts
    const late = due < style.zone.day(style.now)
    const when = late ? `应当在${dayWords(due, style)}前报，已经过了` : `请在${dayWords(due, style)}前报`
    const why = returned === null ? '' : `上次退回的原因：${returned}。`
    return {
      text: `${organization}${year}年度计划还没有${returned === null ? '报备' : '重新报备'}，${when}。${why}先看一看，发「${year}年度计划」；要报，发「报备${year}年度计划」。`,
    }
  },

  /** To a committee: who filed. */
  filing_status(
    facts: {
      year: Period
      branches: number
      accepted: number
      filed: string[]
      returned: string[]
      missing: string[]
      required: boolean
      changed: { branch: string; count: number }[]
    },
    _style: Style,
  ): Said {
    const { year, branches, accepted, filed, returned, missing, required, changed } = facts
    const list = (some: readonly string[]) => `${names(some.slice(0, 10))}${some.length > 10 ? '等' : ''}`
    const part = (what: string, some: string[]) => (some.length > 0 ? [`${what} ${some.length}：${list(some)}`] : [])
    return {
      text: [
        `${year}年度计划报备，所属 ${branches} 个支部：`,
        `已同意 ${accepted}`,
        ...part('等答复', filed),
        ...part('退回没有再报', returned),
        ...part(required ? '没有报' : '没有报（没有要求报）', missing),
        ...(changed.length > 0
          ? [
              `与报备不同的 ${changed.length} 个支部：${changed
                .slice(0, 10)
                .map(({ branch, count }) => `${branch} ${count} 项`)
                .join('、')}${changed.length > 10 ? '等' : ''}`,
              `看哪里不同，发「${changed[0]?.branch ?? ''} 报备情况」。`,
            ]
          : []),
      ].join('\n'),
    }
  },

  /** One organization's filing, and what is otherwise by now. */
  filing_one(
    facts: {
      organization: string
      year: Period
      filing: {
        revision: number
        state: 'filed' | 'returned' | 'accepted'
        filedOn: string
        by: string | null
        remark: string | null
      } | null
      changes: PlanChange[]
    },
    style: Style,
  ): Said {
    const { organization, year, filing, changes } = facts
    if (!filing) return { text: `${organization}${year}年度计划还没有报备。` }
    const { revision, state, filedOn, by, remark } = filing
    const how = {
      filed: '等上级答复',
      accepted: `${by ?? '上级'}已同意`,
      returned: `${by ?? '上级'}退回：${remark ?? '没有写原因'}`,
    }[state]
    return {
      text: [
        `${organization}${year}年度计划：${dayWords(filedOn, style)}报${revision > 1 ? `（第 ${revision} 次）` : ''}，${how}。`,
        ...(changes.length > 0
          ? [`与报备不同 ${changes.length} 项：`, ...changeLines(changes)]
          : ['现在的安排与报备的一样。']),
      ].join('\n'),
    }
  },
}
