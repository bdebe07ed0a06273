import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { inPrivate, type Town, town } from '../support/town.ts'

describe.each(inPrivate)('talks and the appraisal, on %s', (profile) => {
  let branch: Town
  beforeEach(async () => {
    branch = await town({ profile, at: '2026-11-30 09:00' })
    const { id } = await branch.db.organization.findFirstOrThrow({ where: { name: '机关二支部' } })
    await branch.db.program.upsert({
      where: { organizationId_name: { organizationId: id, name: '谈心谈话' } },
      create: {
        organizationId: id,
        kind: 'talk',
        name: '谈心谈话',
        rule: {},
        startsOn: '2026-11',
        createdAt: branch.clock.now(),
      },
      update: { enabled: true },
    })
    secretary().heard()
  })
  afterEach(() => branch.close())

  const secretary = () => branch.private('李建国')
  const says = async (text: string, name = '李建国'): Promise<string> => {
    branch.private(name).heard()
    await branch.private(name).says(text)
    return branch.private(name).heard().join('\n')
  }
  const talks = async () => {
    const rows = await branch.db.talk.findMany({ orderBy: { id: 'asc' } })
    const members = await branch.db.member.findMany()
    const name = (id: number) => members.find((one) => one.id === id)?.name ?? ''
    return rows.map((row) => `${name(row.memberId)}-${name(row.otherId)} ${row.heldOn}`)
  }

  it('a talk is written down as who and when, and not a word of what was said', async () => {
    expect(await says('和张三谈了')).toContain('记下了：11月30日（周一） 李建国和张三谈心谈话')
    expect(await says('11月27日李书记和王五谈心谈话')).toContain('11月27日（周五） 李建国和王五')
    expect(await says('张三李四谈过了')).toContain('张三和李四谈心谈话')
    expect(await says('和赵六谈了，他家里老人病重')).toContain('其余的话没有记')
    expect(await says('和张三谈了')).toContain('原来已经登记过')
    expect(await talks()).toEqual([
      '李建国-张三 2026-11-30',
      '李建国-王五 2026-11-27',
      '张三-李四 2026-11-30',
      '李建国-赵六 2026-11-30',
    ])
    expect(await branch.db.inbound.count({ where: { text: { contains: '病重' } } })).toBe(0)
    expect(await says('记错了')).toContain('撤销了')
    expect(await talks()).toHaveLength(3)
  })

  it('asks who is meant, and refuses a day that has not come or somebody who is not on the roster', async () => {
    expect(await says('和张伟谈了，孩子上学的事')).toContain('1 张伟（一车间），2 张伟（机电队）')
    expect(await says('2')).toContain('李建国和张伟（机电队）谈心谈话')
    expect(await says('12月5日和张三谈了')).toContain('还没有到')
    expect(await says('和钱小雨谈了')).toContain('名册里没有「钱小雨」')
    await says('和张三谈了吗')
    expect(await talks()).toEqual(['李建国-张伟 2026-11-30'])
    expect(JSON.stringify(await branch.db.question.findMany())).not.toContain('上学')
  })

  it('shows who has not been reached; members may not look, and the group hears nothing', async () => {
    await says('和王秀英、刘洋、陈静谈了')
    await says('和张三谈了', '王秀英')
    const status = await says('谈心谈话情况')
    expect(status).toContain('支委之间还差：王秀英和刘洋、王秀英和陈静、刘洋和陈静')
    expect(status).toMatch(/还没有支委谈过：李四、李四喜/)
    expect(status).not.toMatch(/还没有支委谈过：[^\n]*张三/)
    expect(await says('谈心谈话还差谁', '王五')).toContain('这个只有支委能查')
    expect(await says('和张三谈了', '王五')).toContain('这个只有支委能查')
    branch.group.heard()
    await branch.group.says('李建国', '@小助手 谈心谈话情况')
    expect(branch.group.heard().join()).not.toContain('支委之间')
    expect(secretary().heard().join()).toContain('支委之间还差')
    await says('谈心谈话情况', '刘芳')
    expect(await says('谈心谈话情况', '刘芳')).toMatch(/机关二支部：党员 20 位，15 位没有谈过/)
  })

  it('the secretary is told in the months of the rule, on the first working day', async () => {
    await branch.until('2026-12-01 11:00')
    const due = secretary().heard().join('\n')
    expect(due).toContain('2026年谈心谈话，还没有谈到的')
    expect(due).toContain('内容不用写，我不记')
    expect(branch.group.heard().join()).not.toContain('谈心')
  })

  it('grades are shown back, more excellent ones are a hint, and corrected by saying it again', async () => {
    const shown = await says('评议 优秀 张三 李四 王五，合格 其他')
    expect(shown).toContain('2026年度民主评议：优秀 3（张三、李四、王五），合格 16。')
    expect(shown).toContain('优秀共 3 位，正式党员 19 位，三分之一是 6 位')
    expect(await branch.db.appraisal.count()).toBe(0)
    expect(await says('1')).toContain('登记了 19 位')
    expect(await branch.db.appraisal.count({ where: { member: { name: '郑浩' } } })).toBe(0)
    const many = await says('评议 优秀 赵六 孙悦 周磊 冯雪，基本合格 何敏')
    expect(many).toContain('请注意：优秀共 7 位，超过正式党员 19 位的三分之一（6 位）')
    await says('1')
    const result = await says('评议结果')
    expect(result).toContain('优秀 7（张三、李四、王五、赵六、孙悦、周磊、冯雪）')
    expect(result).toContain('基本合格 1（何敏）')
    expect(await says('评议 优秀 郑浩')).toContain('预备党员参加评议，不评等次')
    expect(await says('评议 优秀 张三，合格 张三')).toContain('两个等次')
    expect(await says('评议结果', '王五')).toContain('这个只有支委能查')
    expect(await says('评议 优秀 王五', '刘洋')).toContain('这个要由书记、副书记来定')
    expect(await branch.db.appraisal.count({ where: { grade: 'excellent' } })).toBe(7)
  })
})
