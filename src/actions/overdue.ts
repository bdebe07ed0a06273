import { duesRule } from '../life/programs.ts'
import { duesWindow } from '../life/stages.ts'
import { openRecords, owedMonths, programsWithout } from '../records/overdue.ts'
import { duesRulesOf } from '../records/programs.ts'
import { daysBetween, firstDay, lastDay, monthOf, monthsOf, nextMonth, periodInWords, quarterOf } from '../time/days.ts'
import type { Act } from './act.ts'
import type { OverdueRef } from './questions.ts'
import { refuse } from './refuse.ts'
import { titleOf } from './subject.ts'

/** The last days of a quarter in which a missing activity of it is already named. */
const quarterEndDays = 30

interface OverdueItem {
  text: string
  ref: OverdueRef
}

/** Everything overdue in the asker's part of the tree: open records, periods without an activity, dues (only counted). */
async function overdueItems(act: Act, path: string, oneBranch: boolean): Promise<OverdueItem[]> {
  const today = act.today()
  const of = (name: string) => (oneBranch ? '' : `${name} `)
  const items: OverdueItem[] = []
  const month = monthOf(today)
  const quarter = quarterOf(month)
  const quarterEnd = lastDay(monthsOf(quarter).last)
  const periods: { period: string; every: 'month' | 'quarter'; left: number }[] = [
    { period: nextMonth(month, -1), every: 'month', left: 0 },
    { period: quarterOf(nextMonth(monthsOf(quarter).first, -1)), every: 'quarter', left: 0 },
    ...(daysBetween(today, quarterEnd) <= quarterEndDays
      ? [{ period: quarter, every: 'quarter' as const, left: daysBetween(today, quarterEnd) }]
      : []),
  ]
  for (const { period, every, left } of periods) {
    const from = monthsOf(period).first
    const began = act.zone.at(firstDay(from), '00:00')
    for (const missing of await programsWithout(act.tx, path, period, every, from, began)) {
      items.push({
        text: `${periodInWords(period)}${missing.name}：${left > 0 ? `还没有安排，本季度剩 ${left} 天` : '没有开'}`,
        ref: { kind: 'missing', programId: missing.programId, organizationId: missing.organizationId, period },
      })
    }
  }
  for (const open of await openRecords(act.tx, path, act.now)) {
    const days = daysBetween(act.zone.day(open.startsAt), today)
    items.push({
      text: `${of(open.branchName)}${titleOf(open)}：过了 ${days} 天，记录没有存档`,
      ref: { kind: 'activity', activityId: open.activityId, branchId: open.branchId },
    })
  }
  const owing = await owedMonths(act.tx, path, month)
  const rules = await duesRulesOf(
    act.tx,
    owing.map((one) => one.branchId),
  )
  for (const owed of owing) {
    if (duesWindow(duesRule.parse(rules.get(owed.branchId) ?? {}), owed.month).last >= today) continue
    items.push({
      text: `${of(owed.branchName)}${periodInWords(owed.month)}党费：还有 ${owed.owing} 位没有入账`,
      ref: { kind: 'dues', branchId: owed.branchId, month: owed.month },
    })
  }
  return items
}

/** Answers privately, for the part of the tree the asker may see. */
export async function showOverdue(act: Act): Promise<void> {
  if (act.actor.kind !== 'member') return
  const path = scopeOf(act)
  if (path === null) return refuse(act, 'see_names')
  const items = await overdueItems(act, path, path === act.actor.branchPath)
  if (items.length > 0) await act.ask('overdue', { items: items.map((item) => item.ref) }, 'privately')
  await act.whisper('overdue', { items: items.map((item) => item.text) })
}

/** The widest part of the tree in which the actor may see names: where a role is held, else nothing. */
function scopeOf(act: Act): string | null {
  if (act.actor.kind !== 'member') return '/'
  const paths = [...act.actor.held.map((one) => one.path), act.actor.branchPath].filter((path) =>
    act.may('see_names', path),
  )
  return paths.sort((a, b) => a.length - b.length)[0] ?? null
}
