import { filingDue, yearToFile } from '../../life/planning/filing.ts'
import { lastFilings } from '../../records/filings.ts'
import { seldomBelow } from '../../records/overdue.ts'
import { policiesAlong } from '../../records/policies.ts'
import { type BelowNode, nodesBelow } from '../../records/standing.ts'
import type { Period } from '../../time/days.ts'
import type { Day } from '../../time/zone.ts'
import type { Act } from '../act.ts'

/** Whether a branch that must file its plan did. */
export interface FiledBranch {
  branchId: number
  branch: string
  path: string
  year: Period
  due: Day
  state: 'missing' | 'filed' | 'returned' | 'accepted'
  filingId: number | null
}

/** Not filed, or sent back and not filed again. */
export const isUnfiled = ({ state }: FiledBranch): boolean => state === 'missing' || state === 'returned'

/** How the branches below a path stand that must file their plans: none, and nothing more is read, where nobody asks for it. */
export async function filingBelow(act: Pick<Act, 'tx' | 'zone' | 'now'>, path: string): Promise<FiledBranch[]> {
  const { policies } = await seldomBelow(act.tx, path)
  return policies ? filingStanding(act, path, await nodesBelow(act.tx, path)) : []
}

/** How the branches among these that must file their plans stand; two queries, however many. */
export async function filingStanding(
  act: Pick<Act, 'tx' | 'zone' | 'now'>,
  path: string,
  nodes: readonly BelowNode[],
): Promise<FiledBranch[]> {
  const branches = nodes.filter(({ kind }) => kind === 'branch')
  const policies = await policiesAlong(
    act.tx,
    branches.map((one) => one.path),
  )
  const today = act.zone.day(act.now)
  const years = [...new Set([...policies.values()].map(({ filePlan }) => yearToFile(filePlan, today)))]
  const filed = await lastFilings(act.tx, path, years)
  return branches.flatMap(({ id, name, path: of }): FiledBranch[] => {
    const asked = policies.get(of)?.filePlan ?? 'no'
    const year = yearToFile(asked, today)
    const due = filingDue(asked, year)
    if (due === null) return []
    const last = filed.get(`${id}:${year}`)
    return [
      { branchId: id, branch: name, path: of, year, due, state: last?.state ?? 'missing', filingId: last?.id ?? null },
    ]
  })
}
