import type { Tx } from './database.ts'

/** All programs that are switched on, for planning. */
export const enabledPrograms = (tx: Tx) =>
  tx.program.findMany({
    where: { enabled: true },
    select: { id: true, organizationId: true, kind: true, name: true, rule: true, createdAt: true },
    orderBy: { id: 'asc' },
  })
