import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { seedDemo } from '../../src/demo/branch.ts'
import { tick } from '../../src/jobs/tick.ts'
import type { Db, openDatabase } from '../../src/records/database.ts'
import { publishedCalendar, readHolidayYear } from '../../src/time/holidays.ts'
import { openOwn } from '../support/database.ts'
import { instant, setting } from '../support/town.ts'

/** Made up, as 2027 was not published when this was written. */
const published = {
  ...setting,
  calendar: publishedCalendar([
    readHolidayYear({
      source: '虚构',
      holidays: [
        ['元旦', '2027-01-01', '2027-01-03'],
        ['春节', '2027-02-05', '2027-02-12'],
      ],
      adjusted_workdays: ['2027-02-14'],
    }),
  ]),
}

const dir = mkdtempSync(join(tmpdir(), 'zhibu-'))
let opened: Awaited<ReturnType<typeof openDatabase>>
let db: Db
beforeEach(async () => {
  opened = await openOwn(dir)
  db = opened.prisma
  await seedDemo(db, setting, instant('2026-12-20 09:00'))
  await db.program.updateMany({ where: { NOT: { kind: 'theme_day' } }, data: { enabled: false } })
  await tickAt('2027-01-04 09:00', setting)
})
afterEach(async () => {
  await opened.close()
  rmSync(dir, { recursive: true, force: true })
})

const tickAt = (at: string, by: typeof setting) => tick({ db, clock: { now: () => instant(at) }, setting: by })
const february = () =>
  db.activity.findFirstOrThrow({ where: { period: '2027-02', organization: { name: '机关二支部' } } })
const due = async (id: number) =>
  (
    await db.notice.findMany({
      where: { causeKind: 'activity', causeId: String(id), state: 'due' },
      orderBy: [{ dueAt: 'asc' }, { id: 'asc' }],
    })
  ).map(({ stage, revision, dueAt }) => `${stage} ${revision} ${dueAt.toISOString().slice(0, 10)}`)

it('puts on another day what stood on one that turned out to be a holiday, with its reminders', async () => {
  const before = await february()
  expect(before).toMatchObject({ startsAt: instant('2027-02-05 15:00'), provisional: true, revision: 1 })
  await tickAt('2027-01-04 10:00', published)
  expect(await february()).toMatchObject({
    startsAt: instant('2027-02-14 15:00'),
    provisional: false,
    revision: 2,
    dateReason: expect.stringContaining('春节'),
  })
  const reminders = await due(before.id)
  expect(reminders).toContain('day_before 2 2027-02-13')
  expect(reminders.filter((one) => one.includes(' 1 '))).toEqual([])
  expect(await db.auditEntry.count({ where: { action: 'move', subjectKind: 'activity', subjectId: before.id } })).toBe(
    1,
  )
  // Looked at again, nothing more is to be done.
  await tickAt('2027-01-05 10:00', published)
  expect((await february()).revision).toBe(2)
})

it('leaves the day that a person has confirmed, as no longer provisional', async () => {
  const before = await february()
  await db.activity.update({ where: { id: before.id }, data: { state: 'approved' } })
  await tickAt('2027-01-04 10:00', published)
  expect(await february()).toMatchObject({
    startsAt: before.startsAt,
    provisional: false,
    revision: 1,
    dateReason: null,
  })
})

it('takes the mark from a day that holds, and says no more that it is in doubt', async () => {
  await tickAt('2027-02-15 09:00', setting)
  const march = () =>
    db.activity.findFirstOrThrow({ where: { period: '2027-03', organization: { name: '机关二支部' } } })
  const before = await march()
  expect(before).toMatchObject({ startsAt: instant('2027-03-05 15:00'), provisional: true })
  const reminders = await due(before.id)
  await tickAt('2027-02-15 10:00', published)
  expect(await march()).toMatchObject({ startsAt: before.startsAt, provisional: false, revision: 1, dateReason: null })
  expect(await due(before.id)).toEqual(reminders)
})
