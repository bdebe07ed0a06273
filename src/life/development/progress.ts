import type { Calendar } from '../../time/calendar.ts'
import { addDays, addMonths } from '../../time/days.ts'
import type { Day } from '../../time/zone.ts'
import { admission, stepOf } from './editions.ts'
import type { Edition, Step } from './steps.ts'

/** A step that was done. The meeting may extend the probation instead of ending it: then the step is still open. */
export interface DoneStep {
  step: number
  day: Day
  extendedMonths: number | null
}

/** A step as it is to be written down. */
export interface StepToKeep {
  step: number
  day: Day
  /** Names that belong to it; a file number. */
  names: string[]
  file: string | null
  extendedMonths: number | null
}

/** The last day of something that lasts so many working days, the first day counted if it is one. */
export function lastWorkday(calendar: Calendar, from: Day, count: number): Day {
  let day = from
  for (let left = count - (calendar.isWorkday(day) ? 1 : 0); left > 0; ) {
    day = addDays(day, 1)
    if (calendar.isWorkday(day)) left--
  }
  return day
}

/** The day on which each step was done, last told; an extension leaves its step open. */
export function daysDone(done: readonly DoneStep[]): Map<number, Day> {
  const ended = done.filter(({ extendedMonths }) => extendedMonths === null)
  return new Map([...ended].sort((a, b) => (a.day < b.day ? -1 : 1)).map(({ step, day }) => [step, day]))
}

const extended = (done: readonly DoneStep[]): number =>
  done.reduce((months, { extendedMonths }) => months + (extendedMonths ?? 0), 0)

type Span = NonNullable<Step['earliest']>

/** Months are counted to the same day, or the last of a shorter month: 2026-01-31 and one month is 2026-02-28. */
function endOf(span: Span, done: readonly DoneStep[]): Day | null {
  const from = daysDone(done).get(span.step)
  return from === undefined ? null : addMonths(from, span.months + (span.extends ? extended(done) : 0))
}

/** The last day of the probation, as far as the day of admission is known. */
export function probationEnd(edition: Edition, done: readonly DoneStep[]): Day | null {
  const span = edition.steps.find(({ earliest }) => earliest?.step === admission(edition) && earliest.extends)?.earliest
  return span ? endOf(span, done) : null
}

/** Between which days a step may be done, as its rule and the days of earlier steps have it; null: no bound known. */
export interface Bounds {
  /** And the step that it counts from. */
  earliest: { day: Day; from: number } | null
  latest: { day: Day; from: number } | null
}

export function boundsOf(edition: Edition, step: Step, done: readonly DoneStep[], calendar: Calendar): Bounds {
  const days = daysDone(done)
  const after: { day: Day; from: number }[] = []
  const span = step.earliest && endOf(step.earliest, done)
  if (step.earliest && span) after.push({ day: span, from: step.earliest.step })
  // A publicity that is on must be over before the next step.
  for (const one of edition.steps) {
    const begun = one.step < step.step && one.workdays !== undefined ? days.get(one.step) : undefined
    if (begun !== undefined && one.workdays !== undefined)
      after.push({ day: addDays(lastWorkday(calendar, begun, one.workdays), 1), from: one.step })
  }
  const until = step.latest && endOf(step.latest, done)
  return {
    earliest: after.sort((a, b) => (a.day < b.day ? 1 : -1))[0] ?? null,
    latest: step.latest && until ? { day: until, from: step.latest.step } : null,
  }
}

/** The first step after the last one done, leaving out those that only go on beside; null where all is done. */
export function nextStep(edition: Edition, done: readonly DoneStep[]): Step | null {
  const days = daysDone(done)
  const last = Math.max(0, ...edition.steps.filter((one) => !one.ongoing && days.has(one.step)).map((one) => one.step))
  return edition.steps.find((one) => one.step > last && !one.ongoing) ?? null
}

/** Steps before one that nobody has told of. */
export function missingBefore(edition: Edition, step: number, done: readonly DoneStep[]): Step[] {
  const days = daysDone(done)
  return edition.steps.filter((one) => one.step < step && !one.ongoing && !days.has(one.step))
}

/** What a step that is told of comes to. Refusals are facts of the rule; the rest a person may confirm. */
export type Verdict =
  | { kind: 'fine' }
  /** After its last day: it is written down all the same, with the rule beside it. */
  | { kind: 'late'; day: Day; from: number }
  /** Refused: the rule does not allow it yet. */
  | { kind: 'early'; day: Day; from: number }
  /** Refused: before the day of an earlier step. */
  | { kind: 'backwards'; step: number; day: Day }
  /** Refused: it has not happened yet. */
  | { kind: 'future' }
  /** Refused: extended before, or not by so many months. */
  | { kind: 'extended' }

/** How far ahead a publicity may be told of. */
const aheadDays = 31

/** Whether a step may be written down for a day (rules of time; the order is asked about: see `missingBefore`). */
export function verdictOn(
  edition: Edition,
  told: DoneStep,
  done: readonly DoneStep[],
  at: { calendar: Calendar; today: Day },
): Verdict {
  const step = stepOf(edition, told.step)
  if (!step) return { kind: 'fine' }
  const others = done.filter((one) => one.step !== told.step || one.extendedMonths !== null)
  if (told.day > (step.workdays === undefined ? at.today : addDays(at.today, aheadDays))) return { kind: 'future' }
  const { earliest, latest } = boundsOf(edition, step, others, at.calendar)
  if (earliest && told.day < earliest.day) return { kind: 'early', ...earliest }
  const ongoing = (number: number) => stepOf(edition, number)?.ongoing ?? false
  const before = [...daysDone(others)].filter(
    ([number, day]) => number < told.step && !ongoing(number) && day > told.day,
  )
  const [number, day] = before[0] ?? []
  if (number !== undefined && day !== undefined) return { kind: 'backwards', step: number, day }
  if (told.extendedMonths !== null) {
    const allowed = step.extension
    const months = told.extendedMonths
    if (!allowed || extended(others) > 0 || months < allowed.from || months > allowed.to) return { kind: 'extended' }
  }
  return latest && told.day > latest.day ? { kind: 'late', ...latest } : { kind: 'fine' }
}

/** Something whose day comes: a step within its limit, a half-yearly review, the end of the probation. */
export interface Deadline {
  step: Step
  kind: 'limit' | 'review' | 'prompt'
  day: Day
}

/** What one person's next days are. A review that is not told of stays due until the step that ends them. */
export function deadlines(edition: Edition, done: readonly DoneStep[], calendar: Calendar): Deadline[] {
  const days = daysDone(done)
  const found: Deadline[] = []
  const next = nextStep(edition, done)
  // A limit runs whether or not the steps between were told of.
  for (const step of edition.steps) {
    if (next === null || step.step < next.step) continue
    const { latest } = boundsOf(edition, step, done, calendar)
    if (latest) found.push({ step, kind: 'limit', day: latest.day })
    const day = step.prompt && step.earliest ? endOf(step.earliest, done) : null
    if (day) found.push({ step, kind: 'prompt', day })
  }
  for (const step of edition.steps) {
    const { reviews } = step
    const from = reviews && days.get(reviews.from)
    if (!reviews || from === undefined || (next?.step ?? Number.POSITIVE_INFINITY) > reviews.until) continue
    const held = done.filter((one) => one.step === step.step && one.day > from).length
    found.push({ step, kind: 'review', day: addMonths(from, reviews.every * (held + 1)) })
  }
  return found.sort((a, b) => (a.day < b.day ? -1 : 1))
}
