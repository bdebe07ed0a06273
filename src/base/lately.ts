/** Remembers what a pure function gave last: dozens of readers ask the same of one text, one after the other. */
export function lately<A extends unknown[], R>(work: (...args: A) => R): (...args: A) => R {
  let last: { args: A; given: R } | null = null
  return (...args) => {
    const known = last
    if (known?.args.every((one, i) => one === args[i])) return known.given
    const given = work(...args)
    last = { args, given }
    return given
  }
}
