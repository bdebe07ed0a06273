/** What is to happen, by time; what was added first happens first. */
export class Agenda<T> {
  readonly #heap: { at: number; order: number; what: T }[] = []
  #added = 0

  get nextAt(): number | null {
    return this.#heap[0]?.at ?? null
  }

  add(at: number, what: T): void {
    const heap = this.#heap
    heap.push({ at, order: this.#added++, what })
    for (let here = heap.length - 1; here > 0; ) {
      const above = (here - 1) >> 1
      if (!this.#before(here, above)) break
      this.#swap(here, above)
      here = above
    }
  }

  /** Takes the first that is due by then. */
  take(by: number): T | null {
    const heap = this.#heap
    const [first] = heap
    if (!first || first.at > by) return null
    this.#swap(0, heap.length - 1)
    heap.pop()
    for (let here = 0; ; ) {
      const [left, right] = [2 * here + 1, 2 * here + 2]
      let least = here
      if (left < heap.length && this.#before(left, least)) least = left
      if (right < heap.length && this.#before(right, least)) least = right
      if (least === here) return first.what
      this.#swap(here, least)
      here = least
    }
  }

  #before(a: number, b: number): boolean {
    const [one, other] = [this.#heap[a], this.#heap[b]]
    if (!one || !other) return false
    return one.at < other.at || (one.at === other.at && one.order < other.order)
  }

  #swap(a: number, b: number): void {
    const [one, other] = [this.#heap[a], this.#heap[b]]
    if (!one || !other) return
    this.#heap[a] = other
    this.#heap[b] = one
  }
}
