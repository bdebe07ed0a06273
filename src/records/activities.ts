import type { z } from 'zod'
import {
  type Attendee,
  type Audience,
  audienceFor,
  concerning,
  isFor as isForAudience,
  keeperOf as keeperOfAudience,
} from '../life/meeting/audience.ts'
import { type ActivityRule, activityRule } from '../life/programs/programs.ts'
import { Prisma } from './client/client.ts'
import type { OrganizationKind } from './client/enums.ts'
import type { Tx } from './database.ts'
import { rowsOf } from './direct.ts'
import { loader } from './loader.ts'
import { among, columnsOf, recordset } from './sql.ts'

const withProgram = {
  organization: { select: { id: true, name: true, path: true, place: true, kind: true } },
  program: { select: { rule: true } },
} satisfies Prisma.ActivityInclude

export type ActivityRow = Prisma.ActivityGetPayload<{ include: typeof withProgram }> & {
  /** Where the branch usually meets: read with one activity of a party group, not with lists. */
  branchPlace?: string | null
}

type Rule = NonNullable<ActivityRow['program']>['rule']

/** Many branches have the same rule, and every message reads those of its activities: each is read from JSON once. */
const rules = new Map<string, Rule>()
const rulesKept = 1_000

function ruleIn(json: string): Rule {
  const known = rules.get(json)
  if (known !== undefined) return known
  if (rules.size >= rulesKept) rules.clear()
  const rule: Rule = JSON.parse(json)
  rules.set(json, rule)
  return rule
}

type Flat = Omit<ActivityRow, 'organization' | 'program'> & {
  heldBy: string
  heldAt: string
  usualPlace: string | null
  holderKind: OrganizationKind
  rule: string | null
}

const columns = columnsOf(Prisma.ActivityScalarFieldEnum, 'a')

/** The same rows as with `withProgram`, for what every message and every notice asks. */
async function activitiesWhere(tx: Tx, condition: Prisma.Sql): Promise<ActivityRow[]> {
  const rows = await rowsOf<Flat>(
    tx,
    Prisma.sql`
      SELECT ${columns}, o."name" AS "heldBy", o."path" AS "heldAt", o."place" AS "usualPlace", o."kind" AS "holderKind",
        CAST(p."rule" AS text) AS "rule"
      FROM "Activity" a JOIN "Organization" o ON o."id" = a."organizationId" LEFT JOIN "Program" p ON p."id" = a."programId"
      WHERE ${condition}`,
  )
  // Added to the row as it was read: to copy it takes as long as to read it.
  return rows.map((row) =>
    Object.assign(row, {
      organization: {
        id: row.organizationId,
        name: row.heldBy,
        path: row.heldAt,
        place: row.usualPlace,
        kind: row.holderKind,
      },
      program: row.rule === null ? null : { rule: ruleIn(row.rule) },
    }),
  )
}

const activityById = loader<number, ActivityRow>(async (tx, ids) => {
  const [only, ...others] = ids
  const chosen = others.length === 0 ? Prisma.sql`= ${only}` : Prisma.sql`${among(tx, ids)}`
  return new Map((await activitiesWhere(tx, Prisma.sql`a."id" ${chosen}`)).map((one) => [one.id, one]))
})

export async function findActivity(tx: Tx, id: number): Promise<ActivityRow | null> {
  const found = await activityById(tx, id)
  if (!found) return null
  if (found.organization.kind !== 'group' || found.organization.place !== null) return found
  const branch = await tx.organization.findUnique({
    where: { id: keeperOf(found, 0) },
    select: { place: true },
  })
  return { ...found, branchPlace: branch?.place ?? null }
}

/** Where it takes place: where nothing was said, where the organization usually meets. */
export const placeOf = ({ place, organization, branchPlace }: ActivityRow): string | null =>
  place ?? organization.place ?? branchPlace ?? null

/** The rule of the activity's program; a single activity without a program follows the defaults. */
export const ruleOf = (activity: { program: { rule: unknown } | null }): ActivityRule =>
  activityRule.parse(activity.program?.rule ?? { cadence: { on: 'day_of_month', day: 1 } })

/** What audience and roll need, read without the rest of the rule: every message asks it of every open activity. */
const attended = activityRule.pick({ audience: true, roll: true })
const parsed = new WeakMap<object, z.infer<typeof attended>>()

function attendedBy({ program }: Pick<ActivityRow, 'program'>): z.infer<typeof attended> {
  const rule = program?.rule
  if (typeof rule !== 'object' || rule === null) return attended.parse({})
  const known = parsed.get(rule) ?? attended.parse(rule)
  parsed.set(rule, known)
  return known
}

/** Who stands on the roll of an activity: see life/meeting/audience.ts. */
export const audienceOf = (activity: Pick<ActivityRow, 'organization' | 'program'>): Audience =>
  audienceFor(attendedBy(activity), activity.organization)

/** Whether members take turns (员工讲坛): no roll, no record. */
export const isRota = (activity: Pick<ActivityRow, 'program'>): boolean => attendedBy(activity).roll === 'rota'

/** Whether a member is one of those an activity is for. */
export const isFor = (
  activity: Pick<ActivityRow, 'organization' | 'program'>,
  person: Attendee,
  standIn?: boolean,
): boolean => isForAudience(audienceOf(activity), activity.organization, person, standIn)

/** The organization that keeps roll and record of an activity, for somebody of this branch. */
export const keeperOf = (activity: Pick<ActivityRow, 'organization' | 'program'>, branchId: number): number =>
  keeperOfAudience(audienceOf(activity), activity.organization, branchId)

/**
 * Activities that a person may be talking about: of their branch and group, of the committees above, and of where they
 * hold posts, from some days back (the record may be open) to those already planned.
 * @param groups the meetings of all groups of the branch too: for its officers
 */
export async function openActivities(
  tx: Tx,
  person: Attendee & { branchId: number },
  from: Date,
  until: Date,
  groups = false,
): Promise<ActivityRow[]> {
  const organizations = [...new Set([person.branchId, ...concerning(person)])]
  const holders = groups
    ? Prisma.sql`SELECT "id" FROM "Organization" WHERE "id" IN (${Prisma.join(organizations)})
        UNION SELECT "id" FROM "Organization" WHERE "parentId" = ${person.branchId} AND "kind" = 'group'`
    : Prisma.join(organizations)
  // A talk that goes round has neither answers nor a roll.
  const open = await activitiesWhere(
    tx,
    Prisma.sql`a."organizationId" IN (${holders}) AND a."kind" <> 'staff_forum'
      AND a."state" IN ('planned', 'approved', 'held') AND a."startsAt" >= ${from} AND a."startsAt" <= ${until}
      AND NOT EXISTS (SELECT 1 FROM "ActivityRecord" r WHERE r."activityId" = a."id"
        AND r."branchId" IN (${Prisma.join(organizations)}) AND r."state" = 'closed')
      ORDER BY a."startsAt", a."id"`,
  )
  return open.filter((one) => !isRota(one))
}

export interface NewActivity {
  programId: number
  organizationId: number
  kind: string
  period: string
  title: string
  startsAt: Date
  endsAt: Date
  provisional: boolean
  dateReason: string | null
}

const newActivity = {
  programId: 'int',
  organizationId: 'int',
  kind: 'text',
  period: 'text',
  title: 'text',
  startsAt: 'instant',
  endsAt: 'instant',
  provisional: 'bool',
  dateReason: 'text',
} as const

/** Adds the activities that are not there yet and returns those. One statement, however many. */
export async function insertActivities(
  tx: Tx,
  rows: NewActivity[],
  now: Date,
): Promise<{ id: number; programId: number; organizationId: number; startsAt: Date }[]> {
  if (rows.length === 0) return []
  return tx.$queryRaw`
    INSERT INTO "Activity" ("programId", "organizationId", "kind", "period", "title", "startsAt", "endsAt",
      "provisional", "dateReason", "createdAt")
    SELECT r."programId", r."organizationId", r."kind", r."period", r."title",
      r."startsAt", r."endsAt", r."provisional", r."dateReason", ${now}
    FROM ${recordset(tx, rows, newActivity)} r WHERE true
    ON CONFLICT DO NOTHING
    RETURNING "id", "programId", "organizationId", "startsAt"`
}

const begun = (now: Date) =>
  ({ state: { in: ['planned', 'approved'] }, startsAt: { lte: now } }) satisfies Prisma.ActivityWhereInput

/** Those of `startedActivities`, in the same transaction, are held from now on. */
export const markHeld = async (tx: Tx, now: Date): Promise<void> => {
  await tx.activity.updateMany({ where: begun(now), data: { state: 'held' } })
}

/** Activities whose time has come and whose roll is not frozen yet. */
export const startedActivities = (tx: Tx, now: Date): Promise<ActivityRow[]> =>
  tx.activity.findMany({
    where: begun(now),
    include: withProgram,
    orderBy: { startsAt: 'asc' },
  })

/** Activities whose records were closed, the last first: of the person's branch and of where they hold posts. */
export const recentlyClosed = (tx: Tx, person: Attendee & { branchId: number }): Promise<ActivityRow[]> =>
  tx.activity.findMany({
    where: { records: { some: { branchId: { in: [person.branchId, ...concerning(person)] }, state: 'closed' } } },
    include: withProgram,
    orderBy: { startsAt: 'desc' },
    take: 60,
  })

/** Of these activities those that are the last of their occasion: no later session is planned. */
export async function lastSessions(tx: Tx, activities: readonly ActivityRow[]): Promise<Set<number>> {
  const occasions = activities.flatMap(({ occasionId }) => occasionId ?? [])
  if (occasions.length === 0) return new Set()
  const sessions = await sessionsOf(tx, occasions)
  return new Set(
    occasions.flatMap((occasion) => sessions.filter(({ occasionId }) => occasionId === occasion).at(-1)?.id ?? []),
  )
}

/** The sessions of these occasions that are not called off, in the order in which they are held. */
export const sessionsOf = (tx: Tx, occasionIds: number[]): Promise<ActivityRow[]> =>
  tx.activity.findMany({
    where: { occasionId: { in: occasionIds }, state: { not: 'cancelled' } },
    include: withProgram,
    orderBy: [{ startsAt: 'asc' }, { id: 'asc' }],
  })
