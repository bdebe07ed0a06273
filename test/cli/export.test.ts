import { readFileSync } from 'node:fs'
import { strFromU8, unzipSync } from 'fflate'
import { expect, test } from 'vitest'
import type { Db } from '../../src/records/database.ts'
import { readSheets } from '../../src/records/workbook/read-sheets.ts'
import { textOf } from '../../src/records/workbook/roster-values.ts'
import { instant } from '../support/town.ts'
import { branchTerminal, people, terminal } from './terminal.ts'

const rowsOf = async (path: string, sheet: number) =>
  ((await readSheets(readFileSync(path)))[sheet]?.rows ?? []).map((row) => [...row.cells.values()].map(textOf))
const wordsOf = (path: string) =>
  strFromU8(unzipSync(readFileSync(path))['word/document.xml'] ?? new Uint8Array()).replace(/<[^>]+>/g, '')

/** A theme day that was held: one in the room, one online, one on leave, one absent who made it up. */
async function held(db: Db): Promise<void> {
  const branch = await db.organization.findFirstOrThrow({ where: { kind: 'branch' } })
  const program = await db.program.findFirstOrThrow({ where: { name: '主题党日' } })
  const members = await db.member.findMany({ orderBy: { id: 'asc' } })
  const now = instant('2026-12-04 15:00')
  const { id: activityId } = await db.activity.create({
    data: {
      programId: program.id,
      organizationId: branch.id,
      kind: 'theme_day',
      period: '2026-12',
      title: '主题党日',
      topic: '学习全会公报',
      place: '二楼',
      startsAt: now,
      endsAt: instant('2026-12-04 16:30'),
      state: 'held',
      createdAt: now,
    },
  })
  const attendance = ['present', 'online', 'leave', 'absent'] as const
  for (const [index, { id }] of members.entries()) {
    const mark = attendance[index] ?? 'present'
    await db.participation.create({
      data: {
        activityId,
        memberId: id,
        branchId: branch.id,
        expected: true,
        attendance: mark,
        reason: mark === 'leave' ? '出差' : mark === 'absent' ? '没说' : null,
      },
    })
  }
  const last = members.at(-1)
  const first = members[0]
  if (!last || !first) throw new Error('nobody was imported')
  await db.makeUp.create({
    data: { activityId, memberId: last.id, dueOn: '2026-12-11', state: 'done', doneOn: '2026-12-08' },
  })
  await db.activityRecord.create({
    data: {
      activityId,
      branchId: branch.id,
      frozenAt: now,
      host: '李建国',
      recorder: '王秀英',
      content: '学习公报',
      decisions: { create: { content: '建学习角', owner: '刘洋', dueOn: '2026-12-31' } },
    },
  })
  await db.member.update({ where: { id: last.id }, data: { leftOn: '2026-12-09', name: '=cmd' } })
  await db.duesMonth.create({
    data: {
      memberId: last.id,
      branchId: branch.id,
      month: '2026-11',
      dueFen: 20,
      paidFen: 20,
      state: 'paid',
      payments: {
        create: {
          receivedFen: 20,
          state: 'verified',
          claimedAt: now,
          verifiedAt: instant('2026-11-10 00:30'),
          paidById: first.id,
        },
      },
    },
  })
  await db.duesMonth.create({
    data: { memberId: first.id, branchId: branch.id, month: '2026-11', dueFen: 15640, state: 'claimed' },
  })
  await db.duesMonth.create({ data: { memberId: first.id, branchId: branch.id, month: '2026-12', dueFen: 15640 } })
}

test('the attendance ledger has everybody who was expected, those who left too', async () => {
  const here = await branchTerminal('2026-12-10 09:00')
  await here.data(held)
  const path = here.path('考勤.xlsx')
  expect(await here.types(['export', 'attendance', '--out', path])).toMatchObject({
    status: 0,
    err: '',
    out: expect.stringContaining('正式数据'),
  })
  const rows = await rowsOf(path, 0)
  expect(rows.slice(2, 2 + people.length).map((row) => row.slice(1, 3))).toEqual([
    ['李建国', '到'],
    ['王秀英', '线上'],
    ['张伟（一车间）', '假'],
    ['=cmd（机电队）', '缺（补）'],
  ])
  expect((await rowsOf(path, 1))[2]).toEqual(expect.arrayContaining(['主题党日：学习全会公报', '李建国', '50.0%']))
  expect((await rowsOf(path, 2)).flat()).toContain('出差')
  expect((await here.types(['export', 'attendance', '--out', path])).err).toContain('FILE_EXISTS')
  expect((await here.types(['export', 'attendance', '--out', path, '--force'])).status).toBe(0)
})

test('the dues ledger counts verified money only, and no month that is still being collected', async () => {
  const here = await branchTerminal('2026-12-10 09:00')
  await here.data(held)
  const path = here.path('党费.xlsx')
  await here.types(['export', 'dues', '--year', '2026', '--out', path])
  const rows = await rowsOf(path, 0)
  const secretary = rows.find((row) => row.includes('李建国'))
  expect(secretary?.at(-1)).toBe('欠交 11月，共 156.40 元')
  const left = rows.find((row) => row.includes('=cmd（机电队）'))
  expect(left).toEqual(expect.arrayContaining(['0.2', '李建国', '2026年12月9日起不在本支部']))
})

test('the record of a meeting is printed, also before it is archived', async () => {
  const here = await branchTerminal('2026-12-10 09:00')
  await here.data(held)
  const path = here.path('记录.docx')
  const { out } = await here.types(['export', 'record', '--activity', '主题党日', '--period', '2026-12', '--out', path])
  expect(out).toContain('还没有存档')
  const words = wordsOf(path)
  for (const part of [
    '2026年第1次',
    '2026年12月4日（周五）15:00—16:30',
    '二楼',
    '4 人（其中正式 3、预备 1）',
    '2 人（其中正式 2、预备 0、线上 1）',
    '张伟（一车间）（出差）',
    '学习公报',
    '1. 建学习角（责任人：刘洋；期限：2026年12月31日）',
  ]) {
    expect(words).toContain(part)
  }
})

test('where there is nothing yet, a sentence says so', async () => {
  const empty = await terminal().types(['export', 'attendance'])
  expect(empty.err).toMatch(/还没有数据（NOT_FOUND）\n.*zhibu import/)
  const here = await branchTerminal()
  expect((await here.types(['export', 'attendance'])).err).toContain('机关二支部 2026 年还没有开过会')
  expect((await here.types(['export', 'dues'])).err).toContain('机关二支部 2026 年还没有党费的记录')
  expect((await here.types(['export', 'record'])).err).toContain('NOT_FOUND')
  expect((await here.types(['export', 'record', '--period', '12月'])).err).toContain('2026-Q4')
  expect((await here.types(['export', 'dues', '--year', '今年'])).err).toContain('BAD_COMMAND')
  const unknown = await here.types(['export', 'roster', '--branch', '机关三支部', '--out', here.path('x.xlsx')])
  expect(unknown.err).toMatch(/BRANCH_UNKNOWN[\s\S]*机关二支部/)
})
