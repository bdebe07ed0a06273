import { expect, test } from 'vitest'
import { readRoster } from '../../src/records/workbook/read-roster.ts'
import { table } from './xlsx.ts'

const id = '11010119900307123X'

test('all problems are reported, each with its row, its heading and what to do', async () => {
  const { people, problems } = await readRoster(
    table(
      ['花名册'],
      ['姓名', '党员类别', '手机号', '入党时间'],
      ['张三', '群众', '123', '某天'],
      ['李四', '正式党员', '', ''],
      [null, '正式党员', '13800000000', ''],
    ),
  )
  expect(people.map(({ name }) => name)).toEqual(['李四'])
  expect(problems.map(({ row, column }) => [row, column])).toEqual([
    [3, '党员类别'],
    [3, '入党时间'],
    [3, '手机号'],
    [5, '姓名'],
  ])
  for (const { message, next } of problems) {
    expect(message).toMatch(/\p{Script=Han}/u)
    expect(next).toMatch(/请/)
  }
})

test.each([
  ['in its own column', ['姓名', '人员类别', '身份证号'], ['张三', '正式党员', id]],
  ['in a column of another name', ['姓名', '人员类别', '备注'], ['张三', '正式党员', `证号 ${id}`]],
  ['where the telephone should be', ['姓名', '人员类别', '手机'], ['张三', '正式党员', '110101199003071234']],
  ['as a number', ['姓名', '人员类别', '备注'], ['张三', '正式党员', 110101199003071230]],
  ['without a heading', ['姓名', '人员类别'], ['张三', '正式党员', id]],
])('identity numbers are refused and never quoted: %s', async (_, headings, person) => {
  const { problems } = await readRoster(table(headings, person))
  expect(problems.some(({ next }) => next.includes('不收身份证号'))).toBe(true)
  expect(JSON.stringify(problems)).not.toContain('19900307')
})

test.each(['月工资', '党费缴纳基数', '税后收入', '养老金'])('a column of incomes is refused: %s', async (heading) => {
  const { problems } = await readRoster(table(['姓名', '人员类别', heading], ['张三', '正式党员', 8000]))
  expect(problems).toMatchObject([{ column: heading, next: `请删去「${heading}」一列，只留每月应交的党费。` }])
  expect(JSON.stringify(problems)).not.toContain('8000')
})

test('namesakes are told apart by the remark, the group or the staff number, which becomes the label', async () => {
  const headings = ['姓名', '人员类别', '党小组', '工号']
  const labels = async (...rows: (string | null)[][]) => {
    const { people, problems } = await readRoster(table(headings, ...rows))
    expect(problems).toEqual([])
    return people.map(({ label }) => label)
  }
  expect(await labels(['张伟（一车间）', '正式党员', null, null], ['张伟（机电队）', '正式党员', null, null])).toEqual([
    '一车间',
    '机电队',
  ])
  expect(await labels(['张伟', '正式党员', '一组', null], ['张伟', '正式党员', '二组', null])).toEqual(['一组', '二组'])
  expect(await labels(['张伟', '正式党员', '一组', 'A1'], ['张伟', '正式党员', '一组', 'A2'])).toEqual(['A1', 'A2'])
  expect(await labels(['张伟', '正式党员', null, null], ['张伟（机电队）', '正式党员', null, null])).toEqual([
    '',
    '机电队',
  ])
})

test('namesakes whom nothing tells apart, rows written twice, and one number for two people', async () => {
  const { people, problems } = await readRoster(
    table(
      ['姓名', '人员类别', '手机', '工号'],
      ['张伟', '正式党员', '13800000001', null],
      ['张伟', '正式党员', '13800000002', null],
      ['李四', '正式党员', null, null],
      ['李四', '正式党员', null, null],
      ['王五', '正式党员', null, 'A1'],
      ['赵六', '正式党员', null, 'A1'],
    ),
  )
  expect(problems).toMatchObject([
    { row: 3, column: '姓名', message: '「张伟」和第 2 行的同名，分不清是哪一位' },
    { row: 5, column: '姓名', message: '「李四」和第 4 行完全相同' },
    { row: 7, column: '工号', message: '工号「A1」和第 6 行的王五相同' },
  ])
  expect(people.map(({ row }) => row)).toEqual([2, 4, 6])
})

test('the same name in two branches is no matter', async () => {
  const { people, problems } = await readRoster(
    table(['姓名', '人员类别', '党支部'], ['张伟', '正式党员', '一支部'], ['张伟', '正式党员', '二支部']),
  )
  expect(problems).toEqual([])
  expect(people.map(({ label }) => label)).toEqual(['', ''])
})

test('posts at work are passed over with a note, doubtful posts of the Party are asked about', async () => {
  const { people, problems, notes } = await readRoster(
    table(
      ['姓名', '人员类别', '职务'],
      ['张三', '正式党员', '车间主任、班组长'],
      ['李四', '正式党员', '书计'],
      ['王五', '正式党员', '政协委员'],
    ),
  )
  expect(people.map(({ name }) => name)).toEqual(['张三'])
  expect(notes).toMatchObject([{ row: 2, column: '职务' }])
  expect(problems.map(({ row, column }) => [row, column])).toEqual([
    [3, '职务'],
    [4, '职务'],
  ])
})

test('examples left in a form are not people', async () => {
  const { people, problems } = await readRoster(
    table(['姓名', '人员类别'], ['例：张三', '正式党员'], ['（示例）李四', '预备党员'], ['必填', '必填']),
  )
  expect(people).toEqual([])
  expect(problems).toMatchObject([{ message: '表里还没有人' }])
})

test('empty lines of a form, with the branch and formulas filled in, are not people', async () => {
  const { people, problems } = await readRoster(
    table(
      ['姓名', '人员类别', '党支部', '月应交党费'],
      ['张三', '正式党员', '一支部', 0.2],
      [null, null, '一支部', 0],
      ['李四', null, '一支部', 0],
    ),
  )
  expect(people.map(({ name }) => name)).toEqual(['张三'])
  expect(problems).toMatchObject([{ row: 4, column: '人员类别' }])
})

test('two columns of one heading: the left one is read, and said so', async () => {
  const { people, notes } = await readRoster(
    table(['姓名', '人员类别', '电话', '电话'], ['张三', '正式党员', '13800000000', '13900000000']),
  )
  expect(people[0]?.phone).toBe('13800000000')
  expect(notes).toMatchObject([{ row: 1, column: '电话', message: '「电话」有两列，只读了左边一列' }])
})
