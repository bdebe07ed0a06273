import type { Day } from '../../time/zone.ts'
import type { RosterProblem } from '../people/roster.ts'
import { type Sector, sectorWords } from '../programs/sectors.ts'
import type { NodeKind } from './tree.ts'

/** One organization as a file names it. What is null the file does not say. */
export interface TreeRow {
  /** The row of the sheet, counted from 1 as the spreadsheet shows it. */
  row: number
  sheet?: string
  name: string
  /** Name or path of what stands above it. */
  parent: string | null
  kind: NodeKind | null
  sector: Sector | null
  electedOn: Day | null
  termYears: number | null
  place: string | null
}

/** One that is there already. */
export interface KnownNode {
  id: number
  parentId: number | null
  kind: NodeKind
  name: string
  sector: Sector | null
  electedOn: Day | null
  termYears: number | null
  place: string | null
  dissolvedOn: Day | null
}

export interface PlannedNode {
  /** Of a new one: below zero, made up here. */
  id: number
  parentId: number | null
  kind: NodeKind
  name: string
  source: TreeRow
}

export interface NodeChange {
  id: number
  name: string
  /** Heading, before, after, for people. */
  fields: { heading: string; before: string; after: string }[]
  data: Partial<Pick<KnownNode, 'sector' | 'electedOn' | 'termYears' | 'place'>>
  /** Where it is put, if elsewhere than it stands: it stood at the top before. */
  parentId?: number
}

export interface TreePlan {
  problems: RosterProblem[]
  /** Parents before children. */
  made: PlannedNode[]
  changed: NodeChange[]
  same: number
}

/** What a row says differently from what is kept; an empty cell says nothing. `parent`: where it is put, if elsewhere. */
export function changeOf(
  row: TreeRow,
  node: KnownNode,
  parent: { id: number; path: readonly string[] } | null,
): NodeChange | null {
  const fields: NodeChange['fields'] = []
  const data: NodeChange['data'] = {}
  const put = <F extends keyof NodeChange['data']>(
    field: F,
    heading: string,
    value: KnownNode[F],
    words: (value: NonNullable<KnownNode[F]>) => string = String,
  ) => {
    const before: KnownNode[F] = node[field]
    if (value === null || value === undefined || value === before) return
    fields.push({ heading, before: before == null ? '' : words(before), after: words(value) })
    data[field] = value
  }
  put('sector', '领域', row.sector, sectorWords)
  put('electedOn', '当选日期', row.electedOn)
  put('termYears', '任期年数', row.termYears)
  put('place', '一般地点', row.place)
  if (parent) fields.push({ heading: '上级组织', before: '', after: parent.path.join('/') })
  if (fields.length === 0) return null
  return { id: node.id, name: node.name, fields, data, ...(parent ? { parentId: parent.id } : {}) }
}
