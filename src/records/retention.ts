import type { Tx } from './database.ts'

/**
 * Forgets what people wrote and were told before an instant: the words of messages, the facts of notices that are done
 * with, questions, lists of a 接龙. What came of them (answers, rolls, records, dues, the audit trail) stays, and so does
 * what makes a message or notice unique.
 */
export async function forgetWords(tx: Tx, before: Date): Promise<void> {
  await tx.inbound.updateMany({ where: { receivedAt: { lt: before }, text: { not: '' } }, data: { text: '' } })
  // Without its facts a failed notice could not be sent any more.
  const old = { createdAt: { lt: before }, dueAt: { lt: before } }
  await tx.notice.updateMany({
    where: { ...old, state: 'failed' },
    data: { state: 'expired', outcome: '过了太久，不再补发' },
  })
  await tx.notice.updateMany({ where: { ...old, state: { in: ['sent', 'expired'] } }, data: { facts: {} } })
  await tx.question.deleteMany({ where: { expiresAt: { lt: before } } })
  await tx.chain.deleteMany({ where: { updatedAt: { lt: before } } })
}
