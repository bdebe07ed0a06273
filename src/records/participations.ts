import type { RollEntry } from '../life/roll.ts'
import type { ClaimKind } from './client/enums.ts'
import type { Tx } from './database.ts'
import { committeeRoles } from './organizations.ts'
import { json } from './sql.ts'

export interface RollRow extends RollEntry {
  name: string
  label: string
  exempt: boolean
  lateMinutes: number | null
  claim: ClaimKind | null
  claimById: number | null
  expected: boolean
  acknowledgedAt: Date | null
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

/** Who of a branch an activity is for: everybody, or only the branch committee. */
export type Audience = 'members' | 'committee'

/** Everybody of a branch with what is known for one activity, whether they answered or not, in roster order. */
export async function rollOf(
  tx: Tx,
  activityId: number,
  branchId: number,
  audience: Audience = 'members',
): Promise<RollRow[]> {
  const [members, rows] = await Promise.all([
    tx.member.findMany({
      where: {
        branchId,
        OR: [
          {
            leftOn: null,
            category: { in: ['full', 'probationary'] },
            ...(audience === 'committee' ? { positions: { some: { role: { in: [...committeeRoles] } } } } : {}),
          },
          // Who stood on the roll when it was frozen stays there, whatever became of them since.
          { participations: { some: { activityId, expected: true } } },
        ],
      },
      select: { id: true, name: true, label: true, exempt: true },
      orderBy: { id: 'asc' },
    }),
    tx.participation.findMany({ where: { activityId, branchId }, select: selectRoll }),
  ])
  const known = new Map(rows.map((row) => [row.memberId, row]))
  return members.map(({ id, name, label, exempt }) => ({
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
  }))
}

/** The roll of one branch for one activity. */
export interface Roll {
  activityId: number
  branchId: number
  audience: Audience
}

/**
 * Freezes rolls at the start: everybody on the branch's roster who is required to come is expected from now on,
 * and who joins or leaves later does not change it. Idempotent; one statement, however many.
 * Exempt members (art. 23, 2019 regulation on members' education) are expected only if they said they would come.
 */
export async function freezeRolls(tx: Tx, rolls: Roll[]): Promise<number> {
  return tx.$executeRaw`
    INSERT INTO "Participation" ("activityId", "memberId", "branchId", "expected")
    SELECT r.value->>'activityId', m."id", m."branchId", true
    FROM json_each(${json(rolls)}) r JOIN "Member" m ON m."branchId" = r.value->>'branchId'
    WHERE m."leftOn" IS NULL AND m."category" IN ('full', 'probationary')
      AND (NOT m."exempt" OR EXISTS (SELECT 1 FROM "Participation" p WHERE p."activityId" = r.value->>'activityId'
        AND p."memberId" = m."id" AND p."answer" IN ('attend', 'online')))
      AND (r.value->>'audience' = 'members' OR EXISTS (SELECT 1 FROM "Position" s WHERE s."memberId" = m."id"
        AND s."role" NOT IN ('group_leader', 'committee_officer')))
    ON CONFLICT ("activityId", "memberId") DO UPDATE SET "expected" = true`
}
