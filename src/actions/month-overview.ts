import { branchesBelow, officersIn, rolesFor } from '../records/organizations.ts'
import { type BranchStanding, monthStanding } from '../records/standing.ts'
import { monthOf, periodInWords } from '../time/days.ts'
import type { Act } from './act.ts'
import { refuse } from './refuse.ts'

/** Where the committee officer's part of the tree begins: the highest organization a role is held in. */
async function overseen(act: Act): Promise<{ path: string; name: string } | null> {
  if (act.actor.kind !== 'member') return null
  const top = act.actor.held.map((one) => one.path).sort((a, b) => a.length - b.length)[0]
  return top === undefined
    ? null
    : act.tx.organization.findFirst({ where: { path: top }, select: { path: true, name: true } })
}

/** "本月情况": everything below at a glance, the same figures as each branch sees. */
export async function showMonth(act: Act, period: string | null): Promise<void> {
  const top = await overseen(act)
  if (!top) return refuse(act, 'see_names')
  const month = period !== null && period.length === 7 && !period.includes('Q') ? period : monthOf(act.today())
  const standing = await monthStanding(act.tx, top.path, month)
  await act.whisper('month_overview', {
    month,
    branches: standing.branches,
    titles: standing.titles,
    duesDone: standing.duesDone,
  })
}

/** "提醒没安排的": says whom, and asks once. */
export async function proposeReminder(act: Act): Promise<void> {
  const top = await overseen(act)
  if (!top) return refuse(act, 'see_names')
  const month = monthOf(act.today())
  const missing = await unarranged(act, top.path, month)
  const officers = await officersIn(
    act.tx,
    missing.map((branch) => branch.id),
    rolesFor.secretary,
  )
  const secretaries = [...officers.values()].flatMap(([first]) => (first ? [first.memberId] : []))
  if (secretaries.length === 0) return act.whisper('done', { text: '所属支部本月都安排了。' })
  await act.ask(
    'remind',
    { memberIds: secretaries, title: `${periodInWords(month)}主题党日`, committee: top.name },
    'privately',
  )
  await act.whisper('remind_confirm', { what: '私下提醒还没安排的书记', count: secretaries.length })
}

async function unarranged(act: Act, path: string, month: string): Promise<BranchStanding[]> {
  const { missing } = await monthStanding(act.tx, path, month)
  const below = await branchesBelow(act.tx, path)
  return below.filter((branch) => missing.has(branch.id))
}
