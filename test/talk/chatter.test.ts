import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { contextOf, type Sample, type SampleRoster } from '../../src/talk/samples.ts'
import { understand } from '../../src/talk/understand.ts'

const read = (name: string) => readFileSync(new URL(`../data/${name}`, import.meta.url), 'utf8')
const roster: SampleRoster = JSON.parse(read('roster.json'))
const lines = read('chatter.txt').split('\n').filter(Boolean)
const now = new Date('2026-03-16T02:00:00Z')

const contexts: [string, Sample['context']][] = [
  ['while attendance is asked for', { open: ['主题党日'], last_bot: '本周五15:00主题党日。能参加回1,请假回2并写原因' }],
  ['while dues are asked for', { open: ['党费:2026-03'], last_bot: '3月党费请于3月31日前交纳,交后回“已交+金额”' }],
  ['while the sign-in is open', { open: ['主题党日'], checkin_window: true, last_bot: '签到开始,请回“到”' }],
  ['with an activity and dues open', { open: ['主题党日', '党费:2026-03'] }],
  ['after an answer', { open: ['主题党日'], prior: { 赵六: 'leave_requested' } }],
  ['with nothing open', { open: [] }],
]
const harmless = new Set(['ignored', 'query', 'needs_clarification', 'rejected', 'dispute', 'acknowledged'])

describe('everyday chatter', () => {
  it.each(contexts)('changes nothing %s', (_, context) => {
    const changed = ['赵六', '李建国'].flatMap((sender) =>
      lines.flatMap((text) => {
        const { intent, status } = understand(
          text,
          contextOf({ text, sender, ...(context ? { context } : {}) }, roster, { now }),
        )
        return harmless.has(status) ? [] : [`${sender}: ${text} → ${intent}/${status}`]
      }),
    )
    expect(changed).toEqual([])
  })
})
