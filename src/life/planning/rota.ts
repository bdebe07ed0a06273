/** Somebody who may be given a turn, in roster order. */
export interface Candidate {
  memberId: number
  /** Not strictly required to attend, or away: is left out unless somebody gives them a turn. */
  excused: boolean
}

/** One occasion that somebody speaks at. `leadId`: already settled; null: whoever's turn it is. */
export interface Turn {
  activityId: number
  leadId: number | null
}

/**
 * Whose turn it is at each of these occasions, in their order. The turn goes to whoever has not spoken for longest, those
 * who never spoke first, in roster order: nobody speaks twice before everybody spoke once. A turn that was settled, because
 * the speaker was told or two people swapped, stays; whoever has one coming gets no other before it. Where a settled
 * speaker is not on the roster any more, it is the next one's turn. null: there is nobody.
 * @param last when each member last spoke; a larger number is later
 */
export function turnsOf(
  turns: readonly Turn[],
  roster: readonly Candidate[],
  last: ReadonlyMap<number, number>,
): (number | null)[] {
  const spoke = new Map(last)
  const here = new Set(roster.map(({ memberId }) => memberId))
  const settled = turns.map(({ leadId }) => (leadId !== null && here.has(leadId) ? leadId : null))
  const latest = Math.max(0, ...last.values())
  return turns.map((_, index) => {
    const coming = new Set(settled.slice(index + 1))
    const memberId = settled[index] ?? next(roster, spoke, coming)
    if (memberId !== null) spoke.set(memberId, latest + index + 1)
    return memberId
  })
}

function next(
  roster: readonly Candidate[],
  spoke: ReadonlyMap<number, number>,
  coming: ReadonlySet<number | null>,
): number | null {
  const ready = roster.filter(({ excused }) => !excused)
  const free = ready.filter(({ memberId }) => !coming.has(memberId))
  const since = ({ memberId }: Candidate) => spoke.get(memberId) ?? Number.NEGATIVE_INFINITY
  const [first, ...others] = free.length > 0 ? free : ready
  return first === undefined
    ? null
    : others.reduce((best, one) => (since(one) < since(best) ? one : best), first).memberId
}
