import { calledName } from '../../life/people/roster.ts'
import { findActivity } from '../../records/activities.ts'
import type { Day } from '../../time/zone.ts'
import type { Act } from '../act.ts'
import type { AnswerTo } from '../heard.ts'
import { comingSpeakers, type Rota, rotaOf, type Speaker, settle } from './rota.ts'

const hint = (act: Act, text: string) => act.reply('what_do_you_mean', { hint: text })

/**
 * "明天员工讲坛换张三讲", "跟李四换一下": shown back first. Two people swap where the one who steps in has a turn coming;
 * otherwise only that day changes, and who gave it up is the next who has not spoken for longest.
 * @param on the day; null: the turn of the one who asks
 */
export async function proposeSwap(act: Act, rota: Rota, memberIds: readonly number[], on: Day | null): Promise<void> {
  if (act.actor.kind !== 'member') return
  const asker = act.actor.id
  const coming = await comingSpeakers(act, rota, act.now)
  const [first, second] = memberIds
  // "张三跟李四换一下" names both, "跟李四换" only the other.
  const [from, to] = second === undefined ? [null, first] : [first, second]
  const giver = from ?? (on === null ? asker : null)
  const given =
    on === null
      ? coming.find(({ memberId }) => memberId === giver)
      : coming.find(({ startsAt }) => act.zone.day(startsAt) === on)
  if (to === undefined) return
  if (!given)
    return hint(
      act,
      on === null
        ? `最近没有轮到您讲${rota.title}，请说换哪一天的，如「明天${rota.title}换张三讲」。`
        : `那一天没有${rota.title}。`,
    )
  const may = act.may('arrange', rota.organization.path)
  if (!may && given.memberId !== asker && to !== asker) return hint(act, '只有轮到的人自己，或者书记，可以换。')
  if (given.memberId === to) return hint(act, `那一天本来就是${given.name}讲。`)
  const own = coming.find(({ memberId, startsAt }) => memberId === to && startsAt > act.now)
  const changes = [
    { activityId: given.activityId, memberId: to },
    ...(own ? [{ activityId: own.activityId, memberId: given.memberId }] : []),
  ]
  await act.ask('rota_swap', { changes })
  await act.reply('rota_swap_confirm', { title: rota.title, turns: await turnsOfChanges(act, changes) })
}

async function turnsOfChanges(act: Act, changes: readonly Pick<Speaker, 'activityId' | 'memberId'>[]) {
  const members = await act.tx.member.findMany({
    where: { id: { in: changes.map(({ memberId }) => memberId) } },
    select: { id: true, name: true, label: true },
  })
  const turns: { startsAt: string; name: string }[] = []
  for (const { activityId, memberId } of changes) {
    const activity = await findActivity(act.tx, activityId)
    const member = members.find(({ id }) => id === memberId)
    if (activity && member) turns.push({ startsAt: activity.startsAt.toISOString(), name: calledName(member) })
  }
  return turns
}

/** 1 对, 2 不换. Whoever has another day now is told privately, and, where the day before has come, is reminded at once. */
export const answerSwap: AnswerTo<'rota_swap'> = async (act, { changes }, heard) => {
  if (heard.choice === 2 || /^(不|算了)/.test(heard.text)) {
    await act.reply('done', { text: '好的，不换。' })
    return true
  }
  if (heard.choice !== 1 && !/^(对|好|可以|同意|是|换)/.test(heard.text)) return false
  if (act.actor.kind !== 'member') return false
  for (const change of changes) {
    const activity = await findActivity(act.tx, change.activityId)
    if (!activity || activity.startsAt <= act.now || activity.state === 'cancelled') {
      await act.reply('done', { text: '说的那一天已经过了或者取消了，没有换。' })
      return true
    }
  }
  for (const change of changes) {
    const activity = await findActivity(act.tx, change.activityId)
    if (!activity) continue
    await settle(act, change, activity.leadId)
    if (change.memberId === act.actor.id) continue
    await act.tell({
      kind: 'rota_swapped',
      facts: {
        title: rotaOf(activity).title,
        startsAt: activity.startsAt.toISOString(),
        by: act.actor.name,
      },
      cause: { kind: 'inbound', id: act.inboundId ?? 0 },
      to: { kind: 'member', id: change.memberId },
      organizationId: activity.organizationId,
      helpsUntil: activity.startsAt,
    })
  }
  await act.reply('done', { text: '好的，换好了，已私下告诉本人。' })
  return true
}
