import type { HeldBy } from '../life/programs/structure.ts'
import type { Day } from '../time/zone.ts'
import { Prisma } from './client/client.ts'
import type { OrganizationKind } from './client/enums.ts'
import type { Tx } from './database.ts'
import { insertDuesMonths } from './dues.ts'
import { insertNoticesFrom } from './notices.ts'
import { asText, countAgain, list, recordset } from './sql.ts'
import { livingGroups } from './structure.ts'

/*
 * Planning for the whole tree: what follows from a rule comes in as a few small tables, and the database makes the rows
 * of them, one statement each, however many organizations.
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

const living = (today: Day) => Prisma.sql`p."enabled" AND (o."dissolvedOn" IS NULL OR o."dissolvedOn" > ${today})`

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

/** A day that the rule names. */
export interface PlannedDay {
  period: string
  startsAt: Date
  endsAt: Date
  provisional: boolean
  dateReason: string | null
}

/** Something that will be said of it. */
export interface PlannedNotice {
  kind: string
  facts: object
  stage: string
  dueAt: Date
  helpsUntil: Date | null
}

/** What will be said of an activity that starts then. */
export interface OfActivity extends PlannedNotice {
  startsAt: Date
}

/** What will be said of a period; nothing that was due before the program was set up. */
export interface OfPeriod extends PlannedNotice {
  /** program: of one institution and holder; dues, talk: of an organization. */
  causeKind: 'program' | 'dues' | 'talk'
  period: string
  /** Nothing is said where the program was set up at that time or later. */
  setUpBefore: Date | null
}

/** A month of dues that the members owe, unless the program was set up when its window was over. */
export interface OwedMonth {
  month: string
  setUpBefore: Date
}

export interface Held extends Alike {
  by: HeldBy
}

export interface ToPlan extends Held {
  /** As an activity is called in a group of that name; otherwise as the program. */
  titles: ReadonlyMap<string, string>
  days: readonly PlannedDay[]
  ofActivities: readonly OfActivity[]
  ofPeriods: readonly OfPeriod[]
  owed: readonly OwedMonth[]
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
const said = { n: 'int', kind: 'text', facts: 'json', stage: 'text', dueAt: 'instant', helpsUntil: 'instant' } as const

/** One table of all, each row with the number of the programs for which it holds. */
const numbered = <T extends Held, R extends object>(all: readonly T[], rows: (one: T) => Iterable<R>) =>
  all.flatMap((one, n) => [...rows(one)].map((row) => ({ n, ...row })))

const within = (tx: Tx, organizations: readonly number[]) =>
  organizations.length > 0 ? Prisma.sql`o."id" IN ${list(tx, organizations)}` : Prisma.sql`false`

const stampOf = Prisma.sql`a."stamp" || ':' || o."rosterRevision"`

/**
 * The programs with their number: `p`, their organization `o`, and `a`. CROSS JOIN, here and below, is how SQLite is told
 * in which order; PostgreSQL finds its own.
 */
const programs = (tx: Tx, all: readonly (Held & { stamp?: string | null })[]) => {
  const rows = numbered(all, ({ key, by, stamp = null }) => [{ key, by, stamp }])
  return Prisma.sql`"Program" p CROSS JOIN "Organization" o CROSS JOIN ${recordset(tx, rows, alike)} a`
}

const numberOf = (tx: Tx) => Prisma.sql`o."id" = p."organizationId" AND a."key" = ${keyOf(tx)}`

/** Which of these programs is held by whom, without those that are as they were when their stamp was written. */
function holders(tx: Tx, { today, committees }: Tree, all: readonly ToPlan[]): Prisma.Sql {
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

const day = {
  n: 'int',
  period: 'text',
  startsAt: 'instant',
  endsAt: 'instant',
  provisional: 'bool',
  dateReason: 'text',
} as const

/** So many rows at once change what a plan of a statement is good for. */
const many = 1_000

/** Adds the activities that are not there yet, and what will be said of them. */
async function planActivities(tx: Tx, tree: Tree, all: readonly ToPlan[], now: Date): Promise<number> {
  const days = numbered(all, (one) => one.days)
  if (days.length === 0) return 0
  const [newest] = await tx.$queryRaw<{ id: number | null }[]>`SELECT max("id") AS "id" FROM "Activity"`
  const made = await tx.$executeRaw`
    INSERT INTO "Activity" ("programId", "organizationId", "kind", "period", "title", "startsAt", "endsAt",
      "provisional", "dateReason", "createdAt")
    SELECT h."programId", h."organizationId", h."kind", d."period", h."title", d."startsAt", d."endsAt",
      d."provisional", d."dateReason", ${now}
    FROM ${holders(tx, tree, all)} h CROSS JOIN ${recordset(tx, days, day)} d
    WHERE d."n" = h."n" AND d."startsAt" > h."createdAt" AND NOT EXISTS (SELECT 1 FROM "Activity" x WHERE x."programId" = h."programId"
      AND x."organizationId" = h."organizationId" AND x."period" = d."period" AND x."sequence" = 1)
    ORDER BY h."programId", h."organizationId", d."startsAt"
    ON CONFLICT DO NOTHING`
  if (made === 0) return 0
  if (made > many) await countAgain(tx, 'Activity')
  const stages = numbered(all, (one) => one.ofActivities.map((stage, place) => ({ place, ...stage })))
  const told = await insertNoticesFrom(
    tx,
    Prisma.sql`
      SELECT s."kind", s."facts", 'activity' AS "causeKind", CAST(c."id" AS TEXT) AS "causeId", s."stage",
        c."organizationId", s."dueAt", s."helpsUntil", c."id" AS "first", s."place" AS "then"
      FROM "Activity" c CROSS JOIN ${programs(tx, all)}
      CROSS JOIN ${recordset(tx, stages, { ...said, place: 'int', startsAt: 'instant' })} s
      WHERE c."id" > ${newest?.id ?? 0} AND p."id" = c."programId" AND ${numberOf(tx)}
        AND s."n" = a."n" AND s."startsAt" = c."startsAt"`,
    now,
  )
  if (told > many) await countAgain(tx, 'Notice')
  return made
}

/** Adds what will be said of periods, as far as it is not there yet. */
async function planPeriods(tx: Tx, tree: Tree, all: readonly ToPlan[], now: Date): Promise<void> {
  const stages = numbered(all, (one) => one.ofPeriods.map((stage, place) => ({ place, ...stage })))
  if (stages.length === 0) return
  const columns = { ...said, place: 'int', causeKind: 'text', period: 'text', setUpBefore: 'instant' } as const
  await insertNoticesFrom(
    tx,
    Prisma.sql`
      SELECT c.* FROM (
        SELECT s."kind", s."facts", s."causeKind", CASE s."causeKind" WHEN 'program' THEN h."programId"
          ELSE h."organizationId" END || ':' || s."period" AS "causeId", s."stage", h."organizationId", s."dueAt",
          s."helpsUntil", h."programId" AS "first", s."place" AS "then"
        FROM ${holders(tx, tree, all)} h CROSS JOIN ${recordset(tx, stages, columns)} s
        WHERE s."n" = h."n" AND s."dueAt" >= h."createdAt"
          AND (s."setUpBefore" IS NULL OR s."setUpBefore" > h."createdAt")) c
      WHERE NOT EXISTS (SELECT 1 FROM "Notice" x WHERE x."causeKind" = c."causeKind" AND x."causeId" = c."causeId"
        AND x."revision" = 1 AND x."stage" = c."stage" AND x."recipientKind" = 'organization'
        AND x."recipientId" = c."organizationId" AND x."ordinal" = 0)`,
    now,
  )
}

/** Adds what the members owe, as far as it is not there yet. */
async function planDues(tx: Tx, tree: Tree, all: readonly ToPlan[]): Promise<void> {
  const owed = numbered(all, (one) => one.owed)
  if (owed.length === 0) return
  const months = recordset(tx, owed, { n: 'int', month: 'text', setUpBefore: 'instant' })
  const made = await insertDuesMonths(
    tx,
    Prisma.sql`(SELECT h."organizationId", d."month" FROM ${holders(tx, tree, all)} h CROSS JOIN ${months} d
      WHERE d."n" = h."n" AND d."setUpBefore" > h."createdAt")`,
  )
  if (made > many) await countAgain(tx, 'DuesMonth')
}

/** Remembers for which rule, months and roster all is there. */
async function stamp(tx: Tx, { today }: Tree, all: readonly ToPlan[]): Promise<void> {
  if (all.length === 0) return
  await tx.$executeRaw`
    UPDATE "Program" SET "planned" = q."stamp"
    FROM (SELECT p."id", ${stampOf} AS "stamp" FROM ${programs(tx, all)}
      WHERE ${numberOf(tx)} AND ${living(today)} AND (p."planned" IS NULL OR p."planned" <> ${stampOf})) q
    WHERE "Program"."id" = q."id"`
}

/** So many kinds of programs at once: where every branch has rules of its own the tables stay small. */
const portion = 100

/** Adds what is not there yet; what is stays as it is. @returns how many activities */
export async function planPrograms(tx: Tx, tree: Tree, all: readonly ToPlan[], now: Date): Promise<number> {
  let made = 0
  for (let from = 0; from < all.length; from += portion) {
    const some = all.slice(from, from + portion)
    made += await planActivities(
      tx,
      tree,
      some.filter(({ days }) => days.length > 0),
      now,
    )
    await planDues(
      tx,
      tree,
      some.filter(({ owed }) => owed.length > 0),
    )
    await planPeriods(
      tx,
      tree,
      some.filter(({ ofPeriods }) => ofPeriods.length > 0),
      now,
    )
    await stamp(
      tx,
      tree,
      some.filter((one) => one.stamp !== null),
    )
  }
  return made
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
