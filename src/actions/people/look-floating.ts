import { isAbroad, isLongAway, isUnheard } from '../../life/people/away.ts'
import { calledName } from '../../life/people/roster.ts'
import { lastContacts } from '../../records/last-contact.ts'
import type { Facts } from '../../talk/say.ts'
import type { Act } from '../act.ts'

/** Members who are away: where, since when, when they were last heard. Nothing is concluded from it. */
export async function floatingFacts(act: Act, branchId: number): Promise<Facts['floating_status']['people']> {
  const away = await act.tx.member.findMany({
    where: { branchId, leftOn: null, floating: true },
    orderBy: { id: 'asc' },
  })
  const heard = await lastContacts(
    act.tx,
    away.map(({ id }) => id),
  )
  const today = act.today()
  return away.map(({ id, floatingPlace, floatingSince, ...member }) => {
    const at = heard.get(id)
    const last = at ? act.zone.day(at) : null
    return {
      name: calledName(member),
      place: floatingPlace,
      since: floatingSince,
      last,
      long: isLongAway(floatingSince, today),
      unheardAbroad: isAbroad(floatingPlace) && isUnheard(last, floatingSince, today),
    }
  })
}

/** "流动党员情况", privately. */
export async function showFloating(act: Act, branchId: number): Promise<void> {
  await act.whisper('floating_status', { people: await floatingFacts(act, branchId) })
}
