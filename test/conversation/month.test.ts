import { afterEach, describe, expect, it } from 'vitest'
import { platforms, type Town, town } from '../support/town.ts'

let branch: Town
afterEach(() => branch.close())

describe.each(platforms)('a month of a branch, on %s', (profile) => {
  it('reads the same everywhere: draft, answers, leave, move, sign-in, record, dues, overdue', async () => {
    branch = await town({ profile })
    const { group } = branch
    const secretary = branch.private('李建国')
    const officer = branch.private('王秀英')

    // The secretary is asked first.
    await branch.until('2026-11-27 10:00')
    const draft = secretary.heard().join()
    expect(draft).toContain('12月主题党日按惯例是 12月4日（周五）15:00，二楼党员活动室')
    expect(draft).toContain('1 就这样发通知，2 改时间，3 改地点')
    await secretary.says('主题是学习全会精神，重温入党誓词，当天收党费')
    expect(secretary.heard().join()).toContain('主题：学习全会精神，重温入党誓词，当天收党费。」')
    await secretary.says('1')
    expect(secretary.heard().join()).toContain('发到群里')
    expect(group.heard()).toEqual([])

    // The group is told, and answers: by button where there are any, by words everywhere.
    await branch.until('2026-12-01 09:00')
    const told = group.heard().join()
    expect(told).toContain('各位同志，12月主题党日')
    expect(told).toContain('12月4日（周五）15:00，二楼党员活动室。主题：学习全会精神')
    await group.says('张三', '收到')
    if (branch.stage.buttons) await group.clicks('王五', '参加')
    else await group.says('王五', '参加')
    await group.says('赵六', '请个假，4号出差去西安，6号回')
    await group.says('吴桂兰', '1')
    await group.says('阿依古丽·买买提', '争取到，要看夜班怎么排')
    expect(branch.private('赵六').heard().join()).toContain('记下了')
    await branch.until('2026-12-01 09:12')
    const summary = group.heard().join()
    expect(summary).toContain('已答复 4 位：参加 2，请假 1，待定 1；知悉 1。还有 16 位同志请答复。')
    expect(summary).not.toContain('西安')
    await branch.until('2026-12-01 17:00')
    expect(secretary.heard().join()).toContain('有 1 位请假：赵六，主题党日，「4号出差去西安，6号回」')
    await secretary.says('1')
    expect(branch.private('赵六').heard().join()).toContain('书记同意了')

    // Only who owes an answer is mentioned; then the day is moved.
    await branch.until('2026-12-03 16:00')
    const reminder = group.heard().join()
    expect(reminder).toContain('@张三')
    expect(reminder).not.toContain('@王五')
    await group.says('李建国', '@小助手 主题党日改到下周一下午3点')
    expect(group.heard().join()).toContain('改到 12月7日（周一）15:00，地点不变，对吗？')
    await group.says('李建国', '1')
    expect(group.heard().join()).toContain('各位同志，12月主题党日改到 12月7日（周一）15:00')
    await branch.private('赵六').says('1')
    expect(branch.private('赵六').heard().join()).toContain('参加')

    // The meeting: sign-in, roll, record.
    await branch.until('2026-12-07 15:00')
    group.heard()
    const code = /签到码 (\d{4})/.exec(secretary.heard().join())?.[1] ?? ''
    await branch.private('王五').says(code)
    await branch.private('何敏').says(code === '1000' ? '1001' : '1000')
    expect(branch.private('王五').heard().join()).toContain('签到成功')
    expect(branch.private('何敏').heard().join()).toContain('码不对')
    expect(group.heard()).toEqual([])
    await branch.until('2026-12-07 15:35')
    expect(secretary.heard().join()).toContain('何敏发过签到码但码不对')
    await secretary.says('到齐，缺张三、孙悦，孙悦请假 孩子生病，张三没请假')
    expect(secretary.heard().join()).toContain('应到 20 = 实到 18 + 请假 1 + 缺席 1')
    await secretary.says(
      '主持李建国，记录王秀英。学习全会公报第三部分，6人发言。议定：王五牵头年底困难党员走访，12月20日前完成',
    )
    expect(secretary.heard().join()).toContain('1 完成存档')
    await secretary.says('1')
    expect(secretary.heard().join()).toContain('12月主题党日已存档')

    // Dues: told in private, counted in the group, confirmed with a difference.
    await branch.private('何敏').says('党费交了')
    await branch.private('张三').says('党费交了一百二')
    await branch.until('2026-12-10 16:59')
    officer.heard()
    await branch.until('2026-12-10 17:00')
    expect(officer.heard().join()).toMatch(/待核 2：.*张三 120.00/)
    await officer.says('都收到了，张三交的是102')
    expect(officer.heard().join()).toContain('差 18.00 挂着')
    await officer.says('1')
    expect(branch.private('张三').heard().join()).toContain('还差 18.00 元')
    expect(group.heard().filter((line) => /何敏|张三/.test(line) && line.includes('党费'))).toEqual([])

    // What is overdue.
    await branch.until('2026-12-12 09:00')
    secretary.heard()
    await secretary.says('逾期')
    expect(secretary.heard().join()).toContain('12月党费：还有 19 位没有入账')

    // The same is kept, whatever the platform.
    const record = await branch.db.activityRecord.findFirstOrThrow({
      where: { branch: { name: '机关二支部' } },
      include: { decisions: true },
    })
    expect(record).toMatchObject({ state: 'closed', host: '李建国', recorder: '王秀英' })
    expect(record.decisions).toMatchObject([{ owner: '王五', dueOn: '2026-12-20' }])
    const marks = await branch.db.participation.groupBy({
      by: ['attendance'],
      where: { activityId: record.activityId, expected: true },
      _count: true,
    })
    expect(Object.fromEntries(marks.map((one) => [one.attendance, one._count]))).toEqual({
      present: 18,
      leave: 1,
      absent: 1,
    })
    const paid = await branch.db.duesMonth.findMany({
      where: { paidFen: { gt: 0 } },
      include: { member: true },
      orderBy: { memberId: 'asc' },
    })
    expect(paid.map((one) => [one.member.name, one.paidFen, one.state])).toEqual([
      ['张三', 10200, 'due'],
      ['何敏', 20, 'paid'],
    ])
  })
})
