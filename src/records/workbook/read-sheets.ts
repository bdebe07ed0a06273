import { type Cells, readCells } from './cells.ts'
import { readRelations, readSharedStrings, readStyles, readWorkbookPart } from './parts.ts'
import { refuseOtherArchives, refuseOtherFiles } from './sniff.ts'
import { damaged, openArchive, tooLarge } from './zip.ts'

export interface Sheet {
  name: string
  hidden: boolean
  /** Dates count from 1904. */
  date1904: boolean
  rows: Cells
}

const maxSheets = 200

/**
 * Reads every sheet of an .xlsx file as Excel or WPS last showed it: formulas by their saved values, merged cells
 * filled downwards, rows by the number the spreadsheet shows.
 * @throws ZhibuError NOT_A_WORKBOOK, WORKBOOK_TOO_LARGE
 */
export async function readSheets(bytes: Uint8Array): Promise<Sheet[]> {
  refuseOtherFiles(bytes)
  const archive = openArchive(bytes)
  refuseOtherArchives(archive)

  const read = async (name: string | undefined) => (name === undefined ? null : archive.read(name))
  const main =
    readRelations((await read('_rels/.rels')) ?? '<none/>', '').find((one) => one.kind === 'officeDocument')?.target ??
    'xl/workbook.xml'
  const workbookXml = await read(main)
  if (workbookXml === null) throw damaged()
  const workbook = readWorkbookPart(workbookXml)
  if (workbook.sheets.length > maxSheets) throw tooLarge(`有 ${workbook.sheets.length} 张工作表`)

  const folder = main.slice(0, main.lastIndexOf('/') + 1)
  const relationsXml = await read(`${folder}_rels/${main.slice(folder.length)}.rels`)
  const relations = relationsXml === null ? [] : readRelations(relationsXml, folder)
  const target = (kind: string) => relations.find((one) => one.kind === kind)?.target
  const stringsXml = await read(target('sharedStrings') ?? `${folder}sharedStrings.xml`)
  const stylesXml = await read(target('styles') ?? `${folder}styles.xml`)
  const strings = stringsXml === null ? [] : readSharedStrings(stringsXml)
  const styles = stylesXml === null ? [] : readStyles(stylesXml)

  const sheets: Sheet[] = []
  const seen = new Set<string>()
  for (const { name, relation, hidden } of workbook.sheets) {
    const part = relations.find((one) => one.id === relation && one.kind === 'worksheet')?.target
    // Chart sheets have no cells; a part named twice is read once.
    if (part === undefined || seen.has(part)) continue
    seen.add(part)
    const xml = await read(part)
    if (xml === null) throw damaged()
    sheets.push({ name, hidden, date1904: workbook.date1904, rows: readCells(xml, strings, styles) })
  }
  if (sheets.length === 0) throw damaged()
  return sheets
}
