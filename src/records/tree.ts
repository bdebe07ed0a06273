import { readSector, type Sector } from '../life/programs/sectors.ts'
import type { OrganizationKind } from './client/enums.ts'
import type { Tx } from './database.ts'
import { recordset, under } from './sql.ts'

const select = {
  id: true,
  parentId: true,
  kind: true,
  name: true,
  path: true,
  place: true,
  sector: true,
  electedOn: true,
  termYears: true,
  dissolvedOn: true,
} as const

/** Every node of the tree, dissolved ones included, parents before children. */
export async function allNodes(tx: Tx) {
  const nodes = await tx.organization.findMany({ select })
  return nodes.sort((a, b) => depth(a.path) - depth(b.path) || a.id - b.id)
}
export type TreeNode = Awaited<ReturnType<typeof allNodes>>[number]

/** One node. */
export const nodeById = (tx: Tx, id: number): Promise<TreeNode | null> =>
  tx.organization.findUnique({ where: { id }, select })

const depth = (path: string): number => path.split('/').length

/** The sector of each of these nodes: its own, or that of the nearest one above it. */
export async function sectorsOf(tx: Tx, organizations: readonly { id: number }[]): Promise<Map<number, Sector | null>> {
  // Sectors are laid down far up: those who have one are few, or all have their own.
  const known = await tx.organization.findMany({
    where: { sector: { not: null } },
    select: { id: true, sector: true },
  })
  const own = new Map(known.map(({ id, sector }) => [id, sector === null ? null : readSector(sector)]))
  const paths = new Map(
    (await tx.organization.findMany({ select: { id: true, path: true } })).map(({ id, path }) => [id, path]),
  )
  return new Map(organizations.map(({ id }) => [id, nearestSector(paths.get(id) ?? '', own)]))
}

/** The sector of the nearest node on the way up. */
export function nearestSector(path: string, own: ReadonlyMap<number, Sector | null>): Sector | null {
  for (const id of path.split('/').filter(Boolean).reverse()) {
    const sector = own.get(Number(id))
    if (sector) return sector
  }
  return null
}

export interface NewNode {
  parentId: number | null
  kind: OrganizationKind
  name: string
  sector: Sector | null
  electedOn: string | null
  termYears: number | null
  place: string | null
}

const newNode = {
  parentId: 'int',
  kind: 'enum OrganizationKind',
  name: 'text',
  sector: 'text',
  electedOn: 'text',
  termYears: 'int',
  place: 'text',
} as const

/** Adds nodes whose parents are there already, with their paths. One statement each, however many. */
export async function insertNodes(
  tx: Tx,
  rows: readonly NewNode[],
  now: Date,
): Promise<{ id: number; parentId: number | null; name: string }[]> {
  if (rows.length === 0) return []
  const made = await tx.$queryRaw<{ id: number; parentId: number | null; name: string }[]>`
    INSERT INTO "Organization" ("parentId", "kind", "name", "sector", "electedOn", "termYears", "place", "path", "createdAt")
    SELECT r."parentId", r."kind", r."name", r."sector", r."electedOn",
      r."termYears", r."place", '', ${now}
    FROM ${recordset(tx, rows, newNode)} r
    RETURNING "id", "parentId", "name"`
  await tx.$executeRaw`
    UPDATE "Organization" SET "path" =
      coalesce((SELECT p."path" FROM "Organization" p WHERE p."id" = "Organization"."parentId"), '/') || "id" || '/'
    WHERE "path" = ''`
  return made
}

/** Puts a node, with everything below it, under another one, or at the top. */
export async function moveNode(tx: Tx, node: { id: number; path: string }, parentId: number | null): Promise<void> {
  const parent = parentId === null ? null : await tx.organization.findUniqueOrThrow({ where: { id: parentId } })
  const path = `${parent?.path ?? '/'}${node.id}/`
  await tx.organization.update({ where: { id: node.id }, data: { parentId } })
  await tx.$executeRaw`
    UPDATE "Organization" SET "path" = ${path} || substr("path", ${node.path.length + 1}) WHERE "path" LIKE ${under(node.path)}`
}

export interface BranchMakeUp {
  id: number
  members: number
  full: number
  secretaries: number
  committee: number
  /** Holders of posts that only a committee has. */
  officers: number
}

/** How the branches below are made up: two statements, however many. */
export async function branchMakeUps(tx: Tx, path: string): Promise<Map<number, BranchMakeUp>> {
  const rows = await tx.$queryRaw<Record<'id' | 'members' | 'full', number | bigint>[]>`
    SELECT o."id", count(m."id") AS "members", sum(CASE WHEN m."category" = 'full' THEN 1 ELSE 0 END) AS "full"
    FROM "Organization" o
    LEFT JOIN "Member" m ON m."branchId" = o."id" AND m."leftOn" IS NULL AND m."category" IN ('full', 'probationary')
    WHERE o."kind" = 'branch' AND o."dissolvedOn" IS NULL AND o."path" LIKE ${under(path)}
    GROUP BY o."id"`
  const posts = await tx.$queryRaw<Record<'id' | 'secretaries' | 'committee' | 'officers', number | bigint>[]>`
    SELECT o."id",
      count(DISTINCT CASE WHEN s."role" = 'secretary' THEN s."memberId" END) AS "secretaries",
      count(DISTINCT CASE WHEN s."role" NOT IN ('group_leader', 'committee_officer') THEN s."memberId" END) AS "committee",
      count(DISTINCT CASE WHEN s."role" IN ('organization_officer', 'publicity_officer', 'discipline_officer',
        'committee_member') THEN s."memberId" END) AS "officers"
    FROM "Organization" o
    JOIN "Position" s ON s."organizationId" = o."id"
    JOIN "Member" m ON m."id" = s."memberId" AND m."leftOn" IS NULL
    WHERE o."kind" = 'branch' AND o."dissolvedOn" IS NULL AND o."path" LIKE ${under(path)}
    GROUP BY o."id"`
  const held = new Map(posts.map((row) => [Number(row.id), row]))
  return new Map(
    rows.map((row) => {
      const id = Number(row.id)
      const of = held.get(id)
      return [
        id,
        {
          id,
          members: Number(row.members),
          full: Number(row.full ?? 0),
          secretaries: Number(of?.secretaries ?? 0),
          committee: Number(of?.committee ?? 0),
          officers: Number(of?.officers ?? 0),
        },
      ]
    }),
  )
}
