import { strToU8, zipSync } from 'fflate'

/** A part of an .xlsx file written by hand, so that tests show what other programs write. */
export interface Parts {
  [name: string]: string
}

const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const packages = 'http://schemas.openxmlformats.org/package/2006/relationships'
const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

export const escapeXml = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

export const zip = (parts: Parts): Uint8Array =>
  zipSync(Object.fromEntries(Object.entries(parts).map(([name, text]) => [name, strToU8(text)])))

export const columnLetter = (column: number): string =>
  column > 26
    ? columnLetter(Math.floor((column - 1) / 26)) + columnLetter(((column - 1) % 26) + 1)
    : String.fromCharCode(64 + column)

/** An inline string, a number, nothing, or the cell's XML with its place filled in for {at}. */
export type Written = string | number | null | { xml: string }

export const row = (number: number, cells: Written[], attributes = ''): string => {
  const written = cells.map((cell, index) => {
    const at = `${columnLetter(index + 1)}${number}`
    if (cell === null) return ''
    if (typeof cell === 'number') return `<c r="${at}"><v>${cell}</v></c>`
    if (typeof cell === 'string')
      return `<c r="${at}" t="inlineStr"><is><t xml:space="preserve">${escapeXml(cell)}</t></is></c>`
    return cell.xml.replaceAll('{at}', at)
  })
  return `<row r="${number}"${attributes}>${written.join('')}</row>`
}

export const rows = (...all: Written[][]): string => all.map((cells, index) => row(index + 1, cells)).join('')

export const sheetXml = (data: string, after = ''): string =>
  `${head}<worksheet xmlns="${main}"><sheetData>${data}</sheetData>${after}</worksheet>`

interface Book {
  sheets: { name?: string; state?: string; xml: string }[]
  strings?: string
  styles?: string
  date1904?: boolean
}

export function parts({ sheets, strings, styles, date1904 = false }: Book): Parts {
  const relations = sheets.map(
    (_, i) => `<Relationship Id="rId${i + 1}" Type="${office}/worksheet" Target="worksheets/sheet${i + 1}.xml"/>`,
  )
  const named = sheets.map(
    ({ name, state }, i) =>
      `<sheet name="${name ?? `Sheet${i + 1}`}" sheetId="${i + 1}"${state ? ` state="${state}"` : ''} r:id="rId${i + 1}"/>`,
  )
  const all: Parts = {
    '[Content_Types].xml': `${head}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`,
    '_rels/.rels': `${head}<Relationships xmlns="${packages}"><Relationship Id="rId1" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    'xl/workbook.xml': `${head}<workbook xmlns="${main}" xmlns:r="${office}"><workbookPr${date1904 ? ' date1904="1"' : ''}/><sheets>${named.join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `${head}<Relationships xmlns="${packages}">${relations.join('')}</Relationships>`,
  }
  for (const [i, { xml }] of sheets.entries()) all[`xl/worksheets/sheet${i + 1}.xml`] = xml
  if (strings !== undefined) all['xl/sharedStrings.xml'] = `${head}<sst xmlns="${main}">${strings}</sst>`
  if (styles !== undefined) all['xl/styles.xml'] = `${head}<styleSheet xmlns="${main}">${styles}</styleSheet>`
  return all
}

export const book = (content: Book): Uint8Array => zip(parts(content))

/** A file with one sheet of plain cells. */
export const table = (...all: Written[][]): Uint8Array => book({ sheets: [{ xml: sheetXml(rows(...all)) }] })
