import { normalize, toSimplified } from '../../base/text.ts'
import type { Person } from '../meaning.ts'

/** What somebody may be called. */
interface Key {
  text: string
  people: Person[]
  /** Only where it stands alone: 帆, 老王, 建国 are also parts of other words. */
  alone: boolean
  /** A guess, to be asked about before anything is written. */
  fuzzy: boolean
}

/** People by what they may be called. Kept small: whoever serves a city holds thousands of rosters. */
export interface Index {
  /** By their first character. */
  keys: Map<string, Key[]>
  /** Who may be called 老王 or 王师傅: what follows from a surname is not kept for each. */
  surnames: Map<string, Person[]>
  names: { text: string; person: Person }[]
}

const indexes = new WeakMap<readonly Person[], Index>()

/** Made once for a roster, and forgotten with it. */
export function indexOf(people: readonly Person[]): Index {
  const cached = indexes.get(people)
  if (cached) return cached
  const byText = new Map<string, Key>()
  const surnames = new Map<string, Person[]>()
  const names = people.map((person) => ({ text: fold(nameParts(person).name), person }))
  for (const { text, person } of names) {
    for (const key of spellings(person, text)) addKey(byText, key, person)
    if (text.length < 4 && !text.includes('·')) addTo(surnames, text.charAt(0), person)
  }
  const keys = new Map<string, Key[]>()
  for (const key of byText.values()) addTo(keys, key.text.charAt(0), key)
  const index = { keys, surnames, names }
  indexes.set(people, index)
  return index
}

function addTo<T>(lists: Map<string, T[]>, key: string, one: T): void {
  const list = lists.get(key)
  if (list) list.push(one)
  else lists.set(key, [one])
}

/** A certain spelling of one person beats a guess at another. */
function addKey(byText: Map<string, Key>, key: Omit<Key, 'people'>, person: Person): void {
  const old = byText.get(key.text)
  if (!old || (old.fuzzy && !key.fuzzy)) byText.set(key.text, { ...key, people: [person] })
  else if (old.fuzzy === key.fuzzy && !old.people.includes(person)) old.people.push(person)
}

function spellings(person: Person, plain: string): Omit<Key, 'people'>[] {
  const { label } = nameParts(person)
  const parts = plain.split('·')
  const certain = [plain, parts.join(''), parts.join(' '), ...person.aliases, ...person.posts]
  if (parts.length > 1 && (parts[0] ?? '').length > 1) certain.push(parts[0] ?? '')
  if (label) certain.push(`${label}${plain}`, `${label}的${plain}`, `${plain}${label}`)
  const givenName = parts.length === 1 && plain.length === 3 ? [plain.slice(1)] : []
  return [
    ...certain.map((text) => ({ text: fold(normalize(text)), fuzzy: false })),
    ...givenName.map((text) => ({ text, fuzzy: true })),
  ]
    .filter(({ text }) => text !== '')
    .map(({ text, fuzzy }) => ({ text, fuzzy, alone: fuzzy || [...text].length === 1 || /^\w+$/.test(text) }))
}

const beforeSurname = '老小'
const afterSurname = ['师傅', '工', '姐', '哥', '叔', '姨', '阿姨', '大姐', '大哥', '老师']

/** What stands at a place of a folded text and may call somebody, the longest first. */
export function keysAt(text: string, at: number, { keys, surnames }: Index): Key[] {
  const found = (keys.get(text.charAt(at)) ?? []).filter((key) => text.startsWith(key.text, at))
  for (const { word, people } of bySurname(text, at, surnames)) {
    const same = found.findIndex((key) => key.text === word)
    const known = found[same]
    const guess = { text: word, people: [...new Set([...(known?.people ?? []), ...people])], alone: true, fuzzy: true }
    if (!known) found.push(guess)
    else if (known.fuzzy) found[same] = guess
  }
  return found.sort((a, b) => b.text.length - a.text.length)
}

function bySurname(text: string, at: number, surnames: Index['surnames']): { word: string; people: Person[] }[] {
  const here = text.charAt(at)
  const found: { word: string; people: Person[] }[] = []
  const after = beforeSurname.includes(here) ? surnames.get(text.charAt(at + 1)) : undefined
  if (after) found.push({ word: text.slice(at, at + 2), people: after })
  const people = surnames.get(here)
  if (people)
    for (const title of afterSurname) if (text.startsWith(title, at + 1)) found.push({ word: here + title, people })
  return found
}

/** The label may be a field of its own or stand in the name, as rosters write it: 张伟(一车间). */
export function nameParts(person: Person): { name: string; label: string } {
  const written = /^(.+?)\s*[(（](.+)[)）]$/.exec(person.name)
  if (!written) return { name: person.name, label: person.label }
  return { name: written[1] ?? person.name, label: person.label || (written[2] ?? '') }
}

/** Same length as the text, so that places stay valid: middle dots of all kinds, case, traditional characters. */
export function fold(text: string): string {
  const dotted = text.replace(/[·•‧・.．∙⋅ᐧ᛫]/g, '·')
  const lower = dotted.toLowerCase()
  const simplified = toSimplified(lower.length === text.length ? lower : dotted)
  return simplified.length === text.length ? simplified : dotted
}
