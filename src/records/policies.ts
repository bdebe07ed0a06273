import { decidedSchema, type Level, type Policies, policiesAt } from '../life/programs/policies.ts'
import { Prisma } from './client/client.ts'
import type { Tx } from './database.ts'

/** What the organizations from the root down to this path decided. One query. */
export async function policyLevels(tx: Tx, path: string): Promise<Level[]> {
  const above = await tx.organization.findMany({
    where: { id: { in: path.split('/').filter(Boolean).map(Number) } },
    select: { name: true, path: true, policies: true },
    orderBy: { id: 'asc' },
  })
  return above
    .sort((a, b) => a.path.length - b.path.length)
    .map(({ name, policies }) => ({ name, decided: decidedSchema.parse(policies ?? {}) }))
}

/** What holds for the organization at `path`. */
export const policiesOf = async (tx: Tx, path: string): Promise<Policies> => policiesAt(await policyLevels(tx, path))

/** Who decided anything, and what: few. */
export async function decisions(tx: Tx): Promise<(Level & { id: number; path: string })[]> {
  const decided = await tx.organization.findMany({
    where: { policies: { not: Prisma.DbNull } },
    select: { id: true, name: true, path: true, policies: true },
    orderBy: { id: 'asc' },
  })
  return decided.map(({ policies, ...one }) => ({ ...one, decided: decidedSchema.parse(policies ?? {}) }))
}

/** What holds for each of these organizations, by path. One query, however many. */
export async function policiesAlong(tx: Tx, paths: readonly string[]): Promise<Map<string, Policies>> {
  const ids = new Set(paths.flatMap((path) => path.split('/').filter(Boolean).map(Number)))
  const levels = new Map((await decisions(tx)).filter(({ id }) => ids.has(id)).map((level) => [level.id, level]))
  return new Map(
    paths.map((path) => [
      path,
      policiesAt(
        path
          .split('/')
          .filter(Boolean)
          .flatMap((id) => levels.get(Number(id)) ?? []),
      ),
    ]),
  )
}
