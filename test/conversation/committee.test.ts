import { expect, it, onTestFinished, vi } from 'vitest'
import { beginAct } from '../../src/actions/act.ts'
import { branchFacts, overviewFacts } from '../../src/actions/committee/month-overview.ts'
import { monthStanding } from '../../src/actions/committee/month-standing.ts'
import { startFor } from '../../src/actions/programs/start-programs.ts'
import { write } from '../../src/records/database.ts'
import { insertNodes } from '../../src/records/tree.ts'
import { instant, setting, type Town, town } from '../support/town.ts'

// Many messages over a whole tree: longer than a scene of one branch.
vi.setConfig({ testTimeout: 60_000 })

/** 机关党委 with two branches of its own, two townships below it, and their branches. */
async function county(at = '2026-12-01 07:00'): Promise<Town> {
  const here = await town({ at })
  onTestFinished(() => here.close())
  await write(here.db, async (tx) => {
    const act = beginAct(tx, setting, { now: here.clock.now(), actor: { kind: 'operator' } })
    const root = await tx.organization.findFirstOrThrow({ where: { name: '机关党委' } })
    const plain = { sector: null, electedOn: null, termYears: null, place: null }
    const townships = await insertNodes(
      tx,
      ['城关镇党委', '河东乡党委'].map((name) => ({ ...plain, kind: 'committee' as const, name, parentId: root.id })),
      act.now,
    )
    const branches = await insertNodes(
      tx,
      townships.flatMap(({ id }) =>
        ['第一党支部', '第二党支部'].map((name) => ({ ...plain, kind: 'branch' as const, name, parentId: id })),
      ),
      act.now,
    )
    await startFor(act, branches)
    for (const { id } of branches) {
      const secretary = await tx.member.create({
        data: { branchId: id, name: `书记${id}`, category: 'full', aliases: [], createdAt: act.now },
      })
      await tx.position.create({ data: { memberId: secretary.id, organizationId: id, role: 'secretary' } })
      await tx.duesAssessment.create({
        data: { memberId: secretary.id, fromMonth: '2026-12', amountFen: 1000, basis: 'roster', createdAt: act.now },
      })
    }
    await tx.organization.updateMany({ data: { rosterRevision: { increment: 1 } } })
  })
  await here.until('2026-12-01 10:00')
  return here
}

const asks = async (here: Town, name: string, text: string): Promise<string> => {
  here.private(name).heard()
  await here.private(name).says(text)
  return here.private(name).heard().join('\n')
}

const activityOf = (here: Town, path: string[]) =>
  here.db.activity.findFirstOrThrow({
    where: {
      title: '主题党日',
      period: '2026-12',
      organization: { name: path[1] ?? '', parent: { name: path[0] ?? '' } },
    },
  })

it('a county sees its townships, and each branch, in figures that agree', async () => {
  const here = await county()
  await here.private('李建国').says('1')
  const { id } = await activityOf(here, ['城关镇党委', '第一党支部'])
  await here.db.activity.update({ where: { id }, data: { state: 'approved' } })

  const all = await asks(here, '刘芳', '本月情况')
  expect(all).toContain('机关党委所属 6 个支部，12月：')
  expect(all).toContain('主题党日：完成 0，已定未开 2，没安排 4（机关一支部、第二党支部、第一党支部等）')
  expect(all).toContain('· 城关镇党委（2 个支部）：没安排 1')
  expect(all).toContain('党费：收齐 0 个支部，还在收 6')
  expect(all).toContain('· 河东乡党委（2 个支部）：没安排 2')
  const township = await asks(here, '刘芳', '看 城关镇党委')
  expect(township).toContain('城关镇党委所属 2 个支部')
  expect(township).toContain('主题党日：完成 0，已定未开 1，没安排 1（第二党支部）')

  expect(await asks(here, '刘芳', '第一党支部的情况')).toContain(
    '请连上级一起写：「城关镇党委/第一党支部」、「河东乡党委/第一党支部」',
  )
  expect(await asks(here, '刘芳', '看 城关镇党委/第一党支部')).toContain('主题党日：12月4日（周五）15:00，已定')
  const branch = await asks(here, '刘芳', '机关二支部的情况')
  expect(branch).toBe(await asks(here, '李建国', '本月情况'))
  expect(branch).toContain('党费：应交 20 人，已交 0 人')
  expect(await asks(here, '李建国', '看 机关一支部')).not.toContain('机关一支部，12月')
  expect(await asks(here, '刘芳', '我的')).toContain('12月党费')
})

it('what the branches see adds up to what the committee sees', async () => {
  const here = await county()
  await here.private('李建国').says('1')
  await write(here.db, async (tx) => {
    const act = beginAct(tx, setting, { now: here.clock.now(), actor: { kind: 'clock' } })
    const root = await tx.organization.findFirstOrThrow({ where: { name: '机关党委' } })
    const whole = await monthStanding(act, root.path, '2026-12')
    for (const node of whole.nodes.filter(({ kind }) => kind === 'branch'))
      expect(branchFacts(node, await monthStanding(act, node.path, '2026-12'))).toEqual(branchFacts(node, whole))
    // The database counts by the rules of standOf, and must come to the same.
    const facts = await overviewFacts(act, root, '2026-12')
    const told = facts.lines.flatMap((line) => [
      [line.name, line.closed, line.arranged, line.unrecorded.count, line.missing.count, line.later],
    ])
    const names = [...new Set(whole.institutions.map(({ name }) => name))]
    const standing = names.map((name) => {
      const own = whole.institutions.filter((one) => one.name === name)
      const count = (stand: string) => own.filter((one) => one.stand === stand).length
      return [name, count('closed'), count('arranged'), count('unrecorded'), count('missing'), count('later')]
    })
    expect(told.length).toBeGreaterThan(0)
    expect(standing).toEqual(expect.arrayContaining(told))
  })
})

it('any institution: who has not arranged it is listed, and reminded once it is confirmed', async () => {
  const here = await county()
  const branches = await here.db.organization.findMany({ where: { kind: 'branch' } })
  await here.db.program.createMany({
    data: branches.map(({ id }) => ({
      organizationId: id,
      kind: 'general_meeting',
      name: '党员大会',
      rule: { every: 'quarter', cadence: { on: 'nth_weekday', nth: 2, weekday: 3 } },
      startsOn: '2026-12',
      createdAt: instant('2026-12-01 09:00'),
    })),
  })
  await here.until('2026-12-02 09:00')
  // The rule has put it on 9 December; nobody was asked yet whether that stands.
  expect(await asks(here, '刘芳', '本月情况')).not.toContain('党员大会')
  await here.until('2026-12-02 11:00')
  expect(await asks(here, '刘芳', '本月情况')).toMatch(
    /【三会一课】\n四季度党员大会：完成 0，没安排 6（机关二支部、机关一支部、第一党支部等）/,
  )
  expect(await asks(here, '刘芳', '谁没安排党员大会')).toContain('还没有安排的 6 个支部')
  expect(await asks(here, '刘芳', '提醒没安排党员大会的')).toContain('私下提醒 6 位书记，对吗？1 发，2 不发')
  expect(await here.db.notice.count({ where: { kind: 'arrange_please' } })).toBe(0)
  // Who has arranged it meanwhile is not reminded.
  await here.db.activity.updateMany({
    where: { title: '党员大会', organization: { name: '机关一支部' } },
    data: { state: 'approved' },
  })
  expect(await asks(here, '刘芳', '1')).toContain('已私下提醒 5 位')
  expect(here.private('李建国').heard().join()).toContain('机关党委提醒：四季度党员大会还没有安排')
  expect(here.private('郭强').heard().join()).not.toContain('机关党委提醒')
  expect(await asks(here, '刘芳', '提醒没交党费的支部')).toContain('私下提醒 6 位书记')
  await here.private('刘芳').says('1')
  expect(here.private('李建国').heard().join()).toContain('机关党委提醒：12月党费还没有收齐')
  expect(await asks(here, '王五', '谁没安排党员大会')).not.toContain('机关一支部')
})

it('an officer of a committee that their own branch does not belong to', async () => {
  const here = await county()
  const township = await here.db.organization.findFirstOrThrow({ where: { name: '河东乡党委' } })
  const { id } = await here.db.member.findFirstOrThrow({ where: { name: '蒋丽' } })
  await here.db.position.create({ data: { memberId: id, organizationId: township.id, role: 'committee_officer' } })
  expect(await asks(here, '蒋丽', '本月情况')).toContain('河东乡党委所属 2 个支部')
  expect(await asks(here, '蒋丽', '看 城关镇党委')).not.toContain('所属')
  expect(await asks(here, '蒋丽', '提醒没安排的')).toContain('私下提醒 2 位书记')
})

it('records that are late are told from those that are closed', async () => {
  const here = await county()
  const { id } = await activityOf(here, ['城关镇党委', '第一党支部'])
  await here.until('2026-12-05 09:00')
  const text = await asks(here, '刘芳', '看 城关镇党委')
  expect(text).toContain('没存档 2（第一党支部、第二党支部）')
  await here.db.activityRecord.updateMany({ where: { activityId: id }, data: { state: 'closed' } })
  expect(await asks(here, '刘芳', '看 城关镇党委')).toContain('完成 1，没存档 1（第二党支部）')
  expect(await asks(here, '刘芳', '提醒没存档的支部')).toContain('位书记')
})

const holds = (here: Town, organizations: { id: number }[], name: string, months: number[]) =>
  here.db.program.createMany({
    data: organizations.map(({ id }) => ({
      organizationId: id,
      kind: 'orglife',
      name,
      rule: { every: 'year', cadence: { on: 'arranged', months } },
      startsOn: '2026',
      createdAt: instant('2026-12-01 09:00'),
    })),
  })
const ofKind = (here: Town, kind: 'branch' | 'committee') =>
  here.db.organization.findMany({ where: { kind, name: { not: '机关党委' } } })

it('what a committee holds by the same rule as its branches counts once for each, and so does a branch that has its own', async () => {
  const here = await county()
  const branches = await ofKind(here, 'branch')
  await holds(here, branches, '组织生活会', [10, 12])
  await here.until('2026-12-15 09:00')
  const items = async () => Number(/个支部有 (\d+) 项逾期/.exec(await asks(here, '刘芳', '逾期'))?.[1] ?? Number.NaN)
  const before = await items()
  await holds(here, await ofKind(here, 'committee'), '组织生活会', [10, 12])
  expect(await items()).toBe(before + 2)
  await here.db.program.deleteMany({ where: { name: '组织生活会', organizationId: branches[0]?.id ?? 0 } })
  expect(await items()).toBe(before + 1)
  await holds(here, branches.slice(0, 1), '组织生活会', [11, 12])
  expect(await items()).toBe(before + 2)
  expect(await asks(here, '刘芳', '逾期')).toContain('还没有安排：组织生活会 8 个')
})

it('more than anybody reads is told to a committee in figures, and each of those below by name', async () => {
  const here = await county()
  await holds(here, await ofKind(here, 'branch'), '组织生活会', [10, 12])
  await here.until('2026-12-15 09:00')
  const all = await asks(here, '刘芳', '逾期')
  expect(all).toMatch(/机关党委所属 6 个支部有 \d+ 项逾期：/)
  expect(all).toContain('还没有安排：组织生活会 6 个支部（')
  expect(all).toContain('记录没有存档：主题党日 6 个支部（')
  expect(all).toContain('党费没有收齐：12月 6 个支部（')
  expect(all).toMatch(/· 城关镇党委：2 个支部 \d+ 项/)
  expect(all).toContain('看其中一个，发「')
  // So little that it can be read is told item by item, of whoever is named.
  const township = await asks(here, '刘芳', '河东乡党委的逾期')
  expect(township).toContain('第一党支部 12月主题党日：过了 11 天，记录没有存档')
  expect(township).toContain('第二党支部 12月党费：还有 1 位没有入账')
  const branch = await asks(here, '刘芳', '机关二支部的逾期')
  expect(branch).toContain('12月主题党日：过了 11 天，记录没有存档')
  expect(branch).toBe(await asks(here, '李建国', '逾期'))
  // The figures are the items counted.
  const counted = async (name: string) =>
    Number(/有 (\d+) 项/.exec(await asks(here, '刘芳', `${name}的逾期`))?.[1] ?? Number.NaN)
  expect(Number(/河东乡党委：2 个支部 (\d+) 项/.exec(all)?.[1])).toBe(await counted('河东乡党委'))
  expect(await asks(here, '李建国', '机关一支部的逾期')).not.toContain('主题党日')
})
