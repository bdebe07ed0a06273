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

/** Nodes by id, and how they are called with what stands above them. */
export class Names<N extends Node> {
  readonly #byId: Map<number, N>
  readonly #byName = new Map<string, N[]>()

  constructor(nodes: readonly N[]) {
    this.#byId = new Map(nodes.map((node) => [node.id, node]))
    for (const node of nodes) {
      const same = this.#byName.get(node.name)
      if (same) same.push(node)
      else this.#byName.set(node.name, [node])
    }
  }

  get(id: number): N | null {
    return this.#byId.get(id) ?? null
  }

  parentOf(node: Node): N | null {
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
    const found = (this.#byName.get(last) ?? []).filter((node) => this.#under(node, above))
    const exact = found.filter((node) => above.length > 0 && this.#right(node, above))
    return exact.length === 1 ? exact : found
  }

  #under(node: N, above: readonly string[]): boolean {
    let left = above.length
    for (let at = this.parentOf(node); at !== null && left > 0; at = this.parentOf(at))
      if (at.name === above[left - 1]) left -= 1
    return left === 0
  }

  /** The path stands right above the node and nothing stands above the path. */
  #right(node: N, above: readonly string[]): boolean {
    return this.pathOf(node).slice(0, -1).join('/') === above.join('/')
  }

  /** From the top down to the node itself. */
  pathOf(node: N): string[] {
    const parent = this.parentOf(node)
    return parent === null ? [node.name] : [...this.pathOf(parent), node.name]
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
