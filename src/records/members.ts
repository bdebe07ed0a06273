import type { Held } from '../life/people/rights.ts'
import { calledName } from '../life/people/roster.ts'
import type { Tx } from './database.ts'

export interface SpeakerRow {
  id: number
  name: string
  branchId: number
  branchPath: string
  groupId: number | null
  rosterRevision: number
  held: Held[]
}

/** Who speaks, with the roles they hold; null where they left the roster. */
export async function findSpeaker(tx: Tx, memberId: number): Promise<SpeakerRow | null> {
  const member = await tx.member.findUnique({
    where: { id: memberId },
    select: {
      id: true,
      name: true,
      leftOn: true,
      groupId: true,
      branch: { select: { id: true, path: true, rosterRevision: true } },
      positions: { select: { role: true, organization: { select: { path: true, kind: true } } } },
    },
  })
  if (!member || member.leftOn !== null) return null
  return {
    id: member.id,
    name: member.name,
    branchId: member.branch.id,
    branchPath: member.branch.path,
    groupId: member.groupId,
    rosterRevision: member.branch.rosterRevision,
    // A leader whose group the roster does not name leads none.
    held: member.positions
      .filter(({ role, organization }) => role !== 'group_leader' || organization.kind === 'group')
      .map(({ role, organization }) => ({ role, path: organization.path })),
  }
}

/** Everybody on the rosters of these branches now, in roster order. */
export const rostersOf = (tx: Tx, branchIds: number[]) =>
  tx.member.findMany({
    where: { branchId: { in: branchIds }, leftOn: null },
    include: { positions: true, group: { select: { name: true } }, branch: { select: { name: true } } },
    orderBy: { id: 'asc' },
  })
export type RosterRow = Awaited<ReturnType<typeof rostersOf>>[number]

/** Everybody on one branch's roster now. */
export const rosterOf = (tx: Tx, branchId: number): Promise<RosterRow[]> => rostersOf(tx, [branchId])

/** Those who were on a branch's roster and left it. */
export const leftMembers = (tx: Tx, branchId: number) =>
  tx.member.findMany({ where: { branchId, leftOn: { not: null } }, select: { id: true, name: true, label: true } })

/** A member's name as people read it, with what tells namesakes apart. */
export const calledNameOf = async (tx: Tx, memberId: number): Promise<string> =>
  calledName(await tx.member.findUniqueOrThrow({ where: { id: memberId }, select: { name: true, label: true } }))
