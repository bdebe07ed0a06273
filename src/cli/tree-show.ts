import { knownNode } from '../actions/tree/import-tree.ts'
import { sectorWords } from '../life/programs/sectors.ts'
import { kindWords, readKind } from '../life/tree/tree.ts'
import type { BranchMakeUp, TreeNode } from '../records/tree.ts'

/** So many lines fill a screen or two; so many children of one node are shown before they are only counted. */
const screen = 80
const children = 12

interface Counted {
  node: TreeNode
  below: Counted[]
  branches: number
  members: number
}

/**
 * The tree below a node, or all of it, with branches and members counted. Deep and wide trees are cut: what is left out
 * is counted in its place.
 * @param whole nothing is cut
 */
export function treeLines(
  nodes: readonly TreeNode[],
  makeUps: ReadonlyMap<number, BranchMakeUp>,
  { under, whole }: { under: TreeNode | null; whole: boolean },
): string[] {
  const living = nodes.filter((node) => node.dissolvedOn === null && node.kind !== 'group')
  const byParent = new Map<number | null, TreeNode[]>()
  for (const node of living) {
    const key = node.parentId
    byParent.set(key, [...(byParent.get(key) ?? []), node])
  }
  const groups = new Map<number, number>()
  for (const { kind, parentId, dissolvedOn } of nodes)
    if (kind === 'group' && parentId !== null && dissolvedOn === null)
      groups.set(parentId, (groups.get(parentId) ?? 0) + 1)
  const count = (node: TreeNode): Counted => {
    const below = (byParent.get(node.id) ?? []).map(count)
    const own = makeUps.get(node.id)
    const sum = (of: (one: Counted) => number) => below.reduce((total, one) => total + of(one), 0)
    return {
      node,
      below,
      branches: (own ? 1 : 0) + sum((one) => one.branches),
      members: (own?.members ?? 0) + sum((one) => one.members),
    }
  }
  const roots = (under ? [under] : (byParent.get(null) ?? [])).map(count)
  const lines = (depth: number) => shown(roots, groups, { depth, most: whole ? Number.POSITIVE_INFINITY : children })
  if (whole) return lines(Number.POSITIVE_INFINITY)
  let best = lines(1)
  for (let depth = 2; depth <= 8; depth++) {
    const next = lines(depth)
    if (next.length > screen) break
    best = next
  }
  return best
}

function shown(
  all: readonly Counted[],
  groups: ReadonlyMap<number, number>,
  { depth, most, indent = '' }: { depth: number; most: number; indent?: string },
): string[] {
  if (depth === 0) return []
  const cut = all.length > most + 1 ? all.slice(most) : []
  const lines = all
    .slice(0, all.length - cut.length)
    .flatMap((one) => [
      `${indent}${nodeInWords(one, groups.get(one.node.id) ?? 0)}`,
      ...shown(one.below, groups, { depth: depth - 1, most, indent: `${indent}  ` }),
    ])
  if (cut.length === 0) return lines
  const branches = cut.reduce((total, one) => total + one.branches, 0)
  const members = cut.reduce((total, one) => total + one.members, 0)
  return [...lines, `${indent}…… 还有 ${cut.length} 个（${branches} 个支部，${members} 人）`]
}

function nodeInWords({ node, branches, members }: Counted, groups: number): string {
  const { sector } = knownNode(node)
  const facts = [
    ...(sector === null ? [] : [sectorWords(sector)]),
    ...(node.kind === 'branch' ? [] : [`${branches} 个支部`]),
    ...(groups > 0 ? [`${groups} 个小组`] : []),
    `${members} 人`,
    ...(node.electedOn === null ? [] : [`${node.electedOn} 当选`]),
  ]
  const kind = readKind(node.name) === node.kind ? '' : `（${kindWords[node.kind]}）`
  return `${node.name}${kind}  ${facts.join('，')}`
}
