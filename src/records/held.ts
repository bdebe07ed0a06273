import type { HeldBy } from '../life/programs/structure.ts'
import type { Day } from '../time/zone.ts'
import { Prisma } from './client/client.ts'
import type { OrganizationKind } from './client/enums.ts'
import type { Tx } from './database.ts'
import { among, asText, recordset } from './sql.ts'
import { livingGroups } from './structure.ts'

/*
 * Which programs there are, and who holds them: for the whole tree, as the tables that planning joins.
 */

/** Programs of one name and rule, of organizations of one kind: what follows for one follows for all of them. */
export interface Alike {
  /** All of it in one text. */
  key: string
  kind: string
  name: string
  of: OrganizationKind
  /** JSON text. */
  rule: string
}

export const living = (today: Day) =>
  Prisma.sql`p."enabled" AND (o."dissolvedOn" IS NULL OR o."dissolvedOn" > ${today})`

/** One text to join by: of several conditions PostgreSQL expects next to no rows, and plans for that. */
const keyOf = (tx: Tx) => Prisma.sql`p."kind" || ' ' || p."name" || ' ' || ${asText(tx, Prisma.sql`o."kind"`)} || ' '
  || CAST(p."rule" AS TEXT)`

/** What the programs that are switched on come down to, of organizations that are not dissolved. */
export const programsAlike = (tx: Tx, today: Day): Promise<Alike[]> =>
  tx.$queryRaw`
    SELECT DISTINCT ${keyOf(tx)} AS "key", p."kind", p."name", ${asText(tx, Prisma.sql`o."kind"`)} AS "of",
      CAST(p."rule" AS TEXT) AS "rule"
    FROM "Program" p CROSS JOIN "Organization" o
    WHERE o."id" = p."organizationId" AND ${living(today)}`

/** The same, and by whom they are held. */
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
}

const alike = { n: 'int', key: 'text', by: 'text', stamp: 'text' } as const
/** One table of all, each row with the number of the programs for which it holds. */
export const numbered = <T extends Held, R extends object>(all: readonly T[], rows: (one: T) => Iterable<R>) =>
  all.flatMap((one, n) => [...rows(one)].map((row) => ({ n, ...row })))

const within = (tx: Tx, organizations: readonly number[]) =>
  organizations.length > 0 ? Prisma.sql`o."id" ${among(tx, organizations)}` : Prisma.sql`false`

export const stampOf = Prisma.sql`a."stamp" || ':' || o."rosterRevision"`

/**
 * The programs with their number: `p`, their organization `o`, and `a`. CROSS JOIN, here and below, is how SQLite is told
 * in which order; PostgreSQL finds its own.
 */
export const programs = (tx: Tx, all: readonly Held[]) => {
  const rows = numbered(all, ({ key, by, stamp }) => [{ key, by, stamp }])
  return Prisma.sql`"Program" p CROSS JOIN "Organization" o CROSS JOIN ${recordset(tx, rows, alike)} a`
}

export const numberOf = (tx: Tx) => Prisma.sql`o."id" = p."organizationId" AND a."key" = ${keyOf(tx)}`

/** Which of these programs is held by whom, without those that are as they were when their stamp was written. */
export function holders(tx: Tx, { today, committees }: Tree, all: readonly Held[]): Prisma.Sql {
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
    WHERE ${numberOf(tx)} AND ${living(today)} AND (a."by" <> 'committee' OR ${within(tx, committees)})
      ${inGroups ? Prisma.sql`AND (a."by" <> 'groups' OR g."id" IS NOT NULL)` : Prisma.empty}
      AND (a."stamp" IS NULL OR p."planned" IS NULL OR p."planned" <> ${stampOf}))`
}

/** Those of these that have to be looked at: without a stamp, or some of whose programs have another one. */
export async function withoutStamp<T extends Held>(tx: Tx, { today }: Tree, all: readonly T[]): Promise<T[]> {
  const stamped = all.filter(({ stamp }) => stamp !== null)
  if (stamped.length === 0) return [...all]
  const rows = await tx.$queryRaw<{ key: string }[]>`
    SELECT DISTINCT a."key" FROM ${programs(tx, stamped)}
    WHERE ${numberOf(tx)} AND ${living(today)} AND (p."planned" IS NULL OR p."planned" <> ${stampOf})`
  const keys = new Set(rows.map(({ key }) => key))
  return all.filter(({ stamp, key }) => stamp === null || keys.has(key))
}

/** Programs that nobody holds: of branches without the committee or the groups that they need. */
export async function unheldPrograms(tx: Tx, { today, committees }: Tree, all: readonly Held[]): Promise<number[]> {
  const wanting = all.filter(({ by }) => by !== 'itself')
  if (wanting.length === 0) return []
  const rows = await tx.$queryRaw<{ id: number }[]>`
    SELECT p."id" FROM ${programs(tx, wanting)}
    WHERE ${numberOf(tx)} AND ${living(today)} AND CASE a."by"
      WHEN 'committee' THEN NOT ${within(tx, committees)}
      ELSE NOT EXISTS (SELECT 1 FROM ${livingGroups} g WHERE g."parentId" = o."id") END`
  return rows.map(({ id }) => id)
}
