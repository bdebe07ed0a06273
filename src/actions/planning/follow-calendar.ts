import { slotOf } from '../../life/planning/planning.ts'
import { activityRule } from '../../life/programs/programs.ts'
import { confirmDates, provisionalActivities } from '../../records/redating.ts'
import type { Act } from '../act.ts'
import { once } from '../once.ts'
import { carryOutDates, foreseeDates, type ProgramChange } from './redate.ts'

/**
 * The holidays of a year were published after it was planned: what stood there for the time being follows its rule
 * again. What people have confirmed or were told of stays on its day. Either way it is no longer provisional.
 */
export async function followCalendar(act: Act): Promise<void> {
  const slot = once((json: string, period: string) => slotOf(activityRule.parse(JSON.parse(json)), period, act))
  const known = (await provisionalActivities(act.tx, act.now))
    .map((activity) => ({ activity, slot: slot(JSON.stringify(activity.program?.rule), activity.period) }))
    .filter((one) => !one.slot.provisional)
  if (known.length === 0) return
  const changes = new Map<number, ProgramChange>()
  for (const { program } of known.map(({ activity }) => activity)) {
    if (!program?.enabled) continue
    const as = { rule: program.rule, enabled: true }
    changes.set(program.id, { ...program, before: as, after: as })
  }
  const found = await foreseeDates(act, [...changes.values()])
  await carryOutDates(act, found)
  const moved = new Set(found.dates.map(({ id }) => id))
  await confirmDates(
    act.tx,
    known
      .filter(({ activity }) => !moved.has(activity.id))
      .map(({ activity: { id, startsAt }, slot }) => ({
        id,
        dateReason: slot.startsAt?.getTime() === startsAt.getTime() ? slot.reason : null,
      })),
  )
}
