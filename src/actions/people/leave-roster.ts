import { dropDuesAfter } from '../../records/transfers.ts'
import { type Month, monthOf } from '../../time/days.ts'
import type { Act } from '../act.ts'

/**
 * Members leave a branch's roster today; their records are kept. Nothing is owed for months after the one in which they
 * leave, or after the one in their letter.
 */
export async function leaveRoster(
  act: Act,
  branch: { id: number },
  memberIds: readonly number[],
  duesPaidTo: Month = monthOf(act.today()),
): Promise<void> {
  const ids = [...memberIds]
  if (ids.length === 0) return
  await act.tx.member.updateMany({ where: { id: { in: ids } }, data: { leftOn: act.today() } })
  await act.tx.position.deleteMany({ where: { memberId: { in: ids } } })
  await dropDuesAfter(act.tx, ids, duesPaidTo)
  await act.tx.organization.update({ where: { id: branch.id }, data: { rosterRevision: { increment: 1 } } })
  await act.audit(
    ...ids.map((id) => ({
      action: 'remove_member',
      subject: { kind: 'member', id },
      organizationId: branch.id,
      before: { leftOn: null },
      after: { leftOn: act.today() },
    })),
  )
}
