import { afterEach, describe, expect, it } from 'vitest'
import { beginAct } from '../../src/actions/act.ts'
import { addProgram } from '../../src/actions/programs/programs.ts'
import { write } from '../../src/records/database.ts'
import { profiles, setting, type Town, town } from '../support/town.ts'

let branch: Town
afterEach(() => branch.close())

/** 党小组会 on the second Thursday, 10 December. */
async function withGroups(profile: (typeof profiles)[number]) {
  branch = await town({ profile, at: '2026-12-01 07:00' })
  await write(branch.db, async (tx) => {
    const act = beginAct(tx, setting, { now: branch.clock.now(), actor: { kind: 'operator' } })
    const organization = await tx.organization.findFirstOrThrow({ where: { name: '机关二支部' } })
    await addProgram(act, organization, '党小组会', {
      cadence: { on: 'nth_weekday', nth: 2, weekday: 4 },
      hour: '16:00',
      fields: ['host', 'content'],
    })
  })
}

describe.each(profiles)('a party group meets, on %s', (profile) => {
  it('its leader sees to it, its members are asked and counted, the branch keeps the record', {
    timeout: 60_000,
  }, async () => {
    await withGroups(profile)
    const { private: alone, group } = branch
    await branch.until('2026-12-04 08:00')
    group.heard()
    await branch.until('2026-12-06 09:00')
    const draft = alone('李四').heard().join()
    expect(draft).toContain('12月第一党小组会按惯例是 12月10日（周四）16:00')
    expect(draft).not.toContain('第二党小组会')
    expect(alone('孙悦').heard().join()).toContain('12月第二党小组会按惯例是 12月10日（周四）16:00')
    await alone('李四').says('主题是学习全会精神')
    await alone('李四').says('1')
    expect(alone('李四').heard().join()).toContain('发到群里')

    await branch.until('2026-12-07 09:30')
    const announced = group.heard().filter((line) => line.includes('第一党小组会：12月10日'))
    expect(announced).toHaveLength(1)
    expect(announced[0]).toContain('@张三')
    expect(announced[0]).not.toContain('@冯雪')

    await group.says('张三', '参加')
    await alone('赵六').says('第一党小组会请假 出差去西安')
    expect(alone('赵六').heard().join()).toContain('等组长同意')
    await alone('冯雪').says('第一党小组会参加')
    const answers = () =>
      branch.db.participation.findMany({
        where: { activity: { title: '第一党小组会' }, answer: { not: null } },
        include: { member: true },
      })
    expect((await answers()).map((one) => one.member.name).sort()).toEqual(['张三', '赵六'])
    await branch.until('2026-12-07 17:30')
    expect(alone('李四').heard().join()).toContain('赵六，第一党小组会，「出差去西安」')
    expect(alone('李建国').heard().join()).not.toContain('「出差去西安」')
    await alone('李四').says('1')
    expect(alone('赵六').heard().join()).toContain('组长同意了')

    await branch.until('2026-12-09 16:30')
    const asked = group.heard().filter((line) => line.includes('还请') && line.includes('第一党小组会'))
    expect(asked.join()).toContain('@王五')
    expect(asked.join()).not.toContain('@张三')
    expect(asked.join()).not.toContain('@冯雪')

    await branch.until('2026-12-10 16:00')
    const code = /签到码 (\d{4})/.exec(alone('李四').heard().join())?.[1] ?? ''
    expect(alone('李建国').heard().join()).not.toContain('第一党小组会签到码')
    await alone('张三').says(code)
    expect(alone('张三').heard().join()).toContain('第一党小组会')
    await branch.until('2026-12-10 16:40')
    expect(alone('李四').heard().join()).toContain('12月第一党小组会：应到 9，已到 1')
    await alone('李四').says('都到了')
    expect(alone('李四').heard().join()).toContain('应到 9 = 实到 8 + 请假 1 + 缺席 0')
    await alone('李四').says('主持李四。内容：学习全会公报，6人发言')
    expect(alone('李四').heard().join()).toContain('齐了')
    await alone('李建国').says('看第一党小组会记录')
    expect(alone('李建国').heard().join()).toContain('应到 9，实到 8')
    await alone('李四').says('存档')
    expect(alone('李四').heard().join()).toContain('12月第一党小组会已存档')
    const record = await branch.db.activityRecord.findFirstOrThrow({
      where: { activity: { title: '第一党小组会' } },
      include: { branch: true },
    })
    expect([record.branch.name, record.state, record.host]).toEqual(['机关二支部', 'closed', '李四'])

    await branch.until('2026-12-20 09:00')
    await alone('李建国').says('逾期')
    expect(alone('李建国').heard().join()).toMatch(/12月第二党小组会：过了 10 天/)
    await alone('李四').says('逾期')
    expect(alone('李四').heard().join()).not.toContain('第二党小组会')
  })

  it('gives the leader rights over the group alone', async () => {
    await withGroups(profile)
    await branch.until('2026-12-02 09:00')
    const leader = branch.private('李四')
    leader.heard()
    await leader.says('主题党日改到周四下午3点')
    await leader.says('第二党小组会改到12月11日下午3点')
    await leader.says('12月党费都谁没交')
    const moved = await branch.db.activity.findMany({ where: { revision: { gt: 1 } } })
    expect(moved).toEqual([])
    expect(leader.heard().join()).toContain('这个只有支委能查')
    await leader.says('第一党小组会改到12月11日下午3点')
    expect(leader.heard().join()).toContain('12月11日（周五）15:00')
  })
})

it('a group with a chat of its own meets there; one without a leader has the secretary; one without members does not meet', {
  timeout: 120_000,
}, async () => {
  await withGroups('wechat')
  const { db, stage } = branch
  const group = async (name: string) =>
    db.organization.findFirstOrThrow({
      where: { name, parent: { name: '机关二支部' } },
      include: { groupMembers: true },
    })
  const second = await group('第二党小组')
  await db.room.create({ data: { platform: 'sandbox', roomId: 'second', title: '二组', organizationId: second.id } })
  await db.position.deleteMany({ where: { organizationId: second.id } })
  await branch.until('2026-12-04 12:00')
  expect(branch.private('李建国').heard().join()).toContain('12月第二党小组会按惯例是')
  await branch.until('2026-12-07 09:30')
  const room = { kind: 'room', id: 'second' } as const
  expect(stage.said(room).join()).toContain('各位同志，12月第二党小组会：12月10日（周四）16:00，二楼党员活动室')
  expect(branch.group.heard().join()).not.toContain('第二党小组会')
  const speaker = async (name: string) => {
    const member = await db.member.findFirstOrThrow({ where: { name } })
    return { userId: stage.userId(member.id), name }
  }
  await stage.say(await speaker('冯雪'), room, '参加')
  await stage.say(await speaker('王五'), room, '参加')
  const answers = await db.participation.findMany({
    where: { activity: { title: '第二党小组会' }, answer: { not: null } },
    include: { member: true },
  })
  expect(answers.map((one) => one.member.name)).toEqual(['冯雪'])

  const next = () => db.activity.findFirst({ where: { title: '第二党小组会', period: '2027-01' } })
  await branch.until('2027-01-01 08:00')
  expect((await next())?.state).toBe('planned')
  await db.member.updateMany({ where: { groupId: second.id }, data: { groupId: null } })
  await db.organization.updateMany({ where: { name: '机关二支部' }, data: { rosterRevision: { increment: 1 } } })
  await branch.until('2027-01-01 08:10')
  expect((await next())?.state).toBe('cancelled')
})
