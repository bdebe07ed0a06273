import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { beginAct } from '../../src/actions/act.ts'
import { exportRoster } from '../../src/actions/tree/export-roster.ts'
import { importRoster } from '../../src/actions/tree/import-roster.ts'
import type { RosterPerson } from '../../src/life/people/roster.ts'
import { type Database, write } from '../../src/records/database.ts'
import { insertDuesMonths } from '../../src/records/dues.ts'
import { recordset } from '../../src/records/sql.ts'
import { openOwn } from '../support/database.ts'
import { instant, setting } from '../support/town.ts'

let dir: string
let database: Database
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'zhibu-'))
  database = await openOwn(dir)
})
afterEach(async () => {
  await database.close()
  rmSync(dir, { recursive: true, force: true })
})

const person = (name: string, more: Partial<RosterPerson> = {}): RosterPerson => ({
  row: 2,
  name,
  label: '',
  staffNo: null,
  branch: '一支部',
  group: '第一小组',
  category: 'full',
  posts: [],
  phone: null,
  joinedOn: null,
  fullOn: null,
  duesFen: 1000,
  aliases: [],
  floating: false,
  floatingPlace: null,
  exempt: false,
  ...more,
})

const imports = (people: RosterPerson[], day = '2026-12-01') =>
  write(database.prisma, (tx) =>
    importRoster(beginAct(tx, setting, { now: instant(`${day} 09:00`), actor: { kind: 'operator' } }), people, {
      branch: null,
      committee: '机关党委',
    }),
  )

it('brings people, groups, posts and amounts in; a second time nothing changes', async () => {
  const people = [
    person('王芳', { posts: ['secretary'] }),
    person('李明', { posts: ['group_leader'] }),
    person('刘芳', { posts: ['committee_officer'], group: null }),
    person('赵云', { branch: '二支部', category: 'probationary', duesFen: null }),
  ]
  expect((await imports(people)).added).toHaveLength(4)
  const held = await database.prisma.position.findMany({ include: { member: true, organization: true } })
  expect(Object.fromEntries(held.map((one) => [one.member.name, one.organization.name]))).toEqual({
    王芳: '一支部',
    李明: '第一小组',
    刘芳: '机关党委',
  })
  const again = await imports(people)
  expect([again.added, again.changed, again.removed]).toEqual([[], [], []])

  const branches = await database.prisma.organization.findMany({ where: { kind: 'branch' }, orderBy: { id: 'desc' } })
  const file = await exportRoster(
    database.prisma,
    branches.map((one) => one.id),
  )
  expect(file).toMatchObject([
    { row: 1, name: '赵云', branch: '二支部', duesFen: null },
    { row: 2, name: '王芳', group: '第一小组', duesFen: 1000 },
    { row: 3, name: '李明', posts: ['group_leader'] },
    { row: 4, name: '刘芳', group: null },
  ])
})

it('who left and comes back keeps the records of before', async () => {
  await imports([person('王芳'), person('李明')])
  const before = await database.prisma.member.findFirstOrThrow({ where: { name: '李明' } })
  expect((await imports([person('王芳')], '2026-12-05')).removed).toMatchObject([{ name: '李明' }])
  expect(await database.prisma.member.findFirstOrThrow({ where: { name: '李明' } })).toMatchObject({
    leftOn: '2026-12-05',
  })
  await imports([person('王芳'), person('李明', { phone: '1' })], '2026-12-20')
  expect(await database.prisma.member.findMany({ where: { name: '李明' } })).toMatchObject([
    { id: before.id, leftOn: null, phone: '1' },
  ])
})

it('a new amount holds from this month on; a month that is paid or claimed stays as it is', async () => {
  await imports([person('王芳'), person('李明'), person('赵云')])
  const { prisma } = database
  const { branchId } = await prisma.member.findFirstOrThrow()
  await write(prisma, (tx) =>
    insertDuesMonths(
      tx,
      recordset(tx, [{ organizationId: branchId, month: '2026-12' }], { organizationId: 'int', month: 'text' }),
    ),
  )
  await prisma.duesMonth.updateMany({ where: { member: { name: '李明' } }, data: { state: 'claimed' } })
  const change = await imports([person('王芳', { duesFen: 0 }), person('李明', { duesFen: 1200 }), person('赵云')])
  expect(change.changed.map((one) => one.fields[0])).toEqual([
    { heading: '月应交党费', before: '1000', after: '0' },
    { heading: '月应交党费', before: '1000', after: '1200' },
  ])
  const months = await prisma.duesMonth.findMany({ include: { member: true }, orderBy: { memberId: 'asc' } })
  expect(months).toMatchObject([
    { dueFen: 0, state: 'exempt' },
    { dueFen: 1000, state: 'claimed' },
    { dueFen: 1000, state: 'due' },
  ])
  const trail = await prisma.auditEntry.findMany({ where: { action: 'change_member' }, orderBy: { id: 'asc' } })
  expect(trail.map((one) => one.before)).toEqual([{ 月应交党费: '1000' }, { 月应交党费: '1000' }])
})

it('a file of members alone takes nobody off the roster who is on the way to become one', async () => {
  await imports([
    person('张三'),
    person('钱小雨', { category: 'applicant' }),
    person('周慧敏', { category: 'activist' }),
  ])
  const applicant = await database.prisma.member.findFirstOrThrow({ where: { name: '钱小雨' } })
  await database.prisma.development.create({
    data: { memberId: applicant.id, branchId: applicant.branchId, version: '2026', createdAt: applicant.createdAt },
  })
  expect((await imports([person('张三')])).removed.map(({ name }) => name)).toEqual(['周慧敏'])
})
