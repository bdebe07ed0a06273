import { duesOver } from '../../life/planning/stages.ts'
import { openRecords, owedMonths, type Seldom, seldomBelow } from '../../records/overdue.ts'
import { daysBetween, monthOf, periodInWords } from '../../time/days.ts'
import type { Act } from '../act.ts'
import { filingOverdue } from '../committee/filing-overdue.ts'
import { overdueBelow } from '../committee/overdue-below.ts'
import { askWhose, nodeAt, organizationCalled } from '../committee/whose.ts'
import { developmentOverdue } from '../people/development-overdue.ts'
import { transfersOverdue } from '../people/transfer-overdue.ts'
import type { OverdueRef } from '../questions.ts'
import { refuse } from '../refuse.ts'
import { titleOf } from '../subject.ts'
import { type MissingItem, missingItems } from './missing.ts'

/** More than this nobody reads in a chat. */
const shownAtMost = 15

interface OverdueItem {
  text: string
  ref: OverdueRef
}

interface Scope {
  path: string
  /** A branch or a group: its items need not say whose they are. */
  oneBranch: boolean
}

const named = ({ oneBranch }: Scope, name: string) => (oneBranch ? '' : `${name} `)

/** Everything overdue in a part of the tree: open records, periods without an activity, dues (only counted). */
async function overdueItems(act: Act, scope: Scope, seldom: Seldom): Promise<OverdueItem[]> {
  const { path, oneBranch } = scope
  const missing = await missingItems(act, path, oneBranch)
  const items = await recordItems(act, scope)
  for (const owed of await owedMonths(act.tx, path, monthOf(act.today()))) {
    if (!duesOver(owed.lastDay, owed.month, act.today())) continue
    items.push({
      text: `${named(scope, owed.branchName)}${periodInWords(owed.month)}党费：还有 ${owed.owing} 位没有入账`,
      ref: { kind: 'dues', branchId: owed.branchId, month: owed.month },
    })
  }
  if (seldom.policies) items.push(...(await filingOverdue(act, path, oneBranch)))
  if (seldom.development)
    for (const { text, memberId, branchName } of await developmentOverdue(act, path))
      items.push({ text: `${named(scope, branchName)}${text}`, ref: { kind: 'development', memberId } })
  if (seldom.transfers)
    for (const { text, ref, organization } of await transfersOverdue(act, path))
      items.push({ text: `${named(scope, organization)}${text}`, ref })
  return inOrder(scope, missing, items)
}

async function recordItems(act: Act, scope: Scope, reach: 'alone' | 'below' = 'below'): Promise<OverdueItem[]> {
  return (await openRecords(act.tx, scope.path, act.now, reach)).map((open) => {
    const days = daysBetween(act.zone.day(open.startsAt), act.today())
    return {
      text: `${named(scope, open.branchName)}${titleOf(open)}：过了 ${days} 天，记录没有存档`,
      ref: { kind: 'activity', activityId: open.activityId, branchId: open.branchId },
    }
  })
}

/** First what can still be held, last what is long over. */
function inOrder(scope: Scope, missing: readonly MissingItem[], items: readonly OverdueItem[]): OverdueItem[] {
  const told = missing.map(({ text, ref, organization, over }) => ({
    text: `${organization.path.startsWith(scope.path) ? named(scope, organization.name) : ''}${text}`,
    ref,
    over,
  }))
  return [...told.filter(({ over }) => !over), ...items, ...told.filter(({ over }) => over).reverse()]
}

/**
 * Answers privately, for the part of the tree the asker may see, or for the one named: item by item, and for a committee
 * whose branches have more than anybody reads, in figures. False where nothing of that name is the asker's to look at.
 */
export async function showOverdue(act: Act, name: string | null = null): Promise<boolean> {
  if (act.actor.kind !== 'member') return true
  const { branchPath } = act.actor
  let path = scopeOf(act)
  if (name !== null) {
    const found = await organizationCalled(act, name, 'see_names')
    if (found === null) return false
    if ('several' in found) {
      await askWhose(act, found.several)
      return true
    }
    path = found.node.path
  }
  if (path === null) {
    await refuse(act, 'see_names')
    return true
  }
  const top = path.startsWith(branchPath) ? null : await nodeAt(act, path)
  const scope: Scope = { path, oneBranch: top === null || top.kind === 'branch' || top.kind === 'group' }
  const seldom = await seldomBelow(act.tx, path)
  if (top && !scope.oneBranch && (await showFigures(act, top, scope, seldom))) return true
  const items = await overdueItems(act, scope, seldom)
  const shown = items.slice(0, shownAtMost)
  await remember(act, shown)
  await act.whisper('overdue', { items: shown.map((item) => item.text), more: items.length - shown.length })
  return true
}

/** What can be answered by its number. */
async function remember(act: Act, shown: readonly OverdueItem[]): Promise<void> {
  if (shown.length > 0) await act.ask('overdue', { items: shown.map((item) => item.ref) }, 'privately')
}

/** In figures, with the committee's own items one by one; false where there is so little that it can be read itself. */
async function showFigures(
  act: Act,
  top: { id: number; path: string; name: string },
  scope: Scope,
  seldom: Seldom,
): Promise<boolean> {
  const { items, organizations, ...figures } = await overdueBelow(act, top, seldom)
  const own = inOrder(
    { ...scope, oneBranch: true },
    await missingItems(act, top.path, false, 'alone'),
    await recordItems(act, { ...scope, oneBranch: true }, 'alone'),
  )
  if (items + own.length <= shownAtMost) return false
  const shown = own.slice(0, shownAtMost)
  await remember(act, shown)
  await act.whisper('overdue_below', {
    organization: top.name,
    own: shown.map(({ text }) => text),
    items,
    branches: organizations,
    lines: figures.lines.map(({ organizations: count, first, ...line }) => ({ ...line, branches: { count, first } })),
    worst: figures.worst,
    children: figures.children.map(({ organizations: branches, ...child }) => ({ ...child, branches })),
  })
  return true
}

/** The widest part of the tree in which the actor may see names: where a role is held, else nothing. */
export function scopeOf(act: Act): string | null {
  if (act.actor.kind !== 'member') return '/'
  const paths = [...act.actor.held.map((one) => one.path), act.actor.branchPath].filter((path) =>
    act.may('see_names', path),
  )
  return paths.sort((a, b) => a.length - b.length)[0] ?? null
}
