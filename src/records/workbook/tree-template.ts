import { treeColumns } from './tree-columns.ts'
import { writeSheets } from './write-sheet.ts'

/** The empty list of organizations; how to fill it in stands on a second sheet, where it is never imported. */
export function writeTreeTemplate(): Promise<Uint8Array> {
  return writeSheets([
    {
      name: '组织名单',
      columns: treeColumns.map(({ heading, kind, width }) => ({ heading, kind, width })),
      rows: Array.from({ length: 60 }, () => []),
    },
    {
      name: '填写说明',
      title: '组织名单怎么填',
      columns: [
        { heading: '栏目', kind: 'text', width: 14 },
        { heading: '怎么填', kind: 'text', width: 70 },
        { heading: '例一', kind: 'text', width: 22 },
        { heading: '例二', kind: 'text', width: 22 },
      ],
      rows: treeColumns.map(({ heading, how, examples }) => [heading, how, ...examples]),
      notes: [
        '请在「组织名单」那张表里填，从第 2 行起每个组织一行，先后不限；这一张只是说明，不会导入。',
        '再导入一次，只改有变化的；表里没有的组织不动，空着的格子也不动。',
      ],
    },
  ])
}
