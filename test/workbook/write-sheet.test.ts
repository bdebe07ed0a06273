import { strFromU8, unzipSync } from 'fflate'
import { expect, test } from 'vitest'
import { readSheets } from '../../src/records/workbook/read-sheets.ts'
import { type SheetToWrite, writeSheets } from '../../src/records/workbook/write-sheet.ts'

const sheet = (more: Partial<SheetToWrite> = {}): SheetToWrite => ({
  name: '表',
  columns: [{ heading: '姓名', kind: 'text' }],
  rows: [],
  ...more,
})
const valuesOf = async (bytes: Uint8Array) => {
  const [first] = await readSheets(bytes)
  return first?.rows.map((row) =>
    [...row.cells.values()].map((cell) => (cell.kind === 'number' ? cell.number : cell.text)),
  )
}

test('text stays text whatever it begins with', async () => {
  const texts = ['=1+1', '+8', '-3', '@a', '007', 'constructor', '__proto__', '_x0041_', '<b>&"', ' 前后 ', '一\n二']
  const bytes = await writeSheets([sheet({ rows: texts.map((text) => [text]) })])
  expect(await valuesOf(bytes)).toEqual([['姓名'], ...texts.map((text) => [text])])
  expect(strFromU8(unzipSync(bytes)['xl/worksheets/sheet1.xml'] ?? new Uint8Array())).not.toContain('<f>')
})

test('signs that XML cannot hold are left out', async () => {
  expect(await valuesOf(await writeSheets([sheet({ rows: [['a\u0000b\u000bc\ud800d\uffff']] })]))).toEqual([
    ['姓名'],
    ['abcd'],
  ])
})

test('money is written in yuan with two decimals, days as dates, words in a column of money as words', async () => {
  const bytes = await writeSheets([
    sheet({
      title: '标题',
      notes: ['说明'],
      columns: [
        { heading: '金额', kind: 'money' },
        { heading: '日期', kind: 'date' },
        { heading: '人数', kind: 'number' },
      ],
      rows: [
        [12050, '2026-12-04', 3],
        ['免交', null, null],
        [29, '不详', 0.5],
      ],
    }),
  ])
  expect(await valuesOf(bytes)).toEqual([
    ['标题'],
    ['金额', '日期', '人数'],
    [120.5, 46360, 3],
    ['免交'],
    [0.29, '不详', 0.5],
    ['说明'],
  ])
  const files = unzipSync(bytes)
  const text = (name: string) => strFromU8(files[name] ?? new Uint8Array())
  expect(text('xl/styles.xml')).toContain('formatCode="0.00"')
  expect(text('xl/styles.xml')).toContain('宋体')
  expect(text('xl/worksheets/sheet1.xml')).toMatch(/<pane [^>]*ySplit="2"[^>]*state="frozen"/)
  expect(text('xl/worksheets/sheet1.xml')).toContain('<mergeCell ref="A1:C1"/>')
})

test('sheet names are made to fit: length, forbidden signs, doubles', async () => {
  const names = [
    '一/二:三',
    '',
    '同名',
    '同名',
    "'引号'",
    '长'.repeat(40),
    '长'.repeat(40),
    'History',
    `${'长'.repeat(30)}𠮷`,
  ]
  const sheets = await readSheets(await writeSheets(names.map((name) => sheet({ name }))))
  const written = sheets.map(({ name }) => name)
  expect(written.slice(0, 5)).toEqual(['一 二 三', '表', '同名', '同名(2)', '引号'])
  expect(new Set(written).size).toBe(names.length)
  for (const name of written) {
    expect(name.length).toBeLessThanOrEqual(31)
    expect(name).not.toMatch(/[[\]/\\:*?]|\p{Surrogate}/u)
  }
})
