import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { inPrivate, type Town, town } from '../support/town.ts'

describe.each(inPrivate)('piece by piece, in the secretary’s own words, on %s', (profile) => {
  let branch: Town
  beforeEach(async () => {
    branch = await town({ profile, at: '2026-11-27 09:55' })
  })
  afterEach(() => branch.close())

  const activity = () =>
    branch.db.activity.findFirstOrThrow({
      where: { title: '主题党日', period: '2026-12', organization: { name: '机关二支部' } },
    })
  const secretary = () => branch.private('李建国')

  describe('the draft', () => {
    beforeEach(async () => {
      await branch.until('2026-11-27 10:00')
      secretary().heard()
    })

    it('takes the place or the time it asked for, not for the topic', async () => {
      await secretary().says('3')
      await secretary().says('四楼报告厅')
      expect(secretary().heard().join()).toContain('15:00，四楼报告厅。')
      await secretary().says('3')
      await secretary().says('党费已交')
      expect(await activity()).toMatchObject({ place: '四楼报告厅', topic: null })
      secretary().heard()
      await secretary().says('2')
      await secretary().says('下周一上午9点半')
      expect(secretary().heard().join()).toContain('11月30日（周一）9:30')
      await secretary().says('2')
      await secretary().says('下午4点')
      expect(secretary().heard().join()).toContain('11月30日（周一）16:00')
      expect(await activity()).toMatchObject({ place: '四楼报告厅', topic: null })
    })

    it('is still waited for after a weekend', async () => {
      await branch.until('2026-11-30 15:00')
      await secretary().says('1')
      expect((await activity()).state).toBe('approved')
      expect(secretary().heard().join()).toContain('明天9:00 发到群里')
    })

    it('adds to the topic where more is to be added, and takes a soft order for an order', async () => {
      await secretary().says('主题是学习全会精神')
      await secretary().says('主题再加一条，观看警示教育片')
      await secretary().says('再加上重温入党誓词')
      expect((await activity()).topic).toBe('学习全会精神，观看警示教育片，重温入党誓词')
      await secretary().says('地点改到三楼大会议室吧')
      expect((await activity()).place).toBe('三楼大会议室')
    })
  })

  describe('after the announcement', () => {
    beforeEach(async () => {
      await branch.until('2026-12-01 09:00')
      branch.group.heard()
      secretary().heard()
    })

    it('changes the place together with the time, after one question', async () => {
      await secretary().says('主题党日改到下周一下午3点，地点改到三楼会议室')
      expect(branch.group.heard().join()).not.toContain('三楼')
      expect(secretary().heard().join()).toContain('12月7日（周一）15:00，地点改到三楼会议室，对吗')
      await secretary().says('1')
      expect(branch.group.heard().join()).toContain('改到 12月7日（周一）15:00，三楼会议室')
    })

    it('tells the group a new place even where only the plain date had gone out', async () => {
      await secretary().says('地点改到三楼会议室')
      expect(branch.group.heard().join()).toContain('地点改为三楼会议室')
      expect(secretary().heard().join()).toContain('通知草稿')
    })

    it('says back a new place to who ordered it privately', async () => {
      await secretary().says('主题是学习全会精神')
      await secretary().says('1')
      secretary().heard()
      await secretary().says('地点改到三楼会议室')
      expect(branch.group.heard().join()).toContain('地点改为三楼会议室')
      expect(secretary().heard().join()).toContain('已通知到群里')
    })

    it('keeps asking for those whose leave was not decided; the reason reaches the member', async () => {
      await branch.group.says('李四喜', '请假 家里老人住院')
      await branch.group.says('赵六', '请假 出差')
      await branch.group.says('孙悦', '请假 孩子发烧')
      await branch.until('2026-12-01 17:00')
      secretary().heard()
      await secretary().says('赵六同意，李四喜不同意，让他线上参加')
      expect(secretary().heard().join()).toContain('还有孙悦没有定，回 1 同意')
      expect(branch.private('李四喜').heard().join()).toContain('没有同意：让他线上参加')
      await secretary().says('1')
      expect(branch.private('孙悦').heard().join()).toContain('书记同意了')
    })

    it('takes who was on leave and can come after all for an answer to the new date', async () => {
      await branch.group.says('欧阳静', '请假 出差')
      await secretary().says('主题党日改到下周一下午3点')
      await secretary().says('1')
      await branch.private('欧阳静').says('能参加了')
      const answer = await branch.db.participation.findFirstOrThrow({ where: { member: { name: '欧阳静' } } })
      expect(answer.answer).toBe('attend')
    })

    it('shows in 帮助 only what the person may do', async () => {
      await branch.private('刘洋').says('帮助')
      const publicity = branch.private('刘洋').heard().join()
      expect(publicity).toContain('谁没答复')
      expect(publicity).not.toContain('改期')
      expect(publicity).not.toContain('核对党费')
    })
  })

  describe('the record', () => {
    beforeEach(async () => {
      await branch.until('2026-12-04 15:35')
      secretary().heard()
    })

    it('takes the record while the roll is still open, in any order', async () => {
      await secretary().says('主持李建国，记录王秀英')
      expect(secretary().heard().join()).not.toContain('主持人')
      await secretary().says('会上传达学习了全会公报，大家重温了入党誓词。')
      expect(secretary().heard().join()).not.toContain('学习内容')
      await secretary().says('议定：1.王五负责年底困难党员走访，12月20日前完成 2.李四牵头做好节前安全检查，月底前完成')
      expect(secretary().heard().join()).toMatch(/还差：20 位到没到。/)
      await secretary().says('看记录')
      expect(secretary().heard().join()).toMatch(/还差：20 位到没到/)
      await secretary().says('都到了')
      expect(secretary().heard().join()).toContain('议定事项 2 条')
      await branch.private('王五').says('我的')
      expect(branch.private('王五').heard().join()).toContain('今年应参加 1 次，参加 1')
    })

    it('does not read a roll call into the reason for a reopening', async () => {
      await secretary().says('重开 12月主题党日 漏记了何敏缺席')
      expect(secretary().heard().join()).toContain('还没有存档，不用重开')
      const away = await branch.db.participation.count({ where: { attendance: 'absent' } })
      expect(away).toBe(0)
    })

    it('takes the words that tell two people of one name apart for the answer to which one is meant', async () => {
      await secretary().says('除了张伟、赵六，其他人都到了')
      expect(secretary().heard().join()).toContain('叫「张伟」的有 2 位')
      await secretary().says('一车间的')
      expect(secretary().heard().join()).toContain('赵六、张伟（一车间）的原因')
    })

    it('does not ask who is meant where only one can be: it is what was said that was not clear', async () => {
      await secretary().says('全到，缺王五，公差')
      const said = secretary().heard().join()
      expect(said).not.toContain('哪一位')
      expect(said).toMatch(/王五怎么样，我拿不准|还差/)
    })

    it('tells a member nothing of a meeting whose roll is not settled', async () => {
      await branch.private('张三').says('我的')
      expect(branch.private('张三').heard().join()).toContain('今年还没有开过会')
    })
  })
})
