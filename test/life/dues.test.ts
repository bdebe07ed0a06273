import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  allocate,
  assess,
  type DuesInput,
  type MonthDue,
  monthlyCapFen,
  quarterBase,
  unpaidRun,
} from '../../src/life/people/dues.ts'

interface Case {
  id: string
  kind: 'salaried' | 'retired' | 'self_employed' | 'student' | 'farmer'
  base_fen: number | null
  fixed_fen: number | null
  rate_bp: number | null
  fee_fen: number
  capped: boolean
}

const cases = readFileSync(new URL('../data/dues_cases.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line): Case => JSON.parse(line))

function inputOf(each: Case): DuesInput {
  if (each.kind === 'student') return { kind: 'student' }
  if (each.kind === 'farmer') return { kind: 'farmer', fixedFen: each.fixed_fen ?? -1 }
  return { kind: each.kind, baseFen: each.base_fen ?? -1 }
}

describe('monthly dues', () => {
  it('has 21 published examples', () => expect(cases).toHaveLength(21))

  it.each(cases)('$id $kind $base_fen', (each) => {
    const { rateBp, feeFen, capped } = assess(inputOf(each))
    expect({ rateBp, feeFen, capped }).toEqual({ rateBp: each.rate_bp, feeFen: each.fee_fen, capped: each.capped })
  })

  it('asks to check the base on both sides of a bound, and only there', () => {
    for (const baseFen of [300_000, 300_001, 500_000, 500_001, 1_000_000, 1_000_001])
      expect(assess({ kind: 'salaried', baseFen }).note).toBe('已到档位边界，请核对基数')
    expect(assess({ kind: 'salaried', baseFen: 299_999 }).note).toBeNull()
    expect(assess({ kind: 'retired', baseFen: 300_000 }).note).toBeNull()
  })

  it('says that more than 1000 yuan is for the member to offer', () => {
    expect(assess({ kind: 'annual', baseFen: 6_800_000 }).note).toContain('本人')
  })

  it('rounds to the unit the committee fixed', () => {
    const member: DuesInput = { kind: 'retired', baseFen: 432_150 } // 21.6075 yuan
    expect([assess(member, 1).feeFen, assess(member, 10).feeFen, assess(member, 100).feeFen]).toEqual([
      2161, 2160, 2200,
    ])
    expect(assess({ kind: 'salaried', baseFen: 234_500 }).feeFen).toBe(1173) // 11.725: not banker's rounding
  })

  it('keeps the fixed amounts and the limits of article 6 and 7', () => {
    for (const kind of ['student', 'unemployed', 'relief', 'dibao'] as const) expect(assess({ kind }).feeFen).toBe(20)
    expect(() => assess({ kind: 'farmer', fixedFen: 19 })).toThrow('0.20')
    expect(() => assess({ kind: 'farmer', fixedFen: 101 })).toThrow('1.00')
    expect(assess({ kind: 'reduced', fixedFen: 500, normalFen: 2500, approval: '机党〔2026〕3号' }).feeFen).toBe(500)
    expect(() => assess({ kind: 'reduced', fixedFen: 2500, normalFen: 2500, approval: '3号' })).toThrow('低于')
    expect(assess({ kind: 'exempt', approval: '2026-01-08' }).feeFen).toBe(0)
    expect(() => assess({ kind: 'exempt', approval: ' ' })).toThrow('批准')
    expect(() => assess({ kind: 'salaried', baseFen: 10.5 })).toThrow('整数')
    expect(() => assess({ kind: 'salaried', baseFen: -1 })).toThrow('不为负数')
  })

  it('takes the mean of a quarter for those without a monthly wage', () => {
    expect(quarterBase([850_000, 1_230_000, 960_000])).toBe(1_013_333)
    expect(quarterBase([0, 0, 2])).toBe(1)
  })

  it('is an integer, never above the cap, and exact to half a fen', () => {
    const kinds = fc.constantFrom('salaried' as const, 'annual' as const, 'self_employed' as const, 'retired' as const)
    fc.assert(
      fc.property(kinds, fc.integer({ min: 0, max: 4_000_000_000 }), (kind, baseFen) => {
        const { feeFen, rateBp, capped } = assess({ kind, baseFen })
        expect(Number.isInteger(feeFen)).toBe(true)
        expect(feeFen).toBeLessThanOrEqual(monthlyCapFen)
        if (!capped) {
          const off = 2n * (BigInt(feeFen) * 10_000n - BigInt(baseFen) * BigInt(rateBp ?? -1))
          expect(off > -10_000n && off <= 10_000n).toBe(true)
        }
      }),
    )
  })

  it('never falls when the base rises', () => {
    fc.assert(
      fc.property(fc.nat(1_200_000), fc.nat(50_000), (base, more) => {
        const fee = (baseFen: number) => assess({ kind: 'salaried', baseFen }).feeFen
        expect(fee(base + more)).toBeGreaterThanOrEqual(fee(base))
      }),
    )
  })
})

const due = (month: string, dueFen = 2000, paidFen = 0, state: MonthDue['state'] = 'due'): MonthDue => ({
  month,
  dueFen,
  paidFen,
  state,
})

describe('spreading a payment', () => {
  const months = [due('2026-03'), due('2026-01'), due('2026-02', 2000, 500), due('2025-12', 2000, 2000, 'paid')]

  it('pays the oldest unpaid month first', () => {
    expect(allocate({ fen: 4000 }, months)).toEqual({
      parts: [
        { month: '2026-01', fen: 2000 },
        { month: '2026-02', fen: 1500 },
        { month: '2026-03', fen: 500 },
      ],
      remainderFen: 0,
    })
  })

  it('pays the months the member named before the others', () => {
    expect(allocate({ fen: 3000, months: ['2026-03'] }, months).parts).toEqual([
      { month: '2026-03', fen: 2000 },
      { month: '2026-01', fen: 1000 },
    ])
  })

  it('leaves what is too much to the member', () => {
    expect(allocate({ fen: 10_000 }, months).remainderFen).toBe(10_000 - 5500)
    expect(allocate({ fen: 100 }, [due('2026-01', 2000, 0, 'exempt'), due('2026-02', 2000, 0, 'waived')])).toEqual({
      parts: [],
      remainderFen: 100,
    })
  })

  it('loses and invents no fen', () => {
    const month = fc.record({ dueFen: fc.nat(5000), paidFen: fc.nat(6000) })
    fc.assert(
      fc.property(fc.array(month, { maxLength: 12 }), fc.nat(40_000), (rows, fen) => {
        const dues = rows.map((row, index) =>
          due(`2026-${String(index + 1).padStart(2, '0')}`, row.dueFen, row.paidFen),
        )
        const { parts, remainderFen } = allocate({ fen, months: ['2026-05'] }, dues)
        expect(parts.reduce((sum, part) => sum + part.fen, remainderFen)).toBe(fen)
        expect(parts.every((part) => part.fen > 0)).toBe(true)
      }),
    )
  })
})

describe('months in a row without dues', () => {
  const unpaid = (count: number) => ['01', '02', '03', '04', '05', '06'].slice(6 - count).map((m) => due(`2026-${m}`))

  it('counts January to June as 6 in July; July itself is not closed', () => {
    expect(unpaidRun([...unpaid(6), due('2026-07')], '2026-07')).toEqual({
      count: 6,
      since: '2026-01',
      level: 'to_check',
    })
  })

  it('tells the dues officer of 4, the secretary of 5, and nobody of 3', () => {
    expect([3, 4, 5].map((count) => unpaidRun(unpaid(count), '2026-07').level)).toEqual([
      null,
      'dues_officer',
      'secretary',
    ])
  })

  it('goes on over the turn of the year', () => {
    expect(unpaidRun([due('2025-11'), due('2025-12'), due('2026-01')], '2026-02').count).toBe(3)
  })

  it('ends at a month that is paid, part paid, claimed, exempt, without dues or not there', () => {
    const breaks = [
      due('2026-05', 2000, 2000, 'paid'),
      due('2026-05', 2000, 500),
      due('2026-05', 2000, 0, 'claimed'),
      due('2026-05', 2000, 0, 'exempt'),
      due('2026-05', 0),
    ]
    for (const may of breaks) expect(unpaidRun([due('2026-04'), may, due('2026-06')], '2026-07').count).toBe(1)
    expect(unpaidRun([due('2026-04'), due('2026-06')], '2026-07').count).toBe(1)
    expect(unpaidRun([], '2026-07')).toEqual({ count: 0, since: null, level: null })
  })
})
