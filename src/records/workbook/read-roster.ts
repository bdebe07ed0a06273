import type { RosterPerson, RosterProblem } from '../../life/people/roster.ts'
import { findTable, type Table } from './find-table.ts'
import { type Entry, tellApart } from './namesakes.ts'
import { readSheets, type Sheet } from './read-sheets.ts'
import { fieldOf } from './roster-columns.ts'
import { quote, textOf } from './roster-values.ts'
import { TableReader } from './table-reader.ts'

export type { RosterPerson, RosterProblem } from '../../life/people/roster.ts'

export interface RosterFile {
  /** Those whose row has no problem. */
  people: RosterPerson[]
  /** Everything to be put right, from the top; while there is one, nothing should be imported. */
  problems: RosterProblem[]
  /** What was read in a way that the reader should know of; nothing stands in the way. */
  notes: RosterProblem[]
}

/**
 * Reads a roster from an .xlsx file, whoever wrote it, on every sheet that has the headings.
 * @throws ZhibuError NOT_A_WORKBOOK, WORKBOOK_TOO_LARGE where the file itself cannot be read
 */
export async function readRoster(bytes: Uint8Array): Promise<RosterFile> {
  const sheets = await readSheets(bytes)
  const file: RosterFile = { people: [], problems: [], notes: [] }
  const tables: Table[] = []
  for (const sheet of sheets) {
    const table = findTable(sheet, fieldOf)
    if (table === null) continue
    if (!sheet.hidden) tables.push(table)
    else
      file.notes.push({
        row: null,
        column: null,
        message: `工作表${quote(sheet.name)}是隐藏的，没有读`,
        next: '要导入的话，请先取消隐藏。',
      })
  }
  if (tables.length === 0) file.problems.push(noTable(sheets))

  const entries: Entry[] = []
  for (const table of tables) {
    const reader = new TableReader(table, tables.length > 1)
    entries.push(...reader.read())
    file.problems.push(...reader.problems)
    file.notes.push(...reader.notes)
  }
  const clashes = tellApart(entries)
  const clashing = new Set(clashes.map((one) => JSON.stringify([one.sheet, one.row])))
  file.people = entries
    .filter((one) => !clashing.has(JSON.stringify([one.sheet, one.person.row])))
    .map((one) => one.person)
  file.problems.push(...clashes)
  if (file.people.length === 0 && file.problems.length === 0) {
    file.problems.push({
      row: null,
      column: null,
      message: '表里还没有人',
      next: '请从表头下面一行起，每人填一行，再导入。',
    })
  }
  const order = (one: RosterProblem) =>
    sheets.findIndex((sheet) => sheet.name === one.sheet) * 1_000_000 + (one.row ?? 0)
  file.problems.sort((a, b) => order(a) - order(b))
  return file
}

function noTable(sheets: readonly Sheet[]): RosterProblem {
  const first = sheets.find((sheet) => !sheet.hidden && sheet.rows.length > 0)?.rows[0]
  const found = first ? [...first.cells.values()].map((cell) => quote(textOf(cell))).slice(0, 15) : []
  return {
    row: null,
    column: null,
    message: found.length === 0 ? '表格是空的' : `没有找到花名册的表头，第一行是${found.join('')}`,
    next: '请在第一行写上表头：姓名、人员类别等，或下载模板填写。',
  }
}
