import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { branchTerminal, people, terminal } from './terminal.ts'

const headings = ['名称', '上级组织', '类型', '领域', '当选日期', '任期年数', '一般地点']
type Row = (string | null)[]

const county: Row[] = [
  ['县委', null, '党委', null, null, null, null],
  ['城关镇党委', '县委', null, '城市', null, null, null],
  ['第一党支部', '城关镇党委', '支部', null, '2023-12-15', null, '社区二楼'],
  ['石桥乡党委', '县委', '基层党委', '农村', null, null, null],
  ['第一党支部', '石桥乡党委', null, null, null, '5', null],
  ['机关总支', '县委', '党总支部', '机关', null, null, null],
  ['机关二支部', '机关总支', '党支部', null, '2024年6月20日', '3年', null],
]

test('from the empty form to the tree; a second import changes nothing', async () => {
  const here = terminal()
  const form = here.path('空表.xlsx')
  expect(await here.types(['tree', 'template', form])).toMatchObject({ status: 0 })
  expect(readFileSync(form).subarray(0, 2).toString()).toBe('PK')
  expect(await here.types(['tree', 'import', form])).toMatchObject({
    status: 1,
    err: expect.stringMatching(/还没有组织[\s\S]*TREE_INVALID/),
  })

  const file = await here.roster('组织.xlsx', county, headings)
  const tried = await here.types(['tree', 'import', file, '--dry-run'])
  expect(tried).toMatchObject({ status: 0, err: '', out: expect.stringMatching(/试运行.*将新增 7 个/) })
  expect(existsSync(here.dataDir)).toBe(false)

  expect((await here.types(['tree', 'import', file])).out).toContain(
    '已新增 7 个（党委 3 个，党总支 1 个，党支部 3 个）',
  )
  expect((await here.types(['tree', 'import', file])).out).toContain('没有变化：表里的 7 个组织')
  const { out } = await here.types(['tree'])
  expect(out).toContain('县委  3 个支部，0 人')
  expect(out).toContain('    第一党支部  0 人，2023-12-15 当选')
  const paths = await here.data((db) => db.organization.findMany({ orderBy: { id: 'asc' } }))
  for (const { id, parentId, path } of paths)
    expect(path).toBe(`${paths.find((one) => one.id === parentId)?.path ?? '/'}${id}/`)
})

test('names that fit several are asked for with a path, row by row, and nothing is imported', async () => {
  const here = terminal()
  const file = await here.roster(
    '组织.xlsx',
    [
      ...county,
      ['城关镇党委', '石桥乡党委', null, null, null, null, null],
      ['东街支部', '城关镇党委', null, null, null, null, null],
      ['西街支部', '县委/城关镇党委', null, null, null, null, null],
      ['第三党小组', '机关总支', null, null, null, null, null],
      ['后勤处', '县委', null, null, null, null, null],
      ['第一党支部', '石桥乡党委', null, '火星', null, null, null],
      ['退休支部', '老干部党委', null, null, '2030-01-01', '9', null],
    ],
    headings,
  )
  const { status, err } = await here.types(['tree', 'import', file])
  expect(status).toBe(1)
  expect(err).toMatch(/第 14 行「领域」：「火星」看不出是哪个领域/)
  expect(err).toMatch(/第 15 行「任期年数」/)
  expect(existsSync(here.dataDir)).toBe(false)

  const rest = await here.roster(
    '二.xlsx',
    [
      ...county,
      ['城关镇党委', '石桥乡党委', null, null, null, null, null],
      ['东街支部', '城关镇党委', null, null, null, null, null],
      ['西街支部', '县委/城关镇党委', null, null, null, null, null],
      ['第三党小组', '机关总支', null, null, null, null, null],
      ['后勤处', '县委', null, null, null, null, null],
      ['第一党支部', '石桥乡党委', null, null, null, null, null],
      ['退休支部', '老干部党委', null, null, null, null, null],
      ['甲支部', '乙党委', null, null, null, null, null],
      ['乙党委', '丙党委', null, null, null, null, null],
      ['丙党委', '乙党委', null, null, null, null, null],
    ],
    headings,
  )
  const { err: all } = await here.types(['tree', 'import', rest])
  expect(all).toMatch(/第 10 行「上级组织」：有 2 个组织都叫「城关镇党委」.*「县委\/城关镇党委」/)
  expect(all).not.toMatch(/第 11 行/)
  expect(all).toMatch(/第 12 行「上级组织」：党小组「第三党小组」不能放在党总支/)
  expect(all).toMatch(/第 13 行「类型」：看不出「后勤处」/)
  expect(all).toMatch(/第 14 行「名称」：「第一党支部」和第 6 行是同一个组织/)
  expect(all).toMatch(/第 15 行「上级组织」：没有叫「老干部党委」的上级组织/)
  expect(all).toMatch(/第 17 行「上级组织」：.*绕成了一圈/)
  expect(await here.data((db) => db.organization.count())).toBe(0)
})

test('a roster finds its branch in the tree, by path where names are the same, and takes a sector', async () => {
  const here = terminal()
  await here.types(['tree', 'import', await here.roster('组织.xlsx', county, headings)])
  const file = await here.roster('花名册.xlsx', people)
  expect((await here.types(['import', file, '--branch', '第一党支部'])).err).toContain('「县委/城关镇党委/第一党支部」')
  const done = await here.types(['import', file, '--branch', '城关镇党委/第一党支部'])
  expect(done).toMatchObject({ status: 0, err: '' })
  expect(done.out).not.toContain('领域')
  expect((await here.types(['tree', '--under', '城关镇党委'])).out).toContain('第一党支部  2 个小组，4 人')
  const programs = await here.data((db) =>
    db.program.findMany({ where: { organization: { name: '第一党支部', members: { some: {} } } } }),
  )
  expect(programs.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['theme_day', 'dues', 'general_meeting']))

  const plain = await here.types(['import', file, '--branch', '物业支部'])
  expect(plain.out).toContain('zhibu tree set 物业支部 --sector 机关')
  await here.types(['tree', 'set', '物业支部', '--sector', '机关'])
  expect((await here.types(['import', file, '--branch', '物业支部'])).out).not.toContain('--sector')
  expect(
    await here.data((db) => db.program.count({ where: { organization: { name: '物业支部' }, kind: 'lecture' } })),
  ).toBe(1)
})

test('one organization is changed after it was shown; what cannot be is refused', async () => {
  const here = await branchTerminal()
  const set = (...more: string[]) => here.types(['tree', 'set', '机关二支部', ...more])
  const tried = await set('--sector', '机关', '--elected', '2024-06-20', '--term', '3', '--dry-run')
  expect(tried.out).toContain('试运行，还没有改动')
  expect(tried.out).toContain('当选日期：（空） → 2024-06-20')
  const kept = () => here.data((db) => db.organization.findFirstOrThrow({ where: { name: '机关二支部' } }))
  expect(await kept()).toMatchObject({ sector: null, electedOn: null })
  await set('--sector', '机关', '--elected', '2024-06-20')
  expect(await kept()).toMatchObject({ sector: 'office', electedOn: '2024-06-20' })
  expect((await set('--ends', '2028-06-21', '--reason', '合并')).err).toMatch(/2027-06-20 届满.*TREE_REFUSED/)
  expect((await set('--ends', '2027-12-20')).err).toContain('BAD_COMMAND')
  expect((await set('--ends', '2027-12-20', '--reason', '合并')).out).toContain('2027-06-20 → 2027-12-20')
  await set('--elected', '2026-11-20')
  expect(await kept()).toMatchObject({ electedOn: '2026-11-20', termEndsOn: null, termReason: null })
  expect((await set('--elected', '2026-12-20')).err).toContain('还没有到')
  expect((await here.types(['tree', 'check'])).out).toMatch(/机关二支部：.*名册上有支委/)
})
