import { duesOver } from '../../life/planning/stages.ts'
import { subjects } from '../../talk/phrasebook.ts'
import { type Month, periodInWords } from '../../time/days.ts'
import type { Day } from '../../time/zone.ts'
import type { MonthStanding } from './month-standing.ts'

/** What branches may be behind with. */
export type Lagging = 'arrange' | 'records' | 'dues' | 'filing'

/** Whether the days of collecting are over and somebody has not paid. */
export const isDuesLate = (
  { paid, expected, lastDay }: MonthStanding['dues'][number],
  month: Month,
  today: Day,
): boolean => paid < expected && duesOver(lastDay, month, today)

/** A branch that is behind, and with what. */
export interface BranchBehind {
  branchId: number
  branch: string
  titles: string[]
}

/** Which branches are behind, with one institution where one is named. */
export function behind(standing: MonthStanding, what: Lagging, subject: string | null): BranchBehind[] {
  if (what === 'dues')
    return standing.dues
      .filter(({ paid, expected }) => paid < expected)
      .map(({ branchId, branch }) => ({ branchId, branch, titles: [`${periodInWords(standing.month)}党费`] }))
  if (what === 'filing')
    return standing.filing
      .filter(({ state }) => state === 'missing' || state === 'returned')
      .map(({ branchId, branch, year }) => ({ branchId, branch, titles: [`${year}年度计划`] }))
  const stand = what === 'arrange' ? 'missing' : 'unrecorded'
  const found = new Map<number, BranchBehind>()
  for (const one of standing.institutions) {
    if (one.stand !== stand || (subject !== null && !isCalled(subject, one.name))) continue
    const { branchId, branch, period, name } = one
    const known = found.get(branchId) ?? { branchId, branch, titles: [] }
    found.set(branchId, { ...known, titles: [...known.titles, `${periodInWords(period)}${name}`] })
  }
  return [...found.values()]
}

/** 支部党员大会 and 党员大会 are the same. */
const isCalled = (subject: string, name: string): boolean =>
  subject === name || (subjects[subject]?.includes(name) ?? false)
