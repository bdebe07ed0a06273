import { minPresent } from '../../life/meeting/quorum.ts'
import { may } from '../../life/people/rights.ts'
import { termEnd } from '../../life/tree/term.ts'
import { branchCounts } from '../../records/branch-counts.ts'
import { type TermRow, termOf } from '../../records/terms.ts'
import type { TermFacts } from '../../talk/say/term.ts'
import type { Act } from '../act.ts'

/** A term as it is told; null where nobody told the day of the election. */
export async function termFacts(act: Act, row: TermRow): Promise<TermFacts | null> {
  if (row.term === null) return null
  const counts = row.kind === 'branch' ? await branchCounts(act.tx, row.id) : null
  const base = counts ? counts.full - counts.excluded : 0
  return {
    name: row.name,
    electedOn: row.term.electedOn,
    endsOn: termEnd(row.term),
    years: row.years,
    reason: row.reason,
    pending: row.pending,
    voters: base > 0 ? { base, atLeast: minPresent('election', base) } : null,
  }
}

/** 换届什么时候 */
export async function showTerm(act: Act, organizationId: number): Promise<void> {
  const row = await termOf(act.tx, organizationId)
  if (!row) return act.reply('what_do_you_mean', { hint: '没有找到您说的支部。' })
  const facts = await termFacts(act, row)
  if (facts) await act.reply('term', facts)
  else await act.reply('term_unknown', { name: row.name, years: row.years })
}

/** Only somebody above may approve: who holds a post above the organization that lets them oversee it. */
export const isAbove = (act: Act, path: string): boolean =>
  act.actor.kind !== 'member' || act.actor.held.some((one) => one.path !== path && may([one], 'oversee', path))

export const onlyAbove = (act: Act): Promise<void> => act.whisper('done', { text: '这个要由上级党组织来定。' })
