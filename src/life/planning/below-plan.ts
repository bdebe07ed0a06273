import { grouped } from '../../base/grouped.ts'
import { rhythmInWords } from '../../time/rhythm.ts'
import { isDated } from '../programs/catalogue.ts'
import { activityRule, duesRule } from '../programs/programs.ts'

/** One institution and how the branches below follow it. */
export interface BelowPlan {
  name: string
  /** How most have it, and how many. */
  usual: string
  count: number
  /** Who differs, and how. */
  others: { branch: string; when: string }[]
  /** Who has switched it off. */
  off: string[]
}

interface Row {
  branch: string
  name: string
  kind: string
  enabled: boolean
  rule: unknown
}

/** What the branches below follow when: how most of them do, and those that differ. */
export function belowPlan(rows: readonly Row[]): BelowPlan[] {
  const watched = rows.filter(({ kind }) => isDated(kind) || kind === 'dues')
  return [...grouped(watched, ({ name }) => name)].map(([name, all]) => {
    const on = all.filter(({ enabled }) => enabled).map((row) => ({ branch: row.branch, when: followed(row) }))
    const ways = [...grouped(on, ({ when }) => when)].sort(([, a], [, b]) => b.length - a.length)
    const [usual = '', most = []] = ways[0] ?? []
    return {
      name,
      usual,
      count: most.length,
      others: on.filter(({ when }) => when !== usual),
      off: all.filter(({ enabled }) => !enabled).map(({ branch }) => branch),
    }
  })
}

/** 每月第一个周五 15:00 */
function followed({ kind, rule }: Row): string {
  if (kind === 'dues') {
    const { firstDay, lastDay } = duesRule.parse(rule)
    return `每月${firstDay}日到${lastDay}日`
  }
  const read = activityRule.parse(rule)
  return `${rhythmInWords(read)}${read.cadence.on === 'arranged' ? '' : ` ${read.hour}`}`
}
