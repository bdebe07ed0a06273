import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { Db } from '../../src/records/database.ts'
import { readSheets } from '../../src/records/workbook/read-sheets.ts'
import { textOf } from '../../src/records/workbook/roster-values.ts'
import { daysBetween } from '../../src/time/days.ts'
import { instant } from '../support/town.ts'
import { branchTerminal } from './terminal.ts'

const sheetsOf = async (path: string) =>
  (await readSheets(readFileSync(path))).map((sheet) => sheet.rows.map((row) => [...row.cells.values()].map(textOf)))

/** Days as spreadsheets count them. */
const serial = (day: string) => String(daysBetween('1899-12-30', day))
const createdAt = instant('2026-12-01 09:00')

/** Talks, grades and a way to membership, as they are written down by message. */
async function kept(db: Db): Promise<void> {
  const { id: branchId } = await db.organization.findFirstOrThrow({ where: { kind: 'branch' } })
  const [secretary, officer, worker] = await db.member.findMany({ orderBy: { id: 'asc' } })
  if (!secretary || !officer || !worker) throw new Error('nobody was imported')
  const talk = (memberId: number, otherId: number, heldOn: string) => ({
    branchId,
    memberId,
    otherId,
    heldOn,
    createdAt,
  })
  await db.talk.createMany({
    data: [
      talk(secretary.id, officer.id, '2026-03-05'),
      talk(officer.id, worker.id, '2026-12-01'),
      talk(secretary.id, worker.id, '2025-12-01'),
    ],
  })
  await db.appraisal.create({
    data: { memberId: worker.id, branchId, year: '2026', grade: 'excellent', createdAt },
  })
  const applicant = await db.member.create({
    data: { branchId, name: '钱小雨', category: 'activist', aliases: [], createdAt },
  })
  await db.development.create({
    data: {
      memberId: applicant.id,
      branchId,
      version: '2026',
      createdAt,
      steps: {
        create: [
          { step: 1, doneOn: '2025-01-05', createdAt },
          { step: 6, doneOn: '2025-08-01', createdAt },
          { step: 6, doneOn: '2026-02-01', createdAt },
          { step: 5, doneOn: '2025-02-10', remark: '李建国', createdAt },
        ],
      },
    },
  })
}

test('talks are a table of who has talked with whom, and a list; nothing of what was said', async () => {
  const here = await branchTerminal('2026-12-10 09:00')
  await here.data(kept)
  const path = here.path('谈话.xlsx')
  expect(await here.types(['export', 'talks', '--out', path])).toMatchObject({ status: 0, err: '' })
  const [matrix = [], list = []] = await sheetsOf(path)
  expect(matrix[0]).toEqual(['机关二支部2026年谈心谈话覆盖表'])
  expect(matrix[1]).toEqual(['序号', '姓名', '人员类别', '李建国', '王秀英', '和其他党员', '次数'])
  expect(matrix[2]).toEqual(['1', '李建国', '正式党员', '／', '3.5', '1'])
  expect(matrix[4]).toEqual(['3', '张伟（一车间）', '正式党员', '12.1', '1'])
  expect(matrix.flat()).not.toContain('钱小雨')
  expect(list[2]).toEqual(['1', serial('2026-03-05'), '周四', '李建国', '王秀英', '支委之间'])
  expect(list[3]).toEqual(['2', serial('2026-12-01'), '周二', '王秀英', '张伟（一车间）', '支委和党员'])
  expect((await here.types(['export', 'talks', '--year', '2025', '--out', here.path('旧.xlsx')])).status).toBe(0)
  expect((await sheetsOf(here.path('旧.xlsx')))[1]?.[2]).toContain(serial('2025-12-01'))
})

test('the appraisal has every member; probationary ones have no grade; what is open is written by hand', async () => {
  const here = await branchTerminal('2026-12-10 09:00')
  await here.data(kept)
  const path = here.path('评议.xlsx')
  expect(await here.types(['export', 'appraisal', '--out', path])).toMatchObject({ status: 0, err: '' })
  const [rows = []] = await sheetsOf(path)
  expect(rows[4]).toEqual(['3', '张伟（一车间）', '正式党员', '优秀'])
  expect(rows[5]).toEqual(['4', '张伟（机电队）', '预备党员', '预备党员，参加评议，不评等次'])
  expect(rows.flat().join()).toContain('正式党员 3 人：优秀 1 人，合格 0 人，基本合格 0 人，不合格 0 人，没有登记 2 人')
  expect(rows.flat().join()).toContain('三分之一（1 人）')
})

test('the way to membership is one line a person; without any a sentence says so', async () => {
  const here = await branchTerminal('2026-12-10 09:00')
  expect((await here.types(['export', 'development'])).err).toContain('还没有登记过发展党员的步骤')
  await here.data(kept)
  const path = here.path('发展.xlsx')
  expect(await here.types(['export', 'development', '--out', path])).toMatchObject({ status: 0, err: '' })
  const [rows = []] = await sheetsOf(path)
  expect(rows[1]).toHaveLength(29)
  expect(rows[2]).toEqual(['1', '钱小雨', '入党积极分子', '2025-01-05', '2025-02-10 李建国', '2025-08-01 2026-02-01'])
})
