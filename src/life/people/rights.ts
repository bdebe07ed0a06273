import type { Role } from './roles.ts'

/** What a person may do for an organization and everything below it. */
export type Right =
  /** Approve, move, cancel, take the roll, close the record. */
  | 'arrange'
  /** See who answered what, who is missing, who owes dues. */
  | 'see_names'
  /** Confirm dues as received. */
  | 'verify_dues'
  /** See and remind the branches below. */
  | 'oversee'

/** A role and where it is held: `path` is the organization's ("/1/4/"). */
export interface Held {
  role: Role
  path: string
}

const rights: Record<Role, readonly Right[]> = {
  secretary: ['arrange', 'see_names', 'verify_dues', 'oversee'],
  deputy_secretary: ['arrange', 'see_names', 'verify_dues', 'oversee'],
  organization_officer: ['arrange', 'see_names', 'verify_dues'],
  publicity_officer: ['see_names'],
  discipline_officer: ['see_names'],
  committee_member: ['see_names'],
  group_leader: ['arrange', 'see_names'],
  committee_officer: ['arrange', 'see_names', 'oversee'],
}

/** Whether somebody with these roles has the right for the organization at `path`: a role reaches its whole subtree. */
export const may = (held: readonly Held[], right: Right, path: string): boolean =>
  held.some((one) => rights[one.role].includes(right) && path.startsWith(one.path))

/** Whether they have it anywhere: what exactly they may do is asked where it is done. */
export const mayAnywhere = (held: readonly Held[], right: Right): boolean =>
  held.some((one) => rights[one.role].includes(right))
