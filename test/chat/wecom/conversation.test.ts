import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { instant } from '../../support/town.ts'
import { groupId, WecomTown } from '../../support/wecom-town.ts'

describe('a branch in WeCom, over the wire', () => {
  let branch: WecomTown
  beforeEach(async () => {
    branch = await WecomTown.open('2026-11-27 09:55')
  })
  afterEach(() => branch.close())

  const count = (answer: 'attend' | 'leave') =>
    branch.app.db.participation.count({ where: { answer, activity: { startsAt: instant('2026-12-04 15:00') } } })

  const approve = async () => {
    await branch.until('2026-11-27 10:00')
    await branch.says('李建国', '主题是学习全会精神')
    await branch.clicks('李建国', '同意', 'private')
    expect(branch.heard('李建国').join()).toContain('发到群里')
  }

  it('announces, takes answers by button, word and voice, sums up, and speaks of dues in private', async () => {
    await approve()
    await branch.until('2026-12-01 09:00')
    const announced = branch.heard(groupId).join()
    expect(announced).toContain('12月主题党日')
    expect(announced).toContain('主题：学习全会精神')

    const click = await branch.clicks('王五', '参加')
    await branch.again(click)
    await branch.clicks('王五', '参加')
    await branch.restart()
    await branch.clicks('张三', '收到')
    await branch.inGroup('赵六', '请个假，4号出差去西安')
    await branch.speaks('吴桂兰', '能参加。')
    expect([await count('attend'), await count('leave')]).toEqual([2, 1])

    await branch.until('2026-12-01 09:20')
    const summary = branch.heard(groupId).join()
    expect(summary).toMatch(/已答复 3 位：参加 2，请假 1；知悉 1/)
    expect(summary).not.toContain('西安')

    await branch.until('2026-12-07 11:00')
    expect(branch.heard('何敏').join()).toContain('何敏同志，12月党费 0.20 元')
    expect(branch.heard(groupId).join()).not.toContain('何敏同志，12月党费')
  })

  it('asks about an announcement that was cut off, and shows it once though it is sent again', async () => {
    await approve()
    await branch.until('2026-12-01 08:59')
    branch.heard(groupId)
    branch.heard('李建国')
    const cards = () => branch.emulator.shown(groupId).filter((one) => one.card)
    const before = cards().length
    branch.emulator.dropAck('aibot_send_msg', groupId)
    const announcing = branch.until('2026-12-01 09:00')
    await branch.emulator.until(() => cards().length > before)
    branch.emulator.cut()
    await announcing
    const notice = () =>
      branch.app.db.notice.findFirstOrThrow({
        where: { kind: 'announcement', recipientKind: 'room', dueAt: { lte: branch.clock.now() } },
      })
    expect((await notice()).state).toBe('unconfirmed')

    await branch.connected()
    await branch.until('2026-12-01 09:05')
    expect(branch.heard('李建国').join()).toMatch(/主题党日通知[\s\S]*1 重发，2 已看到/)
    await branch.says('李建国', '1')
    await branch.until('2026-12-01 09:06')
    expect((await notice()).state).toBe('sent')
    expect(cards()).toHaveLength(before + 1)
    await branch.clicks('王五', '参加')
    expect(await count('attend')).toBe(1)
  })
})
