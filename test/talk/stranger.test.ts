import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Meaning } from '../../src/talk/meaning.ts'
import { fullName } from '../../src/talk/people/names.ts'
import { contextOf, type SampleRoster } from '../../src/talk/samples.ts'
import { understand } from '../../src/talk/understand.ts'

const roster: SampleRoster = JSON.parse(readFileSync(new URL('../data/roster-third.json', import.meta.url), 'utf8'))
const asked = {
  attendance: { open: ['主题党日'], last_bot: '本周五15:00主题党日。能参加回1,请假回2并写原因' },
  dues: { open: ['党费:2026-09'], last_bot: '9月党费请于9月30日前交纳,交后回“已交+金额”' },
  sign_in: { open: ['主题党日'], checkin_window: true, last_bot: '签到开始,请回“到”' },
}
const read = (about: keyof typeof asked, text: string): Meaning =>
  understand(text, contextOf({ text, sender: '石磊', context: asked[about] }, roster, { now: new Date(1789351200000) }))

describe('somebody who is not on the list', () => {
  it.each([
    ['attendance', '小李请假', '小李'],
    ['attendance', '赵铁柱请假', '赵铁柱'],
    ['attendance', '李师傅请假，住院', '李师傅'],
    ['attendance', '小李参加', '小李'],
    ['attendance', '老贺和小李请假', '小李'],
    ['attendance', '帮他请个假', '他'],
    ['attendance', '他请假', '他'],
    ['attendance', '她不来', '她'],
    ['dues', '他交了', '他'],
    ['dues', '我妈的党费交了', '我妈'],
    ['dues', '小李交了30', '小李'],
    ['dues', '帮小李交了30块', '小李'],
    ['dues', '帮我妈交了30', '我妈'],
    ['sign_in', '帮张大爷签到', '张大爷'],
    ['sign_in', '小李到了', '小李'],
  ] as const)('%s: 「%s」 is asked about', (about, text, raw) => {
    const { status, doubt } = read(about, text)
    expect({ status, doubt }).toEqual({
      status: 'needs_clarification',
      doubt: { kind: 'which_person', raw, candidates: [] },
    })
  })

  it.each([
    ['attendance', '高烧请假', 'leave_requested'],
    ['attendance', '马上请假', 'leave_requested'],
    ['attendance', '江边巡堤，请假', 'leave_requested'],
    ['attendance', '周末请假', 'leave_requested'],
    ['attendance', '白天要下井，晚上参加', 'will_attend'],
    ['attendance', '谢谢书记，我参加', 'will_attend'],
    ['attendance', '程序员加班来不了', 'leave_requested'],
    ['dues', '钱已经交了30', 'paid_claimed'],
    ['dues', '钱交了', 'paid_claimed'],
    ['dues', '给李会计转了30', 'paid_claimed'],
    ['dues', '昨晚交了', 'paid_claimed'],
  ] as const)('%s: 「%s」 is the speaker’s own', (about, text, status) => {
    const meaning = read(about, text)
    expect({ status: meaning.status, people: meaning.people.map(fullName) }).toEqual({ status, people: ['石磊'] })
  })
})
