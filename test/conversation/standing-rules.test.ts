import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Town, town } from '../support/town.ts'

let branch: Town
beforeEach(async () => {
  branch = await town({ at: '2026-11-23 08:00' })
  await branch.until('2026-11-23 09:00')
})
afterEach(() => branch.close())

const day = async (name = '机关二支部') => {
  const [found] = await branch.db.activity.findMany({
    where: { title: '主题党日', period: '2026-12', organization: { name } },
  })
  return found && `${branch.app ? found.startsAt.toISOString() : ''} ${found.state}`
}
const rule = async (name = '机关二支部', program = '主题党日') => {
  const found = await branch.db.program.findFirst({ where: { name: program, organization: { name } } })
  return found && { rule: found.rule, enabled: found.enabled, own: found.own }
}
/** Says it privately and returns what came back. */
const talk = async (who: string, ...lines: string[]) => {
  for (const line of lines) {
    branch.private(who).heard()
    await branch.private(who).says(line)
  }
  return branch.private(who).heard().join('\n')
}

describe('the secretary changes a standing arrangement', () => {
  it('sees what moves, and only a 1 changes it', async () => {
    const before = await day()
    const asked = await talk('李建国', '主题党日改成每月第二个周五下午4点')
    expect(asked).toContain('机关二支部的主题党日：每月第二个周五，16:00 开始，以后都这样，对吗？')
    expect(asked).toContain('改期 1 次：12月主题党日 12月4日（周五）15:00 → 12月11日（周五）16:00')
    expect(await day()).toBe(before)
    expect(await talk('李建国', '1')).toContain('改好了')
    expect(await day()).toBe('2026-12-11T08:00:00.000Z planned')
    expect(await rule()).toMatchObject({ own: { cadence: { nth: 2, weekday: 5 }, hour: '16:00' } })
    expect(await day('机关一支部')).toBe(before)
  })

  it('by a 2 changes nothing, by a question neither, and one activity is moved as before', async () => {
    const before = [await day(), await rule()]
    expect(await talk('李建国', '主题党日以后下午4点开', '2')).toContain('好的，不改')
    await talk('李建国', '主题党日改成每月第二个周五可以吗？')
    await talk('李建国', '主题党日是不是改成每月第二个周五了')
    expect(await branch.db.question.count({ where: { kind: 'rule_change', settledAt: null } })).toBe(0)
    expect([await day(), await rule()]).toEqual(before)
    await talk('李建国', '这个月主题党日改到周四')
    await talk('李建国', '主题党日改到12月8日下午3点')
    expect((await rule())?.rule).toEqual((before[1] as { rule: unknown }).rule)
    expect(await day()).toBe('2026-12-08T07:00:00.000Z planned')
  })

  it('says what to do in holidays, and switches on what the catalogue knows', async () => {
    expect(await talk('李建国', '主题党日逢节假日提前', '1')).toContain('逢放假提前')
    expect((await rule())?.rule).toMatchObject({ holidays: 'prev_workday' })
    expect(await talk('李建国', '开通员工讲坛')).toContain('机关二支部的员工讲坛：开通')
    await talk('李建国', '1')
    expect(await rule('机关二支部', '员工讲坛')).toMatchObject({ enabled: true })
    await talk('李建国', '停用员工讲坛', '1')
    expect(await rule('机关二支部', '员工讲坛')).toMatchObject({ enabled: false })
  })

  it('is not for members, nor for what the committee holds', async () => {
    expect(await talk('王五', '主题党日改成每月第二个周五')).toContain('这个要由书记、副书记来定')
    expect(await talk('李建国', '停用道德讲堂')).toContain('「道德讲堂」由机关党委举办')
    expect(await talk('李建国', '所属支部主题党日改成每月第二个周五')).toContain('由上级党组织来定')
    expect(await branch.db.question.count({ where: { kind: 'rule_change' } })).toBe(0)
  })
})

describe('a committee officer changes it for all below', () => {
  it('sees the branches; what a branch set itself stays', async () => {
    await talk('李建国', '主题党日以后下午4点开', '1')
    const asked = await talk('刘芳', '所属支部主题党日改成每月第二个周五上午9点')
    expect(asked).toContain('机关党委所属支部的主题党日：每月第二个周五，09:00 开始，以后都这样，对吗？')
    expect(asked).toContain('改期 2 次：机关一支部 12月主题党日')
    expect(asked).toContain('自己定过的照旧（1 个）：机关二支部')
    expect(await talk('刘芳', '1')).toContain('2 次活动改期')
    expect(await day()).toBe('2026-12-11T08:00:00.000Z planned')
    expect(await day('机关一支部')).toBe('2026-12-11T01:00:00.000Z planned')
  })

  it('what the committee made binding the secretary cannot change, and hears whose it is', async () => {
    const committee = await branch.db.organization.findFirstOrThrow({ where: { name: '机关党委' } })
    await talk('刘芳', '所属支部主题党日逢节假日提前', '1')
    await branch.db.localRule.updateMany({ where: { organizationId: committee.id }, data: { binding: true } })
    expect(await talk('李建国', '主题党日逢放假顺延')).toContain('由机关党委统一规定')
    expect((await rule())?.rule).toMatchObject({ holidays: 'prev_workday' })
  })

  it('switches an institution on for all below', async () => {
    expect(await talk('刘芳', '所属支部开通员工讲坛')).toContain('开通：')
    await talk('刘芳', '1')
    expect(await rule('机关一支部', '员工讲坛')).toMatchObject({ enabled: true, own: {} })
    expect(await rule('机关二支部', '员工讲坛')).toMatchObject({ enabled: true })
    await talk('李建国', '停用员工讲坛', '1')
    expect(await rule('机关二支部', '员工讲坛')).toMatchObject({ enabled: false })
  })
})
