import { allocate } from '../../life/people/dues.ts'
import { calledName } from '../../life/people/roster.ts'
import { duesOfficerOf } from '../../records/organizations.ts'
import type { Month } from '../../time/days.ts'
import type { Act } from '../act.ts'
import type { AnswerTo } from '../heard.ts'
import { yesOrNo } from '../yes-or-no.ts'

/** The last month for which more was booked than was due. */
const surplusOf = async (act: Act, memberId: number, month?: Month) =>
  (
    await act.tx.duesMonth.findMany({
      where: { memberId, state: 'paid', ...(month === undefined ? {} : { month }) },
      orderBy: { month: 'desc' },
      take: 24,
    })
  ).find(({ paidFen, dueFen }) => paidFen > dueFen) ?? null

/** Shows back what would be booked to which month. */
export async function proposeCarry(act: Act, memberId: number): Promise<void> {
  const member = await act.tx.member.findUniqueOrThrow({ where: { id: memberId } })
  const name = calledName(member)
  const row = await surplusOf(act, memberId)
  if (!row) return act.whisper('done', { text: `${name}没有多交的党费。` })
  const fen = row.paidFen - row.dueFen
  await act.ask('dues_carry', { memberId, branchId: member.branchId, month: row.month, fen }, 'privately')
  await act.whisper('dues_carry_confirm', { name, month: row.month, fen })
}

export const answerDuesCarry: AnswerTo<'dues_carry'> = async (act, { memberId, month, fen }, heard) => {
  const sure = yesOrNo(heard)
  if (sure === null) return false
  const carried = sure ? await carry(act, memberId, month, fen) : null
  if (carried === null) await act.whisper('done', { text: sure ? '这笔已经变动，没有再记。' : '好的，没有动。' })
  else await act.whisper('dues_carried', carried)
  return true
}

/** "1 自愿多交", "2 留作下个月": the member's own choice (article 11); the dues officer hears of it. */
export const answerDuesSurplus: AnswerTo<'dues_surplus'> = async (act, { month }, heard) => {
  if (act.actor.kind !== 'member') return false
  const give = (heard.choice === 1 && heard.rest === '') || /^(?:是)?自愿(?:多交)?的?[。!！]?$/.test(heard.text)
  const keep =
    (heard.choice === 2 && heard.rest === '') ||
    /^(?:请)?(?:留作|留到|留在|算作?|抵)?下个?月(?:的)?[。!！]?$/.test(heard.text)
  if (!give && !keep) return false
  const row = await surplusOf(act, act.actor.id, month)
  const fen = row ? row.paidFen - row.dueFen : 0
  const carried = keep ? await carry(act, act.actor.id, month, fen) : null
  if (carried) await act.whisper('dues_carried', carried)
  else await act.whisper('done', { text: give ? '好的，算自愿多交。' : '这笔已经变动，没有再记。' })
  const officer = row && (await duesOfficerOf(act.tx, row.branchId))
  if (row && officer && officer.memberId !== act.actor.id && (give || carried))
    await act.tell({
      kind: 'dues_surplus_told',
      facts: { name: act.actor.name, month, fen, keep },
      cause: { kind: 'inbound', id: act.inboundId ?? 0 },
      to: { kind: 'member', id: officer.memberId },
      organizationId: row.branchId,
    })
  return true
}

/**
 * Books what is over to the months that come next and are still owed. The money stays verified and moves with its
 * payment; what no month takes stays where it is. Null where the surplus is not there any more.
 */
async function carry(act: Act, memberId: number, month: Month, fen: number) {
  const row = await act.tx.duesMonth.findUnique({
    where: { memberId_month: { memberId, month } },
    include: { payments: { where: { state: 'verified' }, orderBy: { id: 'desc' } }, member: true },
  })
  if (!row || fen <= 0 || row.paidFen - row.dueFen !== fen) return null
  const later = await act.tx.duesMonth.findMany({
    where: { memberId, month: { gt: month }, branchId: row.branchId, state: { in: ['due', 'claimed'] } },
    orderBy: { month: 'asc' },
  })
  const { parts, remainderFen } = allocate({ fen }, later)
  const moved = fen - remainderFen
  let left = moved
  for (const payment of row.payments) {
    const taken = Math.min(left, payment.receivedFen ?? 0)
    if (taken === 0) continue
    await act.tx.duesPayment.update({
      where: { id: payment.id },
      data: { receivedFen: (payment.receivedFen ?? 0) - taken },
    })
    left -= taken
  }
  await act.tx.duesMonth.update({ where: { id: row.id }, data: { paidFen: row.paidFen - moved } })
  for (const part of parts) {
    const target = later.find((one) => one.month === part.month)
    if (!target) continue
    const paidFen = target.paidFen + part.fen
    const state = paidFen >= target.dueFen ? ('paid' as const) : target.state
    await act.tx.duesPayment.create({
      data: {
        duesMonthId: target.id,
        claimedAt: act.now,
        state: 'verified',
        receivedFen: part.fen,
        verifiedAt: act.now,
        verifiedById: row.payments[0]?.verifiedById ?? null,
      },
    })
    await act.tx.duesMonth.update({ where: { id: target.id }, data: { paidFen, state } })
    // What was said to have been paid for it is settled with this.
    if (state === 'paid')
      await act.tx.duesPayment.updateMany({
        where: { duesMonthId: target.id, state: 'claimed' },
        data: { state: 'withdrawn' },
      })
    await act.audit({
      action: 'carry_dues',
      subject: { kind: 'dues_month', id: target.id },
      organizationId: row.branchId,
      before: { month: target.month, state: target.state, paidFen: target.paidFen },
      after: { state, paidFen, from: month, fen: part.fen },
    })
  }
  await act.audit({
    action: 'carry_dues',
    subject: { kind: 'dues_month', id: row.id },
    organizationId: row.branchId,
    before: { month, paidFen: row.paidFen },
    after: { paidFen: row.paidFen - moved, parts },
  })
  return { name: calledName(row.member), month, parts, remainderFen }
}
