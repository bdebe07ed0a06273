import type { Person } from './meaning.ts'
import type { Named } from './people/names.ts'

/** A stretch of text: somebody's name, a word that matters to the reader, or anything else. */
export interface Token<Kind extends string> {
  kind: Kind | 'name' | 'text'
  raw: string
  from: number
  to: number
  /** Of kind `name` only. */
  named: Named | null
}

/** What counts as a word: the first pattern that matches at a place wins; each must be sticky (`y`). */
export type Words<Kind extends string> = readonly (readonly [Kind, RegExp])[]

/** A place already known to hold a word, an amount for instance. */
export interface Known<Kind extends string> {
  kind: Kind
  index: number
  length: number
}

/** Cuts normalized text into names, words and the rest, in one pass. Names win over known places, those over words. */
export function scan<Kind extends string>(
  text: string,
  found: readonly Named[],
  words: Words<Kind>,
  known: readonly Known<Kind>[] = [],
): Token<Kind>[] {
  const names = new Map(found.map((named) => [named.index, named]))
  const places = new Map(known.map((place) => [place.index, place]))
  const tokens: Token<Kind>[] = []
  let start = 0
  let at = 0
  const push = (kind: Token<Kind>['kind'], from: number, to: number, named: Named | null = null) => {
    if (to > from) tokens.push({ kind, raw: text.slice(from, to), from, to, named })
  }
  while (at < text.length) {
    const named = names.get(at)
    const word = named ? null : (places.get(at) ?? wordAt(text, at, words))
    const length = named?.raw.length ?? word?.length ?? 0
    if (length === 0) {
      at += 1
      continue
    }
    push('text', start, at)
    push(word?.kind ?? 'name', at, at + length, named)
    at += length
    start = at
  }
  push('text', start, at)
  return tokens
}

function wordAt<Kind extends string>(text: string, at: number, words: Words<Kind>) {
  for (const [kind, pattern] of words) {
    pattern.lastIndex = at
    const length = pattern.exec(text)?.[0].length ?? 0
    if (length > 0) return { kind, length }
  }
  return null
}

/** A name that no one person can be taken for. */
export interface Unclear {
  raw: string
  /** Empty where nobody on the roster is called so. */
  candidates: Person[]
}

/** The person, where there is no doubt who is meant. */
export const certain = (named: Named): Person | null => (named.fuzzy ? null : named.person)

export const unclearOf = (named: Named): Unclear => ({
  raw: named.raw,
  candidates: named.candidates.length > 0 ? named.candidates : named.person ? [named.person] : [],
})
