import { afterEach, expect, it } from 'vitest'
import { type Town, town } from '../support/town.ts'

let branch: Town
afterEach(() => branch.close())

it("a committee's lecture has a roll in every branch: each group reads its own count, and its own are reminded", async () => {
  branch = await town({ at: '2026-12-11 08:00' })
  await branch.until('2026-12-14 09:00')
  branch.group.heard()
  await branch.group.says('王五', '名师大讲堂参加')
  await branch.group.says('冯雪', '名师大讲堂参加')
  await branch.until('2026-12-14 09:10')
  expect(branch.group.heard().join()).toContain('已答复 2 位：参加 2')
  await branch.private('李建国').says('名师大讲堂提醒没答复的')
  expect(branch.private('李建国').heard().join()).toContain('提醒没答复的 18 位')
  expect(branch.group.heard().join()).toContain('@张三')
})
