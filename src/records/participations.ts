import { type Audience, committeeRoles } from '../life/meeting/audience.ts'
import type { RollEntry } from '../life/meeting/roll.ts'
import { type ActivityRow, audienceOf } from './activities.ts'
import type { Prisma } from './client/client.ts'
import type { ClaimKind } from './client/enums.ts'
import type { Tx } from './database.ts'
import { recordset } from './sql.ts'

export interface RollRow extends RollEntry {
  name: string
  label: string
  exempt: boolean
  lateMinutes: number | null
  claim: ClaimKind | null
  claimById: number | null
  expected: boolean
  acknowledgedAt: Date | null
  /** Comes to another session of the same occasion. */
  elsewhere: boolean
}

/** A member's name as people read it; the label only where the name alone is not clear is left to the caller. */
const selectRoll = {
  memberId: true,
  answer: true,
  leaveState: true,
  reason: true,
  claim: true,
  claimById: true,
  attendance: true,
  lateMinutes: true,
  expected: true,
  acknowledgedAt: true,
} as const

/** Members who stand on a roll now, whoever they are. */
function standing(activity: Held, keeperId: number): Prisma.MemberWhereInput {
  const { id, path } = activity.organization
  const posts = (where: Prisma.PositionWhereInput) => ({ positions: { some: where } })
  const below = { kind: 'branch', path: { startsWith: path } } satisfies Prisma.OrganizationWhereInput
  const secretary = { role: 'secretary', member: { leftOn: null } } satisfies Prisma.PositionWhereInput
  switch (audienceOf(activity)) {
    case 'branch':
    case 'below':
      return { branchId: keeperId }
    case 'group':
      return { groupId: id }
    case 'committee':
      return posts({ organizationId: id, role: { in: [...committeeRoles] } })
    case 'officers':
      return posts({ organizationId: id, role: { not: 'group_leader' } })
    case 'secretaries':
      return posts({
        OR: [
          { role: 'secretary', organization: below },
          { role: 'deputy_secretary', organization: { ...below, positions: { none: secretary } } },
        ],
      })
  }
}

const named = {
  id: true,
  name: true,
  label: true,
  exempt: true,
  branchId: true,
  branch: { select: { name: true } },
} as const

/** What a roll is asked of: the activity as it was read. */
type Held = Pick<ActivityRow, 'id' | 'organization' | 'program' | 'occasionId'>

/**
 * Everybody an activity is for, of one keeper's roll, with what is known, whether they answered or not, in roster order.
 * `keeperId`: see `keeperOf`.
 */
export async function rollOf(tx: Tx, activity: Held, keeperId: number): Promise<RollRow[]> {
  const [members, rows, elsewhere] = await Promise.all([
    tx.member.findMany({
      where: {
        OR: [
          { leftOn: null, category: { in: ['full', 'probationary'] }, ...standing(activity, keeperId) },
          // Who stood on the roll when it was frozen stays there, whatever became of them since.
          { participations: { some: { activityId: activity.id, branchId: keeperId, expected: true } } },
        ],
      },
      select: named,
      orderBy: { id: 'asc' },
    }),
    tx.participation.findMany({ where: { activityId: activity.id, branchId: keeperId }, select: selectRoll }),
    inOtherSessions(tx, activity),
  ])
  const known = new Map(rows.map((row) => [row.memberId, row]))
  return toldApart(members).map(({ id, name, label, exempt }) => ({
    answer: null,
    leaveState: null,
    reason: null,
    claim: null,
    claimById: null,
    attendance: null,
    lateMinutes: null,
    expected: false,
    acknowledgedAt: null,
    ...known.get(id),
    memberId: id,
    name,
    label,
    exempt,
    elsewhere: elsewhere.has(id),
  }))
}

/** On a committee's roll people of several branches meet: namesakes get their branch's name. */
function toldApart<M extends { name: string; label: string; branchId: number; branch: { name: string } }>(
  members: M[],
): M[] {
  const branches = new Map<string, Set<number>>()
  for (const { name, branchId } of members) branches.set(name, (branches.get(name) ?? new Set()).add(branchId))
  return members.map((one) =>
    one.label === '' && (branches.get(one.name)?.size ?? 0) > 1 ? { ...one, label: one.branch.name } : one,
  )
}

/** Those who come, or came, to another session of the same occasion. */
async function inOtherSessions(tx: Tx, { id, occasionId }: Held): Promise<Set<number>> {
  if (occasionId === null) return new Set()
  const rows = await tx.participation.findMany({
    where: {
      activity: { occasionId, state: { not: 'cancelled' } },
      activityId: { not: id },
      OR: [{ attendance: { in: ['present', 'online'] } }, { attendance: null, answer: { in: ['attend', 'online'] } }],
    },
    select: { memberId: true },
  })
  return new Set(rows.map((one) => one.memberId))
}

/** One roll of an activity: what freezing it needs to know. */
export interface Roll {
  activityId: number
  /** Who keeps it. */
  branchId: number
  audience: Audience
  /** Who holds the activity. */
  organizationId: number
  path: string
  /** Of several sessions (场次) each has those who come to it, the last one also everybody else; null: there is only one. */
  session: 'one' | 'last' | null
}

const rollColumns = {
  activityId: 'int',
  branchId: 'int',
  audience: 'text',
  organizationId: 'int',
  path: 'text',
  session: 'text',
} as const

/**
 * Freezes rolls at the start: everybody on the branch's roster who is required to come is expected from now on,
 * and who joins or leaves later does not change it. Idempotent; one statement, however many.
 * Exempt members (art. 23, 2019 regulation on members' education) are expected only if they said they would come; in
 * 应到会有表决权 they count all the same: nobody but those whom the general meeting left out is missing there.
 */
export async function freezeRolls(tx: Tx, rolls: Roll[]): Promise<number> {
  return tx.$executeRaw`
    WITH roll AS (SELECT * FROM ${recordset(tx, rolls, rollColumns)} r),
    stands AS (
      SELECT r."activityId", r."branchId", r."session", r."audience", m."id" AS "memberId"
      FROM roll r JOIN "Member" m ON m."branchId" = r."branchId"
      WHERE r."audience" IN ('branch', 'below') OR (r."audience" = 'group' AND m."groupId" = r."organizationId")
      UNION
      SELECT r."activityId", r."branchId", r."session", r."audience", s."memberId"
      FROM roll r JOIN "Position" s ON s."organizationId" = r."organizationId" AND s."role" <> 'group_leader'
      WHERE r."audience" = 'officers' OR (r."audience" = 'committee' AND s."role" <> 'committee_officer')
      UNION
      SELECT r."activityId", r."branchId", r."session", r."audience", s."memberId"
      FROM roll r JOIN "Organization" o ON o."kind" = 'branch' AND o."path" LIKE r."path" || '%'
        JOIN "Position" s ON s."organizationId" = o."id"
      WHERE r."audience" = 'secretaries' AND (s."role" = 'secretary' OR (s."role" = 'deputy_secretary'
        AND NOT EXISTS (SELECT 1 FROM "Position" t JOIN "Member" n ON n."id" = t."memberId"
          WHERE t."organizationId" = o."id" AND t."role" = 'secretary' AND n."leftOn" IS NULL))))
    INSERT INTO "Participation" ("activityId", "memberId", "branchId", "expected", "voting")
    SELECT d."activityId", m."id", d."branchId",
      (d."session" IS NULL AND NOT m."exempt")
        OR EXISTS (SELECT 1 FROM "Participation" p
          WHERE p."activityId" = d."activityId" AND p."memberId" = m."id" AND p."answer" IN ('attend', 'online'))
        OR (d."session" = 'last' AND NOT m."exempt" AND NOT EXISTS (SELECT 1 FROM "Participation" p
          JOIN "Activity" x ON x."id" = p."activityId" JOIN "Activity" y ON y."id" = d."activityId"
          WHERE x."occasionId" = y."occasionId" AND x."id" <> y."id" AND x."state" <> 'cancelled'
            AND p."memberId" = m."id" AND p."expected" AND coalesce(p."attendance", 'present') IN ('present', 'online'))),
      d."audience" = 'committee' OR (m."category" = 'full' AND m."votingExcluded" IS NULL)
    FROM stands d JOIN "Member" m ON m."id" = d."memberId"
    WHERE m."leftOn" IS NULL AND m."category" IN ('full', 'probationary')
    ON CONFLICT ("activityId", "memberId") DO UPDATE SET
      "expected" = "Participation"."expected" OR excluded."expected", "voting" = excluded."voting"`
}

/** Those who stand on a frozen roll: 应到. */
export const frozenRoll = async (tx: Tx, activityId: number, keeperId: number): Promise<RollRow[]> => {
  const rows = await tx.participation.findMany({
    where: { activityId, branchId: keeperId, expected: true },
    select: { ...selectRoll, member: { select: named } },
    orderBy: { memberId: 'asc' },
  })
  const people = new Map(toldApart(rows.map(({ member }) => member)).map((member) => [member.id, member]))
  return rows.map(({ member, ...row }) => {
    const { name, label, exempt } = people.get(member.id) ?? member
    return { ...row, name, label, exempt, elsewhere: false }
  })
}
