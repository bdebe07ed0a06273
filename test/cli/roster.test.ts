import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { people, terminal } from './terminal.ts'

test('from the empty form to the imported roster and back', async () => {
  const here = terminal()
  const form = here.path('空表.xlsx')
  expect(await here.types(['template', form])).toMatchObject({ status: 0, out: expect.stringContaining('下一步') })
  expect(readFileSync(form).subarray(0, 2).toString()).toBe('PK')
  expect(await here.types(['import', form])).toMatchObject({
    status: 1,
    err: expect.stringMatching(/还没有人[\s\S]*ROSTER_INVALID/),
  })

  const file = await here.roster('花名册.xlsx', people)
  const tried = await here.types(['import', file, '--branch', '机关二支部', '--dry-run'])
  expect(tried).toMatchObject({ status: 0, out: expect.stringMatching(/试运行，还没有改动：.*将新增 4 人/) })
  expect(existsSync(here.dataDir)).toBe(false)

  const imported = await here.types(['import', file, '--branch', '机关二支部', '--committee', '机关党委'])
  expect(imported).toMatchObject({ status: 0, err: '', out: expect.stringContaining('已新增 4 人') })
  expect((await here.types(['import', file])).out).toContain('没有变化')

  const exported = here.path('导出.xlsx')
  expect((await here.types(['export', 'roster', '--out', exported])).out).toContain('正式数据')
  expect((await here.types(['import', exported])).out).toContain('没有变化')
})

test('a changed roster is shown before it is imported, phones only by their ends', async () => {
  const here = terminal()
  await here.types(['import', await here.roster('一.xlsx', people), '--branch', '机关二支部'])
  const changed = [
    ['李建国', '正式党员', '副书记', '13900002222', '156.40', '第一党小组'],
    ['王秀英', '正式党员', '组织委员', null, '130.00', '第一党小组'],
    ['张伟（机电队）', '正式党员', null, null, '0.20', '第二党小组'],
    ['冯雪', '正式党员', null, null, null, null],
  ]
  const file = await here.roster('二.xlsx', changed)
  const { out } = await here.types(['import', file, '--dry-run'])
  expect(out).toContain('将新增 1 人，将修改 3 人，将移出 1 人')
  expect(out).toContain('手机：138****1111 → 139****2222')
  expect(out).toContain('职务：书记 → 副书记')
  expect(out).toContain('月应交党费：120.50 元 → 130.00 元')
  expect(out).toContain('人员类别：预备党员 → 正式党员')
  expect(out).not.toMatch(/\d{11}/)
  expect(await here.data((db) => db.member.count({ where: { leftOn: null } }))).toBe(4)
  expect(await here.data((db) => db.member.count({ where: { name: '冯雪' } }))).toBe(0)

  expect((await here.types(['import', file])).out).toContain('已移出 1 人')
  expect(await here.data((db) => db.member.count({ where: { leftOn: '2026-11-23' } }))).toBe(1)
  expect(
    await here.data((db) => db.auditEntry.count({ where: { actorKind: 'operator', action: 'remove_member' } })),
  ).toBe(1)
})

test('every problem is named by row and column, and nothing is imported', async () => {
  const here = terminal()
  const file = await here.roster('坏.xlsx', [
    ['李建国', '正式党员', '书记', null, '156.40', null],
    ['王秀英', '老同志', null, null, '多少', null],
  ])
  const { status, err, out } = await here.types(['import', file, '--branch', '机关二支部'])
  expect(status).toBe(1)
  expect(err).toMatch(/第 3 行「人员类别」：.*请/)
  expect(err).toMatch(/第 3 行「月应交党费」：.*请/)
  expect(err).toMatch(/✗ 花名册里有 2 处要改.*（ROSTER_INVALID）/)
  expect(out).toBe('')
  expect(existsSync(here.dataDir)).toBe(false)
})

test('a file that is not there, is no workbook, or would be written over is refused', async () => {
  const here = terminal()
  expect((await here.types(['import', here.path('没有.xlsx')])).err).toContain('FILE_NOT_FOUND')
  expect((await here.types(['import', here.path('.')])).err).toContain('FILE_NOT_FOUND')
  const text = here.path('文字.xlsx')
  writeFileSync(text, '姓名,人员类别\n')
  expect((await here.types(['import', text])).err).toContain('NOT_A_WORKBOOK')
  expect((await here.types(['template', text])).err).toContain('FILE_EXISTS')
  expect(readFileSync(text, 'utf8')).toContain('姓名')
  expect((await here.types(['template', text, '--force'])).status).toBe(0)
  expect((await here.types(['template', here.path('没有/花名册.xlsx')])).err).toContain('FILE_NOT_FOUND')
})

test('whoever names no branch is asked for it', async () => {
  const here = terminal()
  const { status, err } = await here.types(['import', await here.roster('花名册.xlsx', people.slice(0, 2))])
  expect(status).toBe(1)
  expect(err).toContain('BRANCH_NEEDED')
  expect(err).toContain('--branch')
})
