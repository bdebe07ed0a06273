import type { SheetColumn, SheetToWrite } from './write-sheet.ts'

/** due 未交 or not yet confirmed, paid 已交, exempt 免交 */
export interface DuesLedgerMonth {
  /** 1 … 12 */
  month: number
  state: 'due' | 'paid' | 'exempt'
  /** What was owed and what was confirmed as received, in fen. */
  dueFen: number
  paidFen: number
  /** When it was paid, "2026-12-04". */
  paidOn: string | null
  /** Who brought the money for the member, where somebody else did. */
  paidBy: string | null
}

export interface DuesLedgerPerson {
  name: string
  /** In words: 正式党员. */
  category: string
  /** The amount fixed for a month, in fen; null where not fixed. */
  monthlyFen: number | null
  /** The months that count for this member, in any order. */
  months: readonly DuesLedgerMonth[]
  remark: string | null
}

export interface DuesLedger {
  branch: string
  year: number
  people: readonly DuesLedgerPerson[]
}

const text = (heading: string, width: number): SheetColumn => ({ heading, kind: 'text', width })
const money = (heading: string, width = 10): SheetColumn => ({ heading, kind: 'money', width })

const allMonths = Array.from({ length: 12 }, (_, index) => index + 1)

/**
 * 月登记表 (form: domain 6.3): what each member paid for each month and when, who brought it, what is still owed, and
 * sums. It says nothing of incomes. Arrears are listed as facts; what follows from them the branch decides.
 */
export function duesLedger({ branch, year, people }: DuesLedger): SheetToWrite[] {
  const rows = people.map((person, index) => {
    const byMonth = new Map(person.months.map((one) => [one.month, one]))
    return [
      index + 1,
      person.name,
      person.category,
      person.monthlyFen,
      ...allMonths.flatMap((month) => paidCells(byMonth.get(month))),
      sum(person.months, 'paidFen'),
      [...new Set(person.months.map((one) => one.paidBy).filter((name) => name !== null))].join('、') || null,
      remarkOf(person),
    ]
  })
  const paid = (month: number) =>
    sum(
      people.flatMap((person) => person.months.filter((one) => one.month === month)),
      'paidFen',
    )
  const total = [
    null,
    '合计',
    null,
    people.reduce((fen, person) => fen + (person.monthlyFen ?? 0), 0),
    ...allMonths.flatMap((month) => [paid(month), null]),
    allMonths.reduce((fen, month) => fen + paid(month), 0),
    null,
    null,
  ]
  return [
    {
      name: '党费登记表',
      title: `${branch}${year}年党费收缴登记表`,
      columns: [
        { heading: '序号', kind: 'number', width: 6 },
        text('姓名', 16),
        text('人员类别', 12),
        money('月应交'),
        ...allMonths.flatMap((month): SheetColumn[] => [
          money(`${month}月实交`),
          { heading: `${month}月交纳日期`, kind: 'date', width: 12 },
        ]),
        money('合计', 11),
        text('代交人', 14),
        text('备注', 30),
      ],
      rows: [...rows, total],
      notes: ['金额单位：元。只登记已经核对入账的党费。', '组织委员（签字）：                    书记（签字）：'],
    },
  ]
}

function paidCells(month: DuesLedgerMonth | undefined): (string | number | null)[] {
  if (!month) return [null, null]
  if (month.state === 'exempt' && month.paidFen === 0) return ['免交', null]
  return month.paidFen === 0 ? [null, null] : [month.paidFen, month.paidOn]
}

function remarkOf({ months, remark }: DuesLedgerPerson): string | null {
  const owed = months.filter((one) => one.state === 'due' && one.dueFen > one.paidFen).sort((a, b) => a.month - b.month)
  const exempt = months.filter((one) => one.state === 'exempt').map((one) => one.month)
  const owedFen = owed.reduce((fen, one) => fen + one.dueFen - one.paidFen, 0)
  const parts = [
    owed.length === 0 ? '' : `欠交 ${monthList(owed.map((one) => one.month))}，共 ${(owedFen / 100).toFixed(2)} 元`,
    exempt.length === 0 ? '' : `免交 ${monthList(exempt)}`,
    remark ?? '',
  ]
  return parts.filter((part) => part !== '').join('；') || null
}

const monthList = (months: readonly number[]) => `${[...months].sort((a, b) => a - b).join('、')}月`
const sum = (months: readonly DuesLedgerMonth[], key: 'paidFen') => months.reduce((fen, one) => fen + one[key], 0)
