import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { beginAct } from '../../src/actions/act.ts'
import { exportRoster } from '../../src/actions/tree/export-roster.ts'
import { importRoster } from '../../src/actions/tree/import-roster.ts'
import { write } from '../../src/records/database.ts'
import { inPrivate, setting, type Town, town } from '../support/town.ts'

describe.each(inPrivate)('a transfer, on %s', (profile) => {
  let branch: Town
  beforeEach(async () => {
    branch = await town({ profile, at: '2026-12-08 09:00' })
    await branch.until('2026-12-08 09:10')
  })
  afterEach(() => branch.close())

  const member = (name: string) => branch.db.member.findFirstOrThrow({ where: { name }, include: { branch: true } })
  const months = async (name: string) =>
    (
      await branch.db.duesMonth.findMany({
        where: { member: { name } },
        orderBy: { month: 'asc' },
        include: { member: true },
      })
    ).map(({ month, branchId }) => ({ month, branchId }))
  const letter = () => branch.db.transfer.findFirstOrThrow({ orderBy: { id: 'desc' } })

  async function send(to: string) {
    const secretary = branch.private('李建国')
    secretary.heard()
    await secretary.says(`张三转出到${to}，介绍信12月8日，党费交到12月`)
    const shown = secretary.heard().join()
    await secretary.says('1')
    return shown
  }

  it('inside the tree: what is owed is shown, the other secretary receives, months and history are each in one place', async () => {
    const old = (await member('张三')).branchId
    const shown = await send('机关一支部')
    expect(shown).toContain('12月党费 120.00 元还没有入账')
    expect(shown).toContain('接收以前仍是本支部的人')
    expect((await member('张三')).branch.name).toBe('机关二支部')
    const receiver = branch.private('郭强')
    expect(receiver.heard().join()).toContain('机关二支部的张三同志转来本支部，介绍信12月8日，党费交到12月')
    await receiver.says('1')
    expect(receiver.heard().join()).toContain('从2027年1月起在本支部交党费，每月应交暂按原来的 120.00 元')
    const moved = await member('张三')
    expect(moved.branch.name).toBe('机关一支部')
    expect((await letter()).state).toBe('received')
    expect(await months('张三')).toEqual([
      { month: '2026-12', branchId: old },
      { month: '2027-01', branchId: moved.branchId },
    ])
    expect(branch.private('李建国').heard().join()).toContain('机关一支部已经接收')
    // The account goes on.
    const him = branch.private('张三')
    expect(him.heard().join()).toContain('党费从2027年1月起交给新支部')
    await him.says('我的')
    expect(him.heard().join()).toContain('12月党费还没有入账')
  })

  it('sent back with its reason: the member stays, and the letter may be sent again', async () => {
    await send('机关一支部')
    const receiver = branch.private('郭强')
    receiver.heard()
    await receiver.says('2')
    expect(receiver.heard().join()).toContain('退回请写原因')
    await receiver.says('2 介绍信没有盖章')
    expect(branch.private('李建国').heard().join()).toContain('机关一支部退回了：介绍信没有盖章')
    expect((await member('张三')).branch.name).toBe('机关二支部')
    expect((await letter()).state).toBe('returned')
    await send('机关一支部')
    expect((await letter()).state).toBe('out')
  })

  it('to outside: followed until the receipt, in 逾期 after a while, and no roster ends it', async () => {
    const shown = await send('城关镇第一支部')
    expect(shown).toContain('对方支部不在系统里')
    const secretary = branch.private('李建国')
    // The roster of the office is ahead of the receipt.
    const change = await write(branch.db, async (tx) => {
      const act = beginAct(tx, setting, { now: branch.clock.now(), actor: { kind: 'operator' } })
      const { branchId } = await member('张三')
      const people = (await exportRoster(tx, [branchId])).filter(({ name }) => name !== '张三')
      return importRoster(act, people, { branch: null, committee: null })
    })
    expect(change.removed).toEqual([])
    expect(change.inTransfer).toMatchObject([{ name: '张三' }])
    // Nobody is asked for what the letter leaves to the new branch.
    await branch.until('2027-01-07 12:00')
    const heard = branch.private('张三').heard().join()
    expect(heard).not.toContain('1月党费')
    expect(branch.private('何敏').heard().join()).toContain('1月党费')
    await branch.until('2027-01-07 15:00')
    expect(secretary.heard().join()).toContain('已经 30 天，还没有接收')
    await secretary.says('逾期')
    expect(secretary.heard().join()).toContain('张三转到城关镇第一支部：介绍信开出 30 天，还没有接收')
    await secretary.says('转接情况')
    expect(secretary.heard().join()).toContain('张三：城关镇第一支部，介绍信12月8日（30 天），党费交到2026年12月')
    await secretary.says('张三转出已接收')
    expect(secretary.heard().join()).toContain('从本支部名册移出，对吗')
    await secretary.says('1')
    expect((await member('张三')).leftOn).toBe('2027-01-07')
    expect((await months('张三')).map(({ month }) => month)).toEqual(['2026-12'])
  })

  it('from outside: added when confirmed, owing from the month after the letter’s', async () => {
    const secretary = branch.private('李建国')
    await secretary.says('李明从县一中支部转入，党费交到11月')
    expect(secretary.heard().join()).toContain('请把介绍信的日期')
    await secretary.says('李明从县一中支部转入，党费交到11月，介绍信12月1日，月党费50元')
    expect(secretary.heard().join()).toContain('从12月起在本支部交，每月 50.00 元')
    expect(await branch.db.member.count({ where: { name: '李明' } })).toBe(0)
    await secretary.says('1')
    expect((await member('李明')).branch.name).toBe('机关二支部')
    expect((await months('李明')).map(({ month }) => month)).toEqual(['2026-12', '2027-01'])
    await secretary.says('李明请假')
    expect(secretary.heard().join()).not.toContain('名册里没有')
  })

  it('is no business of a plain member, and nothing of it is said in the group', async () => {
    branch.group.heard()
    await branch.private('王五').says('张三转出到机关一支部，介绍信12月8日，党费交到12月')
    expect(branch.private('王五').heard().join()).toMatch(/只有|书记/)
    await send('机关一支部')
    expect(branch.group.heard().join()).not.toContain('张三')
    expect(await branch.db.transfer.count()).toBe(1)
  })
})
