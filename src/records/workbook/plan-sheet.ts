import type { BelowPlan } from '../../life/planning/below-plan.ts'
import { whenInWords } from '../../life/planning/plan-changes.ts'
import type { PlanEntry } from '../../life/planning/plan-entry.ts'
import { dayInWords, type Period, periodInWords } from '../../time/days.ts'
import type { SheetToWrite } from './write-sheet.ts'

export interface PlanSheet {
  organization: string
  year: Period
  entries: readonly PlanEntry[]
  below: readonly BelowPlan[]
  /** Days of the year are not published: all of it may still change. */
  published: boolean
}

const states: Record<PlanEntry['state'], string> = {
  by_rule: '按规定',
  open: '日子另定',
  window: '按规定',
  remind: '只提醒',
  planned: '已排',
  approved: '书记已确认',
  held: '已开',
  cancelled: '取消',
}

/** 周五 of 10月8日（周五） */
const weekdayOf = (day: string): string => /（(.+)）/.exec(dayInWords(day))?.[1] ?? ''

function rowOf(entry: PlanEntry, organization: string): (string | null)[] {
  const { period, title, days, until, hour, by, state, reason, source, provisional, month } = entry
  const [only] = days.length === 1 && until === null ? days : []
  return [
    `${Number(month.slice(5))}月`,
    /-[QH]/.test(period) ? `${periodInWords(period)}${title}` : title,
    only ?? whenInWords({ ...entry, hour: null }),
    only === undefined ? null : weekdayOf(only),
    hour,
    by ?? organization,
    provisional ? `${states[state]}（暂定）` : states[state],
    reason,
    source,
  ]
}

/** The year's plan to print and to sign: everything with its day, why it is that day, and where it is laid down. */
export function planSheets({ organization, year, entries, below, published }: PlanSheet): SheetToWrite[] {
  const sheets: SheetToWrite[] = [
    {
      name: `${year}年度计划`,
      title: `${organization}${year}年度计划`,
      columns: [
        { heading: '月份', kind: 'text', width: 7 },
        { heading: '活动', kind: 'text', width: 22 },
        { heading: '日期', kind: 'date', width: 16 },
        { heading: '星期', kind: 'text', width: 7 },
        { heading: '时间', kind: 'text', width: 8 },
        { heading: '组织', kind: 'text', width: 18 },
        { heading: '状态', kind: 'text', width: 14 },
        { heading: '说明', kind: 'text', width: 40 },
        { heading: '依据', kind: 'text', width: 40 },
      ],
      rows: entries.map((entry) => rowOf(entry, organization)),
      notes: [
        ...(published ? [] : [`${year}年放假安排还没有公布，标「暂定」的日子公布以后可能要改。`]),
        '发展党员按每个人的期限提醒，不列在年度计划里。',
        '书记（签字）：                上级党组织意见：                日期：',
      ],
    },
  ]
  if (below.length > 0)
    sheets.push({
      name: '下面各支部',
      title: `${organization}所属支部${year}年的活动安排`,
      columns: [
        { heading: '活动', kind: 'text', width: 18 },
        { heading: '多数支部', kind: 'text', width: 34 },
        { heading: '支部数', kind: 'number', width: 9 },
        { heading: '不同的支部', kind: 'text', width: 60 },
        { heading: '停用的支部', kind: 'text', width: 40 },
      ],
      rows: below.map(({ name, usual, count, others, off }) => [
        name,
        usual,
        count,
        others.map(({ branch, when }) => `${branch}（${when}）`).join('、') || null,
        off.join('、') || null,
      ]),
    })
  return sheets
}
