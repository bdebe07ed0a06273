/** Parts of a path as people write it: 县委/乡党委, 县委＞乡党委. */
export const pathParts = (text: string): string[] =>
  text
    .split(/[/／>＞\\→]+/)
    .map((part) => part.trim())
    .filter((part) => part !== '')

interface Node {
  id: number
  parentId: number | null
  name: string
}

type ParentOf<N> = (node: N) => N | null

/** From the top down to the node itself. */
export function pathOf<N extends { name: string }>(node: N, parentOf: ParentOf<N>): string[] {
  const path: string[] = []
  for (let at: N | null = node; at !== null; at = parentOf(at)) path.unshift(at.name)
  return path
}

/** Whether these stand above the node in this order, levels between them left out or not. */
export function isUnder<N extends { name: string }>(node: N, above: readonly string[], parentOf: ParentOf<N>): boolean {
  let left = above.length
  for (let at = parentOf(node); at !== null && left > 0; at = parentOf(at)) if (at.name === above[left - 1]) left -= 1
  return left === 0
}

/** Nodes by id, and how they are called with what stands above them. */
export class Names<N extends Node> {
  readonly #byId = new Map<number, N>()
  readonly #byName = new Map<string, N[]>()

  constructor(nodes: readonly N[]) {
    for (const node of nodes) this.add(node)
  }

  add(node: N): void {
    this.#byId.set(node.id, node)
    const same = this.#byName.get(node.name)
    if (same) same.push(node)
    else this.#byName.set(node.name, [node])
  }

  get(id: number): N | null {
    return this.#byId.get(id) ?? null
  }

  parentOf(node: N): N | null {
    return node.parentId === null ? null : this.get(node.parentId)
  }

  /**
   * Who is called so: the whole name, or a path from somewhere above down to it in which levels may be left out
   * ("县委/第一党支部"). A path that leaves nothing out goes before one that does.
   */
  find(text: string): N[] {
    const parts = pathParts(text)
    const last = parts.at(-1)
    if (last === undefined) return []
    const above = parts.slice(0, -1)
    const found = (this.#byName.get(last) ?? []).filter((node) => isUnder(node, above, (one) => this.parentOf(one)))
    const exact = found.filter((node) => above.length > 0 && this.#right(node, above))
    return exact.length === 1 ? exact : found
  }

  /** The path stands right above the node and nothing stands above the path. */
  #right(node: N, above: readonly string[]): boolean {
    return this.pathOf(node).slice(0, -1).join('/') === above.join('/')
  }

  /** From the top down to the node itself. */
  pathOf(node: N): string[] {
    return pathOf(node, (one) => this.parentOf(one))
  }

  /** The shortest way to call it that means nobody else. */
  called(node: N): string {
    const whole = this.pathOf(node)
    for (let from = whole.length - 1; from >= 0; from--) {
      const text = whole.slice(from).join('/')
      if (this.find(text).length === 1) return text
    }
    return whole.join('/')
  }
}
