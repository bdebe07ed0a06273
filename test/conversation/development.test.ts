import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { inPrivate, type Town, town } from '../support/town.ts'

describe.each(inPrivate)('the way to membership, on %s', (profile) => {
  let branch: Town
  beforeEach(async () => {
    branch = await town({ profile, at: '2026-12-01 08:00' })
    const { id } = await branch.db.organization.findFirstOrThrow({ where: { name: '机关二支部' } })
    await branch.db.program.upsert({
      where: { organizationId_name: { organizationId: id, name: '发展党员' } },
      create: {
        organizationId: id,
        kind: 'development',
        name: '发展党员',
        // Little time has to pass between the two reminders.
        rule: { remindDays: 1 },
        startsOn: '2026-12',
        createdAt: branch.clock.now(),
      },
      update: { enabled: true, rule: { remindDays: 1 } },
    })
    await branch.until('2026-12-01 10:30')
    secretary().heard()
  })
  afterEach(() => branch.close())

  const secretary = () => branch.private('李建国')
  const says = async (text: string): Promise<string> => {
    await secretary().says(text)
    return secretary().heard().join('\n')
  }
  const told = async (...texts: string[]) => {
    for (const text of texts) {
      await says(text)
      await says('1')
    }
  }
  const person = (name: string) =>
    branch.db.member.findFirstOrThrow({
      where: { name },
      include: { developments: { include: { steps: { orderBy: { step: 'asc' } } } } },
    })

  it('an applicant comes onto the roster once it was confirmed, and the category follows the steps', async () => {
    const shown = await says('钱小雨递交入党申请书 11月20日')
    expect(shown).toContain('钱小雨：第1步 递交入党申请书，11月20日（周五）。')
    expect(shown).toContain('名册上没有钱小雨，一并加为入党申请人。')
    expect(shown).toContain('下一步：第2步 派人谈话，12月20日（周日）前（收到申请书后一个月内，细则第七条）。')
    expect(await branch.db.member.count({ where: { name: '钱小雨' } })).toBe(0)
    expect(await says('1')).toContain('记下了：钱小雨 第1步 递交入党申请书')
    expect(await person('钱小雨')).toMatchObject({ category: 'applicant', leftOn: null })
    await told('钱小雨谈话完成', '登记发展党员 钱小雨 第3步 12月1日')
    expect(await person('钱小雨')).toMatchObject({
      category: 'activist',
      developments: [
        {
          version: '2026',
          steps: [
            { step: 1, doneOn: '2026-11-20' },
            { step: 2, doneOn: '2026-12-01' },
            { step: 3, doneOn: '2026-12-01' },
          ],
        },
      ],
    })
    expect(branch.group.heard().join()).not.toContain('钱小雨')
  })

  it('a no writes nothing down; neither does a day that is not, or has not come', async () => {
    await says('钱小雨递交入党申请书')
    expect(await says('2')).toContain('没有记')
    expect(await says('钱小雨递交入党申请书 2月30日')).toContain('没有「2月30日」这一天')
    expect(await says('钱小雨递交入党申请书 12月5日')).toContain('还没有到')
    expect(await says('周慧敏政审通过')).toContain('名册里没有「周慧敏」')
    expect(await branch.db.member.count({ where: { name: { in: ['钱小雨', '周慧敏'] } } })).toBe(0)
  })

  it('refuses what the rule does not allow yet, with the rule; what is late is written down as it is', async () => {
    await told('登记发展党员 钱小雨 第1步 2025年11月1日，第2步 11月20日，第3步 12月10日')
    expect(await says('钱小雨确定为发展对象')).toMatch(
      /没有记.*钱小雨第7步 确定发展对象，最早 12月10日（周四）：第3步 推荐和确定入党积极分子是 2025年12月10日（周三）（经过一年以上培养教育和考察，细则第十三条）/,
    )
    await told('登记发展党员 周慧敏 第1步 2025年3月1日，第3步 6月1日，第7步 2026年9月20日')
    expect(await says('周慧敏 公示 9月28日开始')).toContain('公示到 10月9日（周五） 满 5 个工作日')
    await says('1')
    expect(await says('周慧敏确定介绍人 王五 李四 10月9日')).toContain(
      '最早 10月10日（周六）：第8步 报上级党委并公示是 9月28日（周一）',
    )
    await told('周慧敏确定介绍人 王五 李四 10月12日', '登记发展党员 周慧敏 第13步 10月15日')
    expect(await says('周慧敏支部大会讨论接收 11月20日')).toContain(
      '第15步 支部大会讨论接收应在 11月15日（周日）前（预审合格后一个月内，细则第十九条、第二十条），晚了 5 天，照实登记',
    )
    await says('1')
    const { developments, category } = await person('周慧敏')
    expect(category).toBe('candidate')
    expect(developments[0]?.steps.find(({ step }) => step === 9)).toMatchObject({ remark: '王五、李四' })
    expect(developments[0]?.steps.at(-1)).toMatchObject({ step: 15, doneOn: '2026-11-20' })
  })

  it('is admitted by the approval, from the day of the meeting; full from the end of the probation', async () => {
    await told('登记发展党员 钱小雨 第1步 2024年2月1日，第3步 3月1日', '登记发展党员 钱小雨 第15步 2025年5月20日')
    expect((await person('钱小雨')).category).toBe('activist')
    expect(await says('钱小雨 党委审批 机党〔2025〕12号 2025年6月20日')).toContain(
      '名册改为预备党员，入党日期 2025年5月20日',
    )
    await says('1')
    expect(await person('钱小雨')).toMatchObject({ category: 'probationary', joinedOn: '2025-05-20' })
    expect(await says('谁该转正了')).toContain('钱小雨：预备期5月20日（周三） 已满')
    expect(await says('钱小雨什么时候能转正')).toContain('钱小雨（预备党员）：第17步 上级党委审批')
    await told('钱小雨延长预备期半年 5月25日')
    expect(await says('谁该转正了')).toContain('钱小雨：预备期11月20日（周五） 已满')
    expect(await says('登记发展党员 钱小雨 第23步 11月19日')).toContain('最早 11月20日（周五）')
    await told('登记发展党员 钱小雨 第22步 11月20日，第23步 11月25日，第24步 11月30日')
    expect(await person('钱小雨')).toMatchObject({ category: 'full', joinedOn: '2025-05-20', fullOn: '2026-11-20' })
    await told('钱小雨材料归档')
    expect((await person('钱小雨')).developments[0]?.endedOn).toBe('2026-12-01')
  })

  it('the secretary alone is reminded before a limit and when it is past, as long as it is open', async () => {
    await told('钱小雨递交入党申请书 11月3日', '周慧敏递交入党申请书 11月3日')
    await branch.until('2026-12-02 11:00')
    const soon = secretary().heard().join('\n')
    expect(soon).toContain('钱小雨：第2步 派人谈话，12月3日（周四）前，还有 1 天')
    expect(soon.match(/发展党员，请看一下/g)).toHaveLength(1)
    await told('周慧敏谈话 12月2日')
    await branch.until('2026-12-04 11:00')
    const past = secretary().heard().join('\n')
    expect(past).toContain('钱小雨：第2步 派人谈话，12月3日（周四）前，过了 1 天')
    expect(past).not.toContain('周慧敏')
    expect(await says('逾期')).toContain('钱小雨：第2步 派人谈话')
    expect(branch.group.heard().join()).not.toMatch(/钱小雨|发展党员/)
    await branch.private('王五').says('发展党员情况')
    expect(branch.private('王五').heard().join()).toContain('这个只有支委能查')
  })

  it('reviews an activist every half year', async () => {
    await told('登记发展党员 钱小雨 第1步 2026年4月1日，第2步 4月10日，第3步 6月3日')
    await branch.until('2026-12-02 11:00')
    expect(secretary().heard().join()).toContain('钱小雨：半年考察，12月3日（周四）前，还有 1 天')
    await told('钱小雨半年考察 12月2日')
    await branch.until('2026-12-04 11:00')
    expect(secretary().heard().join()).not.toContain('半年考察')
    expect(await says('钱小雨发展到哪一步了')).toContain('半年考察，2027年6月3日（周四）前')
  })

  it('ends in the words of the branch; who applies again begins anew', async () => {
    await told('钱小雨递交入党申请书 11月20日')
    expect(await says('钱小雨终止发展 本人撤回申请')).toContain('支部的说法「本人撤回申请」')
    await says('1')
    expect(await person('钱小雨')).toMatchObject({
      leftOn: '2026-12-01',
      developments: [{ endedOn: '2026-12-01', endReason: '本人撤回申请' }],
    })
    expect(await says('发展党员情况')).not.toContain('钱小雨')
    await told('钱小雨递交入党申请书 12月1日')
    expect((await person('钱小雨')).developments).toHaveLength(2)
  })

  it('keeps no word of what was said beside it, and does nothing of it in the group', async () => {
    await told('登记发展党员 钱小雨 第1步 2025年11月1日')
    expect(await says('登记发展党员 钱小雨 第10步 11月30日 父亲曾经受过处分')).toContain('其余的话没有记')
    expect(await branch.db.inbound.count({ where: { text: { contains: '处分' } } })).toBe(0)
    await branch.group.says('李建国', '@小助手 钱小雨递交入党申请书 11月20日')
    expect(branch.group.heard().join()).not.toContain('钱小雨')
    expect(secretary().heard().join()).toContain('请在这里私聊我说')
  })

  it('a member sees their own step under 我的', async () => {
    await told('登记发展党员 郑浩 第15步 2025年12月20日')
    await branch.private('郑浩').says('我的')
    expect(branch.private('郑浩').heard().join()).toContain('预备期到')
  })
})
