import { isTrue, readXml, unescapeText } from './xml.ts'
import { damaged, tooLarge } from './zip.ts'

/** Where a part points: targets are relative to the part's folder, or absolute. */
export interface Relation {
  id: string
  /** The last word of the type: worksheet, sharedStrings, styles … */
  kind: string
  target: string
}

export function readRelations(xml: string, folder: string): Relation[] {
  const relations: Relation[] = []
  readXml(xml, {
    open(name, attributes) {
      if (name !== 'Relationship') return
      const { Id, Type, Target, TargetMode } = attributes()
      if (!Id || !Type || !Target || TargetMode === 'External') return
      relations.push({ id: Id, kind: Type.slice(Type.lastIndexOf('/') + 1), target: resolve(folder, Target) })
    },
  })
  return relations
}

function resolve(folder: string, target: string): string {
  const path: string[] = target.startsWith('/') ? [] : folder.split('/').filter(Boolean)
  for (const step of target.split('/')) {
    if (step === '..') path.pop()
    else if (step !== '' && step !== '.') path.push(step)
  }
  return path.join('/')
}

export interface WorkbookPart {
  /** Dates count from 1904 (files from old Macs). */
  date1904: boolean
  sheets: { name: string; relation: string; hidden: boolean }[]
}

export function readWorkbookPart(xml: string): WorkbookPart {
  const part: WorkbookPart = { date1904: false, sheets: [] }
  readXml(xml, {
    open(name, attributes) {
      if (name === 'workbookPr') part.date1904 ||= isTrue(attributes().date1904)
      if (name !== 'sheet') return
      const all = attributes()
      // The relation's prefix is free (r:id, ns:id); the sheet's own number is called sheetId.
      const relation = Object.entries(all).find(([key]) => key.endsWith(':id'))?.[1]
      if (!relation) return
      const hidden = all.state === 'hidden' || all.state === 'veryHidden'
      part.sheets.push({ name: unescapeText(all.name ?? ''), relation, hidden })
    },
  })
  return part
}

const maxStrings = 1_000_000

/** Text that cells point to by number; phonetic help above the text is left out. */
export function readSharedStrings(xml: string): string[] {
  const strings: string[] = []
  let text = ''
  let inText = false
  let phonetic = false
  readXml(xml, {
    open(name) {
      if (name === 'si') text = ''
      else if (name === 'rPh') phonetic = true
      else if (name === 't') inText = !phonetic
    },
    text(part) {
      if (inText) text += part
    },
    close(name) {
      if (name === 't') inText = false
      else if (name === 'rPh') phonetic = false
      else if (name === 'si' && strings.push(unescapeText(text)) > maxStrings) throw tooLarge('文字太多')
    },
  })
  return strings
}

/** For each cell style its number format: a date, or how many digits to pad to (00123), or neither. */
export interface NumberStyle {
  date: boolean
  digits: number
}

/** Number formats that are dates without saying so: Excel's own, and those of East Asian editions. */
const isBuiltInDate = (id: number) =>
  (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 58 && id !== 48 && id !== 49)

export function readStyles(xml: string): NumberStyle[] {
  const codes = new Map<number, string>()
  const styles: NumberStyle[] = []
  let inCellStyles = false
  readXml(xml, {
    open(name, attributes) {
      if (name === 'cellXfs') inCellStyles = true
      else if (name === 'numFmt') codes.set(Number(attributes().numFmtId), unescapeText(attributes().formatCode ?? ''))
      else if (name === 'xf' && inCellStyles) {
        const id = Number(attributes().numFmtId ?? 0)
        styles.push(styleOf(id, codes.get(id) ?? ''))
        if (styles.length > 100_000) throw damaged()
      }
    },
    close(name) {
      if (name === 'cellXfs') inCellStyles = false
    },
  })
  return styles
}

function styleOf(id: number, code: string): NumberStyle {
  // What stands in quotes, after a backslash or in brackets is decoration ("元", [Red], [$-804]).
  const bare = code.replace(/"[^"]*"|\\.|\[[^\]]*\]/g, '')
  return { date: code === '' ? isBuiltInDate(id) : /[ymd]/i.test(bare), digits: /^0{2,}$/.test(bare) ? bare.length : 0 }
}
