import { type ActivityRule, activityRule } from '../life/programs.ts'
import type { Held } from '../life/rights.ts'
import type { Prisma } from './client/client.ts'
import type { Tx } from './database.ts'
import { committeeRoles } from './organizations.ts'
import { json } from './sql.ts'

const withProgram = {
  organization: { select: { id: true, name: true, path: true, place: true, kind: true } },
  program: { select: { rule: true } },
} satisfies Prisma.ActivityInclude

export type ActivityRow = Prisma.ActivityGetPayload<{ include: typeof withProgram }>

export const findActivity = (tx: Tx, id: number): Promise<ActivityRow | null> =>
  tx.activity.findUnique({ where: { id }, include: withProgram })

/** The rule of the activity's program; a single activity without a program follows the defaults. */
export const ruleOf = (activity: { program: { rule: unknown } | null }): ActivityRule =>
  activityRule.parse(activity.program?.rule ?? { cadence: { on: 'day_of_month', day: 1 } })

/** Who of a branch comes: a lecture that a committee holds is for all members of the branches below. */
export const audienceOf = (activity: { program: { rule: unknown } | null }): 'members' | 'committee' =>
  ruleOf(activity).audience === 'committee' ? 'committee' : 'members'

/** Whether a member is one of those an activity is for: of its own branch or one below; a committee meeting is the committee's. */
export const isFor = (
  activity: { organization: { path: string }; program: { rule: unknown } | null },
  member: { branchPath: string; held: readonly Held[] },
): boolean =>
  member.branchPath.startsWith(activity.organization.path) &&
  (audienceOf(activity) === 'members' || member.held.some(({ role }) => committeeRoles.some((one) => one === role)))

/**
 * Activities a branch's people may be talking about: its own and those its committees hold for it,
 * from some days back (the record may be open) to those already planned.
 */
export async function openActivities(
  tx: Tx,
  branch: { id: number; path: string },
  from: Date,
  until: Date,
): Promise<ActivityRow[]> {
  const above = branch.path.split('/').filter(Boolean).map(Number)
  return tx.activity.findMany({
    where: {
      organizationId: { in: above },
      state: { in: ['planned', 'approved', 'held'] },
      startsAt: { gte: from, lte: until },
      records: { none: { branchId: branch.id, state: 'closed' } },
    },
    include: withProgram,
    orderBy: { startsAt: 'asc' },
  })
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
    SELECT r.value->>'programId', r.value->>'organizationId', r.value->>'kind', r.value->>'period', r.value->>'title',
      r.value->>'startsAt', r.value->>'endsAt', r.value->>'provisional', r.value->>'dateReason', ${now}
    FROM json_each(${json(rows)}) r WHERE true
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

/** The activity whose record a branch closed last, of that name if one is given. */
export const latestClosed = (tx: Tx, branchId: number, title: string | null): Promise<ActivityRow | null> =>
  tx.activity.findFirst({
    where: { records: { some: { branchId, state: 'closed' } }, ...(title === null ? {} : { title }) },
    include: withProgram,
    orderBy: { startsAt: 'desc' },
  })
