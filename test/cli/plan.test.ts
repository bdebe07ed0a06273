import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { readSheets } from '../../src/records/workbook/read-sheets.ts'
import { branchTerminal, people, terminal } from './terminal.ts'

test('the year month by month, with reasons', async () => {
  const here = await branchTerminal('2026-01-05 09:00')
  const { out, status } = await here.types(['plan', '--year', '2026'])
  expect(status).toBe(0)
  expect(out).toContain('机关二支部2026年度计划（正式数据）')
  expect(out).toMatch(
    /10月\n(?: {2}.*\n)* {2}主题党日：10月8日（周四）15:00（10月2日（周五）是国庆节假期，顺延到10月8日（周四））/,
  )
  expect(out).toMatch(/怎么定的\n {2}主题党日：每月第一个周五；.*第十六条/)
  expect(out).not.toContain('暂定')
  const later = (await here.types(['plan', '--year', '2028'])).out
  // Said once on top, then only marked.
  expect(later.match(/2028年放假安排还没有公布/g)).toHaveLength(1)
  expect(later).toContain('主题党日：2月4日（周五）15:00（暂定）')
})

test('a rule is tried out: what would move is told, nothing is changed', async () => {
  const here = await branchTerminal()
  const { out } = await here.types(['plan', '--year', '2027', '--with', '主题党日=每月第二个周五 9:30'])
  expect(out).toContain('试运行，没有改动')
  expect(out).toContain('改了以后，不同的有 12 项')
  expect(out).toContain('3月主题党日：3月5日（周五）15:00 改到 3月12日（周五）09:30')
  expect((await here.types(['plan', '--year', '2027'])).out).toContain('主题党日：3月5日（周五）15:00')
  expect((await here.types(['plan', '--with', '主题党日'])).err).toContain('BAD_COMMAND')
  expect((await here.types(['plan', '--with', '党课=每月第二个周五'])).err).toContain('PROGRAM_UNKNOWN')
})

test('a sheet to print', async () => {
  const here = await branchTerminal()
  const path = here.path('年度计划.xlsx')
  expect((await here.types(['plan', '--year', '2027', '--out', path])).out).toContain('✓ 已导出')
  const [sheet] = await readSheets(readFileSync(path))
  const text = JSON.stringify(sheet?.rows.map(({ cells }) => [...cells.values()]))
  expect(text).toContain('机关二支部2027年度计划')
  expect(text).toContain('《中国共产党支部工作条例（试行）》第十六条')
  expect(text).toContain('顺延到10月4日（周一）')
  expect((await here.types(['plan', '--out', path])).err).toContain('FILE_EXISTS')
})

test('a committee sees what the branches below follow, and what a rule for all of them would do', async () => {
  const here = terminal()
  await here.types([
    'import',
    await here.roster('花名册.xlsx', people),
    '--branch',
    '机关二支部',
    '--committee',
    '机关党委',
  ])
  expect((await here.types(['plan', '--committee', '机关党委'])).out).toContain(
    '主题党日：1 个支部每月第一个周五 15:00',
  )
  const tried = ['plan', '--committee', '机关党委', '--with', '主题党日=每月第二个周五']
  const { out } = await here.types(tried)
  expect(out).toContain('主题党日：1 个支部每月第二个周五 15:00')
  expect(out).toContain('下面 1 个支部的安排会变')
  expect(await here.data((db) => db.localRule.count())).toBe(0)
})
