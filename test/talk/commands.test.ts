import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { shippedGuides } from '../../src/records/guides.ts'
import { commandHelp, commandTable, readCommand } from '../../src/talk/commands/read.ts'
import type { Context } from '../../src/talk/meaning.ts'
import { publishedCalendar } from '../../src/time/holidays.ts'
import { zoneOf } from '../../src/time/zone.ts'

const zone = zoneOf('Asia/Shanghai')
const context: Context = {
  now: zone.at('2026-12-03', '17:20'),
  zone,
  calendar: publishedCalendar(),
  sender: null,
  officer: true,
  people: [],
  matters: [{ kind: 'activity', id: 1, subject: '主题党日', startsAt: zone.at('2026-12-04', '15:00') }],
  asked: null,
  checkInOpen: false,
  priors: new Map(),
  pendingLeave: [],
  guides: shippedGuides(),
}

/** The command in one line: its name, the hour it names, then whatever else it carries. */
function read(text: string): string | null {
  const command = readCommand(text, context)
  if (!command) return null
  const { name, ...facts } = command
  const when = 'when' in command && command.when?.start ? [`@${zone.iso(command.when.start).slice(0, 16)}`] : []
  const others = Object.entries(facts).flatMap(([key, value]) =>
    key === 'when' || value === null ? [] : [`${key}=${value}`],
  )
  return [name, ...when, ...others.sort()].join(' ')
}

describe('to look something up', () => {
  it.each([
    ['help', ['帮助', '能干什么', '你会做什么？', '怎么用', '功能', '@小助手 帮助']],
    ['help about=reschedule', ['帮助 改期', '怎么改期', '帮助 改到下周一下午3点']],
    ['help about=dues_check', ['帮助 核对党费', '核对党费怎么弄']],
    ['overdue', ['逾期', '有什么没做', '欠了什么', '有哪些逾期', '还有什么没完成', '待办', '@小助手 逾期']],
    ['mine', ['我的', '我的情况', '我的记录', '我交了没', '我交了没有？', '查一下我的考勤', '我还欠什么']],
    ['mine subject=党费', ['我的党费', '我党费交了没']],
    ['unanswered', ['谁没答复', '谁没回', '还有谁没回复', '没报名的有谁', '还有哪些人没答复？']],
    ['unanswered subject=主题党日', ['主题党日谁没答复', '主题党日还有谁没报名']],
    ['roll', ['点名', '签到情况', '谁没到', '谁没来', '到了多少人', '看看签到情况']],
    ['leaves', ['谁请假了', '谁请假了？', '请假名单', '请假的有谁', '几个人请假']],
    ['record', ['看记录', '全文', '看全文', '看看会议记录']],
    ['record period=2026-11 subject=主题党日', ['看11月主题党日记录', '看上个月主题党日的记录']],
    [
      'dues_status subject=党费',
      ['党费都谁没交', '党费都谁没交？', '党费情况', '谁没交党费', '谁还没交', '党费收齐了吗', '档费情况'],
    ],
    ['dues_status period=2026-12 subject=党费', ['12月党费收了多少', '本月党费谁没交', '12月份党费情况']],
    ['schedule', ['安排', '日程', '最近有什么安排', '什么时候开会', '下次活动什么时候']],
    ['schedule subject=支委会', ['下次支委会什么时候', '支委会几点', '支委会在哪开']],
    ['schedule period=2026-11 subject=第二党小组会', ['11月第二党小组会什么时候']],
    ['call_list', ['打电话名单', '电话名单', '要给谁打电话']],
    ['year_plan', ['年度计划', '看看年度计划', '我们支部的年度计划', '全年活动计划']],
    ['year_plan year=2027', ['明年的计划', '明年计划', '2027年度计划', '2027年计划', '明年年度计划']],
    ['year_plan month=3 year=2026', ['今年计划 3月', '今年计划3月份']],
    ['year_plan organization=机关一支部', ['机关一支部的年度计划', '机关一支部 年度计划']],
    ['filing_status', ['报备情况', '年度计划报备情况', '谁没报备']],
    ['filing_status organization=机关二支部', ['机关二支部 报备情况']],
    ['behind what=arrange', ['未安排名单', '谁没安排', '哪些支部还没安排']],
    ['behind subject=支委会 what=arrange', ['谁没安排支委会', '哪些支部没安排支委会']],
    ['behind what=dues', ['没交党费的支部', '哪些支部没交党费']],
    ['branch_standing target=城关镇党委', ['看 城关镇党委', '城关镇党委的情况']],
    ['branch_standing period=2026-11 target=机关二支部', ['机关二支部11月情况']],
    ['month_overview period=2026-12', ['本月情况', '12月情况', '这个月各支部情况怎么样？']],
  ])('%s', (expected, texts) => {
    for (const text of texts) expect([text, read(text)]).toEqual([text, expected])
  })
})

describe('to change something', () => {
  it.each([
    ['主题党日改到下周一下午3点', 'reschedule @2026-12-07T15:00 subject=主题党日'],
    ['@小助手 主題黨日改到下週一下午3點', 'reschedule @2026-12-07T15:00 subject=主题党日'],
    ['主体党日改到下周一下午3点', 'reschedule @2026-12-07T15:00 subject=主题党日'],
    ['把主题党日的时间改到12月7日15:00。', 'reschedule @2026-12-07T15:00 subject=主题党日'],
    ['改期 12月7日15:00', 'reschedule @2026-12-07T15:00'],
    ['推迟到下周一下午3点', 'reschedule @2026-12-07T15:00'],
    ['主题党日提前到周五上午9点', 'reschedule @2026-12-04T09:00 subject=主题党日'],
    ['主题党日改到下周一下午3点，三楼会议室', 'reschedule @2026-12-07T15:00 place=三楼会议室 subject=主题党日'],
    ['改期', 'reschedule'],
    ['主题党日推迟一周', 'reschedule subject=主题党日'],
    ['取消主题党日', 'cancel subject=主题党日'],
    ['主题党日取消', 'cancel subject=主题党日'],
    ['取消主题党日，书记出差', 'cancel reason=书记出差 subject=主题党日'],
    ['取消支委会 因为停电', 'cancel reason=停电 subject=支委会'],
    ['这个月主题党日不开了', 'cancel period=2026-12 subject=主题党日'],
    ['地点改到三楼', 'set_place place=三楼'],
    ['改到三楼会议室开', 'set_place place=三楼会议室'],
    ['主题党日改到党员活动室', 'set_place place=党员活动室 subject=主题党日'],
    ['主题是学习全会精神', 'set_topic text=学习全会精神'],
    ['安排 四季度党员大会 12月18日下午3点', 'arrange @2026-12-18T15:00 period=2026-Q4 subject=支部党员大会'],
    ['1 安排 18号下午3点', 'arrange @2026-12-18T15:00 index=1'],
    ['2、安排12月18日15:00', 'arrange @2026-12-18T15:00 index=2'],
    ['党课安排在12月15日下午3点', 'arrange @2026-12-15T15:00 subject=党课'],
    ['支委会定在周四下午3点三楼会议室', 'arrange @2026-12-10T15:00 place=三楼会议室 subject=支委会'],
    ['开始签到', 'open_check_in'],
    ['签到 15分钟', 'open_check_in minutes=15'],
    ['开始签到，二十分钟', 'open_check_in minutes=20'],
    ['存档', 'close'],
    ['完成记录', 'close'],
    ['重开 12月主题党日 漏记了请假', 'reopen period=2026-12 reason=漏记了请假 subject=主题党日'],
    ['退回', 'reopen'],
    ['核对党费', 'dues_check subject=党费'],
    ['催一下没交党费的', 'dues_remind subject=党费'],
    ['提醒没交的', 'dues_remind subject=党费'],
    ['提醒没答复的', 'remind'],
    ['催一下', 'remind'],
    ['提醒没安排的', 'remind_unarranged what=arrange'],
    ['提醒没安排支委会的', 'remind_unarranged subject=支委会 what=arrange'],
    ['提醒没交党费的支部', 'remind_unarranged what=dues'],
    ['报备年度计划', 'file_plan'],
    ['报备2027年年度计划', 'file_plan year=2027'],
    ['上报机关二支部明年计划', 'file_plan organization=机关二支部 year=2027'],
    ['撤销', 'undo'],
    ['记错了', 'undo'],
  ])('%s', (text, expected) => expect(read(text)).toBe(expected))
})

describe('what is no command', () => {
  it.each([
    [
      'answers',
      [
        '参加',
        '请假 出差',
        '已交120',
        '收到',
        '好的',
        '1',
        '2',
        '+1',
        '我参加',
        '我请假',
        '到',
        '签到',
        '我交了',
        '线上参加',
        '2 出差',
      ],
    ],
    [
      'proposals',
      [
        '主题党日改到周四可以吗',
        '主题党日改到周四吧',
        '能不能改到周四',
        '改到周四行不行',
        '主题党日取消了吗',
        '我建议主题党日改到周四',
        '取消主题党日？',
      ],
    ],
    [
      'going on about something else',
      ['改到周四我就能参加了', '我改到周四去西安', '火车改到周四了', '主题党日我参加', '周五的参加，周三的请假'],
    ],
    [
      'near misses',
      [
        '取消报名',
        '取消主题党日的请假',
        '退回来了',
        '不开玩笑了',
        '安排张三去',
        '这周工作安排很满',
        '催一下食堂',
        '记错了时间，我以为是周四',
        '通知',
        '记录一下',
      ],
    ],
    [
      'chat',
      [
        '周五聚餐谁去？',
        '张三请假',
        '交通费怎么报销',
        '谁有空',
        '情况怎么样',
        '困难党员可以少交吗',
        '早上好',
        '请假条模板发我一份',
        '地点在哪',
        '主题是什么',
        '我的孩子病了',
        '',
      ],
    ],
  ])('%s', (_kind, texts) => {
    for (const text of texts) expect([text, read(text)]).toEqual([text, null])
  })
})

describe('the table', () => {
  it('reads its own examples', () => {
    for (const row of commandTable)
      expect([row.example, readCommand(row.example, context)?.name]).toEqual([row.example, row.name])
  })

  it('has one row per command, with its own title', () => {
    expect(new Set(commandTable.map((row) => `${row.name} ${row.who}`)).size).toBe(commandTable.length)
    expect(new Set(commandTable.map((row) => row.title)).size).toBe(commandTable.length)
    for (const row of commandTable) expect(read(`帮助 ${row.title}`)).toBe(`help about=${row.name}`)
  })

  it('tells each role only what it may ask for', () => {
    const member = commandHelp('member')
    expect(member).toMatch(/^答复活动：能到回 1.*\n想看什么，这样问：\n· 我的\n/)
    expect(member).toContain('· 日程：「下次支委会什么时候」')
    expect(member).not.toContain('存档')
    // Too much for a phone is told by topic.
    expect(commandHelp('officer').split('\n').length).toBeLessThan(14)
    expect(commandHelp('officer')).toMatch(/\n· 活动：.*改期/)
    expect(commandHelp('officer', 'activity')).toContain('改期：「主题党日改到下周一下午3点」')
    expect(commandHelp('officer', 'activity', (name) => name !== 'reschedule')).not.toContain('改期：')
    expect(read('帮助 党费')).toBe('help about=dues')
    expect(commandHelp('officer')).not.toContain('本月情况')
    expect(commandHelp('committee')).toContain('本月情况')
    expect(commandHelp('officer', 'reschedule')).toContain('例如：主题党日改到下周一下午3点')
    expect(commandHelp('member', 'reschedule')).not.toContain('例如')
  })
})

it('never throws, whatever is written, and is done in time', () => {
  const pieces = fc.constantFrom(
    '主题党日',
    '改到',
    '下周一',
    '下午3点',
    '取消',
    '党费',
    '谁',
    '没',
    '交',
    '安排',
    '1',
    '，',
    '提醒',
    '答复',
    '的',
    '重开',
    '12月',
    '我的',
    '记录',
    '帮助 ',
  )
  const message = fc.oneof(
    fc.string(),
    fc.array(pieces, { maxLength: 20 }).map((parts) => parts.join('')),
  )
  fc.assert(
    fc.property(message, (text) => {
      expect(commandTable.map((row): string => row.name).concat('help', 'none')).toContain(
        readCommand(text, context)?.name ?? 'none',
      )
    }),
    { numRuns: 500 },
  )
  const started = performance.now()
  for (const word of ['谁', '有', '我的情况', '没', '催', '改到', '安排', '一', ' ', '会议', '活动', '情况'])
    readCommand(word.repeat(100_000), context)
  for (const word of ['谁', '有', '我的情况', '没', '催', '的', '安排', '一', ' ', '还都', '最近', '情况'])
    readCommand(word.repeat(70), context)
  expect(performance.now() - started).toBeLessThan(3000)
})
