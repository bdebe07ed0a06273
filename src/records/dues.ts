import { Prisma } from './client/client.ts'
import type { Tx } from './database.ts'
import { rowsOf } from './direct.ts'
import { asEnum, columnsOf, recordset } from './sql.ts'

/** Whoever owes nothing is exempt. */
export const dueOrExempt = (tx: Tx, amountFen: Prisma.Sql): Prisma.Sql =>
  asEnum(tx, 'DuesState', Prisma.sql`CASE WHEN ${amountFen} = 0 THEN 'exempt' ELSE 'due' END`)

/**
 * Writes what every member of these branches owes for a month, from the assessment in force. What is there stays.
 * Members without an assessment owe nothing yet: their dues officer is told separately.
 * @param months organizationId and month, as a table
 */
export const insertDuesMonths = (tx: Tx, months: Prisma.Sql): Promise<number> =>
  tx.$executeRaw`
    INSERT INTO "DuesMonth" ("memberId", "branchId", "month", "dueFen", "state")
    SELECT m."id", m."branchId", r."month", d."amountFen", ${dueOrExempt(tx, Prisma.sql`d."amountFen"`)}
    FROM ${months} r CROSS JOIN "Member" m CROSS JOIN "DuesAssessment" d
    WHERE m."branchId" = r."organizationId" AND m."leftOn" IS NULL AND m."category" IN ('full', 'probationary')
      AND d."memberId" = m."id" AND d."fromMonth" <= r."month"
      AND NOT EXISTS (SELECT 1 FROM "DuesMonth" x WHERE x."memberId" = m."id" AND x."month" = r."month")
      AND NOT EXISTS (SELECT 1 FROM "DuesAssessment" x
        WHERE x."memberId" = m."id" AND x."fromMonth" <= r."month" AND x."fromMonth" > d."fromMonth")
    ORDER BY m."id", r."month"
    ON CONFLICT ("memberId", "month") DO NOTHING`

/** The amount last fixed for each member of these branches, in fen. */
export async function assessmentsOf(tx: Tx, branchIds: number[]): Promise<Map<number, number>> {
  const rows = await tx.duesAssessment.findMany({
    where: { member: { branchId: { in: branchIds } } },
    orderBy: { fromMonth: 'asc' },
  })
  return new Map(rows.map((row) => [row.memberId, row.amountFen]))
}

const amountOf = { memberId: 'int', branchId: 'int', amountFen: 'int' } as const

/** Fixes new amounts (in fen) from a month on. Months in which something was paid or claimed stay as they are. */
export async function assessFrom(
  tx: Tx,
  amounts: { memberId: number; branchId: number; amountFen: number }[],
  month: string,
  now: Date,
): Promise<void> {
  if (amounts.length === 0) return
  await tx.$executeRaw`
    INSERT INTO "DuesAssessment" ("memberId", "fromMonth", "amountFen", "basis", "createdAt")
    SELECT r."memberId", ${month}, r."amountFen", 'roster', ${now}
    FROM ${recordset(tx, amounts, amountOf)} r WHERE true
    ON CONFLICT ("memberId", "fromMonth") DO UPDATE SET
      "amountFen" = excluded."amountFen", "basis" = excluded."basis", "createdAt" = excluded."createdAt"`
  await tx.$executeRaw`
    UPDATE "DuesMonth" SET "dueFen" = r."amountFen",
      "state" = ${dueOrExempt(tx, Prisma.sql`r."amountFen"`)}
    FROM ${recordset(tx, amounts, amountOf)} r
    WHERE "DuesMonth"."memberId" = r."memberId" AND "DuesMonth"."branchId" = r."branchId"
      AND "month" >= ${month} AND "state" IN ('due', 'exempt') AND "paidFen" = 0 AND "approval" IS NULL`
}

/** A letter is under way by which the month is to be paid elsewhere: nobody is asked for it here. */
const elsewhere = (month: string) =>
  ({
    member: { transfers: { some: { state: 'out', duesPaidTo: { lt: month } } } },
  }) satisfies Prisma.DuesMonthWhereInput

/** Members of a branch who have neither paid a month in full nor said that they did. */
export const owingMembers = (tx: Tx, branchId: number, month: string) =>
  tx.duesMonth.findMany({
    where: { branchId, month, state: 'due', NOT: elsewhere(month) },
    select: { memberId: true, dueFen: true, paidFen: true, member: { select: { name: true } } },
    orderBy: { memberId: 'asc' },
  })

const withPayments = {
  member: { select: { name: true, label: true } },
  payments: { where: { state: { not: 'withdrawn' } }, orderBy: { id: 'asc' } },
} satisfies Prisma.DuesMonthInclude
export type DuesRow = Prisma.DuesMonthGetPayload<{ include: typeof withPayments }>

/** What every member of a branch owes and paid for a month, in fen, in roster order. */
export const duesMonthOf = (tx: Tx, branchId: number, month: string): Promise<DuesRow[]> =>
  tx.duesMonth.findMany({ where: { branchId, month }, include: withPayments, orderBy: { memberId: 'asc' } })

const columnsOfMonth = columnsOf(Prisma.DuesMonthScalarFieldEnum, 'd')
const columnsOfPayment = columnsOf(Prisma.DuesPaymentScalarFieldEnum, 'p')

/**
 * The same, of many months of branches at once, without those who owe the month elsewhere by their letter, unless they
 * paid or claimed it here.
 */
export async function duesAskedIn(tx: Tx, of: readonly { branchId: number; month: string }[]): Promise<DuesRow[]> {
  const asked = recordset(tx, of, { branchId: 'int', month: 'text' })
  const rows = await rowsOf<Omit<DuesRow, 'member' | 'payments'> & DuesRow['member']>(
    tx,
    Prisma.sql`
      SELECT ${columnsOfMonth}, m."name", m."label"
      FROM ${asked} r JOIN "DuesMonth" d ON d."branchId" = r."branchId" AND d."month" = r."month"
        JOIN "Member" m ON m."id" = d."memberId"
      WHERE d."state" <> 'due' OR NOT EXISTS (SELECT 1 FROM "Transfer" t
        WHERE t."memberId" = d."memberId" AND t."state" = 'out' AND t."duesPaidTo" < d."month")
      ORDER BY d."memberId"`,
  )
  const payments = await rowsOf<DuesRow['payments'][number]>(
    tx,
    Prisma.sql`
      SELECT ${columnsOfPayment}
      FROM ${asked} r JOIN "DuesMonth" d ON d."branchId" = r."branchId" AND d."month" = r."month"
        JOIN "DuesPayment" p ON p."duesMonthId" = d."id"
      WHERE p."state" <> 'withdrawn' ORDER BY p."id"`,
  )
  const paid = new Map<number, DuesRow['payments']>(rows.map(({ id }) => [id, []]))
  for (const payment of payments) paid.get(payment.duesMonthId)?.push(payment)
  return rows.map(({ name, label, ...row }) => ({ ...row, member: { name, label }, payments: paid.get(row.id) ?? [] }))
}

/** The latest month of a member that was claimed and is not verified. */
export const latestClaim = (tx: Tx, memberId: number): Promise<DuesRow | null> =>
  tx.duesMonth.findFirst({
    where: { memberId, state: 'claimed' },
    include: withPayments,
    orderBy: { month: 'desc' },
  })

/** The oldest month a member still owes and has not claimed. */
export const oldestDue = (tx: Tx, memberId: number): Promise<DuesRow[]> =>
  tx.duesMonth.findMany({
    where: { memberId, state: 'due' },
    include: withPayments,
    orderBy: { month: 'asc' },
    take: 1,
  })
