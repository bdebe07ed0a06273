import { filingDue, yearAhead } from '../../life/planning/filing.ts'
import { changesBetween } from '../../life/planning/plan-changes.ts'
import { filedPlans, lastFiling, lastFilings } from '../../records/filings.ts'
import { policiesAlong } from '../../records/policies.ts'
import { nodesBelow } from '../../records/standing.ts'
import type { TreeNode } from '../../records/tree.ts'
import { planned } from '../../records/year-plan.ts'
import type { Period } from '../../time/days.ts'
import type { Act } from '../act.ts'
import { refuse } from '../refuse.ts'
import { filedEntries } from './filing.ts'
import { askWhose, organizationCalled, postOf } from './whose.ts'
import { organizationOf, planOf, plansOf } from './year-plan.ts'

/** "报备情况": who filed, who did not, what is otherwise by now; of one organization, its own. */
export async function showFilings(
  act: Act,
  ask: { organization: string | null; year: Period | null },
): Promise<boolean> {
  const year = ask.year ?? (await yearSpokenOf(act))
  if (ask.organization !== null) {
    const found = await organizationCalled(act, ask.organization, 'oversee', false)
    if (found === null) return false
    if ('several' in found) await askWhose(act, found.several)
    else await showFilingsOf(act, found.node, year)
    return true
  }
  const top = await postOf(act, 'oversee')
  if (top) await showFilingsOf(act, top, year)
  else await refuse(act, 'see_names')
  return true
}

/** Late in the year that of the next, as soon as somebody has filed it. */
async function yearSpokenOf(act: Act): Promise<Period> {
  const ahead = yearAhead(act.today())
  const thisYear = act.today().slice(0, 4)
  if (ahead === thisYear) return thisYear
  const top = await postOf(act, 'oversee')
  const filed = await act.tx.filing.count({
    where: { year: ahead, organization: { path: { startsWith: top?.path ?? '/' } } },
  })
  return filed > 0 ? ahead : thisYear
}

const showFilingsOf = (act: Act, node: TreeNode, year: Period): Promise<void> =>
  node.kind === 'branch' ? showOwn(act, node, year) : showBelow(act, node, year)

async function showOwn(act: Act, { id, name }: TreeNode, year: Period): Promise<void> {
  const last = await lastFiling(act.tx, id, year)
  const { entries } = await planOf(act, await organizationOf(act, id), year)
  const decidedBy =
    last?.decidedById == null ? null : await act.tx.member.findUnique({ where: { id: last.decidedById } })
  await act.whisper('filing_one', {
    organization: name,
    year,
    filing: last && {
      revision: last.revision,
      state: last.state,
      filedOn: act.zone.day(last.filedAt),
      by: decidedBy?.name ?? null,
      remark: last.remark,
    },
    changes: last ? changesBetween(filedEntries(last.plan), entries) : [],
  })
}

async function showBelow(act: Act, { path }: TreeNode, year: Period): Promise<void> {
  const branches = (await nodesBelow(act.tx, path)).filter(({ kind }) => kind === 'branch')
  const policies = await policiesAlong(
    act.tx,
    branches.map((one) => one.path),
  )
  const last = await lastFilings(act.tx, path, [year])
  const of = (state: 'filed' | 'returned' | 'accepted' | null) =>
    branches.filter(({ id }) => (last.get(`${id}:${year}`)?.state ?? null) === state).map(({ name }) => name)
  await act.whisper('filing_status', {
    year,
    branches: branches.length,
    accepted: of('accepted').length,
    filed: of('filed'),
    returned: of('returned'),
    missing: of(null),
    required: [...policies.values()].some(({ filePlan }) => filingDue(filePlan, year) !== null),
    changed: await changedSince(
      act,
      branches,
      [...last.values()].map(({ id }) => id),
      year,
    ),
  })
}

/** Which branches stand otherwise than they filed, and in how many places. */
async function changedSince(
  act: Act,
  branches: readonly { id: number; name: string }[],
  filingIds: number[],
  year: Period,
): Promise<{ branch: string; count: number }[]> {
  const filed = new Map((await filedPlans(act.tx, filingIds)).map((one) => [one.organizationId, one.plan]))
  const organizations = await act.tx.organization.findMany({
    where: { id: { in: [...filed.keys()] } },
    select: planned,
  })
  const plans = await plansOf(act, organizations, year)
  return branches.flatMap(({ id, name }) => {
    if (!filed.has(id)) return []
    const { length } = changesBetween(filedEntries(filed.get(id)), plans.get(id) ?? [])
    return length === 0 ? [] : [{ branch: name, count: length }]
  })
}
