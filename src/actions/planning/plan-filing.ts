import { plannedMonths } from '../../life/planning/planning.ts'
import type { Stage } from '../../life/planning/stages.ts'
import type { NoticeRow } from '../../records/notices.ts'
import { decisions } from '../../records/policies.ts'
import { nodesBelow } from '../../records/standing.ts'
import { addDays, lastDay, monthOf } from '../../time/days.ts'
import { addWorkdays } from '../../time/holidays.ts'
import type { Day } from '../../time/zone.ts'
import { filingStanding } from '../committee/filing-standing.ts'
import { type At, stageNotices } from './staged.ts'

/** So many days before the plan is to be filed; and on the first working day after. */
const daysAhead = [20, 5]

/** Reminders, in this month and the next, of plans that are to be filed with the committee above: for the whole tree. */
export async function planFilings(at: At): Promise<NoticeRow[]> {
  // Where nobody above asks for plans, nobody is looked at.
  const asking = (await decisions(at.tx)).filter(({ decided }) => decided.filePlan).map(({ path }) => path)
  const outermost = asking.filter((path) => !asking.some((other) => other !== path && path.startsWith(other)))
  const notices: NoticeRow[] = []
  for (const path of outermost) notices.push(...(await filingsBelow(at, path)))
  return notices
}

async function filingsBelow(at: At, path: string): Promise<NoticeRow[]> {
  const today = at.zone.day(at.now)
  const until = lastDay(plannedMonths(monthOf(today))[1])
  const standing = await filingStanding(at, path, await nodesBelow(at.tx, path))
  return standing
    .filter(({ state }) => state === 'missing' || state === 'returned')
    .flatMap(({ branchId, year, due }) =>
      stageNotices(
        stagesOf(due, at).filter(({ dueAt }) => dueAt > at.now && at.zone.day(dueAt) <= until),
        { causeKind: 'organization', causeId: `filing:${branchId}:${year}`, revision: 1, organizationId: branchId },
      ),
    )
}

function stagesOf(due: Day, { zone, calendar }: At): Stage[] {
  const workday = (day: Day) => (calendar.isWorkday(day) ? day : addWorkdays(calendar, day, -1))
  const days = [...daysAhead.map((ahead) => workday(addDays(due, -ahead))), addWorkdays(calendar, due, 1)]
  return days.map((day, index) => ({
    stage: `filing_due_${index + 1}`,
    to: 'secretary',
    dueAt: zone.at(day, '10:00'),
    helpsUntil: null,
  }))
}
