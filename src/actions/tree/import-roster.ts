import { ZhibuError } from '../../base/errors.ts'
import { quoted } from '../../base/nearest.ts'
import type { RosterPerson } from '../../life/people/roster.ts'
import type { Sector } from '../../life/programs/sectors.ts'
import { Names, pathParts } from '../../life/tree/tree-names.ts'
import type { OrganizationKind } from '../../records/client/enums.ts'
import type { Tx } from '../../records/database.ts'
import { ensureOrganization } from '../../records/organizations.ts'
import { allNodes, moveNode, sectorsOf, type TreeNode } from '../../records/tree.ts'
import type { Act } from '../act.ts'
import { startFor } from '../programs/start-programs.ts'
import { importBranch } from './import-branch.ts'
import type { RosterChange } from './roster-change.ts'

export interface RosterOptions {
  /** The branch of people whose row names none. */
  branch: string | null
  /** The committee or general branch above the branches, if there is one. */
  committee: string | null
  /** The sector of branches of which none is known yet. */
  sector?: Sector | null
}

/**
 * Brings the roster to what the file says; what is there stays as it is, so that a second import changes nothing.
 * People of these branches who are not in the file leave the roster today; their records are kept.
 * @throws ZhibuError BRANCH_NEEDED where a row names no branch and there is not exactly one, or where a name fits several
 */
export async function importRoster(act: Act, people: RosterPerson[], options: RosterOptions): Promise<RosterChange> {
  const { tx } = act
  const tree = new Tree(act, await allNodes(tx))
  const committee = options.committee === null ? null : await tree.committee(options.committee)
  const usual = options.branch ?? (await onlyBranch(tx))
  const byBranch = new Map<string, RosterPerson[]>()
  for (const person of people) {
    const name = person.branch ?? usual
    if (name === null)
      throw new ZhibuError(
        'BRANCH_NEEDED',
        `第 ${person.row} 行没有写党支部`,
        '在表里加一列「党支部」，或在命令后面加 --branch 支部名称',
      )
    byBranch.set(name, [...(byBranch.get(name) ?? []), person])
  }
  const change: RosterChange = { added: [], changed: [], removed: [], inTransfer: [], branches: [], withoutSector: [] }
  const branches: { id: number; name: string; kind: OrganizationKind }[] = []
  for (const [name, members] of byBranch) {
    const branch = await tree.branch(name, committee)
    if (branches.some(({ id }) => id === branch.id))
      throw new ZhibuError('BRANCH_NEEDED', `「${name}」在表里有几种写法。`, '同一个支部请写成一样的名称，再导入。')
    branches.push(branch)
    change.branches.push(branch.name)
    await importBranch(act, { ...branch, parentId: committee?.id ?? branch.parentId }, members, change)
  }
  await giveSector(act, branches, options.sector ?? null)
  const sectors = await sectorsOf(tx, branches)
  change.withoutSector = branches.filter(({ id }) => !sectors.get(id)).map(({ name }) => name)
  await startFor(act, [
    ...branches.filter(({ id }) => tree.added.has(id) || sectors.get(id)),
    ...(await tx.organization.findMany({
      where: { kind: 'group', dissolvedOn: null, parentId: { in: branches.map(({ id }) => id) } },
      select: { id: true, kind: true },
      orderBy: { id: 'asc' },
    })),
  ])
  return change
}

/** The tree as it is found and grown while a roster comes in. */
class Tree {
  readonly #act: Act
  readonly #names: Names<TreeNode>
  /** Branches that were not there before. */
  readonly added = new Set<number>()

  constructor(act: Act, nodes: readonly TreeNode[]) {
    this.#act = act
    this.#names = new Names(nodes)
  }

  /** The committee or general branch of that name or path; a new committee where there is none. */
  async committee(name: string): Promise<{ id: number; path: string }> {
    const found = this.#find(name, ['committee', 'general_branch'], null)
    if (found) return found
    const parent = this.#above(name)
    const made = await this.#add('committee', name, parent?.id ?? null)
    await startFor(this.#act, [made])
    return made
  }

  async branch(name: string, committee: { id: number; path: string } | null): Promise<TreeNode> {
    const found = this.#find(name, ['branch'], committee)
    if (!found) {
      const made = await this.#add('branch', name, this.#above(name)?.id ?? committee?.id ?? null)
      this.added.add(made.id)
      return made
    }
    if (found.parentId !== null || committee === null) return found
    // It was imported before anybody said what stands above it.
    await moveNode(this.#act.tx, found, committee.id)
    return { ...found, parentId: committee.id, path: `${committee.path}${found.id}/` }
  }

  /** The living node that is called so: below `within`, where several are. */
  #find(text: string, kinds: readonly OrganizationKind[], within: { path: string } | null): TreeNode | null {
    const all = this.#names.find(text).filter((one) => kinds.includes(one.kind))
    const living = all.filter((one) => one.dissolvedOn === null)
    const inside = within === null ? [] : living.filter((one) => one.path.startsWith(within.path))
    const found = inside.length > 0 ? inside : living
    if (found.length > 1) {
      throw new ZhibuError(
        'BRANCH_NEEDED',
        `有 ${found.length} 个组织都叫「${text}」。`,
        `请把上级组织也写上，例如${quoted(found.slice(0, 3).map((one) => this.#names.pathOf(one).join('/')))}。`,
      )
    }
    if (found.length === 0 && all.length > 0)
      throw new ZhibuError('BRANCH_UNKNOWN', `「${text}」已经撤销。`, '请写党员现在所在的支部；从前的记录都留着。')
    return found[0] ?? null
  }

  /** What the path to a new node names; null where only its name is given. */
  #above(text: string): TreeNode | null {
    const above = pathParts(text).slice(0, -1).join('/')
    if (above === '') return null
    const found = this.#find(above, ['committee', 'general_branch'], null)
    if (found) return found
    throw new ZhibuError('BRANCH_UNKNOWN', `没有叫「${above}」的上级组织。`, 'zhibu tree 看现在有哪些组织。')
  }

  async #add(kind: OrganizationKind, text: string, parentId: number | null): Promise<TreeNode> {
    const name = pathParts(text).at(-1) ?? text
    const { id, path } = await ensureOrganization(this.#act.tx, { kind, name, parentId, now: this.#act.now })
    const none = { place: null, sector: null, electedOn: null, termYears: null, dissolvedOn: null }
    const node: TreeNode = { id, parentId, kind, name, path, ...none }
    this.#names.add(node)
    return node
  }
}

/** Branches of which no sector is known, neither their own nor above them, get the one that was given. */
async function giveSector(act: Act, branches: readonly { id: number }[], sector: Sector | null): Promise<void> {
  if (sector === null) return
  const known = await sectorsOf(act.tx, branches)
  const ids = branches.map(({ id }) => id).filter((id) => !known.get(id))
  await act.tx.organization.updateMany({ where: { id: { in: ids } }, data: { sector } })
}

const onlyBranch = async (tx: Tx): Promise<string | null> => {
  const branches = await tx.organization.findMany({
    where: { kind: 'branch', dissolvedOn: null },
    select: { name: true },
    take: 2,
  })
  return branches.length === 1 ? (branches[0]?.name ?? null) : null
}
