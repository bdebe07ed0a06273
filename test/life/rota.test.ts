import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Candidate, turnsOf } from '../../src/life/planning/rota.ts'

const roster = (count: number, excused: readonly number[] = []): Candidate[] =>
  Array.from({ length: count }, (_, index) => ({ memberId: index + 1, excused: excused.includes(index + 1) }))
const open = (count: number) => Array.from({ length: count }, (_, index) => ({ activityId: index + 1, leadId: null }))

describe('whose turn it is', () => {
  it('goes down the roster after whoever spoke last, leaving out who is excused', () => {
    const last = new Map([
      [1, 10],
      [2, 11],
    ])
    expect(turnsOf(open(4), roster(5, [4]), last)).toEqual([3, 5, 1, 2])
  })

  it('keeps a swap, and gives nobody another turn before the one that is coming', () => {
    const turns = [
      { activityId: 1, leadId: 3 },
      { activityId: 2, leadId: null },
      { activityId: 3, leadId: 1 },
      { activityId: 4, leadId: null },
    ]
    expect(turnsOf(turns, roster(3), new Map())).toEqual([3, 2, 1, 3])
  })

  it('passes to the next where a settled speaker has left, and to nobody where nobody is there', () => {
    expect(turnsOf([{ activityId: 1, leadId: 9 }], roster(2), new Map())).toEqual([1])
    expect(turnsOf(open(2), roster(2, [1, 2]), new Map())).toEqual([null, null])
  })

  it('comes to nobody twice before everybody had it once', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 0, max: 40 }),
        fc.uniqueArray(fc.integer({ min: 1, max: 12 }), { maxLength: 12 }),
        (people, days, before) => {
          const known = before.filter((id) => id <= people)
          const given = turnsOf(open(days), roster(people), new Map(known.map((id, index) => [id, index + 1])))
          for (let from = 0; from + people <= days; from += 1)
            expect(new Set(given.slice(from, from + people)).size).toBe(people)
        },
      ),
    )
  })

  it('continues the same whether it is worked out at once or day by day', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 0, max: 30 }), (people, days) => {
        const last = new Map<number, number>()
        const daily = open(days).map((turn, index) => {
          const [memberId] = turnsOf([turn], roster(people), last)
          if (memberId != null) last.set(memberId, index + 1)
          return memberId
        })
        expect(daily).toEqual(turnsOf(open(days), roster(people), new Map()))
      }),
    )
  })
})
