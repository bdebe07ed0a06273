import { grouped } from '../../base/grouped.ts'
import { type System, systemOf, systems } from '../../life/planning/month-standing.ts'
import { type BelowNode, heldByCommittees } from '../../records/standing.ts'
import type { TreeNode } from '../../records/tree.ts'
import type { BranchFacts, OverviewFacts, Some } from '../../talk/say/overview.ts'
import { everyOf, firstDay, type Month, monthOf, monthsOf, nextMonth, type Period } from '../../time/days.ts'
import type { Act } from '../act.ts'
import { refuse } from '../refuse.ts'
import { behind, isDuesLate, type Lagging } from './behind.ts'
import { type MonthStanding, monthStanding, type Standing } from './month-standing.ts'
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
  const standing = await monthStanding(act, top.path, month)
  if (top.kind === 'branch') await act.whisper('branch_month', branchFacts(top, standing))
  else await act.whisper('month_overview', await overviewFacts(act, top, standing))
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

async function overviewFacts(act: Act, top: TreeNode, standing: MonthStanding): Promise<OverviewFacts> {
  const { month, institutions, dues, talks, filing, nodes } = standing
  const until = act.zone.at(firstDay(nextMonth(month)), '00:00')
  const held = await heldByCommittees(act.tx, top.path, act.zone.at(firstDay(month), '00:00'), until)
  const lines = systems.flatMap((system) => linesOf(system, institutions))
  const late = dues.filter((one) => isDuesLate(one, month, act.today()))
  const done = dues.filter(({ paid, expected }) => paid >= expected).length
  const untalked = talks.filter(({ without }) => without > 0)
  const filed = (state: string) => filing.filter((one) => one.state === state).map(({ branch }) => branch)
  return {
    organization: top.name,
    month,
    branches: nodes.filter(({ kind }) => kind === 'branch').length,
    lines,
    dues:
      dues.length === 0
        ? null
        : { done, collecting: dues.length - done - late.length, open: some(late.map(({ branch }) => branch)) },
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
    children: childrenOf(act, top, standing),
  }
}

/** One line for each institution of a system; those whose time has nowhere come are left out. */
function linesOf(system: System, institutions: readonly Standing[]): OverviewFacts['lines'] {
  const own = institutions.filter(({ kind }) => systemOf(kind) === system)
  return [...grouped(own, ({ name, period }) => `${name}\n${period}`).values()].flatMap((rows) => {
    const names = (stand: Standing['stand']) => rows.filter((row) => row.stand === stand).map(({ branch }) => branch)
    const [first] = rows
    if (!first || rows.every(({ stand }) => stand === 'later' || stand === 'explained')) return []
    return [
      {
        system,
        name: first.name,
        period: first.period,
        closed: names('closed').length,
        arranged: names('arranged').length,
        unrecorded: some(names('unrecorded')),
        missing: some(names('missing')),
        later: names('later').length,
        explained: names('explained').length,
      },
    ]
  })
}

/** Where there is a level between, one line for each of it. */
function childrenOf(act: Act, top: TreeNode, standing: MonthStanding): OverviewFacts['children'] {
  const under = (child: BelowNode) =>
    new Set(
      standing.nodes.filter(({ kind, path }) => kind === 'branch' && path.startsWith(child.path)).map(({ id }) => id),
    )
  const all = (what: Lagging) => behind(standing, what, null).map(({ branchId }) => branchId)
  const dues = standing.dues.filter((one) => isDuesLate(one, standing.month, act.today()))
  const late = {
    arrange: all('arrange'),
    records: all('records'),
    dues: dues.map(({ branchId }) => branchId),
    filing: all('filing'),
  }
  const lagging = (ids: ReadonlySet<number>, what: Lagging): number => late[what].filter((id) => ids.has(id)).length
  return standing.nodes
    .filter(({ parentId, kind }) => parentId === top.id && kind !== 'branch')
    .map((child) => {
      const ids = under(child)
      return {
        name: child.name,
        branches: ids.size,
        missing: lagging(ids, 'arrange'),
        unrecorded: lagging(ids, 'records'),
        dues: lagging(ids, 'dues'),
        filing: lagging(ids, 'filing'),
      }
    })
}
