import { portions } from '../base/grouped.ts'
import { Prisma } from './client/client.ts'
import type { Tx } from './database.ts'
import { insertDuesMonths } from './dues.ts'
import { type Held, holders, living, numbered, numberOf, programs, stampOf, type Tree, withoutStamp } from './held.ts'
import { insertNoticesFrom } from './notices.ts'
import { countAgain, recordset } from './sql.ts'

/*
 * Planning for the whole tree: what follows from a rule comes in as a few small tables, and the database makes the rows
 * of them, one statement each, however many organizations.
 */

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

/** Programs that are alike, and what follows from their rule. */
export interface ToPlan extends Held {
  days: readonly PlannedDay[]
  ofActivities: readonly OfActivity[]
  ofPeriods: readonly OfPeriod[]
  owed: readonly OwedMonth[]
}

const said = { n: 'int', kind: 'text', facts: 'json', stage: 'text', dueAt: 'instant', helpsUntil: 'instant' } as const

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
      WHERE c."id" > ${newest?.id ?? 0} AND p."id" = c."programId" AND ${numberOf(tree)}
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
async function stamp(tx: Tx, tree: Tree, all: readonly ToPlan[]): Promise<void> {
  if (all.length === 0) return
  await tx.$executeRaw`
    UPDATE "Program" SET "planned" = q."stamp"
    FROM (SELECT p."id", ${stampOf} AS "stamp" FROM ${programs(tx, all)}
      WHERE ${numberOf(tree)} AND ${living(tree.today)} AND (p."planned" IS NULL OR p."planned" <> ${stampOf})) q
    WHERE "Program"."id" = q."id"`
}

/** So many kinds of programs at once: where every branch has rules of its own the tables stay small. */
const portion = 100

/** Adds what is not there yet; what is stays as it is. @returns how many activities */
export async function planPrograms(tx: Tx, tree: Tree, all: readonly ToPlan[], now: Date): Promise<number> {
  let made = 0
  for (const part of portions(all, portion)) {
    const some = await withoutStamp(tx, tree, part)
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
