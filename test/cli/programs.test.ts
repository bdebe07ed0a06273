import { describe, expect, test } from 'vitest'
import { beginAct } from '../../src/actions/act.ts'
import { planAhead } from '../../src/actions/planning/plan.ts'
import { write } from '../../src/records/database.ts'
import { instant, setting } from '../support/town.ts'
import { branchTerminal, type Terminal } from './terminal.ts'

const at = '2026-11-23 09:00'

/** What the running bot does at its next tick. */
const plan = (here: Terminal, when = at) =>
  here.data((db) =>
    write(
      db,
      async (tx) => void (await planAhead(beginAct(tx, setting, { now: instant(when), actor: { kind: 'clock' } }))),
    ),
  )

const activities = (here: Terminal) =>
  here.data((db) => db.activity.findMany({ where: { title: '主题党日' }, orderBy: { startsAt: 'asc' } }))
const starts = async (here: Terminal) =>
  (await activities(here)).map((one) => setting.zone.iso(one.startsAt).slice(0, 16))
const dueStages = (here: Terminal, causeKind = 'activity') =>
  here.data(async (db) =>
    (await db.notice.findMany({ where: { state: 'due', causeKind }, orderBy: { dueAt: 'asc' } })).map(
      (one) => `${one.stage} ${setting.zone.iso(one.dueAt).slice(0, 16)}`,
    ),
  )

test('programs are listed in words, with the next three dates and why', async () => {
  const { out } = await (await branchTerminal()).types(['programs'])
  expect(out).toContain('正式数据')
  expect(out).toContain('每月第一个周五 15:00，90 分钟；逢放假顺延')
  expect(out).toContain('5 个工作日前 10:00 给书记看草稿')
  expect(out.match(/接下来：.*15:00/g)).toHaveLength(3)
  expect(out).toContain('2027年1月4日（周一）15:00（')
  expect(out).toContain('每月 1 日到 10 日收缴')
})

describe('a changed rule', () => {
  test('in a dry run shows what would move, and changes nothing', async () => {
    const here = await branchTerminal()
    await plan(here)
    const before = { starts: await starts(here), stages: await dueStages(here) }
    const { out } = await here.types([
      'programs',
      'set',
      '主题党日',
      '--on',
      '每月第二个周五',
      '--hour',
      '9:30',
      '--dry-run',
    ])
    expect(out).toContain('试运行，还没有改动')
    expect(out).toContain('改期  12月主题党日：12月4日（周五）15:00 → 12月11日（周五）09:30')
    expect({ starts: await starts(here), stages: await dueStages(here) }).toEqual(before)
    expect((await here.types(['programs'])).out).toContain('每月第一个周五 15:00')
  })

  test('moves what is planned, with its reminders, the draft included', async () => {
    const here = await branchTerminal()
    await plan(here)
    expect(await starts(here)).toEqual(['2026-12-04T15:00'])
    expect(
      (await here.types(['programs', 'set', '主题党日', '--on', '每月第二个周五', '--hour', '9:30', '--minutes', '60']))
        .status,
    ).toBe(0)
    const [activity] = await activities(here)
    expect(activity).toMatchObject({
      startsAt: instant('2026-12-11 09:30'),
      endsAt: instant('2026-12-11 10:30'),
      state: 'planned',
      revision: 2,
    })
    expect((await dueStages(here)).slice(0, 4)).toEqual([
      'draft 2026-12-04T10:00',
      'second_ask 2026-12-07T10:00',
      'announcement 2026-12-08T09:00',
      'day_before 2026-12-10T16:00',
    ])
    const audits = await here.data((db) =>
      db.auditEntry.findMany({ where: { actorKind: 'operator', action: { in: ['change_program', 'move'] } } }),
    )
    expect(audits.map((one) => one.action)).toEqual(['change_program', 'move'])
  })

  test('leaves alone what the secretary approved or dated, and says so', async () => {
    const here = await branchTerminal()
    await plan(here)
    await here.data((db) => db.activity.updateMany({ data: { state: 'approved' } }))
    const approved = await here.types(['programs', 'set', '主题党日', '--on', '每月第二个周五'])
    expect(approved.out).toContain('不动  12月主题党日：12月4日（周五）15:00（书记已经确认）')
    await here.data((db) =>
      db.activity.updateMany({ data: { state: 'planned', startsAt: instant('2026-12-08 15:00') } }),
    )
    const dated = await here.types(['programs', 'set', '主题党日', '--on', '每月第三个周五'])
    expect(dated.out).toContain('（书记另定了日子）')
    expect(await starts(here)).toEqual(['2026-12-08T15:00'])
  })

  test('of the reminders touches only those that differ, and can be taken back', async () => {
    const here = await branchTerminal()
    await plan(here)
    const before = await dueStages(here)
    await here.types(['programs', 'set', '主题党日', '--day-before', '不提醒', '--hour-before', '30'])
    const without = await dueStages(here)
    expect(without).toHaveLength(before.length - 1)
    expect(without).toContain('hour_before 2026-12-04T14:30')
    expect(without.some((one) => one.startsWith('day_before'))).toBe(false)
    await here.types(['programs', 'set', '主题党日', '--day-before', '16:00', '--hour-before', '60'])
    expect(await dueStages(here)).toEqual(before)
  })

  test('that only makes it longer moves nothing', async () => {
    const here = await branchTerminal()
    await plan(here)
    expect(
      (await here.types(['programs', 'set', '主题党日', '--minutes', '120', '--place', '三楼'])).out,
    ).not.toContain('改期')
    const [activity] = await activities(here)
    expect(activity).toMatchObject({ endsAt: instant('2026-12-04 17:00'), revision: 1 })
    expect((await here.types(['programs'])).out).toContain('一般在三楼')
  })

  test('of dues moves their reminders', async () => {
    const here = await branchTerminal()
    await plan(here)
    const { out } = await here.types(['programs', 'set', '党费', '--dues-window', '5-15'])
    expect(out).toContain('每月 5 日到 15 日收缴')
    expect((await dueStages(here, 'dues'))[0]).toMatch(/^dues_open 2026-12-05T/)
  })
})

test('a program is switched off with what is planned, and on again', async () => {
  const here = await branchTerminal()
  await plan(here)
  expect((await here.types(['programs', 'off', '主题党日'])).out).toContain('不办  12月主题党日：12月4日（周五）15:00')
  expect(await dueStages(here)).toEqual([])
  await plan(here)
  expect(await dueStages(here)).toEqual([])
  expect((await here.types(['programs', 'on', '主题党日'])).out).toContain('恢复  12月主题党日：12月4日（周五）15:00')
  expect((await dueStages(here))[0]).toBe('draft 2026-11-27T10:00')
  await here.types(['programs', 'off', '党费'])
  expect(await dueStages(here, 'dues')).toEqual([])
  await here.types(['programs', 'on', '党费'])
  expect((await dueStages(here, 'dues'))[0]).toMatch(/^dues_open 2026-12-01T/)
})

test('a program is added, quarterly too', async () => {
  const here = await branchTerminal()
  const { out } = await here.types([
    'programs',
    'add',
    '业务讲堂',
    '--on',
    '每季度第二个月第三个周三',
    '--hour',
    '14:00',
  ])
  expect(out).toContain('每季度第2个月的第三个周三 14:00')
  expect(
    (await here.types(['programs', 'add', '党员大会', '--on', '每月最后一个工作日', '--every', '季度'])).out,
  ).toContain('每季度第3个月的最后一个工作日')
  expect((await here.types(['programs', 'add', '业务讲堂', '--on', '每月5日'])).err).toContain('RULE_INVALID')
  await plan(here)
  expect(await here.data((db) => db.activity.count({ where: { title: '党员大会', period: '2026-Q4' } }))).toBe(1)
})

test.each([
  ['每周一', [], '每周一 15:00', '接下来：11月30日（周一）15:00'],
  ['每个工作日', ['--hour', '8:20', '--minutes', '10'], '每个工作日 08:20', '接下来：11月24日（周二）08:20'],
  ['每半年第二个月第三个周三', [], '每半年第2个月的第三个周三', '接下来：2027年2月17日（周三）15:00'],
  ['每年11月第二个周五', [], '每年11月的第二个周五', '接下来：2027年11月12日（周五）15:00'],
  ['每月第三个周三', ['--every', '半年'], '每半年第6个月的第三个周三', '接下来：12月16日（周三）15:00'],
  ['每年10月到12月另定', [], '每年10月到12月，日子另定', '接下来：2026年：日子另定，一般在10月到12月'],
  ['另定', ['--every', '季度', '--arrange-by', '30,15'], '每季度一次，日子另定', '期末前 30、15 天提醒书记'],
])('a program may stand %s', async (on, more, words, next) => {
  const here = await branchTerminal()
  const { out, err } = await here.types(['programs', 'add', '学习会', '--on', on, ...more])
  expect(err).toBe('')
  expect(out).toContain(words)
  expect(out).toContain(next)
})

test('what comes every week or day is planned a little way ahead, once, also over the end of a month', async () => {
  const here = await branchTerminal()
  await here.types(['programs', 'add', '周例会', '--on', '每周一'])
  await here.types(['programs', 'add', '晨会', '--on', '每个工作日', '--hour', '8:20', '--minutes', '10'])
  for (const when of ['2026-11-23 09:00', '2026-11-24 00:01', '2026-11-30 00:01', '2026-12-01 00:01'])
    await plan(here, when)
  const planned = (title: string) =>
    here.data(async (db) =>
      (await db.activity.findMany({ where: { title }, orderBy: { startsAt: 'asc' } })).map((one) => one.period),
    )
  expect(await planned('周例会')).toEqual(['2026-W48', '2026-W49', '2026-W50', '2026-W51'])
  expect(await planned('晨会')).toHaveLength(14)
})

test('another rhythm calls off what the old one had planned; taken back, it is there again with one set of reminders', async () => {
  const here = await branchTerminal()
  await plan(here)
  const before = await dueStages(here)
  const quarterly = await here.types(['programs', 'set', '主题党日', '--on', '每季度第三个月第一个周五'])
  expect(quarterly.out).toContain('不办  12月主题党日：12月4日（周五）15:00')
  await plan(here)
  const planned = await here.data((db) => db.activity.findMany({ where: { title: '主题党日', state: 'planned' } }))
  expect(planned.map((one) => one.period)).toEqual(['2026-Q4'])
  await here.types(['programs', 'set', '主题党日', '--on', '每月第一个周五'])
  await plan(here)
  const again = await here.data((db) => db.activity.findMany({ where: { title: '主题党日', state: 'planned' } }))
  expect(again.map((one) => one.period)).toEqual(['2026-12'])
  expect(await dueStages(here)).toEqual(before)
})

test.each([
  ['RULE_INVALID', ['set', '主题党日', '--on', '每周一', '--every', '年']],
  ['RULE_INVALID', ['set', '主题党日', '--on', '每季度第四个月第一个周五']],
  ['RULE_INVALID', ['set', '主题党日', '--on', '每年12月到10月另定']],
  ['RULE_INVALID', ['set', '主题党日', '--every', '周']],
  ['RULE_INVALID', ['set', '主题党日', '--arrange-by', '很早']],
  ['RULE_INVALID', ['set', '主题党日', '--on', '每月第九个周五']],
  ['RULE_INVALID', ['set', '主题党日', '--on', '什么时候都行']],
  ['RULE_INVALID', ['set', '主题党日', '--hour', '25:00']],
  ['RULE_INVALID', ['set', '主题党日', '--minutes', '4']],
  ['RULE_INVALID', ['set', '主题党日', '--holidays', '随便']],
  ['RULE_INVALID', ['set', '主题党日', '--draft', '2 10:00']],
  ['RULE_INVALID', ['set', '主题党日', '--announce', '早点']],
  ['RULE_INVALID', ['set', '主题党日', '--hour-before', '3']],
  ['RULE_INVALID', ['set', '主题党日', '--dues-window', '1-10']],
  ['RULE_INVALID', ['set', '党费', '--dues-window', '20-10']],
  ['RULE_INVALID', ['set', '党费', '--on', '每月5日']],
  ['PROGRAM_UNKNOWN', ['set', '主题党曰', '--on', '每月5日']],
  ['BRANCH_UNKNOWN', ['set', '主题党日', '--branch', '机关二支', '--on', '每月5日']],
  ['BRANCH_UNKNOWN', ['set', '主题党日', '--committee', '机关党委', '--on', '每月5日']],
  ['BAD_COMMAND', ['set', '主题党日']],
  ['BAD_COMMAND', ['set', '主题党日', '--onn', '每月5日']],
])('%s: programs %j', async (code, argv) => {
  const here = await branchTerminal()
  const { status, err, out } = await here.types(['programs', ...argv])
  expect(status).toBe(1)
  expect(err).toMatch(new RegExp(`^✗ .*（${code}）\\n  .+`))
  expect(out).toBe('')
  expect(await here.data((db) => db.auditEntry.count({ where: { action: 'change_program' } }))).toBe(0)
})

test('the hours of a branch are shown and changed', async () => {
  const here = await branchTerminal()
  expect((await here.types(['hours'])).out).toContain('21:00 到 08:00 不打扰，一天最多主动说 2 次')
  expect((await here.types(['hours', '--quiet', '22:30-6:00', '--per-day', '3'])).out).toContain('22:30 到 06:00')
  expect(
    await here.data((db) => db.organization.findFirstOrThrow({ where: { kind: 'branch' }, select: { hours: true } })),
  ).toEqual({
    hours: { quietFrom: '22:30', quietTo: '06:00', perDay: 3 },
  })
  expect((await here.types(['hours', '--quiet', '晚上'])).err).toContain('RULE_INVALID')
  expect((await here.types(['hours', '--per-day', '11'])).err).toContain('RULE_INVALID')
})
