import type { Held } from '../people/rights.ts'
import type { ActivityRule } from '../programs/programs.ts'

/** Who holds an activity: `path` is the organization's ("/1/4/"). */
export interface Holder {
  id: number
  kind: 'committee' | 'general_branch' | 'branch' | 'group'
  path: string
}

/**
 * Who stands on the roll. branch: the members of the branch that keeps it; group: those of the group that meets; below:
 * the members of all branches below, each branch with a roll of its own; committee: the branch committee; officers: those
 * of a higher committee; secretaries: those of the branches below it.
 */
export type Audience = 'branch' | 'group' | 'below' | 'committee' | 'officers' | 'secretaries'

/** The audience of what this organization holds by that rule. What a committee holds for "members" is for all below. */
export function audienceFor(rule: Pick<ActivityRule, 'audience'>, { kind }: Pick<Holder, 'kind'>): Audience {
  const above = kind === 'committee' || kind === 'general_branch'
  if (rule.audience === 'committee' || rule.audience === 'secretaries')
    return above ? (rule.audience === 'secretaries' ? 'secretaries' : 'officers') : 'committee'
  return above ? 'below' : kind
}

/** Its members are told one by one; the branch's group is not their room. */
export const toldAlone = (audience: Audience): boolean =>
  audience === 'committee' || audience === 'officers' || audience === 'secretaries'

/** Ids from the root down to a node: "/1/4/9/" → [1, 4, 9]. */
export const idsOn = (path: string): number[] => path.split('/').filter(Boolean).map(Number)

/** The node itself: "/1/4/9/" → 9. */
const nodeOf = (path: string): number => idsOn(path).at(-1) ?? 0

/**
 * The organization that keeps roll and record: of a group's meeting the branch, of a committee's own meetings the
 * committee, of a lecture for all branches the branch of whoever comes.
 */
export function keeperOf(audience: Audience, holder: Holder, branchId: number): number {
  if (audience === 'below') return branchId
  return audience === 'group' ? (idsOn(holder.path).at(-2) ?? branchId) : holder.id
}

/** The roles that sit in a branch committee. */
export const committeeRoles = [
  'secretary',
  'deputy_secretary',
  'organization_officer',
  'publicity_officer',
  'discipline_officer',
  'committee_member',
] as const satisfies readonly Held['role'][]

const inCommittee = (role: Held['role']) => committeeRoles.some((one) => one === role)

export interface Attendee {
  branchPath: string
  /** The group on the branch's roster; null: none. */
  groupId: number | null
  held: readonly Held[]
}

/**
 * Whether a member is one of those an activity is for.
 * @param standIn a deputy counts as the secretary: the branch has none
 */
export function isFor(audience: Audience, holder: Holder, person: Attendee, standIn = true): boolean {
  const { branchPath, groupId, held } = person
  const here = (path: string) => path === holder.path
  switch (audience) {
    case 'branch':
    case 'below':
      return branchPath.startsWith(holder.path)
    case 'group':
      return groupId === holder.id
    case 'committee':
      return held.some(({ role, path }) => here(path) && inCommittee(role))
    case 'officers':
      return held.some(({ role, path }) => here(path) && role !== 'group_leader')
    case 'secretaries':
      // A post above the person's own branch is that of a committee.
      return held.some(
        ({ role, path }) =>
          path.startsWith(holder.path) &&
          (path === branchPath || !branchPath.startsWith(path)) &&
          (role === 'secretary' || (standIn && role === 'deputy_secretary')),
      )
  }
}

/** Organizations whose activities may concern a person: from the root to their branch, their group, and where they hold posts. */
export const concerning = ({ branchPath, groupId, held }: Attendee): number[] => [
  ...new Set([...idsOn(branchPath), ...(groupId === null ? [] : [groupId]), ...held.map(({ path }) => nodeOf(path))]),
]
