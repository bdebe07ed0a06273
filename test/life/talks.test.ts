import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { appraisedYear } from '../../src/life/people/appraisal.ts'
import { isCovered, talkCoverage } from '../../src/life/people/talks.ts'

const people = [
  { id: 1, committee: true },
  { id: 2, committee: true },
  { id: 3, committee: false },
  { id: 4, committee: false },
]
const talk = (memberId: number, otherId: number) => ({ memberId, otherId, heldOn: '2026-12-01' })

describe('whom the talks of a year have not reached', () => {
  it('wants every pair of the committee, and somebody of the committee for everybody else', () => {
    const none = talkCoverage(people, [], 'each_once')
    expect(none).toEqual({
      committeePairs: [[1, 2]],
      withoutCommittee: [3, 4],
      committeeMember: [],
      memberPairs: [],
      withoutTalk: [1, 2, 3, 4],
    })
    expect(talkCoverage(people, [talk(3, 4)], 'each_once').withoutCommittee).toEqual([3, 4])
    expect(isCovered(talkCoverage(people, [talk(2, 1), talk(3, 1), talk(2, 4)], 'each_once'))).toBe(true)
  })

  it('or every pair, where the branch decided so', () => {
    const some = talkCoverage(people, [talk(2, 1), talk(3, 1), talk(2, 4)], 'all_pairs')
    expect(some.committeeMember).toEqual([
      [2, 3],
      [1, 4],
    ])
    expect(some.memberPairs).toEqual([[3, 4]])
  })

  it('a talk never takes coverage away, and all pairs cover both measures', () => {
    const group = fc.uniqueArray(fc.record({ id: fc.nat(20), committee: fc.boolean() }), {
      selector: ({ id }) => id,
      maxLength: 8,
    })
    fc.assert(
      fc.property(
        group,
        fc.array(fc.tuple(fc.nat(20), fc.nat(20))),
        fc.constantFrom('each_once', 'all_pairs'),
        (some, pairs, wanted) => {
          const talks = pairs.map(([a, b]) => talk(a, b))
          const size = (held: typeof talks) => Object.values(talkCoverage(some, held, wanted)).flat().length
          expect(size(talks)).toBeLessThanOrEqual(size(talks.slice(1)))
          const everybody = some.flatMap((a) => some.flatMap((b) => (a.id < b.id ? [talk(a.id, b.id)] : [])))
          if (some.length > 1) expect(isCovered(talkCoverage(some, everybody, wanted))).toBe(true)
        },
      ),
    )
  })
})

describe('the yearly appraisal', () => {
  it('until March the year before is meant', () => {
    expect(['2026-12', '2027-01', '2027-03', '2027-04'].map(appraisedYear)).toEqual(['2026', '2026', '2026', '2027'])
  })
})
