import type { Cadence } from './cadence.ts'
import type { Part, SpokenHour, Token } from './phrase-text.ts'

type DayToken = Extract<Token, { kind: 'day' }>

/** One end of an expression of time, as said. */
export interface Moment {
  days: DayToken[]
  part: Part | null
  hour: SpokenHour | null
}

/** Words of time that belong together: "下周三下午2点到4点半". */
export interface Expression {
  pieces: { from: number; to: number }[]
  start: Moment
  end: Moment | null
  /** Several times were offered: 周三或周四. */
  either: boolean
  /** Minutes from now. */
  instant: number | null
  rule: Cadence | null
  refused: string | null
}

const gap = /^[\s，,的:：()（）;；]*(?:(?:也?就是|即)[\s，,]*)?$/
const adjoins = (text: string, before: Token, after: Token) =>
  after.from - before.to <= 4 && gap.test(text.slice(before.to, after.from))
const isJoint = (token: Token) => token.kind === 'link' || token.kind === 'either'

const nothing = (): Moment => ({ days: [], part: null, hour: null })

/** Puts the words of time together that stand together. */
export function expressions(text: string, found: Token[]): Expression[] {
  const all: Expression[] = []
  let current: Expression | null = null
  let last: Token | null = null
  for (const [i, token] of found.entries()) {
    if (token.kind === 'month') continue
    const next = found[i + 1]
    if (isJoint(token)) {
      const joined: Expression | null = current
      if (!joined || last?.to !== token.from || next?.from !== token.to || isJoint(next)) continue
      if (token.kind === 'link' && joined.end === null) joined.end = nothing()
      else joined.either = true
      last = token
      continue
    }
    if (!current || !last || !adjoins(text, last, token) || !add(current, token)) {
      current = {
        pieces: [{ from: token.from, to: token.to }],
        start: nothing(),
        end: null,
        either: false,
        instant: null,
        rule: null,
        refused: null,
      }
      all.push(current)
      add(current, token)
    }
    const [piece] = current.pieces
    if (piece) piece.to = token.to
    last = token
  }
  return all
}

/** Adds a word to an expression; false where it already has one of the kind, so that a new expression begins. */
function add(to: Expression, token: Token): boolean {
  if (to.either) return true
  const moment = to.end ?? to.start
  switch (token.kind) {
    case 'day':
      if (moment.hour && moment.days.length > 0) return false
      moment.days.push(token)
      return true
    case 'part':
      if (moment.hour || moment.part) return false
      moment.part = token.part
      return true
    case 'hour':
      if (moment.hour) return false
      moment.hour = token
      return true
    case 'instant':
      to.instant = token.minutes
      return true
    case 'rule':
      to.rule = token.cadence
      return true
    case 'refused':
      to.refused = token.question
      return true
    default:
      return false
  }
}

export const hasDay = ({ start, end, rule, instant, refused }: Expression): boolean =>
  start.days.length > 0 || (end?.days.length ?? 0) > 0 || rule !== null || instant !== null || refused !== null
export const hasHour = ({ start, instant, refused }: Expression): boolean =>
  start.hour !== null || instant !== null || refused !== null

/** Words after which the new time stands: the old one before them is not meant. */
const moved =
  /(?<!原)(?:改|挪|推迟|推后|延后|延期|延|提前|调|调整|换|移|顺延|变更|定|安排)(?:到|成|为|至|在|于)|(?:不对|说错了)[,、 ]?|(?<!是)不是[^,。;；?？\n]{1,15}[,、 ]?(?:而)?是/g
const nearby = 40

/** The expression that a text is about: the one after 改到, else the first, with its missing half from nearby. */
export function chosen(text: string, all: Expression[]): Expression | null {
  const lastFrom = all.at(-1)?.pieces[0]?.from ?? -1
  const verbs = Array.from(text.matchAll(moved), (found) => found.index + found[0].length)
  const turn = verbs.find((index) => index <= lastFrom) ?? 0
  const after = all.filter(({ pieces }) => (pieces[0]?.from ?? 0) >= turn)
  const main = after.find((each) => hasDay(each) || hasHour(each)) ?? after[0] ?? null
  if (main === null) return null
  const at = all.indexOf(main)
  const before = all[at - 1]
  const following = all[at + 1]
  if (!hasHour(main) && following && hasHour(following) && !hasDay(following) && near(main, following))
    return together(main, following)
  if (!hasDay(main) && following && hasDay(following) && !hasHour(following) && turn === 0 && near(main, following))
    return together(following, main)
  // 12月4日15:00的会改到16:00: the day stays.
  if (!hasDay(main) && turn > 0 && before && before.start.days.length > 0 && near(before, main))
    return together({ ...before, start: { ...before.start, hour: null, part: null }, end: null }, main)
  return main
}

function near(one: Expression, other: Expression): boolean {
  return (other.pieces[0]?.from ?? 0) - (one.pieces.at(-1)?.to ?? 0) <= nearby
}

function together(day: Expression, hour: Expression): Expression {
  return {
    ...day,
    pieces: [...day.pieces, ...hour.pieces].sort((a, b) => a.from - b.from),
    start: { days: day.start.days, part: hour.start.part ?? day.start.part, hour: hour.start.hour },
    end: day.end === null ? hour.end : { ...day.end, part: hour.end?.part ?? null, hour: hour.end?.hour ?? null },
    either: day.either || hour.either,
  }
}
