import { nearest, quoted } from '../../base/nearest.ts'
import type { Day } from '../../time/zone.ts'
import type { RosterProblem } from '../people/roster.ts'
import { kindWords, mayStandBelow, type NodeKind, readKind } from './tree.ts'
import { isUnder, pathOf, pathParts } from './tree-names.ts'
import {
  changeOf,
  type KnownNode,
  type NodeChange,
  type PlannedNode,
  type TreePlan,
  type TreeRow,
} from './tree-rows.ts'

/** Brings rows of a file and what is there together: what is new, what changes, what cannot be. Changes nothing. */
export function planTree(rows: readonly TreeRow[], known: readonly KnownNode[], today: Day): TreePlan {
  return new Planner(rows, known, today).plan()
}

type Node = PlannedNode | KnownNode

class Planner {
  readonly #rows: readonly TreeRow[]
  readonly #today: Day
  readonly #byId: Map<number, KnownNode>
  readonly #dissolved: Set<string>
  readonly #problems: RosterProblem[] = []
  readonly #refused = new Set<TreeRow>()
  /** What each row turned out to be. */
  readonly #nodes = new Map<TreeRow, Node>()
  readonly #taken = new Map<number, TreeRow>()
  readonly #moved = new Map<number, number>()
  readonly #made: PlannedNode[] = []
  /** Rows and living nodes by plain name: candidates for what stands above. */
  readonly #rowsByName: Map<string, TreeRow[]>
  readonly #livingByName: Map<string, KnownNode[]>
  readonly #children = new Map<string, Node>()

  constructor(rows: readonly TreeRow[], known: readonly KnownNode[], today: Day) {
    this.#rows = rows
    this.#today = today
    const living = known.filter((one) => one.dissolvedOn === null)
    this.#byId = new Map(living.map((node) => [node.id, node]))
    this.#dissolved = new Set(known.filter((one) => one.dissolvedOn !== null).map((one) => childKey(one)))
    this.#rowsByName = byName(rows)
    this.#livingByName = byName(living)
    for (const node of living) this.#children.set(childKey(node), node)
  }

  plan(): TreePlan {
    let open = [...this.#rows]
    while (open.length > 0) {
      const later = open.filter((row) => !this.#settle(row))
      if (later.length === open.length) {
        for (const row of later)
          this.#problem(row, '上级组织', `「${row.name}」和它的上级组织绕成了一圈`, '请核对这几行的上级组织。')
        break
      }
      open = later
    }
    const changed: NodeChange[] = []
    let same = 0
    for (const [row, node] of this.#nodes) {
      if (!('dissolvedOn' in node)) continue
      const change = changeOf(row, node, this.#movedTo(node))
      if (change) changed.push(change)
      else same += 1
    }
    return { problems: this.#problems, made: this.#made, changed, same }
  }

  /** Finds out what a row is; false where what stands above it is not known yet. */
  #settle(row: TreeRow): boolean {
    const parent = this.#parentOf(row)
    if (parent === 'later') return false
    if (parent === 'wrong') return true
    const kind = row.kind ?? readKind(row.name)
    if (kind === null) {
      this.#problem(row, '类型', `看不出「${row.name}」是哪一类组织`, '请填：党委、党总支、党支部或党小组。')
      return true
    }
    if (row.electedOn !== null && row.electedOn > this.#today) {
      this.#problem(row, '当选日期', `当选日期 ${row.electedOn} 还没有到`, '请填本届当选的日期；还没有选的空着。')
      return true
    }
    const found = this.#existing(row, parent, kind)
    if (found === 'wrong') return true
    const under = found && !this.#moved.has(found.id) ? this.#nodeOf(found.parentId) : parent
    if (!mayStandBelow(kind, under?.kind ?? null)) {
      const where = under === null ? '不能没有上级组织' : `不能放在${kindWords[under.kind]}「${under.name}」下面`
      const next = kind === 'group' ? '党小组的上级应当是党支部。' : '请核对类型和上级组织。'
      this.#problem(row, '上级组织', `${kindWords[kind]}「${row.name}」${where}`, next)
      return true
    }
    const key = childKey({ parentId: parent?.id ?? found?.parentId ?? null, name: row.name })
    if (!found && this.#dissolved.has(key)) {
      this.#problem(row, '名称', `「${row.name}」已经撤销`, '请换一个名称，或者删去这一行；从前的记录都留着。')
      return true
    }
    const node: Node = found ?? this.#make(row, parent, kind)
    const before = this.#taken.get(node.id)
    if (before) {
      this.#problem(row, '名称', `「${row.name}」和第 ${before.row} 行是同一个组织`, '请删去重复的一行。')
      return true
    }
    this.#taken.set(node.id, row)
    this.#nodes.set(row, node)
    this.#children.set(key, node)
    return true
  }

  #make(row: TreeRow, parent: Node | null, kind: NodeKind): PlannedNode {
    const again = this.#children.get(childKey({ parentId: parent?.id ?? null, name: row.name }))
    if (again && !('dissolvedOn' in again)) return again
    const node = { id: -1 - this.#made.length, parentId: parent?.id ?? null, kind, name: row.name, source: row }
    this.#made.push(node)
    return node
  }

  /** The node that the row speaks of, where there is one already. */
  #existing(row: TreeRow, parent: Node | null, kind: NodeKind): KnownNode | null | 'wrong' {
    const namesakes = this.#livingByName.get(row.name) ?? []
    // A row that does not say what stands above it may mean one that has its place already.
    const here =
      row.parent === null
        ? (namesakes.find((one) => one.parentId === null) ?? (namesakes.length === 1 ? namesakes[0] : undefined))
        : namesakes.find((one) => one.parentId === (parent?.id ?? null))
    if (!here && row.parent === null && namesakes.length > 1) {
      this.#problem(row, '上级组织', `有 ${namesakes.length} 个组织都叫「${row.name}」`, '请写上它的上级组织。')
      return 'wrong'
    }
    const alone = this.#rowsByName.get(row.name)?.length === 1
    const adopted =
      here === undefined && parent !== null && alone && namesakes.length === 1 && namesakes[0]?.parentId === null
        ? namesakes[0]
        : undefined
    const found = here ?? adopted
    if (!found) return null
    if (found.kind !== kind && row.kind !== null) {
      const message = `「${row.name}」现在是${kindWords[found.kind]}，表里写的是${kindWords[kind]}`
      this.#problem(row, '类型', message, '类型不能改；是另一个组织的话，请换一个名称。')
      return 'wrong'
    }
    if (adopted && parent) {
      if (this.#isWithin(parent, adopted.id)) {
        this.#problem(row, '上级组织', `「${row.name}」的上级组织「${parent.name}」现在在它下面`, '请核对上级组织。')
        return 'wrong'
      }
      this.#moved.set(adopted.id, parent.id)
    }
    return found
  }

  #parentOf(row: TreeRow): Node | null | 'later' | 'wrong' {
    if (row.parent === null) return null
    const parts = pathParts(row.parent)
    const last = parts.at(-1) ?? ''
    const rows = (this.#rowsByName.get(last) ?? []).filter((one) => one !== row)
    if (rows.some((one) => !this.#nodes.has(one) && !this.#refused.has(one))) return 'later'
    const nodes = new Map<number, Node>()
    for (const one of rows) {
      const node = this.#nodes.get(one)
      if (node) nodes.set(node.id, node)
    }
    for (const node of this.#livingByName.get(last) ?? []) nodes.set(node.id, node)
    const above = parts.slice(0, -1)
    const under = [...nodes.values()].filter((node) => isUnder(node, above, this.#parentNode))
    // A path that leaves nothing out goes before one that does.
    const exact = under.filter(
      (node) => above.length > 0 && pathOf(node, this.#parentNode).join('\n') === parts.join('\n'),
    )
    const all = exact.length === 1 ? exact : under
    const [first] = all
    if (first && all.length === 1) return first
    // What is wrong with the row above has been said there.
    if (all.length === 0 && rows.some((one) => this.#refused.has(one))) return this.#refuse(row)
    if (all.length === 0) {
      const names = [...this.#rowsByName.keys(), ...this.#livingByName.keys()]
      const near = nearest(last, names)
      const next = near.length > 0 ? `是不是${quoted(near)}？` : '请把它也写成表里的一行，或者先导入。'
      this.#problem(row, '上级组织', `没有叫「${row.parent}」的上级组织`, next)
      return 'wrong'
    }
    const where = all.slice(0, 3).map((node) => pathOf(node, this.#parentNode).join('/'))
    const message = `有 ${all.length} 个组织都叫「${row.parent}」，不知道是哪一个`
    this.#problem(row, '上级组织', message, `请写全，例如${quoted(where)}。`)
    return 'wrong'
  }

  #isWithin(node: Node, id: number): boolean {
    for (let at: Node | null = node; at !== null; at = this.#parentNode(at)) if (at.id === id) return true
    return false
  }

  #refuse(row: TreeRow): 'wrong' {
    this.#refused.add(row)
    return 'wrong'
  }

  #nodeOf(id: number | null): Node | null {
    if (id === null) return null
    return id < 0 ? (this.#made[-1 - id] ?? null) : (this.#byId.get(id) ?? null)
  }

  #movedTo(node: KnownNode): { id: number; path: string[] } | null {
    const parent = this.#nodeOf(this.#moved.get(node.id) ?? null)
    return parent && { id: parent.id, path: pathOf(parent, this.#parentNode) }
  }

  readonly #parentNode = (node: Node): Node | null => this.#nodeOf(this.#moved.get(node.id) ?? node.parentId)

  #problem(row: TreeRow, column: string, message: string, next: string): void {
    this.#refused.add(row)
    this.#problems.push({
      row: row.row,
      column,
      ...(row.sheet === undefined ? {} : { sheet: row.sheet }),
      message,
      next,
    })
  }
}

const childKey = ({ parentId, name }: { parentId: number | null; name: string }) => `${parentId ?? ''}\n${name}`

function byName<T extends { name: string }>(items: readonly T[]): Map<string, T[]> {
  const found = new Map<string, T[]>()
  for (const item of items) {
    const same = found.get(item.name)
    if (same) same.push(item)
    else found.set(item.name, [item])
  }
  return found
}
