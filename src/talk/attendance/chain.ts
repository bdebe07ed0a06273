import { readInteger } from '../../base/numerals.ts'
import { normalize } from '../../base/text.ts'
import type { Person } from '../meaning.ts'
import { findPeople } from '../people/names.ts'

/** A 接龙 as it was posted: always the whole list, never only what is new. */
export interface Chain {
  title: string
  /** The 例 line, which is nobody. */
  example: string | null
  note: string | null
  entries: ChainEntry[]
}

export interface ChainEntry {
  /** As typed; numbers repeat and skip when two people copy at once, so nothing rests on them. */
  number: number
  /** null where the name is not on the list or fits several people. */
  person: Person | null
  candidates: Person[]
  /** The name as typed. */
  name: string
  /** What follows the name. */
  content: string
}

export interface ChainDifference {
  added: ChainEntry[]
  changed: { before: ChainEntry; after: ChainEntry }[]
  /** To be asked about: a line that is gone is not a leave. */
  removed: ChainEntry[]
  /**
   * Two people probably copied at the same time: somebody's own post differs in one line only. What is `changed`
   * may be an old line coming back, so ask before writing it; what is `added` is safe.
   */
  crossed: boolean
}

/** Typed by hand the sign is often left out: then 接龙 must stand alone. */
const header = /^(.*?)(?:#\s?(?:接龙|group note)|(?<=^\s*)接龙(?=\s*:?$))\s*:?(.*)$/i
/** More than any branch needs; the rest of a runaway text is not read. */
const mostEntries = 500

/** Reads a 接龙; null where the text is none. */
export function readChain(text: string, people: readonly Person[]): Chain | null {
  const lines = normalize(text).split('\n')
  const start = lines.findIndex((line) => line !== '')
  const heading = header.exec((lines[start] ?? '').slice(0, 300))
  if (!heading) return null
  const [, before = '', after = ''] = heading
  const body = lines.slice(start + 1)
  const spread = body.some((line) => entryOf(line, null)) ? body : breakLines([after, ...body].join(' '))
  if (!spread.some((line) => entryOf(line, null)) && before.trim() !== '' && body.length === 0) return null
  const inTitle = spread === body ? [before, after] : [before]
  return assemble(inTitle, spread, people)
}

interface Numbered {
  number: number
  text: string
}

/** 1. 1、 1) (1) 1: 一、 and 「1 张三」; not 3点, 15:00, 4月2日. */
function entryOf(line: string, previous: number | null): Numbered | null {
  const [, sign = '', mark = '', text = ''] =
    /^\(?(\d{1,3}|[一二三四五六七八九十]{1,3})(\)?\s?[.、):,]|\)|\s)\s?(.*)$/.exec(line) ?? []
  const number = readInteger(sign)
  if (number === null || mark === '') return null
  const decimal = /[.:,]$/.test(mark) && /^\d/.test(text)
  if (decimal && number !== (previous ?? 0) + 1) return null
  if (mark.trim() === '' && /^[\d一二三四五六七八九十]/.test(sign) && !/^\d/.test(sign)) return null
  return { number, text: text.trim() }
}

/** Some clients lose the line breaks: 「主题党日 1. 张三 2. 李四 请假」. */
function breakLines(line: string): string[] {
  return line
    .replace(/(?:^|\s|(?<=[\p{L}\])]))(\d{1,3})\s?[.、)](?!\d)/gu, '\n$1.')
    .split('\n')
    .map((part) => part.trim())
}

/** 「1.张三 2.李四」 on one line, where the numbers go on. */
function severalOn(entry: Numbered): Numbered[] {
  const parts = breakLines(entry.text).map((part) => entryOf(part, null))
  const rest = parts.slice(1)
  const goesOn = rest.length > 0 && rest.every((part, i) => part?.number === entry.number + i + 1)
  if (!goesOn) return [entry]
  return [{ ...entry, text: breakLines(entry.text)[0] ?? '' }, ...rest.filter((part) => part !== null)]
}

function assemble(opening: string[], lines: string[], people: readonly Person[]): Chain {
  const first = firstEntry(lines)
  const titleLines = [...opening, ...lines.slice(0, first)].map((line) => line.trim()).filter((line) => line !== '')
  const examples = titleLines.filter((line) => isExample(line))
  const chain: Chain = {
    title: titleLines.filter((line) => !isExample(line)).join('\n'),
    example: examples.join('\n') || null,
    note: null,
    entries: [],
  }
  const found: Numbered[] = []
  for (let at = first; at < lines.length && found.length < mostEntries; at++) {
    const line = lines[at] ?? ''
    const entry = entryOf(line, found.at(-1)?.number ?? null)
    const last = found.at(-1)
    if (entry) found.push(...severalOn(entry))
    else if (line === '' && !lines.slice(at + 1, at + 5).some((next) => entryOf(next, last?.number ?? null))) {
      chain.note =
        lines
          .slice(at + 1)
          .join('\n')
          .trim() || null
      break
    } else if (isNote(line)) chain.note = [chain.note, line].filter((part) => part !== null).join('\n')
    else if (line !== '' && last) last.text = `${last.text} ${line}`.trim()
  }
  chain.entries = found
    .filter(({ text }) => text !== '' && !isExample(text))
    .flatMap((entry) => peopleIn(entry, people))
  return chain
}

const isExample = (line: string) => /^(?:例(?![会行])|示例|格式|样例)/.test(line)
const isNote = (line: string) => /大家|各位|截止|截单|接龙|同志们|过时|过期|未接龙/.test(line)

/** The list begins after the last blank line before a 「1.」; a title may hold a numbered agenda of its own. */
function firstEntry(lines: string[]): number {
  const starts = lines.flatMap((line, at) => (entryOf(line, null) ? [at] : []))
  const afterBlank = starts.filter((at) => at === 0 || lines[at - 1] === '')
  const restarts = afterBlank.filter((at) => entryOf(lines[at] ?? '', null)?.number === 1)
  return restarts.at(-1) ?? afterBlank[0] ?? starts[0] ?? lines.length
}

/** One entry for each person on the line: usually one, sometimes 「张三、李四 参加」. */
function peopleIn({ number, text }: Numbered, people: readonly Person[]): ChainEntry[] {
  const named = findPeople(text.slice(0, 200), people)
  const [first] = named
  if (!first) {
    const [, name = text, content = ''] = /^([^\s,、:;(]{1,20})[\s,、:;]*([\s\S]*)$/.exec(text) ?? []
    return [{ number, person: null, candidates: [], name: name.replace(/\p{Extended_Pictographic}/gu, ''), content }]
  }
  const together = [first]
  for (const next of named.slice(1)) {
    const last = together.at(-1)
    if (last && /^[\s,、和跟与及]{1,3}$/.test(text.slice(last.index + last.raw.length, next.index))) together.push(next)
    else break
  }
  const last = together.at(-1) ?? first
  const content = text
    .slice(last.index + last.raw.length)
    .replace(/^[\s,、:;\-—)]+/, '')
    .trim()
  return together.map(({ person, candidates, raw, fuzzy }) => ({
    number,
    person: fuzzy ? null : person,
    candidates,
    name: raw,
    content,
  }))
}

/** What a post changes. Whichever of two concurrent copies comes first, the result is the same or has to be asked about. */
export function diffChain(before: Chain | null, after: Chain): ChainDifference {
  const old = byPerson(before?.entries ?? [])
  const now = byPerson(after.entries)
  const added = [...now].filter(([key]) => !old.has(key)).map(([, entry]) => entry)
  const removed = [...old].filter(([key]) => !now.has(key)).map(([, entry]) => entry)
  const changed = [...now].flatMap(([key, entry]) => {
    const previous = old.get(key)
    return previous && plain(previous.content) !== plain(entry.content) ? [{ before: previous, after: entry }] : []
  })
  return { added, changed, removed, crossed: changed.length > 0 && added.length + changed.length + removed.length > 1 }
}

/** The last line of each person counts. Names that fit nobody or several stay apart, each line for itself. */
function byPerson(entries: ChainEntry[]): Map<string, ChainEntry> {
  const result = new Map<string, ChainEntry>()
  const unclear = new Map<string, number>()
  for (const entry of entries) {
    if (entry.person) {
      result.set(`person ${entry.person.id}`, entry)
      continue
    }
    const count = (unclear.get(entry.name) ?? 0) + 1
    unclear.set(entry.name, count)
    result.set(`name ${entry.name} ${count}`, entry)
  }
  return result
}

const plain = (content: string) => content.replace(/[\s\p{Extended_Pictographic}]|\[[^\]]{1,8}\]/gu, '')
