import type { Role } from '../../life/people/roles.ts'
import type { RosterPerson } from '../../life/people/roster.ts'
import { onTheWay } from '../../records/development.ts'
import { assessFrom, assessmentsOf } from '../../records/dues.ts'
import { leftMembers, rosterOf } from '../../records/members.ts'
import { ensureOrganization } from '../../records/organizations.ts'
import { arriving, fillDuesMonths, gone, leaving } from '../../records/transfers.ts'
import { monthOf, nextMonth } from '../../time/days.ts'
import type { Act, Change } from '../act.ts'
import { leaveRoster } from '../people/leave-roster.ts'
import { differences, isSame, type PersonChange, type RosterChange, tellApart } from './roster-change.ts'

export interface Branch {
  id: number
  name: string
  parentId: number | null
}

/** Somebody of the file whose row is new or differs: `id` is the member's, once there is one. */
interface Touched {
  person: RosterPerson
  id: number | null
  fields: PersonChange['fields']
}

/**
 * Brings one branch's roster to what the file says and notes in `change` what that was. Who differs is written one by
 * one; everything else is a few statements for the whole branch, because a county's file has thousands of people.
 */
export async function importBranch(
  act: Act,
  branch: Branch,
  file: RosterPerson[],
  change: RosterChange,
): Promise<void> {
  const { tx } = act
  const before = await rosterOf(tx, branch.id)
  const dues = await assessmentsOf(tx, [branch.id])
  const left = new Map(before.map((row) => [row.id, row]))
  const touched: Touched[] = []
  for (const person of await withoutMovers(act, branch, tellApart(file), change)) {
    const known = before.find((row) => left.has(row.id) && isSame(row, person))
    if (known) left.delete(known.id)
    const fields = known ? differences(known, dues.get(known.id) ?? null, person) : []
    if (!known || fields.length > 0) touched.push({ person, id: known?.id ?? null, fields })
  }
  // A letter under way ends when it is received or sent back, not by a roster that is ahead of it.
  for (const [id, { toName }] of await leaving(tx, branch.id)) {
    const row = left.get(id)
    if (!row) continue
    left.delete(id)
    change.inTransfer.push({ branch: branch.name, name: row.name, why: `正在转到${toName}，还没有接收，没有移出` })
  }
  // A file of members alone says nothing of who is on the way to become one.
  for (const id of await onTheWay(tx, [...left.keys()])) left.delete(id)
  if (touched.length + left.size === 0) return
  const groups = await ensureGroups(act, branch, touched)
  const kept = await keepPeople(act, branch, touched, groups)
  await keepPosts(act, branch, kept, groups)
  await assessFrom(
    tx,
    kept.flatMap(({ id, person: { duesFen } }) =>
      duesFen !== null && duesFen !== dues.get(id) ? [{ memberId: id, branchId: branch.id, amountFen: duesFen }] : [],
    ),
    monthOf(act.today()),
    act.now,
  )
  await oweFromLetter(act, kept)
  await leaveRoster(act, branch, [...left.keys()])
  await tx.organization.update({ where: { id: branch.id }, data: { rosterRevision: { increment: 1 } } })

  const entry = (action: string, id: number, what: Pick<Change, 'before' | 'after'>): Change => ({
    action,
    subject: { kind: 'member', id },
    organizationId: branch.id,
    ...what,
  })
  const side = (fields: PersonChange['fields'], which: 'before' | 'after') =>
    Object.fromEntries(fields.map((field) => [field.heading, field[which]]))
  await act.audit(
    ...kept.map(({ id, known, person, fields }) =>
      known
        ? entry('change_member', id, { before: side(fields, 'before'), after: side(fields, 'after') })
        : entry('add_member', id, { after: { name: person.name } }),
    ),
  )
  for (const { known, person, fields } of kept)
    (known ? change.changed : change.added).push({ branch: branch.name, name: person.name, fields })
  for (const row of left.values()) change.removed.push({ branch: branch.name, name: row.name, fields: [] })
}

type Groups = ReadonlyMap<string, number>

/** The branch's groups that are named, by name. */
async function ensureGroups(act: Act, branch: Branch, touched: Touched[]): Promise<Groups> {
  const groups = new Map<string, number>()
  for (const { person } of touched) {
    const name = person.group
    if (name === null || groups.has(name)) continue
    groups.set(name, (await ensureOrganization(act.tx, { kind: 'group', name, parentId: branch.id, now: act.now })).id)
  }
  return groups
}

type Kept = Omit<Touched, 'id'> & { id: number; known: boolean }

/** Somebody new has what the sheet says; of who is known only what it has a column for changes. */
const said = (person: RosterPerson, flag: 'floating' | 'exempt' | 'leader'): boolean =>
  !(person.unsaid?.includes(flag) ?? false)

const keyOf = ({ name, label }: { name: string; label: string }) => `${name}\n${label}`

/** Writes the people. Somebody who left and comes back keeps the records of before. */
async function keepPeople(act: Act, branch: Branch, touched: Touched[], groups: Groups): Promise<Kept[]> {
  const data = (person: RosterPerson) => ({
    groupId: person.group === null ? null : (groups.get(person.group) ?? null),
    name: person.name,
    label: person.label,
    staffNo: person.staffNo,
    category: person.category,
    phone: person.phone,
    joinedOn: person.joinedOn,
    fullOn: person.fullOn,
    aliases: person.aliases,
    ...(said(person, 'floating')
      ? {
          floating: person.floating,
          floatingPlace: person.floatingPlace,
          ...(person.floating ? {} : { floatingSince: null }),
        }
      : {}),
    ...(said(person, 'exempt') ? { exempt: person.exempt } : {}),
    ...(said(person, 'leader') && person.leader !== undefined ? { leader: person.leader } : {}),
  })
  const ids = new Map((await leftMembers(act.tx, branch.id)).map((row) => [keyOf(row), row.id]))
  const fresh = new Map<string, RosterPerson>()
  for (const { id, person } of touched) {
    const memberId = id ?? ids.get(keyOf(person))
    if (memberId === undefined) fresh.set(keyOf(person), person)
    else await act.tx.member.update({ where: { id: memberId }, data: { ...data(person), leftOn: null } })
  }
  const made = await act.tx.member.createManyAndReturn({
    data: [...fresh.values()].map((person) => ({ ...data(person), branchId: branch.id, createdAt: act.now })),
    select: { id: true, name: true, label: true },
  })
  for (const row of made) ids.set(keyOf(row), row.id)
  return touched.flatMap((one) => {
    const id = one.id ?? ids.get(keyOf(one.person))
    return id === undefined ? [] : [{ ...one, id, known: one.id !== null }]
  })
}

/** Group leaders hold their post in the group, committee officers above the branch, everybody else in the branch. */
async function keepPosts(act: Act, branch: Branch, kept: Kept[], groups: Groups): Promise<void> {
  const where = (role: Role, group: string | null) =>
    role === 'group_leader'
      ? ((group === null ? null : groups.get(group)) ?? branch.id)
      : role === 'committee_officer'
        ? (branch.parentId ?? branch.id)
        : branch.id
  await act.tx.position.deleteMany({ where: { memberId: { in: kept.map(({ id }) => id) } } })
  await act.tx.position.createMany({
    data: kept.flatMap(({ id, person }) =>
      person.posts.map((role) => ({ memberId: id, role, organizationId: where(role, person.group) })),
    ),
  })
}

/** Who is on the way here, or has gone from here to another branch in the tree, is not put on the roster by a file. */
async function withoutMovers(
  act: Act,
  branch: Branch,
  file: RosterPerson[],
  change: RosterChange,
): Promise<RosterPerson[]> {
  const [coming, left] = await Promise.all([arriving(act.tx, branch.id), gone(act.tx, branch.id)])
  if (coming.length + left.length === 0) return file
  const here = await rosterOf(act.tx, branch.id)
  return file.filter((person) => {
    if (here.some((row) => isSame(row, person))) return true
    const is = (one: { name: string; label: string }) => one.name === person.name && one.label === person.label
    const from = coming.find(({ member }) => is(member))
    const to = left.find(({ member }) => is(member))
    const why = from
      ? `正从${from.member.branch.name}转来，请先接收，没有加`
      : to
        ? `已经转到${to.toName}，没有再加；是另一位的话，请在姓名后面加括号说明`
        : null
    if (why !== null) change.inTransfer.push({ branch: branch.name, name: person.name, why })
    return why === null
  })
}

/** Dues of who came from outside are owed from the month after the letter's, once their amount is known. */
async function oweFromLetter(act: Act, kept: readonly Kept[]): Promise<void> {
  const letters = await act.tx.transfer.findMany({
    where: { memberId: { in: kept.map(({ id }) => id) }, fromBranchId: null, state: 'received' },
    select: {
      memberId: true,
      duesPaidTo: true,
      member: { select: { assessments: { orderBy: { fromMonth: 'asc' } } } },
    },
  })
  for (const { memberId, duesPaidTo, member } of letters) {
    const [first, second] = member.assessments
    const from = nextMonth(duesPaidTo)
    // Only the first amount reaches back: later ones are changes.
    if (!first || second || first.fromMonth <= from) continue
    await act.tx.duesAssessment.update({ where: { id: first.id }, data: { fromMonth: from } })
    await fillDuesMonths(act.tx, memberId, from, nextMonth(monthOf(act.today())))
  }
}
