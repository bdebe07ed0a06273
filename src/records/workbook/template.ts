import { rosterColumns } from './roster-columns.ts'
import { writeSheets } from './write-sheet.ts'

/**
 * The empty roster form. Explanations and examples stand on a second sheet, one line for each column, so that an
 * example can never be imported as a person.
 */
export function writeTemplate(): Promise<Uint8Array> {
  return writeSheets([
    {
      name: '党员花名册',
      columns: rosterColumns.map(({ heading, kind, width }) => ({ heading, kind, width })),
      // Empty rows with their formats, so that numbers with leading zeros and dates stay as typed.
      rows: Array.from({ length: 60 }, () => []),
    },
    {
      name: '填写说明',
      title: '党员花名册怎么填',
      columns: [
        { heading: '栏目', kind: 'text', width: 14 },
        { heading: '怎么填', kind: 'text', width: 70 },
        { heading: '例一', kind: 'text', width: 22 },
        { heading: '例二', kind: 'text', width: 22 },
      ],
      rows: rosterColumns.map(({ heading, how, examples }) => [heading, how, ...examples]),
      notes: [
        '请在「党员花名册」那张表里填，从第 2 行起每人一行；这一张只是说明，不会导入。',
        '列的先后可以调换，不用的列可以删去，表头的名称请不要改。',
        '请不要填身份证号、工资和其他个人收入。',
      ],
    },
  ])
}
