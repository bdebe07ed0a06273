import { afterEach, expect, it } from 'vitest'
import { type Town, town } from '../support/town.ts'

let branch: Town
afterEach(() => branch.close())

const roll = async (sequence: number) => {
  const rows = await branch.db.participation.findMany({
    where: { expected: true, activity: { title: '主题党日', sequence, organization: { name: '机关二支部' } } },
    include: { member: true },
    orderBy: { memberId: 'asc' },
  })
  return rows.map((one) => `${one.member.name} ${one.attendance ?? '?'}`)
}

it('a theme day in two sessions: who came to one is missed in neither, who came to none in the last', {
  timeout: 120_000,
}, async () => {
  branch = await town({ at: '2026-12-01 08:00' })
  const alone = branch.private
  const { group } = branch
  await branch.until('2026-12-01 09:00')
  await group.says('王五', '参加')
  await group.says('张三', '参加')
  await alone('赵六').says('主题党日请假 出差')
  await alone('李建国').says('主题党日加一场 12月5日上午9点')
  expect(alone('李建国').heard().join()).toContain('加开12月主题党日第2场：12月5日（周六）9:00，二楼党员活动室。')
  await alone('李建国').says('1')
  expect(alone('李建国').heard().join()).toContain('12月主题党日第2场安排好了')
  group.heard()
  await branch.until('2026-12-02 09:10')
  expect(group.heard().join()).toContain('12月主题党日第2场：12月5日（周六）9:00，二楼党员活动室。')
  await group.says('冯雪', '参加第2场')
  await group.says('张三', '我改去第2场')
  await group.says('马建军', '第1场参加')
  await branch.until('2026-12-03 16:10')
  const reminded = group.heard().join()
  expect(reminded).toContain('还请')
  for (const name of ['@冯雪', '@张三', '@王五', '@马建军']) expect(reminded).not.toContain(name)

  await branch.until('2026-12-04 15:00')
  expect(await roll(1)).toEqual(['王五 ?', '马建军 ?'])
  await branch.until('2026-12-04 15:40')
  expect(alone('李建国').heard().join()).toContain('12月主题党日第1场：应到 2')
  // 马建军 did not come after all, 何敏 came without a word.
  await alone('李建国').says('王五到，何敏到，马建军缺席没请假')
  expect(await roll(1)).toEqual(['王五 present', '何敏 present'])
  await alone('李建国').says('主持李建国，记录王秀英。内容：学习全会公报。没有议定事项')
  await alone('李建国').says('存档')
  expect(alone('李建国').heard().join()).toContain('12月主题党日第1场已存档')

  await branch.until('2026-12-05 09:40')
  const second = await roll(2)
  expect(second).toHaveLength(18)
  expect(second).not.toContain('王五 ?')
  expect(second).not.toContain('何敏 ?')
  expect(second).toContain('马建军 ?')
  const heard = alone('李建国').heard().join()
  expect(heard).toContain('12月主题党日第2场：应到 18')
  expect(heard).toContain('赵六请假还没有批')
  await alone('李建国').says('都到了，缺马建军，马建军值班，赵六请假')
  expect(alone('李建国').heard().join()).toContain('应到 18 = 实到 16 + 请假 1 + 缺席 1')
})
