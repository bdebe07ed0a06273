import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { inPrivate, type Town, town } from '../support/town.ts'

describe.each(inPrivate)('the roll and the record, on %s', (profile) => {
  let branch: Town
  beforeEach(async () => {
    branch = await town({ profile, at: '2026-12-02 09:00' })
    await branch.until('2026-12-02 09:00')
    await branch.group.says('周磊', '线上参加')
    await branch.group.says('赵六', '请假 出差')
    await branch.until('2026-12-02 17:00')
    await branch.private('李建国').says('1')
    await branch.until('2026-12-04 15:00')
    branch.group.heard()
  })
  afterEach(() => branch.close())

  const code = () => /签到码 (\d{4})/.exec(branch.private('李建国').heard().join())?.[1] ?? ''

  it('counts a right code sent privately, keeps claims for the secretary, and corrects nobody in public', async () => {
    const right = code()
    const wrong = right === '1000' ? '1001' : '1000'
    await branch.private('王五').says(right)
    await branch.private('周磊').says(right)
    await branch.private('何敏').says(wrong)
    await branch.group.says('李四', right)
    await branch.group.says('马建军', '吴桂兰到了，替她签一下')
    expect(branch.private('王五').heard().join()).toContain('签到成功')
    expect(branch.private('何敏').heard().join()).toContain('码不对')
    expect(branch.group.heard()).toEqual([])

    await branch.until('2026-12-04 15:35')
    const check = branch.private('李建国').heard().join()
    expect(check).toContain('应到 20，已到 2（线上 1：周磊），请假 1（赵六）')
    expect(check).toContain('何敏发过签到码但码不对')
    expect(check).toContain('李四在群里说到了')
    expect(check).toMatch(/吴桂兰有人代签（马建军说的）/)
  })

  it('closes only when the counts are even, absences have reasons, and content and decisions are there', async () => {
    const secretary = branch.private('李建国')
    await branch.until('2026-12-04 15:35')
    secretary.heard()
    await secretary.says('到齐，缺张三、孙悦，孙悦请假 孩子生病，张三没请假')
    expect(secretary.heard().join()).toContain(
      '应到 20 = 实到 17 + 请假 2 + 缺席 1。记录还差：主持人、记录人、学习内容、议定事项',
    )
    await secretary.says(
      '主持李建国，记录王秀英。学习全会公报第三部分，重温誓词，6人发言。议定：王五牵头年底困难党员走访，12月20日前完成',
    )
    expect(secretary.heard().join()).toContain(
      '议定事项 1 条：年底困难党员走访，王五，12月20日（周日）前。回 1 完成存档，2 看全文。',
    )
    await secretary.says('2')
    expect(secretary.heard().join()).toContain('应到 20，实到 17，请假 2，缺席 1')
    await secretary.says('1')
    expect(secretary.heard().join()).toContain('12月主题党日已存档。张三补课到12月11日')

    const record = await branch.db.activityRecord.findFirstOrThrow({
      where: { branch: { name: '机关二支部' } },
      include: { decisions: true },
    })
    expect(record).toMatchObject({ state: 'closed', host: '李建国', recorder: '王秀英' })
    expect(record.decisions).toMatchObject([{ content: '年底困难党员走访', owner: '王五', dueOn: '2026-12-20' }])
    const marks = await branch.db.participation.groupBy({
      by: ['attendance'],
      where: { activityId: record.activityId, expected: true },
      _count: true,
    })
    expect(Object.fromEntries(marks.map((one) => [one.attendance, one._count]))).toEqual({
      present: 16,
      online: 1,
      leave: 2,
      absent: 1,
    })

    // The absent member is reminded of the make-up, privately.
    await branch.until('2026-12-09 09:00')
    expect(branch.private('张三').heard().join()).toContain('补课')
  })

  it('opens a closed record again with a reason, and keeps the reason', async () => {
    const secretary = branch.private('李建国')
    await branch.until('2026-12-04 15:35')
    await secretary.says('都到了')
    await secretary.says('主持李建国，记录王秀英。内容：学习公报。没有议定事项')
    await secretary.says('1')
    await secretary.says('重开 主题党日 漏记了张三请假')
    expect(secretary.heard().join()).toContain('已重新打开')
    const record = await branch.db.activityRecord.findFirstOrThrow({ where: { branch: { name: '机关二支部' } } })
    expect(record).toMatchObject({ state: 'open', reopenReason: expect.stringContaining('漏记了张三请假') })
    await secretary.says('张三请假 出差')
    await secretary.says('存档')
    const again = await branch.db.activityRecord.findFirstOrThrow({ where: { id: record.id } })
    expect(again.state).toBe('closed')
    const kept = await branch.db.auditEntry.findMany({ where: { action: 'take_roll' } })
    expect(kept.filter(({ before }) => JSON.stringify(before)?.includes('"attendance":"present"'))).toHaveLength(1)
  })

  it('speaks of the record privately, also when it was ordered in the group', async () => {
    const secretary = branch.private('李建国')
    await branch.until('2026-12-04 15:35')
    await secretary.says('到齐，缺张三，张三没请假')
    await secretary.says('主持李建国，记录王秀英。内容：学习公报。没有议定事项')
    branch.group.heard()
    secretary.heard()
    await branch.group.says('李建国', '@小助手 完成存档')
    expect(branch.group.heard()).toEqual([])
    expect(secretary.heard().join()).toContain('已存档。张三补课')
  })

  it('nobody owes a make-up any more who turns out not to have been absent', async () => {
    const secretary = branch.private('李建国')
    await branch.until('2026-12-04 15:35')
    await secretary.says('到齐，缺张三，张三没请假')
    await secretary.says('主持李建国，记录王秀英。内容：学习公报。没有议定事项')
    await secretary.says('1')
    expect(await branch.db.makeUp.count({ where: { state: 'owed' } })).toBe(1)
    await secretary.says('重开 主题党日 漏记了张三请假')
    await secretary.says('张三请假 出差')
    await secretary.says('存档')
    expect(await branch.db.makeUp.count()).toBe(0)
    await branch.until('2026-12-09 09:00')
    expect(branch.private('张三').heard().join()).not.toContain('补课')
  })

  it('a closed record is not changed by an old question', async () => {
    const secretary = branch.private('李建国')
    await branch.until('2026-12-04 15:35')
    await secretary.says('点名')
    await secretary.says('都到了')
    await secretary.says('主持李建国，记录王秀英。内容：学习公报。没有议定事项')
    await secretary.says('1')
    const before = await branch.db.participation.findMany({ orderBy: { id: 'asc' } })
    // As a question that was still open would be: asked before, answered after.
    await branch.db.question.updateMany({ where: { kind: 'roll' }, data: { settledAt: null } })
    await secretary.says('缺张三')
    expect(await branch.db.participation.findMany({ orderBy: { id: 'asc' } })).toEqual(before)
    secretary.heard()
    await secretary.says('1')
    expect(secretary.heard().join()).toContain('已经存档')
  })

  it('an answer after the start changes nothing and is passed on', async () => {
    await branch.private('冯雪').says('请假 孩子病了')
    expect(branch.private('李建国').heard().join()).toContain('冯雪')
    const roll = await branch.db.participation.findFirstOrThrow({ where: { member: { name: '冯雪' }, expected: true } })
    expect(roll.attendance).toBeNull()
  })

  it('keeps what the secretary was asked over a restart', async () => {
    await branch.until('2026-12-04 15:35')
    await branch.restart()
    await branch.private('李建国').says('都到了')
    expect(branch.private('李建国').heard().join()).toContain('应到 20 = 实到 19 + 请假 1 + 缺席 0')
  })

  it('keeps photographs and files with the activity, once each', async () => {
    const photo = { name: '现场.jpg', mediaType: 'image/jpeg', bytes: new Uint8Array([1, 2, 3]) }
    await branch.private('李建国').sends(photo)
    await branch.private('李建国').sends(photo)
    const kept = await branch.db.attachment.findMany()
    expect(kept).toMatchObject([{ name: '现场.jpg', size: 3 }])
  })
})
