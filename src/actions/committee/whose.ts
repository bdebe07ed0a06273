import { idsOn } from '../../life/meeting/audience.ts'
import type { Right } from '../../life/people/rights.ts'
import { Names } from '../../life/tree/tree-names.ts'
import { allNodes, nodeById, type TreeNode } from '../../records/tree.ts'
import type { Act } from '../act.ts'

/** Who is meant by a name; several of that name are told by what stands above them. */
export type Whose = { node: TreeNode } | { several: string[] } | null

/** The organization of that name among those for which the speaker has the right, or that they belong to. */
export async function organizationCalled(act: Act, name: string, right: Right, own = true): Promise<Whose> {
  const nodes = (await allNodes(act.tx)).filter((one) => one.dissolvedOn === null && one.kind !== 'group')
  const names = new Names(nodes)
  const within = ({ path }: TreeNode) =>
    act.may(right, path) || (own && act.actor.kind === 'member' && act.actor.branchPath === path)
  const exact = names.find(name).filter(within)
  // 二支部 for 机关二支部, as long as only one is called so.
  const found = exact.length > 0 ? exact : nodes.filter((one) => one.name.endsWith(name) && within(one))
  const [node] = found
  if (found.length === 1 && node) return { node }
  return found.length === 0 ? null : { several: found.map((one) => names.called(one)) }
}

/** More names than this nobody reads. */
const namesShown = 8

/** Which of several is meant: asked by their whole names. */
export const askWhose = (act: Act, several: readonly string[]): Promise<void> =>
  act.whisper('what_do_you_mean', {
    hint: `有 ${several.length} 个都叫这个名称，请连上级一起写：${several
      .slice(0, namesShown)
      .map((one) => `「${one}」`)
      .join('、')}${several.length > namesShown ? '等' : ''}。`,
  })

/** The highest organization in which the speaker holds a post with that right; null where there is none. */
export async function postOf(act: Act, right: Right): Promise<TreeNode | null> {
  if (act.actor.kind !== 'member') return null
  const [path] = act.actor.held
    .map((one) => one.path)
    .filter((one) => act.may(right, one))
    .sort((a, b) => a.length - b.length || (a < b ? -1 : 1))
  return path === undefined ? null : nodeAt(act, path)
}

/** The organization at a path. */
export const nodeAt = (act: Act, path: string): Promise<TreeNode | null> => nodeById(act.tx, idsOn(path).at(-1) ?? 0)
