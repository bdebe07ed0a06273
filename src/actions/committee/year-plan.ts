import { type BelowPlan, belowPlan } from '../../life/planning/below-plan.ts'
import { changesBetween, type PlanChange } from '../../life/planning/plan-changes.ts'
import type { PlanEntry } from '../../life/planning/plan-entry.ts'
import { type Remember, yearPlan } from '../../life/planning/year-plan.ts'
import type { Patch } from '../../life/programs/inheritance.ts'
import { type PlannedOrganization, planned, planSources, programsBelow } from '../../records/year-plan.ts'
import type { Month, Period } from '../../time/days.ts'
import type { Act } from '../act.ts'
import { changeProgram, findProgram } from '../programs/programs.ts'
import { foreseeRuling, layDown } from '../programs/rulings.ts'
import { askWhose, nodeAt, organizationCalled, postOf } from './whose.ts'

/** An organization's year. */
export interface OrganizationPlan {
  organization: PlannedOrganization
  year: Period
  entries: PlanEntry[]
  /** Of a committee: what the branches below follow. */
  below: BelowPlan[]
}

export const organizationOf = (act: Act, id: number): Promise<PlannedOrganization> =>
  act.tx.organization.findUniqueOrThrow({ where: { id }, select: planned })

/** The years of several organizations: a handful of queries, however many. */
export async function plansOf(
  act: Act,
  organizations: readonly PlannedOrganization[],
  year: Period,
): Promise<Map<number, PlanEntry[]>> {
  const sources = await planSources(act.tx, organizations, year, act.zone)
  const known = new Map<string, unknown>()
  const remember: Remember = <T>(key: string, work: () => T): T => {
    // What is kept under a key was made by the same work: keys name the rule and all that it is read with.
    if (!known.has(key)) known.set(key, work())
    return known.get(key) as T
  }
  return new Map([...sources].map(([id, source]) => [id, yearPlan(year, source, act, remember)]))
}

export async function planOf(act: Act, organization: PlannedOrganization, year: Period): Promise<OrganizationPlan> {
  const entries = (await plansOf(act, [organization], year)).get(organization.id) ?? []
  const below = organization.kind === 'branch' ? [] : belowPlan(await programsBelow(act.tx, organization.path))
  return { organization, year, entries, below }
}

/** A rule that is only tried out. */
export interface Proposed {
  name: string
  patch: Patch
}

/** What would change: in the organization's own year, and in how many programs of those below, with what is planned. */
export interface Effect {
  changes: PlanChange[]
  effectBelow: { branches: number; moved: number }
}

/**
 * The year as it would be under other rules, and what would move. It changes the rules: for a dry run, which takes
 * everything back.
 * @throws ZhibuError as changing them for good would
 */
export async function planWith(
  act: Act,
  organization: PlannedOrganization,
  year: Period,
  proposed: readonly Proposed[],
): Promise<OrganizationPlan & Effect> {
  const before = await planOf(act, organization, year)
  const below = { branches: 0, moved: 0 }
  for (const { name, patch } of proposed) {
    const own = await act.tx.program.findFirst({
      where: { organizationId: organization.id, name },
      select: { id: true },
    })
    if (own || organization.kind === 'branch')
      await changeProgram(act, await findProgram(act, name, organization.id), patch)
    else {
      const outlook = await foreseeRuling(act, organization, name, { patch })
      below.branches += outlook.programs.filter(({ changed }) => changed).length
      below.moved += outlook.dates.moved.length
      await layDown(act, outlook)
    }
  }
  const after = await planOf(act, organization, year)
  return { ...after, changes: changesBetween(before.entries, after.entries), effectBelow: below }
}

/** What people ask to see of a year. */
export interface PlanAsk {
  organization: string | null
  year: Period | null
  /** 3 of 年度计划 3月: that month with reasons and sources. */
  month: number | null
}

/** "年度计划": the year of the speaker's organization, or of one below it; privately, for it is long. */
export async function showPlan(act: Act, ask: PlanAsk): Promise<boolean> {
  if (act.actor.kind !== 'member') return false
  const { branchPath, groupId } = act.actor
  let whose = (await postOf(act, 'oversee')) ?? (await nodeAt(act, branchPath))
  if (ask.organization !== null) {
    const found = await organizationCalled(act, ask.organization, 'see_names')
    if (found === null) return false
    if ('several' in found) {
      await askWhose(act, found.several)
      return true
    }
    whose = found.node
  }
  if (!whose) return false
  const year = ask.year ?? act.today().slice(0, 4)
  const plan = await planOf(act, await organizationOf(act, whose.id), year)
  // What the branch committee does among itself is its own business; other groups meet without this person.
  const mine = (entry: PlanEntry) => entry.everybody && (entry.groupId === null || entry.groupId === groupId)
  const entries = act.may('see_names', whose.path) ? plan.entries : plan.entries.filter(mine)
  const { name, kind } = plan.organization
  if (ask.month === null)
    await act.whisper('plan_year', { organization: name, year, entries, below: plan.below, branch: kind === 'branch' })
  else {
    const month: Month = `${year}-${String(ask.month).padStart(2, '0')}`
    await act.whisper('plan_month', { organization: name, month, entries: entries.filter((one) => spans(one, month)) })
  }
  return true
}

/** It stands under the month, or may be held in it. */
const spans = ({ state, month, until }: PlanEntry, wanted: Month): boolean =>
  month === wanted || (state === 'open' && until !== null && month < wanted && wanted <= until.slice(0, 7))
