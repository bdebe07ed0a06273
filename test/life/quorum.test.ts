import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  canMeet,
  countPresent,
  elected,
  type Meeting,
  minPresent,
  minYesToBeElected,
  minYesToPass,
  passes,
} from '../../src/life/meeting/quorum.ts'

interface Case {
  D: number
  general_min_present: number
  admission_min_present: number
  pass_min_yes: number
  election_min_present: number
  elected_min_yes_at_min_present: number
}

const cases: Case[] = JSON.parse(readFileSync(new URL('../data/quorum_cases.json', import.meta.url), 'utf8'))
const meetings: Meeting[] = ['general', 'admission', 'committee', 'election']

describe('quorum', () => {
  it.each(cases)('$D members entitled to vote', (each) => {
    expect(minPresent('general', each.D)).toBe(each.general_min_present)
    expect(minPresent('admission', each.D)).toBe(each.admission_min_present)
    expect(minYesToPass(each.D)).toBe(each.pass_min_yes)
    expect(minPresent('election', each.D)).toBe(each.election_min_present)
    expect(minYesToBeElected(each.election_min_present)).toBe(each.elected_min_yes_at_min_present)
  })

  it('Dahuangzhuang: 37 of 59 at home may vote, but not elect', () => {
    expect(canMeet('general', 59, 37).ok).toBe(true)
    expect(canMeet('election', 59, 37).ok).toBe(false)
    expect(canMeet('election', 59, countPresent('election', { inPerson: 37, byVideo: 11 }, 'all')).ok).toBe(true)
  })

  it('shows the secretary when exactly half came', () => {
    expect(canMeet('general', 10, 5)).toEqual({ ok: true, exactlyHalf: true })
    expect(canMeet('general', 10, 6)).toEqual({ ok: true, exactlyHalf: false })
    expect(canMeet('committee', 4, 2)).toEqual({ ok: true, exactlyHalf: true })
    expect(canMeet('admission', 10, 5)).toEqual({ ok: false, exactlyHalf: false })
  })

  it('counts nobody by video unless the committee decided so', () => {
    const came = { inPerson: 20, byVideo: 5 }
    expect(meetings.map((meeting) => countPresent(meeting, came))).toEqual([20, 20, 20, 20])
    expect(meetings.map((meeting) => countPresent(meeting, came, 'vote_only'))).toEqual([25, 25, 25, 20])
    expect(meetings.map((meeting) => countPresent(meeting, came, 'all'))).toEqual([25, 25, 25, 25])
  })

  it('no meeting without people', () => {
    for (const meeting of meetings) expect(canMeet(meeting, 0, 0).ok).toBe(false)
  })

  const people = fc.integer({ min: 1, max: 5000 })

  it('the least number is just enough', () => {
    const formula: Record<Meeting, (d: number, p: number) => boolean> = {
      general: (d, p) => 2 * p >= d,
      admission: (d, p) => 2 * p > d,
      committee: (d, p) => 2 * p >= d,
      election: (d, p) => 5 * p >= 4 * d,
    }
    fc.assert(
      fc.property(fc.constantFrom(...meetings), people, fc.nat(5000), (meeting, d, p) => {
        expect(canMeet(meeting, d, p).ok).toBe(formula[meeting](d, p))
        expect(minPresent(meeting, d)).toBeLessThanOrEqual(d)
      }),
    )
  })

  it('a vote counts those who ought to attend, an election those who did', () => {
    fc.assert(
      fc.property(people, fc.nat(5000), (n, yes) => {
        expect(passes(n, yes)).toBe(yes >= minYesToPass(n))
        expect(elected(n, yes)).toBe(yes >= minYesToBeElected(n))
        expect(passes(n, yes) && passes(n, n - yes)).toBe(false)
      }),
    )
  })
})
