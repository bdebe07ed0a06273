import type { MonthAttended } from '../life/people/away.ts'
import type { MonthDue } from '../life/people/dues.ts'
import { isAskedFor } from '../life/people/transfer.ts'
import { firstDay, type Month, monthOf, nextMonth } from '../time/days.ts'
import type { Zone } from '../time/zone.ts'
import type { Tx } from './database.ts'

/** So far back nobody has to be looked at: a run that is longer is told as that long. */
const yearsBack = 2

export interface RunsOf {
  memberId: number
  name: string
  label: string
  /** Exempt members are not awaited, so that they have no months of their own. */
  dues: MonthDue[]
  attended: MonthAttended[]
}

/** What is known of the dues and the attendance of everybody on a branch's roster, in whatever branch it was. */
export async function runsOf(tx: Tx, branchId: number, asOf: Month, zone: Zone): Promise<RunsOf[]> {
  const from = nextMonth(asOf, -12 * yearsBack)
  const members = await tx.member.findMany({
    where: { branchId, leftOn: null, category: { in: ['full', 'probationary'] } },
    select: {
      id: true,
      name: true,
      label: true,
      duesMonths: { where: { month: { gte: from, lt: asOf } } },
      transfers: { where: { state: 'out' }, select: { duesPaidTo: true } },
      makeUps: { where: { state: 'done' }, select: { activityId: true } },
      participations: {
        where: {
          expected: true,
          attendance: { not: null },
          activity: { state: 'held', startsAt: { gte: zone.at(firstDay(from), '00:00') } },
        },
        select: { activityId: true, attendance: true, activity: { select: { startsAt: true } } },
      },
    },
    orderBy: { id: 'asc' },
  })
  return members.map(({ id, name, label, duesMonths, transfers, makeUps, participations }) => {
    const made = new Set(makeUps.map(({ activityId }) => activityId))
    const months = new Map<Month, MonthAttended>()
    for (const { activityId, attendance, activity } of participations) {
      const month = monthOf(zone.day(activity.startsAt))
      const one = months.get(month) ?? { month, expected: 0, present: 0, leave: 0 }
      const there = attendance === 'present' || attendance === 'online' || made.has(activityId)
      months.set(month, {
        month,
        expected: one.expected + 1,
        present: one.present + (there ? 1 : 0),
        leave: one.leave + (attendance === 'leave' ? 1 : 0),
      })
    }
    return {
      memberId: id,
      name,
      label,
      dues: duesMonths.filter(({ month }) => isAskedFor(month, transfers)),
      attended: [...months.values()],
    }
  })
}
