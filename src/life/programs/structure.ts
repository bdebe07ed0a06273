import { institution } from './catalogue.ts'

/**
 * A branch of seven full members or more has a committee (2018 regulation on branches, chapter on committees; article
 * not verified); so has one in which three people hold its posts, whatever the roster says.
 */
export const committeeFrom = { fullMembers: 7, posts: 3 } as const

/** What of the tree decides whether an institution is held, and by whom. */
export interface Structure {
  /** Branches that have a committee. */
  committees: ReadonlySet<number>
  /** The groups of each branch that has any. */
  groups: ReadonlyMap<number, readonly { id: number; name: string }[]>
}

export interface Holder {
  organizationId: number
  title: string
}

/** Who holds an institution: the organization itself, itself where it has a committee, or each of its groups. */
export type HeldBy = 'itself' | 'committee' | 'groups'

export function heldBy(institutionOf: { kind: string; name: string }, organizationKind: string): HeldBy {
  const standing = institution(institutionOf.kind, institutionOf.name)
  if (organizationKind !== 'branch') return 'itself'
  if (standing?.holder === 'group') return 'groups'
  return standing?.needs === 'committee' ? 'committee' : 'itself'
}

/** By whom the institution of a program is held: nobody where a branch lacks what it needs, each of its groups in turn. */
export function holdersOf(
  program: { kind: string; name: string; organizationId: number; organization: { kind: string; name: string } },
  { committees, groups }: Structure,
): Holder[] {
  const { organizationId, organization, name } = program
  const by = heldBy(program, organization.kind)
  if (by === 'groups')
    return (groups.get(organizationId) ?? []).map((group) => ({
      organizationId: group.id,
      title: titleInGroup(name, group.name),
    }))
  if (by === 'committee' && !committees.has(organizationId)) return []
  if (organization.kind === 'group') return [{ organizationId, title: titleInGroup(name, organization.name) }]
  return [{ organizationId, title: name }]
}

/** What a branch must have for it to be held there, if anything. */
export function needsStructure(kind: string, name: string): 'committee' | 'group' | null {
  const standing = institution(kind, name)
  if (standing?.holder === 'group') return 'group'
  return standing?.needs === 'committee' ? 'committee' : null
}

/** 第一党小组 and 党小组会 are the 第一党小组会. */
export function titleInGroup(name: string, group: string): string {
  const stem = /^党?小组/.test(name) ? group.replace(/党?小组$/, '') : group
  return name.startsWith(stem) ? name : `${stem}${name}`
}
