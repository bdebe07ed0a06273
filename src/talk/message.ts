import { normalize } from '../base/text.ts'
import { within } from './match.ts'
import type { Context, Person } from './meaning.ts'
import { findPeople, type Named } from './people/names.ts'
import { botNames, doubleNegations, everyone, homophones, notQuestions, questionWords } from './phrasebook.ts'

/** One stretch of a message between marks of punctuation or spaces. Names stand as one placeholder each. */
export interface Clause {
  text: string
  people: Named[]
  question: boolean
}

/** A message without its wrapping: what was said, to whom, in answer to what. */
export interface Said {
  /** The reply itself, normalized, quote and mentions taken off, names and line breaks as typed. */
  body: string
  /** Too long to be an answer: nothing below is filled in. */
  isDocument: boolean
  /** The same with homophones put right and names as placeholders. */
  text: string
  clauses: Clause[]
  /** What the message quotes, normalized; null where it quotes nothing. */
  quoted: string | null
  quotedSpeaker: Person | null
  /** People who were @-mentioned: spoken to, not spoken of. */
  mentioned: Person[]
  toEveryone: boolean
  people: Named[]
  /** [强] [转账] and the like, as the phone writes what it cannot show. */
  stickers: string[]
  isQuestion: boolean
  /** Puts names back in place of their placeholders. */
  restore(text: string): string
}

/** What runs on longer is a document, not an answer; only a 接龙 may be longer. */
const longestAnswer = 2000
/** Only this much of one clause is compared with phrases. */
const clauseLimit = 80

export function readMessage(text: string, context: Context): Said {
  const unwrapped = takeMentions(text, context.people)
  const { quoted, quotedSpeaker, reply } = takeQuote(unwrapped.text, context.people)
  const isDocument = reply.length > longestAnswer
  const words = isDocument ? '' : reply
  const stickers = Array.from(words.matchAll(/\[([\p{Script=Han}A-Za-z]{1,8})\]/gu), (found) => found[1] ?? '')
  const people = findPeople(words, context.people)
  const { marked, restore } = markPeople(words, people)
  const corrected = correctHomophones(withChineseDigits(joinUnits(takePictures(marked))))
  const plain = applyDoubleNegations(corrected)
  const clauses = splitClauses(plain, people)
  const asksAtFirst = plain !== corrected && splitClauses(corrected, people).some((clause) => clause.question)
  return {
    body: reply,
    isDocument,
    text: plain,
    clauses,
    quoted,
    quotedSpeaker,
    mentioned: unwrapped.mentioned,
    toEveryone: unwrapped.toEveryone,
    people,
    stickers,
    isQuestion: asksAtFirst || clauses.some((clause) => clause.question),
    restore,
  }
}

/* Names become private characters, so that nothing in a name is ever read as a word. */
const firstPlaceholder = 0xe000
export const placeholder = /[\ue000-\ue7ff]/g

function markPeople(text: string, people: Named[]): { marked: string; restore: (text: string) => string } {
  let marked = ''
  let from = 0
  for (const [i, named] of people.entries()) {
    marked += text.slice(from, named.index) + String.fromCharCode(firstPlaceholder + i)
    from = named.index + named.raw.length
  }
  const restore = (part: string) =>
    part.replace(placeholder, (sign) => people[sign.charCodeAt(0) - firstPlaceholder]?.raw ?? '')
  return { marked: marked + text.slice(from), restore }
}

function peopleIn(text: string, people: Named[]): Named[] {
  return Array.from(text.matchAll(placeholder), ([sign]) => people[sign.charCodeAt(0) - firstPlaceholder]).filter(
    (n) => n !== undefined,
  )
}

function takeMentions(text: string, people: readonly Person[]) {
  const mentioned: Person[] = []
  let toEveryone = false
  const note = (name: string) => {
    if (everyone.some((word) => name.toLowerCase().startsWith(word))) toEveryone = true
    const [named] = findPeople(name, people)
    if (named) mentioned.push(...named.candidates)
  }
  // Phones close a chosen mention with U+2005, so the name may hold blanks.
  const chosen = text.replace(/[@＠]([^@＠\u2005\n]{1,30})\u2005/g, (_, name: string) => {
    note(normalize(name))
    return ' '
  })
  const [first = '', ...rest] = normalize(placeholderFree(chosen)).split('@')
  let said = first
  for (const piece of rest) {
    const typed = typedMention(piece, people)
    // 别再@我了 calls nobody.
    if (!typed) said += /^(?:我|俺|人)/.test(piece) ? `@${piece}` : piece
    else {
      note(typed)
      said += ` ${piece.slice(typed.length).replace(/^[\s,:]+/, '')}`
    }
  }
  return { text: said.trim().replace(calledByName, ''), mentioned, toEveryone }
}

/** 「小助手,我请假」 */
const calledByName = new RegExp(`^(?:${botNames.join('|')})[\\s,:!。]+`)
const placeholderFree = (text: string) => text.replace(/[\ue000-\uf8ff]/g, '')

/** What a hand-typed 「@…」 names: up to the next blank, or as far as a known name goes. */
function typedMention(piece: string, people: readonly Person[]): string | null {
  const head = piece.slice(0, 30)
  const known = [...everyone, ...botNames].find((word) => head.toLowerCase().startsWith(word))
  if (known) return head.slice(0, known.length)
  const word = /^[^\s,。;!?:]{1,20}(?=[\s,:])/.exec(head)?.[0]
  if (word) return word
  const [named] = findPeople(head, people)
  return named?.index === 0 ? named.raw : null
}

/** WeChat puts what is answered first: 「张三:…」, a line of dashes, the reply. */
function takeQuote(text: string, people: readonly Person[]) {
  const closing = text.startsWith('「') ? /」\n(?:[-—–] ?){6,}\n?/.exec(text) : null
  if (!closing) return { quoted: null, quotedSpeaker: null, reply: text }
  const quoted = text.slice(1, closing.index)
  const [, speaker = '', words] = /^([^:\n]{1,30}):([\s\S]*)$/.exec(quoted) ?? []
  const [named] = findPeople(speaker, people)
  return {
    quoted: words ?? quoted,
    quotedSpeaker: named?.person ?? null,
    reply: text.slice(closing.index + closing[0].length).trim(),
  }
}

const takePictures = (text: string) =>
  text
    .replace(
      /\[[\p{Script=Han}A-Za-z]{1,8}\]|\p{Extended_Pictographic}|[\u{1f3fb}-\u{1f3ff}\u{1f1e6}-\u{1f1ff}]/gu,
      ' ',
    )
    .trim()

const edge = '[\\s,。;:!?.~…、]'
const corrections = homophones.map(({ wrong, right, whole, unless, notAfter }) => {
  const words = wrong.join('|')
  const before = notAfter ? `(?<![${notAfter}])` : ''
  const after = unless ? `(?!${unless.join('|')})` : ''
  const pattern = whole
    ? `(?<=^|${edge})(?:${words})(?=了?(?:$|${edge}|谢谢|感谢|辛苦))`
    : `${before}(?:${words})${after}`
  return { pattern: new RegExp(pattern, 'g'), right }
})
const miswritten = within(homophones.flatMap(({ wrong }) => wrong))
const correctHomophones = (text: string) =>
  miswritten(text) ? corrections.reduce((said, { pattern, right }) => said.replace(pattern, right), text) : text

/** 1百2 and 3千5 mix two ways of writing a number; 一百二 and 三千五 are read everywhere. */
const withChineseDigits = (text: string) =>
  text.replace(/(?<![\d.])\d[百千万](?:\d?[百十零]?)*\d?(?![\d.])/g, (mixed) =>
    mixed.replace(/\d/g, (digit) => '零一二三四五六七八九'.charAt(Number(digit))),
  )

/** 40 元 is one word, 已交+40 two. */
const joinUnits = (text: string) =>
  text.replace(/(?<=\d) +(?=[元块])/g, '').replace(/(?<=[交缴转付费了])\+(?=\d)/g, ' ')

const negations = doubleNegations.map(([phrase, means]) => ({ pattern: new RegExp(phrase, 'g'), means }))
const negated = within(doubleNegations.map(([phrase]) => phrase))
const applyDoubleNegations = (text: string) =>
  negated(text) ? negations.reduce((said, { pattern, means }) => said.replace(pattern, means), text) : text

const asks = within(questionWords)
const isIdiomatic = within(notQuestions)
const idioms = notQuestions.map((phrase) => new RegExp(phrase.replaceAll('*', '[^,。;!?\\s]{0,6}?'), 'g'))

/** 腿脚不便但我会来, 张三参加李四请假, 收到谢谢书记: two clauses, whether or not a comma stands between. */
const answer = '(?:也|都)?(?:不?参加|请假|不?[来去]|[来去]不了)'
const turns = new RegExp(
  `(?<=[^\\s,。;:!?.~…])(?=但是|不过(?!去|来)|可是|但(?=我|还|也|会|能|可以|一定|要|是))|(?<=[\\ue000-\\ue7ff]${answer})(?=[\\ue000-\\ue7ff]${answer})|(?<=(?:收到|好的|好嘞|知道了|明白|参加|请假))(?=谢谢|感谢|辛苦|多谢)`,
  'g',
)

function splitClauses(text: string, people: Named[]): Clause[] {
  const clauses: Clause[] = []
  // A colon or full stop between digits belongs to a time or an amount.
  for (const [, words = '', mark = ''] of text
    .replace(turns, ',$&')
    .matchAll(/((?:[^\s,。;:!?.~…]|(?<=\d)[.:,](?=\d))+)([\s,。;:!?.~…]*)/g)) {
    const clipped = words.slice(0, clauseLimit)
    clauses.push({
      text: clipped,
      people: peopleIn(words, people),
      question: mark.includes('?') || isQuestion(clipped),
    })
  }
  return clauses
}

function isQuestion(clause: string): boolean {
  const plain = isIdiomatic(clause) ? idioms.reduce((said, idiom) => said.replace(idiom, ''), clause) : clause
  return asks(plain) || /(\p{Script=Han})不\1/u.test(plain) || /^[\ue000-\ue7ff]+呢$/.test(plain)
}
