import { afterEach, expect, it } from 'vitest'
import { beginAct } from '../../src/actions/act.ts'
import { addProgram } from '../../src/actions/programs/programs.ts'
import { write } from '../../src/records/database.ts'
import { setting, type Town, town } from '../support/town.ts'

let branch: Town
afterEach(() => branch.close())

it('a committee meeting is spoken of with its members alone', async () => {
  branch = await town({ at: '2026-12-01 07:00' })
  await write(branch.db, async (tx) => {
    const act = beginAct(tx, setting, { now: branch.clock.now(), actor: { kind: 'operator' } })
    const organization = await tx.organization.findFirstOrThrow({ where: { name: '机关二支部' } })
    await addProgram(act, organization, '支委会', { cadence: { on: 'day_of_month', day: 10 }, hour: '15:00' })
  })
  await branch.until('2026-12-09 16:30')
  expect(branch.group.heard().join()).not.toContain('支委会')
  expect(branch.private('刘洋').heard().join()).toContain('12月支委会：12月10日（周四）15:00')
  expect(branch.private('王五').heard().join()).not.toContain('支委会')
  await branch.private('刘洋').says('1')
  expect(branch.private('刘洋').heard().join()).toContain('支委会，参加')
  await branch.private('王五').says('下次支委会什么时候')
  expect(branch.private('王五').heard().join()).not.toContain('12月10日')
  await branch.until('2026-12-10 15:35')
  expect(branch.private('李建国').heard().join()).toContain('12月支委会：应到 4')
})
