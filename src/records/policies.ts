import { decidedSchema, type Level, type Policies, policiesAt } from '../life/policies.ts'
import type { Tx } from './database.ts'

/** What the organizations from the root down to this path decided. One query. */
export async function policyLevels(tx: Tx, path: string): Promise<Level[]> {
  const above = await tx.organization.findMany({
    where: { id: { in: path.split('/').filter(Boolean).map(Number) } },
    select: { name: true, path: true, policies: true },
  })
  return above
    .sort((a, b) => a.path.length - b.path.length)
    .map(({ name, policies }) => ({ name, decided: decidedSchema.parse(policies ?? {}) }))
}

/** What holds for the organization at `path`. */
export const policiesOf = async (tx: Tx, path: string): Promise<Policies> => policiesAt(await policyLevels(tx, path))
