import { plannedMonths } from '../../life/planning/planning.ts'
import type { Stage } from '../../life/planning/stages.ts'
import { insertNotices, type NoticeRow } from '../../records/notices.ts'
import { addDays, lastDay, monthOf } from '../../time/days.ts'
import type { Day } from '../../time/zone.ts'
import type { Act } from '../act.ts'
import { dueOf, type Way, waysOf } from '../people/development-facts.ts'
import { type At, stageNotices } from './staged.ts'

/** On these days the secretary is told of a day that comes: so long before it, and when it is past. */
export const tellingDays = (day: Day, remindDays: number): Day[] => [addDays(day, -remindDays), addDays(day, 1)]

/** One reminder a day and branch, however many people it is about; who they are is read again when it is due. */
function noticesOf(ways: readonly Way[], at: At): NoticeRow[] {
  const today = at.zone.day(at.now)
  const until = lastDay(plannedMonths(monthOf(today)).at(-1) ?? monthOf(today))
  const stages = new Map<string, { branchId: number; stage: Stage }>()
  for (const way of ways)
    for (const { day } of dueOf(way, at.calendar))
      for (const tell of tellingDays(day, way.rule.remindDays)) {
        const dueAt = at.zone.at(tell, way.rule.hour)
        if (dueAt <= at.now || tell > until) continue
        const branchId = way.person.branch.id
        const stage: Stage = { stage: 'development_due', to: 'secretary', dueAt, helpsUntil: null }
        stages.set(`${branchId}:${tell}`, { branchId, stage })
      }
  return [...stages].flatMap(([causeId, { branchId, stage }]) =>
    stageNotices([stage], { causeKind: 'development', causeId, revision: 1, organizationId: branchId }),
  )
}

/** Reminders of the steps of admission in this month and the next, for all branches that have the institution. */
export const planDevelopment = async (at: At): Promise<NoticeRow[]> =>
  noticesOf(await waysOf(at, { branch: { programs: { some: { kind: 'development', enabled: true } } } }), at)

/** The same for one branch, at once: a step that was just written down may have its limit tomorrow. */
export async function planDevelopmentOf(act: Act, branchId: number): Promise<void> {
  const program = await act.tx.program.findFirst({
    where: { organizationId: branchId, kind: 'development', enabled: true },
    select: { id: true },
  })
  if (!program) return
  await insertNotices(act.tx, noticesOf(await waysOf(act, { branchId }), act), act.now)
}
