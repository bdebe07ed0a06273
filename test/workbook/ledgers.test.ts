import { expect, test } from 'vitest'
import {
  type AttendanceLedger,
  attendanceLedger,
  type DuesLedger,
  duesLedger,
} from '../../src/records/workbook/ledgers.ts'

const activity = (id: number, day: string, title: string) => ({ id, day, title, host: '李建国', recorder: null })
const entry = (
  personId: number,
  activityId: number,
  mark: AttendanceLedger['entries'][number]['mark'],
  more: { reason?: string; madeUp?: boolean } = {},
) => ({ personId, activityId, mark, reason: more.reason ?? null, madeUp: more.madeUp ?? false })

const year: AttendanceLedger = {
  branch: '机关二支部',
  period: '2026年',
  people: [
    { id: 1, name: '张三' },
    { id: 2, name: '张伟（一车间）' },
    { id: 3, name: '王五' },
  ],
  activities: [activity(20, '2026-12-07', '主题党日'), activity(10, '2026-11-06', '党员大会')],
  entries: [
    entry(1, 10, 'present'),
    entry(2, 10, 'online'),
    entry(3, 10, 'leave', { reason: '出差', madeUp: true }),
    entry(1, 20, 'absent', { reason: '没请假' }),
    entry(2, 20, 'present'),
  ],
}

test('attendance: people by activities in order of time, with totals', () => {
  const [people] = attendanceLedger(year)
  expect(people?.columns.map(({ heading }) => heading)).toEqual([
    '序号',
    '姓名',
    '11月6日\n党员大会',
    '12月7日\n主题党日',
    '应到',
    '实到',
    '请假',
    '缺席',
    '已补',
    '出勤率',
  ])
  expect(people?.rows).toEqual([
    [1, '张三', '到', '缺', 2, 1, 0, 1, 0, '50.0%'],
    [2, '张伟（一车间）', '线上', '到', 2, 2, 0, 0, 0, '100.0%'],
    [3, '王五', '假（补）', null, 1, 0, 1, 0, 1, '0.0%'],
  ])
})

test('attendance: each activity with its counts, and who was missing and why', () => {
  const [, held, reasons] = attendanceLedger(year)
  expect(held?.rows).toEqual([
    [1, '2026-11-06', '党员大会', 3, 2, 1, 0, '66.7%', '李建国', null],
    [2, '2026-12-07', '主题党日', 2, 1, 0, 1, '50.0%', '李建国', null],
  ])
  expect(reasons?.rows).toEqual([
    [1, '2026-11-06', '党员大会', '王五', '请假', '出差', '已补'],
    [2, '2026-12-07', '主题党日', '张三', '缺席', '没请假', '未补'],
  ])
})

test('attendance: what is not settled yet is shown as such and counted nowhere', () => {
  const [people] = attendanceLedger({ ...year, entries: [entry(1, 10, null)] })
  expect(people?.rows[0]).toEqual([1, '张三', '?', null, 1, 0, 0, 0, 0, null])
  expect(people?.notes?.at(-1)).toContain('也不算进出勤率')
})

test('dues: what was paid and when, by month, with sums and what is owed', () => {
  const month = (
    of: number,
    state: 'due' | 'paid' | 'exempt',
    dueFen: number,
    paidFen: number,
    paidOn: string | null = null,
    paidBy: string | null = null,
  ) => ({ month: of, state, dueFen, paidFen, paidOn, paidBy })
  const data: DuesLedger = {
    branch: '机关二支部',
    year: 2026,
    people: [
      {
        name: '张三',
        category: '正式党员',
        monthlyFen: 12000,
        remark: null,
        months: [
          month(2, 'due', 12000, 10200, '2026-02-05'),
          month(1, 'paid', 12000, 12000, '2026-01-05', '李四'),
          month(3, 'due', 12000, 0),
        ],
      },
      { name: '吴桂兰', category: '正式党员', monthlyFen: null, remark: '困难', months: [month(1, 'exempt', 0, 0)] },
    ],
  }
  const [sheet] = duesLedger(data)
  const headings = sheet?.columns.map(({ heading }) => heading) ?? []
  const cell = (row: number, heading: string) => sheet?.rows[row]?.[headings.indexOf(heading)]
  expect(headings.slice(0, 6)).toEqual(['序号', '姓名', '人员类别', '月应交', '1月实交', '1月交纳日期'])
  expect(headings.slice(-3)).toEqual(['合计', '代交人', '备注'])
  for (const row of sheet?.rows ?? []) expect(row).toHaveLength(headings.length)
  expect([cell(0, '1月实交'), cell(0, '1月交纳日期'), cell(0, '2月实交'), cell(0, '3月实交'), cell(0, '合计')]).toEqual(
    [12000, '2026-01-05', 10200, null, 22200],
  )
  expect([cell(0, '代交人'), cell(0, '备注')]).toEqual(['李四', '欠交 2、3月，共 138.00 元'])
  expect([cell(1, '1月实交'), cell(1, '备注')]).toEqual(['免交', '免交 1月；困难'])
  expect([cell(2, '姓名'), cell(2, '月应交'), cell(2, '1月实交'), cell(2, '合计')]).toEqual([
    '合计',
    12000,
    12000,
    22200,
  ])
})
