import { datedBelow } from '../../records/alike.ts'
import type { Seldom } from '../../records/overdue.ts'
import { countOverdue, type OverdueBelow, type OverdueOf } from '../../records/overdue-below.ts'
import { monthOf } from '../../time/days.ts'
import type { Act } from '../act.ts'
import { askedOfRules } from '../activity/missing.ts'
import { developmentOverdue } from '../people/development-overdue.ts'
import { transfersOverdue } from '../people/transfer-overdue.ts'
import { lateFilings } from './filing-overdue.ts'

/** What is overdue below a committee, in figures: a handful of queries, however many branches. */
export async function overdueBelow(act: Act, top: { id: number; path: string }, seldom: Seldom): Promise<OverdueBelow> {
  const { alike, keyOfProgram } = await datedBelow(act.tx, top.path)
  const others = await othersOverdue(act, top.path, seldom)
  const today = act.today()
  const at = { now: act.now, month: monthOf(today), dayOfMonth: Number(today.slice(8)) }
  return countOverdue(act.tx, top, { asked: askedOfRules(act, alike), keyOfProgram }, others, at)
}

/** What is worked out person by person, or by what a committee decided. */
async function othersOverdue(act: Act, path: string, seldom: Seldom): Promise<OverdueOf[]> {
  const filings = seldom.policies ? await lateFilings(act, path) : []
  const development = seldom.development ? await developmentOverdue(act, path) : []
  const transfers = seldom.transfers ? await transfersOverdue(act, path) : []
  return [
    ...filings.map(({ branchId, year }) => ({
      organizationId: branchId,
      what: 'filing' as const,
      name: `${year}年度计划`,
      items: 1,
    })),
    ...counted('development', development),
    ...counted('transfer', transfers),
  ]
}

function counted(what: 'development' | 'transfer', found: readonly { branchId: number }[]): OverdueOf[] {
  const counts = new Map<number, number>()
  for (const { branchId } of found) counts.set(branchId, (counts.get(branchId) ?? 0) + 1)
  return [...counts].map(([organizationId, items]) => ({ organizationId, what, name: '', items }))
}
