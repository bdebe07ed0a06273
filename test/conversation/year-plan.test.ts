import { expect, it, onTestFinished, vi } from 'vitest'
import { type Town, town } from '../support/town.ts'

// Many messages over a whole tree: longer than a scene of one branch.
vi.setConfig({ testTimeout: 60_000 })

const open = async (at = '2026-12-01 08:00'): Promise<Town> => {
  const branch = await town({ at })
  onTestFinished(() => branch.close())
  return branch
}
const asks = async (branch: Town, name: string, text: string): Promise<string> => {
  branch.private(name).heard()
  await branch.private(name).says(text)
  return branch.private(name).heard().join('\n')
}

it('the year of a branch in one message, a month with reasons and sources', async () => {
  const branch = await open()
  const plan = await asks(branch, '李建国', '今年计划')
  expect(plan).toContain('机关二支部2026年计划：')
  expect(plan).toMatch(/^12月：.*主题党日4日/m)
  expect(plan).toContain('党费：每月1日到10日')
  expect(plan.length).toBeLessThan(1500)
  const next = await asks(branch, '李建国', '明年的计划')
  expect(next).toContain('机关二支部2027年计划（2027年放假安排还没有公布，日子都是暂定）')
  expect(next).toMatch(/^10月：.*主题党日4日（顺延）/m)
  expect(next.split('\n').filter((line) => /^\d+月：/.test(line))).toHaveLength(12)
  const month = await asks(branch, '李建国', '2027年度计划 10月')
  expect(month).toContain('主题党日：10月4日（周一）15:00。')
  expect(month).toContain('10月1日（周五）是国庆节假期，顺延到10月4日（周一）')
  expect(month).toContain('依据：《中国共产党支部工作条例（试行）》第十六条')
})

it('what is moved and called off stands as it is; members see what concerns them', async () => {
  const branch = await open()
  await branch.until('2026-12-01 10:00')
  await branch.private('李建国').says('主题党日改到下周一下午3点')
  await branch.private('李建国').says('1')
  await branch.until('2026-12-02 09:00')
  expect(await asks(branch, '李建国', '年度计划 12月')).toContain('主题党日：12月7日（周一）15:00。')
  await branch.private('李建国').says('取消主题党日 全员防汛')
  await branch.private('李建国').says('1')
  expect(await asks(branch, '李建国', '年度计划')).toMatch(/^12月：.*主题党日7日（取消）/m)
  await branch.db.program.create({
    data: {
      organizationId: (await branch.db.organization.findFirstOrThrow({ where: { name: '机关二支部' } })).id,
      kind: 'committee_meeting',
      name: '支委会',
      rule: { cadence: { on: 'last_weekday', weekday: 3 }, audience: 'committee' },
      startsOn: '2026-12',
      createdAt: branch.clock.now(),
    },
  })
  expect(await asks(branch, '李建国', '明年计划')).toContain('支委会27日')
  expect(await asks(branch, '王五', '明年计划')).not.toContain('支委会')
  expect(await asks(branch, '王五', '机关一支部 年度计划')).not.toContain('机关一支部2026')
})

it('a plan is filed, sent back, filed again and accepted; what differs by now is told', async () => {
  const branch = await open()
  const shown = await asks(branch, '李建国', '报备年度计划')
  expect(shown).toContain('机关二支部2027年度计划，报机关党委：')
  expect(shown).toContain('主题党日 12 次')
  expect(await asks(branch, '李建国', '1')).toContain('报给机关党委了，刘芳会看到')
  expect(branch.private('刘芳').heard().join()).toMatch(/机关二支部报来2027年度计划.*李建国报.*1 同意；2 退回/s)
  expect(await asks(branch, '刘芳', '2')).toContain('写一句原因')
  expect(await asks(branch, '刘芳', '党课没有安排')).toContain('退回了')
  expect(branch.private('李建国').heard().join()).toContain('刘芳退回了机关二支部2027年度计划：党课没有安排')

  expect(await asks(branch, '李建国', '报备年度计划')).toContain('上次退回的原因：党课没有安排')
  await branch.private('李建国').says('1')
  branch.private('刘芳').heard()
  expect(await asks(branch, '刘芳', '1')).toContain('同意了')
  expect(branch.private('李建国').heard().join()).toContain('刘芳同意了机关二支部2027年度计划')
  expect(
    (await branch.db.filing.findMany({ orderBy: { revision: 'asc' } })).map(({ revision, state, remark }) => [
      revision,
      state,
      remark,
    ]),
  ).toEqual([
    [1, 'returned', '党课没有安排'],
    [2, 'accepted', null],
  ])

  await branch.db.program.updateMany({
    where: { name: '主题党日', organization: { name: '机关二支部' } },
    data: { rule: { cadence: { on: 'nth_weekday', nth: 2, weekday: 5 } } },
  })
  const status = await asks(branch, '刘芳', '2027年报备情况')
  expect(status).toContain('已同意 1')
  expect(status).toContain('没有报（没有要求报） 1：机关一支部')
  expect(status).toMatch(/与报备不同的 1 个支部：机关二支部 11 项/)
  expect(await asks(branch, '刘芳', '机关二支部 2027年报备情况')).toContain('与报备不同 11 项')
})

it('who answers first counts, and the other is told', async () => {
  const branch = await open()
  const committee = await branch.db.organization.findFirstOrThrow({ where: { name: '机关党委' } })
  const other = await branch.db.member.findFirstOrThrow({ where: { name: '蒋丽' } })
  await branch.db.position.create({
    data: { memberId: other.id, organizationId: committee.id, role: 'committee_officer' },
  })
  await branch.private('李建国').says('报备年度计划')
  await branch.private('李建国').says('1')
  await branch.private('蒋丽').says('1')
  expect(branch.private('刘芳').heard().join()).toContain('蒋丽已经同意，您不用再答复')
  expect(await asks(branch, '刘芳', '2 再想想')).toContain('蒋丽已经同意')
  expect(await branch.db.filing.findFirstOrThrow()).toMatchObject({ state: 'accepted', decidedById: other.id })
})

it('where plans must be filed the secretary is reminded, and it stands in 逾期 and 本月情况', async () => {
  const branch = await open('2027-01-25 08:00')
  await branch.db.organization.updateMany({
    where: { name: '机关党委' },
    data: { policies: { filePlan: { value: 'yes' } } },
  })
  await branch.until('2027-01-26 11:00')
  expect(branch.private('李建国').heard().join()).toContain('机关二支部2027年度计划还没有报备，请在1月31日（周日）前报')
  expect(await asks(branch, '刘芳', '本月情况')).toContain('2027年度计划报备：已同意 0，没报 2（')
  await branch.until('2027-02-01 11:00')
  expect(branch.private('李建国').heard().join()).toContain('应当在1月31日（周日）前报，已经过了')
  expect(await asks(branch, '李建国', '逾期')).toContain('2027年度计划：还没有报备')
  expect(await asks(branch, '刘芳', '提醒没报备的')).toContain('私下提醒 2 位书记')
  await branch.private('李建国').says('报备年度计划')
  await branch.private('李建国').says('1')
  expect(await asks(branch, '李建国', '逾期')).not.toContain('年度计划')
})

it('an organization without a committee above files with nobody', async () => {
  const branch = await open()
  await branch.db.position.deleteMany({ where: { member: { name: '刘芳' } } })
  const committee = await branch.db.organization.findFirstOrThrow({ where: { name: '机关党委' } })
  const { id } = await branch.db.member.findFirstOrThrow({ where: { name: '刘芳' } })
  await branch.db.position.create({ data: { memberId: id, organizationId: committee.id, role: 'committee_officer' } })
  expect(await asks(branch, '刘芳', '报备年度计划')).toContain('机关党委没有上级党组织，计划不用报备')
  expect(await asks(branch, '王五', '报备年度计划')).toContain('书记')
})
