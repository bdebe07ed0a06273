import type { Act } from '../actions/act.ts'
import { answerActivity } from '../actions/activity/answer.ts'
import { activityFacts } from '../actions/subject.ts'
import type { ActivityRow } from '../records/activities.ts'
import { type Chain, type ChainEntry, diffChain, readChain } from '../talk/attendance/chain.ts'
import type { Meaning } from '../talk/meaning.ts'
import type { Scene, Speaker } from './context.ts'
import { replyOf } from './reply-of.ts'

/**
 * A 接龙 is always the whole list: it is compared with the last one, and only the difference is taken in. Whoever is
 * no longer on it is asked, never counted as on leave.
 */
export async function takeChain(
  act: Act,
  speaker: Speaker,
  scene: Scene,
  posted: { chain: Chain; text: string; meaning: Meaning; activity: ActivityRow },
): Promise<string> {
  const { chain, text, meaning, activity } = posted
  const roomId = act.place?.roomId
  if (roomId == null) return 'jielong:private'
  const key = { roomId_key: { roomId, key: `${chain.title}\n${chain.example ?? ''}` } }
  const last = await act.tx.chain.findUnique({ where: key })
  const { added, changed, removed, crossed } = diffChain(
    last ? readChain(last.text, scene.context.people) : null,
    chain,
  )
  await act.tx.chain.upsert({
    where: key,
    update: { text, activityId: activity.id, updatedAt: act.now },
    create: { roomId, key: key.roomId_key.key, activityId: activity.id, text, updatedAt: act.now },
  })
  const take = [...added, ...(crossed ? [] : changed.map((one) => one.after))].flatMap(whom)
  for (const item of meaning.items) {
    const { person } = item
    if (!person || !take.includes(person.id)) continue
    const reply = replyOf(item, null)
    if (reply)
      await answerActivity(act, {
        activity,
        member: { id: person.id, name: person.name, branchId: speaker.branchId },
        reply,
        text: item.raw,
      })
  }
  const doubtful = [...removed, ...(crossed ? changed.map((one) => one.after) : [])].flatMap(whom)
  for (const memberId of new Set(doubtful)) {
    await act.ask('will_attend', { activityId: activity.id }, { memberId })
    await act.tell({
      kind: 'chain_changed',
      facts: activityFacts(activity),
      cause: { kind: 'inbound', id: act.inboundId ?? 0 },
      to: { kind: 'member', id: memberId },
      organizationId: speaker.branchId,
    })
  }
  return 'jielong'
}

const whom = (entry: ChainEntry): number[] => (entry.person ? [entry.person.id] : [])
