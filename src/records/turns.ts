import type { Attendee } from '../life/meeting/audience.ts'
import type { Candidate } from '../life/planning/rota.ts'
import { isRota } from './activities.ts'
import type { Tx } from './database.ts'

/** Those who take turns in a branch (of a group: in the group), in roster order, with their names. */
export async function candidatesOf(
  tx: Tx,
  organization: { id: number; kind: string },
): Promise<(Candidate & { name: string; label: string })[]> {
  const members = await tx.member.findMany({
    where: {
      ...(organization.kind === 'group' ? { groupId: organization.id } : { branchId: organization.id }),
      leftOn: null,
      category: { in: ['full', 'probationary'] },
    },
    select: { id: true, name: true, label: true, exempt: true, floating: true },
    orderBy: { id: 'asc' },
  })
  return members.map(({ id, name, label, exempt, floating }) => ({
    memberId: id,
    name,
    label,
    excused: exempt || floating,
  }))
}

/** When each member last had a turn of these activities before an instant; what was called off does not count. */
export async function lastTurns(tx: Tx, of: Series, before: Date): Promise<Map<number, number>> {
  const rows = await tx.activity.groupBy({
    by: ['leadId'],
    where: { ...of, leadId: { not: null }, state: { not: 'cancelled' }, startsAt: { lt: before } },
    _max: { startsAt: true },
  })
  return new Map(
    rows.flatMap(({ leadId, _max }) => (leadId === null || !_max.startsAt ? [] : [[leadId, _max.startsAt.getTime()]])),
  )
}

/** One organization's activities of one program. */
export interface Series {
  programId: number | null
  organizationId: number
}

/** Its coming ones, in order. */
export const comingTurns = (tx: Tx, of: Series, from: Date) =>
  tx.activity.findMany({
    where: { ...of, state: { in: ['planned', 'approved'] }, startsAt: { gte: from } },
    select: { id: true, leadId: true, startsAt: true },
    orderBy: { startsAt: 'asc' },
  })

/** Who spoke when, the last first. */
export const pastTurns = (tx: Tx, of: Series, from: Date, until: Date) =>
  tx.activity.findMany({
    where: { ...of, leadId: { not: null }, startsAt: { gte: from, lt: until } },
    select: { id: true, leadId: true, startsAt: true, state: true, topic: true, cancelReason: true },
    orderBy: { startsAt: 'desc' },
  })

/** What goes round where this person is a member: their branch's, their group's. */
export async function rotasFor(tx: Tx, person: Attendee & { branchId: number }) {
  const programs = await tx.program.findMany({
    where: {
      enabled: true,
      organizationId: { in: [person.branchId, ...(person.groupId === null ? [] : [person.groupId])] },
    },
    select: { id: true, name: true, rule: true, organization: { select: { id: true, kind: true, path: true } } },
    orderBy: { id: 'asc' },
  })
  return programs
    .filter((program) => isRota({ program }))
    .map(({ id, name, organization }) => ({
      programId: id,
      organizationId: organization.id,
      title: name,
      organization,
    }))
}
