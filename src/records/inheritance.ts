import type { Prisma } from './client/client.ts'
import type { Tx } from './database.ts'
import { inPortions, recordset } from './sql.ts'

const select = {
  id: true,
  parentId: true,
  kind: true,
  name: true,
  path: true,
  place: true,
  sector: true,
} as const

/** Organizations that inherit, whatever stands above them, and what they hold: a handful of queries, however many. */
export async function inheritors(tx: Tx, within: { path: string } | { ids: readonly number[] }, name: string | null) {
  // A group holds nothing of its own: it follows its branch.
  const alive = { dissolvedOn: null, kind: { not: 'group' } } satisfies Prisma.OrganizationWhereInput
  const named = name === null ? {} : { name }
  const nodes =
    'path' in within
      ? await tx.organization.findMany({ where: { ...alive, path: { startsWith: within.path } }, select })
      : await inPortions(within.ids, (some) =>
          tx.organization.findMany({ where: { ...alive, id: { in: some } }, select }),
        )
  const programs =
    'path' in within
      ? await tx.program.findMany({
          where: { ...named, organization: { ...alive, path: { startsWith: within.path } } },
          orderBy: { id: 'asc' },
        })
      : await inPortions(within.ids, (some) =>
          tx.program.findMany({ where: { ...named, organizationId: { in: some } }, orderBy: { id: 'asc' } }),
        )
  const known = new Map(nodes.map((one) => [one.id, one]))
  const above = [...new Set(nodes.flatMap(({ path }) => idsOf(path)))].filter((id) => !known.has(id))
  const others = await inPortions(above, (some) => tx.organization.findMany({ where: { id: { in: some } }, select }))
  for (const one of others) known.set(one.id, one)
  // Committees that laid something down are few.
  const laid = await tx.localRule.findMany({ where: named, orderBy: { id: 'asc' } })
  return { nodes, known, laid, programs }
}

type Found = Awaited<ReturnType<typeof inheritors>>
export type Inheritor = Found['nodes'][number]
export type LocalRuleRow = Found['laid'][number]
export type HeldProgram = Found['programs'][number]

/** From the root down, without the organization itself. */
export const idsOf = (path: string): number[] => path.split('/').filter(Boolean).map(Number)

export interface ProgramUpdate {
  id: number
  rule: object
  own: object
  enabled: boolean
  ownEnabled: boolean | null
}

/** One statement, however many. */
export async function updatePrograms(tx: Tx, rows: readonly ProgramUpdate[]): Promise<void> {
  if (rows.length === 0) return
  await tx.$executeRaw`
    UPDATE "Program" SET "rule" = r."rule", "own" = r."own", "enabled" = r."enabled",
      "ownEnabled" = r."ownEnabled"
    FROM ${recordset(tx, rows, { id: 'int', rule: 'json', own: 'json', enabled: 'bool', ownEnabled: 'bool' })} r
    WHERE "Program"."id" = r."id"`
}
