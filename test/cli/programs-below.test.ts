import { expect, test } from 'vitest'
import { beginAct } from '../../src/actions/act.ts'
import { planAhead } from '../../src/actions/planning/plan.ts'
import { write } from '../../src/records/database.ts'
import { instant, setting } from '../support/town.ts'
import { type Terminal, terminal } from './terminal.ts'

const at = '2026-11-23 09:00'
const committee = '机关党委'

/** A committee with three branches, planned. */
async function officeTerminal(): Promise<Terminal> {
  const here = terminal(at)
  const people = ['一', '二', '三'].flatMap((each) => [[`机关${each}支部`, `赵${each}`, '正式党员', '书记']])
  const roster = await here.roster('花名册.xlsx', people, ['党支部', '姓名', '人员类别', '职务'])
  await here.types(['import', roster, '--committee', committee])
  await plan(here)
  return here
}
const plan = (here: Terminal) =>
  here.data((db) =>
    write(
      db,
      async (tx) => void (await planAhead(beginAct(tx, setting, { now: instant(at), actor: { kind: 'clock' } }))),
    ),
  )
const below = ['--committee', committee, '--below']
const days = (here: Terminal) =>
  here.data(async (db) =>
    (
      await db.activity.findMany({
        where: { title: '主题党日' },
        include: { organization: true },
        orderBy: { organizationId: 'asc' },
      })
    ).map((one) => `${one.organization.name} ${setting.zone.iso(one.startsAt).slice(5, 16)}`),
  )
const rules = (here: Terminal, name = '主题党日') =>
  here.data((db) => db.program.findMany({ where: { name }, orderBy: { organizationId: 'asc' } }))

test('a committee sets a rule for all below: first shown, then done; what a branch set itself stays', {
  timeout: 60_000,
}, async () => {
  const here = await officeTerminal()
  await here.types(['programs', 'set', '主题党日', '--branch', '机关二支部', '--on', '每月10日'])
  const before = await days(here)
  const set = ['programs', 'set', '主题党日', ...below, '--on', '每月第二个周五', '--hour', '9:30']
  const dry = await here.types([...set, '--dry-run'])
  expect(dry.out).toContain('试运行，还没有改动：机关党委所属支部的主题党日：每月第二个周五，09:30 开始')
  expect(dry.out).toContain('改期 3 次：机关一支部 12月主题党日 12月4日（周五）15:00 → 12月11日（周五）9:30')
  expect(dry.out).toContain('自己定过的照旧（1 个）：机关二支部')
  expect(await days(here)).toEqual(before)
  expect(await here.data((db) => db.localRule.count())).toBe(0)
  expect((await here.types(set)).status).toBe(0)
  expect(await days(here)).toEqual(['机关一支部 12-11T09:30', '机关二支部 12-10T09:30', '机关三支部 12-11T09:30'])
})

test('what is made binding the branches lose; taken back, their own counts again', { timeout: 60_000 }, async () => {
  const here = await officeTerminal()
  await here.types(['programs', 'set', '主题党日', '--branch', '机关二支部', '--on', '每月10日'])
  const set = ['programs', 'set', '主题党日', ...below, '--on', '每月第二个周五', '--binding']
  expect((await here.types(set)).out).toContain('自己定过的不再作数（1 个）：机关二支部')
  expect((await days(here))[1]).toBe('机关二支部 12-11T15:00')
  const refused = await here.types(['programs', 'set', '主题党日', '--branch', '机关一支部', '--on', '每月5日'])
  expect(refused.err).toContain('由机关党委统一规定')
  expect(refused.err).toContain('RULE_FIXED')
  expect((await here.types(['programs', 'set', '主题党日', '--branch', '机关一支部', '--minutes', '60'])).status).toBe(
    0,
  )
  await here.types(['programs', 'set', '主题党日', '--branch', '机关三支部', '--minutes', '50'])
  await here.types(['programs', 'reset', '主题党日', '--branch', '机关三支部'])
  const back = await here.types(['programs', 'reset', '主题党日', ...below])
  expect(back.out).toContain('收回原来的统一规定')
  expect(await days(here)).toEqual(['机关一支部 12-04T15:00', '机关二支部 12-10T15:00', '机关三支部 12-04T15:00'])
  const own = (await rules(here)).map((one) => one.own)
  expect(own).toMatchObject([{ minutes: 60 }, { cadence: { day: 10 } }, {}])
  expect(own[2]).toEqual({})
})

test('what was announced, approved or dated by a person stays, and the past is not touched', async () => {
  const here = await officeTerminal()
  await here.data(async (db) => {
    const [one, two, three] = await db.activity.findMany({
      where: { title: '主题党日' },
      orderBy: { organizationId: 'asc' },
    })
    await db.activity.update({ where: { id: one?.id ?? 0 }, data: { state: 'approved' } })
    await db.activity.update({ where: { id: two?.id ?? 0 }, data: { announcedRevision: 1 } })
    await db.activity.update({
      where: { id: three?.id ?? 0 },
      data: { state: 'held', startsAt: instant('2026-11-20 15:00') },
    })
  })
  const before = await days(here)
  const { out } = await here.types(['programs', 'set', '主题党日', ...below, '--on', '每月第二个周五'])
  expect(out).toContain('不动 2 次：机关一支部 12月主题党日 12月4日（周五）15:00（书记已经确认）')
  expect(out).not.toContain('改期')
  expect(await days(here)).toEqual(before)
  expect((await here.types(['programs', 'off', '主题党日', ...below])).out).toContain('不动 2 次')
  expect(await days(here)).toEqual(before)
})

test('an institution is switched on for all below, also for branches that come later', async () => {
  const here = await officeTerminal()
  const { out } = await here.types(['programs', 'on', '员工讲坛', ...below])
  expect(out).toContain('开通：机关一支部、机关二支部、机关三支部')
  expect((await rules(here, '员工讲坛')).map(({ enabled, own }) => ({ enabled, own }))).toEqual(
    Array.from({ length: 3 }, () => ({ enabled: true, own: {} })),
  )
  const more = await here.roster(
    '新支部.xlsx',
    [['机关四支部', '钱四', '正式党员', '书记']],
    ['党支部', '姓名', '人员类别', '职务'],
  )
  await here.types(['import', more, '--committee', committee])
  expect(await rules(here, '员工讲坛')).toHaveLength(4)
  expect((await here.types(['programs', 'catalogue'])).out).toMatch(
    /员工讲坛（支部）[\s\S]*?开通 4 个；机关党委给下面定过/,
  )
  await here.types(['programs', 'reset', '员工讲坛', ...below])
  expect((await rules(here, '员工讲坛')).every(({ enabled }) => !enabled)).toBe(true)
})

test('a branch switches on what the catalogue knows; what committees hold it cannot', async () => {
  const here = await officeTerminal()
  expect((await here.types(['programs', 'on', '四季关爱', '--branch', '机关一支部'])).status).toBe(0)
  expect(await rules(here, '四季关爱')).toMatchObject([{ enabled: true, ownEnabled: true }])
  expect((await here.types(['programs', 'on', '中心组学习', '--branch', '机关一支部'])).err).toContain('由上级组织举办')
})

test.each([
  ['BAD_COMMAND', ['set', '主题党日', '--below', '--hour', '9:00']],
  ['PROGRAM_UNKNOWN', ['set', '主题党曰', ...below, '--hour', '9:00']],
  ['RULE_INVALID', ['set', '主题党日', ...below, '--draft', '1 10:00']],
  ['RULE_INVALID', ['reset', '主题党日', ...below]],
])('%s: programs %j', async (code, argv) => {
  const here = await officeTerminal()
  const { status, err } = await here.types(['programs', ...argv])
  expect(status).toBe(1)
  expect(err).toContain(code)
})
