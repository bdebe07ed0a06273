import { normalize } from '../../base/text.ts'
import type { Person } from '../meaning.ts'
import type { Named } from '../people/names.ts'
import { type Attendance, isAway, type RollCall, RollNotes } from './roll-notes.ts'
import {
  isDoubtful,
  isFiller,
  namesNext,
  type RollToken,
  readCount,
  reasonIn,
  reasonLength,
  scanRoll,
  statusOf,
} from './roll-words.ts'

export type { Attendance, RollCall, RollCallEntry } from './roll-notes.ts'

/**
 * Reads who was there from the secretary's message after a meeting ("到齐，缺周磊、何敏，何敏请假"). What is said later
 * of somebody replaces what was said before. Null where the text is no roll call, questions included.
 */
export function readRollCall(text: string, people: readonly Person[]): RollCall | null {
  const plain = normalize(text)
  // A sign-up chain lists who wants to come, a quotation what somebody else said.
  if (/^[「#]/.test(plain)) return null
  const reader = new Reader(plain)
  let clause: RollToken[] = []
  for (const token of scanRoll(plain, people)) {
    if (token.kind !== 'break') clause.push(token)
    else {
      reader.clause(clause)
      clause = []
    }
  }
  reader.clause(clause)
  return reader.result()
}

/** A name and what was said right after it ("赵六 出差"). */
interface Mention {
  named: Named
  after: string
}

/** What follows a status within its clause. */
interface Tail {
  status: Attendance
  noLeave: string | null
  reason: string
  upTo: number
}

/** Absent and on leave together mean on leave; otherwise the later word counts. */
const merge = (one: Attendance | null, other: Attendance): Attendance =>
  one === 'leave' && other === 'absent' ? 'leave' : other

class Reader {
  #text: string
  #notes = new RollNotes()
  /** Names whose status is still to come. */
  #pending: Mention[] = []
  /** The status that the names to come have ("缺席：张三、李四"). */
  #carried: Attendance | null = null
  #listed: Named[] = []
  #except = false
  #exceptNamed = false
  /** 没请假, said before the status it goes with. */
  #noLeave: string | null = null

  constructor(text: string) {
    this.#text = text
  }

  clause(tokens: RollToken[]): void {
    if (tokens.length === 0) return
    if (isDoubtful(tokens)) {
      for (const { named } of tokens) if (named) this.#notes.ask(named)
      return
    }
    const decides = tokens.some((token) => statusOf(token) || token.kind === 'everyone' || token.kind === 'count')
    if (decides) this.#carried = null
    else if (!tokens.some((token) => token.kind === 'name') || this.#isReason(tokens)) {
      this.#addition(tokens)
      return
    } else if (tokens.some((token) => token.kind === 'same'))
      this.#carried = this.#notes.lastEntries()[0]?.attendance ?? null
    this.#read(tokens)
    if (!decides && !this.#except) this.#settlePending()
  }

  result(): RollCall | null {
    const { everyone } = this.#notes
    // "都到了，除了何敏" is clear; "除了何敏" alone says nothing about the others.
    if (this.#except && everyone) this.#close(this.#pending, 'absent')
    else for (const { named } of this.#pending) this.#notes.ask(named)
    return this.#notes.result()
  }

  #read(tokens: RollToken[]): void {
    const earlier = this.#pending.length
    let only = false
    for (let i = 0; i < tokens.length; i++) {
      const token = tokens[i]
      if (!token) break
      const status = statusOf(token)
      if (token.named) this.#name(token.named, this.#after(tokens, i))
      else if (token.kind === 'text') this.#stranger(tokens, i)
      else if (token.kind === 'only') only = true
      else if (token.kind === 'count') this.#count(token.raw)
      else if (token.kind === 'except') this.#setExcept()
      else if (token.kind === 'everyone') this.#all(this.#pending.length > earlier)
      else if (token.kind === 'no_leave') {
        const ahead = statusOf(tokens[i + 1]) === 'absent' && namesNext(tokens, i + 1)
        if (this.#pending.length > earlier || ahead) this.#noLeave = token.raw
        else this.#notes.withoutLeave(token.raw)
      } else if (status) i = this.#status(tokens, i, status, earlier)
      // "只有张三没来": so the others came.
      if (only && this.#notes.lastEntries().some((entry) => isAway(entry.attendance)) && (status || token.named))
        this.#notes.everyone = true
    }
  }

  #name(named: Named, after: string): void {
    if (this.#except) this.#exceptNamed = true
    if (this.#carried && !this.#except) {
      this.#notes.note([named], this.#carried, reasonIn(after))
      if (this.#noLeave) this.#notes.withoutLeave(this.#noLeave)
      this.#listed.push(named)
    } else this.#pending.push({ named, after })
  }

  /** A status is said after the names (张三缺席) or before them (缺席张三). Returns the last token it used up. */
  #status(tokens: RollToken[], i: number, status: Attendance, earlier: number): number {
    const followed = namesNext(tokens, i)
    if (this.#pending.length > 0 && !(followed && this.#pending.length === earlier)) {
      const group = this.#pending
      this.#pending = []
      return this.#closeWithTail(group, tokens, i, status)
    }
    const last = this.#notes.last.at(-1)
    if (this.#carried && last && !followed) {
      // 缺周磊、何敏请假: the last of the list is on leave. 缺周磊、何敏（均请假）: all of them.
      const together = /[均都]/.test((tokens[i - 1]?.raw ?? '') + (tokens[i]?.raw ?? ''))
      return this.#closeWithTail(this.#mentions(together ? this.#listed : [last]), tokens, i, status)
    }
    const heading = followed || this.#text.charAt(tokens[i]?.to ?? 0) === ':'
    if (last && !heading && !tokens.some((token) => token.named || token.kind === 'count')) {
      // "张三没来，请假了", but "孙悦请假，孩子没来上学" goes on with the reason.
      const before = this.#notes.lastEntries()[0]?.attendance ?? null
      if (tokens.slice(0, i).every((token) => token.kind !== 'text' || isFiller(token.raw)))
        return this.#closeWithTail(this.#mentions(this.#notes.last), tokens, i, merge(before, status))
      this.#addition(tokens)
      return tokens.length
    }
    // A bare 到 or 来 before names is an invitation rather than a status.
    if (status !== 'present' || heading) this.#carry(status)
    return i
  }

  #closeWithTail(group: Mention[], tokens: RollToken[], i: number, status: Attendance): number {
    this.#carried = null
    const tail = this.#tail(tokens, i, status)
    this.#close(group, tail.status, tail, tokens[i]?.raw)
    return tail.upTo
  }

  /** A reason, 没请假, or a second status that corrects the first. */
  #tail(tokens: RollToken[], i: number, first: Attendance): Tail {
    let status = first
    let noLeave: string | null = null
    let next = i + 1
    for (let token = tokens[next]; token; token = tokens[++next]) {
      const other = statusOf(token)
      if (token.kind === 'no_leave') noLeave = token.raw
      else if (other && !namesNext(tokens, next)) status = merge(status, other)
      else if (token.kind !== 'skip' && !(token.kind === 'text' && isFiller(token.raw.replace('改', '')))) break
    }
    const rest = tokens.slice(next, next + longestReason)
    const length = reasonLength(rest)
    const from = rest[0]?.from ?? 0
    return { status, noLeave, reason: this.#text.slice(from, rest[length - 1]?.to ?? from), upTo: next + length - 1 }
  }

  #close(group: Mention[], status: Attendance, tail: Omit<Tail, 'status' | 'upTo'> | null = null, said = ''): void {
    const shared = reasonIn(tail?.reason ?? '') ?? reasonIn(group.at(-1)?.after ?? '')
    const people = group.map((mention) => mention.named)
    if (isAway(status)) {
      const kind = /[病事产公婚丧年休探亲护理陪]+假/.exec(said)?.[0] ?? null
      for (const { named, after } of group) this.#notes.note([named], status, reasonIn(after) ?? shared ?? kind)
      this.#notes.refer(people)
      const noLeave = tail?.noLeave ?? this.#noLeave ?? (said.startsWith('无故') ? said : null)
      if (noLeave) this.#notes.withoutLeave(noLeave)
      if (this.#except) this.#exceptNamed = true
    } else if (status === 'present' && shared !== null && !harmless.test(shared)) {
      // "何敏到西安出差了" is not "何敏到"; where somebody joined online from does not matter.
      for (const named of people) this.#notes.ask(named)
    } else this.#notes.note(people, status, null)
    this.#noLeave = null
  }

  #all(namedHere: boolean): void {
    const group = this.#pending
    this.#carried = null
    if (this.#except) {
      this.#pending = []
      this.#close(group, 'absent')
      if (!this.#exceptNamed) this.#notes.stranger(this.#text)
      this.#except = false
      this.#notes.all()
    } else if (namedHere) {
      this.#pending = []
      this.#close(group, 'present')
    } else this.#notes.all()
  }

  #setExcept(): void {
    this.#except = true
    this.#exceptNamed = false
  }

  #count(raw: string): void {
    this.#notes.count(readCount(raw))
    // "实到18人，张三出差": who is named after it need not be one of the 18.
    this.#carry(/请假/.test(raw) ? 'leave' : /缺/.test(raw) ? 'absent' : null)
  }

  #carry(status: Attendance | null): void {
    this.#carried = status
    this.#listed = []
  }

  #mentions = (group: readonly Named[]): Mention[] => group.map((named) => ({ named, after: '' }))

  /** A clause that names nobody adds to what was said last: 没请假, or the reason. */
  #addition(tokens: RollToken[]): void {
    const noLeave = tokens.find((token) => token.kind === 'no_leave')
    if (noLeave) this.#notes.withoutLeave(noLeave.raw)
    else this.#notes.explain(reasonIn(this.#text.slice(tokens[0]?.from, tokens.at(-1)?.to)))
  }

  /** "孙悦请假，陪张三去医院": the clause opens with other words, and a reason is still missing. */
  #isReason([opening]: RollToken[]): boolean {
    return this.#reasonMissing() && opening?.kind === 'text' && !isFiller(opening.raw) && this.#carried === null
  }

  #reasonMissing = (): boolean =>
    this.#notes.lastEntries().some((entry) => isAway(entry.attendance) && entry.reason === null)

  /** Somebody who is not on the roster, in a place where only a name can stand (缺小强). */
  #stranger(tokens: RollToken[], i: number): void {
    const raw = tokens[i]?.raw ?? ''
    const before = tokens[i - 1]
    const next = tokens[i + 1]
    if (isFiller(raw) || before?.named || /^[\s:(]*(?:暂?无|没有)/.test(raw)) return
    const heads = before === undefined || before.kind === 'count' || statusOf(before) !== null
    const listed =
      before?.kind === 'join' ||
      before?.kind === 'except' ||
      next?.kind === 'join' ||
      (heads && this.#carried !== null) ||
      (before === undefined && statusOf(next) !== null && !this.#reasonMissing())
    if (!listed) return
    if (this.#except) this.#exceptNamed = true
    this.#notes.stranger(raw.replace(/^[\s:()]+|[\s:()]+$/g, ''))
  }

  /** Names for which the clause gave no status: 没请假 adds to an absence; "张三出差" is asked about. */
  #settlePending(): void {
    const waiting: Mention[] = []
    for (const mention of this.#pending) {
      if (this.#noLeave && this.#notes.isAbsent(mention.named)) {
        this.#notes.refer([mention.named])
        this.#notes.withoutLeave(this.#noLeave)
      } else if (reasonIn(mention.after) !== null) this.#notes.ask(mention.named)
      else waiting.push(mention)
    }
    this.#pending = waiting
  }

  #after(tokens: RollToken[], i: number): string {
    const next = tokens[i + 1]
    return next?.kind === 'text' ? next.raw : ''
  }
}

/** In tokens; keeps a message without punctuation from being read again and again. */
const longestReason = 200
const harmless = /^晚了?$|^\(?(?:补|线下|现场).{0,6}$/
