import { calledName } from '../../life/people/roster.ts'
import { type DuesRow, duesMonthOf } from '../../records/dues.ts'
import { duesOfficerOf } from '../../records/organizations.ts'
import { readDuesCheck } from '../../talk/dues/check.ts'
import type { Act } from '../act.ts'
import type { AnswerTo } from '../heard.ts'
import { checkFacts, duesFacts } from '../notify/dues.ts'
import { askWhichPerson } from '../people/which-person.ts'

export interface Receipt {
  memberId: number
  /** In fen; null: what was claimed, or what is due. */
  fen: number | null
  paidById?: number | null
}

/**
 * Books what the dues officer received. What fits is verified at once; an amount that differs from what is due is said
 * back first, and its difference stays open.
 */
export async function verifyDues(
  act: Act,
  branchId: number,
  month: string,
  receipts: Receipt[],
  missing: string[] = [],
): Promise<void> {
  const rows = await duesMonthOf(act.tx, branchId, month)
  const booked: string[] = []
  const already: string[] = []
  const differences: { row: DuesRow; fen: number; claimedFen: number | null }[] = []
  // Named twice in one message, somebody still paid once: what was said last counts.
  const once = new Map(receipts.map((receipt) => [receipt.memberId, receipt])).values()
  for (const receipt of once) {
    const row = rows.find((one) => one.memberId === receipt.memberId)
    if (row?.state === 'paid') already.push(calledName(row.member))
    if (!row || row.state === 'paid' || row.state === 'exempt' || row.state === 'waived') continue
    const claimedFen = row.payments.find((one) => one.state === 'claimed')?.claimedFen ?? null
    const fen = receipt.fen ?? claimedFen ?? row.dueFen - row.paidFen
    if (fen === row.dueFen - row.paidFen) {
      await book(act, row, fen, receipt.paidById ?? null)
      booked.push(calledName(row.member))
    } else differences.push({ row, fen, claimedFen })
  }
  if (differences.length > 0) {
    const asked = differences.map(({ row, fen }) => ({ memberId: row.memberId, fen, paidFen: row.paidFen }))
    await act.ask('dues_differences', { branchId, month, receipts: asked }, 'privately')
  }
  await act.whisper('dues_booked', {
    month,
    booked,
    missing,
    already,
    differences: differences.map(({ row, fen, claimedFen }) => ({
      name: calledName(row.member),
      dueFen: row.dueFen - row.paidFen,
      claimedFen,
      receivedFen: fen,
    })),
  })
}

async function book(act: Act, row: DuesRow, fen: number, paidById: number | null): Promise<void> {
  const claim = row.payments.find((one) => one.state === 'claimed')
  const verified = {
    state: 'verified',
    receivedFen: fen,
    verifiedAt: act.now,
    verifiedById: act.actor.kind === 'member' ? act.actor.id : null,
  } as const
  if (claim)
    await act.tx.duesPayment.update({
      where: { id: claim.id },
      data: { ...verified, ...(paidById === null ? {} : { paidById }) },
    })
  else await act.tx.duesPayment.create({ data: { duesMonthId: row.id, claimedAt: act.now, paidById, ...verified } })
  const paidFen = row.paidFen + fen
  const state = paidFen >= row.dueFen ? 'paid' : 'due'
  await act.tx.duesMonth.update({ where: { id: row.id }, data: { paidFen, state } })
  await act.audit({
    action: 'verify_dues',
    subject: { kind: 'dues_month', id: row.id },
    organizationId: row.branchId,
    before: { state: row.state, paidFen: row.paidFen },
    after: { state, paidFen, receivedFen: fen },
  })
}

/** "1": booked as received, the difference stays open; "2": nothing is booked. */
export const answerDuesDifferences: AnswerTo<'dues_differences'> = async (
  act,
  { branchId, month, receipts },
  heard,
) => {
  if (heard.choice !== 1 && heard.choice !== 2 && !/^(可以|同意|好)/.test(heard.text)) return false
  const rows = await duesMonthOf(act.tx, branchId, month)
  const names: string[] = []
  const officer = (await duesOfficerOf(act.tx, branchId))?.name ?? null
  for (const { memberId, fen, paidFen } of receipts) {
    const row = rows.find((one) => one.memberId === memberId)
    // Booked since it was asked about: the same money is not booked twice.
    if (!row || row.paidFen !== paidFen || row.state === 'paid') continue
    names.push(calledName(row.member))
    if (heard.choice === 2) continue
    await book(act, row, fen, null)
    if (row.paidFen + fen > row.dueFen) await act.ask('dues_surplus', { month }, { memberId })
    await act.tell({
      kind: 'dues_difference',
      facts: { name: row.member.name, month, dueFen: row.dueFen - row.paidFen, receivedFen: fen, officer },
      cause: { kind: 'inbound', id: act.inboundId ?? 0 },
      to: { kind: 'member', id: memberId },
      organizationId: branchId,
    })
  }
  await act.whisper(heard.choice === 2 ? 'dues_differences_held' : 'dues_differences_booked', { month, names })
  return true
}

/** "1", "都收到了，张三交的是102", "李四没交" */
export const answerDuesCheck: AnswerTo<'dues_check'> = async (act, { branchId, month }, heard) => {
  const all = await duesMonthOf(act.tx, branchId, month)
  const rows = all.filter((row) => row.state === 'claimed')
  const claimed = heard.context.people.flatMap((person) => {
    const row = rows.find((one) => one.memberId === person.id)
    return row
      ? [{ person, fen: row.payments.find((one) => one.state === 'claimed')?.claimedFen ?? row.dueFen - row.paidFen }]
      : []
  })
  const check =
    heard.choice === 1 && heard.rest === ''
      ? { all: true, entries: [], unclear: [] }
      : readDuesCheck(heard.text, heard.context.people, claimed)
  if (!check || (claimed.length === 0 && check.entries.length + check.unclear.length === 0)) return false
  const unclear = check.unclear[0]
  if (unclear) {
    await act.ask('dues_check', { branchId, month }, 'privately')
    await askWhichPerson(act, heard.text, unclear)
    return true
  }
  const named = new Map(check.entries.map((entry) => [entry.person.id, entry]))
  const receipts: Receipt[] = [
    ...(check.all
      ? claimed.filter(({ person }) => !named.has(person.id)).map(({ person }) => ({ memberId: person.id, fen: null }))
      : []),
    ...check.entries
      .filter((entry) => entry.received)
      .map((entry) => ({ memberId: entry.person.id, fen: entry.fen, paidById: entry.paidBy?.id ?? null })),
  ]
  const missing = check.entries.filter((entry) => !entry.received).map((entry) => calledName(entry.person))
  // The next payment may be told in the same words; asked first, so that a number answers the differences.
  if (all.some((row) => row.state !== 'exempt' && row.state !== 'waived' && row.state !== 'paid'))
    await act.ask('dues_check', { branchId, month }, 'privately')
  await verifyDues(act, branchId, month, receipts, missing)
  return true
}

/** "核对党费": what was claimed, for the officer to confirm. */
export async function startDuesCheck(act: Act, branchId: number, month: string): Promise<void> {
  const { facts, rows } = await duesFacts(act, branchId, month)
  const claimed = rows.filter((row) => row.state === 'claimed')
  if (claimed.length > 0) await act.ask('dues_check', { branchId, month }, 'privately')
  await act.whisper('dues_check', checkFacts(facts, rows))
}
