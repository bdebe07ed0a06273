import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { inPrivate, type Town, town } from '../support/town.ts'

describe.each(inPrivate)('a move by a length of time, on %s', (profile) => {
  let branch: Town
  beforeEach(async () => {
    branch = await town({ profile, at: '2026-12-01 08:00' })
    await branch.until('2026-12-01 09:00')
    branch.private('李建国').heard()
  })
  afterEach(() => branch.close())

  it.each([
    ['主题党日推迟一周', '12月11日（周五）15:00'],
    ['主题党日提前一天', '12月3日（周四）15:00'],
    ['主题党日顺延三天', '12月7日（周一）15:00'],
    ['推迟主题党日半小时', '12月4日（周五）15:30'],
  ])('%s is said back as a date first', async (text, date) => {
    await branch.private('李建国').says(text)
    expect(branch.private('李建国').heard().join()).toContain(`12月主题党日改到 ${date}，地点不变，对吗？`)
  })

  it.each(['主题党日推迟几天', '主题党日推迟一个月'])('%s is asked about', async (text) => {
    await branch.private('李建国').says(text)
    expect(branch.private('李建国').heard().join()).toContain('请说日期和几点')
  })
})
