import type { Calendar } from '../../time/calendar.ts'
import { type Month, monthOf, type Period } from '../../time/days.ts'
import { rhythmInWords } from '../../time/rhythm.ts'
import type { Day, Zone } from '../../time/zone.ts'
import { isDated } from '../programs/catalogue.ts'
import { type ActivityRule, activityRule } from '../programs/programs.ts'
import { type ActivityInPlan, type PlanEntry, type ProgramToPlan, plain, type ToPlan } from './plan-entry.ts'
import { arrangedWithin, type Occurrence, type Undated, yearOf } from './planning.ts'
import { duesEntries, talkEntries, termEntries } from './year-watched.ts'

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
      // Of the same hour they stay as they come: the groups of a branch in their order.
      compare(a.hour ?? '', b.hour ?? ''),
  )
}

/** The month under which a day stands; one shifted over the end of the year stays in it. */
const monthIn = (year: Period, of: Day): Month =>
  of.startsWith(year) ? monthOf(of) : of < year ? `${year}-01` : `${year}-12`

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

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
  return { often: rule.every === 'day' || rule.every === 'week', slots, rhythm: rhythmInWords(rule) }
}

function datedEntries(
  year: Period,
  program: ProgramToPlan,
  { slots, often, rhythm }: ReturnType<typeof ruledYear>,
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
        if (there.length > 0) return there.map((one) => ({ ...entryOf(year, program, slot, of, one, at), rhythm }))
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
      rhythm: rhythmInWords(rule),
    }
  }
  if (rule.cadence.on !== 'arranged') return null
  const { first, last } = arrangedWithin(rule, period)
  if (last < zone.day(createdAt)) return null
  return {
    ...plain(name, kind, period, monthOf(first)),
    until: last,
    state: 'open',
    reason,
    rhythm: rhythmInWords(rule),
  }
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
