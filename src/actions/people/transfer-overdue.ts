import { calledName } from '../../life/people/roster.ts'
import { transferDays } from '../../life/programs/policies.ts'
import { policiesAlong } from '../../records/policies.ts'
import { openTransfers } from '../../records/transfers.ts'
import { daysBetween } from '../../time/days.ts'
import type { Act } from '../act.ts'
import type { OverdueRef } from '../questions.ts'

/** Letters that have waited longer than the committee above allows. */
export async function transfersOverdue(
  act: Act,
  path: string,
): Promise<{ text: string; branchId: number; organization: string; ref: OverdueRef }[]> {
  const open = (await openTransfers(act.tx, path)).filter(({ member }) => member.branch.path.startsWith(path))
  const policies = await policiesAlong(act.tx, [...new Set(open.map(({ member }) => member.branch.path))])
  return open.flatMap(({ id, member, toName, letterOn }) => {
    const days = daysBetween(letterOn, act.today())
    const holds = policies.get(member.branch.path)
    if (!holds || days < transferDays(holds)) return []
    return {
      text: `${calledName(member)}转到${toName}：介绍信开出 ${days} 天，还没有接收`,
      branchId: member.branchId,
      organization: member.branch.name,
      ref: { kind: 'transfer' as const, transferId: id },
    }
  })
}
