import { beforeAll, describe, expect, it } from 'vitest'
import { width } from '../src/demo/layout.ts'
import { runDemo } from '../src/demo/run.ts'

const play = async (): Promise<string[]> => {
  const lines: string[] = []
  await runDemo((line) => lines.push(line), false)
  return lines
}

/** Lines as they were before they were broken for the terminal. */
const joined = (lines: string[]) => lines.join('\n').replace(/\n {6}(?! )/g, '')

describe('the demonstration', () => {
  let lines: string[]
  let text: string
  beforeAll(async () => {
    lines = await play()
    text = joined(lines)
  }, 120_000)

  it('reads the same on every run', async () => {
    expect(await play()).toEqual(lines)
  }, 120_000)

  it.each([
    '12月主题党日已答复 4 位：参加 2，请假 1，待定 1；知悉 1。还有 16 位同志请答复。',
    '叫「张伟」的有 2 位：1 张伟（一车间），2 张伟（机电队）。是哪一位？',
    '明天15:00 主题党日，还请 @张三 @周磊 @何敏 答复一下',
    '各位同志，12月主题党日改到 12月7日（周一）15:00，地点不变。原来答复参加的继续算',
    '您原来请了假（4号出差去西安，6号回），新的时间能参加吗？',
    '一小时后 15:00 主题党日，二楼党员活动室',
    '12月主题党日签到码 4821，到 15:30 有效',
    '应到 20，已到 15（线上 1：周磊），请假 1（赵六）',
    '应到 20 = 实到 17 + 请假 2 + 缺席 1。记录还差：主持人、记录人、学习内容、议定事项。',
    '12月主题党日已存档。张三补课到12月14日（周一），我会提醒。',
    '12月党费已交 15 位，还有 5 位同志请于 10 日前交纳。',
    '补发：原定今天9:00的提醒因系统停机晚到。各位同志，12月支委会',
    '先按 102.00 入账，差 18.00 挂着，我私下问张三，可以吗？',
    '这个只有支委能查。',
    '已私下提醒 2 位。',
    '四季度党员大会：12月18日（周五）15:00，二楼党员活动室，12月15日（周二）发通知，对吗？1 对，2 改。',
    '好的，张三的12月主题党日补课已核对。',
    '明天15:00 支委会，三楼小会议室，还请您答复一下。',
    '支委会：应到 4 = 实到 4 + 请假 0 + 缺席 0，记录已存档',
    '主题党日：应到 20 = 实到 17 + 请假 2 + 缺席 1，记录已存档',
  ])('says %s', (words) => {
    expect(text).toContain(words)
  })

  it('keeps reasons, amounts and arrears out of what the bot says in the group', () => {
    const sections = text.split(/\n(?=──|〔)/)
    const group = sections.filter((section) => /^── .* · 群 /.test(section))
    expect(group.length).toBeGreaterThan(5)
    const said = group.flatMap((section) => section.split('\n').filter((line) => line.startsWith('  > 小助手')))
    for (const line of said) expect(line).not.toMatch(/西安|发烧|柳州|生病|支委会|\d\.\d\d|欠/)
  })

  it('fits a terminal of eighty columns', () => {
    for (const line of lines) expect(width(line)).toBeLessThanOrEqual(82)
  })
})
