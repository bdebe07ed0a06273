import { calledName } from '../../life/people/roster.ts'
import { turnsOf } from '../../life/planning/rota.ts'
import type { ActivityRow } from '../../records/activities.ts'
import { candidatesOf, comingTurns, lastTurns, pastTurns, rotasFor, type Series } from '../../records/turns.ts'
import { addDays, dayInWords } from '../../time/days.ts'
import type { Day } from '../../time/zone.ts'
import type { Act, Actor } from '../act.ts'

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

export async function settle(
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

/** The rota of the speaker's branch or group; null where nothing goes round there. */
export const rotaFor = async (act: Act, person: Extract<Actor, { kind: 'member' }>): Promise<Rota | null> =>
  (await rotasFor(act.tx, person))[0] ?? null

/** "员工讲坛轮到谁", "这周员工讲坛": answered where it was asked; nothing in it is private. */
export async function showRota(act: Act, rota: Rota, span: { first: Day; last: Day } | null): Promise<void> {
  // Today's may have begun already.
  const from = act.zone.at(act.today(), '00:00')
  const today = await spokenSince(act, rota, from)
  const coming = [...today, ...(await comingSpeakers(act, rota, act.now))]
  const asked = span
    ? coming.filter(({ startsAt }) => act.zone.day(startsAt) >= span.first && act.zone.day(startsAt) <= span.last)
    : coming.filter(({ startsAt }) => startsAt > act.now).slice(0, 1)
  await act.reply('rota', {
    title: rota.title,
    turns: asked.map(({ startsAt, name }) => ({ startsAt: startsAt.toISOString(), name })),
  })
}

async function spokenSince(act: Act, rota: Rota, from: Date): Promise<Speaker[]> {
  const past = (await pastTurns(act.tx, seriesOf(rota), from, act.now)).filter(({ state }) => state === 'held')
  const name = await namesOf(act, past)
  return past.flatMap(({ id, leadId, startsAt }) =>
    leadId === null ? [] : [{ activityId: id, startsAt, memberId: leadId, name: name.get(leadId) ?? '' }],
  )
}

export const seriesOf = ({ programId, organizationId }: Rota): Series => ({ programId, organizationId })

async function namesOf(act: Act, turns: readonly { leadId: number | null }[]): Promise<Map<number, string>> {
  const members = await act.tx.member.findMany({
    where: { id: { in: turns.flatMap(({ leadId }) => leadId ?? []) } },
    select: { id: true, name: true, label: true },
  })
  return new Map(members.map((one) => [one.id, calledName(one)]))
}

const shownTurns = 15

/** "员工讲坛记录": who spoke when. What was called off beforehand, a day off, is not part of it. */
export async function showRotaLog(act: Act, rota: Rota): Promise<void> {
  const from = act.zone.at(`${act.today().slice(0, 4)}-01-01`, '00:00')
  const past = (await pastTurns(act.tx, seriesOf(rota), from, act.now)).filter(
    ({ state, cancelReason }) => state === 'held' || cancelReason === notSpoken,
  )
  const name = await namesOf(act, past)
  const counts = new Map<string, number>()
  for (const { leadId, state } of past) {
    const who = name.get(leadId ?? 0)
    if (who !== undefined && state === 'held') counts.set(who, (counts.get(who) ?? 0) + 1)
  }
  await act.reply('rota_log', {
    title: rota.title,
    turns: past.slice(0, shownTurns).map(({ leadId, startsAt, topic, state }) => ({
      startsAt: startsAt.toISOString(),
      name: name.get(leadId ?? 0) ?? '',
      topic,
      held: state === 'held',
    })),
    counts: [...counts].map(([who, count]) => ({ name: who, count })),
  })
}

/** Why an occasion counts as not held: nobody spoke. */
const notSpoken = '没讲'

/** "讲了", "没讲": of the last occasion. Whoever did not speak has not had their turn. */
export async function tellRota(act: Act, rota: Rota, held: boolean, topic: string | null): Promise<void> {
  const since = act.zone.at(addDays(act.today(), -7), '00:00')
  const last = (await pastTurns(act.tx, seriesOf(rota), since, act.now)).find(
    ({ state, cancelReason }) => state === 'held' || cancelReason === notSpoken,
  )
  if (!last) return act.reply('what_do_you_mean', { hint: `这几天没有${rota.title}。` })
  const after = {
    ...(held
      ? { state: 'held' as const, cancelReason: null }
      : { state: 'cancelled' as const, cancelReason: notSpoken }),
    ...(topic === null ? {} : { topic }),
  }
  await act.tx.activity.update({ where: { id: last.id }, data: after })
  await act.audit({
    action: 'tell_turn',
    subject: { kind: 'activity', id: last.id },
    organizationId: rota.organizationId,
    before: { state: last.state, topic: last.topic },
    after,
  })
  const name = (await namesOf(act, [last])).get(last.leadId ?? 0) ?? ''
  const day = dayInWords(act.zone.day(last.startsAt), act.today())
  await act.reply('done', { text: `好的，${day}${rota.title}${name}${held ? '讲了' : '没讲'}，记下了。` })
}
