import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { institution } from '../../src/life/programs/catalogue.ts'
import {
  difference,
  effective,
  fieldsOf,
  type Laid,
  merge,
  type Patch,
  sameRule,
} from '../../src/life/programs/inheritance.ts'

const standard: Patch = institution('theme_day')?.rule ?? {}
const hour = fc.integer({ min: 8, max: 18 }).map((each) => `${String(each).padStart(2, '0')}:00`)
/** Any part of a rule, valid beside any other. */
const patches: fc.Arbitrary<Patch> = fc.record(
  {
    hour,
    minutes: fc.integer({ min: 30, max: 200 }),
    holidays: fc.constantFrom('next_workday', 'prev_workday', 'keep'),
    cadence: fc.record({ on: fc.constant('day_of_month'), day: fc.integer({ min: 1, max: 28 }) }),
    stages: fc.record(
      { dayBefore: fc.oneof(hour, fc.constant(null)), hourBefore: fc.integer({ min: 30, max: 90 }) },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: [] },
)
const laid = (by: string, patch: Patch, more: Partial<Laid> = {}): Laid => ({
  by,
  patch,
  enabled: null,
  binding: false,
  ...more,
})
const ruled = (layers: readonly Laid[], own: Patch = {}, ownEnabled: boolean | null = null) =>
  effective({ kind: 'theme_day', standard, laid: layers, own, ownEnabled, usual: true })

describe('laying one patch over another', () => {
  it('is associative, and nothing laid over leaves everything', () => {
    fc.assert(
      fc.property(patches, patches, patches, (a, b, c) => {
        expect(merge(merge(a, b), c)).toEqual(merge(a, merge(b, c)))
        expect(merge(a, {})).toEqual(a)
      }),
    )
  })

  it('takes every reminder by itself', () => {
    expect(
      merge({ stages: { dayBefore: '16:00', hourBefore: 60 } }, { stages: { dayBefore: null }, hour: '09:00' }),
    ).toEqual({ stages: { dayBefore: null, hourBefore: 60 }, hour: '09:00' })
  })
})

describe('the rule that holds', () => {
  it('is the standard, the committees from the root down and the own, in this order', () => {
    fc.assert(
      fc.property(fc.array(patches, { maxLength: 4 }), patches, (levels, own) => {
        const { rule, lost } = ruled(
          levels.map((patch, index) => laid(`${index}`, patch)),
          own,
        )
        expect(rule).toEqual([...levels, own].reduce(merge, standard))
        expect(lost).toEqual([])
      }),
    )
  })

  it('leaves what nobody set as it is', () => {
    fc.assert(
      fc.property(patches, patches, (above, own) => {
        const before = ruled([], own).rule
        const after = ruled([laid('党委', above)], own).rule
        const set = new Set(fieldsOf(above))
        for (const field of fieldsOf(before)) if (!set.has(field)) expect(fieldsOf(after)).toContain(field)
        expect(merge(after, own)).toEqual(after)
      }),
    )
  })

  it('keeps what a committee made binding, whatever is set below', () => {
    fc.assert(
      fc.property(patches, fc.array(patches, { maxLength: 3 }), patches, (bound, below, own) => {
        const { rule, lost, fixed } = ruled(
          [laid('市委', bound, { binding: true }), ...below.map((patch) => laid('党委', patch, { binding: true }))],
          own,
        )
        expect(merge(rule, bound)).toEqual(rule)
        for (const field of fieldsOf(bound)) expect(fixed.get(field)).toBe('市委')
        for (const field of lost) expect(fixed.has(field)).toBe(true)
      }),
    )
  })

  it('fixes the day as a whole', () => {
    const day = { cadence: { on: 'nth_weekday', nth: 2, weekday: 5 } }
    const { rule, lost } = ruled([laid('机关党委', day, { binding: true })], { every: 'quarter', hour: '09:00' })
    expect(rule).toMatchObject({ ...day, hour: '09:00' })
    expect(rule).not.toHaveProperty('every')
    expect(lost).toEqual(['every'])
  })

  it('does without own reminders that no longer fit, and keeps the rest', () => {
    const own = { hour: '16:00', stages: { draft: { workdays: 4, hour: '10:00' } } }
    const { rule, lost } = ruled([laid('党委', { stages: { announce: { workdays: 4, hour: '09:00' } } })], own)
    expect(rule).toMatchObject({ hour: '16:00', stages: { announce: { workdays: 4 } } })
    expect(lost).toEqual(['stages.draft'])
  })

  it('is switched by the own word, unless a committee made its own binding', () => {
    const off = laid('党委', {}, { enabled: false })
    expect(ruled([off]).enabled).toBe(false)
    expect(ruled([off], {}, true).enabled).toBe(true)
    expect(ruled([{ ...off, binding: true }], {}, true)).toMatchObject({ enabled: false })
  })
})

it('what was set before it was kept apart is told from the standard, and comes to the same', () => {
  fc.assert(
    fc.property(patches, (own) => {
      const rule = ruled([], own).rule
      const told = difference('theme_day', standard, rule)
      expect(sameRule('theme_day', ruled([], told).rule, rule)).toBe(true)
    }),
  )
  expect(difference('theme_day', standard, standard)).toEqual({})
  expect(difference('dues', {}, { firstDay: 5 })).toEqual({ firstDay: 5 })
})
