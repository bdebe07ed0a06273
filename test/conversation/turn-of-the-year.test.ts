import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { inPrivate, profiles, type Town, town } from '../support/town.ts'

describe.each(profiles)('around the turn of the year, on %s', (profile) => {
  let branch: Town
  beforeEach(async () => {
    branch = await town({ profile, at: '2026-12-01 09:55' })
    await branch.until('2026-12-01 10:00')
  })
  afterEach(() => branch.close())

  it('does not forget what is owed for the old year, and takes several months at once', async () => {
    await branch.until('2027-01-05 10:00')
    const member = branch.private('李四')
    member.heard()
    await member.says('我的')
    expect(member.heard().join()).toContain('还欠：2026年12月党费没有入账')
    await member.says('12月和1月的党费都交了')
    expect(member.heard().join()).toContain('12月党费、1月党费等王秀英核对')
    expect(await branch.db.duesMonth.count({ where: { member: { name: '李四' }, state: 'claimed' } })).toBe(2)
  })

  it('puts no meeting on a day off that stands in the law, though the year is not published yet', async () => {
    await branch.until('2026-12-20 10:00')
    const january = await branch.db.activity.findFirstOrThrow({
      where: { title: '主题党日', period: '2027-01', organization: { name: '机关二支部' } },
    })
    expect(january.startsAt.toISOString()).toBe('2027-01-04T07:00:00.000Z')
    expect(january.provisional).toBe(true)
    await branch.private('李建国').says('日程')
    expect(branch.private('李建国').heard().join()).toContain('（暂定）')
  })

  it('never answers the dues officer with nothing, and takes 都交齐了 for everybody’s dues', async () => {
    const officer = branch.private('王秀英')
    await officer.says('收到李四喜76')
    officer.heard()
    await officer.says('李四喜交了76，收到')
    expect(officer.heard().join()).toContain('早已入账')
    await officer.says('12月党费收齐了，都交了')
    expect(officer.heard().join()).toContain('未交 19')
    expect(await branch.db.duesMonth.count({ where: { state: 'claimed' } })).toBe(0)
  })
})

describe.each(inPrivate)('from the list of what is overdue, on %s', (profile) => {
  it('arranges by number what was never arranged', async () => {
    const branch = await town({ profile, at: '2026-11-28 09:00' })
    const lecture = await branch.db.program.findFirstOrThrow({ where: { name: '名师大讲堂' } })
    const home = await branch.db.organization.findFirstOrThrow({ where: { name: '机关二支部' } })
    const rule = lecture.rule ?? {}
    await branch.db.program.create({
      data: {
        organizationId: home.id,
        name: '党员大会',
        kind: 'general_meeting',
        enabled: true,
        rule,
        startsOn: '2026-01',
        createdAt: new Date('2025-12-01'),
      },
    })
    const secretary = branch.private('李建国')
    await branch.until('2026-12-09 08:00')
    await branch.db.notice.deleteMany({ where: { causeKind: 'activity', state: 'due' } })
    await branch.db.activity.deleteMany({ where: { title: '党员大会' } })
    secretary.heard()
    await secretary.says('逾期')
    expect(secretary.heard().join()).toContain('1. 四季度党员大会：还没有安排')
    await secretary.says('1 安排 28号下午3点')
    await secretary.says('1')
    expect(secretary.heard().join()).toContain('四季度党员大会安排好了')
    await branch.close()
  })
})

describe.each(profiles)('a lecture of the committee, on %s', (profile) => {
  it('gets its place with its topic or with its date, a host from above, and an answer to a greeting', async () => {
    const branch = await town({ profile, at: '2026-12-09 09:00' })
    const officer = branch.private('刘芳')
    await officer.says('你好')
    expect(officer.heard().join()).toContain('我是小助手')
    await branch.until('2026-12-09 10:00')
    officer.heard()
    await officer.says('讲堂主题是高质量发展，地点大礼堂')
    expect(officer.heard().join()).toContain('15:00，大礼堂。主题：高质量发展。')
    await officer.says('1')
    await officer.says('安排 四季度道德讲堂 12月25日下午3点 三楼会议室')
    expect(officer.heard().join()).toContain('12月25日（周五）15:00，三楼会议室')
    await officer.says('1')
    const ethics = await branch.db.activity.findFirstOrThrow({ where: { title: '道德讲堂', period: '2026-Q4' } })
    expect(ethics.place).toBe('三楼会议室')

    await branch.until('2026-12-16 15:40')
    const secretary = branch.private('李建国')
    secretary.heard()
    await secretary.says('都到了')
    await secretary.says('主持刘芳，记录王秀英，内容：高质量发展讲座，无议定事项')
    expect(secretary.heard().join()).toContain('齐了')
    await secretary.says('1')
    const records = await branch.db.activityRecord.findMany({
      where: { activity: { title: '名师大讲堂' } },
      include: { branch: true },
    })
    const kept = Object.fromEntries(records.map((one) => [one.branch.name, [one.state, one.host]]))
    expect(kept).toEqual({ 机关一支部: ['open', null], 机关二支部: ['closed', '刘芳'] })
    await branch.close()
  })
})
