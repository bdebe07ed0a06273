import type { HeldBy } from '../life/programs/structure.ts'
import type { Day } from '../time/zone.ts'
import type { Alike } from './alike.ts'
import { Prisma } from './client/client.ts'
import type { Tx } from './database.ts'
import { amongMany, recordset } from './sql.ts'
import { livingGroups } from './structure.ts'

/*
 * Which programs there are, and who holds them: for the whole tree, as the tables that planning joins.
 */

export const living = (today: Day) =>
  Prisma.sql`p."enabled" AND (o."dissolvedOn" IS NULL OR o."dissolvedOn" > ${today})`

/** Programs that are alike, and by whom they are held. */
export interface Held extends Alike {
  by: HeldBy
  /** As an activity is called in a group of that name; otherwise as the program. */
  titles: ReadonlyMap<string, string>
  /**
   * Stands for all of it, where it only has to be looked at again when that or the roster changes; null: it is compared
   * with what is there every time.
   */
  stamp: string | null
}

export interface Tree {
  today: Day
  /** Branches that have a committee. */
  committees: readonly number[]
  keyOfProgram: Prisma.Sql
}

const alike = { n: 'int', key: 'text', by: 'text', stamp: 'text' } as const
/** One table of all, each row with the number of the programs for which it holds. */
export const numbered = <T extends Held, R extends object>(all: readonly T[], rows: (one: T) => Iterable<R>) =>
  all.flatMap((one, n) => [...rows(one)].map((row) => ({ n, ...row })))

const within = (tx: Tx, organizations: readonly number[]) =>
  organizations.length > 0 ? Prisma.sql`o."id" ${amongMany(tx, organizations)}` : Prisma.sql`false`

export const stampOf = Prisma.sql`a."stamp" || ':' || o."rosterRevision"`

/**
 * The programs with their number: `p`, their organization `o`, and `a`. CROSS JOIN, here and below, is how SQLite is told
 * in which order; PostgreSQL finds its own.
 */
export const programs = (tx: Tx, all: readonly Held[]) => {
  const rows = numbered(all, ({ key, by, stamp }) => [{ key, by, stamp }])
  return Prisma.sql`"Program" p CROSS JOIN "Organization" o CROSS JOIN ${recordset(tx, rows, alike)} a`
}

export const numberOf = ({ keyOfProgram }: Pick<Tree, 'keyOfProgram'>) =>
  Prisma.sql`o."id" = p."organizationId" AND a."key" = ${keyOfProgram}`

/** Which of these programs is held by whom, without those that are as they were when their stamp was written. */
export function holders(tx: Tx, tree: Tree, all: readonly Held[]): Prisma.Sql {
  const { today, committees } = tree
  const titles = numbered(all, (one) => [...one.titles].map(([group, title]) => ({ group, title })))
  const inGroups = all.some(({ by }) => by === 'groups')
  const title =
    titles.length > 0
      ? Prisma.sql`LEFT JOIN ${recordset(tx, titles, { n: 'int', group: 'text', title: 'text' })} t
          ON t."n" = a."n" AND t."group" = ${inGroups ? Prisma.sql`coalesce(g."name", o."name")` : Prisma.sql`o."name"`}`
      : Prisma.empty
  const groups = Prisma.sql`LEFT JOIN ${livingGroups} g ON a."by" = 'groups' AND g."parentId" = o."id"`
  return Prisma.sql`(
    SELECT a."n", p."id" AS "programId", p."kind", p."createdAt",
      ${inGroups ? Prisma.sql`coalesce(g."id", o."id")` : Prisma.sql`o."id"`} AS "organizationId",
      ${titles.length > 0 ? Prisma.sql`coalesce(t."title", p."name")` : Prisma.sql`p."name"`} AS "title"
    FROM ${programs(tx, all)} ${inGroups ? groups : Prisma.empty} ${title}
    WHERE ${numberOf(tree)} AND ${living(today)} AND (a."by" <> 'committee' OR ${within(tx, committees)})
      ${inGroups ? Prisma.sql`AND (a."by" <> 'groups' OR g."id" IS NOT NULL)` : Prisma.empty}
      AND (a."stamp" IS NULL OR p."planned" IS NULL OR p."planned" <> ${stampOf}))`
}

/** Those of these that have to be looked at: without a stamp, or some of whose programs have another one. */
export async function withoutStamp<T extends Held>(tx: Tx, tree: Tree, all: readonly T[]): Promise<T[]> {
  const stamped = all.filter(({ stamp }) => stamp !== null)
  if (stamped.length === 0) return [...all]
  const rows = await tx.$queryRaw<{ key: string }[]>`
    SELECT DISTINCT a."key" FROM ${programs(tx, stamped)}
    WHERE ${numberOf(tree)} AND ${living(tree.today)} AND (p."planned" IS NULL OR p."planned" <> ${stampOf})`
  const keys = new Set(rows.map(({ key }) => key))
  return all.filter(({ stamp, key }) => stamp === null || keys.has(key))
}

/** Programs that nobody holds: of branches without the committee or the groups that they need. */
export async function unheldPrograms(tx: Tx, tree: Tree, all: readonly Held[]): Promise<number[]> {
  const { today, committees } = tree
  const wanting = all.filter(({ by }) => by !== 'itself')
  if (wanting.length === 0) return []
  const rows = await tx.$queryRaw<{ id: number }[]>`
    SELECT p."id" FROM ${programs(tx, wanting)}
    WHERE ${numberOf(tree)} AND ${living(today)} AND CASE a."by"
      WHEN 'committee' THEN NOT ${within(tx, committees)}
      ELSE NOT EXISTS (SELECT 1 FROM ${livingGroups} g WHERE g."parentId" = o."id") END`
  return rows.map(({ id }) => id)
}
