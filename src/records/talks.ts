import { calledName, type MemberCategory } from '../life/people/roster.ts'
import type { HeldTalk, TalkPerson } from '../life/people/talks.ts'
import type { Tx } from './database.ts'
import { committeeRoles } from './organizations.ts'

/** A full or probationary member whom the talks of a branch must cover. */
export interface TalkMember extends TalkPerson {
  name: string
  category: MemberCategory
  branchId: number
}

/** Whom the talks of these branches must cover, in roster order. */
export async function talkMembers(tx: Tx, branchIds: number[]): Promise<TalkMember[]> {
  const rows = await tx.member.findMany({
    where: { branchId: { in: branchIds }, leftOn: null, category: { in: ['full', 'probationary'] } },
    select: {
      id: true,
      name: true,
      label: true,
      category: true,
      branchId: true,
      positions: { select: { role: true, organizationId: true } },
    },
    orderBy: { id: 'asc' },
  })
  return rows.map(({ id, name, label, category, branchId, positions }) => ({
    id,
    name: calledName({ name, label }),
    category,
    branchId,
    committee: positions.some(
      (one) => one.organizationId === branchId && committeeRoles.some((role) => role === one.role),
    ),
  }))
}

/** The talks of a year in these branches, in order. */
export const talksOf = (tx: Tx, branchIds: number[], year: string): Promise<(HeldTalk & { branchId: number })[]> =>
  tx.talk.findMany({
    where: { branchId: { in: branchIds }, heldOn: { gte: `${year}-01-01`, lte: `${year}-12-31` } },
    select: { branchId: true, memberId: true, otherId: true, heldOn: true },
    orderBy: [{ heldOn: 'asc' }, { id: 'asc' }],
  })

/** Writes talks that are not there yet, each pair in the same order; returns how many were new. */
export async function insertTalks(
  tx: Tx,
  talks: (HeldTalk & { branchId: number })[],
  by: { recordedById: number | null; now: Date },
): Promise<{ id: number; memberId: number; otherId: number }[]> {
  const made: { id: number; memberId: number; otherId: number }[] = []
  for (const { branchId, memberId, otherId, heldOn } of talks) {
    const pair = { branchId, memberId: Math.min(memberId, otherId), otherId: Math.max(memberId, otherId), heldOn }
    const known = await tx.talk.findUnique({ where: { branchId_memberId_otherId_heldOn: pair } })
    if (known) continue
    const { id } = await tx.talk.create({ data: { ...pair, recordedById: by.recordedById, createdAt: by.now } })
    made.push({ id, memberId: pair.memberId, otherId: pair.otherId })
  }
  return made
}
