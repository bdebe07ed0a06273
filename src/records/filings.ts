import type { Period } from '../time/days.ts'
import type { Prisma } from './client/client.ts'
import type { Tx } from './database.ts'
import { below } from './sql.ts'

const withOrganization = {
  organization: { select: { id: true, name: true, path: true, parentId: true } },
} satisfies Prisma.FilingInclude
export type FilingRow = Prisma.FilingGetPayload<{ include: typeof withOrganization }>

export const findFiling = (tx: Tx, id: number): Promise<FilingRow | null> =>
  tx.filing.findUnique({ where: { id }, include: withOrganization })

/** What an organization filed last for a year. */
export const lastFiling = (tx: Tx, organizationId: number, year: Period): Promise<FilingRow | null> =>
  tx.filing.findFirst({ where: { organizationId, year }, include: withOrganization, orderBy: { revision: 'desc' } })

/** What each organization at or below a path filed last for these years. One query. */
export async function lastFilings(tx: Tx, path: string, years: readonly Period[]) {
  const rows = await tx.filing.findMany({
    where: { year: { in: [...years] }, organization: { path: below(path) } },
    select: { id: true, organizationId: true, year: true, revision: true, state: true },
    orderBy: { revision: 'asc' },
  })
  return new Map(rows.map((row) => [`${row.organizationId}:${row.year}`, row]))
}

/** The plans as they were filed, not yet read by `planEntry`. */
export const filedPlans = (tx: Tx, ids: number[]) =>
  tx.filing.findMany({ where: { id: { in: ids } }, select: { organizationId: true, plan: true } })
