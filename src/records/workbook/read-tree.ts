import { readInteger } from '../../base/numerals.ts'
import type { RosterProblem } from '../../life/people/roster.ts'
import { readSector, sectors, sectorWords } from '../../life/programs/sectors.ts'
import { readKind } from '../../life/tree/tree.ts'
import type { TreeRow } from '../../life/tree/tree-rows.ts'
import type { Cell, Row } from './cells.ts'
import { findTable, privacyProblems, type Table } from './find-table.ts'
import { readSheets, type Sheet } from './read-sheets.ts'
import { quote, type Reading, readDay, readText, textOf } from './roster-values.ts'
import { type TreeField, treeColumns, treeFieldOf } from './tree-columns.ts'

export interface TreeFile {
  rows: TreeRow[]
  /** Everything to be put right, from the top; while there is one, nothing should be imported. */
  problems: RosterProblem[]
  /** What was read in a way that the reader should know of. */
  notes: RosterProblem[]
}

/**
 * Reads a list of organizations from an .xlsx file, on every sheet that has the headings.
 * @throws ZhibuError NOT_A_WORKBOOK, WORKBOOK_TOO_LARGE
 */
export async function readTree(bytes: Uint8Array): Promise<TreeFile> {
  const file: TreeFile = { rows: [], problems: [], notes: [] }
  const sheets = (await readSheets(bytes)).filter((sheet) => !sheet.hidden)
  const tables = sheets.flatMap((sheet) => findTable(sheet, treeFieldOf) ?? [])
  const whole = { row: null, column: null }
  if (tables.length === 0)
    file.problems.push({
      ...whole,
      message: `没有找到组织名单的表头${firstLine(sheets)}`,
      next: '请在第一行写上表头：名称、上级组织、类型等，或用 zhibu tree template 拿一张空表。',
    })
  for (const table of tables) readTable(table, tables.length > 1, file)
  if (file.rows.length === 0 && file.problems.length === 0)
    file.problems.push({ ...whole, message: '表里还没有组织', next: '请从表头下面一行起，每个组织填一行，再导入。' })
  return file
}

const firstLine = (sheets: readonly Sheet[]): string => {
  const first = sheets.find((sheet) => sheet.rows.length > 0)?.rows[0]
  const found = first ? [...first.cells.values()].map((cell) => quote(textOf(cell))).slice(0, 15) : []
  return found.length === 0 ? '' : `，第一行是${found.join('')}`
}

/** Rows under the list: notes, sums, who filled in the form; and examples left in it. */
const remark = /^[（(【[]?(?:注|备注|说明|填表|制表|审核|合计|总计|小计|共计|截至|截止|示例|例如?)(?:[\p{P}\s\d]|$)/u

function readTable(table: Table<TreeField>, several: boolean, file: TreeFile): void {
  const sheet = several ? { sheet: table.sheet.name } : {}
  file.problems.push(...privacyProblems(table).map((one) => ({ ...one, ...sheet })))
  const nameColumn = table.columns.get('name')
  if (!nameColumn) {
    const found = [...table.headings.values()].map(quote).join('')
    file.problems.push({
      row: table.headingRow,
      column: '名称',
      ...sheet,
      message: `没有「名称」一列，找到的表头是${found}`,
      next: '请加上「名称」一列，每个组织都填。',
    })
    return
  }
  for (const heading of table.doubled)
    file.notes.push({
      row: table.headingRow,
      column: heading,
      ...sheet,
      message: `${quote(heading)}有两列，只读了左边一列`,
      next: '请核对，删去多余的一列。',
    })
  for (const row of table.rows) {
    const name = textOf(row.cells.get(nameColumn.column))
    const filled = [...table.columns.values()].some(({ column }) => row.cells.has(column) && !row.copied.has(column))
    if (!filled || remark.test(name) || treeFieldOf(name)?.field === 'name') continue
    const before = file.problems.length
    const read = readRow(table, row, (field, wrong) => {
      const column = table.columns.get(field)?.heading ?? treeColumns.find((one) => one.field === field)?.heading
      const into = 'message' in wrong ? file.problems : file.notes
      const said = 'message' in wrong ? wrong : { message: wrong.note, next: '请核对；不对的话，改好再导入。' }
      into.push({ row: row.number, column: column ?? null, ...sheet, ...said })
    })
    if (file.problems.length === before) file.rows.push({ ...read, ...sheet })
  }
}

type Wrong = { message: string; next: string } | { note: string }

function readRow(table: Table<TreeField>, row: Row, tell: (field: TreeField, wrong: Wrong) => void): TreeRow {
  const take = <T>(field: TreeField, read: (cell: Cell | undefined) => Reading<T>): T | null => {
    const found = table.columns.get(field)
    const cell = found && row.cells.get(found.column)
    const reading: Reading<T> =
      cell?.kind === 'broken'
        ? { message: `这一格的公式有错：${cell.text}`, next: '请改成填好的值，保存后再导入。' }
        : read(cell)
    if (!('value' in reading)) tell(field, reading)
    else if (reading.note !== undefined) tell(field, { note: reading.note })
    return 'value' in reading ? reading.value : null
  }
  return {
    row: row.number,
    name: take('name', readName) ?? '',
    parent: take('parent', readText),
    kind: take('kind', readChoice(readKind, '是哪一类组织', '请填：党委、党总支、党支部或党小组。')),
    sector: take(
      'sector',
      readChoice(readSector, '是哪个领域', `请从这些里选：${sectors.map(sectorWords).join('、')}；跟上级一样的空着。`),
    ),
    electedOn: take('electedOn', (cell) => readDay(cell, table.sheet.date1904, false)),
    termYears: take('termYears', readYears),
    place: take('place', readText),
  }
}

/** A name is one level of the tree: 「/」 stands between levels. */
export function readName(cell: Cell | undefined): Reading<string> {
  const read = readText(cell)
  if (!('value' in read)) return read
  const name = read.value
  if (name === null) return { message: '没有填名称', next: '请补上组织的名称；这一行不要的话，请整行删去。' }
  if (/[/／>＞\\→]/.test(name))
    return { message: `名称${quote(name)}里有斜杠或箭头`, next: '请去掉；上级组织写在「上级组织」一列。' }
  return { value: name }
}

const readChoice =
  <T>(known: (text: string) => T | null, what: string, next: string) =>
  (cell: Cell | undefined): Reading<T | null> => {
    const read = readText(cell)
    if (!('value' in read)) return read
    if (read.value === null) return { value: null }
    const value = known(read.value)
    return value === null ? { message: `${quote(read.value)}看不出${what}`, next } : { value }
  }

function readYears(cell: Cell | undefined): Reading<number | null> {
  const text = textOf(cell).replace(/年$/, '')
  if (text === '') return { value: null }
  const years = readInteger(text)
  return years !== null && years >= 1 && years <= 5
    ? { value: years }
    : { message: `${quote(text)}不像任期年数`, next: '请填 3 或 5；不知道的空着。' }
}
