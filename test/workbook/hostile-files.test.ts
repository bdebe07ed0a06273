import { deflateSync, strToU8, zipSync } from 'fflate'
import { describe, expect, test } from 'vitest'
import { readRoster } from '../../src/records/workbook/read-roster.ts'
import { book, parts, row, rows, sheetXml, zip } from './xlsx.ts'

const head = ['姓名', '人员类别']
const good = () => parts({ sheets: [{ xml: sheetXml(rows(head, ['张三', '正式党员'])) }] })
const withSheet = (xml: string) => zip({ ...good(), 'xl/worksheets/sheet1.xml': xml })

/** Refused within seconds and without growing by more than a few hundred megabytes. */
async function refused(bytes: Uint8Array, code: 'NOT_A_WORKBOOK' | 'WORKBOOK_TOO_LARGE', words?: string) {
  const time = process.cpuUsage()
  const memory = process.memoryUsage().rss
  await expect(readRoster(bytes)).rejects.toMatchObject({
    code,
    ...(words === undefined ? {} : { message: expect.stringContaining(words) }),
    next: expect.stringMatching(/请/),
  })
  expect(process.cpuUsage(time).user / 1000).toBeLessThan(5000)
  expect(process.memoryUsage().rss - memory).toBeLessThan(600 * 1024 * 1024)
}

describe('other kinds of files', () => {
  const ole = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]
  const utf16 = [...'EncryptedPackage'].flatMap((letter) => [letter.charCodeAt(0), 0])
  test.each<[string, Uint8Array]>([
    ['空的', new Uint8Array()],
    ['旧版表格', Uint8Array.from([...ole, ...new Array(600).fill(0)])],
    ['加了密码', Uint8Array.from([...ole, ...new Array(600).fill(0), ...utf16])],
    ['PDF', strToU8('%PDF-1.7 ...')],
    ['.csv', strToU8('姓名,人员类别\n张三,正式党员\n')],
    ['网页', strToU8('<html><table><tr><td>姓名</td></tr></table></html>')],
    ['XML', strToU8('<?xml version="1.0"?><Workbook/>')],
    ['不是 .xlsx', Uint8Array.from([1, 2, 3, 0, 5])],
    ['Word', zip({ 'word/document.xml': '<w/>', '[Content_Types].xml': '<t/>' })],
    ['.xlsb', zip({ 'xl/workbook.bin': '' })],
    ['.ods', zip({ mimetype: 'application/vnd.oasis.opendocument.spreadsheet', 'content.xml': '<c/>' })],
  ])('are named: %s', async (words, bytes) => refused(bytes, 'NOT_A_WORKBOOK', words))
})

describe('broken files', () => {
  const whole = zip(good())
  test.each([1, 10, 100, whole.length - 30])('cut off after %s bytes', async (length) => {
    await refused(whole.slice(0, Math.max(length, 3)), 'NOT_A_WORKBOOK')
  })

  test('any single byte changed: read as before, or refused in our own words', async () => {
    for (let at = 0; at < whole.length; at += 7) {
      const bytes = whole.slice()
      bytes[at] = (bytes[at] ?? 0) ^ 0xff
      await readRoster(bytes).catch((error) => expect(error.code).toMatch(/^(NOT_A_WORKBOOK|WORKBOOK_TOO_LARGE)$/))
    }
  })

  test.each([
    ['no workbook in it', zip({ 'a.txt': 'a' })],
    ['no sheet in it', zip({ ...good(), 'xl/workbook.xml': '<workbook/>' })],
    ['XML that is not closed', withSheet('<worksheet><sheetData><row>')],
    ['no XML at all', withSheet('hello')],
    ['a shared string that is not there', withSheet(sheetXml('<row r="1"><c r="A1" t="s"><v>7</v></c></row>'))],
    ['a cell without a sensible place', withSheet(sheetXml('<row r="1"><c r="1A"><v>7</v></c></row>'))],
    ['a row without a sensible number', withSheet(sheetXml('<row r="minus"><c><v>7</v></c></row>'))],
  ])('%s', async (_, bytes) => refused(bytes, 'NOT_A_WORKBOOK'))
})

describe('hostile files', () => {
  test('entities that multiply, or that reach outside', async () => {
    const bomb = `<!DOCTYPE x [<!ENTITY a "${'a'.repeat(1000)}"><!ENTITY b "${'&a;'.repeat(1000)}">]>`
    await refused(withSheet(`${bomb}${sheetXml(rows(['&b;']))}`), 'NOT_A_WORKBOOK')
    const outside = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    await refused(withSheet(`${outside}${sheetXml(rows(['&a;']))}`), 'NOT_A_WORKBOOK')
  })

  test('a small file that unpacks to gigabytes', async () => {
    const blanks = new Uint8Array(300 * 1024 * 1024).fill(32)
    const sheet = zipSync({
      ...Object.fromEntries(Object.entries(good()).map(([name, text]) => [name, strToU8(text)])),
      'xl/worksheets/sheet1.xml': [blanks, { level: 9 }],
    })
    expect(sheet.length).toBeLessThan(1024 * 1024)
    await refused(sheet, 'WORKBOOK_TOO_LARGE')
  })

  test('sizes in the directory that lie', async () => {
    const sheet = zip({
      ...good(),
      'xl/worksheets/sheet1.xml': sheetXml(`<row r="1">${'<c/>'.repeat(2_000_000)}</row>`.repeat(9)),
    })
    const view = new DataView(sheet.buffer, sheet.byteOffset)
    for (let at = 0; at + 46 < sheet.length; at++)
      if (view.getUint32(at, true) === 0x02014b50) view.setUint32(at + 24, 10, true)
    await refused(sheet, 'WORKBOOK_TOO_LARGE')
  })

  test('many sheets that point to one part', async () => {
    const sheets = Array.from({ length: 3000 }, () => ({ xml: '' }))
    await refused(book({ sheets }), 'WORKBOOK_TOO_LARGE', '3000')
  })

  test('a cell in the last corner of the sheet', async () => {
    const corner = (at: string, number: number) =>
      withSheet(sheetXml(`${rows(head, ['张三', '正式党员'])}<row r="${number}"><c r="${at}"><v>1</v></c></row>`))
    await refused(corner('XFD1048576', 1048576), 'WORKBOOK_TOO_LARGE', '1048576')
    await refused(corner('XFD3', 3), 'WORKBOOK_TOO_LARGE', '16384')
  })

  test('but empty cells out there, left by somebody formatting the whole sheet, do no harm', async () => {
    const data = `${rows(head, ['张三', '正式党员'])}<row r="1048576"><c r="A1048576" s="1"/><c r="XFD1048576" t="inlineStr"><is><t>  </t></is></c></row>`
    expect((await readRoster(withSheet(sheetXml(data)))).people).toHaveLength(1)
  })

  test('deep nesting, endless attributes, endless merges', async () => {
    await refused(withSheet('<a>'.repeat(1_000_000)), 'WORKBOOK_TOO_LARGE')
    const attributes = Array.from({ length: 200_000 }, (_, i) => `a${i}="1"`).join(' ')
    await expect(readRoster(withSheet(sheetXml(`<row r="1" ${attributes}/>`)))).resolves.toMatchObject({ people: [] })
    const merges = '<mergeCell ref="A1:XFD1048576"/>'.repeat(150_000)
    await refused(withSheet(sheetXml(rows(head), `<mergeCells>${merges}</mergeCells>`)), 'WORKBOOK_TOO_LARGE')
  })

  test('merges over each other on a long sheet', async () => {
    const data = Array.from({ length: 20_000 }, (_, i) => row(i + 1, [`a${i}`])).join('')
    const merges = '<mergeCell ref="A1:A100000"/>'.repeat(5000)
    await refused(withSheet(sheetXml(data, `<mergeCells>${merges}</mergeCells>`)), 'WORKBOOK_TOO_LARGE')
  })

  test('millions of empty strings, and a file that is simply too long', async () => {
    await refused(book({ sheets: [{ xml: sheetXml('') }], strings: '<si/>'.repeat(2_000_000) }), 'WORKBOOK_TOO_LARGE')
    await refused(deflateSync(new Uint8Array(21 * 1024 * 1024), { level: 0 }), 'WORKBOOK_TOO_LARGE', '20 MB')
  })
})
