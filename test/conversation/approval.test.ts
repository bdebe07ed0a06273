import { afterEach, beforeEach, expect, it } from 'vitest'
import { type Town, town } from '../support/town.ts'

let branch: Town
beforeEach(async () => {
  branch = await town({ at: '2026-11-26 17:00' })
})
afterEach(() => branch.close())

const decide = async (name: string, value: string) => {
  await branch.db.organization.updateMany({
    where: { name },
    data: { policies: { approve: { value, binding: true } } },
  })
  await branch.until('2026-11-27 10:01')
  branch.private('李建国').heard()
}
const activity = () =>
  branch.db.activity.findFirstOrThrow({
    where: { title: '主题党日', period: '2026-12', organization: { name: '机关二支部' } },
  })
const talk = async (who: string, line: string) => {
  branch.private(who).heard()
  await branch.private(who).says(line)
  return branch.private(who).heard().join('\n')
}

it('the committee is asked after the secretary, and only its word approves', async () => {
  await decide('机关党委', 'committee')
  branch.private('刘芳').heard()
  expect(await talk('李建国', '1')).toContain('已报刘芳')
  expect((await activity()).state).toBe('planned')
  const asked = branch.private('刘芳').heard().join('\n')
  expect(asked).toContain('机关二支部报来一份通知，李建国已确认：「12月主题党日')
  branch.private('李建国').heard()
  await branch.private('刘芳').says('1')
  expect((await activity()).state).toBe('approved')
  expect(branch.private('李建国').heard().join('\n')).toContain('刘芳同意了')
  await branch.until('2026-12-01 09:01')
  expect(branch.group.heard().join('\n')).not.toContain('内容另行通知')
})

it('a no needs a reason, and sends the draft back', async () => {
  await decide('机关党委', 'committee')
  await talk('李建国', '1')
  expect(await talk('刘芳', '2')).toContain('请写一句原因')
  branch.private('李建国').heard()
  expect(await talk('刘芳', '2 和全市会议冲突')).toContain('我转告书记')
  expect(branch.private('李建国').heard().join('\n')).toContain('刘芳没有同意：和全市会议冲突')
  expect((await activity()).state).toBe('planned')
  expect(await talk('李建国', '2 12月8日下午3点')).toContain('12月8日')
  await talk('李建国', '1')
  await talk('刘芳', '1')
  expect(await activity()).toMatchObject({ state: 'approved', revision: 2 })
})

it("where only the secretary's nod counts, nobody else's does, and the second asking goes there too", async () => {
  await decide('机关党委', 'secretary')
  branch.private('王秀英').heard()
  await branch.until('2026-11-30 10:01')
  expect(branch.private('王秀英').heard().join()).not.toContain('请您定一下')
  expect(branch.private('李建国').heard().join()).toContain('再问一次')
  await talk('李建国', '1')
  expect((await activity()).state).toBe('approved')
})
