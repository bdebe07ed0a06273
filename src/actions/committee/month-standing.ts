import { grouped } from '../../base/grouped.ts'
import {
  askedAt,
  isDue,
  type Stand,
  standOf,
  unaskedFrom,
  watchedPeriods,
  worst,
} from '../../life/planning/month-standing.ts'
import { activityRule } from '../../life/programs/programs.ts'
import { holdersOf, needsStructure } from '../../life/programs/structure.ts'
import { datedBelow } from '../../records/alike.ts'
import type { WatchedRule, WatchedRules } from '../../records/month-below.ts'
import {
  activitiesOfBranches,
  type BelowNode,
  type DuesOfBranch,
  duesOfBranches,
  explainedBelow,
  nodesBelow,
  programsOfBranches,
  type TalksOfBranch,
  talksOfBranches,
} from '../../records/standing.ts'
import { structureBelow } from '../../records/structure.ts'
import type { Month, Period } from '../../time/days.ts'
import type { Act } from '../act.ts'
import { once } from '../once.ts'
import { type FiledBranch, filingStanding } from './filing-standing.ts'

/** How one branch stands with one institution. */
export interface Standing {
  branchId: number
  branch: string
  programId: number
  name: string
  kind: string
  period: Period
  stand: Stand
  /** When it is, or was, held; of several groups the first. */
  startsAt: Date | null
}

/** How everything at and below a path stands in a month: the same whether one branch is looked at or all. */
export interface MonthStanding {
  month: Month
  nodes: BelowNode[]
  institutions: Standing[]
  dues: DuesOfBranch[]
  talks: TalksOfBranch[]
  filing: FiledBranch[]
}

/** What the rules below a path say of the month: read once for each rule, however many branches follow it. */
export async function watchedRules(act: Act, path: string, month: Month): Promise<WatchedRules> {
  const periods = watchedPeriods(month)
  const { alike, keyOfProgram } = await datedBelow(act.tx, path)
  const watched = alike.flatMap(({ key, of, kind, name, rule: json }): WatchedRule[] => {
    if (of !== 'branch') return []
    const rule = activityRule.parse(JSON.parse(json))
    const period = periods.find(({ every }) => every === rule.every)?.period
    if (period === undefined) return []
    const dueBy = isDue(rule, period, month, act)?.by ?? null
    return [{ key, period, dueBy, unaskedFrom: unaskedFrom(rule, act.now, act), needs: needsStructure(kind, name) }]
  })
  return { watched, keyOfProgram }
}

/** Branch by branch, for one branch or a few: a whole tree is counted by monthFigures. A handful of queries. */
export async function monthStanding(act: Act, path: string, month: Month): Promise<MonthStanding> {
  const { tx } = act
  const periods = watchedPeriods(month)
  const named = periods.map(({ period }) => period)
  const nodes = await nodesBelow(tx, path)
  const programs = await programsOfBranches(tx, path)
  const activities = grouped(
    await activitiesOfBranches(tx, path, named),
    ({ programId, organizationId }) => `${programId}:${organizationId}`,
  )
  const explained = new Set(
    (await explainedBelow(tx, path, named)).map((one) => `${one.programId}:${one.organizationId}:${one.period}`),
  )
  const structure = await structureBelow(tx, path)
  const rule = once((json: string) => activityRule.parse(JSON.parse(json)))
  const due = once((json: string, period: string) => ({ it: isDue(rule(json), period, month, act) }))
  const asked = once((json: string, startsAt: number) => ({ at: askedAt(rule(json), new Date(startsAt), act) }))
  const institutions = programs.flatMap((program): Standing[] => {
    const period = periods.find(({ every }) => every === program.every)?.period
    if (period === undefined) return []
    const { programId, branchId, branch, kind, name, createdAt } = program
    const { it } = due(program.rule, period)
    const holders = holdersOf(
      { kind, name, organizationId: branchId, organization: { kind: 'branch', name: branch } },
      structure,
    )
    if (holders.length === 0) return []
    const held = holders.map(({ organizationId }) =>
      (activities.get(`${programId}:${organizationId}`) ?? []).filter((one) => one.period === period),
    )
    const stand = worst(
      held.map((own, index) =>
        standOf(own, {
          due: it !== null && it.by > createdAt,
          explained: explained.has(`${programId}:${holders[index]?.organizationId}:${period}`),
          asked: (startsAt) => asked(program.rule, startsAt.getTime()).at,
          now: act.now,
        }),
      ),
    )
    const [first] = held.flat().sort((a, b) => a.startsAt.getTime() - b.startsAt.getTime())
    return [{ branchId, branch, programId, name, kind, period, stand, startsAt: first?.startsAt ?? null }]
  })
  return {
    month,
    nodes,
    institutions,
    dues: await duesOfBranches(tx, path, month),
    talks: await talksOfBranches(tx, path, month.slice(0, 4)),
    filing: await filingStanding(act, path, nodes),
  }
}
