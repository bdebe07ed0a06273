import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Town, town } from '../support/town.ts'

let branch: Town
afterEach(() => branch.close())

const activity = () =>
  branch.db.activity.findFirstOrThrow({
    where: { title: '主题党日', period: '2026-12', organization: { name: '机关二支部' } },
  })

describe('an answer that comes too late', () => {
  beforeEach(async () => {
    branch = await town({ at: '2026-12-04 09:00' })
    await branch.until('2026-12-04 14:55')
  })

  it('does not move what has begun', async () => {
    await branch.private('李建国').says('主题党日改到下周一下午3点')
    await branch.until('2026-12-04 15:01')
    branch.private('李建国').heard()
    await branch.private('李建国').says('1')
    expect(branch.private('李建国').heard().join()).toContain('已经开始或者取消了')
    expect(await activity()).toMatchObject({ state: 'held', revision: 1 })
    // The clock goes on.
    await branch.until('2026-12-07 15:40')
    expect(await branch.db.activityRecord.count({ where: { activityId: (await activity()).id } })).toBe(1)
  })

  it('does not call off what has begun', async () => {
    await branch.private('李建国').says('取消主题党日')
    await branch.until('2026-12-04 15:01')
    await branch.private('李建国').says('1')
    expect((await activity()).state).toBe('held')
  })

  it('does not arrange again what was held', async () => {
    await branch.until('2026-12-04 16:00')
    await branch.private('李建国').says('安排 主题党日 12月18号下午3点')
    await branch.private('李建国').says('1')
    expect(branch.private('李建国').heard().join()).toContain('12月主题党日已经开过了')
    expect(await activity()).toMatchObject({ state: 'held', revision: 1 })
  })
})

it('nothing is arranged for a time that has gone by', async () => {
  branch = await town({ at: '2026-12-20 09:00' })
  await branch.until('2026-12-20 09:00')
  await branch.private('李建国').says('安排 主题党日 今天上午8点')
  expect(branch.private('李建国').heard().join()).toContain('已经过了')
  expect(await branch.db.question.count({ where: { kind: 'arrange' } })).toBe(0)
})

describe('a question whose matter was settled otherwise', () => {
  it('moves nothing back: an earlier question about the same activity is settled with the later one', async () => {
    branch = await town({ at: '2026-12-01 08:00' })
    await branch.until('2026-12-01 09:00')
    const secretary = branch.private('李建国')
    await secretary.says('主题党日改到下周一下午3点')
    await secretary.says('主题党日改到下周二下午3点')
    await secretary.says('1')
    const moved = await activity()
    await secretary.says('1')
    expect((await activity()).startsAt).toEqual(moved.startsAt)
    expect((await activity()).revision).toBe(moved.revision)
  })

  it('does not move to a time that has gone by', async () => {
    branch = await town({ at: '2026-12-01 08:00' })
    await branch.until('2026-12-01 09:00')
    await branch.private('李建国').says('主题党日改到今天下午3点')
    await branch.until('2026-12-01 15:30')
    await branch.private('李建国').says('1')
    expect(branch.private('李建国').heard().join()).toContain('时间已经过了')
    expect((await activity()).revision).toBe(1)
  })
})
