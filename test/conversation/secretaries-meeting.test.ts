import { afterEach, expect, it } from 'vitest'
import { beginAct } from '../../src/actions/act.ts'
import { addProgram, changeProgram } from '../../src/actions/programs/programs.ts'
import { write } from '../../src/records/database.ts'
import { setting, type Town, town } from '../support/town.ts'

let place: Town
afterEach(() => place.close())

/** 支部书记例会 of the committee, on 14 December. */
async function withMeeting() {
  place = await town({ at: '2026-12-01 07:00' })
  await write(place.db, async (tx) => {
    const act = beginAct(tx, setting, { now: place.clock.now(), actor: { kind: 'operator' } })
    const organization = await tx.organization.findFirstOrThrow({ where: { name: '机关党委' } })
    await addProgram(act, organization, '支部书记例会', {
      cadence: { on: 'day_of_month', day: 14 },
      audience: 'secretaries',
      makeUpDays: null,
    })
  })
}

it('the secretaries of the branches below meet: told and counted one by one, the committee keeps roll and record', {
  timeout: 60_000,
}, async () => {
  await withMeeting()
  const alone = place.private
  await place.until('2026-12-07 10:00')
  expect(alone('刘芳').heard().join()).toContain('12月支部书记例会按惯例是 12月14日（周一）15:00')
  await alone('刘芳').says('1')
  expect(alone('刘芳').heard().join()).toContain('发给各支部书记')
  await place.until('2026-12-09 10:00')
  expect(alone('郭强').heard().join()).toContain('12月支部书记例会：12月14日（周一）15:00')
  expect(alone('王秀英').heard().join()).not.toContain('书记例会')
  expect(place.group.heard().join()).not.toContain('书记例会')
  await alone('郭强').says('1')
  expect(alone('郭强').heard().join()).toContain('支部书记例会，参加')
  await alone('李建国').says('支部书记例会请假 出差开会')
  // One question at a time: the draft of the lecture was put before the officer first.
  await place.until('2026-12-09 20:00')
  expect(alone('刘芳').heard().join()).toContain('李建国，支部书记例会，「出差开会」')
  await alone('刘芳').says('1')
  expect(alone('李建国').heard().join()).toContain('支部书记例会的请假')
  await alone('王五').says('下次支部书记例会什么时候')
  expect(alone('王五').heard().join()).not.toContain('12月14日')

  await place.until('2026-12-14 15:00')
  const code = /签到码 (\d{4})/.exec(alone('刘芳').heard().join())?.[1] ?? ''
  await alone('郭强').says(code)
  expect(alone('郭强').heard().join()).toContain('支部书记例会')
  await place.until('2026-12-14 15:40')
  expect(alone('刘芳').heard().join()).toContain(
    '12月支部书记例会：应到 2，已到 1，请假 1（李建国）。都对的话回「都对」',
  )
  await alone('刘芳').says('机关二支部到了')
  expect(alone('刘芳').heard().join()).toContain('应到 2 = 实到 2')
  await alone('刘芳').says('主持刘芳，记录郭强。内容：通报四季度工作，布置述职评议。没有议定事项')
  expect(alone('刘芳').heard().join()).toContain('齐了')
  await alone('刘芳').says('1')
  const record = await place.db.activityRecord.findFirstOrThrow({
    where: { activity: { title: '支部书记例会' } },
    include: { branch: true },
  })
  expect([record.branch.name, record.state]).toEqual(['机关党委', 'closed'])
  const roll = await place.db.participation.findMany({ where: { activity: { title: '支部书记例会' }, expected: true } })
  expect(roll.map((one) => [one.branchId, one.attendance])).toEqual([
    [record.branchId, 'present'],
    [record.branchId, 'present'],
  ])
  await alone('郭强').says('看支部书记例会记录')
  expect(alone('郭强').heard().join()).not.toContain('通报四季度工作')
})

it('a committee that has a group of its own is told there, and answers are taken there', {
  timeout: 60_000,
}, async () => {
  await withMeeting()
  const { db } = place
  const committee = await db.organization.findFirstOrThrow({ where: { name: '机关党委' } })
  await db.room.create({
    data: { platform: 'sandbox', roomId: 'secretaries', title: '书记群', organizationId: committee.id },
  })
  const program = await db.program.findFirstOrThrow({
    where: { name: '支部书记例会' },
    include: { organization: { select: { id: true, name: true, kind: true, place: true, path: true } } },
  })
  await write(db, (tx) =>
    changeProgram(beginAct(tx, setting, { now: place.clock.now(), actor: { kind: 'operator' } }), program, {
      hour: '10:00',
    }),
  )
  await place.until('2026-12-09 10:00')
  expect(place.private('郭强').heard().join()).not.toContain('书记例会')
  const room = { kind: 'room', id: 'secretaries' } as const
  const said = () => place.stage.said(room).join()
  expect(said()).toContain('12月支部书记例会：12月14日（周一）10:00')
  const of = async (name: string) => {
    const member = await db.member.findFirstOrThrow({ where: { name } })
    return { userId: place.stage.userId(member.id), name }
  }
  await place.stage.say(await of('郭强'), room, '参加')
  await place.until('2026-12-13 16:00')
  expect(said()).toContain('还请 @李建国 答复一下')
  const answers = await db.participation.findMany({ where: { activity: { title: '支部书记例会' } } })
  expect(answers.map((one) => [one.branchId, one.answer])).toEqual([[committee.id, 'attend']])
})
