import { ZhibuError } from '../base/errors.ts'
import { nearest } from '../base/nearest.ts'
import { normalize } from '../base/text.ts'
import { type GuideNumbers, isPlaceholder, placeholders } from './guide-numbers.ts'

/** One part of a guide beyond its card: 步骤, 表决 … */
export interface GuideSection {
  heading: string
  text: string
}

/** How one thing is done (党员大会, 换届选举 …): a card that fits a phone, and what follows it. */
export interface Guide {
  title: string
  /** Other words that people use for it; the title is the first. */
  names: string[]
  /** Whole questions that it answers although they do not name it. */
  questions: string[]
  /** The regulation and its article, or whose practice it is. */
  source: string
  card: string
  sections: GuideSection[]
}

const limits = { card: 420, section: 500, sections: 4, heading: 8, name: 20, source: 120 }

const fields = { 名称: 'title', 也叫: 'names', 也问: 'questions', 依据: 'source' } as const
type Field = (typeof fields)[keyof typeof fields]

/** In the place of a heading: all of them. (全文 is the minutes'.) */
export const wholeGuide = '全部'

/**
 * Reads a guide's file: between two lines of --- its 名称, 也叫, 也问 and 依据; then the card; then sections that begin
 * with "## ". Plain text otherwise, with numbers of the branch as {{votingBase}}.
 * @throws ZhibuError GUIDE_INVALID with file and line
 */
export function parseGuide(file: string, written: string): Guide {
  const lines = written
    .replace(/^\ufeff/, '')
    .split(/\r\n?|\n/)
    .map((line) => line.trimEnd())
  const refuse = (line: number, what: string) => guideInvalid(`${file} 第 ${line} 行：${what}`)
  const end = lines.indexOf('---', 1)
  if (lines[0] !== '---') throw refuse(1, '开头应当是一行 ---，下面写名称和依据')
  if (end < 0) throw refuse(1, '名称和依据写完以后，应当再有一行 ---')

  const head = new Map<Field, { text: string; line: number }>()
  for (const [index, line] of lines.slice(1, end).entries()) {
    const at = index + 2
    if (line === '') continue
    const [, name = '', text = ''] = /^([^:：]+)[:：]\s*(.*)$/.exec(line) ?? []
    const field = Object.entries(fields).find(([known]) => known === name.trim())?.[1]
    if (!field) throw refuse(at, `这里只能写${Object.keys(fields).join('、')}，后面加冒号，现在是「${line}」`)
    if (head.has(field)) throw refuse(at, `「${name}」写了两次`)
    if (text === '') throw refuse(at, `「${name}」后面是空的`)
    head.set(field, { text, line: at })
  }
  const required = (field: Field, name: string) => {
    const found = head.get(field)
    if (!found) throw refuse(1, `没有写${name}`)
    return found
  }
  const title = required('title', '名称')
  const source = required('source', '依据')
  if (source.text.length > limits.source) throw refuse(source.line, `依据太长，最多 ${limits.source} 个字`)
  const names = [title.text, ...listOf(head.get('names')?.text)].map(plainName)
  const wrong = names.findIndex((name) => !/\p{Script=Han}{2}/u.test(name) || [...name].length > limits.name)
  if (wrong >= 0) {
    const { line } = wrong === 0 ? title : (head.get('names') ?? title)
    throw refuse(line, `「${names[wrong]}」不能作名称，要有两个以上汉字，最多 ${limits.name} 个字`)
  }

  const [card, ...sections] = partsOf(lines, end + 1, refuse)
  if (!card || card.text === '') throw refuse(end + 2, '名称和依据的下面没有内容')
  if (sections.length > limits.sections) throw refuse(card.line, `最多分 ${limits.sections} 段`)
  for (const [index, part] of [card, ...sections].entries()) {
    const longest = index === 0 ? limits.card : limits.section
    if (part.text === '') throw refuse(part.line, `「${part.heading}」下面没有内容`)
    if (part.text.length > longest) throw refuse(part.line, `这一段太长，手机上不好看，最多 ${longest} 个字，请再分段`)
    if (sections.some((one) => one !== part && one.heading === part.heading))
      throw refuse(part.line, `有两段都叫「${part.heading}」`)
  }
  return {
    title: title.text,
    names: [...new Set(names)],
    questions: listOf(head.get('questions')?.text).map(plainName),
    source: source.text.replace(/。$/, ''),
    card: card.text,
    sections: sections.map(({ heading, text }) => ({ heading, text })),
  }
}

interface Part extends GuideSection {
  line: number
}

/** The card (its heading is empty) and the sections; every line is looked at. */
function partsOf(lines: string[], from: number, refuse: (line: number, what: string) => ZhibuError): Part[] {
  const parts: Part[] = [{ heading: '', text: '', line: from + 1 }]
  for (const [index, line] of lines.slice(from).entries()) {
    const at = from + index + 1
    for (const [whole, name = ''] of line.matchAll(/\{\{?\s*([^{}]*?)\s*\}\}?/g)) {
      if (whole.startsWith('{{') && whole.endsWith('}}') && isPlaceholder(name)) continue
      const [near] = nearest(name, placeholders)
      const known = near ? `是不是 {{${near}}}？` : ''
      throw refuse(at, `不认识「${whole}」。${known}能用的有：${placeholders.join('、')}`)
    }
    if (/[{}]/.test(line.replace(/\{\{[^{}]*\}\}/g, ''))) throw refuse(at, '花括号没有成对，要写成 {{votingBase}} 这样')
    const heading = /^(#+)\s*(.*)$/.exec(line)
    if (heading) {
      const [, marks = '', text = ''] = heading
      if (marks !== '##') throw refuse(at, '分段请用两个井号，如「## 步骤」')
      if (!/^[\p{Script=Han}\d]+$/u.test(text) || [...text].length > limits.heading || text === wholeGuide)
        throw refuse(at, `段名「${text}」不行，要用汉字，最多 ${limits.heading} 个字，也不能叫「${wholeGuide}」`)
      parts.push({ heading: text, text: '', line: at })
      continue
    }
    const part = parts.at(-1)
    if (part) part.text = `${part.text}\n${line}`.trim()
  }
  return parts
}

const listOf = (text: string | undefined): string[] =>
  (text ?? '')
    .split(/[、；;]/)
    .map((one) => one.trim())
    .filter((one) => one !== '')

/** Names are compared as messages are read. */
const plainName = (text: string): string => normalize(text).replace(/[\s?]+/g, '')

/**
 * The program's own guides with an operator's in their place or beside them: one of the same title takes the place, and
 * words that an operator's guide claims are no longer another's.
 */
export function mergeGuides(shipped: readonly Guide[], own: readonly Guide[]): Guide[] {
  const claimed = new Set(own.flatMap(({ names, questions }) => [...names, ...questions]))
  const kept = shipped
    .filter(({ title }) => !own.some((one) => one.title === title))
    .map((guide) => ({
      ...guide,
      names: guide.names.filter((name) => name === guide.title || !claimed.has(name)),
      questions: guide.questions.filter((question) => !claimed.has(question)),
    }))
  return [...kept, ...own]
}

/** The text with this branch's numbers. A sentence whose number is not known is left out. */
export function fillGuide(text: string, numbers: GuideNumbers): string {
  const filled = text.split('\n').map((line) =>
    line
      .split(/(?<=。)/)
      .filter((sentence) => namesIn(sentence).every((name) => numbers[name] !== null))
      .join('')
      .replace(pattern, (whole, name: string) => (isPlaceholder(name) ? (numbers[name] ?? whole) : whole)),
  )
  return filled.filter((line, index) => line !== '' || text.split('\n')[index] === '').join('\n')
}

const pattern = /\{\{\s*(\w+)\s*\}\}/g
const namesIn = (text: string) =>
  [...text.matchAll(pattern)].flatMap(([, name = '']) => (isPlaceholder(name) ? [name] : []))

export const guideInvalid = (what: string): ZhibuError =>
  new ZhibuError(
    'GUIDE_INVALID',
    `使用说明的文件写得不对：${what}。`,
    '请照提示改好这个文件，再启动；或者先把它移走，用程序自带的。',
  )
