import type { Day } from '../../time/zone.ts'
import type { TalkRule } from '../programs/programs.ts'

/** Somebody whom the talks of a year must cover: full and probationary members. */
export interface TalkPerson {
  id: number
  /** Sits in the branch committee; in a branch without one, its secretary. */
  committee: boolean
}

/** Two members talked, and when. */
export interface HeldTalk {
  memberId: number
  otherId: number
  heldOn: Day
}

type Pair = readonly [number, number]

/** What the year still lacks. */
export interface TalkCoverage {
  /** Two of the committee who have not talked. */
  committeePairs: Pair[]
  /** A member of the committee and one who is not: in all, or one for each who has talked with nobody of the committee. */
  withoutCommittee: number[]
  committeeMember: Pair[]
  /** Members who are not of the committee among each other; only where all pairs are wanted. */
  memberPairs: Pair[]
  /** Who has talked with nobody. */
  withoutTalk: number[]
}

const keyOf = (a: number, b: number): string => (a < b ? `${a}:${b}` : `${b}:${a}`)

/**
 * Whom the talks of a year have not reached: 支委之间、支委和党员之间、党员和党员之间 at least once a year
 * (《支部工作条例》第十九条). Whether that means every pair is settled by no published rule: `each_once` wants every pair of
 * the committee, and for everybody else one talk with somebody of the committee; `all_pairs` wants every pair.
 */
export function talkCoverage(
  people: readonly TalkPerson[],
  talks: readonly HeldTalk[],
  wanted: TalkRule['coverage'],
): TalkCoverage {
  const held = new Set(talks.map(({ memberId, otherId }) => keyOf(memberId, otherId)))
  const committee = people.filter((one) => one.committee)
  const members = people.filter((one) => !one.committee)
  const lacking = (pairs: Pair[]) => pairs.filter(([a, b]) => !held.has(keyOf(a, b)))
  const among = (some: readonly TalkPerson[]): Pair[] =>
    some.flatMap((a, index) => some.slice(index + 1).map((b): Pair => [a.id, b.id]))
  const between = members.flatMap((member) => committee.map((one): Pair => [one.id, member.id]))
  const talked = new Set(talks.flatMap(({ memberId, otherId }) => [memberId, otherId]))
  const all = wanted === 'all_pairs'
  return {
    committeePairs: lacking(among(committee)),
    withoutCommittee: members
      .filter((member) => committee.length > 0 && committee.every((one) => !held.has(keyOf(one.id, member.id))))
      .map(({ id }) => id),
    committeeMember: all ? lacking(between) : [],
    memberPairs: all ? lacking(among(members)) : [],
    withoutTalk: people.filter(({ id }) => !talked.has(id)).map(({ id }) => id),
  }
}

/** Whether nothing is lacking. */
export const isCovered = (coverage: TalkCoverage): boolean => Object.values(coverage).every((one) => one.length === 0)
