import type { BranchCounts } from '../life/guide-numbers.ts'
import { isVoter } from '../life/meeting/voting.ts'
import { readSector, type Sector } from '../life/programs/sectors.ts'
import { usualYears } from '../life/tree/term.ts'
import type { Tx } from './database.ts'
import { committeeRoles } from './organizations.ts'
import { policiesOf } from './policies.ts'
import { nearestSector } from './tree.ts'

/** What a branch's roster counts today; null where there is no such branch. */
export async function branchCounts(tx: Tx, branchId: number): Promise<BranchCounts | null> {
  const branch = await tx.organization.findUnique({
    where: { id: branchId },
    select: { name: true, path: true, kind: true, electedOn: true, termYears: true, termEndsOn: true },
  })
  if (!branch) return null
  const members = await tx.member.findMany({
    where: { branchId, leftOn: null, category: { in: ['full', 'probationary'] } },
    select: { category: true, floating: true, votingExcluded: true },
  })
  const committee = await tx.position.findMany({
    where: { organizationId: branchId, role: { in: [...committeeRoles] }, member: { leftOn: null } },
    distinct: ['memberId'],
    select: { memberId: true },
  })
  const years = branch.termYears ?? usualYears(branch.kind, await sectorOf(tx, branch.path))
  const full = members.filter((one) => one.category === 'full')
  return {
    name: branch.name,
    full: full.length,
    probationary: members.length - full.length,
    floating: members.filter((one) => one.floating).length,
    excluded: full.filter((one) => !isVoter(one)).length,
    committee: committee.length,
    term: branch.electedOn === null ? null : { electedOn: branch.electedOn, years, endsOn: branch.termEndsOn },
    policies: await policiesOf(tx, branch.path),
  }
}

/** Its own sector, or the nearest above it. */
async function sectorOf(tx: Tx, path: string): Promise<Sector | null> {
  const above = await tx.organization.findMany({
    where: { id: { in: path.split('/').filter(Boolean).map(Number) }, sector: { not: null } },
    select: { id: true, sector: true },
  })
  return nearestSector(path, new Map(above.map(({ id, sector }) => [id, sector === null ? null : readSector(sector)])))
}
