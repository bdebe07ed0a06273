import { calledName } from '../life/roster.ts'
import { type DuesRow, duesMonthOf, oldestDue } from '../records/dues.ts'
import { duesOfficerOf } from '../records/organizations.ts'
import { readDuesCheck } from '../talk/dues-check.ts'
import { yuan } from '../talk/say/style.ts'
import { monthOf } from '../time/days.ts'
import type { Act } from './act.ts'
import type { AnswerTo } from './heard.ts'
import { checkFacts, duesFacts } from './notify/dues.ts'
import { askWhichPerson } from './which-person.ts'

export interface Claim {
  member: { id: number; name: string; branchId: number }
  /** null where no amount was named. */
  fen: number | null
  /** Months that were named; otherwise the oldest unpaid one. */
  months: string[]
}

const officerName = async (act: Act, branchId: number): Promise<string | null> =>
  (await duesOfficerOf(act.tx, branchId))?.name ?? null

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
  if (before)
    await act.tx.duesPayment.update({ where: { id: before.id }, data: { claimedFen: fen ?? before.claimedFen } })
  else await act.tx.duesPayment.create({ data: { duesMonthId: row.id, claimedFen: fen, paidById, claimedAt: act.now } })
  await act.tx.duesMonth.update({ where: { id: row.id }, data: { state: 'claimed' } })
  await act.audit({
    action: 'claim_dues',
    subject: { kind: 'dues_month', id: row.id },
    organizationId: row.branchId,
    before: { state: row.state, claimedFen: before?.claimedFen ?? null },
    after: { state: 'claimed', claimedFen: fen, paidById },
  })
}

/** "不是120，是102": another amount for what was claimed but not verified. */
export async function correctClaim(act: Act, member: Claim['member'], fen: number): Promise<boolean> {
  const row = await act.tx.duesMonth.findFirst({
    where: { memberId: member.id, state: 'claimed' },
    orderBy: { month: 'desc' },
    include: {
      member: { select: { name: true, label: true } },
      payments: { where: { state: { not: 'withdrawn' } }, orderBy: { id: 'asc' } },
    },
  })
  if (!row) return false
  await claimMonth(act, row, member, fen)
  await act.whisper('dues_claim_noted', { month: row.month, fen, officer: await verifier(act, member.branchId) })
  return true
}

export interface Receipt {
  memberId: number
  /** null: what was claimed, or what is due. */
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
  const differences: { row: DuesRow; fen: number; claimedFen: number | null }[] = []
  for (const receipt of receipts) {
    const row = rows.find((one) => one.memberId === receipt.memberId)
    if (!row || row.state === 'paid' || row.state === 'exempt') continue
    const claimedFen = row.payments.find((one) => one.state === 'claimed')?.claimedFen ?? null
    const fen = receipt.fen ?? claimedFen ?? row.dueFen - row.paidFen
    if (fen === row.dueFen - row.paidFen) {
      await book(act, row, fen, receipt.paidById ?? null)
      booked.push(calledName(row.member))
    } else differences.push({ row, fen, claimedFen })
  }
  if (differences.length > 0) {
    await act.ask('dues_differences', {
      branchId,
      month,
      receipts: differences.map(({ row, fen }) => ({ memberId: row.memberId, fen })),
    })
  }
  await act.whisper('dues_booked', {
    month,
    booked,
    missing,
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

export const answerDuesDifferences: AnswerTo<'dues_differences'> = async (
  act,
  { branchId, month, receipts },
  heard,
) => {
  if (heard.choice !== 1 && heard.choice !== 2 && !/^(可以|同意|好)/.test(heard.text)) return false
  const rows = await duesMonthOf(act.tx, branchId, month)
  const names: string[] = []
  const officer = await officerName(act, branchId)
  for (const { memberId, fen } of receipts) {
    const row = rows.find((one) => one.memberId === memberId)
    if (!row) continue
    names.push(calledName(row.member))
    if (heard.choice === 2) continue
    await book(act, row, fen, null)
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
    await act.ask('dues_check', { branchId, month })
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
    await act.ask('dues_check', { branchId, month })
  await verifyDues(act, branchId, month, receipts, missing)
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

/** Who paid and who did not, for those entitled; only ever in private. */
export async function showDues(act: Act, branchId: number, month: string): Promise<void> {
  const { facts, rows } = await duesFacts(act, branchId, month)
  await act.whisper('dues_status', {
    ...facts,
    expected: rows.filter((row) => row.state !== 'exempt').length,
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
      facts: {
        ...facts,
        name: row.member.name,
        dueFen: row.dueFen,
        paidFen: row.paidFen,
        self: officerId === row.memberId,
      },
      cause: { kind: 'dues', id: `${branchId}:${month}` },
      stage: `reminder_${act.inboundId ?? 0}`,
      to: { kind: 'member', id: row.memberId },
      organizationId: branchId,
    })
  }
  await act.whisper('dues_reminded', { month, count: owing.length })
}

/** "核对党费": what was claimed, for the officer to confirm. */
export async function startDuesCheck(act: Act, branchId: number, month: string): Promise<void> {
  const { facts, rows } = await duesFacts(act, branchId, month)
  const claimed = rows.filter((row) => row.state === 'claimed')
  if (claimed.length > 0) await act.ask('dues_check', { branchId, month }, 'privately')
  await act.whisper('dues_check', checkFacts(facts, rows))
}
