import { describe, expect, test } from 'vitest'
import { readRoster } from '../../src/records/workbook/read-roster.ts'
import { book, rows, sheetXml, table, type Written } from './xlsx.ts'

/** One person with one more column. */
const one = async (heading: string, value: Written) => {
  const { people, problems, notes } = await readRoster(
    table(['姓名', '人员类别', heading], ['张三', '正式党员', value]),
  )
  return { person: people[0], problem: problems[0], notes }
}

describe('入党日期', () => {
  test.each<[Written, string]>([
    ['2015-07-01', '2015-07-01'],
    ['2015.7.1', '2015-07-01'],
    ['2015年7月1日', '2015-07-01'],
    ['2015/7/1', '2015-07-01'],
    ['20150701', '2015-07-01'],
    [20150701, '2015-07-01'],
    ['２０１５．７．１', '2015-07-01'],
    ['2015 年 7 月 1 号', '2015-07-01'],
    ['2015/7/1 0:00:00', '2015-07-01'],
    ['二〇一五年七月一日', '2015-07-01'],
    ['2000.2.29', '2000-02-29'],
  ])('%s is %s', async (written, day) => {
    const { person, notes } = await one('入党日期', written)
    expect(person?.joinedOn).toBe(day)
    expect(notes).toEqual([])
  })

  test.each<[Written, string]>([
    ['2015年7月', '2015-07-01'],
    ['2015.7', '2015-07-01'],
    [2015.7, '2015-07-01'],
    ['201507', '2015-07-01'],
  ])('%s has no day: the first, with a note', async (written, day) => {
    const { person, notes } = await one('入党日期', written)
    expect(person?.joinedOn).toBe(day)
    expect(notes).toMatchObject([{ row: 2, column: '入党日期', message: expect.stringContaining(day) }])
  })

  test.each<Written>([
    '2015年2月30日',
    '2001.2.29',
    '15.7.1',
    '7/1/2015',
    '去年',
    2015,
    2015.1,
    '1815-07-01',
    '2015-13-01',
    '2015.7.1-2016.7.1',
    20151332,
    3e9,
    -5,
  ])('%s is asked about', async (written) => {
    const { person, problem } = await one('入党日期', written)
    expect(person).toBeUndefined()
    expect(problem).toMatchObject({ row: 2, column: '入党日期', next: expect.stringMatching(/请/) })
  })

  test('转正日期 needs its day, and comes after 入党日期', async () => {
    expect((await one('转正日期', '2016年7月')).problem?.message).toBe('「2016年7月」只写到月')
    const { problems } = await readRoster(
      table(['姓名', '人员类别', '入党日期', '转正日期'], ['张三', '正式党员', '2016-07-01', '2015-07-01']),
    )
    expect(problems).toMatchObject([
      { row: 2, column: '转正日期', message: '转正日期 2015-07-01 早于入党日期 2016-07-01' },
    ])
  })
})

describe('月应交党费', () => {
  test.each<[Written, number]>([
    [120, 12000],
    [0.2, 20],
    ['0.2', 20],
    ['120元', 12000],
    ['120.50 元/月', 12050],
    ['一百二', 12000],
    ['１２０．５', 12050],
    ['￥86.50', 8650],
    ['两毛', 20],
    ['五', 500],
    ['120块5', 12050],
    [1000, 100000],
    ['1,000.00', 100000],
    [0, 0],
    ['免交', 0],
    [29.99, 2999],
    [1.005, 101],
  ])('%s is %s fen', async (written, fen) => {
    expect((await one('月应交党费', written)).person?.duesFen).toBe(fen)
  })

  test.each<Written>([-3, '-3', 1000.01, '5000', '不清楚', '120或130', '百分之一'])(
    '%s is asked about',
    async (written) => {
      const { person, problem } = await one('每月党费', written)
      expect(person).toBeUndefined()
      expect(problem).toMatchObject({ row: 2, column: '每月党费' })
    },
  )

  test('parts of a fen are rounded as the spreadsheet shows them, with a note; no amount is no amount', async () => {
    const { person, notes } = await one('月应交党费', 11.725)
    expect(person?.duesFen).toBe(1173)
    expect(notes[0]?.message).toContain('11.73')
    expect((await one('月应交党费', null)).person?.duesFen).toBeNull()
    expect((await one('月应交党费', '/')).person?.duesFen).toBeNull()
  })
})

describe('other columns', () => {
  test.each<[string, object]>([
    ['正式党员', { category: 'full' }],
    ['中共党员', { category: 'full' }],
    ['退休党员', { category: 'full' }],
    ['正式', { category: 'full' }],
    ['中共预备党员', { category: 'probationary' }],
    ['预 备', { category: 'probationary' }],
    ['入党积极分子', { category: 'activist' }],
    ['发展对象', { category: 'candidate' }],
    ['流动党员', { category: 'full', floating: true }],
  ])('人员类别 %s', async (written, expected) => {
    const { people } = await readRoster(table(['姓名', '政治面貌'], ['张三', written]))
    expect(people[0]).toMatchObject(expected)
  })

  test.each<Written>(['群众', '共青团员', '非党员', null, 1])('人员类别 %s is asked about', async (written) => {
    const { people, problems } = await readRoster(table(['姓名', '人员类别'], ['张三', written]))
    expect(people).toEqual([])
    expect(problems).toMatchObject([{ row: 2, column: '人员类别' }])
  })

  test.each<[string, string, string]>([
    ['张 三', '张三', ''],
    ['张　三', '张三', ''],
    ['阿依古丽•买买提', '阿依古丽·买买提', ''],
    ['阿依古丽 ‧ 买买提', '阿依古丽·买买提', ''],
    ['阿依古丽.买买提', '阿依古丽·买买提', ''],
    ['张伟（一车间）', '张伟', '一车间'],
    ['张伟(机电队)', '张伟', '机电队'],
    ['\u200b欧阳静\u00a0', '欧阳静', ''],
    ['John Smith', 'John Smith', ''],
    ['=SUM', '=SUM', ''],
  ])('姓名 %j is %s', async (written, name, label) => {
    const { people } = await readRoster(table(['姓名', '人员类别'], [written, '正式党员']))
    expect(people).toMatchObject([{ name, label }])
  })

  test.each<Written>(['张三、李四', 12345, '12345', null])('姓名 %s is asked about', async (written) => {
    const { people, problems } = await readRoster(table(['姓名', '人员类别'], [written, '正式党员']))
    expect(people).toEqual([])
    expect(problems).toMatchObject([{ row: 2, column: '姓名' }])
  })

  test.each<[Written, string | null]>([
    [13800000000, '13800000000'],
    ['+86 138-0000-0000', '13800000000'],
    ['0375-1234567', '0375-1234567'],
    ['无', null],
    [null, null],
  ])('手机 %s is %s', async (written, phone) => {
    expect((await one('手机号码', written)).person?.phone).toBe(phone)
  })

  test.each<Written>(['138****0000', '1380000000', '13800000000/13900000000', '12345'])(
    '手机 %s is asked about',
    async (written) => {
      expect((await one('手机', written)).problem).toMatchObject({ row: 2, column: '手机' })
    },
  )

  test.each<[Written, boolean, string | null]>([
    ['是', true, null],
    ['√', true, null],
    ['广西柳州', true, '广西柳州'],
    ['是（广西柳州）', true, '广西柳州'],
    ['否', false, null],
    [null, false, null],
    ['×', false, null],
    [{ xml: '<c r="{at}" t="b"><v>1</v></c>' }, true, null],
  ])('流动 %s', async (written, floating, floatingPlace) => {
    expect((await one('流动', written)).person).toMatchObject({ floating, floatingPlace })
  })

  test('免硬性要求: a yes, a usual reason, or a question', async () => {
    expect((await one('免硬性要求', '年老体弱')).person?.exempt).toBe(true)
    expect((await one('免硬性要求', '否')).person?.exempt).toBe(false)
    expect((await one('免硬性要求', '待定')).problem?.message).toBe('「待定」看不出是还是否')
  })

  test('别名: several, each once', async () => {
    expect((await one('别名', '老张、三哥，设备部-张三；老张')).person?.aliases).toEqual([
      '老张',
      '三哥',
      '设备部-张三',
    ])
  })

  test('a group that the spreadsheet made a date of is asked about', async () => {
    const date: Written = { xml: '<c r="{at}" s="1"><v>45293</v></c>' }
    const { problems } = await readRoster(
      book({
        styles: '<cellXfs><xf/><xf numFmtId="14"/></cellXfs>',
        sheets: [{ xml: sheetXml(rows(['姓名', '人员类别', '党小组'], ['张三', '正式党员', date])) }],
      }),
    )
    expect(problems).toMatchObject([{ row: 2, column: '党小组', message: '这一格被表格软件当成了日期' }])
  })
})
