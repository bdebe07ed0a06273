import { portions } from '../../base/grouped.ts'
import type { RosterProblem } from '../../life/people/roster.ts'
import { readSector } from '../../life/programs/sectors.ts'
import { planTree } from '../../life/tree/tree-plan.ts'
import type { KnownNode, NodeChange, PlannedNode, TreeRow } from '../../life/tree/tree-rows.ts'
import type { OrganizationKind } from '../../records/client/enums.ts'
import { writeSetting } from '../../records/settings.ts'
import { allNodes, insertNodes, moveNode, type TreeNode } from '../../records/tree.ts'
import type { Act, Change } from '../act.ts'
import { startFor } from '../programs/start-programs.ts'

/** What a list of organizations changes. With problems nothing was changed. */
export interface TreeImport {
  problems: RosterProblem[]
  made: Pick<PlannedNode, 'kind' | 'name'>[]
  changed: NodeChange[]
  /** In the file and as it is kept. */
  same: number
  /** Kept and not in the file: they stay. */
  others: number
}

/** A node as the rules know it. */
export const knownNode = (node: TreeNode): KnownNode => ({
  ...node,
  sector: node.sector === null ? null : readSector(node.sector),
})

/**
 * Brings the tree to what the file says. Nodes that are not in the file and what its cells leave open stay as they are,
 * so that a second import changes nothing. A few statements for each level of the tree, however wide.
 */
export async function importTree(act: Act, rows: readonly TreeRow[]): Promise<TreeImport> {
  const nodes = await allNodes(act.tx)
  const plan = planTree(rows, nodes.map(knownNode), act.today())
  const living = nodes.filter((one) => one.dissolvedOn === null).length
  const result: TreeImport = { ...plan, others: living - plan.changed.length - plan.same }
  if (plan.problems.length > 0) return result
  const ids = await insertLevels(act, plan.made)
  for (const { id, data, parentId } of plan.changed) {
    const { electedOn } = data
    await act.tx.organization.update({
      where: { id },
      data: { ...data, ...(electedOn == null ? {} : { termEndsOn: null, termReason: null, electionPending: false }) },
    })
    const node = nodes.find((one) => one.id === id)
    // Paths of nodes moved before have changed meanwhile.
    if (node && parentId !== undefined) {
      const { path } = await act.tx.organization.findUniqueOrThrow({ where: { id }, select: { path: true } })
      await moveNode(act.tx, { id, path }, ids.get(parentId) ?? parentId)
    }
  }
  const made = plan.made.map((node) => ({ ...node, id: ids.get(node.id) ?? node.id }))
  await startFor(act, [...made, ...(await underNewSector(act, plan.changed))])
  await auditTree(act, made, plan.changed)
  if (made.length + plan.changed.length > 0) await writeSetting(act.tx, 'planned', '')
  return result
}

/** Level by level, because a child needs its parent's id; returns the ids that the made-up ones became. */
async function insertLevels(act: Act, made: readonly PlannedNode[]): Promise<Map<number, number>> {
  const ids = new Map<number, number>()
  let open = [...made]
  while (open.length > 0) {
    const parentOf = ({ parentId }: PlannedNode) =>
      parentId === null || parentId > 0 ? parentId : (ids.get(parentId) ?? 0)
    const level = open.filter((node) => parentOf(node) !== 0)
    const key = (parentId: number | null, name: string) => `${parentId ?? ''}\n${name}`
    const byKey = new Map(level.map((node) => [key(parentOf(node), node.name), node.id]))
    const inserted = await insertNodes(
      act.tx,
      level.map((node) => ({ ...node.source, parentId: parentOf(node), kind: node.kind })),
      act.now,
    )
    for (const { id, parentId, name } of inserted) {
      const planned = byKey.get(key(parentId === null ? null : Number(parentId), name))
      if (planned !== undefined) ids.set(planned, Number(id))
    }
    const settled = new Set(level)
    open = open.filter((node) => !settled.has(node))
    if (level.length === 0) throw new Error('nodes whose parents are nowhere')
  }
  return ids
}

/** A sector that is new, or a new place in the tree, may bring institutions with it: for the node and all below. */
export async function underNewSector(
  act: Act,
  changed: readonly Pick<NodeChange, 'id' | 'data' | 'parentId'>[],
): Promise<{ id: number; kind: OrganizationKind }[]> {
  const roots = changed.filter(({ data, parentId }) => data.sector !== undefined || parentId !== undefined)
  if (roots.length === 0) return []
  const nodes = (await allNodes(act.tx)).filter((one) => one.dissolvedOn === null)
  const wanted = new Set(roots.map(({ id }) => id))
  return nodes.filter(({ path }) => path.split('/').some((id) => wanted.has(Number(id))))
}

/** So many entries are written at once. */
const chunk = 5000

async function auditTree(
  act: Act,
  made: readonly { id: number; name: string; kind: string }[],
  changed: readonly NodeChange[],
): Promise<void> {
  const side = (fields: NodeChange['fields'], which: 'before' | 'after') =>
    Object.fromEntries(fields.map((field) => [field.heading, field[which]]))
  const entries = [
    ...made.map(
      ({ id, name, kind }): Change => ({
        action: 'add_organization',
        subject: { kind: 'organization', id },
        organizationId: id,
        after: { name, kind },
      }),
    ),
    ...changed.map(
      ({ id, fields }): Change => ({
        action: 'change_organization',
        subject: { kind: 'organization', id },
        organizationId: id,
        before: side(fields, 'before'),
        after: side(fields, 'after'),
      }),
    ),
  ]
  for (const some of portions(entries, chunk)) await act.audit(...some)
}
