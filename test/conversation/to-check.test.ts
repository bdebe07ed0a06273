import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { inPrivate, type Town, town } from '../support/town.ts'

describe.each(inPrivate)('what the secretary is to look into, and dues that are decided on, on %s', (profile) => {
  let branch: Town
  beforeEach(async () => {
    branch = await town({ profile, at: '2026-12-01 08:00' })
    await branch.until('2026-12-01 08:10')
  })
  afterEach(() => branch.close())

  const home = () => branch.db.organization.findFirstOrThrow({ where: { name: '机关二支部' } })
  const month = (name: string, of = '2026-12') =>
    branch.db.duesMonth.findFirstOrThrow({ where: { member: { name }, month: of }, include: { payments: true } })

  it('months in a row without dues: for the secretary alone, with nothing but 请核实', async () => {
    const { id: branchId } = await home()
    const { id: memberId } = await branch.db.member.findFirstOrThrow({ where: { name: '何敏' } })
    for (let of = 6; of <= 11; of++)
      await branch.db.duesMonth.create({
        data: { memberId, branchId, month: `2026-${String(of).padStart(2, '0')}`, dueFen: 20 },
      })
    const secretary = branch.private('李建国')
    secretary.heard()
    branch.group.heard()
    await branch.group.says('李建国', '@小助手 待核查名单')
    const shown = secretary.heard().join()
    expect(shown).toContain('请核实')
    expect(shown).toContain('何敏：党费连续 6 个月没有入账（6月到11月）')
    expect(shown).not.toMatch(/脱党|除名|处理|处分|警告/)
    expect(branch.group.heard().join()).not.toContain('何敏')
    const officer = branch.private('王秀英')
    officer.heard()
    await officer.says('待核查名单')
    expect(officer.heard().join()).toContain('只有支部书记能看')
    // A month later it comes by itself.
    await branch.until('2027-01-01 11:00')
    expect(secretary.heard().join()).toContain('何敏：党费连续 7 个月没有入账')
    expect(officer.heard().join()).not.toContain('连续 7 个月')
  })

  it('what was paid too much goes to the next month when the member says so', async () => {
    const officer = branch.private('王秀英')
    await officer.says('收到张三 200')
    await officer.says('1')
    const member = branch.private('张三')
    expect(member.heard().join()).toContain('多出 80.00 元。这笔怎么算？1 自愿多交，2 留作下个月')
    await member.says('2')
    expect(member.heard().join()).toContain('张三多交的转作1月 80.00 元')
    expect(await month('张三')).toMatchObject({ state: 'paid', paidFen: 12000, payments: [{ receivedFen: 12000 }] })
    expect(await month('张三', '2027-01')).toMatchObject({
      state: 'due',
      paidFen: 8000,
      payments: [{ receivedFen: 8000, state: 'verified' }],
    })
    expect(officer.heard().join()).toContain('本人说留作下个月')
    expect(await branch.db.auditEntry.count({ where: { action: 'carry_dues' } })).toBe(2)
    await officer.says('张三多交的留作下个月')
    expect(officer.heard().join()).toContain('没有多交的党费')
  })

  it('dues are waived only with the decision it rests on', async () => {
    const officer = branch.private('王秀英')
    officer.heard()
    await officer.says('张三12月党费免交')
    expect(officer.heard().join()).toContain('减免党费要有批准的依据')
    await officer.says('张三12月党费免交 支部大会12月1日同意')
    expect(officer.heard().join()).toContain('依据：支部大会12月1日同意')
    await officer.says('1')
    expect(await month('张三')).toMatchObject({ state: 'waived', dueFen: 0, approval: '支部大会12月1日同意' })
    await officer.says('党费情况')
    expect(officer.heard().join()).toContain('应交 19 人')
    await branch.private('王五').says('张三12月党费免交 支部大会12月1日同意')
    expect(branch.private('王五').heard().join()).toContain('由书记')
  })
})
