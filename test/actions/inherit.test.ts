import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { type Act, beginAct } from '../../src/actions/act.ts'
import { planAhead } from '../../src/actions/planning/plan.ts'
import { foreseeRuling, layDown } from '../../src/actions/programs/rulings.ts'
import { startFor } from '../../src/actions/programs/start-programs.ts'
import type { Patch } from '../../src/life/programs/inheritance.ts'
import { write } from '../../src/records/database.ts'
import { ensureOrganization } from '../../src/records/organizations.ts'
import { dialectOf, speaks } from '../../src/records/sql.ts'
import { openOwn } from '../support/database.ts'
import { instant, setting } from '../support/town.ts'

const at = instant('2026-11-23 09:00')

/** A committee with so many branches, planned; work in it as the operator does. */
async function office(branches: number, sector: string | null = null) {
  const dir = mkdtempSync(join(tmpdir(), 'zhibu-inherit-'))
  const { prisma: db, close } = await openOwn(dir)
  onTestFinished(async () => {
    await close()
    rmSync(dir, { recursive: true, force: true })
  })
  const act = <T>(work: (act: Act) => Promise<T>, now = at): Promise<T> =>
    write(db, (tx) => work(beginAct(tx, setting, { now, actor: { kind: 'operator' } })))
  const top = await act(async (one) => {
    const made = await ensureOrganization(one.tx, { kind: 'committee', name: '机关党委', parentId: null, now: at })
    await one.tx.organization.update({ where: { id: made.id }, data: { sector } })
    const ids: { id: number }[] = []
    for (let each = 1; each <= branches; each++)
      ids.push(await ensureOrganization(one.tx, { kind: 'branch', name: `${each}支部`, parentId: made.id, now: at }))
    await startFor(one, ids)
    await planAhead(one)
    return { ...made, name: '机关党委', branches: ids }
  })
  return { db, act, top }
}

/** Counts what is asked of the database. */
function counted(act: Act): { act: Act; count: () => number } {
  let statements = 0
  const tables = new Map<unknown, unknown>()
  const watch = <T extends object>(target: T): T =>
    new Proxy(target, {
      get(of, name, self) {
        const value: unknown = Reflect.get(of, name, self)
        if (typeof value === 'function')
          return (...args: unknown[]) => {
            statements++
            return Reflect.apply(value, of, args)
          }
        if (typeof value !== 'object' || value === null) return value
        if (!tables.has(name)) tables.set(name, watch(value))
        return tables.get(name)
      },
    })
  const tx = speaks(watch(act.tx), dialectOf(act.tx))
  return { act: beginAct(tx, setting, { now: act.now, actor: act.actor }), count: () => statements }
}

test('219 branches inherit in as many statements as three', { timeout: 60_000 }, async () => {
  const counts: number[] = []
  for (const branches of [3, 219]) {
    const { db, act, top } = await office(branches)
    const patch = { cadence: { on: 'nth_weekday', nth: 2, weekday: 5 }, stages: { dayBefore: null } }
    counts.push(
      await act(async (one) => {
        const { act: watched, count } = counted(one)
        await layDown(watched, await foreseeRuling(watched, top, '主题党日', { patch }))
        return count()
      }),
    )
    expect(await db.activity.count({ where: { startsAt: instant('2026-12-11 15:00'), revision: 2 } })).toBe(branches)
    expect(await db.notice.count({ where: { stage: 'day_before', state: 'due', kind: 'day_before' } })).toBe(0)
  }
  expect(counts[1]).toBe(counts[0])
  expect(counts[0]).toBeGreaterThan(8)
  expect(counts[0]).toBeLessThan(25)
})

test('a sector brings what is missing, and leaves alone what is there', async () => {
  const { db, act, top } = await office(2)
  const names = async () =>
    (await db.program.findMany({ where: { organization: { name: '1支部' } }, orderBy: { id: 'asc' } })).map(
      ({ name }) => name,
    )
  expect(await names()).toEqual(['主题党日', '党费'])
  const own = { cadence: { on: 'day_of_month', day: 20 } }
  await db.program.updateMany({
    where: { name: '主题党日', organization: { name: '2支部' } },
    data: { rule: own, own },
  })
  await db.organization.update({ where: { id: top.id }, data: { sector: 'rural' } })
  await act((one) => startFor(one, top.branches))
  expect(await names()).toContain('党员大会')
  const rules = await db.program.findMany({ where: { name: '主题党日' }, orderBy: { organizationId: 'asc' } })
  expect(rules.map(({ rule }) => rule)).toMatchObject([
    { cadence: { on: 'day_of_month', day: 5 }, hour: '09:00' },
    { cadence: { on: 'day_of_month', day: 20 } },
  ])
})

test('programs from before keep what they had: their own is told from the standard', async () => {
  const { db, act, top } = await office(2)
  const rule = { every: 'month', cadence: { on: 'nth_weekday', nth: 1, weekday: 5 }, hour: '16:30', minutes: 90 }
  await db.$executeRaw`UPDATE "Program" SET "own" = NULL`
  await db.program.updateMany({ where: { name: '主题党日', organization: { name: '1支部' } }, data: { rule } })
  await db.program.updateMany({ where: { name: '党费', organization: { name: '2支部' } }, data: { enabled: false } })
  await act((one) => startFor(one, top.branches))
  const programs = await db.program.findMany({ orderBy: { id: 'asc' } })
  expect(programs.map(({ name, own, ownEnabled, enabled }) => [name, own, ownEnabled, enabled])).toEqual([
    ['主题党日', { hour: '16:30' }, null, true],
    ['党费', {}, null, true],
    ['主题党日', {}, null, true],
    ['党费', {}, false, false],
  ])
  expect(programs[0]?.rule).toEqual(rule)
})

test('a rule changed in mid-year keeps the past, and what was announced or approved', { timeout: 60_000 }, async () => {
  const { db, act, top } = await office(3, 'office')
  await db.activity.updateMany({ where: { organization: { name: '1支部' } }, data: { state: 'approved' } })
  await db.activity.updateMany({ where: { organization: { name: '2支部' } }, data: { announcedRevision: 1 } })
  const [third] = await db.activity.findMany({ where: { organization: { name: '3支部' } } })
  await db.activity.update({
    where: { id: third?.id ?? 0 },
    data: { state: 'held', startsAt: instant('2026-11-20 15:00') },
  })
  const settled = () =>
    db.activity.findMany({
      where: { OR: [{ state: { in: ['approved', 'held'] } }, { announcedRevision: { gt: 0 } }] },
      orderBy: { id: 'asc' },
    })
  const before = await settled()
  expect(before.length).toBeGreaterThan(3)
  const patches: fc.Arbitrary<Patch> = fc.record(
    {
      cadence: fc.record({ on: fc.constant('day_of_month'), day: fc.integer({ min: 1, max: 28 }) }),
      hour: fc.constantFrom('08:00', '16:00', '19:30'),
      holidays: fc.constantFrom('next_workday', 'prev_workday', 'keep', 'ask'),
      every: fc.constantFrom('month', 'quarter', 'half_year'),
    },
    { requiredKeys: [] },
  )
  const names = fc.constantFrom('主题党日', '党员大会', '党课', '党小组会')
  await fc.assert(
    fc.asyncProperty(names, patches, fc.boolean(), fc.boolean(), async (name, patch, binding, enabled) => {
      await act(async (one) => layDown(one, await foreseeRuling(one, top, name, { patch, binding, enabled })))
      expect(await settled()).toEqual(before)
    }),
    { numRuns: 25 },
  )
})
