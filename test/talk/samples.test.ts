import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { contextOf, expectedShape, type Sample, type SampleRoster } from '../../src/talk/samples.ts'
import { understand } from '../../src/talk/understand.ts'

interface Expected {
  intent: string
  status: string
  subject: string | null
  reason: string | null
  names: string[]
  amount_fen: number | null
  items?: Record<string, unknown>[]
}
type Line = Sample & { expected: Expected; note: string }

const data = (name: string) => readFileSync(new URL(`../data/${name}`, import.meta.url), 'utf8')
const lines = (name: string): Line[] =>
  data(name)
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line))
const rosterIn = (name: string): SampleRoster => JSON.parse(data(name))

/** These may follow only where the sample says so. */
const changing = new Set([
  'acknowledged',
  'will_attend',
  'will_attend_online',
  'will_not_attend',
  'leave_requested',
  'leave_cancelled',
  'tentative',
  'will_be_late',
  'present',
  'proxy_needs_confirm',
  'paid_claimed',
  'verified',
  'unpaid',
  'promised',
  'corrected',
  'approved',
  'completed_claimed',
  'mixed',
])
const silent = new Set(['ignored', 'query', 'needs_clarification'])

function judge(name: string, people: SampleRoster, at: { now: Date }) {
  const results = lines(name).map((line) => {
    const shape = expectedShape(understand(line.text, contextOf(line, people, at)))
    const { items, ...rest } = line.expected
    const wanted = items === undefined ? rest : { ...rest, items }
    const { items: gotItems, ...gotRest } = { items: undefined, ...shape }
    const got = items === undefined ? gotRest : { ...gotRest, items: gotItems }
    return {
      line,
      got,
      wanted,
      right: equal(got, wanted),
      forbidden: silent.has(wanted.status) && changing.has(shape.status),
    }
  })
  for (const { line, got, wanted, right, forbidden } of results) {
    if (!right)
      console.log(
        `${forbidden ? '!! ' : ''}${line.sender}: ${line.text}\n  got    ${JSON.stringify(got)}\n  wanted ${JSON.stringify(wanted)}`,
      )
  }
  return {
    total: results.length,
    right: results.filter((r) => r.right).length,
    forbidden: results.filter((r) => r.forbidden).map((r) => r.line.text),
  }
}

const sorted = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(sorted)
    : value !== null && typeof value === 'object'
      ? Object.fromEntries(
          Object.entries(value)
            .sort(([a], [b]) => (a < b ? -1 : 1))
            .map(([key, inner]) => [key, sorted(inner)]),
        )
      : value
const equal = (one: unknown, other: unknown) => JSON.stringify(sorted(one)) === JSON.stringify(sorted(other))

describe('the sample messages', () => {
  const result = judge('utterances.jsonl', rosterIn('roster.json'), { now: new Date('2026-03-16T02:00:00Z') })
  it('are nearly all understood', () => expect(result.right / result.total).toBeGreaterThanOrEqual(0.98))
  it('never change anything they should not', () => expect(result.forbidden).toEqual([]))
})

describe('a second set, with other people and other words', () => {
  const result = judge('utterances-second.jsonl', rosterIn('roster-second.json'), {
    now: new Date('2026-05-12T02:00:00Z'),
  })
  it('has at least 200 messages', () => expect(result.total).toBeGreaterThanOrEqual(200))
  it('is mostly understood', () => expect(result.right / result.total).toBeGreaterThanOrEqual(0.92))
  it('never changes anything it should not', () => expect(result.forbidden).toEqual([]))
})

// Written without looking at the rules; what was understood before anything was tuned on it stands in docs/听懂.md.
describe('a third set, with people of many provinces', () => {
  const result = judge('utterances-third.jsonl', rosterIn('roster-third.json'), {
    now: new Date('2026-09-14T02:00:00Z'),
  })
  it('has at least 260 messages', () => expect(result.total).toBeGreaterThanOrEqual(260))
  it('is mostly understood', () => expect(result.right / result.total).toBeGreaterThanOrEqual(0.92))
  it('never changes anything it should not', () => expect(result.forbidden).toEqual([]))
})

// The same people, harder words, written after the third set was learnt.
describe('a fourth set', () => {
  const result = judge('utterances-fourth.jsonl', rosterIn('roster-third.json'), {
    now: new Date('2026-09-14T02:00:00Z'),
  })
  it('is understood more often than not', () => expect(result.right / result.total).toBeGreaterThanOrEqual(0.75))
  it('never changes anything it should not', () => expect(result.forbidden).toEqual([]))
})

// The kinds of the first set in other words, with its people; written before looking at the rules.
describe('a fifth set', () => {
  const result = judge('utterances-fifth.jsonl', rosterIn('roster.json'), { now: new Date('2026-06-10T02:00:00Z') })
  it('has at least 300 messages', () => expect(result.total).toBeGreaterThanOrEqual(300))
  it('is mostly understood', () => expect(result.right / result.total).toBeGreaterThanOrEqual(0.92))
  it('never changes anything it should not', () => expect(result.forbidden).toEqual([]))
})
