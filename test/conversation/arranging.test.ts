import { describe, expect, it } from 'vitest'
import { beginAct } from '../../src/actions/act.ts'
import { planAhead } from '../../src/actions/planning/plan.ts'
import { catalogue } from '../../src/life/programs/catalogue.ts'
import { write } from '../../src/records/database.ts'
import { inPrivate, instant, setting, type Town, town } from '../support/town.ts'

/** Gives a branch an institution of the catalogue, as if it had had it since the year began. */
async function gives(branch: Town, kind: string, to = '机关二支部', rule: object = {}): Promise<number> {
  const standard = catalogue.find((one) => one.kind === kind)
  const home = await branch.db.organization.findFirstOrThrow({ where: { name: to } })
  const { id } = await branch.db.program.create({
    data: {
      organizationId: home.id,
      name: standard?.name ?? kind,
      kind,
      rule: { ...standard?.rule, ...rule },
      startsOn: '2026-01',
      createdAt: instant('2025-12-31 09:00'),
    },
  })
  return id
}

const plan = (branch: Town, when: string) =>
  write(branch.db, async (tx) => planAhead(beginAct(tx, setting, { now: instant(when), actor: { kind: 'clock' } })))

describe.each(inPrivate)('what people arrange, on %s', (profile) => {
  it('is reminded of before its time is over, arranged by name, and then no more', async () => {
    const branch = await town({ profile, at: '2026-12-15 09:00' })
    await gives(branch, 'orglife')
    const secretary = branch.private('李建国')
    await branch.until('2026-12-16 10:05')
    expect(secretary.heard().join()).toContain(
      '2026年组织生活会还没有安排，12月31日（周四）前要开。定好了告诉我，如「安排 组织生活会 12月28日下午3点」。',
    )
    expect(branch.group.heard().join()).not.toContain('组织生活会')
    await secretary.says('安排 组织生活会 12月28日下午3点')
    expect(secretary.heard().join()).toContain('2026年组织生活会：12月28日（周一）15:00')
    await secretary.says('1')
    expect(await branch.db.activity.findFirstOrThrow({ where: { title: '组织生活会' } })).toMatchObject({
      period: '2026',
      state: 'approved',
      startsAt: instant('2026-12-28 15:00'),
    })
    await secretary.says('逾期')
    expect(secretary.heard().join()).not.toContain('组织生活会：')
    await gives(branch, 'custom', '机关二支部', { every: 'half_year', cadence: { on: 'arranged' } })
    await branch.db.program.updateMany({ where: { kind: 'custom' }, data: { name: '读书分享' } })
    await secretary.says('安排 读书分享 12月29日下午3点')
    expect(secretary.heard().join()).toContain('下半年读书分享：12月29日（周二）15:00')
    await branch.close()
  })

  it('is reminded of when its time begins, unless it is arranged by then', async () => {
    const branch = await town({ profile, at: '2026-10-07 09:00' })
    await gives(branch, 'orglife')
    await gives(branch, 'appraisal')
    await branch.until('2026-10-07 12:00')
    const secretary = branch.private('李建国')
    await secretary.says('安排 民主评议党员 10月20日下午3点')
    await secretary.says('1')
    secretary.heard()
    await branch.until('2026-10-08 10:05')
    const heard = secretary.heard().join()
    expect(heard).toContain('2026年组织生活会一般在10月到12月开，日子由您来定')
    expect(heard).not.toContain('民主评议')
    await branch.close()
  })

  it('and what was not held may be explained, by its number or its name, by whoever may arrange it', async () => {
    const branch = await town({ profile, at: '2026-10-20 09:00' })
    await gives(branch, 'general_meeting')
    const secretary = branch.private('李建国')
    await secretary.says('逾期')
    expect(secretary.heard().join()).toContain(
      '1. 三季度党员大会：没有开\n2. 二季度党员大会：没有开\n3. 一季度党员大会：没有开',
    )
    await secretary.says('1 说明 全员防汛，10月22日补开')
    expect(secretary.heard().join()).toContain('三季度党员大会缺 1 次，说明：全员防汛，10月22日补开')
    await secretary.says('说明 二季度党员大会 换届推迟')
    expect(secretary.heard().join()).toContain('二季度党员大会缺 1 次，说明：换届推迟')
    await branch.private('王五').says('说明 一季度党员大会 忘了')
    await secretary.says('说明 二季度党员大会 因换届推迟')
    await secretary.says('逾期')
    const list = secretary.heard().join()
    expect(list).toContain('1. 一季度党员大会：没有开')
    expect(list).not.toContain('二季度党员大会：')
    const kept = await branch.db.explanation.findMany({ orderBy: { period: 'asc' } })
    expect(kept.map(({ period, words }) => [period, words])).toEqual([
      ['2026-Q2', '因换届推迟'],
      ['2026-Q3', '全员防汛，10月22日补开'],
    ])
    expect(await branch.db.auditEntry.count({ where: { action: 'explain_missing' } })).toBe(3)
    await branch.close()
  })
})

it('a meeting that was moved out of its quarter does not count for it', async () => {
  const branch = await town({ at: '2026-10-20 09:00' })
  const programId = await gives(branch, 'general_meeting')
  const { organizationId } = await branch.db.program.findUniqueOrThrow({ where: { id: programId } })
  const of = { programId, organizationId, kind: 'general_meeting', title: '党员大会', createdAt: new Date(0) }
  await branch.db.activity.createMany({
    data: [
      { ...of, period: '2026-Q1', state: 'held', startsAt: instant('2026-03-20 15:00') },
      { ...of, period: '2026-Q2', state: 'held', startsAt: instant('2026-06-19 15:00') },
      { ...of, period: '2026-Q3', state: 'held', startsAt: instant('2026-10-09 15:00') },
    ],
  })
  await branch.private('李建国').says('逾期')
  const list = branch.private('李建国').heard().join()
  expect(list).toContain('1. 三季度党员大会：10月9日（周五）补开，三季度内没有开')
  expect(list).not.toContain('一季度党员大会')
  await branch.close()
})

it('committee meetings are planned only where there is a committee, and follow the roster', async () => {
  const branch = await town({ at: '2026-11-23 09:00' })
  const large = await gives(branch, 'committee_meeting')
  const small = await gives(branch, 'committee_meeting', '机关一支部')
  const planned = async (programId: number) =>
    (await branch.db.activity.findMany({ where: { programId, state: 'planned' }, orderBy: { period: 'asc' } })).map(
      ({ period }) => period,
    )
  await plan(branch, '2026-11-23 09:00')
  expect([await planned(large), await planned(small)]).toEqual([['2026-11', '2026-12'], []])
  await branch.private('郭强').says('逾期')
  expect(branch.private('郭强').heard().join()).not.toContain('支委会')

  const home = await branch.db.organization.findFirstOrThrow({ where: { name: '机关二支部' } })
  const gone = { branchId: home.id, name: { notIn: ['李建国', '王秀英'] } }
  await branch.db.member.updateMany({ where: gone, data: { leftOn: '2026-11-24' } })
  await plan(branch, '2026-11-24 09:00')
  // What was announced is people's to call off.
  expect(await planned(large)).toEqual(['2026-11'])
  const due = { causeKind: 'activity', state: 'due', kind: { not: 'draft' }, organizationId: home.id } as const
  const ofMeetings = async () => {
    const ids = (await branch.db.activity.findMany({ where: { programId: large, period: '2026-12' } })).map(({ id }) =>
      String(id),
    )
    return branch.db.notice.count({ where: { ...due, causeId: { in: ids } } })
  }
  expect(await ofMeetings()).toBe(0)
  await branch.db.member.updateMany({ where: gone, data: { leftOn: null } })
  await plan(branch, '2026-11-24 10:00')
  expect(await planned(large)).toEqual(['2026-11', '2026-12'])
  expect(await ofMeetings()).toBeGreaterThan(5)
  const before = await branch.db.notice.count()
  await plan(branch, '2026-11-24 10:00')
  expect(await branch.db.notice.count()).toBe(before)
  await branch.close()
})
