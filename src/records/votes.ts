import { committeeRoles } from '../life/meeting/audience.ts'
import type { Answer } from '../life/meeting/participation.ts'
import type { RollEntry } from '../life/meeting/roll.ts'
import { isVoter } from '../life/meeting/voting.ts'
import { type ActivityRow, audienceOf } from './activities.ts'
import type { Tx } from './database.ts'
import { rollOf } from './participations.ts'

/** Somebody entitled to vote in a meeting, as the quorum needs to know them. */
export interface Voter extends RollEntry {
  name: string
  label: string
  answer: Answer | null
  exempt: boolean
  floating: boolean
  floatingPlace: string | null
}

/**
 * Those who make up 应到会有表决权 of a meeting, and those lawfully left out. Once the roll is frozen it is those who
 * counted then, whatever became of them since; before that, those on the roster now. In a committee meeting everybody in
 * the committee counts.
 */
export async function votersOf(
  tx: Tx,
  activity: ActivityRow,
  branchId: number,
): Promise<{ voters: Voter[]; excluded: { name: string; label: string; reason: string; on: string | null }[] }> {
  const [roll, counted] = await Promise.all([
    rollOf(tx, activity, branchId),
    tx.participation.findMany({
      where: { activityId: activity.id, branchId, voting: true },
      select: { memberId: true },
      orderBy: { id: 'asc' },
    }),
  ])
  const frozen = new Set(counted.map(({ memberId }) => memberId))
  const members = await tx.member.findMany({
    where: { id: { in: [...frozen, ...roll.map(({ memberId }) => memberId)] } },
    select: {
      id: true,
      name: true,
      label: true,
      category: true,
      exempt: true,
      floating: true,
      floatingPlace: true,
      votingExcluded: true,
      votingExcludedOn: true,
    },
    orderBy: { id: 'asc' },
  })
  const entry = new Map(roll.map((one) => [one.memberId, one]))
  const counts = (member: (typeof members)[number]) =>
    frozen.size > 0 ? frozen.has(member.id) : audienceOf(activity) === 'committee' || isVoter(member)
  return {
    voters: members.filter(counts).map(({ id, name, label, exempt, floating, floatingPlace }) => ({
      ...(entry.get(id) ?? silent),
      memberId: id,
      name,
      label,
      exempt,
      floating,
      floatingPlace,
    })),
    excluded: members.flatMap(({ name, label, votingExcluded, votingExcludedOn }) =>
      votingExcluded === null ? [] : [{ name, label, reason: votingExcluded, on: votingExcludedOn }],
    ),
  }
}

const silent = { answer: null, leaveState: null, reason: null, claim: null, attendance: null } as const

/** The votes of a meeting that stand, in the order in which they were recorded. */
export const votesOf = (tx: Tx, activityId: number, branchId: number) =>
  tx.vote.findMany({ where: { activityId, branchId, withdrawnAt: null }, orderBy: { id: 'asc' } })
export type VoteRow = Awaited<ReturnType<typeof votesOf>>[number]

/** Everybody of the branch's committee and the secretary among them: who may host, and for whom (article 14). */
export const hostsOf = async (tx: Tx, branchId: number): Promise<{ name: string; secretary: boolean }[]> => {
  const members = await tx.member.findMany({
    where: { branchId, leftOn: null },
    select: {
      name: true,
      positions: { where: { organizationId: branchId, role: { in: [...committeeRoles] } }, select: { role: true } },
    },
    orderBy: { id: 'asc' },
  })
  return members.map(({ name, positions }) => ({
    name,
    secretary: positions.some(({ role }) => role === 'secretary'),
  }))
}
