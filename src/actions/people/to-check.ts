import { absentRun } from '../../life/people/away.ts'
import { unpaidRun } from '../../life/people/dues.ts'
import { calledName } from '../../life/people/roster.ts'
import { secretaryOf } from '../../records/organizations.ts'
import { runsOf } from '../../records/to-check.ts'
import type { Facts } from '../../talk/say.ts'
import { monthOf, nextMonth } from '../../time/days.ts'
import type { Act } from '../act.ts'

/** From so many months in a row on it is for the branch to find out why; the month before the secretary is told. */
const months = 6

/**
 * Who has paid nothing, or come to nothing, for months in a row (2008 regulation on dues, article 13; 2019 regulation on
 * members' education, article 31): facts for the secretary to look into, and nothing else.
 */
export async function toCheckFacts(act: Act, branchId: number): Promise<Facts['to_check']> {
  const asOf = monthOf(act.today())
  const unpaid: Facts['to_check']['unpaid'] = []
  const absent: Facts['to_check']['absent'] = []
  for (const person of await runsOf(act.tx, branchId, asOf, act.zone)) {
    const name = calledName(person)
    const dues = unpaidRun(person.dues, asOf)
    if (dues.since !== null && dues.count >= months - 1) unpaid.push({ name, count: dues.count, since: dues.since })
    const away = absentRun(person.attended, asOf)
    if (away.since !== null && away.count >= months - 1)
      absent.push({ name, count: away.count, since: away.since, awaited: away.awaited, leave: away.leave })
  }
  return { until: nextMonth(asOf, -1), months, unpaid, absent }
}

/** "待核查名单": for the secretary alone, whatever other posts there are. */
export async function showToCheck(act: Act, branchId: number): Promise<void> {
  const secretary = await secretaryOf(act.tx, branchId)
  const mine = act.actor.kind === 'member' && secretary?.memberId === act.actor.id
  if (!mine) return act.whisper('done', { text: '这个只有支部书记能看。' })
  await act.whisper('to_check', await toCheckFacts(act, branchId))
}
