import { normalize, typeset } from '../../base/text.ts'
import type { Now } from '../../time/phrases.ts'
import type { Person } from '../meaning.ts'
import { findPeople, fullName } from '../people/names.ts'
import { certain, type Unclear, unclearOf } from '../scan.ts'
import { type MinutesDecision, readDecisions } from './minutes-decisions.ts'

export type { MinutesDecision } from './minutes-decisions.ts'

/** What the message says of the record; null where it says nothing of that part. */
export interface Minutes {
  host: string | null
  recorder: string | null
  content: string | null
  decisions: MinutesDecision[]
  /** It says that nothing was decided. */
  noDecisions: boolean
  /** It says that nothing was voted on. */
  noVotes: boolean
  unclear: Unclear[]
}

type Part = 'host' | 'recorder' | 'content' | 'decisions'

/** A label opens a part: at the start of a line or after a mark, mostly with a colon. */
const labels: readonly (readonly [Part, RegExp])[] = [
  ['host', /(?:会议)?主持(?:人|者)?\s?(?:[:是为]|由(?=\S))\s?|(?:会议)?主持(?:人)?(?=\s?\S)/y],
  [
    'recorder',
    /(?:会议)?(?:记录|纪录)(?:人|员|者)?\s?(?:[:是为]|由(?=\S))\s?|(?:会议)?(?:记录|纪录)(?:人|员)?(?=\s?\S)/y,
  ],
  [
    'content',
    /(?:(?:学习|会议|活动|主要|研讨|讨论)?(?:内容|议题|议程)|主题|学习)\s?:\s?|(?:学习|会议|活动|主要)?(?:内容|议题)[是为有]/y,
  ],
  [
    'decisions',
    /(?:会议|大会|支委会|会上)?(?:(?:议定|决议|决定|商定|形成)(?:的)?(?:事项|决议|决定)?|落实事项|任务分工)\s?(?:如下|[是为有])?\s?:\s?|(?:会议|大会|会上)?(?:议定|决议|商定|形成决议)(?:事项|了)?(?=\s?\S)|(?:会议|大会|会上)决定(?=\S)|决定(?=由)/y,
  ],
]

const nothingDecided =
  /(?:会议|本次|这次)?(?:没有?|无|未|暂无)(?:什么|形成|有|作出|做出|需要?)?(?:要)?(?:议定|决议|决定)(?:的)?(?:事项|事|内容|什么)?|(?:议定|决议|决定)(?:的)?(?:事项)?\s?[:是为]?\s?(?:没有|暂?无)(?=[,。;!\n\s]|$)/

const nothingVoted =
  /(?<=^|[,。;!\n\s])(?:会议|本次|这次|会上)?(?:都)?(?:没有?|无|未|不)(?:有|进行|需要?|要)?(?:任何|什么)?表决(?:的)?(?:事项|内容|事)?(?=[,。;!\n\s]|$)|(?<=^|[,。;!\n\s])表决(?:结果|事项)?\s?[:是]?\s?(?:没有|暂?无)(?=[,。;!\n\s]|$)/

/** A message that opens like this tells what was done, label or not. */
const tellsContent =
  /^(?:集中|共同|一起|首先|先)?(?:学习|学了|传达|观看|重温|研究|讨论|听取|开展|组织|通报|宣读|审议|交流|参观|慰问|走访|围绕|书记讲|上党课)\S/

/**
 * Reads what the secretary sends for the record of a meeting. Only the parts that are spoken of are set; what has no
 * label between them is the content, word for word. Null where nothing is said for the record.
 * @param at tells what 月底 and 下周五 mean in the deadlines of decisions
 */
export function readMinutes(text: string, people: readonly Person[], at: Now): Minutes | null {
  const plain = normalize(text)
  if (/[?吗]$/.test(plain)) return null
  const minutes: Minutes = {
    host: null,
    recorder: null,
    content: null,
    decisions: [],
    noDecisions: false,
    noVotes: false,
    unclear: [],
  }
  const unvoted = nothingVoted.exec(plain)
  minutes.noVotes = unvoted !== null
  const said = unvoted ? plain.replace(unvoted[0], '') : plain
  const none = nothingDecided.exec(said)
  minutes.noDecisions = none !== null
  const rest = none ? said.replace(none[0], '') : said
  const content: string[] = []
  const parts = partsOf(rest, people)
  for (const { part, body } of parts) {
    if (part === 'decisions') {
      const { decisions, unclear } = readDecisions(body, people, at)
      minutes.decisions.push(...decisions)
      minutes.unclear.push(...unclear)
    } else if (part === 'host' || part === 'recorder') {
      const { who, unclear, after } = readName(body, people)
      minutes[part] = who ?? minutes[part]
      if (unclear) minutes.unclear.push(unclear)
      if (trimmed(after) !== '') content.push(trimmed(after))
    } else if (trimmed(body) !== '') content.push(trimmed(body))
  }
  const labelled = parts.some(({ label }) => label) || none !== null || unvoted !== null
  if (content.length > 0 && (labelled || tellsContent.test(plain))) minutes.content = typeset(content.join('\n'))
  return labelled || minutes.content !== null ? minutes : null
}

interface Stretch {
  part: Part
  body: string
  /** Opened by a label, not just what stood there. */
  label: boolean
}

/** Cuts the message at its labels; what stands before the first one is content. */
function partsOf(text: string, people: readonly Person[]): Stretch[] {
  const parts: Stretch[] = []
  let open: Stretch & { from: number } = { part: 'content', label: false, body: '', from: 0 }
  const close = (to: number) => {
    const body = text.slice(open.from, to)
    if (open.label || trimmed(body) !== '') parts.push({ part: open.part, label: open.label, body })
  }
  for (let i = 0; i < text.length; i++) {
    if (i > 0 && !/[,。;\s!(、.]/.test(text.charAt(i - 1))) continue
    const found = labelAt(text, i, people)
    if (!found) continue
    close(i)
    open = { part: found.part, label: true, body: '', from: found.from }
    i = found.next - 1
  }
  close(text.length)
  return parts.map((each) => ({ ...each }))
}

/** The label at this place, and where its part begins. "李建国主持" is a label with its name before it. */
function labelAt(
  text: string,
  at: number,
  people: readonly Person[],
): { part: Part; from: number; next: number } | null {
  for (const [part, pattern] of labels) {
    pattern.lastIndex = at
    const label = pattern.exec(text)?.[0]
    if (label === undefined) continue
    const from = at + label.length
    // Without a colon, 主持 and 记录 are labels only where a name follows at once.
    const named = part === 'content' || part === 'decisions' || /[:是为由]\s?$/.test(label)
    if (named || startsWithName(text.slice(from, from + 24), people) || strangerNext.test(text.slice(from)))
      return { part, from, next: from }
  }
  const before =
    /^(?:(?:本次)?(?:会议|活动|党日)由|由)?\s?(\S{1,20}?)(?:同志)?(主持|记录|纪录|做记录|作记录)(?:了?会议)?(?=[,。;!\n\s]|$)/.exec(
      text.slice(at, at + 40),
    )
  if (before?.[1] && wholeName(before[1], people)) {
    return { part: before[2] === '主持' ? 'host' : 'recorder', from: at, next: at + before[0].length }
  }
  return null
}

/** Somebody from above, who is not on the roster: a name alone in its clause, and the record goes on (主持刘芳，记录王秀英). */
const strangerNext = /^\p{Script=Han}{2,3}(?:同志)?(?=[,。;\n]\s?(?:会议|学习)?(?:记录|纪录|内容|议题|议定))/u

const startsWithName = (text: string, people: readonly Person[]): boolean =>
  findPeople(text, people)[0]?.index === (/^\s/.test(text) ? 1 : 0)

const wholeName = (text: string, people: readonly Person[]): boolean =>
  findPeople(text, people).some((named) => named.raw.length === text.length)

/** Who hosts or records, and what the clause goes on with. A name that is not on the roster is taken as written. */
function readName(
  body: string,
  people: readonly Person[],
): { who: string | null; unclear: Unclear | null; after: string } {
  const end = /[,。;!\n]/.exec(body)?.index ?? body.length
  const clause = body.slice(0, end)
  const after = body.slice(end)
  const [named] = findPeople(clause, people)
  if (!named) return { who: trimmed(clause).slice(0, 30) || null, unclear: null, after }
  const person = certain(named)
  if (!person) return { who: null, unclear: unclearOf(named), after }
  // 党委副书记刘洪 is not our secretary: a post is somebody only where nothing else is written.
  const besides = clause
    .replace(named.raw, '')
    .replace(/^(?:我们|支部|本支部|由)|(?:同志|主持|记录)$/g, '')
    .trim()
  if (person.posts.includes(named.raw) && besides !== '') return { who: trimmed(clause), unclear: null, after }
  const next = clause
    .slice(named.index + named.raw.length)
    .replace(/^(?:同志)?\s?(?:主持|做?作?记录|纪录)?(?:了?会议)?/, '')
  return { who: fullName(person), unclear: null, after: next + after }
}

const trimmed = (text: string): string => text.replace(/^[\s,。;、:!.]+|[\s,。;、:]+$/g, '')
