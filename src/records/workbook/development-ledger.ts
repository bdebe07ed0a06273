import type { SheetToWrite } from './write-sheet.ts'

export interface DevelopmentLedgerPerson {
  name: string
  category: string
  /** By step: the days on which it was done, and what was noted with it. */
  steps: ReadonlyMap<number, { days: readonly string[]; remark: string | null }>
  remark: string | null
}

export interface DevelopmentLedger {
  branch: string
  /** One list of steps, and who goes by it. */
  editions: readonly {
    version: string
    title: string
    steps: readonly { step: number; name: string }[]
    people: readonly DevelopmentLedgerPerson[]
  }[]
}

/** 发展党员进度: one line a person, one column a step. */
export function developmentLedger({ branch, editions }: DevelopmentLedger): SheetToWrite[] {
  return editions.map(({ version, title, steps, people }) => ({
    name: `发展党员进度（${version}）`,
    title: `${branch}发展党员进度表`,
    columns: [
      { heading: '序号', kind: 'number', width: 6 },
      { heading: '姓名', kind: 'text', width: 14 },
      { heading: '现在', kind: 'text', width: 12 },
      ...steps.map(({ step, name }) => ({ heading: `${step}\n${name}`, kind: 'text' as const, width: 13 })),
      { heading: '备注', kind: 'text', width: 30 },
    ],
    rows: people.map((person, index) => [
      index + 1,
      person.name,
      person.category,
      ...steps.map(({ step }) => {
        const done = person.steps.get(step)
        return done ? [...done.days, ...(done.remark ? [done.remark] : [])].join('\n') : null
      }),
      person.remark,
    ]),
    notes: [`步骤依据：${title}。只登记办了没有、哪一天，材料另外保管。`, '书记（签字）：                    日期：'],
  }))
}
