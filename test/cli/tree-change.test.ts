import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import { people, type Terminal, terminal } from './terminal.ts'

const others = [
  ['郭强', '正式党员', '书记', null, '130.00', '第一党小组'],
  ['蒋丽', '正式党员', null, null, '72.00', null],
  ['王秀英', '正式党员', null, null, '60.00', null],
]

/** Two branches with a theme day held and closed, dues paid and owed, a group chat each, and one activity to come. */
async function twoBranches(): Promise<Terminal> {
  const here = terminal()
  const above = ['--committee', '机关党委']
  await here.types(['import', await here.roster('一.xlsx', others), '--branch', '甲支部', ...above])
  await here.types(['import', await here.roster('二.xlsx', people), '--branch', '乙支部', ...above])
  await here.data(async (db) => {
    const branch = await db.organization.findFirstOrThrow({ where: { name: '甲支部' }, include: { members: true } })
    const program = await db.program.findFirstOrThrow({ where: { organizationId: branch.id, kind: 'theme_day' } })
    const activity = { programId: program.id, organizationId: branch.id, kind: 'theme_day', title: '主题党日' }
    const held = await db.activity.create({
      data: {
        ...activity,
        period: '2026-11',
        startsAt: new Date('2026-11-06T07:00:00Z'),
        state: 'held',
        createdAt: new Date('2026-11-01'),
      },
    })
    await db.activity.create({
      data: {
        ...activity,
        period: '2026-12',
        startsAt: new Date('2026-12-04T07:00:00Z'),
        announcedRevision: 1,
        createdAt: new Date('2026-11-01'),
      },
    })
    await db.activityRecord.create({
      data: {
        activityId: held.id,
        branchId: branch.id,
        state: 'closed',
        frozenAt: held.startsAt,
        host: '郭强',
        content: '学习',
        noDecisions: true,
      },
    })
    for (const member of branch.members) {
      await db.participation.create({
        data: { activityId: held.id, memberId: member.id, branchId: branch.id, expected: true, attendance: 'present' },
      })
      for (const [month, paid] of [
        ['2026-10', true],
        ['2026-11', member.name === '郭强'],
      ] as const)
        await db.duesMonth.create({
          data: {
            memberId: member.id,
            branchId: branch.id,
            month,
            dueFen: 7200,
            paidFen: paid ? 7200 : 0,
            state: paid ? 'paid' : 'due',
          },
        })
    }
    await db.room.create({
      data: { platform: 'sandbox', roomId: 'a', title: '甲支部群', organizationId: branch.id },
    })
  })
  return here
}

const rosterOf = (here: Terminal, branch: string) =>
  here.data(async (db) =>
    (await db.member.findMany({ where: { branch: { name: branch }, leftOn: null }, orderBy: { id: 'asc' } })).map(
      ({ name, label }) => name + label,
    ),
  )

test('a merged branch leaves its records behind, and its people bring what is open', async () => {
  const here = await twoBranches()
  const tried = await here.types(['tree', 'merge', '甲支部', '--into', '乙支部', '--dry-run'])
  expect(tried).toMatchObject({ status: 0, err: '', out: expect.stringContaining('试运行，还没有改动') })
  expect(await rosterOf(here, '甲支部')).toHaveLength(3)

  const { out } = await here.types(['tree', 'merge', '甲支部', '--into', '乙支部'])
  expect(out).toContain('3 人转到乙支部')
  expect(out).toContain('没交清、没核对的党费 2 笔')
  expect(out).toContain('王秀英 → 王秀英（甲支部）')
  expect(out).toContain('不再担任的职务：郭强（书记）')
  expect(out).toContain('第一党小组，改叫第一党小组（甲支部）')
  expect(out).toContain('甲支部群')
  expect(out).toContain('主题党日（12月4日')
  expect(await rosterOf(here, '乙支部')).toEqual(expect.arrayContaining(['郭强', '蒋丽', '王秀英', '王秀英甲支部']))
  expect(await here.data((db) => db.duesMonth.groupBy({ by: ['branchId', 'state'], _count: true }))).toHaveLength(2)
  expect(await here.data((db) => db.activity.count({ where: { state: 'cancelled' } }))).toBe(1)
  expect(await here.data((db) => db.room.findFirstOrThrow({ include: { organization: true } }))).toMatchObject({
    organization: { name: '乙支部' },
  })
  expect((await here.types(['tree'])).out).not.toContain('甲支部')
  expect((await here.types(['programs'])).out).not.toContain('甲支部')

  for (const [kind, file] of [
    ['attendance', '考勤.xlsx'],
    ['dues', '党费.xlsx'],
    ['record', '记录.docx'],
  ] as const) {
    const path = here.path(file)
    const done = await here.types(['export', kind, '--branch', '甲支部', '--out', path])
    expect([kind, done.status, done.err, existsSync(path)]).toEqual([kind, 0, '', true])
  }
  expect((await here.types(['import', here.path('一.xlsx'), '--branch', '甲支部'])).err).toContain('已经撤销')
  expect((await here.types(['tree', 'merge', '甲支部', '--into', '乙支部'])).err).toContain('TREE_REFUSED')
})

test('a new branch is split off, with the people that are named and the groups that go as a whole', async () => {
  const here = await twoBranches()
  const wrong = await here.types(['tree', 'split', '乙支部', '--new', '丙支部', '--members', '张伟、老李'])
  expect(wrong.err).toMatch(/「张伟」有 2 位.*没有「老李」/)
  const names = await here.roster('名单.xlsx', [['张伟（机电队）'], ['王秀英']], ['姓名'])
  const { out } = await here.types(['tree', 'split', '乙支部', '--new', '丙支部', '--members', names])
  expect(out).toContain('2 人转到丙支部')
  expect(out).toContain('整组过去的党小组：第二党小组')
  expect(out).toContain('乙支部还有 2 人')
  expect(await rosterOf(here, '丙支部')).toEqual(['王秀英', '张伟机电队'])
  const fresh = await here.data((db) =>
    db.organization.findFirstOrThrow({ where: { name: '丙支部' }, include: { parent: true, programs: true } }),
  )
  expect(fresh.parent?.name).toBe('机关党委')
  expect(fresh.programs.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['theme_day', 'dues']))
  const all = ['李建国', '张伟（一车间）'].join('、')
  expect((await here.types(['tree', 'split', '乙支部', '--new', '丁支部', '--members', all])).err).toContain('都要走了')
})

test('a branch with people is not dissolved unless they have left', async () => {
  const here = await twoBranches()
  const refused = await here.types(['tree', 'dissolve', '甲支部'])
  expect(refused.err).toMatch(/名单上还有 3 人.*TREE_REFUSED[\s\S]*--members-left/)
  expect((await here.types(['tree', 'dissolve', '机关党委'])).err).toContain('下面还有')
  const { out } = await here.types(['tree', 'dissolve', '甲支部', '--members-left'])
  expect(out).toContain('3 人移出名单')
  expect(out).toContain('解绑的群：甲支部群')
  expect(await here.data((db) => db.position.count({ where: { member: { name: '郭强' } } }))).toBe(0)
  expect((await here.types(['export', 'attendance', '--branch', '甲支部', '--out', here.path('考.xlsx')])).status).toBe(
    0,
  )
  expect((await here.types(['bind', 'room', '--branch', '甲支部'])).err).toContain('BRANCH_UNKNOWN')
})
