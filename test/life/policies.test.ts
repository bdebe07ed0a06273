import fc from 'fast-check'
import { expect, it } from 'vitest'
import {
  decidedSchema,
  holding,
  type Level,
  mostExcellent,
  policiesAt,
  policyInWords,
  policyNames,
  policyTable,
  readPolicyChoice,
  readPolicyName,
} from '../../src/life/programs/policies.ts'

const level = (name: string, decided: object): Level => ({ name, decided: decidedSchema.parse(decided) })

it('the nearest decision counts, a binding one further up before it', () => {
  const levels = [
    level('市委', { countVideo: { value: 'vote_only' }, approve: { value: 'committee', binding: true } }),
    level('机关党委', { countVideo: { value: 'all' } }),
    level('一支部', { approve: { value: 'secretary' } }),
  ]
  expect(holding(levels, 'countVideo')).toEqual({ value: 'all', by: '机关党委', binding: false })
  expect(holding(levels, 'approve')).toEqual({ value: 'committee', by: '市委', binding: true })
  expect(policiesAt([])).toMatchObject({ countVideo: 'no', approve: 'deputy', excellentShare: 'third' })
})

it('nothing below a binding decision matters', () => {
  const value = fc.constantFrom('no', 'vote_only', 'all')
  const decided = fc.record({ value, binding: fc.boolean() })
  fc.assert(
    fc.property(value, fc.array(decided), (bound, below) => {
      const levels = [
        level('党委', { countVideo: { value: bound, binding: true } }),
        ...below.map((one) => level('下面', { countVideo: one })),
      ]
      expect(holding(levels, 'countVideo').value).toBe(bound)
    }),
  )
})

it('what cannot be read is left out, the rest stays', () => {
  expect(decidedSchema.parse({ countVideo: { value: '都' }, filePlan: { value: 'yes' } })).toEqual({
    filePlan: { value: 'yes', binding: false },
  })
})

it('every policy and every choice is found by its word, and says where it comes from', () => {
  for (const name of policyNames) {
    const { title, source, choices } = policyTable[name]
    expect(readPolicyName(title)).toBe(name)
    expect(source).not.toBe('')
    for (const value of Object.keys(choices))
      expect(readPolicyChoice(name, policyInWords(name, value).word)).toBe(value)
  }
})

it('shares are rounded down', () => {
  const all = policiesAt([])
  expect([15, 45, 59].map((count) => mostExcellent(all, count))).toEqual([5, 15, 19])
})
