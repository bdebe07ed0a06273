import { expect, it, onTestFinished } from 'vitest'
import { beginAct } from '../../src/actions/act.ts'
import { startFor } from '../../src/actions/programs/start-programs.ts'
import { sectors, sectorWords } from '../../src/life/programs/sectors.ts'
import { write } from '../../src/records/database.ts'
import { insertNodes } from '../../src/records/tree.ts'
import { setting, town } from '../support/town.ts'

it('every sector starts with its set, and its term', { timeout: 60_000 }, async () => {
  const here = await town({ at: '2026-12-17 08:00' })
  onTestFinished(() => here.close())
  const { db, stage } = here
  const branches = await write(db, async (tx) => {
    const act = beginAct(tx, setting, { now: here.clock.now(), actor: { kind: 'operator' } })
    const { id: parentId } = await tx.organization.findFirstOrThrow({ where: { name: '机关党委' } })
    const plain = { kind: 'branch' as const, electedOn: '2025-06-10', termYears: null, place: null, parentId }
    const made = await insertNodes(
      tx,
      sectors.map((sector) => ({ ...plain, sector, name: `${sectorWords(sector)}支部` })),
      act.now,
    )
    for (const { id: branchId } of made) {
      const names = [...'一二三四五六七'].map((each) => `党员${each}`)
      await tx.member.createMany({
        data: names.map((name) => ({ branchId, name, category: 'full' as const, aliases: [], createdAt: act.now })),
      })
      const people = await tx.member.findMany({ where: { branchId }, orderBy: { id: 'asc' } })
      const roles = ['secretary', 'organization_officer', 'publicity_officer'] as const
      await tx.position.createMany({
        data: roles.map((role, index) => ({ memberId: people[index]?.id ?? 0, organizationId: branchId, role })),
      })
      const memberId = people[0]?.id ?? 0
      const account = { platform: stage.platform, userId: stage.userId(memberId), memberId, name: '书记' }
      await tx.account.create({ data: account })
    }
    await startFor(act, made)
    await tx.organization.updateMany({ data: { rosterRevision: { increment: 1 } } })
    return made
  })
  await here.until('2026-12-17 08:05')
  for (const [index, { id }] of branches.entries()) {
    const sector = sectors[index]
    const secretary = await db.member.findFirstOrThrow({ where: { branchId: id, name: '党员一' } })
    const alone = { kind: 'private', id: stage.userId(secretary.id) } as const
    for (const text of ['明年计划', '明年计划 11月', '换届什么时候']) {
      await stage.say({ userId: alone.id, name: '书记' }, alone, text)
      await here.app.beat()
    }
    const said = stage.said(alone).join('\n')
    for (const name of ['主题党日', '支委会', '党员大会', '党课', '组织生活会', '民主评议党员', '谈心谈话', '党费'])
      expect(said, sector).toContain(name)
    // Each its own measure: 5 May is the villages' day, social organizations meet after work …
    expect(/^5月：.*主题党日5日/m.test(said), sector).toBe(sector === 'rural')
    expect(/主题党日：.*17:30/.test(said), sector).toBe(sector === 'private_enterprise' || sector === 'social')
    expect(/^3月：.*党课/m.test(said), sector).toBe(sector === 'school')
    expect(said.includes('四季关爱'), sector).toBe(sector === 'state_enterprise')
    expect(said, sector).toContain(sector === 'rural' || sector === 'urban' ? '2030年6月10日' : '2028年6月10日')
  }
  await here.private('刘芳').says('本月情况')
  const month = here.private('刘芳').heard().join()
  for (const system of ['【三会一课】', '组织生活会：', '民主评议党员：', '谈心谈话：']) expect(month).toContain(system)
})
