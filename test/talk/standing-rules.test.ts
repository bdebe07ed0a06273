import { describe, expect, it, test } from 'vitest'
import { readCommand } from '../../src/talk/commands/read.ts'
import type { Context } from '../../src/talk/meaning.ts'
import { instant, setting } from '../support/town.ts'

const context: Context = {
  now: instant('2026-12-02 10:00'),
  zone: setting.zone,
  calendar: setting.calendar,
  sender: null,
  officer: true,
  people: [],
  matters: [
    { kind: 'activity', id: 1, subject: '主题党日', startsAt: instant('2026-12-04 15:00') },
    { kind: 'dues', id: 0, subject: '党费', month: '2026-12' },
  ],
  asked: null,
  checkInOpen: false,
  priors: new Map(),
  pendingLeave: [],
}
const read = (text: string) => readCommand(text, context)
const second = { on: 'nth_weekday', nth: 2, weekday: 5 }

describe('what is said of the time to come', () => {
  test.each([
    ['主题党日改成每月第二个周五', { program: '主题党日', below: false, patch: { cadence: second } }],
    ['把主题党日调整到每月第二个周五下午4点', { patch: { cadence: second, hour: '16:00' } }],
    ['主题党日固定在每月10号', { patch: { cadence: { on: 'day_of_month', day: 10 } } }],
    ['支委会以后每月最后一个周三开', { program: '支委会', patch: { cadence: { on: 'last_weekday', weekday: 3 } } }],
    ['主题党日以后下午4点开', { patch: { hour: '16:00' } }],
    ['以后主题党日都改到上午9点半', { patch: { hour: '09:30' } }],
    ['主题党日逢节假日提前', { patch: { holidays: 'prev_workday' } }],
    ['主题党日遇到放假就顺延', { patch: { holidays: 'next_workday' } }],
    ['党员大会改成每季度第二个月第三个周五', { program: '党员大会', patch: { every: 'quarter', inMonth: 2 } }],
    ['所属支部主题党日改成每月第二个周五', { below: true, patch: { cadence: second } }],
    ['各支部的主题党日以后都下午4点开', { below: true, patch: { hour: '16:00' } }],
  ])('%s', (text, expected) => {
    expect(read(text)).toMatchObject({ name: 'change_rule', ...expected })
  })

  test.each([
    ['开通员工讲坛', { program: '员工讲坛', below: false, on: true }],
    ['停用道德讲堂', { program: '道德讲堂', on: false }],
    ['所属支部开通员工讲坛', { below: true, on: true }],
    ['不再搞四季关爱', { program: '四季关爱', on: false }],
    ['开通读书会', { program: '读书会', on: true }],
  ])('%s', (text, expected) => {
    expect(read(text)).toMatchObject({ name: 'switch_program', ...expected })
  })
})

it.each([
  '这个月主题党日改到周四下午3点',
  '主题党日改到周四下午3点',
  '主题党日改到12月11日下午3点',
  '12月主题党日改到11号下午3点',
  '主题党日提前到周四下午3点',
  '主题党日推迟一周',
])('「%s」 is of one activity', (text) => {
  expect(read(text)?.name).toBe('reschedule')
})

it.each([
  '主题党日改成每月第二个周五可以吗',
  '主题党日能不能改成每月第二个周五',
  '主题党日是每月第二个周五吧',
  '主题党日是每月第几个周五',
  '听说主题党日改成每月第二个周五了',
  '建议主题党日改成每月第二个周五',
  '主题党日每月第二个周五',
  '主题党日逢节假日怎么办',
  '停用道德讲堂了吗',
  '开通员工讲坛要什么条件',
  '以后主题党日我都能参加',
  '我以后下午4点下班',
  '我逢节假日值班',
  '停止转发不实消息',
  '开通了手机银行',
])('「%s」 changes nothing', (text) => {
  expect(['change_rule', 'switch_program']).not.toContain(read(text)?.name)
})
