/** Remembers what a pure function gave for the same arguments. */
export function once<A extends (string | number)[], R>(work: (...args: A) => R): (...args: A) => R {
  const known = new Map<string, R>()
  return (...args) => {
    const key = args.join('\n')
    const before = known.get(key)
    if (before !== undefined) return before
    const made = work(...args)
    known.set(key, made)
    return made
  }
}
