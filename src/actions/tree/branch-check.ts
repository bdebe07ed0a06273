import { termEnd } from '../../life/tree/term.ts'
import { makeUpHints } from '../../life/tree/tree.ts'
import type { Tx } from '../../records/database.ts'
import { termsBelow } from '../../records/terms.ts'
import { branchMakeUps } from '../../records/tree.ts'
import { hintWords, termHints } from '../../talk/people/branch-hints.ts'
import type { Day } from '../../time/zone.ts'
import type { Act } from '../act.ts'

export interface CheckedBranch {
  id: number
  name: string
  hints: string[]
}

/**
 * What in the make-up and the terms of the branches below somebody may want to look at, in words; nothing is concluded.
 * A few queries, however many.
 */
export async function checkBranches(
  tx: Tx,
  path: string,
  today: Day,
): Promise<{ all: number; items: CheckedBranch[] }> {
  const makeUps = await branchMakeUps(tx, path)
  const rows = await termsBelow(tx, path)
  const items = rows.flatMap((row): CheckedBranch[] => {
    const of = makeUps.get(row.id)
    const hints = [
      ...(of ? makeUpHints({ ...of, hasCommittee: of.officers > 0 }).map((hint) => hintWords(hint, of)) : []),
      ...(of && of.secretaries === 0 ? ['没有书记'] : []),
      ...termHints(row.term && termEnd(row.term), { today, pending: row.pending, branch: of !== undefined }),
    ]
    return hints.length > 0 ? [{ id: row.id, name: row.name, hints }] : []
  })
  return { all: makeUps.size, items }
}

/** 支部设置: of the branch, or of everything below somebody who oversees more. */
export async function showBranchCheck(act: Act, branchPath: string): Promise<void> {
  if (act.actor.kind !== 'member') return
  const overseen = act.actor.held
    .filter(({ role }) => role !== 'group_leader')
    .map(({ path }) => path)
    .filter((path) => act.may('oversee', path))
    .sort((a, b) => a.length - b.length)[0]
  const { all, items } = await checkBranches(act.tx, overseen ?? branchPath, act.today())
  await act.whisper('branch_check', { all, items: items.map(({ name, hints }) => ({ name, hints })) })
}
