import type { RosterPerson } from '../../life/people/roster.ts'
import type { RosterRow } from '../../records/members.ts'

export interface PersonChange {
  branch: string
  name: string
  /** What differs: heading, before, after. Empty for people added or removed. */
  fields: { heading: string; before: string; after: string }[]
}

/** What an import changes. */
export interface RosterChange {
  added: PersonChange[]
  changed: PersonChange[]
  removed: PersonChange[]
  /** Not as the file has them, because of a transfer: why. */
  inTransfer: { branch: string; name: string; why: string }[]
  branches: string[]
  /** Branches of which no sector is known: only what every branch does each month is planned for them. */
  withoutSector: string[]
}

/** People of one name get a label (the one in the file, else their group, else their staff number). */
export function tellApart(people: RosterPerson[]): RosterPerson[] {
  const count = new Map<string, number>()
  for (const { name, label } of people) count.set(`${name}\n${label}`, (count.get(`${name}\n${label}`) ?? 0) + 1)
  return people.map((person) =>
    (count.get(`${person.name}\n${person.label}`) ?? 0) > 1
      ? { ...person, label: person.label || (person.group ?? person.staffNo ?? '') }
      : person,
  )
}

/** By staff number where both have one, else by name and label. */
export const isSame = (row: RosterRow, person: RosterPerson): boolean =>
  row.staffNo !== null && person.staffNo !== null
    ? row.staffNo === person.staffNo
    : row.name === person.name && row.label === person.label

/** Columns of what a sheet may leave unsaid. */
const headingsOf = { floating: ['流动', '流动去向'], exempt: ['免硬性要求'], leader: ['领导干部'] } as const

const list = (values: string[]) => [...values].sort().join('、')
/** Other names of a member, as they are kept. */
export const aliasesOf = (row: RosterRow): string[] => (Array.isArray(row.aliases) ? row.aliases.map(String) : [])

/** What differs between a member as kept and as the file has them, heading by heading. */
export function differences(row: RosterRow, duesFen: number | null, person: RosterPerson): PersonChange['fields'] {
  const pairs: [string, string | number | boolean | null, string | number | boolean | null][] = [
    ['姓名', `${row.name}${row.label}`, `${person.name}${person.label}`],
    ['工号', row.staffNo, person.staffNo],
    ['党小组', row.group?.name ?? null, person.group],
    ['人员类别', row.category, person.category],
    ['职务', list(row.positions.map((one) => one.role)), list(person.posts)],
    ['手机', row.phone, person.phone],
    ['入党日期', row.joinedOn, person.joinedOn],
    ['转正日期', row.fullOn, person.fullOn],
    // An empty cell says nothing about dues.
    ['月应交党费', duesFen, person.duesFen ?? duesFen],
    ['别名', list(aliasesOf(row)), list(person.aliases)],
    ['流动', row.floating, person.floating],
    ['流动去向', row.floatingPlace, person.floatingPlace],
    ['免硬性要求', row.exempt, person.exempt],
    ['领导干部', row.leader, person.leader ?? row.leader],
  ]
  const unsaid = new Set<string>((person.unsaid ?? []).flatMap((flag) => headingsOf[flag]))
  return pairs
    .filter(([heading]) => !unsaid.has(heading))
    .filter(([, before, after]) => before !== after)
    .map(([heading, before, after]) => ({ heading, before: String(before ?? ''), after: String(after ?? '') }))
}
