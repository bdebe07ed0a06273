import { isHan, normalize } from '../../base/text.ts'
import type { Person } from '../meaning.ts'
import { soundsAlike } from '../sound.ts'
import { fold, type Index, indexOf, keysAt, nameParts } from './spellings.ts'

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
  const index = indexOf(people)
  const found: Named[] = []
  for (let at = 0; at < folded.length; ) {
    const named = surely(folded, keyAt(folded, at, index), () => likenessAt(folded, at, index.names))
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

/** 支部书记例会 names a meeting, 书记述职 an occasion, and neither of them a person. */
const ofMeeting = /^书记(?:工作)?(?:例会|会议|述职)/

function keyAt(text: string, at: number, index: Index): Named | null {
  if (ofMeeting.test(text.slice(at, at + 8))) return null
  for (const key of keysAt(text, at, index)) {
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
