import { readSector } from '../life/programs/sectors.ts'
import { type Term, usualYears } from '../life/tree/term.ts'
import type { OrganizationKind } from './client/enums.ts'
import type { Tx } from './database.ts'
import { nearestSector } from './tree.ts'

/** The present term of one organization, with the rule by which it is reminded of. */
export interface TermRow {
  id: number
  parentId: number | null
  kind: OrganizationKind
  name: string
  path: string
  /** null where nobody told the day of the election. */
  term: Term | null
  years: number
  /** Why the end was moved. */
  reason: string | null
  /** The committee above has not yet approved secretary and deputy. */
  pending: boolean
  /** Its program of elections; null where it has none: the standard holds. */
  program: { rule: unknown; enabled: boolean } | null
}

/**
 * The terms of all organizations in the subtree at `path`, groups left out. Three queries, however many.
 * @param known only those of which the day of the election was told
 */
export async function termsBelow(tx: Tx, path: string, known = false): Promise<TermRow[]> {
  const nodes = await tx.organization.findMany({
    where: {
      path: { startsWith: path },
      dissolvedOn: null,
      kind: { not: 'group' },
      ...(known ? { electedOn: { not: null } } : {}),
    },
    select: {
      id: true,
      parentId: true,
      kind: true,
      name: true,
      path: true,
      electedOn: true,
      termYears: true,
      termEndsOn: true,
      termReason: true,
      electionPending: true,
    },
    orderBy: { id: 'asc' },
  })
  if (nodes.length === 0) return []
  const given = await tx.organization.findMany({ where: { sector: { not: null } }, select: { id: true, sector: true } })
  const own = new Map(given.map(({ id, sector }) => [id, sector === null ? null : readSector(sector)]))
  const programs = await tx.program.findMany({
    where: { kind: 'election', organization: { path: { startsWith: path } } },
    select: { organizationId: true, rule: true, enabled: true },
  })
  const byOrganization = new Map(programs.map((program) => [program.organizationId, program]))
  return nodes.map(({ electedOn, termYears, termEndsOn, termReason, electionPending, ...node }) => {
    const years = termYears ?? usualYears(node.kind, nearestSector(node.path, own))
    return {
      ...node,
      years,
      term: electedOn === null ? null : { electedOn, years, endsOn: termEndsOn },
      reason: termReason,
      pending: electionPending,
      program: byOrganization.get(node.id) ?? null,
    }
  })
}

/** The term of one organization; null where it is not there, or dissolved. */
export async function termOf(tx: Tx, id: number): Promise<TermRow | null> {
  const node = await tx.organization.findUnique({ where: { id }, select: { path: true } })
  if (!node) return null
  return (await termsBelow(tx, node.path)).find((one) => one.id === id) ?? null
}

const idsOn = (path: string): number[] => path.split('/').filter(Boolean).map(Number)

/** Who above an organization is turned to; empty where there is nobody. */
export const officersAbove = (tx: Tx, path: string) => overseers(tx, idsOn(path).slice(0, -1))

/** Who is turned to for what stands below an organization: its own officers, or those further up. */
export const officersOver = (tx: Tx, path: string) => overseers(tx, idsOn(path))

/** The officers of the last of these organizations that has any, those first whose work it is. */
async function overseers(tx: Tx, ids: number[]): Promise<{ memberId: number; name: string }[]> {
  const held = await tx.position.findMany({
    where: {
      organizationId: { in: ids },
      role: { in: ['committee_officer', 'secretary', 'deputy_secretary'] },
      member: { leftOn: null },
    },
    select: { organizationId: true, memberId: true, role: true, member: { select: { name: true } } },
    orderBy: { id: 'asc' },
  })
  const nearest = ids.findLast((id) => held.some((one) => one.organizationId === id))
  const there = held.filter((one) => one.organizationId === nearest)
  const officers = there.filter((one) => one.role === 'committee_officer')
  return (officers.length > 0 ? officers : there).map(({ memberId, member }) => ({ memberId, name: member.name }))
}
