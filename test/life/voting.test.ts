import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Meeting, minPresent } from '../../src/life/meeting/quorum.ts'
import { voteLines } from '../../src/life/meeting/vote-words.ts'
import {
  type Count,
  excessOf,
  exclusions,
  exclusionWords,
  isVoter,
  measure,
  meetingsOf,
  readExclusion,
  standingOf,
  standsIn,
  strictest,
} from '../../src/life/meeting/voting.ts'
import { memberCategories } from '../../src/life/people/roster.ts'

interface Case {
  D: number
  general_min_present: number
  admission_min_present: number
  pass_min_yes: number
  election_min_present: number
  elected_min_yes_at_min_present: number
}
const cases: Case[] = JSON.parse(readFileSync(new URL('../data/quorum_cases.json', import.meta.url), 'utf8'))

const people = fc.integer({ min: 1, max: 3000 })
const none = { written: 0, issued: null, returned: null, valid: null }
const count = (some: Partial<Count>): Count => ({
  kind: 'general',
  subject: '',
  votingBase: 15,
  present: 12,
  inFavour: 0,
  against: 0,
  abstained: 0,
  ...none,
  ...some,
})

describe('who counts in 应到会有表决权', () => {
  it('full members who were not left out, nobody else', () => {
    const member = fc.record({
      category: fc.constantFrom(...memberCategories),
      votingExcluded: fc.constantFrom(null, ...exclusions),
    })
    fc.assert(
      fc.property(fc.array(member, { maxLength: 60 }), (branch) => {
        const base = branch.filter(isVoter).length
        const full = branch.filter((one) => one.category === 'full').length
        const left = branch.filter((one) => one.category === 'full' && one.votingExcluded !== null).length
        expect(base).toBe(full - left)
      }),
    )
  })

  it('the six reasons, as they are written and as people put them', () => {
    for (const reason of exclusions) expect(readExclusion(exclusionWords[reason])).toBe(reason)
    expect(
      ['长期卧床', '去国外探亲', '留党察看', '痴呆', '在深圳务工没转关系', '退休回原籍'].map(readExclusion),
    ).toEqual(['bedridden', 'abroad', 'sentence', 'mental', 'unmoved', 'hometown'])
    expect(['出差', '感冒', '上夜班', ''].map(readExclusion)).toEqual([null, null, null, null])
  })
})

describe('whether enough are there', () => {
  it.each(cases)('$D members entitled to vote', (each) => {
    const need = (at: number) =>
      meetingsOf(false).map((meeting) => standingOf(meeting, each.D, { inPerson: at, byVideo: 0 }, 'no').short)
    expect(need(0)).toEqual([each.general_min_present, each.admission_min_present, each.election_min_present])
    expect(need(each.election_min_present)).toEqual([0, 0, 0])
    expect(measure(count({ votingBase: each.D, present: each.D, inFavour: each.pass_min_yes }))?.over).toBe(true)
    expect(measure(count({ votingBase: each.D, present: each.D, inFavour: each.pass_min_yes - 1 }))?.over).toBe(false)
    const election = { kind: 'election', votingBase: each.D, present: each.election_min_present } as const
    expect(measure(count({ ...election, inFavour: each.elected_min_yes_at_min_present }))?.over).toBe(true)
    expect(measure(count({ ...election, inFavour: each.elected_min_yes_at_min_present - 1 }))?.over).toBe(false)
  })

  it('an election needs most; of a committee meeting there is one kind', () => {
    fc.assert(
      fc.property(people, (base) => {
        const most = strictest(['general', 'admission', 'election'], base)
        const need = (meeting: Meeting) => minPresent(meeting, base)
        expect(most && need(most)).toBe(Math.max(need('general'), need('admission'), need('election')))
      }),
    )
    expect(strictest(['general', 'election', 'admission'], 19)).toBe('election')
    expect(strictest(['general', 'admission'], 10)).toBe('admission')
    expect(meetingsOf(true)).toEqual(['committee'])
  })
})

describe('the numbers of a vote', () => {
  it('are taken when nobody votes who is not there, and refused otherwise', () => {
    fc.assert(
      fc.property(
        people,
        fc.nat(3000),
        fc.nat(3000),
        fc.nat(3000),
        fc.nat(20),
        (present, yes, no, abstained, written) => {
          const votes = count({ votingBase: 3000, present, inFavour: yes, against: no, abstained, written })
          expect(excessOf(votes) === null).toBe(yes + no + abstained <= present + written)
        },
      ),
    )
  })

  it('names the first that cannot be', () => {
    expect(excessOf(count({ present: 16 }))).toMatchObject({ what: 'present', number: 16, limit: 15, of: 'base' })
    expect(excessOf(count({ issued: 12, returned: 13 }))).toMatchObject({ what: 'returned', of: 'issued' })
    expect(excessOf(count({ returned: 13 }))).toMatchObject({ what: 'returned', of: 'present' })
    expect(excessOf(count({ issued: 12, returned: 11, valid: 12 }))).toMatchObject({ what: 'valid', of: 'returned' })
    expect(excessOf(count({ issued: 12, returned: 12, valid: 10, inFavour: 11 }))).toMatchObject({ of: 'valid' })
  })

  it('votes are measured against those who ought to attend, elections against those who did, a committee against nothing', () => {
    fc.assert(
      fc.property(people, fc.nat(3000), (base, yes) => {
        expect(measure(count({ votingBase: base, present: 1, inFavour: yes }))?.over).toBe(2 * yes > base)
        expect(measure(count({ kind: 'election', votingBase: 5000, present: base, inFavour: yes }))?.over).toBe(
          2 * yes > base,
        )
        expect(measure(count({ votingBase: base, inFavour: yes }), true)).toBe(null)
      }),
    )
  })

  it('are put as arithmetic: nobody is elected and nothing carried by the program', () => {
    fc.assert(
      fc.property(fc.constantFrom('general', 'admission', 'election'), people, fc.nat(3000), (kind, base, yes) => {
        const vote = count({ kind, votingBase: base, present: base, inFavour: yes, subject: '某事' })
        const [line] = voteLines([{ ...vote, office: null, measure: measure(vote) }])
        expect(line).toMatch(/超过(?:应到会|实到会) \d+ 人的半数/)
        expect(line).not.toMatch(/通过|当选/)
      }),
    )
  })
})

it('who hosts for the secretary', () => {
  const branch = [
    { name: '李建国', secretary: true },
    { name: '王秀英', secretary: false },
  ]
  expect(standsIn('李建国', branch)).toBe(false)
  expect(standsIn('王秀英(一车间)', branch)).toBe(true)
  expect(standsIn('刘芳', branch)).toBe(false)
  expect(standsIn('王秀英', branch.slice(1))).toBe(false)
})
