import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { makeUpHints, mayStandBelow, readKind } from '../../src/life/tree/tree.ts'
import { Names } from '../../src/life/tree/tree-names.ts'
import { planTree } from '../../src/life/tree/tree-plan.ts'
import type { KnownNode, TreePlan, TreeRow } from '../../src/life/tree/tree-rows.ts'

it.each([
  ['党委', 'committee'],
  ['中共城关镇委员会', 'committee'],
  ['石桥乡党工委', 'committee'],
  ['机关党总支部委员会', 'general_branch'],
  ['总支', 'general_branch'],
  ['联合党支部', 'branch'],
  ['机关二支部委员会', 'branch'],
  ['党支部（临时）', 'branch'],
  ['第一党小组', 'group'],
  ['后勤处', null],
])('%s is %s', (text, kind) => expect(readKind(text)).toBe(kind))

const row = (number: number, name: string, parent: string | null, more: Partial<TreeRow> = {}): TreeRow => ({
  row: number,
  name,
  parent,
  kind: null,
  sector: null,
  electedOn: null,
  termYears: null,
  place: null,
  ...more,
})

const today = '2026-11-23'

/** The tree as it stands after a plan was carried out. */
function carriedOut(known: readonly KnownNode[], plan: TreePlan): KnownNode[] {
  const ids = new Map<number, number>()
  const nodes = known.map((node) => {
    const change = plan.changed.find(({ id }) => id === node.id)
    return { ...node, ...change?.data, ...(change?.parentId === undefined ? {} : { parentId: change.parentId }) }
  })
  for (const { id, parentId, kind, name, source } of plan.made) {
    const fresh = 1000 + nodes.length
    ids.set(id, fresh)
    const { sector, electedOn, termYears, place } = source
    nodes.push({ id: fresh, parentId, kind, name, sector, electedOn, termYears, place, dissolvedOn: null })
  }
  return nodes.map((node) => ({
    ...node,
    parentId: node.parentId === null ? null : (ids.get(node.parentId) ?? node.parentId),
  }))
}

const towns = ['东乡党委', '西乡党委', '南乡党委']
/** A county with towns and branches of few names, written in any order, by path. */
const county = fc
  .uniqueArray(fc.tuple(fc.constantFrom(...towns), fc.integer({ min: 1, max: 4 })), {
    selector: ([town, number]) => `${town}${number}`,
  })
  .chain((branches) => {
    const rows = [
      row(2, '县委', null, { sector: 'rural' }),
      ...towns.map((town, index) => row(index + 3, town, '县委')),
      ...branches.map(([town, number], index) => row(index + 10, `第${number}支部`, `县委/${town}`)),
    ]
    return fc.shuffledSubarray(rows, { minLength: rows.length })
  })

describe('a list of organizations', () => {
  it('makes every row a node below its parent, whatever the order; a second time nothing is left to do', () => {
    fc.assert(
      fc.property(county, (rows) => {
        const plan = planTree(rows, [], today)
        expect(plan.problems).toEqual([])
        expect(plan.made).toHaveLength(rows.length)
        const kept = carriedOut([], plan)
        const names = new Names(kept)
        for (const node of kept) {
          const parent = names.parentOf(node)
          expect(mayStandBelow(node.kind, parent?.kind ?? null)).toBe(true)
          expect(names.find(names.called(node))).toEqual([node])
        }
        const again = planTree(rows, kept, today)
        expect(again).toMatchObject({ problems: [], made: [], changed: [], same: rows.length })
      }),
    )
  })

  it('takes in what stood alone before, and leaves what it does not say', () => {
    const alone: KnownNode = {
      id: 7,
      parentId: null,
      kind: 'branch',
      name: '机关二支部',
      sector: 'office',
      electedOn: '2024-06-20',
      termYears: null,
      place: '二楼',
      dissolvedOn: null,
    }
    const rows = [row(2, '机关党委', null), row(3, '机关二支部', '机关党委', { termYears: 3 })]
    const plan = planTree(rows, [alone], today)
    expect(plan.problems).toEqual([])
    expect(plan.changed).toMatchObject([{ id: 7, parentId: plan.made[0]?.id, data: { termYears: 3 } }])
    expect(plan.changed[0]?.fields.map(({ heading }) => heading)).toEqual(['任期年数', '上级组织'])
    expect(planTree(rows, carriedOut([alone], plan), today)).toMatchObject({ made: [], changed: [], same: 2 })
  })

  it('does not put a node below itself, and does not bring back what was dissolved', () => {
    const node = (id: number, parentId: number | null, name: string, dissolvedOn: string | null = null): KnownNode => ({
      id,
      parentId,
      kind: 'committee',
      name,
      sector: null,
      electedOn: null,
      termYears: null,
      place: null,
      dissolvedOn,
    })
    const known = [node(1, null, '县委'), node(2, 1, '东乡党委'), node(3, 1, '西乡党委', '2026-01-01')]
    const { problems } = planTree([row(2, '县委', '东乡党委'), row(3, '西乡党委', '县委')], known, today)
    expect(problems.map((one) => [one.row, one.column])).toEqual([
      [2, '上级组织'],
      [3, '名称'],
    ])
  })
})

describe('what in a branch somebody may look at', () => {
  const of = (members: number, full: number, committee = 0) =>
    makeUpHints({ members, full, committee, hasCommittee: committee > 2 })
  it('are the numbers of the regulation, and nothing at their edges', () => {
    expect(of(50, 45, 5)).toEqual([])
    expect(of(51, 45, 5)).toEqual(['too_many'])
    expect(of(3, 3)).toEqual([])
    expect(of(4, 2)).toEqual(['too_few'])
    expect(of(7, 7)).toEqual(['no_committee'])
    expect(of(6, 6)).toEqual([])
    expect(of(6, 6, 3)).toEqual(['needless_committee'])
    expect(of(40, 40, 8)).toEqual(['large_committee'])
  })
})
