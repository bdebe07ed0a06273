import { readAmounts } from '../../base/numerals.ts'
import { normalize } from '../../base/text.ts'
import type { Person } from '../meaning.ts'
import { findPeople, type Named } from '../people/names.ts'
import { certain, scan, type Token, type Unclear, unclearOf, type Words } from '../scan.ts'

export interface DuesCheckEntry {
  person: Person
  /** What was received; null where no amount was named: as claimed. */
  fen: number | null
  received: boolean
  /** Who handed it in for the person (代交). */
  paidBy: Person | null
}

export interface DuesCheck {
  /** Everything that was claimed is there, apart from what the entries say. */
  all: boolean
  entries: DuesCheckEntry[]
  unclear: Unclear[]
}

/**
 * Reads the dues officer's answer about what was handed in ("都收到了，张三交的是102"). Null where the text says nothing
 * of the kind, questions included.
 * @param claimed what waits to be checked: where it is one claim only, an amount without a name belongs to it
 */
export function readDuesCheck(
  text: string,
  people: readonly Person[],
  claimed: readonly { person: Person; fen: number | null }[] = [],
): DuesCheck | null {
  const plain = normalize(text)
  // A bare "1" chooses among what was offered; it is no amount.
  if (/^\d{1,2}$|^[「#]/.test(plain)) return null
  const names = findPeople(plain, people)
  const masked = maskNames(plain, names)
  const amounts = readAmounts(masked).filter(
    ({ index, length }) => !/^\s?[笔人位个名项条]/.test(masked.slice(index + length, index + length + 2)),
  )
  const fens = new Map(amounts.map(({ index, fen }) => [index, fen]))
  const known = amounts.map(({ index, length }) => ({ kind: 'amount' as const, index, length }))
  const only = claimed.length === 1 ? (claimed[0]?.person ?? null) : null
  // "党费50，已缴" is a claim of the officer's own; "收到50" wants to know whose.
  const unnamed = /收|到账|实|不是/.test(plain) || (amounts.length === 1 && amounts[0]?.length === plain.length)
  const reader = new Reader((token) => fens.get(token.from) ?? null, only, unnamed)
  let clause: DuesToken[] = []
  for (const token of scan(plain, names, words, known)) {
    if (token.kind !== 'break') clause.push(token)
    else {
      reader.clause(clause)
      clause = []
    }
  }
  reader.clause(clause)
  return reader.result()
}

/** 张三一百二: the 三 belongs to the name, not to the amount. */
function maskNames(text: string, names: readonly Named[]): string {
  let masked = ''
  for (const { index, raw } of names) masked += text.slice(masked.length, index) + '某'.repeat(raw.length)
  return masked + text.slice(masked.length)
}

type Word = 'break' | 'amount' | 'doubt' | 'skip' | 'not' | 'except' | 'all' | 'no' | 'yes' | 'each' | 'payer' | 'proxy'
type DuesToken = Token<Word>

const got = '(?:收到|收齐|收讫|收|到账|到|交齐|交|缴|核对|核实|核销|核|确认|入账|登记|对|没问题|无误|属实)(?:了|的|过)?'
const words: Words<Word> = [
  ['break', /[,;。!\n]+/y],
  [
    'doubt',
    /[?吗谁]|多少|是不是|有没有|不知道|不清楚|不确定|好像|可能|大概|应该(?!是)|估计|请(?!核)|提醒|吧(?=[,;。!\n]|$)/y,
  ],
  // What the officer says of their own dues is no check.
  ['doubt', /我(?:也|都|已经?|刚){0,3}[交缴转付]|(?<=^|[,;。!\n]\s?)已[交缴转]/y],
  ['skip', /(?:没有?|未|不)(?:收齐|交齐|到齐|全收到|都收到|全)|(?:之|以)外|外(?=[,都全均其\s)]|$)/y],
  // 少18, 差18: a difference, not what was received.
  ['not', /不是|并非|少了?交?了?|差了?|欠了?|多交了?|多给了?/y],
  ['except', /除了|除去|除/y],
  [
    'all',
    new RegExp(
      `(?:其余|其他|其它|剩下|余下|另外)(?:的|人|同志们?|几笔|几位|\\d{1,4}[笔人位])*(?:都|全部|全|均)?(?:已经?)?${got}|(?:\\d{1,4}[笔人位个]|大家|几笔)?(?:的)?(?:都|全部|全|均)(?:已经?)?(?:都)?${got}|核对无误|全部无误|没有?问题|无误`,
      'y',
    ),
  ],
  [
    'no',
    /(?:还|都|也|一直|一分){0,2}(?:没有?|未)能?(?:收到|收|到账|到|交|缴|给|见到|看到|转|付)(?:钱|款)?了?|(?:还|都|也)?没有?(?=[,;。!\n]|$)|还差|缺(?=\S)/y,
  ],
  ['payer', /代(?:交|缴|付)人[是为:]?\s?|由\s?/y],
  ['proxy', /(?:帮忙)?(?:代交|代缴|代付|代转|转交|代为交纳)了?|[代替帮](?!表|码|忙)/y],
  ['each', /各|每人|分别/y],
  ['yes', /实收|收到|收了|已收|收|到账|交了|交来|已交|交的是|交|缴|核对|核实|确认|入账|正确|对的|没错|现金|转账|微信/y],
]

class Reader {
  #fenOf: (token: DuesToken) => number | null
  #only: Person | null
  #entries = new Map<number, DuesCheckEntry>()
  #unclear: Unclear[] = []
  #all = false
  #said = false
  /** Names about whom nothing was said yet. */
  #group: Named[] = []
  #last: Named[] = []
  #except = false
  /** "收到120，张三": the amount came first. */
  #ahead: { fen: number; raw: string } | null = null

  /** An amount without a name may count. */
  #unnamed: boolean

  constructor(fenOf: (token: DuesToken) => number | null, only: Person | null, unnamed: boolean) {
    this.#unnamed = unnamed
    this.#fenOf = fenOf
    this.#only = only
  }

  clause(tokens: DuesToken[]): void {
    if (tokens.length === 0) return
    if (tokens.some((token) => token.kind === 'doubt')) {
      for (const { named } of tokens) if (named) this.#unclear.push(unclearOf(named))
      return
    }
    let mode: 'yes' | 'no' | null = null
    let payer: Person | null = null
    let said = false
    for (let i = 0; i < tokens.length; i++) {
      const token = tokens[i]
      if (!token) break
      const before = tokens[i - 1]
      if (token.named) {
        if (before?.kind === 'payer') {
          payer = certain(token.named)
          if (!payer) this.#unclear.push(unclearOf(token.named))
          else if (this.#group.length === 0) this.#paidBy(payer)
        } else if (mode === 'no') this.#give([token.named], null, false, payer)
        else if (this.#ahead) {
          this.#give([token.named], this.#ahead.fen, true, payer)
          this.#ahead = null
        } else {
          // "张三收到了何敏没收到": what was said of the one is no longer said of the other.
          if (said && (before?.kind === 'yes' || /^[了的过\s]+$/.test(before?.raw ?? '')))
            this.#give(this.#take(), null, true, payer)
          said = false
          this.#group.push(token.named)
        }
      } else if (token.kind === 'amount') this.#amount(tokens, i, payer)
      else if (token.kind === 'except') this.#except = true
      else if (token.kind === 'all') mode = this.#everything() ?? mode
      else if (token.kind === 'no') {
        if (this.#group.length > 0) this.#give(this.#take(), null, false, payer)
        else mode = 'no'
      } else if (token.kind === 'yes') {
        said = this.#group.length > 0
        mode = mode === 'no' ? 'no' : 'yes'
      } else if (token.kind === 'proxy' && before?.kind === 'name' && tokens[i - 2]?.kind !== 'payer') {
        payer = this.#group.pop()?.person ?? null
        if (payer && this.#group.length === 0 && tokens[i + 1]?.kind !== 'name') this.#paidBy(payer)
      }
    }
    if (mode === 'yes' && !this.#except && this.#group.length > 0) this.#give(this.#take(), null, true, payer)
  }

  result(): DuesCheck | null {
    if (this.#except && this.#all) this.#give(this.#take(), null, false, null)
    for (const named of this.#group) this.#unclear.push(unclearOf(named))
    if (this.#ahead && this.#unnamed) {
      if (this.#only) this.#set(this.#only, this.#ahead.fen, true, null)
      else this.#unclear.push({ raw: this.#ahead.raw, candidates: [] })
    }
    return this.#said ? { all: this.#all, entries: [...this.#entries.values()], unclear: this.#unclear } : null
  }

  #amount(tokens: DuesToken[], i: number, payer: Person | null): void {
    const token = tokens[i]
    const fen = token ? this.#fenOf(token) : null
    if (!token || fen === null) return
    const before = tokens.slice(Math.max(0, i - 2), i)
    const group = this.#group.length > 0 ? this.#take() : []
    if (before.some((each) => each.kind === 'not')) {
      // 张三少18: how much it was is for the officer to say; 张三102不是120 has said it already.
      if (group.length > 0) this.#said = true
      for (const named of group) this.#unclear.push(unclearOf(named))
    } else if (group.length > 1 && !before.some((each) => each.kind === 'each')) {
      this.#said = true
      for (const named of group) this.#unclear.push(unclearOf(named))
    } else if (group.length > 0) this.#give(group, fen, true, payer)
    else if (this.#last.length === 1 && this.#lastEntry()?.fen === null && this.#lastEntry()?.received)
      this.#give(this.#last, fen, true, payer)
    else {
      this.#said ||= this.#unnamed
      this.#ahead = { fen, raw: token.raw }
    }
  }

  #everything(): 'yes' | null {
    if (!this.#except && this.#group.length > 0) return 'yes'
    if (this.#except) this.#give(this.#take(), null, false, null)
    this.#except = false
    this.#all = this.#said = true
    return null
  }

  #take(): Named[] {
    const group = this.#group
    this.#group = []
    return group
  }

  #give(group: readonly Named[], fen: number | null, received: boolean, paidBy: Person | null): void {
    this.#said = true
    this.#last = [...group]
    for (const named of group) {
      const person = certain(named)
      if (person) this.#set(person, fen, received, paidBy)
      else this.#unclear.push(unclearOf(named))
    }
  }

  #set(person: Person, fen: number | null, received: boolean, paidBy: Person | null): void {
    const before = this.#entries.get(person.id)
    this.#entries.set(person.id, {
      person,
      fen: received ? (fen ?? before?.fen ?? null) : null,
      received,
      paidBy: paidBy ?? before?.paidBy ?? null,
    })
  }

  #paidBy(payer: Person): void {
    const entry = this.#lastEntry()
    if (entry) entry.paidBy = payer
  }

  #lastEntry(): DuesCheckEntry | undefined {
    const person = this.#last.at(-1)?.person
    return person ? this.#entries.get(person.id) : undefined
  }
}
