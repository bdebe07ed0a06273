import { isCovered, talkCoverage } from '../../life/people/talks.ts'
import { branchesBelow } from '../../records/organizations.ts'
import { talkMembers, talksOf } from '../../records/talks.ts'
import type { Act } from '../act.ts'
import { talkFacts } from './talk-facts.ts'

/** More than these nobody reads in a chat. */
const shownAtMost = 20

/** Who has not been reached this year: the branch by name, a committee by branch and number. Privately. */
export async function showTalks(act: Act, path: string): Promise<void> {
  if (act.actor.kind !== 'member') return
  const year = act.today().slice(0, 4)
  const { branchId, branchPath } = act.actor
  if (path === branchPath) {
    const { facts } = await talkFacts(act, { id: branchId, path }, year)
    return act.whisper('talk_status', facts)
  }
  const branches = await branchesBelow(act.tx, path)
  const ids = branches.map(({ id }) => id)
  const people = groupBy(await talkMembers(act.tx, ids))
  const talks = groupBy(await talksOf(act.tx, ids, year))
  const lacking = branches.flatMap(({ id, name }) => {
    const members = people.get(id) ?? []
    const coverage = talkCoverage(members, talks.get(id) ?? [], 'each_once')
    if (isCovered(coverage)) return []
    return [
      {
        name,
        people: members.length,
        withoutTalk: coverage.withoutTalk.length,
        pairs: coverage.committeePairs.length + coverage.withoutCommittee.length,
      },
    ]
  })
  await act.whisper('talk_overview', {
    year,
    branches: lacking.slice(0, shownAtMost),
    more: Math.max(0, lacking.length - shownAtMost),
  })
}

function groupBy<T extends { branchId: number }>(rows: readonly T[]): Map<number, T[]> {
  const found = new Map<number, T[]>()
  for (const row of rows) {
    const own = found.get(row.branchId)
    if (own) own.push(row)
    else found.set(row.branchId, [row])
  }
  return found
}
