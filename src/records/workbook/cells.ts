import type { NumberStyle } from './parts.ts'
import { isTrue, readXml, unescapeText } from './xml.ts'
import { damaged, tooLarge } from './zip.ts'

export type Cell =
  | { kind: 'text'; text: string }
  /** `date`: shown as a date; `digits`: shown with leading zeros up to so many digits. */
  | { kind: 'number'; number: number; date: boolean; digits: number }
  /** A formula that failed (#N/A) or was never calculated. */
  | { kind: 'broken'; text: string }

export interface Row {
  /** As the spreadsheet shows it, from 1. */
  number: number
  hidden: boolean
  /** Filled cells by column, from 1. */
  cells: Map<number, Cell>
  /** Columns whose value was copied down from the first cell of a merged one. */
  copied: Set<number>
}
/** Rows with at least one filled cell, from the top. */
export type Cells = Row[]

/** Beyond these a filled cell is a mistake or an attack; a roster never comes near. */
const maxRow = 100_000
const maxColumn = 256
const maxCells = 2_000_000

interface Open {
  row: number
  column: number
  type: string
  style: string | undefined
  formula: boolean
  value: string | null
  inline: string
}

/**
 * Reads the cells of one worksheet.
 * @throws ZhibuError NOT_A_WORKBOOK, WORKBOOK_TOO_LARGE
 */
export function readCells(xml: string, strings: readonly string[], styles: readonly NumberStyle[]): Cells {
  const rows = new Map<number, Row>()
  const merges: string[] = []
  let filled = 0
  let row = 0
  let hidden = false
  let column = 0
  let cell: Open | null = null
  /** Which text is being read: a value, an inline string, or nothing of interest. */
  let into: 'value' | 'inline' | null = null
  let phonetic = false

  function keep(done: Open): void {
    const read = cellOf(done, strings, styles)
    if (read === null) return
    if (done.row > maxRow) throw tooLarge(`第 ${done.row} 行还有内容`)
    if (done.column > maxColumn) throw tooLarge(`第 ${done.column} 列还有内容`)
    if (++filled > maxCells) throw tooLarge('填了内容的格子超过 200 万个')
    const at = rows.get(done.row) ?? { number: done.row, hidden, cells: new Map(), copied: new Set() }
    at.cells.set(done.column, read)
    rows.set(done.row, at)
  }

  readXml(xml, {
    open(name, attributes) {
      if (name === 'row') {
        const { r, hidden: isHidden } = attributes()
        row = r === undefined ? row + 1 : Number(r)
        if (!Number.isInteger(row) || row < 1) throw damaged()
        column = 0
        hidden = isTrue(isHidden)
      } else if (name === 'c') {
        const { r, t, s } = attributes()
        const place = r === undefined ? { row, column: column + 1 } : address(r)
        column = place.column
        cell = { row: place.row, column, type: t ?? 'n', style: s, formula: false, value: null, inline: '' }
      } else if (name === 'mergeCell') {
        const { ref } = attributes()
        if (ref && merges.push(ref) > maxRow) throw tooLarge('合并的格子太多')
      } else if (cell === null) return
      else if (name === 'v') {
        into = 'value'
        cell.value ??= ''
      } else if (name === 'rPh') phonetic = true
      else if (name === 't' && !phonetic) into = 'inline'
      else if (name === 'f') cell.formula = true
    },
    text(part) {
      if (cell === null || into === null) return
      if (into === 'value') cell.value += part
      else cell.inline += part
    },
    close(name) {
      if (name === 'v' || name === 't') into = null
      else if (name === 'rPh') phonetic = false
      else if (name === 'c' && cell !== null) {
        keep(cell)
        cell = null
      }
    },
  })

  const sorted = [...rows.values()].sort((a, b) => a.number - b.number)
  fillMerged(sorted, merges)
  return sorted
}

function cellOf(cell: Open, strings: readonly string[], styles: readonly NumberStyle[]): Cell | null {
  const { type, value } = cell
  if (type === 'inlineStr') return textOf(unescapeText(cell.inline))
  if (value === null || value === '') {
    // A formula of which the writing program left no result; an empty text is a result.
    return cell.formula && value === null ? { kind: 'broken', text: '公式没有结果' } : null
  }
  if (type === 's') {
    const text = strings[Number(value)]
    if (text === undefined) throw damaged()
    return textOf(text)
  }
  if (type === 'e') return { kind: 'broken', text: value }
  if (type === 'b') return { kind: 'text', text: isTrue(value.trim()) ? '是' : '否' }
  if (type !== 'n') return textOf(unescapeText(value))
  const number = Number(value)
  if (!Number.isFinite(number)) return textOf(value)
  const style = styles[Number(cell.style ?? 0)]
  return { kind: 'number', number, date: style?.date ?? false, digits: style?.digits ?? 0 }
}

function textOf(text: string): Cell | null {
  // Cells with nothing but blanks are empty to whoever looks at them.
  return /[^\s\u200b-\u200f\u2060\ufeff]/.test(text) ? { kind: 'text', text } : null
}

/** "BC12" */
function address(text: string): { row: number; column: number } {
  const parts = /^\$?([A-Z]{1,3})\$?(\d{1,7})$/i.exec(text)
  if (!parts?.[1] || !parts[2]) throw damaged()
  let column = 0
  for (const letter of parts[1].toUpperCase()) column = column * 26 + letter.charCodeAt(0) - 64
  return { row: Number(parts[2]), column }
}

/**
 * A merged cell stands for all its rows (one group beside five people), so its value is copied down its first column.
 * Not across: a title over the table says nothing about each column.
 */
function fillMerged(rows: Row[], merges: readonly string[]): void {
  let copies = 0
  for (const ref of merges) {
    const [from, to] = ref.split(':')
    if (!from || !to) continue
    const top = address(from)
    const bottom = address(to)
    if (bottom.row <= top.row) continue
    const first = firstAtOrBelow(rows, top.row)
    const value = rows[first]?.number === top.row ? rows[first].cells.get(top.column) : undefined
    if (!value) continue
    for (let at = first + 1; at < rows.length; at++) {
      const row = rows[at]
      if (!row || row.number > bottom.row) break
      if (++copies > maxCells) throw tooLarge('合并的格子太多')
      if (row.cells.has(top.column)) continue
      row.cells.set(top.column, value)
      row.copied.add(top.column)
    }
  }
}

function firstAtOrBelow(rows: Row[], number: number): number {
  let low = 0
  let high = rows.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((rows[middle]?.number ?? 0) < number) low = middle + 1
    else high = middle
  }
  return low
}
