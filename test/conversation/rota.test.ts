import { afterEach, expect, it } from 'vitest'
import { beginAct } from '../../src/actions/act.ts'
import { institution } from '../../src/life/programs/catalogue.ts'
import { write } from '../../src/records/database.ts'
import { setting, type Town, town } from '../support/town.ts'

let branch: Town
afterEach(() => branch.close())

/** 员工讲坛 every working day at 8:20, from Monday 7 December on. */
async function withForum() {
  branch = await town({ at: '2026-12-06 08:00' })
  await write(branch.db, async (tx) => {
    const organization = await tx.organization.findFirstOrThrow({ where: { name: '机关二支部' } })
    const act = beginAct(tx, setting, { now: branch.clock.now(), actor: { kind: 'operator' } })
    await act.tx.program.create({
      data: {
        organizationId: organization.id,
        kind: 'staff_forum',
        name: '员工讲坛',
        rule: institution('staff_forum')?.rule ?? {},
        startsOn: '2026-12',
        createdAt: act.now,
      },
    })
  })
}

it('a talk goes round: the speaker is told the day before, turns are swapped, and who spoke is kept', {
  timeout: 60_000,
}, async () => {
  await withForum()
  const alone = branch.private
  await branch.until('2026-12-06 16:10')
  expect(alone('李建国').heard().join()).toContain('明天的员工讲坛轮到您主讲，8:20开始，十分钟')
  await branch.group.says('王五', '@小助手 这周员工讲坛')
  expect(branch.group.heard().join()).toContain('没有安排员工讲坛')
  await alone('王五').says('下周员工讲坛')
  expect(alone('王五').heard().join()).toContain(
    '12月7日（周一） 李建国\n12月8日（周二） 王秀英\n12月9日（周三） 刘洋\n12月10日（周四） 陈静\n12月11日（周五） 张三',
  )
  await alone('王五').says('明天员工讲坛换张三讲')
  expect(alone('王五').heard().join()).toContain('只有轮到的人自己，或者书记')
  await branch.until('2026-12-07 08:00')
  await alone('李建国').says('明天员工讲坛换张三讲')
  expect(alone('李建国').heard().join()).toContain(
    '员工讲坛：12月8日（周二）换张三讲，12月11日（周五）换王秀英讲，对吗？',
  )
  await alone('李建国').says('1')
  expect(alone('张三').heard().join()).toContain('12月8日（周二）由您主讲')
  await branch.until('2026-12-07 16:10')
  expect(alone('张三').heard().join()).toContain('明天的员工讲坛轮到您主讲')
  expect(alone('王秀英').heard().join()).not.toContain('轮到您主讲')
  await alone('李建国').says('员工讲坛讲了 安全用电')
  expect(alone('李建国').heard().join()).toContain('12月7日（周一）员工讲坛李建国讲了')
  await alone('刘洋').says('跟陈静换一下')
  expect(alone('刘洋').heard().join()).toContain('12月9日（周三）换陈静讲，12月10日（周四）换刘洋讲')
  await alone('刘洋').says('1')
  await branch.until('2026-12-11 09:00')
  await alone('李建国').says('员工讲坛没讲')
  alone('王五').heard()
  await alone('王五').says('员工讲坛记录')
  expect(alone('王五').heard().join()).toContain(
    '12月11日（周五） 王秀英（没讲）\n12月10日（周四） 刘洋\n12月9日（周三） 陈静\n12月8日（周二） 张三\n12月7日（周一） 李建国：安全用电',
  )
  // Nothing of it was said in the group unasked, no roll was taken; whoever did not speak is next.
  expect(branch.group.heard().join()).not.toContain('讲坛')
  expect(await branch.db.activityRecord.count({ where: { activity: { kind: 'staff_forum' } } })).toBe(0)
  expect(await branch.db.participation.count({ where: { activity: { kind: 'staff_forum' } } })).toBe(0)
  await alone('王五').says('员工讲坛轮到谁')
  expect(alone('王五').heard().join()).toContain('的员工讲坛轮到王秀英')
})
