import { z } from 'zod'
import type { Calendar } from '../time/calendar.ts'
import { addDays, dayInWords, firstDay, type Month, monthOf, type Period, periodsIn, spanOf } from '../time/days.ts'
import { addWorkdays } from '../time/holidays.ts'
import type { Day, Zone } from '../time/zone.ts'
import { custom, institutionNamed, isDated } from './catalogue.ts'
import { arrangedWithin, type Occurrence, type Undated, yearOf } from './planning.ts'
import { type ActivityRule, activityRule, duesRule, electionRule, talkRule } from './programs.ts'
import { duesWindow } from './stages.ts'
import { type Term, termEnd, termStages } from './term.ts'

const day = z.string()

/** One line of a year's plan. Kept as it was when a plan is filed, so its shape is read again from the database. */
export const planEntry = z.object({
  /** The institution, 党小组会. */
  name: z.string(),
  kind: z.string(),
  /** As the activity is called, 第一党小组会; held by whom, where that is not the organization itself. */
  title: z.string(),
  by: z.string().nullable(),
  /** The group that holds it, so that its members find theirs. */
  groupId: z.number().nullable(),
  /** Nothing that concerns the branch committee alone. */
  everybody: z.boolean(),
  period: z.string(),
  /** Under which month it stands. */
  month: z.string(),
  /** Several of what comes every day or week; none where people choose the day, up to `until`. */
  days: z.array(day),
  nominal: day.nullable(),
  until: day.nullable(),
  hour: z.string().nullable(),
  provisional: z.boolean(),
  /**
   * by_rule: not planned yet; open: people choose the day; window: days within which something is done (dues); remind:
   * only somebody is reminded; else as the activity stands.
   */
  state: z.enum(['by_rule', 'open', 'window', 'remind', 'planned', 'approved', 'held', 'cancelled']),
  reason: z.string().nullable(),
  source: z.string(),
})
export type PlanEntry = z.infer<typeof planEntry>

/** A program that concerns the organization. */
export interface ProgramToPlan {
  id: number
  kind: string
  name: string
  rule: unknown
  /** Of what is switched off only what was planned before is told. */
  enabled: boolean
  createdAt: Date
  by: string | null
  everybody: boolean
  holders: readonly { organizationId: number; title: string; groupId: number | null }[]
}

export interface ActivityInPlan {
  programId: number | null
  organizationId: number
  kind: string
  period: Period
  title: string
  startsAt: Date
  state: 'planned' | 'approved' | 'held' | 'cancelled'
  provisional: boolean
  dateReason: string | null
  cancelReason: string | null
}

export interface ToPlan {
  programs: readonly ProgramToPlan[]
  /** Those of the year, in the order in which they are held. */
  activities: readonly ActivityInPlan[]
  term: Term | null
}

interface At {
  zone: Zone
  calendar: Calendar
}

/** Most branches share their rules: what follows from one may be kept for the next. */
export type Remember = <T>(key: string, work: () => T) => T

/** Everything that stands in an organization's year, in the order of its days. */
export function yearPlan(
  year: Period,
  { programs, activities, term }: ToPlan,
  at: At,
  remember: Remember = (_, work) => work(),
): PlanEntry[] {
  const entries = programs.flatMap((program): PlanEntry[] => {
    const { kind, name, rule, enabled, createdAt, everybody } = program
    const key = JSON.stringify([kind, name, rule, enabled, createdAt, everybody])
    if (isDated(kind)) {
      const byRule = remember(key, () => ruledYear(year, program, at))
      return datedEntries(year, program, byRule, activities, at)
    }
    if (!program.enabled) return []
    if (program.kind === 'dues') return remember(key, () => duesEntries(year, program, at))
    if (program.kind === 'talk') return remember(key, () => talkEntries(year, program, at))
    if (program.kind === 'election' && term)
      return remember(key + JSON.stringify(term), () => termEntries(year, program, term, at))
    // Admission goes by the days of each person: no year has it.
    return []
  })
  const single = activities
    .filter(({ programId }) => programId === null)
    .map((activity) => ({
      ...plain(activity.title, activity.kind, activity.period, monthIn(year, at.zone.day(activity.startsAt))),
      ...stands(activity, null, at),
    }))
  return [...entries, ...single].sort(
    (a, b) =>
      compare(a.month, b.month) ||
      compare(a.days[0] ?? '~', b.days[0] ?? '~') ||
      compare(a.hour ?? '', b.hour ?? '') ||
      compare(a.title, b.title),
  )
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** The month under which a day stands; one shifted over the end of the year stays in it. */
const monthIn = (year: Period, of: Day): Month =>
  of.startsWith(year) ? monthOf(of) : of < year ? `${year}-01` : `${year}-12`

const plain = (name: string, kind: string, period: Period, month: Month): PlanEntry => ({
  name,
  kind,
  title: name,
  by: null,
  groupId: null,
  everybody: true,
  period,
  month,
  days: [],
  nominal: null,
  until: null,
  hour: null,
  provisional: false,
  state: 'by_rule',
  reason: null,
  source: institutionNamed(name)?.source ?? custom.source,
})

/** How an activity that is there already stands: as it was put, whatever the rule says now. */
function stands(activity: ActivityInPlan, slot: Occurrence | Undated | null, { zone }: At) {
  const { startsAt, state, provisional, dateReason, cancelReason } = activity
  const byRule = slot?.startsAt?.getTime() === startsAt.getTime()
  const why =
    state === 'cancelled' ? cancelReason : (dateReason ?? (byRule ? slot.reason : slot?.startsAt ? '另定的日子' : null))
  return {
    days: [zone.day(startsAt)],
    nominal: slot?.startsAt ? slot.nominal : null,
    hour: zone.hour(startsAt),
    provisional,
    state,
    reason: why,
  }
}

/** What a rule alone makes of a year, period by period; `entry` is null where nothing is told. */
function ruledYear(year: Period, program: ProgramToPlan, at: At) {
  const rule = activityRule.parse(program.rule)
  const slots = yearOf(rule, year, at).map((slot) => ({ slot, entry: slotEntry(year, program, rule, slot, at) }))
  return { often: rule.every === 'day' || rule.every === 'week', slots }
}

function datedEntries(
  year: Period,
  program: ProgramToPlan,
  { slots, often }: ReturnType<typeof ruledYear>,
  activities: readonly ActivityInPlan[],
  at: At,
): PlanEntry[] {
  const { by, everybody, kind, name } = program
  const entries = program.holders.flatMap(({ organizationId, title, groupId }) => {
    const own = activities.filter((one) => one.programId === program.id && one.organizationId === organizationId)
    const of = { title, by, groupId, everybody }
    const known = new Set(slots.map(({ slot }) => slot.period))
    return [
      ...slots.flatMap(({ slot, entry }): PlanEntry[] => {
        const there = own.filter(({ period }) => period === slot.period)
        if (there.length > 0) return there.map((one) => entryOf(year, program, slot, of, one, at))
        return entry ? [{ ...entry, ...of }] : []
      }),
      // What was planned by a rhythm that is no longer the rule's.
      ...own
        .filter(({ period }) => !known.has(period))
        .map((one) => ({
          ...plain(name, kind, one.period, monthIn(year, at.zone.day(one.startsAt))),
          ...of,
          ...stands(one, null, at),
        })),
    ]
  })
  return often ? byMonth(entries) : entries
}

const entryOf = (
  year: Period,
  { name, kind }: ProgramToPlan,
  slot: Occurrence | Undated,
  of: Pick<PlanEntry, 'title' | 'by' | 'groupId' | 'everybody'>,
  activity: ActivityInPlan,
  at: At,
): PlanEntry => ({
  ...plain(name, kind, slot.period, monthIn(year, at.zone.day(activity.startsAt))),
  ...of,
  ...stands(activity, slot, at),
})

/** What the rule alone makes of a period; null where it is off, or was over before the program was set up. */
function slotEntry(
  year: Period,
  { name, kind, enabled, createdAt }: ProgramToPlan,
  rule: ActivityRule,
  slot: Occurrence | Undated,
  { zone }: At,
): PlanEntry | null {
  if (!enabled) return null
  const { period, provisional, reason } = slot
  if (slot.startsAt !== null) {
    if (slot.startsAt <= createdAt) return null
    const held = zone.day(slot.startsAt)
    const { nominal } = slot
    return {
      ...plain(name, kind, period, monthIn(year, held)),
      days: [held],
      nominal,
      hour: rule.hour,
      provisional,
      reason,
    }
  }
  if (rule.cadence.on !== 'arranged') return null
  const { first, last } = arrangedWithin(rule, period)
  if (last < zone.day(createdAt)) return null
  return { ...plain(name, kind, period, monthOf(first)), until: last, state: 'open', reason }
}

/** What comes every day or week is told month by month. */
function byMonth(entries: readonly PlanEntry[]): PlanEntry[] {
  const months = new Map<string, PlanEntry>()
  for (const entry of entries) {
    if (entry.state === 'cancelled') continue
    const key = `${entry.title}\n${entry.month}`
    const known = months.get(key)
    months.set(
      key,
      known
        ? {
            ...known,
            days: [...known.days, ...entry.days].sort(),
            provisional: known.provisional || entry.provisional,
            reason: known.reason === entry.reason ? known.reason : null,
          }
        : { ...entry, period: entry.month, nominal: null, state: 'by_rule' },
    )
  }
  return [...months.values()]
}

const monthsOfYear = (year: Period): Month[] => periodsIn('month', spanOf(year))

function duesEntries(
  year: Period,
  { name, kind, rule, createdAt, everybody }: ProgramToPlan,
  { zone }: At,
): PlanEntry[] {
  const read = duesRule.parse(rule)
  return monthsOfYear(year).flatMap((month) => {
    const { first, last } = duesWindow(read, month)
    if (last < zone.day(createdAt)) return []
    return [{ ...plain(name, kind, month, month), everybody, days: [first], until: last, state: 'window' as const }]
  })
}

function talkEntries(year: Period, { name, kind, rule }: ProgramToPlan, { calendar }: At): PlanEntry[] {
  const { remindMonths, hour } = talkRule.parse(rule)
  return monthsOfYear(year)
    .filter((month) => remindMonths.includes(Number(month.slice(5))))
    .map((month) => ({
      ...plain(`${name}提醒`, kind, month, month),
      source: institutionNamed(name)?.source ?? custom.source,
      everybody: false,
      days: [addWorkdays(calendar, addDays(firstDay(month), -1), 1)],
      hour,
      state: 'remind' as const,
      reason: '还没有谈到的，提醒书记',
    }))
}

function termEntries(year: Period, { kind, rule }: ProgramToPlan, term: Term, { calendar }: At): PlanEntry[] {
  const read = electionRule.parse(rule)
  const end = termEnd(term)
  const source = institutionNamed('换届选举')?.source ?? custom.source
  const entry = (name: string, of: Day, more: Partial<PlanEntry>): PlanEntry => ({
    ...plain(name, kind, monthOf(of), monthOf(of)),
    everybody: false,
    days: [of],
    source,
    state: 'remind',
    ...more,
  })
  const reminders = termStages(end, read, calendar)
    .filter((stage) => stage.months > 0 && stage.day.startsWith(year))
    .map((stage) =>
      entry('换届提醒', stage.day, {
        hour: read.hour,
        reason: `任期到${dayInWords(end, stage.day)}，还有 ${stage.months} 个月`,
      }),
    )
  return end.startsWith(year) ? [...reminders, entry('任期届满', end, { state: 'window' })] : reminders
}
