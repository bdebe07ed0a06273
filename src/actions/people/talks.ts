import { insertTalks } from '../../records/talks.ts'
import type { Day } from '../../time/zone.ts'
import type { Act } from '../act.ts'

interface Somebody {
  id: number
  name: string
}

/**
 * Writes down that members talked, and when. What was said is not kept, neither here nor as the words of the message.
 */
export async function recordTalks(
  act: Act,
  branchId: number,
  pairs: (readonly [Somebody, Somebody])[],
  day: Day,
  more: boolean,
): Promise<void> {
  const made = await insertTalks(
    act.tx,
    pairs.map(([{ id }, other]) => ({ branchId, memberId: id, otherId: other.id, heldOn: day })),
    { recordedById: act.actor.kind === 'member' ? act.actor.id : null, now: act.now },
  )
  const isNew = ([a, b]: readonly [Somebody, Somebody]) =>
    made.some((one) => one.memberId === Math.min(a.id, b.id) && one.otherId === Math.max(a.id, b.id))
  const [first] = made
  if (first)
    await act.audit({
      action: 'record_talks',
      subject: { kind: 'talk', id: first.id },
      organizationId: branchId,
      before: { ids: [] },
      after: { ids: made.map(({ id }) => id), heldOn: day },
    })
  await act.whisper('talk_noted', {
    pairs: pairs.filter(isNew).map(([a, b]) => [a.name, b.name]),
    day,
    known: pairs.length - made.length,
    more,
  })
}
