import { monthOf, periodInWords } from '../../time/days.ts'
import type { Act } from '../act.ts'
import { wayFacts, waysOf } from './development-facts.ts'

/** A member's own year: attendance, dues, what is owed. Always private. */
export async function showMine(act: Act): Promise<void> {
  if (act.actor.kind !== 'member') return
  const memberId = act.actor.id
  const year = act.today().slice(0, 4)
  const thisMonth = monthOf(act.today())
  const rows = await act.tx.participation.findMany({
    where: { memberId, expected: true, activity: { period: { startsWith: year }, state: 'held' } },
    select: { attendance: true },
    orderBy: { id: 'asc' },
  })
  const count = (...kinds: string[]) =>
    rows.filter((row) => row.attendance !== null && kinds.includes(row.attendance)).length
  const owed = await act.tx.makeUp.findMany({
    where: { memberId, state: 'owed' },
    include: { activity: true },
    orderBy: { dueOn: 'asc' },
  })
  const dues = await act.tx.duesMonth.findMany({
    // What is owed is owed over the turn of the year.
    where: { memberId, OR: [{ month: { startsWith: year } }, { state: { in: ['due', 'claimed'] } }] },
    orderBy: { month: 'asc' },
  })
  const [way] = await waysOf(act, { id: memberId })
  const talks = await act.tx.talk.count({
    where: { OR: [{ memberId }, { otherId: memberId }], heldOn: { startsWith: year } },
  })
  await act.whisper('mine', {
    year,
    way: way ? wayFacts(way, act.calendar, false) : null,
    talks,
    // What the secretary has not gone through yet is neither present nor absent.
    expected: rows.filter((row) => row.attendance !== null).length,
    present: count('present', 'online'),
    leave: count('leave'),
    absent: count('absent'),
    owed: owed.map(({ activity }) => `${periodInWords(activity.period)}${activity.title}`),
    duesPaidTo:
      dues.filter(({ state }) => state === 'paid' || state === 'exempt' || state === 'waived').at(-1)?.month ?? null,
    duesOwed: dues.filter((row) => row.state === 'due' && row.month < thisMonth).map((row) => row.month),
    duesDue: dues.some((row) => row.state === 'due' && row.month === thisMonth) ? thisMonth : null,
    duesClaimed: dues.filter((row) => row.state === 'claimed').map((row) => row.month),
  })
}
