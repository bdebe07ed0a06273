import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { inPrivate, profiles, type Town, town } from '../support/town.ts'

describe.each(profiles)('the secretary by message, on %s', (profile) => {
  let branch: Town
  beforeEach(async () => {
    branch = await town({ profile, at: '2026-12-01 08:00' })
    await branch.until('2026-12-01 09:00')
    branch.group.heard()
    branch.private('李建国').heard()
  })
  afterEach(() => branch.close())

  const activity = () =>
    branch.db.activity.findFirstOrThrow({
      where: { title: '主题党日', period: '2026-12', organization: { name: '机关二支部' } },
    })

  it('moves an activity after one question; the old reminders fall silent, the new date gets its own', async () => {
    await branch.group.says('王五', '参加')
    await branch.group.says('赵六', '请假 4号出差')
    branch.group.heard()
    await branch.group.says('李建国', '@小助手 主题党日改到下周一下午3点')
    expect(branch.group.heard().join()).toContain('12月主题党日改到 12月7日（周一）15:00，地点不变，对吗？')
    expect((await activity()).revision).toBe(1)
    await branch.group.says('李建国', '1')
    expect(branch.group.heard().join()).toContain(
      '各位同志，12月主题党日改到 12月7日（周一）15:00，地点不变。原来答复参加的继续算',
    )
    expect(branch.private('赵六').heard().join()).toContain('新的时间能参加吗')
    await branch.private('赵六').says('2 出差延到8号了')
    expect(branch.private('赵六').heard().join()).toContain('等书记同意')
    await branch.until('2026-12-04 17:00')
    expect(branch.group.heard().filter((line) => line.includes('小时后') || line.includes('明天'))).toEqual([])
    await branch.until('2026-12-07 14:00')
    const heard = branch.group.heard().join()
    expect(heard).toContain('明天15:00')
    expect(heard).toContain('一小时后')
    expect(heard).not.toContain('@王五')
  })

  it('takes a number for what was asked last: an old question to one person is not before their eyes any more', async () => {
    await branch.group.says('李建国', '@小助手 主题党日改到下周一下午3点')
    await branch.until('2026-12-03 16:00')
    await branch.group.says('李建国', '1')
    expect((await activity()).revision).toBe(1)
    const own = await branch.db.participation.findFirstOrThrow({ where: { member: { name: '李建国' } } })
    expect(own.answer).toBe('attend')
  })

  it('keeps a reason for leave out of a draft that was shown after it was asked for', async () => {
    const secretary = branch.private('李建国')
    const { id: memberId } = await branch.db.member.findFirstOrThrow({ where: { name: '李建国' } })
    const { startsAt, id: _, ...rest } = await activity()
    const next = await branch.db.activity.create({
      data: {
        ...rest,
        sequence: 2,
        title: '义务劳动',
        topic: null,
        state: 'planned',
        startsAt: new Date(startsAt.getTime() + 86_400_000),
      },
    })
    await secretary.says('主题党日请假')
    expect(secretary.heard().join()).toContain('原因')
    const shown = { memberId, conversation: `member:${memberId}`, kind: 'draft', facts: { activityId: next.id } }
    const askedAt = branch.clock.now()
    await branch.db.question.create({
      data: { ...shown, askedAt, expiresAt: new Date(askedAt.getTime() + 86_400_000) },
    })
    await secretary.says('陪老人住院')
    const own = await branch.db.participation.findFirstOrThrow({ where: { memberId, activityId: { not: next.id } } })
    expect(own).toMatchObject({ answer: 'leave', reason: '陪老人住院' })
    const topic = async () => (await branch.db.activity.findUniqueOrThrow({ where: { id: next.id } })).topic
    expect(await topic()).toBeNull()
    await secretary.says('清理河道垃圾')
    expect(await topic()).toBe('清理河道垃圾')

    // Asked after the draft whether one comes, people give the reason alone.
    const open = { ...shown, facts: { activityId: own.activityId }, kind: 'will_attend', askedAt }
    await branch.db.question.create({ data: { ...open, expiresAt: new Date(askedAt.getTime() + 86_400_000) } })
    await secretary.says('家里水管坏了')
    expect(await topic()).toBe('清理河道垃圾')
  })

  it('keeps a reason that comes after another answer out of a draft that was shown before it was asked for', async () => {
    const secretary = branch.private('李建国')
    const { id: memberId } = await branch.db.member.findFirstOrThrow({ where: { name: '李建国' } })
    const { id: _, ...rest } = await activity()
    const next = await branch.db.activity.create({
      data: { ...rest, sequence: 2, title: '义务劳动', topic: null, state: 'planned' },
    })
    const askedAt = branch.clock.now()
    await branch.db.question.create({
      data: {
        memberId,
        conversation: `member:${memberId}`,
        kind: 'draft',
        facts: { activityId: next.id },
        askedAt,
        expiresAt: new Date(askedAt.getTime() + 86_400_000),
      },
    })
    await branch.group.says('李建国', '主题党日请假')
    expect(secretary.heard().join()).toContain('原因')
    await secretary.says('2 这次要表决，请尽量到')
    secretary.heard()
    await secretary.says('回老家办丧事')
    expect((await branch.db.activity.findUniqueOrThrow({ where: { id: next.id } })).topic).toBeNull()
    expect(secretary.heard().join()).not.toContain('主题：回老家办丧事')
    await secretary.says('义务劳动主题：清理河道垃圾')
    expect(secretary.heard().join()).toContain('清理河道垃圾')
  })

  it('keeps what follows the number as the reason, in the words of the member', async () => {
    await branch.group.says('赵六', '2 陪老人住院，5号才回')
    await branch.group.says('王五', '2、出差')
    const reasonOf = async (name: string) =>
      (await branch.db.participation.findFirstOrThrow({ where: { member: { name } } })).reason
    expect(await reasonOf('赵六')).toBe('陪老人住院，5号才回')
    expect(await reasonOf('王五')).toBe('出差')
    await branch.group.says('孙悦', '回2 值班')
    expect(await reasonOf('孙悦')).toBe('值班')
    await branch.group.says('赵六', '2号要去体检，请个假')
    expect(await reasonOf('赵六')).toContain('2号要去体检')
  })

  it('takes the words alone for why leave is not granted, after a bare 2', async () => {
    await branch.group.says('赵六', '请假 出差')
    await branch.until('2026-12-01 17:30')
    const secretary = branch.private('李建国')
    expect(secretary.heard().join()).toContain('赵六')
    await secretary.says('2')
    expect(secretary.heard().join()).toContain('请写一句原因')
    await secretary.says('这次要表决，请尽量到')
    const { reason, leaveState } = await branch.db.participation.findFirstOrThrow({
      where: { member: { name: '赵六' } },
    })
    expect({ reason, leaveState }).toEqual({ reason: '出差', leaveState: 'rejected' })
    await branch.until('2026-12-02 09:00')
    expect(branch.private('赵六').heard().join()).toContain('没有同意：这次要表决，请尽量到')
  })

  it('refuses an impossible date with a question and changes nothing', async () => {
    await branch.private('李建国').says('主题党日改到2月30号下午3点')
    expect(branch.private('李建国').heard().join()).toMatch(/2月.*(没有|30)/)
    expect((await activity()).revision).toBe(1)
  })

  it('asks once before it calls an activity off', async () => {
    await branch.private('李建国').says('取消主题党日')
    expect(branch.private('李建国').heard().join()).toContain('取消 12月4日（周五）15:00 的12月主题党日')
    await branch.private('李建国').says('2')
    expect((await activity()).state).not.toBe('cancelled')
    await branch.private('李建国').says('取消主题党日')
    await branch.private('李建国').says('1')
    expect((await activity()).state).toBe('cancelled')
    expect(branch.group.heard().join()).toContain('取消')
    await branch.until('2026-12-04 16:00')
    expect(branch.group.heard().filter((line) => line.includes('主题党日'))).toEqual([])
  })

  it('gives whoever has no right a polite no, privately, and changes nothing', async () => {
    await branch.private('王五').says('主题党日改到周四下午3点')
    expect(branch.private('王五').heard().join()).toContain('这个要由书记、副书记来定')
    await branch.group.says('王五', '@小助手 党费都谁没交？')
    expect(branch.private('王五').heard().join()).toContain('这个只有支委能查')
    expect(branch.group.heard().filter((line) => line.includes('支委能查'))).toEqual([])
    expect((await activity()).revision).toBe(1)
  })

  it('answers what is overdue, and arranges from the list', async () => {
    await branch.until('2026-12-20 09:00')
    branch.private('李建国').heard()
    await branch.private('李建国').says('逾期')
    const list = branch.private('李建国').heard().join()
    expect(list).toContain('12月主题党日：过了 16 天，记录没有存档')
    expect(list).toContain('12月党费：还有 20 位没有入账')
    expect(list).not.toContain('何敏')
  })

  it('shows 帮助 by role, who has not answered, and a member their own year', async () => {
    await branch.private('王五').says('帮助')
    await branch.private('李建国').says('帮助')
    const member = branch.private('王五').heard().join()
    const secretary = branch.private('李建国').heard().join()
    expect(member).toContain('我的')
    expect(member).not.toContain('改期')
    expect(secretary).toContain('改期')
    await branch.group.says('张三', '收到')
    await branch.private('李建国').says('谁没答复')
    expect(branch.private('李建国').heard().join()).toContain('只回了收到 1 位：张三')
    await branch.private('王五').says('我的')
    expect(branch.private('王五').heard().join()).toContain('12月党费还没有入账')
  })

  it('asks which of two people of one name is meant, and remembers over a restart', async () => {
    await branch.group.says('马建军', '@小助手 张伟请假 下井')
    expect(branch.group.heard().join()).toContain('1 张伟（一车间），2 张伟（机电队）')
    await branch.restart()
    await branch.group.says('马建军', '2')
    const leave = await branch.db.participation.findMany({ where: { answer: 'leave' }, include: { member: true } })
    expect(leave.map((one) => one.member.label)).toEqual(['机电队'])
  })

  it('a click answers like words do', async () => {
    if (profile === 'wechat') return expect(branch.group.heard()).toEqual([])
    await branch.group.clicks('王五', '参加')
    await branch.group.clicks('王五', '参加')
    const answers = await branch.db.participation.findMany({ where: { answer: 'attend' }, include: { member: true } })
    expect(answers.map((one) => one.member.name)).toEqual(['王五'])
  })

  it('a click on a card of before is no answer to a question that has no buttons', async () => {
    if (profile === 'wechat') return
    const secretary = branch.private('李建国')
    await secretary.says('主题党日改到下周二下午3点')
    expect(secretary.heard().join()).toContain('对吗？')
    await branch.group.says('李建国', '主题党日请假')
    expect(secretary.heard().join()).toContain('请补一句原因')
    await secretary.clicks('改')
    const own = await branch.db.participation.findFirstOrThrow({ where: { member: { name: '李建国' } } })
    expect(own.answer).not.toBe('attend')
    expect((await activity()).revision).toBe(2)
  })

  it('a card from before a move asks about the new day instead of being taken for it', async () => {
    if (profile === 'wechat') return
    const old = await branch.db.notice.findFirstOrThrow({
      where: { stage: 'announcement', recipientKind: 'room', state: 'sent' },
    })
    await branch.group.says('李建国', '主题党日改到下周一下午3点')
    await branch.group.says('李建国', '1')
    await branch.group.clicks('王五', '参加')
    expect(old.revision).toBe(1)
    expect(branch.private('王五').heard().join()).toContain('这张卡片是改期前的，没有记下。现在是 12月7日（周一）15:00')
    expect(await branch.db.participation.count({ where: { answer: { not: null } } })).toBe(0)
    await branch.private('王五').says('1')
    expect(await branch.db.participation.count({ where: { answer: 'attend' } })).toBe(1)
  })

  it('a 接龙 is taken in by its difference; a removed line is asked about', async () => {
    if (profile === 'wecom') return
    const head = '#接龙\n12月主题党日\n\n'
    await branch.group.says('王五', `${head}1. 王五 参加\n2. 冯雪 参加`)
    await branch.group.says('孙悦', `${head}1. 王五 参加\n2. 冯雪 参加\n3. 孙悦 请假 孩子生病`)
    await branch.group.says('孙悦', `${head}1. 王五 参加\n2. 孙悦 请假 孩子生病`)
    const rows = await branch.db.participation.findMany({ where: { answer: { not: null } }, include: { member: true } })
    expect(Object.fromEntries(rows.map((one) => [one.member.name, one.answer]))).toEqual({
      王五: 'attend',
      冯雪: 'attend',
      孙悦: 'leave',
    })
    expect(branch.private('冯雪').heard().join()).toContain('接龙里您的那一行有变动')
  })
})

describe.each(inPrivate)('the higher committee by message, on %s', (profile) => {
  it('sees the month of all branches and reminds those who arranged nothing', async () => {
    const branch = await town({ profile, at: '2026-12-01 08:00' })
    await branch.until('2026-12-01 10:00')
    await branch.private('李建国').says('1')
    branch.private('刘芳').heard()
    await branch.private('刘芳').says('本月情况')
    expect(branch.private('刘芳').heard().join()).toMatch(
      /所属 2 个支部.*主题党日：完成 0，已定未开 1，没安排 1（机关一支部）/s,
    )
    await branch.private('刘芳').says('提醒没安排的')
    expect(branch.private('刘芳').heard().join()).toContain('1 发，2 不发')
    await branch.private('刘芳').says('1')
    expect(branch.private('郭强').heard().join()).toContain('机关党委提醒')
    await branch.close()
  })
})
