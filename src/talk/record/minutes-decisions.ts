import { typeset } from '../../base/text.ts'
import { type Now, when } from '../../time/phrases.ts'
import type { Day } from '../../time/zone.ts'
import type { Person } from '../meaning.ts'
import { findPeople, type Named } from '../people/names.ts'
import { certain, type Unclear, unclearOf } from '../scan.ts'

export interface MinutesDecision {
  content: string
  /** In the words of the message (王五、赵六); null where nobody is named. */
  owner: string | null
  /** The first named, where it is clear who that is. */
  personId: number | null
  dueOn: Day | null
}

const duty = '(?:牵头负责|牵头|负责|落实|承办|主抓|跟进|主办|经办|来办|来做)'
const people20 = '([^,。;:()]{1,20}?)'
const ownerBefore = new RegExp(`^(?:由|请)?\\s?${people20}(?:同志)?(?:来)?${duty}(?:组织|办理|落实|好)?[:,\\s]?`)
const ownerAfter = new RegExp(`(?:,|\\s)?由\\s?${people20}(?:同志)?(?:来)?(?:${duty}|完成)$`)
const ownerLabel = /(?:责任人|负责人|牵头人|承办人|经办人|落实人|责任单位|牵头|负责)\s?[:是为]\s?([^,。;()]{1,20})/
/** Longer stretches are not searched for an owner or a date. */
const longest = 200

/** Reads what was decided, item by item: what, by whom, until when. */
export function readDecisions(
  text: string,
  people: readonly Person[],
  at: Now,
): { decisions: MinutesDecision[]; unclear: Unclear[] } {
  const unclear: Unclear[] = []
  const decisions = items(text, people).flatMap((item) => {
    const decision = readItem(item, people, at, unclear)
    return decision ? [decision] : []
  })
  return { decisions, unclear }
}

/** One item per line, semicolon, full stop or number; and per clause where each names its own owner. */
function items(text: string, people: readonly Person[]): string[] {
  const marked = text.replace(
    /(^|[\n,;。:\s])\s?(?:\(?[\d一二三四五六七八九十]{1,2}[)、]|\d{1,2}\.(?!\d)|第[一二三四五六七八九十]{1,2}[,、]|[一二三四五六七八九]是)\s?/g,
    '$1\n',
  )
  return marked.split(/[\n;。!]+/).flatMap((line) => {
    const found: string[] = []
    let owned = false
    for (const clause of clausesOf(line)) {
      const owner = ownerIn(clause, people) !== null
      if (found.length > 0 && !(owner && owned && ownerBefore.test(clause)))
        found.push(`${found.pop() ?? ''},${clause}`)
      else {
        found.push(clause)
        owned = false
      }
      owned ||= owner
    }
    return found
  })
}

/** Commas inside brackets do not end a clause. */
const clausesOf = (line: string): string[] =>
  (line.match(/(?:\([^()]*\)|[^,])+/g) ?? []).map((clause) => clause.trim()).filter((clause) => clause !== '')

interface Owner {
  raw: string
  named: Named[]
  /** The clause without it. */
  rest: string
}

function ownerIn(clause: string, people: readonly Person[]): Owner | null {
  const short = clause.slice(0, longest)
  for (const pattern of [ownerLabel, ownerBefore, ownerAfter]) {
    const found = pattern.exec(short)
    const raw = found?.[1]?.trim()
    if (!found || !raw) continue
    const named = findPeople(raw, people)
    const isName =
      named.length > 0 ||
      pattern !== ownerBefore ||
      /(?:小组|支委会?|支部|委员|部|科|队|办|组|室|班子|党员|书记)$/.test(raw)
    if (isName && namesOnly(raw, named, pattern === ownerBefore))
      return { raw, named, rest: clause.slice(0, found.index) + clause.slice(found.index + found[0].length) }
  }
  const named = findPeople(short, people)
  return named.length > 0 && short === clause && namesOnly(clause, named, true)
    ? { raw: clause, named, rest: '' }
    : null
}

/** "王五和赵六" names people; "党员给王五" does not. An owner who is not on the roster is taken as written. */
function namesOnly(raw: string, named: readonly Named[], strict: boolean): boolean {
  if (named.length === 0) return true
  const left = named.reduceRight(
    (text, { index, raw: name }) => text.slice(0, index) + text.slice(index + name.length),
    raw,
  )
  return !strict || /^(?:[、和跟与及/\s]|同志|等|两人|两位|二人|共同|一起|分别)*$/.test(left)
}

function readItem(item: string, people: readonly Person[], at: Now, unclear: Unclear[]): MinutesDecision | null {
  const kept: string[] = []
  let owner: Owner | null = null
  let dueOn: Day | null = null
  // What stands in brackets says who and when: 走访困难党员（王五，12月20日前）.
  const clauses = clausesOf(item).flatMap((clause) => bracketsApart(clause))
  for (const { text, bracket } of clauses) {
    let clause = text
    const found: Owner | null = owner ? null : ownerIn(clause, people)
    if (found) {
      owner = found
      clause = found.rest
    }
    const deadline: ReturnType<typeof deadlineIn> = dueOn === null ? deadlineIn(clause, at) : null
    if (deadline) {
      dueOn = deadline.dueOn
      clause = deadline.rest
    }
    const left = clause.replace(/^[\s,:、\-—.]+|[\s,:、\-—.]+$/g, '')
    if (left !== '') kept.push(bracket && !found && !deadline ? `(${left})` : left)
  }
  // "王五12月20日前完成走访": who is named before a date has to do it.
  const [opening = ''] = kept
  const doer = owner || dueOn === null ? undefined : findPeople(opening.slice(0, longest), people)[0]
  if (doer?.index === 0) {
    owner = { raw: doer.raw, named: [doer], rest: '' }
    kept[0] = opening.slice(doer.raw.length)
  }
  if (owner) for (const named of owner.named) if (!certain(named)) unclear.push(unclearOf(named))
  const content = typeset(kept.join(',').replaceAll(',(', '('))
  if (content === '' && owner === null) return null
  const [first] = owner?.named ?? []
  return {
    content,
    owner: owner === null ? null : ownerText(owner),
    personId: first ? (certain(first)?.id ?? null) : null,
    dueOn,
  }
}

const ownerText = ({ raw, named }: Owner): string =>
  named.length > 0
    ? // 宣传委员刘洋 is one person.
      named.flatMap((each, i) => (each.person && each.person === named[i + 1]?.person ? [] : [each.raw])).join('、')
    : raw.replace(/^由/, '')

function bracketsApart(clause: string): { text: string; bracket: boolean }[] {
  const found = /^([^()]*)\(([^()]*)\)(.*)$/s.exec(clause)
  if (!found) return [{ text: clause, bracket: false }]
  const inner = (found[2] ?? '').split(',').map((text) => ({ text: text.trim(), bracket: true }))
  return [{ text: found[1] ?? '', bracket: false }, ...inner, { text: found[3] ?? '', bracket: false }]
}

const deadlineWords =
  /(?:之前|以前|前|底前|以内|之内|内|完成|办结|办好|落实到位|截止|期限|时限|完成时间|时间|最迟|务必|限期?|要求?|须|于|在|到|为|是|[:\s])/g

/** 12月20日前完成, 期限：月底, or a clause that is nothing but a date. "年底困难党员走访" is content. */
function deadlineIn(clause: string, at: Now): { dueOn: Day; rest: string } | null {
  if (clause.length > longest) return null
  const found = when(clause, at)
  const instant = found.end ?? found.start
  if (!instant || found.recurring) return null
  const [before = '', after = ''] = withoutPieces(clause, found.matched)
  const alone = (before + after).replace(deadlineWords, '') === ''
  const marked =
    /^(?:之|以)?前|^(?:完成|截止|办结)/.test(after) || /(?:截止|期限|时限|最迟|完成时间)[:是为到]?\s?$/.test(before)
  if (!alone && !marked) return null
  const done =
    /^(?:(?:之|以)?前)?(?:要|须|务必)?(?:完成|办结|落实到位)?(?:$|(?=,))|^(?:之|以)?前(?:要|须|务必)?(?:完成|办结)?/
  const rest = alone ? '' : before + after.replace(done, '')
  return { dueOn: at.zone.day(instant), rest }
}

/** The text before and after the words that spoke of time; null parts where they are not found. */
function withoutPieces(text: string, matched: string): [string, string] | [] {
  const pieces = matched.split(' ')
  const from = text.indexOf(pieces[0] ?? '')
  const last = pieces.at(-1) ?? ''
  const lastAt = text.lastIndexOf(last)
  return from < 0 || lastAt < from ? [] : [text.slice(0, from), text.slice(lastAt + last.length)]
}
