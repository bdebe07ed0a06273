import { calledName } from '../../life/people/roster.ts'
import type { Act } from '../act.ts'
import { duesFacts, isExpected, owedFacts } from '../notify/dues.ts'

/** Who paid and who did not, for those entitled; only ever in private. */
export async function showDues(act: Act, branchId: number, month: string): Promise<void> {
  const { facts, rows } = await duesFacts(act, branchId, month)
  await act.whisper('dues_status', {
    ...facts,
    expected: rows.filter(isExpected).length,
    verified: rows.filter((row) => row.state === 'paid').length,
    claimed: rows.filter((row) => row.state === 'claimed').map((row) => calledName(row.member)),
    unpaid: rows
      .filter((row) => row.state === 'due')
      .map((row) => ({ name: calledName(row.member), fen: row.dueFen - row.paidFen })),
  })
}

/** Reminds privately everybody who owes the month; the group hears nothing. */
export async function remindDues(act: Act, branchId: number, month: string): Promise<void> {
  const { facts, rows, officerId } = await duesFacts(act, branchId, month)
  const owing = rows.filter((row) => row.state === 'due')
  for (const row of owing) {
    await act.tell({
      kind: 'dues_owed',
      facts: owedFacts(facts, row, officerId),
      cause: { kind: 'dues', id: `${branchId}:${month}` },
      stage: `reminder_${act.inboundId ?? 0}`,
      to: { kind: 'member', id: row.memberId },
      organizationId: branchId,
    })
  }
  await act.whisper('dues_reminded', { month, count: owing.length })
}
