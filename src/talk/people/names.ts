import { isHan, normalize, toSimplified } from '../../base/text.ts'
import type { Person } from '../meaning.ts'
import { soundsAlike } from '../sound.ts'

/** A place in the text that names somebody. */
export interface Named {
  /** null where several people could be meant. */
  person: Person | null
  candidates: Person[]
  /** As it stands in the text. */
  raw: string
  index: number
  /** Misspelled, or only a part of a name: ask before writing. */
  fuzzy: boolean
}

/** 张伟(机电队) where a label tells people of one name apart, the plain name otherwise. */
export function fullName(person: Person): string {
  const { name, label } = nameParts(person)
  return label ? `${name}(${label})` : name
}

/**
 * Everybody named in the text, in order; the longest name wins (李四喜 before 李四).
 * @param text best as `normalize` gives it; `index` points into it
 */
export function findPeople(text: string, people: readonly Person[]): Named[] {
  const folded = fold(text)
  const index = keysOf(people)
  const found: Named[] = []
  for (let at = 0; at < folded.length; ) {
    const named = surely(folded, keyAt(folded, at, index.keys), () => likenessAt(folded, at, index.names))
    if (named) found.push({ ...named, raw: text.slice(named.index, named.index + named.raw.length) })
    at = named ? named.index + named.raw.length : at + 1
  }
  return found
}

/** 诸葛名 is more likely 诸葛明 misheard than 诸葛 and a stray character. */
function surely(text: string, key: Named | null, likeness: () => Named | null): Named | null {
  if (!key) return likeness()
  if (closes(text, key.index + key.raw.length)) return key
  const like = likeness()
  return like && like.raw.length > key.raw.length ? like : key
}

interface Key {
  text: string
  people: Person[]
  /** Only where it stands alone: 帆, 老王, 建国 are also parts of other words. */
  alone: boolean
  fuzzy: boolean
}

interface Index {
  keys: Map<string, Key[]>
  names: { text: string; person: Person }[]
}

const indexes = new WeakMap<readonly Person[], Index>()

function keysOf(people: readonly Person[]): Index {
  const cached = indexes.get(people)
  if (cached) return cached
  const byText = new Map<string, Key>()
  for (const person of people) for (const key of spellings(person)) addKey(byText, key, person)
  const keys = new Map<string, Key[]>()
  for (const key of byText.values()) {
    const first = key.text.charAt(0)
    keys.set(first, [...(keys.get(first) ?? []), key])
  }
  for (const list of keys.values()) list.sort((a, b) => b.text.length - a.text.length)
  const index = { keys, names: people.map((person) => ({ text: fold(nameParts(person).name), person })) }
  indexes.set(people, index)
  return index
}

/** A certain spelling of one person beats a guess at another. */
function addKey(byText: Map<string, Key>, key: Omit<Key, 'people'>, person: Person): void {
  const old = byText.get(key.text)
  if (!old || (old.fuzzy && !key.fuzzy)) byText.set(key.text, { ...key, people: [person] })
  else if (old.fuzzy === key.fuzzy && !old.people.includes(person)) old.people.push(person)
}

function spellings(person: Person): Omit<Key, 'people'>[] {
  const { name, label } = nameParts(person)
  const plain = fold(name)
  const parts = plain.split('·')
  const certain = [plain, parts.join(''), parts.join(' '), ...person.aliases, ...person.posts]
  if (parts.length > 1 && (parts[0] ?? '').length > 1) certain.push(parts[0] ?? '')
  if (label) certain.push(`${label}${plain}`, `${label}的${plain}`, `${plain}${label}`)
  const guesses: string[] = []
  if (parts.length === 1 && plain.length === 3) guesses.push(plain.slice(1))
  if (parts.length === 1 && plain.length < 4) {
    const surname = plain.charAt(0)
    for (const word of ['老', '小']) guesses.push(word + surname)
    for (const word of ['师傅', '工', '姐', '哥', '叔', '姨', '阿姨', '大姐', '大哥', '老师'])
      guesses.push(surname + word)
  }
  return [
    ...certain.map((text) => ({ text: fold(normalize(text)), fuzzy: false })),
    ...guesses.map((text) => ({ text, fuzzy: true })),
  ]
    .filter(({ text }) => text !== '')
    .map(({ text, fuzzy }) => ({ text, fuzzy, alone: fuzzy || [...text].length === 1 || /^\w+$/.test(text) }))
}

/** 支部书记例会 names a meeting, 书记述职 an occasion, and neither of them a person. */
const ofMeeting = /^书记(?:工作)?(?:例会|会议|述职)/

function keyAt(text: string, at: number, keys: Map<string, Key[]>): Named | null {
  if (ofMeeting.test(text.slice(at, at + 8))) return null
  for (const key of keys.get(text.charAt(at)) ?? []) {
    if (!text.startsWith(key.text, at)) continue
    if (key.alone && !standsAlone(text, at, at + key.text.length)) continue
    const plain = { person: null, candidates: key.people, raw: key.text, index: at, fuzzy: key.fuzzy }
    const [only, ...others] = key.people
    if (only && others.length === 0) return { ...plain, person: only }
    return byLabel(text, plain) ?? plain
  }
  return null
}

/** 一车间 张伟, 张伟(机电队), 机电队-张伟: the label beside the name decides. */
function byLabel(text: string, named: Named): Named | null {
  const end = named.index + named.raw.length
  const before = text.slice(Math.max(0, named.index - 20), named.index).replace(/(?:那边|那个)?[\s\-_—(的/]{0,2}$/, '')
  const after = text.slice(end, end + 20)
  const opening = /^\s?[-_—(/\s]?\s?/.exec(after)?.[0].length ?? 0
  for (const person of named.candidates) {
    const label = fold(normalize(nameParts(person).label))
    if (!label) continue
    if (after.startsWith(label, opening)) {
      const closing = after.charAt(opening + label.length) === ')' ? 1 : 0
      return {
        ...named,
        person,
        candidates: [person],
        raw: text.slice(named.index, end + opening + label.length + closing),
      }
    }
    if (before.endsWith(label)) return { ...named, person, candidates: [person] }
  }
  return null
}

/** A name misheard or mistyped in one character (章三 for 张三). Only near the start: chatter is not searched. */
function likenessAt(text: string, at: number, names: Index['names']): Named | null {
  if (at >= 400 || !isHan(text.charAt(at)) || !opens(text, at)) return null
  const alike = names.filter(({ text: name }) => isLike(text.slice(at, at + name.length), name)).map((n) => n.person)
  const [first] = alike
  if (!first) return null
  const length = fold(nameParts(first).name).length
  if (!closes(text, at + length)) return null
  return {
    person: alike.length === 1 ? first : null,
    candidates: alike,
    raw: text.slice(at, at + length),
    index: at,
    fuzzy: true,
  }
}

function isLike(written: string, name: string): boolean {
  if (name.length < 2 || written.length !== name.length) return false
  // Asked of every name at every place of a text: it stops at the second wrong character.
  let wrong = -1
  for (let i = 0; i < name.length; i++) {
    if (name.charAt(i) === written.charAt(i)) continue
    if (wrong >= 0) return false
    wrong = i
  }
  return wrong >= 0 && soundsAlike(name.charAt(wrong), written.charAt(wrong))
}

function standsAlone(text: string, from: number, to: number): boolean {
  return /^\w/.test(text.slice(from, from + 1))
    ? !/[\w]/.test(text.charAt(from - 1)) && !/\w/.test(text.charAt(to))
    : opens(text, from) && closes(text, to)
}

const beforeName = '和跟与及帮代替给是让请叫有缺除催把对向问为说'
const afterName = '请参不也去来到交缴签和跟与及都已没未还因有要在迟晚线视出值夜下病今明后周的是代转说缺可能两等生同准'

function opens(text: string, at: number): boolean {
  const character = text.charAt(at - 1)
  return !isHan(character) || beforeName.includes(character)
}

function closes(text: string, at: number): boolean {
  const character = text.charAt(at)
  return !isHan(character) || afterName.includes(character)
}

/** The label may be a field of its own or stand in the name, as rosters write it: 张伟(一车间). */
export function nameParts(person: Person): { name: string; label: string } {
  const written = /^(.+?)\s*[(（](.+)[)）]$/.exec(person.name)
  if (!written) return { name: person.name, label: person.label }
  return { name: written[1] ?? person.name, label: person.label || (written[2] ?? '') }
}

/** Same length as the text, so that places stay valid: middle dots of all kinds, case, traditional characters. */
function fold(text: string): string {
  const dotted = text.replace(/[·•‧・.．∙⋅ᐧ᛫]/g, '·')
  const lower = dotted.toLowerCase()
  const simplified = toSimplified(lower.length === text.length ? lower : dotted)
  return simplified.length === text.length ? simplified : dotted
}
