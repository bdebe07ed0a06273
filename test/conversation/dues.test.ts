import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { profiles, type Town, town } from '../support/town.ts'

describe.each(profiles)('dues, on %s', (profile) => {
  let branch: Town
  beforeEach(async () => {
    branch = await town({ profile, at: '2026-12-01 08:00' })
    await branch.until('2026-12-01 11:00')
    branch.group.heard()
  })
  afterEach(() => branch.close())

  const month = (name: string) =>
    branch.db.duesMonth.findFirstOrThrow({ where: { member: { name }, month: '2026-12' }, include: { payments: true } })

  it('reminds only who owes, in private; the group hears a number', async () => {
    await branch.private('王五').says('党费已交 86.5')
    expect(branch.private('王五').heard().join()).toContain('12月党费 86.50 元等王秀英核对后入账')
    await branch.until('2026-12-07 11:00')
    expect(branch.private('何敏').heard().join()).toContain(
      '何敏同志，12月党费 0.20 元，请在12月10日（周四）前交给组织委员王秀英，交后回 1',
    )
    expect(branch.private('王五').heard().join()).not.toContain('党费')
    const heard = branch.group
      .heard()
      .filter((line) => line.includes('党费'))
      .join()
    expect(heard).toContain('12月党费已交 1 位，还有 19 位同志请于 10 日前交纳')
    expect(heard).not.toContain('何敏')
    await branch.private('何敏').says('1')
    expect((await month('何敏')).state).toBe('claimed')
  })

  it('the officer confirms; a difference is said back, booked as received, and stays open', async () => {
    await branch.private('何敏').says('交了')
    await branch.private('张三').says('党费交了一百二')
    await branch.group.says('王五', '已交86.5元')
    const officer = branch.private('王秀英')
    await branch.until('2026-12-10 16:59')
    officer.heard()
    await branch.until('2026-12-10 17:00')
    expect(officer.heard().join()).toMatch(/待核 3：.*张三 120.00/)
    await officer.says('都收到了，张三交的是102')
    const booked = officer.heard().join()
    expect(booked).toContain('已入账')
    expect(booked).toContain('张三应交 120.00，报 120.00，实收 102.00：先按 102.00 入账，差 18.00 挂着')
    expect((await month('张三')).state).toBe('claimed')
    await officer.says('1')
    expect(await month('张三')).toMatchObject({ state: 'due', paidFen: 10200 })
    expect(await month('何敏')).toMatchObject({ state: 'paid', paidFen: 20 })
    expect(branch.private('张三').heard().join()).toContain('还差 18.00 元')
    await branch.until('2026-12-11 10:00')
    expect(officer.heard().join()).toContain('张三 18.00')
  })

  it('the same money is booked once, however often a difference was asked about', async () => {
    await branch.private('张三').says('党费交了一百二')
    const officer = branch.private('王秀英')
    await officer.says('核对党费')
    await officer.says('都收到了，张三交的是102')
    await officer.says('张三交的是100')
    await officer.says('1')
    await officer.says('好的')
    expect(await month('张三')).toMatchObject({ state: 'due', paidFen: 10000 })
    expect((await month('张三')).payments.filter((one) => one.state === 'verified')).toHaveLength(1)
  })

  it('"没交" is not a payment, a bare amount is asked about, a correction replaces the claim', async () => {
    await branch.private('赵六').says('没交')
    expect((await month('赵六')).state).toBe('due')
    await branch.private('赵六').says('交了 93')
    await branch.private('赵六').says('不是93，是90')
    expect((await month('赵六')).payments).toMatchObject([{ claimedFen: 9000 }])
  })

  it('one message may answer for the meeting and for the dues; the officer may confirm all without being asked', async () => {
    await branch.group.says('郑浩', '参加，党费已交')
    expect((await month('郑浩')).state).toBe('claimed')
    const answer = await branch.db.participation.findFirstOrThrow({ where: { member: { name: '郑浩' } } })
    expect(answer.answer).toBe('attend')
    await branch.private('王秀英').says('党费都收到了')
    expect((await month('郑浩')).state).toBe('paid')
  })

  it('paid on behalf of another is kept with who paid', async () => {
    await branch.private('王五').says('代吴桂兰交党费25元')
    const owed = await month('吴桂兰')
    const payer = await branch.db.member.findFirstOrThrow({ where: { name: '王五' } })
    expect(owed.payments).toMatchObject([{ claimedFen: 2500, paidById: payer.id }])
  })
})
