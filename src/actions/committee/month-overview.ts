import { type Stand, type System, systemOf, systems } from '../../life/planning/month-standing.ts'
import { type MonthLine, monthFigures } from '../../records/month-below.ts'
import { heldByCommittees, talksOfBranches } from '../../records/standing.ts'
import type { TreeNode } from '../../records/tree.ts'
import type { BranchFacts, OverviewFacts, Some } from '../../talk/say/overview.ts'
import { everyOf, firstDay, type Month, monthOf, monthsOf, nextMonth, type Period } from '../../time/days.ts'
import type { Act } from '../act.ts'
import { refuse } from '../refuse.ts'
import { filingBelow, isUnfiled } from './filing-standing.ts'
import { type MonthStanding, monthStanding, watchedRules } from './month-standing.ts'
import { askWhose, organizationCalled, postOf } from './whose.ts'

/** The first few are named, all are counted. */
const named = 3
const some = (names: readonly string[]): Some => ({ count: names.length, first: names.slice(0, named) })

/** "本月情况": what stands below the speaker's post, or one branch as it sees itself. */
export async function showMonth(act: Act, period: Period | null): Promise<void> {
  const top = await postOf(act, 'oversee')
  if (top) await showStanding(act, top, monthMeant(act, period))
  else await refuse(act, 'see_names')
}

/** "看 城关镇党委", "机关二支部的情况": false where nothing of that name is the speaker's to look at. */
export async function showOne(act: Act, name: string, period: Period | null): Promise<boolean> {
  const found = await organizationCalled(act, name, 'oversee', false)
  if (found === null) return false
  if ('several' in found) await askWhose(act, found.several)
  else await showStanding(act, found.node, monthMeant(act, period))
  return true
}

/** Of a quarter its last month, or the one that is running. */
export function monthMeant(act: Act, period: Period | null): Month {
  const today = monthOf(act.today())
  if (period === null || !['month', 'quarter', 'half_year', 'year'].includes(everyOf(period))) return today
  const { first, last } = monthsOf(period)
  return first <= today && today <= last ? today : last
}

async function showStanding(act: Act, top: TreeNode, month: Month): Promise<void> {
  if (top.kind === 'branch')
    await act.whisper('branch_month', branchFacts(top, await monthStanding(act, top.path, month)))
  else await act.whisper('month_overview', await overviewFacts(act, top, month))
}

/** How one branch stands: what its secretary sees is what the committee above sees of it. */
export function branchFacts({ id, name }: Pick<TreeNode, 'id' | 'name'>, standing: MonthStanding): BranchFacts {
  const of = <T extends { branchId: number }>(rows: readonly T[]): T | null =>
    rows.find(({ branchId }) => branchId === id) ?? null
  const [dues, talks, filing] = [of(standing.dues), of(standing.talks), of(standing.filing)]
  return {
    organization: name,
    month: standing.month,
    items: standing.institutions
      .filter(({ branchId, stand, startsAt }) => branchId === id && (stand !== 'later' || startsAt !== null))
      .map((one) => ({
        system: systemOf(one.kind),
        name: one.name,
        period: one.period,
        stand: one.stand,
        startsAt: one.startsAt?.toISOString() ?? null,
      })),
    dues: dues && { expected: dues.expected, paid: dues.paid },
    talks: talks && { people: talks.people, without: talks.without },
    filing: filing && { year: filing.year, state: filing.state },
  }
}

/** How all branches below a committee stand: a handful of queries, however many. */
export async function overviewFacts(act: Act, top: TreeNode, month: Month): Promise<OverviewFacts> {
  const from = act.zone.at(firstDay(month), '00:00')
  const until = act.zone.at(firstDay(nextMonth(month)), '00:00')
  const dues = { month, lateAfter: lateAfter(month, act.today()) }
  const figures = await monthFigures(act.tx, top, await watchedRules(act, top.path, month), dues, act.now)
  const talks = await talksOfBranches(act.tx, top.path, month.slice(0, 4))
  const filing = await filingBelow(act, top.path)
  const held = await heldByCommittees(act.tx, top.path, from, until)
  const untalked = talks.filter(({ without }) => without > 0)
  const filed = (state: string) => filing.filter((one) => one.state === state).map(({ branch }) => branch)
  const { done, collecting, late } = figures.dues
  return {
    organization: top.name,
    month,
    branches: figures.branches,
    lines: systems.flatMap((system) => linesOf(system, figures.lines)),
    dues: done + collecting + late.count === 0 ? null : { done, collecting, open: late },
    talks:
      talks.length === 0
        ? null
        : { done: talks.length - untalked.length, open: some(untalked.map(({ branch }) => branch)) },
    filing:
      filing.length === 0
        ? null
        : {
            year: filing[0]?.year ?? '',
            accepted: filed('accepted').length,
            filed: filed('filed').length,
            returned: some(filed('returned')),
            missing: some(filed('missing')),
          },
    above: held.map(({ title, period, startsAt, present }) => ({
      title,
      period,
      startsAt: startsAt.toISOString(),
      present,
    })),
    children: figures.children.map(({ id, ...child }) => ({
      ...child,
      filing: filing.filter((one) => isUnfiled(one) && one.path.startsWith(`${top.path}${id}/`)).length,
    })),
  }
}

/** Who collects until a day of the month before this one is late: everybody in a month that is over, nobody in one to come. */
function lateAfter(month: Month, today: string): number {
  const running = monthOf(today)
  return month === running ? Number(today.slice(8)) : month < running ? 99 : 0
}

const nobody = { count: 0, first: [] }

/** One line for each institution of a system; those whose time has nowhere come are left out. */
function linesOf(system: System, lines: readonly MonthLine[]): OverviewFacts['lines'] {
  return lines
    .filter(({ kind, stands }) => systemOf(kind) === system && [...stands.keys()].some((one) => !quiet.includes(one)))
    .map(({ name, period, stands }) => {
      const count = (stand: Stand) => stands.get(stand)?.count ?? 0
      return {
        system,
        name,
        period,
        closed: count('closed'),
        arranged: count('arranged'),
        unrecorded: stands.get('unrecorded') ?? nobody,
        missing: stands.get('missing') ?? nobody,
        later: count('later'),
        explained: count('explained'),
      }
    })
}
const quiet: readonly Stand[] = ['later', 'explained']
