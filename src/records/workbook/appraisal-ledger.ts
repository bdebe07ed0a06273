import type { SheetToWrite } from './write-sheet.ts'

export interface AppraisalLedger {
  branch: string
  year: number
  people: readonly { name: string; category: string; graded: boolean; grade: string | null }[]
  /** Best first. */
  grades: readonly string[]
  /** How many may generally be the best, and by which share. */
  limit: number
  share: string
}

/** The result of the yearly appraisal; what is not filled in can be written by hand. */
export function appraisalLedger({ branch, year, people, grades, limit, share }: AppraisalLedger): SheetToWrite[] {
  const full = people.filter(({ graded }) => graded).length
  const counts = grades.map((grade) => `${grade} ${people.filter((one) => one.grade === grade).length} 人`)
  const open = people.filter((one) => one.graded && one.grade === null).length
  return [
    {
      name: '民主评议结果',
      title: `${branch}${year}年度民主评议党员结果`,
      columns: [
        { heading: '序号', kind: 'number', width: 6 },
        { heading: '姓名', kind: 'text', width: 16 },
        { heading: '人员类别', kind: 'text', width: 12 },
        { heading: '评定等次', kind: 'text', width: 12 },
        { heading: '备注', kind: 'text', width: 34 },
        { heading: '本人签名', kind: 'text', width: 16 },
      ],
      rows: people.map((one, index) => [
        index + 1,
        one.name,
        one.category,
        one.grade,
        one.graded ? null : '预备党员，参加评议，不评等次',
        null,
      ]),
      notes: [
        `正式党员 ${full} 人：${counts.join('，')}${open > 0 ? `，没有登记 ${open} 人` : ''}。优秀一般不超过正式党员的${share}（${limit} 人）。`,
        '书记（签字）：                    上级党组织意见：                    日期：',
      ],
    },
  ]
}
