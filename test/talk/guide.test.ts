import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { shippedGuides } from '../../src/records/guides.ts'
import { readCommand } from '../../src/talk/commands/read.ts'
import { plainCommand } from '../../src/talk/commands/topic.ts'
import { readGuideAsk } from '../../src/talk/guide.ts'
import type { Context } from '../../src/talk/meaning.ts'
import { instant, setting } from '../support/town.ts'

const guides = shippedGuides()
const context: Context = {
  now: instant('2026-12-02 10:00'),
  zone: setting.zone,
  calendar: setting.calendar,
  sender: null,
  officer: true,
  people: [],
  matters: [{ kind: 'activity', id: 1, subject: '主题党日', startsAt: instant('2026-12-04 15:00') }],
  asked: null,
  checkInOpen: false,
  priors: new Map(),
  pendingLeave: [],
  guides,
}

/** 党员大会, 党员大会/步骤, list, 甲|乙, or another command's name. */
function read(text: string): string | null {
  const command = readCommand(text, context)
  if (command?.name !== 'guide') return command && `command:${command.name}`
  const { ask } = command
  if (ask.kind === 'topic') return ask.section === null ? ask.title : `${ask.title}/${ask.section}`
  return ask.kind === 'which' ? ask.titles.join('|') : ask.kind
}

describe('what is asked in general', () => {
  it.each([
    [
      '党员大会',
      [
        '党员大会怎么开',
        '党员大会怎么开？',
        '支部大会如何召开',
        '怎么开党员大会',
        '请问党员大会要怎么开呢',
        '我们支部的党员大会一般怎么开啊',
        '党员大会流程',
        '党员大会有哪些步骤',
        '支部党员大会多久一次',
        '一年开几次党员大会',
        '党员大会最少要几个人到会',
        '支部大会多少票才能通过',
        '下周的党员大会要几个人到会',
        '党员大会由谁主持',
        '帮助 党员大会',
        '支不大会怎么开',
      ],
    ],
    ['党员大会/步骤', ['党员大会 步骤', '党员大会步骤', '党员大会的步骤']],
    ['党员大会/全部', ['党员大会 全部', '党员大会 详细']],
    ['支委会', ['支委会怎么开', '支委会要几个委员到会', '支委会一个月开几次', '支委会怎么组织', '要开支委会怎么弄']],
    ['党小组会', ['党小组会怎么开', '小组会多久一次']],
    ['党课', ['党课怎么上', '怎么上党课', '党课一年上几次', '怎么上好一次党课']],
    ['主题党日', ['主题党日有哪些环节', '主题党日怎么搞', '党日活动怎么开展', '主题党日是什么', '主题党日有什么要求']],
    ['组织生活会', ['组织生活会怎么开', '今年的组织生活会怎么开', '怎样开好组织生活会', '组织生活会程序']],
    [
      '民主评议',
      ['民主评议优秀名额多少', '民主评议怎么搞', '优秀名额有几个', '优秀能评几个？', '民主评议优秀名额是多少个'],
    ],
    ['谈心谈话', ['谈心谈话有什么要求', '谈心谈话多久一次', '谈心怎么谈']],
    [
      '换届选举',
      [
        '换届怎么办',
        '换届要几个人到会',
        '换届选举要多少人参加才有效',
        '支部换届流程',
        '选举多少票当选',
        '支委会任期几年',
        '换届要注意什么',
        '几年换届一次',
        '换届几年一次',
      ],
    ],
    [
      '发展党员',
      [
        '发展党员有哪些步骤',
        '如何发展党员',
        '怎么入党',
        '入党要什么条件',
        '发展党员分几步',
        '发展党员流程图',
        '发展党员要几个人到会',
      ],
    ],
    [
      '预备党员转正',
      [
        '预备党员转正怎么办',
        '怎么转正',
        '转正流程',
        '预备党员怎么转正',
        '转正大会要多少人到会',
        '我怎么转正',
        '转正要什么材料',
      ],
    ],
    [
      '党费',
      [
        '党费怎么算',
        '党费标准',
        '党费多久交一次',
        '退休了党费怎么算',
        '党费比例是多少',
        '不交党费怎么办',
        '怎么计算党费',
      ],
    ],
    ['请假与补课', ['请假怎么办', '怎么请假', '开会来不了怎么办', '补课怎么补', '主题党日怎么请假']],
    ['组织关系转接', ['组织关系怎么转', '怎么转组织关系', '组织关系转接要什么手续', '转关系怎么办']],
    ['流动党员', ['流动党员怎么管', '流动党员管理办法', '流动党员怎么参加组织生活']],
    ['会议记录', ['会议记录怎么写', '会议记录怎么做', '主题党日的会议记录怎么写', '会议记录要写什么', '怎么写记录']],
    ['讲堂', ['道德讲堂怎么办', '名师大讲堂多久一次']],
    ['报备', ['活动报备怎么弄', '报备流程']],
    ['使用小助手', ['怎么签到', '怎么使用小助手']],
    [
      '三会一课',
      [
        '三会一课是什么',
        '什么是三会一课',
        '三会一课多久一次',
        '三会一课包括哪些',
        '支部每个月要做什么',
        '日常工作一览表',
      ],
    ],
    ['到会人数', ['开会要多少人', '多少人才能开会', '几票通过', '法定人数怎么算']],
    ['组织生活会|民主评议', ['组织生活会和民主评议怎么开']],
    ['list', ['怎么开会', '会怎么开', '流程', '有哪些流程', '开会要怎么准备']],
    ['more', ['步骤', '看步骤', '接着看']],
  ])('%s', (expected, texts) => {
    for (const text of texts) expect([text, read(text)]).toEqual([text, expected])
  })
})

describe('what only looks like it', () => {
  it.each([
    [
      'help on a command',
      ['command:help', '改时间怎么弄', '怎么改期', '核对党费怎么弄', '帮助 改期', '怎么用', '使用说明', '你能干什么'],
    ],
    ['something to look up', ['command:schedule', '主题党日什么时候', '下次支委会几点', '党员大会在哪开']],
    ['the roll', ['command:roll', '到了多少人', '主题党日谁没来']],
    ['what is owed', ['command:mine', '我的党费', '我党费交了没']],
  ])('%s', (_kind, [expected, ...texts]) => {
    for (const text of texts) expect([text, read(text)]).toEqual([text, expected])
  })

  it.each([
    [
      'one dated activity',
      [
        '明天的会怎么去',
        '明天的会怎么开',
        '这次党员大会怎么开',
        '今天主题党日怎么搞的',
        '周五的支委会怎么开',
        '下次党课讲什么',
        '主题党日怎么样',
        '主题党日怎么走',
        '主题党日多久结束',
        '党员大会多少人参加',
        '主题党日有几个人到会',
        '主题党日怎么还没通知',
        '党员大会怎么又改期了',
        '会议室怎么走',
      ],
    ],
    [
      'a person',
      [
        '张三转正怎么样了',
        '王五的党费怎么还没交',
        '我的党费怎么算错了',
        '赵六怎么没请假',
        '我没请假啊，怎么写我请假了',
      ],
    ],
    [
      'dues of one’s own',
      ['党费怎么交呀', '党费交多少', '这个月党费怎么还没通知', '党费要交多少', '党费我早交了怎么还提醒我'],
    ],
    [
      'said, not asked',
      [
        '党员大会',
        '主题党日',
        '请假',
        '补课',
        '转正了',
        '换届',
        '我请假',
        '张三请假，孩子发烧',
        '支委会开得怎么样',
        '不请假了',
      ],
    ],
    [
      'something else',
      [
        '交通费怎么报销',
        '出差住宿费怎么报',
        '周五聚餐谁去',
        '怎么回事',
        '怎么会',
        '怎么办',
        '这事怎么办',
        '开会吗',
        '车怎么停',
        '大会堂怎么走',
        '选举日怎么放假',
      ],
    ],
  ])('%s', (_kind, texts) => {
    for (const text of texts) expect([text, read(text)]).toEqual([text, null])
  })

  it('how one person stands on the way to membership', () => {
    for (const text of ['张三发展到哪一步了', '张三什么时候转正'])
      expect([text, read(text)]).toEqual([text, 'command:development_status'])
  })

  it('all that people say in the samples, but for the questions that are meant', () => {
    const folder = join(import.meta.dirname, '../data')
    const said = readdirSync(folder)
      .filter((name) => name.startsWith('utterances'))
      .flatMap((name) => readFileSync(join(folder, name), 'utf8').trim().split('\n'))
      .map((line) => String(JSON.parse(line).text))
      .concat(readFileSync(join(folder, 'chatter.txt'), 'utf8').trim().split('\n'))
    expect(said.length).toBeGreaterThan(1000)
    const taken = said.filter((text) => readCommand(text, context)?.name === 'guide')
    expect([...new Set(taken)].sort()).toEqual(
      ['怎么请假', '接龙怎么弄', '请假找谁', '请假条怎么写啊', '转组织关系要啥材料', '退休了党费怎么算'].sort(),
    )
  })
})

it('never throws, is done in time, and takes nothing where there is nothing to explain', () => {
  const pieces = fc.constantFrom(
    ...guides.flatMap(({ names }) => names),
    '怎么',
    '开',
    '要几个人',
    '多少',
    '步骤',
    '和',
    '的',
    '明天',
    'N',
    '？',
    '\u0000',
  )
  const message = fc.oneof(
    fc.array(pieces, { maxLength: 12 }).map((all) => all.join('')),
    fc.string({ maxLength: 80 }),
  )
  const begun = performance.now()
  fc.assert(
    fc.property(message, (text) => {
      const plain = plainCommand(text)
      const ask = readGuideAsk(plain, guides)
      if (ask?.kind === 'topic') expect(guides.map(({ title }) => title)).toContain(ask.title)
      expect(readGuideAsk(plain, [])).toBe(null)
    }),
    { numRuns: 1000 },
  )
  expect(performance.now() - begun).toBeLessThan(20_000)
})
