import { type Month, nextMonth } from '../time/days.ts'
import type { Prisma } from './client/client.ts'
import type { Tx } from './database.ts'
import { below } from './sql.ts'

const withMember = {
  member: {
    select: {
      id: true,
      name: true,
      label: true,
      branchId: true,
      branch: { select: { id: true, name: true, path: true } },
    },
  },
} satisfies Prisma.TransferInclude
export type TransferRow = Prisma.TransferGetPayload<{ include: typeof withMember }>

export const findTransfer = (tx: Tx, id: number): Promise<TransferRow | null> =>
  tx.transfer.findUnique({ where: { id }, include: withMember })

/** The letter that is under way for a member. */
export const openTransferOf = (tx: Tx, memberId: number): Promise<TransferRow | null> =>
  tx.transfer.findFirst({ where: { memberId, state: 'out' }, include: withMember, orderBy: { id: 'desc' } })

/** Letters under way from or to the branches below a path, the oldest first. */
export async function openTransfers(tx: Tx, path: string): Promise<TransferRow[]> {
  const to = await tx.transfer.findMany({
    where: { state: 'out', toBranchId: { not: null } },
    select: { id: true, toBranchId: true },
  })
  const here = await tx.organization.findMany({
    where: { id: { in: to.flatMap(({ toBranchId }) => toBranchId ?? []) }, path: below(path) },
    select: { id: true },
  })
  const coming = new Set(here.map(({ id }) => id))
  return tx.transfer.findMany({
    where: {
      state: 'out',
      OR: [
        { member: { branch: { path: below(path) } } },
        { id: { in: to.filter(({ toBranchId }) => coming.has(toBranchId ?? 0)).map(({ id }) => id) } },
      ],
    },
    include: withMember,
    orderBy: [{ letterOn: 'asc' }, { id: 'asc' }],
  })
}

/** Letters under way to one branch. */
export const arriving = (tx: Tx, branchId: number): Promise<TransferRow[]> =>
  tx.transfer.findMany({ where: { toBranchId: branchId, state: 'out' }, include: withMember, orderBy: { id: 'asc' } })

/** Members of a branch whose letter is under way, and where to. */
export const leaving = async (
  tx: Tx,
  branchId: number,
): Promise<Map<number, { toName: string; duesPaidTo: Month }>> => {
  const rows = await tx.transfer.findMany({
    where: { state: 'out', member: { branchId, leftOn: null } },
    select: { memberId: true, toName: true, duesPaidTo: true },
  })
  return new Map(rows.map(({ memberId, ...row }) => [memberId, row]))
}

/** Those who went from a branch to another one in the tree, by name: whoever still lists them there is behind. */
export const gone = (tx: Tx, branchId: number) =>
  tx.transfer.findMany({
    where: {
      fromBranchId: branchId,
      state: 'received',
      toBranchId: { not: null },
      member: { branchId: { not: branchId } },
    },
    select: { toName: true, member: { select: { name: true, label: true, staffNo: true } } },
    orderBy: { id: 'asc' },
  })

/**
 * Writes the months a member owes in the branch they are in now and that are not there yet, from one month to another.
 * Amounts are those in force in each month; where dues are not collected yet, nothing is owed.
 */
export async function fillDuesMonths(tx: Tx, memberId: number, from: Month, until: Month): Promise<void> {
  const member = await tx.member.findUniqueOrThrow({
    where: { id: memberId },
    select: {
      branchId: true,
      leftOn: true,
      category: true,
      assessments: { orderBy: { fromMonth: 'desc' } },
      duesMonths: { select: { month: true } },
      branch: { select: { programs: { where: { kind: 'dues', enabled: true }, select: { id: true } } } },
    },
  })
  const { branchId, leftOn, category, assessments, duesMonths, branch } = member
  if (leftOn !== null || (category !== 'full' && category !== 'probationary') || branch.programs.length === 0) return
  const known = new Set(duesMonths.map(({ month }) => month))
  const data = []
  for (let month = from; month <= until; month = nextMonth(month)) {
    const dueFen = assessments.find(({ fromMonth }) => fromMonth <= month)?.amountFen
    if (dueFen === undefined || known.has(month)) continue
    data.push({ memberId, branchId, month, dueFen, state: dueFen === 0 ? ('exempt' as const) : ('due' as const) })
  }
  await tx.duesMonth.createMany({ data })
}

/** Takes away what members who left would owe after a month: nothing of it was paid or is waiting to be checked. */
export async function dropDuesAfter(tx: Tx, memberIds: readonly number[], month: Month): Promise<string[]> {
  const rows = await tx.duesMonth.findMany({
    where: {
      memberId: { in: [...memberIds] },
      month: { gt: month },
      paidFen: 0,
      state: { not: 'paid' },
      payments: { none: { state: { not: 'withdrawn' } } },
    },
    select: { id: true, month: true },
    orderBy: { month: 'asc' },
  })
  const ids = { in: rows.map(({ id }) => id) }
  await tx.duesPayment.deleteMany({ where: { duesMonthId: ids } })
  await tx.duesMonth.deleteMany({ where: { id: ids } })
  return [...new Set(rows.map((row) => row.month))]
}
