import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { profiles, type Town, town } from '../support/town.ts'

describe.each(profiles)('December of a branch, on %s', (profile) => {
  let branch: Town
  beforeEach(async () => {
    branch = await town({ profile })
  })
  afterEach(() => branch.close())

  it('asks the secretary first, announces what was approved, and sums up the answers', async () => {
    const secretary = branch.private('李建国')
    await branch.until('2026-11-27 10:00')
    const draft = secretary.heard()
    expect(draft.join()).toContain('12月主题党日按惯例是 12月4日（周五）15:00，二楼党员活动室')
    expect(draft.join()).toContain('回 1 就这样发通知，2 改时间，3 改地点')

    await secretary.says('主题是学习全会精神，重温入党誓词，当天收党费')
    expect(secretary.heard().join()).toContain(
      '通知草稿：「12月主题党日：12月4日（周五）15:00，二楼党员活动室。主题：学习全会精神，重温入党誓词，当天收党费。」',
    )
    await secretary.says('1')
    expect(secretary.heard().join()).toContain('发到群里')
    expect(branch.group.heard()).toEqual([])

    await branch.until('2026-12-01 09:00')
    const announced = branch.group.heard()
    expect(announced[0]).toContain('各位同志，12月主题党日：12月4日（周五）15:00，二楼党员活动室。主题：学习全会精神')

    await branch.group.says('张三', '收到')
    await branch.group.says('王五', '参加')
    await branch.group.says('赵六', '请个假，4号出差去西安，6号回')
    await branch.group.says('吴桂兰', '1')
    await branch.group.says('阿依古丽·买买提', '争取到，要看夜班怎么排')
    expect(branch.private('赵六').heard().join()).toContain('记下了')
    await branch.until('2026-12-01 09:12')
    const summary = branch.group.heard().join()
    expect(summary).toContain('已答复 4 位：参加 2，请假 1，待定 1；知悉 1。还有 16 位同志请答复。')
    expect(summary).not.toContain('西安')

    await branch.until('2026-12-01 17:00')
    expect(secretary.heard().join()).toContain('有 1 位请假：赵六，主题党日，「4号出差去西安，6号回」')
    await secretary.says('1')
    expect(branch.private('赵六').heard().join()).toContain('书记同意了')

    await branch.until('2026-12-03 16:00')
    const reminder = branch.group.heard().at(-1) ?? ''
    expect(reminder).toContain('@张三')
    expect(reminder).not.toContain('@王五')
  })
})
