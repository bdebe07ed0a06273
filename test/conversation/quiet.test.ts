import { afterEach, describe, expect, it } from 'vitest'
import { demoBranch } from '../../src/demo/branch.ts'
import { profiles, type Town, town } from '../support/town.ts'

let branch: Town
afterEach(() => branch.close())

describe.each(profiles)('when to keep silent, on %s', (profile) => {
  it('says nothing to chatter, questions among members, and strangers of other branches', async () => {
    branch = await town({ profile, at: '2026-12-01 09:00' })
    await branch.until('2026-12-01 09:00')
    branch.group.heard()
    if (profile === 'wechat') {
      await branch.group.says('赵六', '周五聚餐谁去？')
      await branch.group.says('冯雪', '哈哈哈哈')
      await branch.group.says('孙悦', '早上好')
    }
    await branch.until('2026-12-01 10:30')
    const heard = branch.group.heard()
    expect(heard.every((line) => line.includes('党费'))).toBe(true)
    expect(await branch.db.participation.count()).toBe(0)
  })

  it('a question changes nothing and goes to the secretary', async () => {
    branch = await town({ profile, at: '2026-12-01 09:00' })
    await branch.until('2026-12-01 09:00')
    branch.group.heard()
    await branch.group.says('周磊', '@小助手 我在柳州，线上参加行吗')
    expect(await branch.db.participation.count({ where: { answer: { not: null } } })).toBe(0)
    expect(branch.group.heard().join()).toContain('已转告')
    expect(branch.private('李建国').heard().join()).toContain('周磊')
  })

  it('does not speak in the group at night', async () => {
    branch = await town({ profile, at: '2026-11-30 20:00' })
    await branch.until('2026-11-30 21:30')
    branch.group.heard()
    await branch.db.notice.updateMany({ where: { stage: 'announcement' }, data: { dueAt: branch.clock.now() } })
    await branch.until('2026-12-01 07:59')
    expect(branch.group.heard()).toEqual([])
    await branch.until('2026-12-01 08:00')
    expect(branch.group.heard().join()).toContain('主题党日')
  })

  it('speaks unprompted at most twice a day in the group', async () => {
    branch = await town({ profile, at: '2026-12-01 08:00' })
    await branch.until('2026-12-01 20:00')
    expect(branch.group.heard().length).toBeLessThanOrEqual(2)
  })
})

describe('after a standstill', () => {
  it('what was due is sent late, once, and says so; what no longer helps is not', async () => {
    branch = await town({ at: '2026-12-02 09:00' })
    await branch.until('2026-12-03 15:00')
    branch.group.heard()
    await branch.app.stop()
    // The program is down over the reminder of 16:00.
    branch.clock.moveTo(new Date(branch.clock.now().getTime() + 3 * 3_600_000))
    await branch.restart()
    const heard = branch.group.heard()
    expect(heard).toHaveLength(1)
    expect(heard[0]).toMatch(/^补发：原定今天16:00的提醒因系统停机晚到。/)
    await branch.restart()
    expect(branch.group.heard()).toEqual([])
  })

  it('a send cut off in the middle is asked about, never repeated blindly', async () => {
    branch = await town({ at: '2026-12-01 08:55' })
    await branch.until('2026-12-01 08:59')
    await branch.until('2026-12-01 09:00')
    // As a crash leaves it: marked as being sent, no outcome.
    const home = await branch.db.room.findFirstOrThrow({ where: { title: demoBranch } })
    const sent = await branch.db.notice.findFirstOrThrow({
      where: { stage: 'announcement', recipientKind: 'room', recipientId: home.id, state: 'sent' },
    })
    await branch.db.notice.update({ where: { id: sent.id }, data: { state: 'sending' } })
    branch.group.heard()
    branch.private('李建国').heard()
    await branch.restart()
    expect(branch.group.heard()).toEqual([])
    expect(branch.private('李建国').heard().join()).toContain('1 重发，2 已看到')
    await branch.private('李建国').says('2')
    expect((await branch.db.notice.findUniqueOrThrow({ where: { id: sent.id } })).state).toBe('sent')
    expect(branch.group.heard()).toEqual([])
  })
})

describe('who cannot be reached', () => {
  it('the group asks the secretary to write once; what waited then arrives', async () => {
    branch = await town({ profile: 'wecom', acquainted: [], at: '2026-11-27 09:55' })
    await branch.until('2026-11-27 10:05')
    expect(branch.group.heard().join()).toContain('@李建国 有事要请您定')
    await branch.private('李建国').says('你好')
    expect(branch.private('李建国').heard().join()).toContain('12月主题党日按惯例')
  })

  it('members go on the call list, never into the group', async () => {
    branch = await town({ profile: 'wecom', acquainted: ['李建国', '王秀英'], at: '2026-12-06 09:00' })
    await branch.until('2026-12-07 12:00')
    expect(branch.group.heard().join()).not.toMatch(/何敏|张三.*党费/)
    const told = branch.private('李建国').heard().join()
    expect(told).toContain('请打个电话')
    expect(told).toContain('何敏：党费还没有交')
  })
})
