import { createHash } from 'node:crypto'
import { plannedMonths } from '../../life/planning/planning.ts'
import { duesStages, duesWindow } from '../../life/planning/stages.ts'
import { duesRule } from '../../life/programs/programs.ts'
import type { ToPlan } from '../../records/planning.ts'
import { addDays, monthOf } from '../../time/days.ts'
import { type At, plannedNotice } from './staged.ts'

/**
 * What members owe for this month and the next, and the reminders of it. Of a month whose window was over when the
 * program was set up nothing is asked.
 */
export function duesOf(json: string, { zone, now }: Omit<At, 'tx'>): Pick<ToPlan, 'owed' | 'ofPeriods' | 'stamp'> {
  const rule = duesRule.parse(JSON.parse(json))
  const months = plannedMonths(monthOf(zone.day(now)))
  const owed = months.map((month) => ({
    month,
    setUpBefore: zone.at(addDays(duesWindow(rule, month).last, 1), '00:00'),
  }))
  return {
    owed,
    ofPeriods: owed.flatMap(({ month, setUpBefore }) =>
      duesStages(rule, month, { zone, from: new Date(0) }).map((stage) => ({
        ...plannedNotice(stage),
        causeKind: 'dues' as const,
        period: month,
        setUpBefore,
      })),
    ),
    stamp: createHash('sha1').update(`${months} ${json}`).digest('base64').slice(0, 10),
  }
}
