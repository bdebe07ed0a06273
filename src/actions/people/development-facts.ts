import { admission, stepOf } from '../../life/development/editions.ts'
import {
  boundsOf,
  type DoneStep,
  daysDone,
  deadlines,
  lastWorkday,
  nextStep,
  probationEnd,
} from '../../life/development/progress.ts'
import type { Edition, Step } from '../../life/development/steps.ts'
import { calledName, categoryWords } from '../../life/people/roster.ts'
import { type DevelopmentRule, developmentRule } from '../../life/programs/programs.ts'
import { developmentRules, editionsOf, type UnderWay, underWay } from '../../records/development.ts'
import type { DueFacts, NextFacts, StepFacts, WayFacts } from '../../talk/say/development.ts'
import type { Calendar } from '../../time/calendar.ts'
import type { Act } from '../act.ts'

export const stepFacts = ({ step, name, limit, article }: Step): StepFacts => ({ step, name, limit, article })

/** A person's way, with the edition and rule by which it is read. */
export interface Way {
  person: UnderWay
  edition: Edition
  rule: DevelopmentRule
  done: DoneStep[]
}

/** Everybody under way among these members, read by the edition and rule that hold for each. */
export async function waysOf(act: Pick<Act, 'tx'>, among: Parameters<typeof underWay>[1]): Promise<Way[]> {
  const people = await underWay(act.tx, among)
  const editions = await editionsOf(act.tx)
  const rules = await developmentRules(act.tx, [...new Set(people.map(({ branch }) => branch.id))])
  return people.map((person) => {
    const rule = developmentRule.parse(rules.get(person.branch.id) ?? {})
    const edition = editions.get(person.version ?? rule.version) ?? standard(editions)
    // Of who came onto the roster as a probationary member the day of admission is known, and nothing else.
    const admitted = person.developmentId === null && person.joinedOn !== null
    const done = admitted
      ? [{ step: admission(edition), day: person.joinedOn ?? '', extendedMonths: null }]
      : person.done
    return { person, edition, rule, done }
  })
}

const standard = (editions: ReadonlyMap<string, Edition>): Edition => {
  const [first] = editions.values()
  if (!first) throw new Error('no edition is built in')
  return first
}

export function nextFacts(edition: Edition, done: readonly DoneStep[], calendar: Calendar): NextFacts | null {
  const next = nextStep(edition, done)
  if (!next) return null
  const { earliest, latest } = boundsOf(edition, next, done, calendar)
  return { ...stepFacts(next), earliest: earliest?.day ?? null, latest: latest?.day ?? null }
}

/** The days that come for one person, and those that are past. */
export function dueOf({ person, edition, done }: Way, calendar: Calendar): DueFacts[] {
  const found = deadlines(edition, done, calendar)
  // Of the roster alone nothing is known but when the probation ends.
  const known = person.developmentId === null ? found.filter(({ kind }) => kind === 'prompt') : found
  return known.map(({ step, kind, day }) => ({ ...stepFacts(step), who: calledName(person), kind, day }))
}

/** How one person's way stands; `branch` where it is not plain. */
export function wayFacts(way: Way, calendar: Calendar, branch: boolean): WayFacts {
  const { person, edition, done } = way
  const days = daysDone(done)
  const next = person.developmentId === null ? null : nextFacts(edition, done, calendar)
  const last = Math.max(0, ...[...days.keys()].filter((step) => !stepOf(edition, step)?.ongoing))
  const lastStep = stepOf(edition, last)
  const day = days.get(last)
  const due = dueOf(way, calendar)
  return {
    who: calledName(person),
    branch: branch ? person.branch.name : null,
    category: categoryWords[person.category],
    byRoster: person.developmentId === null,
    last: lastStep && day !== undefined ? { ...stepFacts(lastStep), day } : null,
    next,
    later: edition.steps.flatMap((step) => {
      if (next === null || step.step < next.step || step.prompt || due.some((one) => one.step === step.step)) return []
      const bound = step.earliest && boundsOf(edition, step, done, calendar).earliest
      return bound && !step.earliest?.extends ? [{ step: step.step, name: step.name, earliest: bound.day }] : []
    }),
    due,
  }
}

/** The last day of a publicity that begins on a day. */
export const lastsOf = (step: Step, day: string, calendar: Calendar) =>
  step.workdays === undefined ? null : { until: lastWorkday(calendar, day, step.workdays), workdays: step.workdays }

/** What the steps make of a person: the category, and the days of 入党 and 转正; null where they make nothing of it. */
export function becomesBy(edition: Edition, done: readonly DoneStep[]) {
  const days = daysDone(done)
  const reached = edition.steps.filter(({ step, becomes }) => becomes && days.has(step)).at(-1)?.becomes
  if (!reached) return null
  const joinedOn = reached.on === undefined ? null : (days.get(reached.on) ?? null)
  return {
    category: reached.category,
    joinedOn,
    // 转正 counts from the end of the probation, whenever the meeting was held.
    fullOn: reached.category === 'full' ? probationEnd(edition, done) : null,
  }
}
