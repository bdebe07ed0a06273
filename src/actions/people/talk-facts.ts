import { isCovered, talkCoverage } from '../../life/people/talks.ts'
import { holding } from '../../life/programs/policies.ts'
import { type TalkRule, talkRule } from '../../life/programs/programs.ts'
import { policyLevels } from '../../records/policies.ts'
import { talkMembers, talksOf } from '../../records/talks.ts'
import type { PairFacts, TalkFacts } from '../../talk/say/people.ts'
import type { Act } from '../act.ts'

/** What the year's talks of a branch lack, and what is said of it. */
export async function talkFacts(
  act: Pick<Act, 'tx'>,
  branch: { id: number; path: string },
  year: string,
): Promise<{ facts: TalkFacts; covered: boolean }> {
  const people = await talkMembers(act.tx, [branch.id])
  const talks = await talksOf(act.tx, [branch.id], year)
  const coverage = talkCoverage(people, talks, await wantedCoverage(act, branch))
  const names = new Map(people.map(({ id, name }) => [id, name]))
  const name = (id: number): string => names.get(id) ?? ''
  const pair = ([a, b]: readonly [number, number]): PairFacts => [name(a), name(b)]
  return {
    facts: {
      year,
      people: people.length,
      count: talks.length,
      withoutTalk: coverage.withoutTalk.map(name),
      committeePairs: coverage.committeePairs.map(pair),
      withoutCommittee: coverage.withoutCommittee.map(name),
      committeeMember: coverage.committeeMember.map(pair),
      memberPairs: coverage.memberPairs.map(pair),
    },
    covered: isCovered(coverage),
  }
}

/** As a committee above or the branch decided; where nobody did, as the institution is set. */
async function wantedCoverage(
  act: Pick<Act, 'tx'>,
  branch: { id: number; path: string },
): Promise<TalkRule['coverage']> {
  const decided = holding(await policyLevels(act.tx, branch.path), 'talkCoverage')
  if (decided.by !== null) return decided.value === 'all_pairs' ? 'all_pairs' : 'each_once'
  const program = await act.tx.program.findFirst({
    where: { organizationId: branch.id, kind: 'talk' },
    select: { rule: true },
  })
  return talkRule.parse(program?.rule ?? {}).coverage
}
