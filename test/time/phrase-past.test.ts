import { expect, it } from 'vitest'
import { pastDay } from '../../src/time/phrase-past.ts'

it.each([
  ['11月20日', '2026-11-20'],
  ['张三递交入党申请书 11月20日（周五）', '2026-11-20'],
  ['3月2号', '2026-03-02'],
  ['十一月二十日', '2026-11-20'],
  ['12月20日', '2026-12-20'],
  ['2025年6月1日', '2025-06-01'],
  ['2025-06-01', '2025-06-01'],
  ['去年6月1日', '2025-06-01'],
  ['11.20', '2026-11-20'],
  ['昨天', '2026-11-30'],
  ['上周五', '2026-11-27'],
  ['周五', '2026-11-27'],
  ['周一', '2026-11-30'],
  ['1号', '2026-12-01'],
  ['20号', '2026-11-20'],
  ['上个月5号', '2026-11-05'],
  ['2月30日', null],
  ['2025年13月1日', null],
])('%s, said on Tuesday 2026-12-01', (text, day) => expect(pastDay(text, '2026-12-01')?.day).toBe(day))

it('days one after the other go on from the year that was named', () => {
  expect(pastDay('11月20日', '2026-12-01', '2024-11-01')?.day).toBe('2024-11-20')
  expect(pastDay('3月1日', '2026-12-01', '2024-11-20')?.day).toBe('2025-03-01')
  expect(pastDay('12月10日', '2026-12-01', '2026-11-20')?.day).toBe('2026-12-10')
})

it('a day of last December, said in January, and none where none is named', () => {
  expect(pastDay('12月20日', '2027-01-10')?.day).toBe('2026-12-20')
  expect(pastDay('公示 1月20日开始', '2027-01-10')?.day).toBe('2027-01-20')
  expect(pastDay('和张三谈了24学时', '2027-01-10')).toBe(null)
})
