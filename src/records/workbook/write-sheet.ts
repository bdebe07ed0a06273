import writeXlsxFile, { type Cell as WrittenCell, type Sheet as WrittenSheet } from 'write-excel-file/node'
import { daysBetween, isDay } from '../../time/days.ts'
import { printable } from './printable.ts'

/** text stays text whatever it begins with; money is integer fen, shown in yuan; date is "2026-12-04". */
export interface SheetColumn {
  heading: string
  /** In characters of half width; a Chinese character takes two. */
  width?: number
  kind: 'text' | 'number' | 'money' | 'date'
}

export interface SheetToWrite {
  name: string
  /** Stands over the whole table. */
  title?: string
  columns: SheetColumn[]
  rows: (string | number | null)[][]
  /** Lines under the table. */
  notes?: string[]
}

const font = { fontFamily: '宋体', fontSize: 11 } as const
const border = { borderStyle: 'thin', borderColor: '#999999' } as const

/** Writes an .xlsx file of several sheets that opens in Excel and WPS. */
export async function writeSheets(sheets: readonly SheetToWrite[]): Promise<Uint8Array> {
  const names = sheetNames(sheets.map((sheet) => sheet.name))
  const written = sheets.map((sheet, index) => sheetOf(sheet, names[index] ?? `表${index + 1}`))
  return writeXlsxFile(written, font).toBuffer()
}

function sheetOf({ title, columns, rows, notes = [] }: SheetToWrite, name: string): WrittenSheet<never> {
  const span = Math.max(columns.length, 1)
  const across = (cell: WrittenCell & object): WrittenCell[] => [
    { ...cell, columnSpan: span },
    ...Array(span - 1).fill(null),
  ]
  const heading = columns.map(
    (column): WrittenCell => ({
      ...font,
      ...border,
      value: safeText(column.heading),
      type: String,
      fontWeight: 'bold',
      align: 'center',
      alignVertical: 'center',
      wrap: true,
      height: columns.some((one) => one.heading.includes('\n')) ? 34 : 20,
      backgroundColor: '#F2DCDB',
    }),
  )
  const top: WrittenCell[][] = []
  if (title !== undefined) {
    top.push(
      across({
        ...font,
        value: safeText(title),
        type: String,
        fontWeight: 'bold',
        fontSize: 16,
        align: 'center',
        height: 28,
      }),
    )
  }
  return {
    sheet: name,
    columns: columns.map((column) => ({ width: column.width ?? widthOf(column.heading) })),
    orientation: 'landscape',
    stickyRowsCount: top.length + 1,
    data: [
      ...top,
      heading,
      ...rows.map((row) => columns.map((column, at) => cellOf(row[at] ?? null, column.kind))),
      ...notes.map((note) => across({ ...font, value: safeText(note), type: String, wrap: false })),
    ],
  }
}

const formats = { text: '@', number: '0', money: '0.00', date: 'yyyy-mm-dd' } as const
const types = { text: String, number: Number, money: Number, date: Number } as const

function cellOf(value: string | number | null, kind: SheetColumn['kind']): WrittenCell {
  const look = { ...font, ...border, format: formats[kind], wrap: kind === 'text' }
  // An empty cell keeps its format, so that what is typed there later stays as typed.
  if (value === null) return { ...look, type: types[kind] }
  // Words in a column of numbers (免交) stay words.
  if (kind === 'text' || (typeof value === 'string' && kind !== 'date')) {
    return { ...look, format: '@', value: safeText(String(value)), type: String }
  }
  if (kind === 'date') return dateCell(String(value), look)
  const shown = kind === 'money' ? Number(value) / 100 : Number(value)
  return {
    ...look,
    format: Number.isInteger(shown) || kind === 'money' ? formats[kind] : 'General',
    value: shown,
    type: Number,
  }
}

/** A day as the number of days that spreadsheets count; other words stay words. */
const dateCell = (day: string, look: WrittenCell & object): WrittenCell =>
  isDay(day)
    ? { ...look, value: daysBetween('1899-12-30', day), type: Number, align: 'center' }
    : { ...look, format: '@', value: safeText(day), type: String }

const maxCellText = 32_000

/**
 * Text that every program reads back as it was: _x000D_ stays literal, and it is never one of the names that the
 * writing library trips over (constructor).
 */
function safeText(text: string): string {
  const kept = printable(text)
    .slice(0, maxCellText)
    .replace(/_(?=x[\da-f]{4}_)/gi, '_x005F_')
  if (!(kept in Object.prototype)) return kept
  return `_x${kept.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_${kept.slice(1)}`
}

/** Wide enough for the heading, within reason. */
const widthOf = (heading: string): number =>
  Math.min(
    40,
    Math.max(
      8,
      [...heading].reduce((sum, sign) => sum + (sign > '\u00ff' ? 2 : 1), 2),
    ),
  )

const maxName = 31

/** Names as Excel allows them: 31 characters, none of []/\:*?, no quote at either end, each once whatever the case. */
function sheetNames(wanted: readonly string[]): string[] {
  const used = new Set<string>()
  return wanted.map((raw) => {
    const plain =
      safeText(raw)
        .replace(/[[\]/\\:*?\n\r\t]+/g, ' ')
        .replace(/^[\s']+|[\s']+$/g, '') || '表'
    const base = plain.toLowerCase() === 'history' ? `${plain}表` : plain
    let name = cut(base, maxName)
    for (let count = 2; used.has(name.toLowerCase()); count++) {
      const tail = `(${count})`
      name = cut(base, maxName - tail.length) + tail
    }
    used.add(name.toLowerCase())
    return name
  })
}

/** Not in the middle of a character that takes two places; and no quote or blank left at the end. */
const cut = (text: string, length: number): string => text.slice(0, length).replace(/[\ud800-\udbff]$|[\s']+$/, '')
