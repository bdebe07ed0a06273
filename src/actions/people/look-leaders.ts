import { calledName } from '../../life/people/roster.ts'
import { leaderTurns } from '../../records/contacts.ts'
import { addDays, spanOf } from '../../time/days.ts'
import type { Act } from '../act.ts'
import { scopeOf } from '../activity/overdue.ts'
import { refuse } from '../refuse.ts'

/** "双重组织生活情况": how often leading cadres were awaited and came, in their branch and in their group, this year. */
export async function showLeaders(act: Act): Promise<void> {
  const path = scopeOf(act)
  if (path === null) return refuse(act, 'see_names')
  const year = act.today().slice(0, 4)
  const { first, last } = spanOf(year)
  const leaders = await leaderTurns(act.tx, path, {
    from: act.zone.at(first, '00:00'),
    until: act.zone.at(addDays(last, 1), '00:00'),
  })
  await act.whisper('leader_status', {
    year,
    oneBranch: act.actor.kind === 'member' && path === act.actor.branchPath,
    leaders: leaders.map(({ branch, ofBranch, ofGroup, ...member }) => ({
      name: calledName(member),
      branch,
      ofBranch,
      ofGroup,
    })),
  })
}
