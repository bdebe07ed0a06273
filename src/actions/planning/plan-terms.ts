import { type ElectionRule, electionRule } from '../../life/programs/programs.ts'
import { stageMoment, stagesToPlan, type TermStage, termEnd, termStages } from '../../life/tree/term.ts'
import type { NoticeRow } from '../../records/notices.ts'
import { type TermRow, termsBelow } from '../../records/terms.ts'
import type { Calendar } from '../../time/calendar.ts'
import { lastDay, monthOf, nextMonth } from '../../time/days.ts'
import type { Day } from '../../time/zone.ts'
import type { Act } from '../act.ts'

/** By which rule a term is reminded of; null where the organization switched it off. */
export const ruleOfTerm = ({ program }: Pick<TermRow, 'program'>): ElectionRule | null =>
  program?.enabled === false ? null : electionRule.parse(program?.rule ?? {})

/** The stages of a term, and its end; empty where it is not known or not reminded of. */
export function stagesOf(
  row: TermRow,
  calendar: Calendar,
): { end: Day; rule: ElectionRule; stages: TermStage[] } | null {
  const rule = ruleOfTerm(row)
  if (rule === null || row.term === null) return null
  const end = termEnd(row.term)
  return { end, rule, stages: termStages(end, rule, calendar) }
}

/**
 * Plans who is to be reminded of the end of a term this month and the next: of each branch the secretary, and of all
 * branches of one day together whoever is above. A few queries for the whole tree.
 */
export async function planTerms(act: Pick<Act, 'tx' | 'now' | 'zone' | 'calendar'>): Promise<NoticeRow[]> {
  const today = act.zone.day(act.now)
  const last = lastDay(nextMonth(monthOf(today)))
  const rows: NoticeRow[] = []
  const above = new Map<string, NoticeRow>()
  // Most terms of a county end on the same few days.
  const known = new Map<string, (TermStage & { moment: ReturnType<typeof stageMoment> })[]>()
  for (const row of await termsBelow(act.tx, '/', true)) {
    const rule = row.term && ruleOfTerm(row)
    if (row.term === null || !rule) continue
    const end = termEnd(row.term)
    const key = `${end}:${rule.hour}:${rule.remindMonths.join()}`
    const stages =
      known.get(key) ??
      stagesToPlan(termStages(end, rule, act.calendar), today, last).map((stage) => ({
        ...stage,
        moment: stageMoment(stage, rule, act),
      }))
    known.set(key, stages)
    for (const { moment, ...stage } of stages) {
      rows.push(notice('term_due', row.id, `${row.id}:${end}`, stage.stage, { to: 'secretary' }, moment))
      const { parentId } = row
      const together = `${parentId}:${stage.day}`
      if (parentId !== null && !above.has(together))
        above.set(together, notice('terms_below', parentId, together, 'terms_below', { to: 'above' }, moment))
    }
  }
  return [...rows, ...above.values()]
}

const notice = (
  kind: 'term_due' | 'terms_below',
  organizationId: number,
  causeId: string,
  stage: string,
  facts: { to: string },
  moment: { dueAt: Date; helpsUntil: Date },
): NoticeRow => ({
  kind,
  facts,
  causeKind: 'organization',
  causeId,
  revision: 1,
  stage,
  recipientKind: 'organization',
  recipientId: organizationId,
  ordinal: 0,
  organizationId,
  unprompted: true,
  urgent: false,
  ...moment,
})
