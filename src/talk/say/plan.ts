import type { BelowPlan } from '../../life/planning/below-plan.ts'
import type { PlanChange } from '../../life/planning/plan-changes.ts'
import { whenInWords } from '../../life/planning/plan-changes.ts'
import type { PlanEntry } from '../../life/planning/plan-entry.ts'
import { type Month, type Period, periodInWords, periodsIn, spanOf } from '../../time/days.ts'
import { names, type Said, type Style } from './style.ts'

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

export const changeLines = (changes: readonly PlanChange[]): string[] => [
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

/** What stands in a year. */
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
        `${entry.rhythm === null ? '' : `${entry.rhythm}；`}依据：${entry.source}`,
      ].join('')
    })
    return { text: [head, ...items].join('\n') }
  },
}
