import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { beginAct, type Setting } from '../../src/actions/act.ts'
import { planAhead } from '../../src/actions/planning/plan.ts'
import { type Database, type Tx, write } from '../../src/records/database.ts'
import { openOwn } from '../support/database.ts'
import { instant, setting } from '../support/town.ts'

/*
 * Planning looks at everything again every day, and at what members owe only where the rule, the months or the roster
 * are others: whatever changes, it has to notice.
 */

const dir = mkdtempSync(join(tmpdir(), 'zhibu-'))
let database: Database
/** A branch of eight with an empty group, below a committee, and what is planned for it already. */
let branchId: number
let groupId: number
let memberId: number

const createdAt = instant('2026-10-20 09:00')
const month = { every: 'month', cadence: { on: 'nth_weekday', nth: 1, weekday: 5 } }

beforeAll(async () => {
  database = await openOwn(dir)
  await write(database.prisma, async (tx) => {
    const organization = async (
      data: { kind: 'committee' | 'branch' | 'group'; name: string; parentId?: number },
      above = '/',
    ) => {
      const { id } = await tx.organization.create({ data: { ...data, createdAt } })
      const path = `${above}${id}/`
      await tx.organization.update({ where: { id }, data: { path } })
      return { id, path }
    }
    const committee = await organization({ kind: 'committee', name: '党委' })
    const branch = await organization({ kind: 'branch', name: '一支部', parentId: committee.id }, committee.path)
    branchId = branch.id
    groupId = (await organization({ kind: 'group', name: '第一党小组', parentId: branchId }, branch.path)).id
    for (let n = 0; n < 8; n++) memberId = await member(tx, `党员${n}`)
    for (const [kind, name, rule] of [
      ['theme_day', '主题党日', month],
      ['dues', '党费', {}],
      ['committee_meeting', '支委会', { ...month, audience: 'committee' }],
      ['group_meeting', '党小组会', month],
      ['talk', '谈心谈话', {}],
    ] as const)
      await tx.program.create({
        data: { organizationId: branchId, kind, name, rule, startsOn: '2026-10', createdAt },
      })
    await planOn(tx, '2026-11-02')
  })
})
afterAll(async () => {
  await database.close()
  rmSync(dir, { recursive: true, force: true })
})

async function member(tx: Tx, name: string): Promise<number> {
  const { id } = await tx.member.create({ data: { branchId, name, category: 'full', aliases: [], createdAt } })
  await tx.duesAssessment.create({
    data: { memberId: id, fromMonth: '2026-01', amountFen: 1000, basis: 'test', createdAt },
  })
  return id
}

const planOn = (tx: Tx, day: string, by: Setting = setting) =>
  planAhead(beginAct(tx, by, { now: instant(`${day} 00:01`), actor: { kind: 'clock' } }))

const rosterChanged = (tx: Tx) =>
  tx.organization.update({ where: { id: branchId }, data: { rosterRevision: { increment: 1 } } })

/** Everything that is planned, in words. */
async function all(tx: Tx): Promise<string[]> {
  const activities = await tx.activity.findMany({ include: { organization: true } })
  const titles = new Map(activities.map((one) => [String(one.id), `${one.title} ${one.period}`]))
  const notices = await tx.notice.findMany()
  const dues = await tx.duesMonth.findMany({ include: { member: true } })
  return [
    ...activities.map(({ title, period, state }) => `${title} ${period} ${state}`),
    ...notices.map(({ causeKind, causeId, stage, state }) => `${titles.get(causeId) ?? causeKind} ${stage} ${state}`),
    ...dues.map(({ member: { name }, month: of, dueFen }) => `${name} ${of} ${dueFen}`),
  ]
}

class TakenBack extends Error {}

/** What the next day's planning makes of a change. */
async function after(change: (tx: Tx) => Promise<unknown>, day = '2026-11-03', by = setting): Promise<string[]> {
  let added: string[] = []
  const done = write(database.prisma, async (tx) => {
    await change(tx)
    const before = await all(tx)
    await planOn(tx, day, by)
    const now = await all(tx)
    for (const one of before) if (now.includes(one)) now.splice(now.indexOf(one), 1)
    added = now
    throw new TakenBack()
  })
  await done.catch((thrown: unknown) => {
    if (!(thrown instanceof TakenBack)) throw thrown
  })
  return added
}

it('where nothing has changed nothing is added', async () => {
  expect(await after(async () => undefined)).toEqual([])
  expect(await after(async () => undefined, '2026-11-30')).toEqual([])
})

it('a new month is planned, with its dues', async () => {
  const added = await after(async () => undefined, '2026-12-01')
  expect(added).toEqual(
    expect.arrayContaining(['主题党日 2027-01 planned', '党员0 2027-01 1000', 'dues dues_open due']),
  )
})

it('who comes onto the roster owes, and who becomes a member', async () => {
  const come = async (tx: Tx) => {
    await member(tx, '新来的')
    await rosterChanged(tx)
  }
  expect(await after(come)).toEqual(['新来的 2026-11 1000', '新来的 2026-12 1000'])
  const joins = async (tx: Tx) => {
    const id = await member(tx, '申请人')
    await tx.member.update({ where: { id }, data: { category: 'applicant' } })
    await rosterChanged(tx)
    await planOn(tx, '2026-11-02')
    expect(await tx.duesMonth.count({ where: { memberId: id } })).toBe(0)
    await tx.member.update({ where: { id }, data: { category: 'probationary' } })
    await rosterChanged(tx)
  }
  expect(await after(joins)).toEqual(['申请人 2026-11 1000', '申请人 2026-12 1000'])
})

it('an amount that was not known before is owed from its month on', async () => {
  const known = async (tx: Tx) => {
    const data = { branchId, name: '后定的', category: 'full' as const, aliases: [], createdAt }
    const { id: memberId } = await tx.member.create({ data })
    await rosterChanged(tx)
    await planOn(tx, '2026-11-02')
    await tx.duesAssessment.create({
      data: { memberId, fromMonth: '2026-12', amountFen: 500, basis: 'test', createdAt },
    })
    await rosterChanged(tx)
  }
  expect(await after(known)).toEqual(['后定的 2026-12 500'])
})

it('an institution that is new, switched on, or has another rule', async () => {
  const program = { organizationId: branchId, startsOn: '2026-10', createdAt }
  const lecture = { kind: 'lecture', name: '党课', rule: { ...month, every: 'quarter', inMonth: 2 } }
  const isNew = await after((tx) => tx.program.create({ data: { ...program, ...lecture } }))
  expect(isNew).toEqual(expect.arrayContaining(['党课 2026-Q4 planned', '党课 2026-Q4 announcement due']))
  const dues = await after(async (tx) => {
    const of = { where: { organizationId: branchId, name: '党费' } }
    await tx.program.updateMany({ ...of, data: { enabled: false } })
    await planOn(tx, '2026-12-01')
    expect(await tx.duesMonth.count({ where: { month: '2027-01' } })).toBe(0)
    await tx.program.updateMany({ ...of, data: { enabled: true } })
  }, '2026-12-01')
  expect(dues).toEqual(expect.arrayContaining(['党员0 2027-01 1000', 'dues to_check due']))
  const weekly = { every: 'week', cadence: { on: 'weekday', weekday: 5 } }
  const other = await after((tx) =>
    tx.program.updateMany({ where: { organizationId: branchId, name: '主题党日' }, data: { rule: weekly } }),
  )
  expect(other).toEqual(expect.arrayContaining(['主题党日 2026-W45 planned', '主题党日 2026-W46 announcement due']))
})

it('a window of dues that reaches further, where the program was set up when the old one was over', async () => {
  const added = await after(async (tx) => {
    const of = { where: { organizationId: branchId, name: '党费' } }
    await tx.duesMonth.deleteMany({})
    await tx.program.updateMany({ ...of, data: { createdAt: instant('2026-11-20 09:00'), planned: null } })
    await planOn(tx, '2026-11-20')
    expect(await tx.duesMonth.count({ where: { month: '2026-11' } })).toBe(0)
    await tx.program.updateMany({ ...of, data: { rule: { lastDay: 28 } } })
  }, '2026-11-21')
  expect(added).toContain('党员0 2026-11 1000')
})

it('a committee that comes and goes', async () => {
  const without = await after(async (tx) => {
    await tx.member.updateMany({ where: { id: { gt: memberId - 2 } }, data: { leftOn: '2026-11-02' } })
    await rosterChanged(tx)
  })
  expect(without).toEqual(expect.arrayContaining(['支委会 2026-12 cancelled', '支委会 2026-12 announcement expired']))
  const again = await after(async (tx) => {
    await tx.member.update({ where: { id: memberId }, data: { category: 'probationary' } })
    await tx.member.update({ where: { id: memberId - 1 }, data: { category: 'probationary' } })
    await planOn(tx, '2026-11-02')
    await tx.member.updateMany({ where: { branchId }, data: { category: 'full' } })
  })
  expect(again).toContain('支委会 2026-12 announcement due')
})

it('a group that somebody belongs to now', async () => {
  const added = await after((tx) => tx.member.update({ where: { id: memberId }, data: { groupId } }))
  expect(added).toEqual(
    expect.arrayContaining(['第一党小组会 2026-12 planned', '第一党小组会 2026-12 announcement due']),
  )
})

it('a talk that its rule asks for now', async () => {
  const added = await after(
    (tx) =>
      tx.program.updateMany({
        where: { organizationId: branchId, name: '谈心谈话' },
        data: { rule: { remindMonths: [11, 12] } },
      }),
    '2026-11-01',
  )
  expect(added).toEqual(['talk talk_due due'])
})

it('a term whose end comes, and a committee that asks for plans', async () => {
  const term = await after((tx) =>
    tx.organization.update({ where: { id: branchId }, data: { electedOn: '2023-12-20', termYears: 3 } }),
  )
  expect(term).toContain('organization term_3 due')
  const filing = await after((tx) =>
    tx.organization.updateMany({
      where: { kind: 'committee' },
      data: { policies: { filePlan: { value: 'december', binding: false } } },
    }),
  )
  expect(filing).toContain('organization filing_due_1 due')
})

it('a day that the published calendar makes a working day', async () => {
  const calendar = { ...setting.calendar, isWorkday: () => true, holiday: () => null }
  const forum = { every: 'day', cadence: { on: 'every_workday' }, roll: 'rota' }
  const added = await after(
    async (tx) => {
      const program = { kind: 'staff_forum', name: '员工讲坛', rule: forum, startsOn: '2026-10', createdAt }
      await tx.program.create({ data: { organizationId: branchId, ...program } })
      await planOn(tx, '2026-11-03')
    },
    '2026-11-03',
    { ...setting, calendar },
  )
  expect(added).toEqual(expect.arrayContaining(['员工讲坛 2026-11-07 planned', '员工讲坛 2026-11-07 rota_turn due']))
})
