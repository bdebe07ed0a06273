import type { RosterProblem } from '../../life/people/roster.ts'
import type { Row } from './cells.ts'
import type { Sheet } from './read-sheets.ts'
import { isIdentityHeading, isIncomeHeading, type RosterField } from './roster-columns.ts'
import { quote, textOf } from './roster-values.ts'

/** A column that we read: where it is and what its heading says. */
export interface FoundColumn {
  column: number
  heading: string
}

export interface Table<F extends string = RosterField> {
  sheet: Sheet
  columns: Map<F, FoundColumn>
  /** Every heading, also of columns that we do not read. */
  headings: Map<number, string>
  headingRow: number
  /** Headings that stand over two columns, of which the left one is read. */
  doubled: string[]
  /** Rows below the headings. */
  rows: Row[]
}

const searchedRows = 60

/** A heading in one line, as it is quoted in problems. */
const oneLine = (text: string) => text.replace(/\s+/g, '')

/**
 * Finds the table on a sheet: the row with the most headings that we know, at least two of them, wherever titles and
 * notes stand.
 * @param fieldOf what a heading means, and how surely (0 is surest)
 */
export function findTable<F extends string>(
  sheet: Sheet,
  fieldOf: (heading: string) => { field: F; rank: number } | null,
): Table<F> | null {
  let best: Row | null = null
  let bestScore = 1
  for (const row of sheet.rows.slice(0, searchedRows)) {
    const fields = new Set([...row.cells.values()].map((cell) => fieldOf(textOf(cell))?.field))
    fields.delete(undefined)
    if (fields.size <= bestScore) continue
    best = row
    bestScore = fields.size
  }
  if (best === null) return null
  const headings = new Map([...best.cells].map(([column, cell]) => [column, oneLine(textOf(cell))] as const))
  const columns = new Map<F, FoundColumn & { rank: number }>()
  const doubled: string[] = []
  for (const [column, heading] of headings) {
    const found = fieldOf(heading)
    const before = found && columns.get(found.field)
    // Two columns of one meaning: the surer heading counts, else the one further left.
    if (found && before?.rank === found.rank) doubled.push(heading)
    if (found && (!before || found.rank < before.rank)) columns.set(found.field, { column, heading, rank: found.rank })
  }
  const headingRow = best.number
  return { sheet, columns, headings, headingRow, doubled, rows: sheet.rows.filter((row) => row.number > headingRow) }
}

/** 18 signs, also where the spreadsheet made a number of them. */
const isIdentity = (text: string): boolean =>
  /(?<!\d)\d{17}[\dX](?!\d)/i.test(text.normalize('NFKC').replace(/[\s-]/g, '')) || /^\d{18}$/.test(bigNumber(text))
const bigNumber = (text: string): string => (/^\d\.\d+e\+17$/i.test(text) ? BigInt(Number(text)).toString() : '')

/** Columns that must not be in the file: identity numbers and incomes. Their values are never quoted. */
export function privacyProblems(table: Table<string>): RosterProblem[] {
  const filled = new Map<number, { identity: number | null; row: number }>()
  for (const row of table.sheet.rows) {
    for (const [column, cell] of row.cells) {
      if (row.number === table.headingRow) continue
      const at = filled.get(column) ?? { identity: null, row: row.number }
      const below = row.number > table.headingRow
      if (!filled.has(column) && below) filled.set(column, at)
      if (at.identity === null && isIdentity(textOf(cell))) filled.set(column, { ...at, identity: row.number })
    }
  }
  const problems: RosterProblem[] = []
  for (const [column, { identity, row }] of filled) {
    const heading = table.headings.get(column) ?? null
    const name = heading === null ? '这一列' : `${quote(heading)}一列`
    if (identity !== null || (heading !== null && isIdentityHeading(heading))) {
      problems.push({
        row: identity ?? row,
        column: heading,
        message: '表里有身份证号（18 位号码）',
        next: `本系统不收身份证号：请删去${name}再导入。`,
      })
    } else if (heading !== null && isIncomeHeading(heading)) {
      problems.push({
        row: null,
        column: heading,
        message: `${quote(heading)}是个人收入，本系统不收`,
        next: `请删去${name}，只留每月应交的党费。`,
      })
    }
  }
  return problems
}
