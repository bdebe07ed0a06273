import { daysLeft, isStrict, periodsNow, periodsOver } from '../../life/planning/missing.ts'
import { slotOf } from '../../life/planning/planning.ts'
import { isDated } from '../../life/programs/catalogue.ts'
import { activityRule } from '../../life/programs/programs.ts'
import { holdersOf, needsStructure, type Structure } from '../../life/programs/structure.ts'
import type { Alike } from '../../records/alike.ts'
import { type AskedPeriod, type MissingPeriod, missingPeriods, type Reach } from '../../records/overdue.ts'
import type { AskedOfRule } from '../../records/overdue-below.ts'
import { structureBelow } from '../../records/structure.ts'
import { notHeld } from '../../talk/say/overdue.ts'
import {
  addDays,
  dayInWords,
  type Every,
  everyOf,
  monthOf,
  type Period,
  periodInWords,
  spanOf,
} from '../../time/days.ts'
import type { Act } from '../act.ts'
import type { OverdueRef } from '../questions.ts'

export interface MissingItem {
  text: string
  ref: OverdueRef
  organization: MissingPeriod['organization']
  /** Too late to arrange it: it can only be explained. */
  over: boolean
}

const noStructure: Structure = { committees: new Set(), groups: new Map() }

/** What was not held in a period that is over, and what is to be arranged soon, below `path` and for it. */
export async function missingItems(
  act: Act,
  path: string,
  oneBranch: boolean,
  reach: Reach = 'below',
): Promise<MissingItem[]> {
  const today = act.today()
  const rows = await missingPeriods(act.tx, path, askedPeriods(act, oneBranch), reach)
  // Most are held by every branch: which has a committee or groups is only asked for what needs one.
  const needy = rows.some(
    ({ kind, name, organization }) => organization.kind === 'branch' && needsStructure(kind, name),
  )
  const structure = needy ? await structureBelow(act.tx, path) : noStructure
  return rows.flatMap((row) => {
    const above = !row.organization.path.startsWith(path)
    const rule = activityRule.safeParse(row.rule).data
    if (!isDated(row.kind) || !rule || (above && rule.audience !== 'below')) return []
    const [holder] = holdersOf(row, structure)
    if (!holder) return []
    const off = rule.cadence.on !== 'arranged' && slotOf(rule, row.period, act).startsAt === null
    if (off) return []
    const over = spanOf(row.period).last < today
    const left = over ? 0 : daysLeft(rule, row.period, row.createdAt, { ...act, today })
    if (left === null) return []
    const { programId, organizationId, period } = row
    return [
      {
        text: `${periodInWords(period)}${holder.title}：${how(act, row, over, left)}`,
        ref: { kind: 'missing', programId, organizationId, period },
        organization: row.organization,
        over,
      },
    ]
  })
}

/** The periods of which it is asked what was not held, or is not arranged: the same all day, and dates take their time. */
function askedPeriods(act: Act, oneBranch: boolean): AskedPeriod[] {
  const key = `${act.zone.name} ${act.today()} ${oneBranch}`
  if (lastAsked.key !== key) lastAsked = { key, periods: workOut(act, oneBranch) }
  return lastAsked.periods
}
let lastAsked: { key: string; periods: AskedPeriod[] } = { key: '', periods: [] }

function workOut(act: Act, oneBranch: boolean): AskedPeriod[] {
  const asked = (over: boolean) => (one: { every: Every; period: Period }) => askedOf(act, one, over)
  return [...periodsOver(act.today(), !oneBranch).map(asked(true)), ...periodsNow(act.today()).map(asked(false))]
}

/** The same by rules instead of programs, for a whole tree: of which periods the programs of each rule are asked. */
export function askedOfRules(act: Act, alike: readonly Alike[]): AskedOfRule[] {
  const today = act.today()
  return alike.flatMap(({ key, of, kind, name, rule: json }) => {
    const rule = activityRule.safeParse(JSON.parse(json)).data
    if (!isDated(kind) || !rule) return []
    const needs = of === 'branch' ? needsStructure(kind, name) : null
    return askedPeriods(act, false).flatMap(({ every, ...asked }): AskedOfRule[] => {
      if (every !== rule.every) return []
      const { startsAt } = slotOf(rule, asked.period, act)
      if (rule.cadence.on !== 'arranged' && startsAt === null) return []
      const over = spanOf(asked.period).last < today
      if (!over && daysLeft(rule, asked.period, beforeAll, { ...act, today }) === null) return []
      return [{ key, ...asked, slotAt: startsAt, needs }]
    })
  })
}

/** Set up before anything: whether a program came too late for its day is asked where its row is. */
const beforeAll = new Date(0)

function askedOf(act: Act, { every, period }: { every: Every; period: Period }, over: boolean): AskedPeriod {
  const { first, last } = spanOf(period)
  return {
    every,
    period,
    month: monthOf(first),
    began: act.zone.at(first, '00:00'),
    ended: act.zone.at(addDays(last, 1), '00:00'),
    over,
    strict: isStrict(every),
  }
}

const inWords: Record<Every, string> = {
  day: '当天',
  week: '本周',
  month: '本月',
  quarter: '本季度',
  half_year: '本半年',
  year: '今年',
}

function how(act: Act, { period, lateAt }: MissingPeriod, over: boolean, left: number): string {
  const day = lateAt && dayInWords(act.zone.day(lateAt), act.today())
  if (over) return day ? `${day}补开，${periodInWords(period)}内${notHeld}` : notHeld
  const current = inWords[everyOf(period)]
  if (day) return `定在${day}，不在${current}内`
  return left < 0 ? '还没有安排，一般的月份已经过了' : `还没有安排，${current}剩 ${left} 天`
}
