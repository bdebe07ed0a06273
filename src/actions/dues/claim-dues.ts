import { type DuesRow, duesMonthOf, latestClaim, oldestDue } from '../../records/dues.ts'
import { duesOfficerOf } from '../../records/organizations.ts'
import { yuan } from '../../talk/say/style.ts'
import { monthOf } from '../../time/days.ts'
import type { Act } from '../act.ts'
import type { AnswerTo } from '../heard.ts'

export interface Claim {
  member: { id: number; name: string; branchId: number }
  /** null where no amount was named. */
  fen: number | null
  /** Months that were named; otherwise the oldest unpaid one. */
  months: string[]
}

/** Who will verify it, as the speaker reads it. */
async function verifier(act: Act, branchId: number): Promise<string> {
  const officer = await duesOfficerOf(act.tx, branchId)
  if (!officer) return '组织委员'
  return act.actor.kind === 'member' && act.actor.id === officer.memberId ? '您自己' : officer.name
}

/** A member says that dues were paid. It is only a claim: the dues officer verifies it. */
export async function claimDues(act: Act, claim: Claim): Promise<void> {
  const { member } = claim
  const rows = await claimable(act, claim)
  const first = rows[0]
  if (!first) return act.whisper('dues_already', { month: claim.months[0] ?? monthOf(act.today()) })
  const total = rows.reduce((sum, row) => sum + row.dueFen - row.paidFen, 0)
  for (const row of rows) {
    // One sum for several months is split only where it fits exactly; otherwise the officer sees it with the first.
    const fen =
      rows.length === 1 ? claim.fen : claim.fen === total ? row.dueFen - row.paidFen : row === first ? claim.fen : null
    await claimMonth(act, row, member, fen)
  }
  await act.whisper('dues_claim_noted', {
    month: first.month,
    months: rows.map((row) => row.month),
    fen: claim.fen,
    officer: await verifier(act, member.branchId),
  })
}

async function claimable(act: Act, { member, months }: Claim): Promise<DuesRow[]> {
  if (months.length === 0) return oldestDue(act.tx, member.id)
  const found: DuesRow[] = []
  for (const month of months) {
    const row = (await duesMonthOf(act.tx, member.branchId, month)).find((one) => one.memberId === member.id)
    if (row && (row.state === 'due' || row.state === 'claimed')) found.push(row)
  }
  return found
}

async function claimMonth(act: Act, row: DuesRow, member: Claim['member'], fen: number | null): Promise<void> {
  const paidById = act.actor.kind === 'member' && act.actor.id !== member.id ? act.actor.id : null
  const before = row.payments.find((one) => one.state === 'claimed')
  const claimedFen = fen ?? before?.claimedFen ?? null
  if (before) await act.tx.duesPayment.update({ where: { id: before.id }, data: { claimedFen } })
  else await act.tx.duesPayment.create({ data: { duesMonthId: row.id, claimedFen, paidById, claimedAt: act.now } })
  await act.tx.duesMonth.update({ where: { id: row.id }, data: { state: 'claimed' } })
  await act.audit({
    action: 'claim_dues',
    subject: { kind: 'dues_month', id: row.id },
    organizationId: row.branchId,
    before: { state: row.state, claimedFen: before?.claimedFen ?? null },
    after: { state: 'claimed', claimedFen, paidById },
  })
}

/** "不是120，是102": another amount (in fen) for what was claimed but not verified. False where nothing was. */
export async function correctClaim(act: Act, member: Claim['member'], fen: number): Promise<boolean> {
  const row = await latestClaim(act.tx, member.id)
  if (!row) return false
  await claimMonth(act, row, member, fen)
  await act.whisper('dues_claim_noted', { month: row.month, fen, officer: await verifier(act, member.branchId) })
  return true
}

/** "1", "已交", "交了102" to the private reminder. */
export const answerDuesOwed: AnswerTo<'dues_owed'> = async (act, { month }, heard) => {
  if (heard.choice !== 1 || heard.rest !== '' || act.actor.kind !== 'member') return false
  const { id, name, branchId } = act.actor
  await claimDues(act, { member: { id, name, branchId }, fen: null, months: [month] })
  return true
}

export const answerDuesAmount: AnswerTo<'dues_amount'> = async (act, { month, fen }, heard) => {
  if (act.actor.kind !== 'member') return false
  const { id, name, branchId } = act.actor
  if (heard.choice === 1 || /^(是|对)/.test(heard.text))
    await claimDues(act, { member: { id, name, branchId }, fen, months: [month] })
  else if (heard.choice === 2 || /^不/.test(heard.text))
    await act.whisper('done', { text: `好的，没有记 ${yuan(fen)} 元。` })
  else return false
  return true
}
