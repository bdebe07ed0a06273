import { ZhibuError } from '../base/errors.ts'
import { lectureSeries, standardPrograms } from '../life/programs.ts'
import type { Role } from '../life/roles.ts'
import type { RosterPerson } from '../life/roster.ts'
import type { Tx } from '../records/database.ts'
import { type RosterRow, rosterOf } from '../records/members.ts'
import { ensureOrganization } from '../records/organizations.ts'
import { monthOf } from '../time/days.ts'
import type { Act } from './act.ts'

export interface RosterOptions {
  /** The branch of people whose row names none. */
  branch: string | null
  /** The committee above the branches, if there is one. */
  committee: string | null
}

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
  branches: string[]
}

/**
 * Brings the roster to what the file says; what is there stays as it is, so that a second import changes nothing.
 * People of these branches who are not in the file leave the roster today; their records are kept.
 * @throws ZhibuError BRANCH_NEEDED where a row names no branch and there is not exactly one
 */
export async function importRoster(act: Act, people: RosterPerson[], options: RosterOptions): Promise<RosterChange> {
  const { tx } = act
  const committee =
    options.committee === null
      ? null
      : await ensureOrganization(tx, { kind: 'committee', name: options.committee, parentId: null, now: act.now })
  if (committee?.created) await startPrograms(act, committee.id, lectureSeries)
  const usual = options.branch ?? (await onlyBranch(tx))
  const byBranch = new Map<string, RosterPerson[]>()
  for (const person of people) {
    const name = person.branch ?? usual
    if (name === null)
      throw new ZhibuError(
        'BRANCH_NEEDED',
        `第 ${person.row} 行没有写党支部`,
        '在表里加一列「党支部」，或在命令后面加 --branch 支部名称',
      )
    byBranch.set(name, [...(byBranch.get(name) ?? []), person])
  }
  const change: RosterChange = { added: [], changed: [], removed: [], branches: [...byBranch.keys()] }
  for (const [name, members] of byBranch) {
    const known = await tx.organization.findFirst({
      where: { name, kind: 'branch' },
      select: { id: true, parentId: true },
    })
    const branch =
      known ?? (await ensureOrganization(tx, { kind: 'branch', name, parentId: committee?.id ?? null, now: act.now }))
    if (!known) await startPrograms(act, branch.id, standardPrograms)
    await importBranch(
      act,
      { id: branch.id, name, parentId: committee?.id ?? known?.parentId ?? null },
      tellApart(members),
      change,
    )
  }
  return change
}

const onlyBranch = async (tx: Tx): Promise<string | null> => {
  const branches = await tx.organization.findMany({ where: { kind: 'branch' }, select: { name: true }, take: 2 })
  return branches.length === 1 ? (branches[0]?.name ?? null) : null
}

/** People of one name get a label (the one in the file, else their group, else their staff number). */
function tellApart(people: RosterPerson[]): RosterPerson[] {
  const count = new Map<string, number>()
  for (const { name, label } of people) count.set(`${name}\n${label}`, (count.get(`${name}\n${label}`) ?? 0) + 1)
  return people.map((person) =>
    (count.get(`${person.name}\n${person.label}`) ?? 0) > 1
      ? { ...person, label: person.label || (person.group ?? person.staffNo ?? '') }
      : person,
  )
}

async function startPrograms(
  act: Act,
  organizationId: number,
  programs: typeof standardPrograms | typeof lectureSeries,
): Promise<void> {
  for (const { kind, name, rule } of programs) {
    await act.tx.program.create({
      data: { organizationId, kind, name, rule, startsOn: monthOf(act.today()), createdAt: act.now },
    })
  }
}

interface Branch {
  id: number
  name: string
  parentId: number | null
}

async function importBranch(act: Act, branch: Branch, people: RosterPerson[], change: RosterChange): Promise<void> {
  const { tx } = act
  const before = await rosterOf(tx, branch.id)
  const dues = await assessments(
    tx,
    before.map((row) => row.id),
  )
  const left = new Map(before.map((row) => [row.id, row]))
  let touched = 0
  for (const person of people) {
    const known = before.find((row) => left.has(row.id) && isSame(row, person))
    if (known) left.delete(known.id)
    const fields = known ? differences(known, dues.get(known.id) ?? null, person) : []
    if (known && fields.length === 0) continue
    touched += 1
    const id = await keepPerson(act, branch, known ?? null, person)
    await keepPosts(act, branch, id, person)
    await assess(act, branch.id, id, person.duesFen, dues.get(id) ?? null)
    await act.audit({
      action: known ? 'change_member' : 'add_member',
      subject: { kind: 'member', id },
      organizationId: branch.id,
      before: known ? Object.fromEntries(fields.map((field) => [field.heading, field.before])) : null,
      after: known ? Object.fromEntries(fields.map((field) => [field.heading, field.after])) : { name: person.name },
    })
    ;(known ? change.changed : change.added).push({ branch: branch.name, name: person.name, fields })
  }
  for (const row of left.values()) {
    touched += 1
    await tx.member.update({ where: { id: row.id }, data: { leftOn: act.today() } })
    await tx.position.deleteMany({ where: { memberId: row.id } })
    await act.audit({
      action: 'remove_member',
      subject: { kind: 'member', id: row.id },
      organizationId: branch.id,
      before: { leftOn: null },
      after: { leftOn: act.today() },
    })
    change.removed.push({ branch: branch.name, name: row.name, fields: [] })
  }
  if (touched > 0)
    await tx.organization.update({ where: { id: branch.id }, data: { rosterRevision: { increment: 1 } } })
}

/** By staff number where both have one, else by name and label. */
const isSame = (row: RosterRow, person: RosterPerson): boolean =>
  row.staffNo !== null && person.staffNo !== null
    ? row.staffNo === person.staffNo
    : row.name === person.name && row.label === person.label

const list = (values: string[]) => [...values].sort().join('、')
const aliasesOf = (row: RosterRow): string[] => (Array.isArray(row.aliases) ? row.aliases.map(String) : [])

function differences(row: RosterRow, duesFen: number | null, person: RosterPerson): PersonChange['fields'] {
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
  ]
  return pairs
    .filter(([, before, after]) => before !== after)
    .map(([heading, before, after]) => ({ heading, before: String(before ?? ''), after: String(after ?? '') }))
}

async function keepPerson(act: Act, branch: Branch, known: RosterRow | null, person: RosterPerson): Promise<number> {
  const group =
    person.group === null
      ? null
      : await ensureOrganization(act.tx, { kind: 'group', name: person.group, parentId: branch.id, now: act.now })
  const data = {
    groupId: group?.id ?? null,
    name: person.name,
    label: person.label,
    staffNo: person.staffNo,
    category: person.category,
    phone: person.phone,
    joinedOn: person.joinedOn,
    fullOn: person.fullOn,
    aliases: person.aliases,
    floating: person.floating,
    floatingPlace: person.floatingPlace,
    exempt: person.exempt,
  }
  if (known) return (await act.tx.member.update({ where: { id: known.id }, data })).id
  // Somebody who left and comes back keeps the records of before.
  const key = { branchId_name_label: { branchId: branch.id, name: person.name, label: person.label } }
  return (
    await act.tx.member.upsert({
      where: key,
      update: { ...data, leftOn: null },
      create: { ...data, branchId: branch.id, createdAt: act.now },
    })
  ).id
}

/** Group leaders hold their post in the group, committee officers above the branch, everybody else in the branch. */
async function keepPosts(act: Act, branch: Branch, memberId: number, person: RosterPerson): Promise<void> {
  const group =
    person.group === null
      ? null
      : await act.tx.organization.findFirst({ where: { parentId: branch.id, name: person.group } })
  const where = (role: Role) =>
    role === 'group_leader'
      ? (group?.id ?? branch.id)
      : role === 'committee_officer'
        ? (branch.parentId ?? branch.id)
        : branch.id
  await act.tx.position.deleteMany({ where: { memberId } })
  for (const role of person.posts)
    await act.tx.position.create({ data: { memberId, role, organizationId: where(role) } })
}

async function assessments(tx: Tx, memberIds: number[]): Promise<Map<number, number>> {
  const rows = await tx.duesAssessment.findMany({
    where: { memberId: { in: memberIds } },
    orderBy: { fromMonth: 'asc' },
  })
  return new Map(rows.map((row) => [row.memberId, row.amountFen]))
}

/** A new amount holds from this month on; months that are paid or claimed stay as they are. */
async function assess(
  act: Act,
  branchId: number,
  memberId: number,
  fen: number | null,
  before: number | null,
): Promise<void> {
  if (fen === null || fen === before) return
  const fromMonth = monthOf(act.today())
  const data = { amountFen: fen, basis: 'roster', createdAt: act.now }
  await act.tx.duesAssessment.upsert({
    where: { memberId_fromMonth: { memberId, fromMonth } },
    update: data,
    create: { memberId, fromMonth, ...data },
  })
  await act.tx.duesMonth.updateMany({
    where: { memberId, branchId, month: { gte: fromMonth }, state: { in: ['due', 'exempt'] }, paidFen: 0 },
    data: { dueFen: fen, state: fen === 0 ? 'exempt' : 'due' },
  })
}

/** The roster as a file would name it. */
export async function exportRoster(tx: Tx, branchIds: number[]): Promise<RosterPerson[]> {
  const people: RosterPerson[] = []
  for (const branchId of branchIds) {
    const rows = await rosterOf(tx, branchId)
    const dues = await assessments(
      tx,
      rows.map((row) => row.id),
    )
    for (const row of rows) {
      people.push({
        row: people.length + 1,
        name: row.name,
        label: row.label,
        staffNo: row.staffNo,
        branch: row.branch.name,
        group: row.group?.name ?? null,
        category: row.category,
        posts: row.positions.map((one) => one.role),
        phone: row.phone,
        joinedOn: row.joinedOn,
        fullOn: row.fullOn,
        duesFen: dues.get(row.id) ?? null,
        aliases: aliasesOf(row),
        floating: row.floating,
        floatingPlace: row.floatingPlace,
        exempt: row.exempt,
      })
    }
  }
  return people
}
