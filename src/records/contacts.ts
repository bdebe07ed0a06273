import { concerning } from '../life/meeting/audience.ts'
import type { Prisma } from './client/client.ts'
import type { Tx } from './database.ts'

const withBoth = {
  member: { select: { id: true, name: true, label: true, branchId: true, leftOn: true } },
  organization: { select: { id: true, name: true, path: true } },
} satisfies Prisma.ContactPointInclude
export type ContactRow = Prisma.ContactPointGetPayload<{ include: typeof withBoth }>

const standing = { untilOn: null, member: { leftOn: null } } satisfies Prisma.ContactPointWhereInput

/** Contact points (联系点) that stand, of the branches below a path. */
export const contactsBelow = (tx: Tx, path: string): Promise<ContactRow[]> =>
  tx.contactPoint.findMany({
    where: { ...standing, organization: { path: { startsWith: path } } },
    include: withBoth,
    orderBy: [{ organizationId: 'asc' }, { id: 'asc' }],
  })

/** Those of one leader. */
export const contactsOf = (tx: Tx, memberId: number): Promise<ContactRow[]> =>
  tx.contactPoint.findMany({ where: { ...standing, memberId }, include: withBoth, orderBy: { id: 'asc' } })

export const findContact = (tx: Tx, id: number): Promise<ContactRow | null> =>
  tx.contactPoint.findUnique({ where: { id }, include: withBoth })

/** Leaders who are guests in a branch: not those on its own roster. */
export const guestsOf = (tx: Tx, branchId: number) =>
  tx.contactPoint.findMany({
    where: { untilOn: null, organizationId: branchId, member: { leftOn: null, branchId: { not: branchId } } },
    select: { memberId: true, member: { select: { name: true, label: true } } },
    orderBy: { memberId: 'asc' },
  })

/** Branches in which a member is a guest. */
export const guestIn = async (tx: Tx, person: Parameters<typeof concerning>[0] & { id: number }): Promise<number[]> =>
  (await contactsOf(tx, person.id))
    .map(({ organizationId }) => organizationId)
    .filter((id) => !concerning({ ...person, held: [] }).includes(id))

/** How often each leader was there as a guest in a span, and when last: by leader and branch. */
export async function visitsOf(
  tx: Tx,
  contacts: readonly { memberId: number; organizationId: number }[],
  span: { from: Date; until: Date },
): Promise<Map<string, { times: number; last: Date }>> {
  const rows = await tx.participation.findMany({
    where: {
      memberId: { in: [...new Set(contacts.map(({ memberId }) => memberId))] },
      branchId: { in: [...new Set(contacts.map(({ organizationId }) => organizationId))] },
      attendance: { in: ['present', 'online'] },
      activity: { state: 'held', startsAt: { gte: span.from, lt: span.until } },
    },
    select: { memberId: true, branchId: true, activity: { select: { startsAt: true } } },
    orderBy: { id: 'asc' },
  })
  const found = new Map<string, { times: number; last: Date }>()
  for (const { memberId, branchId, activity } of rows) {
    const key = visitKey(memberId, branchId)
    const known = found.get(key)
    const last = known && known.last > activity.startsAt ? known.last : activity.startsAt
    found.set(key, { times: (known?.times ?? 0) + 1, last })
  }
  return found
}
export const visitKey = (memberId: number, branchId: number): string => `${memberId}:${branchId}`

/** Who came to an activity without standing on its roll: they are recorded as 列席, and counted nowhere. */
export const observersOf = async (tx: Tx, activityId: number, branchId: number) =>
  (
    await tx.participation.findMany({
      where: { activityId, branchId, expected: false, attendance: { in: ['present', 'online'] } },
      select: { member: { select: { name: true, label: true } } },
      orderBy: { memberId: 'asc' },
    })
  ).map(({ member }) => member)

/** Members who are away, of a branch or of one of its groups. */
export const awayMembers = (tx: Tx, of: { branchId: number } | { groupId: number }) =>
  tx.member.findMany({
    where: { ...of, leftOn: null, floating: true, exempt: false, category: { in: ['full', 'probationary'] } },
    select: { id: true, branchId: true },
    orderBy: { id: 'asc' },
  })

/** Members of that name (张伟, 张伟（一车间）) on the rosters below a path. */
export async function membersNamed(tx: Tx, called: string, path: string) {
  const [, name = called, label] = /^(.+?)\s*[(（](.+)[)）]$/.exec(called) ?? []
  return tx.member.findMany({
    where: {
      name,
      ...(label === undefined ? {} : { label }),
      leftOn: null,
      branch: { path: { startsWith: path } },
    },
    include: { branch: { select: { id: true, name: true, path: true } } },
    orderBy: { id: 'asc' },
  })
}

/** What leading cadres were awaited at and came to in a span: in their branch, and in their group. */
export async function leaderTurns(tx: Tx, path: string, span: { from: Date; until: Date }) {
  const members = await tx.member.findMany({
    where: { leader: true, leftOn: null, branch: { path: { startsWith: path } } },
    select: {
      name: true,
      label: true,
      branch: { select: { name: true } },
      participations: {
        where: {
          expected: true,
          attendance: { not: null },
          activity: {
            state: 'held',
            startsAt: { gte: span.from, lt: span.until },
            organization: { kind: { in: ['branch', 'group'] } },
          },
        },
        select: { attendance: true, activity: { select: { organization: { select: { kind: true } } } } },
      },
    },
    orderBy: [{ branchId: 'asc' }, { id: 'asc' }],
  })
  return members.map(({ participations, ...member }) => {
    const turns = (kind: 'branch' | 'group') => {
      const those = participations.filter(({ activity }) => activity.organization.kind === kind)
      const came = those.filter(({ attendance }) => attendance === 'present' || attendance === 'online')
      return { expected: those.length, present: came.length }
    }
    return { ...member, branch: member.branch.name, ofBranch: turns('branch'), ofGroup: turns('group') }
  })
}
