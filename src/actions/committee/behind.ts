import { grouped } from '../../base/grouped.ts'
import { branchesStanding } from '../../records/month-below.ts'
import { duesOfBranches } from '../../records/standing.ts'
import { subjects } from '../../talk/phrasebook.ts'
import { type Month, periodInWords } from '../../time/days.ts'
import type { Act } from '../act.ts'
import { filingBelow, isUnfiled } from './filing-standing.ts'
import { watchedRules } from './month-standing.ts'

/** What branches may be behind with. */
export type Lagging = 'arrange' | 'records' | 'dues' | 'filing'

/** A branch that is behind, and with what. */
export interface BranchBehind {
  branchId: number
  branch: string
  titles: string[]
}

/** Which branches below a path are behind, with one institution where one is named. A handful of queries. */
export async function behind(
  act: Act,
  path: string,
  month: Month,
  what: Lagging,
  subject: string | null,
): Promise<BranchBehind[]> {
  if (what === 'dues')
    return (await duesOfBranches(act.tx, path, month))
      .filter(({ paid, expected }) => paid < expected)
      .map(({ branchId, branch }) => ({ branchId, branch, titles: [`${periodInWords(month)}党费`] }))
  if (what === 'filing')
    return (await filingBelow(act, path)).filter(isUnfiled).map(({ branchId, branch, year }) => ({
      branchId,
      branch,
      titles: [`${year}年度计划`],
    }))
  const stand = what === 'arrange' ? 'missing' : 'unrecorded'
  const rows = await branchesStanding(act.tx, path, await watchedRules(act, path, month), stand, act.now)
  const named = rows.filter(({ name }) => subject === null || isCalled(subject, name))
  return [...grouped(named, ({ branchId }) => branchId)].map(([branchId, own]) => ({
    branchId,
    branch: own[0]?.branch ?? '',
    titles: own.map(({ period, name }) => `${periodInWords(period)}${name}`),
  }))
}

/** 支部党员大会 and 党员大会 are the same. */
const isCalled = (subject: string, name: string): boolean =>
  subject === name || (subjects[subject]?.includes(name) ?? false)
