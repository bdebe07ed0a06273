import type { Tx } from './database.ts'

/** The rules by which these branches collect dues, by branch; not yet read by `duesRule`. */
export async function duesRulesOf(tx: Tx, organizationIds: number[]): Promise<Map<number, unknown>> {
  const programs = await tx.program.findMany({
    where: { kind: 'dues', organizationId: { in: organizationIds } },
    select: { organizationId: true, rule: true },
  })
  return new Map(programs.map(({ organizationId, rule }) => [organizationId, rule]))
}

/** All programs that are switched on, for planning. */
export const enabledPrograms = (tx: Tx) =>
  tx.program.findMany({
    where: { enabled: true },
    select: { id: true, organizationId: true, kind: true, name: true, rule: true, createdAt: true },
    orderBy: { id: 'asc' },
  })
