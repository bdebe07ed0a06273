import { afterEach, beforeEach, expect, it } from 'vitest'
import { beginAct } from '../../src/actions/act.ts'
import { mergeBranch } from '../../src/actions/tree/merge.ts'
import { write } from '../../src/records/database.ts'
import { allNodes } from '../../src/records/tree.ts'
import { setting, type Town, town } from '../support/town.ts'

let branch: Town
beforeEach(async () => {
  branch = await town({ at: '2026-11-23 09:00' })
  // Programs of their own would speak up in the middle of the story.
  await branch.db.program.updateMany({ data: { enabled: false } })
})
afterEach(() => branch.close())

const name = '机关二支部'
const kept = () => branch.db.organization.findFirstOrThrow({ where: { name } })
const elected = async (electedOn: string) => {
  await branch.db.organization.updateMany({ where: { name }, data: { electedOn, sector: 'office' } })
  await branch.db.setting.deleteMany({ where: { key: 'planned' } })
}
const heard = (who: string) => branch.private(who).heard().join('\n')

it('tells when the term ends, how long that is and how many must come', async () => {
  await branch.private('王五').says('换届什么时候')
  expect(heard('王五')).toContain('还不知道机关二支部本届是哪天当选的')
  await elected('2024-06-20')
  for (const question of ['换届什么时候', '我们支部哪年换届', '我们什么时候换届啊？']) {
    await branch.private('王五').says(question)
    expect(heard('王五')).toMatch(
      /本届 2024年6月20日当选，任期 3 年，2027年6月20日届满，还有 6 个月零 28 天。.*有选举权的党员 19 人，到会不少于 16 人/,
    )
  }
  await branch.private('刘芳').says('机关二支部什么时候换届')
  expect(heard('刘芳')).toContain('2027年6月20日届满')
  await branch.private('王五').says('机关一支部什么时候换届')
  expect(heard('王五')).toContain('没有找到')
})

it('reminds secretary and committee ahead, and monthly once it is over, until the election is told and approved', {
  timeout: 60_000,
}, async () => {
  await elected('2024-01-15')
  await branch.until('2026-11-23 10:01')
  // Three months ahead was in October: what went by unplanned is said once.
  expect(heard('李建国')).toContain('2027年1月15日届满，还有 1 个月零 23 天')
  expect(heard('刘芳')).toMatch(/下面有 1 个组织[\s\S]*机关二支部：2027年1月15日届满/)
  expect(heard('王五')).toBe('')
  await branch.until('2026-12-15 10:01')
  expect(heard('李建国')).toContain('还有 1 个月')
  await branch.until('2027-01-18 10:01')
  expect(heard('李建国')).toContain('还没有登记新的当选日期')
  await branch.until('2027-02-16 10:01')
  expect(heard('李建国')).toContain('还没有登记新的当选日期')
  expect(heard('刘芳').match(/机关二支部：/g)).toHaveLength(3)
  expect(branch.group.heard().join()).not.toContain('换届')

  const secretary = branch.private('李建国')
  await secretary.says('换届完成了吗')
  expect((await kept()).electedOn).toBe('2024-01-15')
  await secretary.says('换届完成 2月10日当选')
  expect(heard('李建国')).toContain('2027年2月10日当选，任期 3 年，到 2030年2月10日')
  expect((await kept()).electedOn).toBe('2024-01-15')
  heard('刘芳')
  await secretary.says('1')
  expect(heard('李建国')).toContain('已报给刘芳')
  expect(await kept()).toMatchObject({ electedOn: '2027-02-10', electionPending: true })
  expect(heard('刘芳')).toContain('机关二支部报告：2027年2月10日换届选举完成')
  await branch.private('刘芳').says('2 名单没有附')
  expect(heard('李建国')).toContain('退回了：名单没有附')
  expect((await kept()).electionPending).toBe(true)
  await secretary.says('批准机关二支部换届')
  expect(heard('李建国')).toContain('这个要由上级党组织来定')
  await branch.private('刘芳').says('批准机关二支部换届')
  expect(heard('李建国')).toContain('已经批准')
  expect((await kept()).electionPending).toBe(false)
  await branch.until('2027-03-17 10:01')
  expect(heard('李建国')).not.toContain('届满')
})

it('who is no officer cannot report, and an election lies behind', async () => {
  await elected('2024-01-15')
  await branch.private('王五').says('换届完成 11月20日当选')
  expect(heard('王五')).toContain('书记')
  await branch.private('李建国').says('换届完成')
  expect(heard('李建国')).toContain('是哪天当选的')
  await branch.private('李建国').says('换届完成 2026年12月20日当选')
  expect(heard('李建国')).toContain('还没有到')
  expect(await branch.db.question.count({ where: { kind: 'election_report' } })).toBe(0)
})

it('a postponement that the committee approves moves the reminders', async () => {
  await elected('2024-01-15')
  const officer = branch.private('刘芳')
  await officer.says('机关二支部换届延期到2028年3月1日 正在合并')
  expect(heard('刘芳')).toContain('超出了')
  await officer.says('机关二支部换届延期到2027年7月15日 正在合并')
  expect(heard('刘芳')).toContain('批准延期到 2027年7月15日，原因：正在合并')
  await officer.says('1')
  expect(await kept()).toMatchObject({ termEndsOn: '2027-07-15', termReason: '正在合并' })
  expect(heard('李建国')).toContain('延期换届，本届到 2027年7月15日届满')
  await branch.until('2026-12-31 12:00')
  expect(heard('李建国')).toBe('')
  await branch.until('2027-01-15 10:01')
  expect(heard('李建国')).toContain('还有 6 个月')
})

it('where the program is switched off nobody is reminded', async () => {
  await elected('2024-01-15')
  const { id: organizationId } = await kept()
  await branch.db.program.deleteMany({ where: { organizationId, kind: 'election' } })
  await branch.db.program.create({
    data: {
      organizationId,
      kind: 'election',
      name: '换届选举',
      rule: {},
      enabled: false,
      startsOn: '2026-11',
      createdAt: branch.clock.now(),
    },
  })
  await branch.until('2026-12-16 10:01')
  expect(heard('李建国')).toBe('')
})

it('what in the make-up is worth a look is listed to officers, and nothing is concluded', async () => {
  await branch.private('王五').says('支部设置')
  expect(heard('王五')).toContain('支委')
  await branch.private('刘芳').says('支部设置')
  expect(heard('刘芳')).toMatch(/机关一支部：.*正式党员 3 人|机关一支部：没有登记/)
})

it('after a merger its people are heard as members of the other branch, and keep their year', async () => {
  const before = await branch.db.member.findFirstOrThrow({ where: { name: '蒋丽' } })
  await write(branch.db, async (tx) => {
    const act = beginAct(tx, setting, { now: branch.clock.now(), actor: { kind: 'operator' } })
    const nodes = await allNodes(tx)
    const [from, into] = ['机关一支部', name].map((one) => nodes.find((node) => node.name === one))
    if (!from || !into) throw new Error('no branches')
    await tx.duesMonth.create({
      data: { memberId: before.id, branchId: from.id, month: '2026-10', dueFen: 7200, paidFen: 7200, state: 'paid' },
    })
    await mergeBranch(act, from, into)
  })
  await branch.app.beat()
  expect(heard('郭强')).toContain('机关一支部已经并入机关二支部，3 人转到机关二支部的名单')
  expect(heard('李建国')).toContain('机关一支部已经并入')
  await elected('2024-06-20')
  await branch.private('蒋丽').says('换届什么时候')
  expect(heard('蒋丽')).toContain('机关二支部本届')
  await branch.private('蒋丽').says('我的')
  expect(heard('蒋丽')).toContain('党费交到')
})
