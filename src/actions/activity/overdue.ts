import { duesWindow } from '../../life/planning/stages.ts'
import { duesRule } from '../../life/programs/programs.ts'
import { openRecords, owedMonths } from '../../records/overdue.ts'
import { duesRulesOf } from '../../records/programs.ts'
import { daysBetween, monthOf, periodInWords } from '../../time/days.ts'
import type { Act } from '../act.ts'
import { filingOverdue } from '../committee/filing-overdue.ts'
import { developmentOverdue } from '../people/development-overdue.ts'
import { transfersOverdue } from '../people/transfer-overdue.ts'
import type { OverdueRef } from '../questions.ts'
import { refuse } from '../refuse.ts'
import { titleOf } from '../subject.ts'
import { missingItems } from './missing.ts'

/** More than this nobody reads in a chat. */
const shownAtMost = 15

interface OverdueItem {
  text: string
  ref: OverdueRef
}

/** Everything overdue in the asker's part of the tree: open records, periods without an activity, dues (only counted). */
async function overdueItems(act: Act, path: string, oneBranch: boolean): Promise<OverdueItem[]> {
  const today = act.today()
  const of = (name: string) => (oneBranch ? '' : `${name} `)
  const missing = (await missingItems(act, path, oneBranch)).map(({ text, ref, organization, over }) => ({
    text: `${organization.path.startsWith(path) ? of(organization.name) : ''}${text}`,
    ref,
    over,
  }))
  // First what can still be held, last what is long over.
  const items: OverdueItem[] = missing.filter(({ over }) => !over)
  const month = monthOf(today)
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
  items.push(...(await filingOverdue(act, path, oneBranch)))
  for (const { text, memberId, branchName } of await developmentOverdue(act, path))
    items.push({ text: `${of(branchName)}${text}`, ref: { kind: 'development', memberId } })
  for (const { text, ref, organization } of await transfersOverdue(act, path))
    items.push({ text: `${of(organization)}${text}`, ref })
  return [...items, ...missing.filter(({ over }) => over).reverse()]
}

/** Answers privately, for the part of the tree the asker may see. */
export async function showOverdue(act: Act): Promise<void> {
  if (act.actor.kind !== 'member') return
  const path = scopeOf(act)
  if (path === null) return refuse(act, 'see_names')
  const items = await overdueItems(act, path, path.startsWith(act.actor.branchPath))
  const shown = items.slice(0, shownAtMost)
  if (shown.length > 0) await act.ask('overdue', { items: shown.map((item) => item.ref) }, 'privately')
  await act.whisper('overdue', { items: shown.map((item) => item.text), more: items.length - shown.length })
}

/** The widest part of the tree in which the actor may see names: where a role is held, else nothing. */
export function scopeOf(act: Act): string | null {
  if (act.actor.kind !== 'member') return '/'
  const paths = [...act.actor.held.map((one) => one.path), act.actor.branchPath].filter((path) =>
    act.may('see_names', path),
  )
  return paths.sort((a, b) => a.length - b.length)[0] ?? null
}
