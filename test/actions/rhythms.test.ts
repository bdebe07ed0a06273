import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { beginAct } from '../../src/actions/act.ts'
import { move } from '../../src/actions/activity/move.ts'
import { planAhead } from '../../src/actions/planning/plan.ts'
import { addProgram, changeProgram, findProgram } from '../../src/actions/programs/programs.ts'
import { patchOf } from '../../src/cli/program-options.ts'
import { seedDemo } from '../../src/demo/branch.ts'
import { slotOf } from '../../src/life/planning/planning.ts'
import { activityRule } from '../../src/life/programs/programs.ts'
import { findActivity } from '../../src/records/activities.ts'
import { type openDatabase, type Tx, write } from '../../src/records/database.ts'
import { addDays } from '../../src/time/days.ts'
import { openOwn } from '../support/database.ts'
import { instant, setting } from '../support/town.ts'

const dir = mkdtempSync(join(tmpdir(), 'zhibu-'))
let opened: Awaited<ReturnType<typeof openDatabase>>
beforeAll(async () => {
  opened = await openOwn(dir)
  await seedDemo(opened.prisma, setting, instant('2026-09-01 09:00'))
})
afterAll(async () => {
  await opened.close()
  rmSync(dir, { recursive: true, force: true })
})

class TakenBack extends Error {}
/** Works in a transaction that leaves nothing behind. */
async function inPassing(work: (tx: Tx) => Promise<void>): Promise<void> {
  const done = write(opened.prisma, async (tx) => {
    await work(tx)
    throw new TakenBack()
  })
  await done.catch((thrown: unknown) => {
    if (!(thrown instanceof TakenBack)) throw thrown
  })
}

const title = '学习会'
/** What stands planned, with the reminders that will be sent of it. */
async function plannedNow(tx: Tx) {
  const activities = await tx.activity.findMany({
    where: { title, state: { in: ['planned', 'approved'] } },
    orderBy: [{ startsAt: 'asc' }, { period: 'asc' }],
  })
  const found = []
  for (const { id, period, startsAt } of activities) {
    const due = await tx.notice.findMany({
      where: { causeKind: 'activity', causeId: String(id), state: 'due' },
      orderBy: [{ dueAt: 'asc' }, { stage: 'asc' }],
    })
    expect(new Set(due.map(({ stage }) => stage)).size).toBe(due.length)
    found.push({ period, startsAt, due: due.map(({ stage, dueAt }) => `${stage} ${dueAt.toISOString()}`) })
  }
  expect(new Set(found.map(({ period }) => period)).size).toBe(found.length)
  const asked = await tx.notice.findMany({
    where: { causeKind: 'program', state: 'due' },
    orderBy: [{ causeId: 'asc' }, { stage: 'asc' }],
  })
  return { found, asked: asked.map(({ stage, dueAt }) => `${stage} ${dueAt.toISOString()}`) }
}

const rhythm = fc.constantFrom(
  '每个工作日',
  '每周一',
  '每周五',
  '每周日',
  '每月第一个周五',
  '每月5日',
  '每月最后一个工作日',
  '每季度第一个月第三个周三',
  '每季度最后一个工作日',
  '每半年第四个月第二个周二',
  '每年12月第二个周五',
  '每年另定',
  '每季度另定',
)
/** Before the 国庆 holidays, in the middle of a quarter, and where the next year has no calendar yet. */
const when = fc.constantFrom('2026-09-14 08:00', '2026-09-28 08:00', '2026-11-23 08:00', '2026-12-14 08:00')

it('a rule changed and changed back leaves what it had planned, each period once, with one set of reminders', async () => {
  await fc.assert(
    fc.asyncProperty(rhythm, rhythm, when, async (one, other, at) => {
      await inPassing(async (tx) => {
        const act = beginAct(tx, setting, { now: instant(at), actor: { kind: 'clock' } })
        const organization = await tx.organization.findFirstOrThrow({ where: { name: '机关二支部' } })
        await addProgram(act, organization, title, { ...patchOf({ on: one }, 'activity') })
        await planAhead(act)
        const before = await plannedNow(tx)
        for (const on of [other, one]) {
          const program = await findProgram(act, title, organization.id)
          await changeProgram(act, program, { ...patchOf({ on }, 'activity') })
          await planAhead(act)
          await plannedNow(tx)
        }
        await planAhead(act)
        const after = await plannedNow(tx)
        const rule = activityRule.parse((await findProgram(act, title, organization.id)).rule)
        // What the other rule had planned stays where the day of this one is past, or still too far ahead to be planned.
        const late = new Set(
          after.found
            .filter(({ period }) => !before.found.some((one) => one.period === period))
            .filter((extra) => {
              const { startsAt } = slotOf(rule, extra.period, setting)
              return startsAt !== null && (startsAt <= act.now || startsAt.getTime() === extra.startsAt.getTime())
            })
            .map(({ period }) => period),
        )
        expect({ ...after, found: after.found.filter(({ period }) => !late.has(period)) }).toEqual(before)
      })
    }),
    { numRuns: 12 },
  )
}, 60_000)

it('an activity moved and moved back has one set of reminders, for the day it had', async () => {
  await fc.assert(
    fc.asyncProperty(rhythm, when, fc.integer({ min: 1, max: 20 }), async (on, at, days) => {
      await inPassing(async (tx) => {
        const act = beginAct(tx, setting, { now: instant(at), actor: { kind: 'clock' } })
        const organization = await tx.organization.findFirstOrThrow({ where: { name: '机关二支部' } })
        await addProgram(act, organization, title, { ...patchOf({ on }, 'activity') })
        await planAhead(act)
        const last = await tx.activity.findFirst({ where: { title }, orderBy: { startsAt: 'desc' } })
        if (!last) return
        const before = await plannedNow(tx)
        const away = setting.zone.at(addDays(setting.zone.day(last.startsAt), days), '10:00')
        for (const startsAt of [away, last.startsAt]) {
          const activity = await findActivity(tx, last.id)
          if (activity) await move(act, activity, { startsAt, endsAt: null, keepAnswers: true })
          await planAhead(act)
        }
        // Whoever moves it has decided: no draft is asked again.
        const withoutDraft = (due: string[]) => due.filter((one) => !/^(draft|second_ask) /.test(one))
        const after = await plannedNow(tx)
        const reminders = ({ found }: typeof before) =>
          found.map((one) => ({ ...one, due: one.period === last.period ? withoutDraft(one.due) : one.due }))
        expect(reminders(after)).toEqual(reminders(before))
      })
    }),
    { numRuns: 10 },
  )
}, 60_000)
