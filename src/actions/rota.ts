import { calledName } from '../life/roster.ts'
import { turnsOf } from '../life/rota.ts'
import type { ActivityRow } from '../records/activities.ts'
import { candidatesOf, comingTurns, lastTurns, type Series } from '../records/turns.ts'
import type { Act } from './act.ts'

/** Where members take turns: the programs of an organization with that roll. */
export interface Rota extends Series {
  title: string
  organization: { id: number; kind: string; path: string }
}

export interface Speaker {
  activityId: number
  startsAt: Date
  memberId: number
  name: string
}

/** Who speaks at the coming occasions, settled or by turn. */
export async function comingSpeakers(act: Act, rota: Rota, from: Date): Promise<Speaker[]> {
  const { programId, organizationId } = rota
  const series = { programId, organizationId }
  const turns = await comingTurns(act.tx, series, from)
  if (turns.length === 0) return []
  const people = await candidatesOf(act.tx, rota.organization)
  const name = new Map(people.map((one) => [one.memberId, calledName(one)]))
  const given = turnsOf(
    turns.map(({ id, leadId }) => ({ activityId: id, leadId })),
    people,
    await lastTurns(act.tx, series, from),
  )
  return turns.flatMap(({ id, startsAt }, index) => {
    const memberId = given[index]
    return memberId == null ? [] : [{ activityId: id, startsAt, memberId, name: name.get(memberId) ?? '' }]
  })
}

export const rotaOf = (activity: ActivityRow): Rota => ({
  programId: activity.programId,
  organizationId: activity.organizationId,
  title: activity.title,
  organization: activity.organization,
})

/** Whose turn an occasion is; from now on it is settled, because they are told. */
export async function speakerOf(act: Act, activity: ActivityRow): Promise<Speaker | null> {
  const from = activity.startsAt < act.now ? activity.startsAt : act.now
  const coming = await comingSpeakers(act, rotaOf(activity), from)
  const speaker = coming.find(({ activityId }) => activityId === activity.id) ?? null
  if (speaker && activity.leadId !== speaker.memberId) await settle(act, speaker, activity.leadId)
  return speaker
}

async function settle(
  act: Act,
  { activityId, memberId }: Pick<Speaker, 'activityId' | 'memberId'>,
  before: number | null,
) {
  const { organizationId } = await act.tx.activity.update({ where: { id: activityId }, data: { leadId: memberId } })
  await act.audit({
    action: 'settle_turn',
    subject: { kind: 'activity', id: activityId },
    organizationId,
    before: { leadId: before },
    after: { leadId: memberId },
  })
}
