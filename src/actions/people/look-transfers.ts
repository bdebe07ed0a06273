import { calledName } from '../../life/people/roster.ts'
import { openTransfers, type TransferRow } from '../../records/transfers.ts'
import { daysBetween } from '../../time/days.ts'
import type { Act } from '../act.ts'
import { scopeOf } from '../activity/overdue.ts'
import { refuse } from '../refuse.ts'

/** A letter under way, as people read it. */
export const wayFacts = (act: Act, { member, toName, letterOn, duesPaidTo }: TransferRow) => ({
  name: calledName(member),
  from: member.branch.name,
  to: toName,
  letterOn,
  duesPaidTo,
  days: Math.max(0, daysBetween(letterOn, act.today())),
})

/** "转接情况": letters under way from and to where the asker may see names. Always private. */
export async function showTransfers(act: Act): Promise<void> {
  const path = scopeOf(act)
  if (path === null) return refuse(act, 'see_names')
  const open = await openTransfers(act.tx, path)
  const away = open.filter(({ member }) => member.branch.path.startsWith(path))
  await act.whisper('transfer_status', {
    oneBranch: act.actor.kind === 'member' && path === act.actor.branchPath,
    out: away.map((one) => wayFacts(act, one)),
    coming: open.filter((one) => !away.includes(one)).map((one) => wayFacts(act, one)),
  })
}
