import { readRoles } from '../../life/people/roles.ts'
import type { RosterPerson, RosterProblem } from '../../life/people/roster.ts'
import type { Cell, Row } from './cells.ts'
import { privacyProblems, type Table } from './find-table.ts'
import type { Entry } from './namesakes.ts'
import { fieldOf, type RosterField, rosterColumns } from './roster-columns.ts'
import {
  quote,
  type Reading,
  readAliases,
  readCategory,
  readDay,
  readDues,
  readFloating,
  readName,
  readPhone,
  readStaffNo,
  readText,
  readYesNo,
  textOf,
} from './roster-values.ts'

/** Rows under the people: notes, sums, who filled in the form; and examples left in a form. */
const remark =
  /^[（(【[]?(?:注|备注|说明|填表|填报|制表|审核|合计|总计|小计|共计|截至|截止|单位|联系人|必填|选填)[\p{P}\s\d]|^共\s?\d|^(?:注|备注|说明|合计|总计|小计|共计|填表人|制表人|审核人|必填|选填)$|^[（(【[]?(?:示例|样例|范例|例如|例[：:）)】\]])/u

/** Told to the program by message too: a sheet without the column does not take them back. */
const flags = ['floating', 'exempt', 'leader'] as const

/** Reads the rows of one table, gathering what is wrong. */
export class TableReader {
  readonly problems: RosterProblem[] = []
  readonly notes: RosterProblem[] = []
  readonly #table: Table
  readonly #sheet: string | undefined

  constructor(table: Table, several: boolean) {
    this.#table = table
    this.#sheet = several ? table.sheet.name : undefined
  }

  read(): Entry[] {
    const { columns, headings } = this.#table
    this.problems.push(...privacyProblems(this.#table).map((one) => ({ ...one, ...this.#where() })))
    for (const { field, heading, required } of rosterColumns) {
      if (!required || columns.has(field)) continue
      const found = [...headings.values()].map(quote).join('')
      this.#problem(
        this.#table.headingRow,
        heading,
        `没有「${heading}」一列，找到的表头是${found}`,
        `请加上「${heading}」一列，每人都填。`,
      )
    }
    if (!columns.has('name')) return []
    for (const heading of this.#table.doubled) {
      this.#note(this.#table.headingRow, heading, `${quote(heading)}有两列，只读了左边一列`, '请核对，删去多余的一列。')
    }
    const hidden = this.#table.rows.filter((row) => row.hidden && this.#isPerson(row)).map((row) => row.number)
    if (hidden.length > 0) {
      const rows = `${hidden.slice(0, 10).join('、')}${hidden.length > 10 ? ' 等' : ''}`
      this.#note(
        null,
        null,
        `第 ${rows} 行是隐藏的，也读进来了（${hidden.length} 行）`,
        '不要的话，请删去这些行再导入。',
      )
    }
    return this.#table.rows.flatMap((row) => this.#person(row) ?? [])
  }

  /** Whether the row names a person, or means to: not a repeated heading, a remark, a sum or an empty line. */
  #isPerson(row: Row): boolean {
    const name = this.#nameText(row)
    const column = this.#column('name')
    if (fieldOf(textOf(row.cells.get(column)))?.field === 'name') return false
    const [first] = [...row.cells].sort(([a], [b]) => a - b)
    if (remark.test(name) || (first && remark.test(textOf(first[1])))) return false
    // Forms often come with the branch, the group and formulas that give 0 filled in on empty lines.
    const says = [...this.#table.columns].some(([field, { column: at }]) => {
      const cell = row.copied.has(at) ? undefined : row.cells.get(at)
      const prefilled = field === 'name' || field === 'branch' || field === 'group'
      return cell !== undefined && !prefilled && !(cell.kind === 'number' && cell.number === 0)
    })
    if (says) return true
    // Alone in its row: a short word is a name whose details are missing, a sentence is a remark.
    return name !== '' && name.length <= 12 && !/[：:，。；]/.test(name)
  }

  #person(row: Row): Entry | null {
    if (!this.#isPerson(row)) return null
    const before = this.problems.length
    const { sheet, columns } = this.#table
    if (this.#nameText(row) === '') {
      this.#problem(row.number, this.#heading('name'), '没有填姓名', '请补上姓名；这一行不要的话，请整行删去。')
    }
    const nameCell = row.cells.get(this.#column('name'))
    const naming = this.#nameText(row) !== '' && nameCell ? this.#take(row, 'name', readName(nameCell)) : null
    const category = columns.has('category')
      ? this.#take(row, 'category', this.#value(row, 'category', readCategory))
      : null
    const away = this.#take(row, 'floating', this.#value(row, 'floating', readFloating))
    const joinedOn = this.#take(
      row,
      'joinedOn',
      this.#value(row, 'joinedOn', (cell) => readDay(cell, sheet.date1904, true)),
    )
    const fullOn = this.#take(
      row,
      'fullOn',
      this.#value(row, 'fullOn', (cell) => readDay(cell, sheet.date1904, false)),
    )
    if (joinedOn && fullOn && fullOn < joinedOn) {
      this.#problem(
        row.number,
        this.#heading('fullOn'),
        `转正日期 ${fullOn} 早于入党日期 ${joinedOn}`,
        '请核对两个日期。',
      )
    }
    const facts = {
      staffNo: this.#take(row, 'staffNo', this.#value(row, 'staffNo', readStaffNo)),
      branch: this.#take(row, 'branch', this.#value(row, 'branch', readText)) ?? this.#branchOfSheet(),
      group: this.#take(row, 'group', this.#value(row, 'group', readText)),
      posts:
        this.#take(
          row,
          'posts',
          this.#value(row, 'posts', (cell) => this.#posts(row, cell)),
        ) ?? [],
      phone: this.#take(row, 'phone', this.#value(row, 'phone', readPhone)),
      duesFen: this.#take(row, 'dues', this.#value(row, 'dues', readDues))?.fen ?? null,
      aliases: this.#take(row, 'aliases', this.#value(row, 'aliases', readAliases)) ?? [],
      exempt: this.#take(row, 'exempt', this.#value(row, 'exempt', readYesNo)) ?? false,
      ...(columns.has('leader')
        ? { leader: this.#take(row, 'leader', this.#value(row, 'leader', readYesNo)) ?? false }
        : {}),
    }
    if (this.problems.length > before || naming === null || category === null) return null
    const unsaid = flags.filter((field) => !columns.has(field) && !(field === 'floating' && category.floating))
    const person: RosterPerson = {
      row: row.number,
      ...naming,
      ...facts,
      category: category.category,
      joinedOn,
      fullOn,
      floating: category.floating || (away?.floating ?? false),
      floatingPlace: away?.place ?? null,
      ...(unsaid.length > 0 ? { unsaid } : {}),
    }
    return { person, sheet: this.#sheet, nameHeading: this.#heading('name'), staffHeading: this.#heading('staffNo') }
  }

  /** A name merged over two rows is one person's: it is not copied down. */
  #nameText(row: Row): string {
    const column = this.#column('name')
    return row.copied.has(column) ? '' : textOf(row.cells.get(column))
  }

  /** Several sheets, one for each branch, are often named after the branches instead of having a column. */
  #branchOfSheet(): string | null {
    const name = this.#table.sheet.name.trim()
    return this.#sheet !== undefined && !this.#table.columns.has('branch') && name.endsWith('支部') ? name : null
  }

  /** Posts at work (车间主任) are passed over; words that sound like a post of the Party must be understood. */
  #posts(row: Row, cell: Cell | undefined): Reading<RosterPerson['posts']> {
    const { roles, unknown } = readRoles(textOf(cell))
    const heading = this.#heading('posts')
    const doubtful = unknown.find(
      (word) => heading !== '职务' || /书记|书.$|委员|支委|(?<!班)组长|党小组|党务|干事/.test(word),
    )
    if (doubtful !== undefined) {
      const known = '书记、副书记、组织委员、宣传委员、纪检委员、支部委员、党小组长、党务干事'
      return { message: `${quote(doubtful)}看不出是哪个党内职务`, next: `请从这些里选：${known}；没有就空着。` }
    }
    if (unknown.length > 0) {
      this.#note(
        row.number,
        heading,
        `${quote(unknown.join('、'))}不是党内职务，没有记`,
        '不用管；是党内职务的话，请改写。',
      )
    }
    return { value: roles }
  }

  #value<T>(row: Row, field: RosterField, read: (cell: Cell | undefined) => Reading<T>): Reading<T> {
    const found = this.#table.columns.get(field)
    const cell = found && row.cells.get(found.column)
    if (cell?.kind === 'broken') {
      return { message: `这一格的公式有错：${cell.text}`, next: '请改成填好的值，保存后再导入。' }
    }
    return read(cell)
  }

  #take<T>(row: Row, field: RosterField, read: Reading<T>): T | null {
    if ('value' in read) {
      if (read.note !== undefined)
        this.#note(row.number, this.#heading(field), read.note, '请核对；不对的话，改好再导入。')
      return read.value
    }
    this.#problem(row.number, this.#heading(field), read.message, read.next)
    return null
  }

  #column(field: RosterField): number {
    return this.#table.columns.get(field)?.column ?? 0
  }

  #heading(field: RosterField): string {
    return this.#table.columns.get(field)?.heading ?? rosterColumns.find((one) => one.field === field)?.heading ?? field
  }

  #where(): { sheet?: string } {
    return this.#sheet === undefined ? {} : { sheet: this.#sheet }
  }

  #problem(row: number | null, column: string | null, message: string, next: string): void {
    this.problems.push({ row, column, ...this.#where(), message, next })
  }

  #note(row: number | null, column: string | null, message: string, next: string): void {
    this.notes.push({ row, column, ...this.#where(), message, next })
  }
}
