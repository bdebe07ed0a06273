import { readFileSync } from 'node:fs'
import { afterEach, describe, expect, it } from 'vitest'
import { beginAct } from '../../src/actions/act.ts'
import { addProgram } from '../../src/actions/programs/programs.ts'
import { write } from '../../src/records/database.ts'
import { setting, type Town, town } from '../support/town.ts'

interface Case {
  D: number
  general_min_present: number
  admission_min_present: number
  pass_min_yes: number
  election_min_present: number
  elected_min_yes_at_min_present: number
}
const cases: Case[] = JSON.parse(readFileSync(new URL('../data/quorum_cases.json', import.meta.url), 'utf8'))

let branch: Town
afterEach(() => branch.close())

const secretary = () => branch.private('李建国')
const heard = () => secretary().heard().join('\n')

/** A general meeting on 18 December at 15:00; 19 of the branch's 20 are full members. */
async function begin(name = '党员大会', patch: object = {}) {
  branch = await town({ at: '2026-12-09 08:00' })
  await write(branch.db, async (tx) => {
    const act = beginAct(tx, setting, { now: branch.clock.now(), actor: { kind: 'operator' } })
    const organization = await tx.organization.findFirstOrThrow({ where: { name: '机关二支部' } })
    await addProgram(act, organization, name, { every: 'quarter', ...patch })
  })
  await branch.until('2026-12-15 09:30')
  secretary().heard()
}

const everybody = ['李建国', '王秀英', '刘洋', '陈静', '张三', '李四', '李四喜', '王五', '赵六']
const votes = () => branch.db.vote.findMany({ orderBy: { id: 'asc' } })

describe('a general meeting', { timeout: 60_000 }, () => {
  it('warns in time and only the secretary, and is silent once enough have said they will come', async () => {
    await begin()
    for (const name of everybody.slice(0, 6)) await branch.group.says(name, '参加')
    await branch.group.says('郑浩', '参加')
    await branch.group.says('周磊', '线上参加')
    await branch.group.says('何敏', '去不了')
    branch.group.heard()
    secretary().heard()
    await secretary().says('人够不够')
    const asked = heard()
    expect(asked).toContain('应到会有表决权 19 人，答复参加的 6 人')
    expect(asked).toContain('一般表决：半数以上，至少 10 人，还差 4 人')
    expect(asked).toContain('接收预备党员、转正：超过半数，至少 10 人，还差 4 人')
    expect(asked).toContain('选举：五分之四，至少 16 人，还差 10 人')
    expect(asked).toContain('线上 1 人没有计入：视频参会算不算到会人数，没有统一规定，请先请示上级党组织')
    await branch.until('2026-12-17 17:00')
    const warning = heard()
    expect(warning).toContain('到会人数还不够：应到会有表决权 19 人，答复参加的 6 人；一般表决至少 10 人，还差 4 人')
    expect(warning).toMatch(/没有答复 11 位：李四喜、/)
    expect(warning).toContain('请假、来不了 1 位：何敏')
    expect(warning).toContain('线上参加 1 位：周磊（广西柳州）')
    expect(branch.group.heard().join()).not.toContain('不够')
    expect(branch.private('王五').heard().join()).not.toContain('不够')
    for (const name of everybody.slice(6)) await branch.group.says(name, '参加')
    await branch.private('孙悦').says('参加')
    await branch.until('2026-12-18 15:00')
    expect(heard()).toContain('答复参加的 10 人；一般表决至少 10 人，够了')
  })

  it('says nothing where enough come, and counts those on video where the committee decided so', async () => {
    await begin()
    for (const name of everybody) await branch.group.says(name, '参加')
    await branch.group.says('周磊', '线上参加')
    const { id } = await branch.db.organization.findFirstOrThrow({ where: { name: '机关党委' } })
    await branch.db.organization.update({
      where: { id },
      data: { policies: { countVideo: { value: 'vote_only', binding: true } } },
    })
    await branch.until('2026-12-17 18:00')
    expect(heard()).not.toContain('到会人数')
    await secretary().says('到会人数够吗')
    const asked = heard()
    expect(asked).toContain('至少 10 人，连线上计 10 人，够了')
    expect(asked).toContain('选举：五分之四，至少 16 人，还差 7 人')
  })

  it('keeps the vote on an admission: shown back, refused where the numbers cannot be, corrected with a trace', async () => {
    await begin()
    await branch.until('2026-12-18 15:35')
    await secretary().says('到齐，缺张三、赵六，张三请假 出差，赵六请假 生病')
    heard()
    await secretary().says('郑浩转正 赞成18 反对1 弃权0')
    expect(heard()).toContain('没有记。郑浩转正：票数合计 19，比实到会的 17 还多')
    expect(await votes()).toEqual([])
    await secretary().says('郑浩转正 赞成16 反对1 弃权0')
    const shown = heard()
    expect(shown).toContain('应到会有表决权 19 人，实到 17 人；接收预备党员、转正至少要 10 人到会，够了')
    expect(shown).toContain('郑浩转正：赞成 16，反对 1，弃权 0。赞成 16，超过应到会 19 人的半数')
    expect(shown).not.toMatch(/当选|已通过|通过了/)
    expect(await votes()).toEqual([])
    await secretary().says('1')
    expect(heard()).toContain('记下了，写进四季度党员大会的记录')
    expect(await votes()).toMatchObject([
      { kind: 'admission', votingBase: 19, present: 17, inFavour: 16, against: 1, withdrawnAt: null },
    ])

    // Told again, it replaces what was kept; the old row stays, marked.
    await secretary().says('郑浩转正 赞成9 反对8')
    const again = heard()
    expect(again).toContain('赞成 9，没有超过应到会 19 人的半数（要 10 票）')
    expect(again).toContain('前面记过的「郑浩转正」会换成这一条')
    await secretary().says('1')
    expect((await votes()).map((one) => one.withdrawnAt === null)).toEqual([false, true])
    await secretary().says('撤销表决')
    await secretary().says('1')
    expect((await votes()).every((one) => one.withdrawnAt !== null)).toBe(true)
    expect(await branch.db.auditEntry.count({ where: { action: { in: ['record_vote', 'withdraw_vote'] } } })).toBe(4)

    // Another base than the roster's is shown, and leaves a trace.
    await secretary().says('郑浩转正 应到15 实到12 赞成12')
    expect(heard()).toContain('名册上应到会有表决权的是 19 人，跟您说的不一样')
    await secretary().says('1')
    const trace = await branch.db.auditEntry.findFirstOrThrow({
      where: { action: 'record_vote' },
      orderBy: { id: 'desc' },
    })
    expect(trace.before).toEqual({ rollBase: 19, rollPresent: 17 })
    await secretary().says('主持王秀英，记录刘洋。内容：讨论郑浩转正。没有议定事项')
    await secretary().says('2')
    const text = heard()
    expect(text).toContain('主持：王秀英（受书记委托）')
    expect(text).toContain('应到会有表决权 19，实到 17')
    expect(text).toContain('表决：郑浩转正：赞成 12，反对 0，弃权 0；应到会有表决权 15 人，实到 12 人')
    await secretary().says('1')
    const record = await branch.db.activityRecord.findFirstOrThrow({ where: { activity: { title: '党员大会' } } })
    expect(record).toMatchObject({ state: 'closed', votingBase: 19, votingPresent: 17, hostDelegated: true })
    await secretary().says('郑浩转正 赞成13')
    expect(heard()).toContain('重开')
  })

  it('counts written opinions only where the secretary says so', async () => {
    await begin()
    await branch.until('2026-12-18 15:35')
    await secretary().says('到齐，缺张三，张三请假 出差')
    await secretary().says('表决 修缮活动室的决议 赞成19 反对0 弃权0')
    expect(heard()).toContain('书面意见一般不计入')
    await secretary().says('表决 修缮活动室的决议 赞成19 反对0 弃权0 书面意见1')
    expect(heard()).toContain('含书面意见 1 份（书记计入）')
    await secretary().says('1')
    expect(await votes()).toMatchObject([{ inFavour: 19, present: 18, written: 1 }])
  })

  it('an election is measured against those who came, and needs four fifths to be held', async () => {
    await begin('党员大会', {})
    await branch.db.activity.updateMany({ where: { title: '党员大会' }, data: { topic: '换届选举' } })
    for (const name of everybody) await branch.group.says(name, '参加')
    await branch.group.says('孙悦', '参加')
    await branch.until('2026-12-17 17:00')
    expect(heard()).toContain('选举至少 16 人，还差 6 人')
    await branch.until('2026-12-18 15:35')
    await secretary().says('到齐，缺张三、赵六、周磊，张三请假 出差，赵六请假 生病，周磊请假 在外')
    heard()
    await secretary().says('选举支委 发出选票16 收回17 李建国13票 王秀英12票 刘洋8票')
    expect(heard()).toContain('收回的选票 17，比发出的 16 还多')
    await secretary().says('选举支委 发出选票16 收回16 李建国13票 王秀英 赞成12 反对5 刘洋8票')
    expect(heard()).toContain('王秀英：票数合计 17，比收回的 16 还多')
    await secretary().says('选举支委 发出选票16 收回16 李建国13票 王秀英12票 刘洋8票')
    const shown = heard()
    expect(shown).toContain('选举至少要 16 人到会，够了')
    expect(shown).toContain('李建国 赞成 13：赞成 13，超过实到会 16 人的半数')
    expect(shown).toContain('刘洋 赞成 8：赞成 8，没有超过实到会 16 人的半数（要 9 票）')
    await secretary().says('1')
    expect(heard()).not.toContain('当选')
    expect((await votes()).map((one) => [one.subject, one.office, one.inFavour, one.returned])).toEqual([
      ['李建国', '支委', 13, 16],
      ['王秀英', '支委', 12, 16],
      ['刘洋', '支委', 8, 16],
    ])
    await secretary().says('撤销选举结果')
    await secretary().says('1')
    expect(await branch.db.vote.count({ where: { withdrawnAt: null } })).toBe(0)
  })

  it('a member is left out of the base only for one of the six reasons, agreed and consented, and taken back', async () => {
    await begin()
    await secretary().says('王五不计入应到会 出差')
    expect(heard()).toContain('请写明是哪一种情形')
    await secretary().says('王五不计入应到会 长期卧床')
    expect(heard()).toContain('请写明哪天的党员大会通过的')
    await branch.private('王五').says('王五不计入应到会 长期卧床 12月4日大会通过')
    expect(branch.private('王五').heard().join()).toContain('这个要由书记')
    await secretary().says('王五不计入应到会 长期卧床 12月4日大会通过')
    expect(heard()).toMatch(/12月4日（周五）党员大会通过。上级党组织也同意了吗？.*应到会有表决权从 19 人变成 18 人/)
    await secretary().says('2')
    expect(await branch.db.member.count({ where: { votingExcluded: { not: null } } })).toBe(0)
    await secretary().says('王五不计入应到会 长期卧床 12月4日大会通过，机关党委12月7日批复同意')
    await secretary().says('1')
    expect(await branch.db.member.findFirstOrThrow({ where: { name: '王五' } })).toMatchObject({
      votingExcluded: 'bedridden',
      votingExcludedOn: '2026-12-04',
      votingConsent: '机关党委12月7日批复同意',
    })
    heard()
    await secretary().says('还差几个人')
    expect(heard()).toContain('应到会有表决权 18 人（依法不计入的 1 人不算在内）')
    await branch.until('2026-12-18 15:01')
    // The base was frozen with the roll: what changes afterwards does not change it.
    await secretary().says('王五恢复计入应到会')
    await secretary().says('1')
    const record = await branch.db.activityRecord.findFirstOrThrow({ where: { activity: { title: '党员大会' } } })
    expect(record.votingBase).toBe(18)
    expect(await branch.db.member.count({ where: { votingExcluded: { not: null } } })).toBe(0)
    expect(await branch.db.auditEntry.count({ where: { action: { in: ['exclude_voter', 'count_voter'] } } })).toBe(2)
  })

  it('who need not come counts in the base all the same, and stands on the roll when they came', async () => {
    await begin()
    await branch.db.member.updateMany({ where: { name: { in: ['吴桂兰', '马建军', '何敏'] } }, data: { exempt: true } })
    for (const name of everybody.slice(1)) await branch.group.says(name, '参加')
    await branch.until('2026-12-17 17:00')
    expect(heard()).toMatch(/应到会有表决权 19 人，答复参加的 8 人.*可以不来、仍算应到会 3 位：吴桂兰、马建军、何敏/s)
    await branch.until('2026-12-18 15:00')
    const code = /签到码 (\d{4})/.exec(heard())?.[1] ?? ''
    await branch.private('何敏').says(code)
    await branch.until('2026-12-18 15:35')
    expect(heard()).toContain('应到 18，已到 1')
    await secretary().says('到齐，吴桂兰到')
    expect(heard()).toContain('应到 19 = 实到 19 + 请假 0 + 缺席 0')
    await secretary().says('点名')
    expect(heard()).toContain('应到会有表决权 19 人，已到 18 人；一般表决至少 10 人，够了')
  })

  it('needs and carries as the table has it, from 3 to 59 members', async () => {
    await begin()
    const { id } = await branch.db.organization.findFirstOrThrow({ where: { name: '机关二支部' } })
    await branch.db.member.createMany({
      data: Array.from({ length: 45 }, (_, i) => ({
        branchId: id,
        name: `村民${String(i + 1).padStart(2, '0')}`,
        category: 'full' as const,
        aliases: [],
        createdAt: branch.clock.now(),
      })),
    })
    const all = (await branch.db.member.findMany({ where: { branchId: id }, orderBy: { id: 'asc' } })).map(
      (one) => one.id,
    )
    const told = async (text: string) => {
      await secretary().says(text)
      return heard()
    }
    for (const each of cases) {
      const be = (ids: number[], category: 'full' | 'activist') =>
        branch.db.member.updateMany({ where: { id: { in: ids } }, data: { category } })
      await be(all.slice(0, each.D), 'full')
      await be(all.slice(each.D), 'activist')
      const asked = await told('人够不够')
      expect(asked).toContain(`应到会有表决权 ${each.D} 人，答复参加的 0 人`)
      expect(asked).toContain(`一般表决：半数以上，至少 ${each.general_min_present} 人`)
      expect(asked).toContain(`转正：超过半数，至少 ${each.admission_min_present} 人`)
      expect(asked).toContain(`选举：五分之四，至少 ${each.election_min_present} 人`)
    }
    await branch.until('2026-12-18 15:01')
    for (const { D, pass_min_yes: pass, ...each } of cases) {
      const { elected_min_yes_at_min_present: elected, election_min_present: present } = each
      expect(await told(`表决 甲 应到${D} 实到${D} 赞成${pass}`)).toContain(`赞成 ${pass}，超过应到会 ${D} 人`)
      expect(await told(`表决 乙 应到${D} 实到${D} 赞成${pass - 1}`)).toContain(`没有超过应到会 ${D} 人`)
      expect(await told(`选举支委 应到${D} 实到${present} 张三${elected}票`)).toContain(
        `超过实到会 ${present} 人的半数`,
      )
      expect(await told(`选举支委 应到${D} 实到${present} 张三${elected - 1}票`)).toContain(
        `没有超过实到会 ${present} 人`,
      )
      const half = await told(`表决 丙 应到${D} 实到${each.general_min_present} 赞成1`)
      expect(half.includes('正好一半')).toBe(2 * each.general_min_present === D)
    }
    expect(await votes()).toEqual([])
  })

  it('asks for what the rule wants in the record: a topic, a vote or that there was none, a photograph', async () => {
    await begin('党员大会', { fields: ['host', 'recorder', 'topic', 'content', 'vote', 'photograph'] })
    await branch.until('2026-12-18 15:35')
    await secretary().says('都到了')
    const missing = heard()
    expect(missing).toContain(
      '记录还差：主持人、记录人、主题（议题）、会议内容、表决结果（没有表决请说「没有表决」）、现场照片',
    )
    await secretary().says('议题：四季度工作。主持李建国，记录王秀英。内容：听取支部工作报告。没有表决')
    expect(heard()).toContain('记录还差：现场照片')
    await secretary().sends({ name: '现场.jpg', mediaType: 'image/jpeg', bytes: new Uint8Array([1]) })
    expect(heard()).toContain('1 完成存档')
    await secretary().says('1')
    const record = await branch.db.activityRecord.findFirstOrThrow({
      where: { activity: { title: '党员大会' } },
      include: { activity: true },
    })
    expect(record).toMatchObject({ state: 'closed', noVotes: true, activity: { topic: '四季度工作' } })
  })
})

it('a committee of five meets when three are there; how it decides is its own', async () => {
  await begin('支委会', { cadence: { on: 'day_of_month', day: 18 }, hour: '15:00' })
  const { id } = await branch.db.organization.findFirstOrThrow({ where: { name: '机关二支部' } })
  const fifth = await branch.db.member.findFirstOrThrow({ where: { name: '张三' } })
  await branch.db.position.create({ data: { memberId: fifth.id, organizationId: id, role: 'committee_member' } })
  for (const name of ['李建国', '王秀英']) await branch.private(name).says('1')
  heard()
  await branch.until('2026-12-17 17:00')
  expect(heard()).toContain('应到委员 5 人，答复参加的 2 人；支委会至少 3 人，还差 1 人')
  await branch.private('刘洋').says('1')
  await secretary().says('支委会人够不够')
  expect(heard()).toContain('支委会：半数以上，至少 3 人，够了')
  await branch.until('2026-12-18 15:35')
  await secretary().says('到齐，缺张三，张三请假 出差')
  heard()
  await secretary().says('表决 发展计划 赞成4 反对0 弃权0')
  expect(heard()).toContain('支委会怎样算通过没有统一规定，由支委会定')
  await secretary().says('1')
  await secretary().says('郑浩转正 赞成4')
  expect(heard()).toContain('要在党员大会上表决')
  expect(await votes()).toMatchObject([{ votingBase: 5, present: 4, inFavour: 4 }])
})

it('Dahuangzhuang: 22 of 59 are away; 37 may vote, and eleven are missing for an election', async () => {
  await begin()
  const { id } = await branch.db.organization.findFirstOrThrow({ where: { name: '机关二支部' } })
  await branch.db.member.createMany({
    data: Array.from({ length: 40 }, (_, i) => ({
      branchId: id,
      name: `村民${String(i + 1).padStart(2, '0')}`,
      category: 'full' as const,
      aliases: [],
      floating: i >= 19,
      createdAt: branch.clock.now(),
    })),
  })
  const activity = await branch.db.activity.findFirstOrThrow({ where: { title: '党员大会' } })
  const home = await branch.db.member.findMany({ where: { branchId: id, category: 'full', floating: false } })
  expect(home).toHaveLength(37 + 0)
  await branch.db.participation.createMany({
    data: home.map((one) => ({ activityId: activity.id, memberId: one.id, branchId: id, answer: 'attend' as const })),
  })
  await secretary().says('人够不够')
  const asked = heard()
  expect(asked).toContain('应到会有表决权 59 人，答复参加的 37 人')
  expect(asked).toContain('一般表决：半数以上，至少 30 人，够了')
  expect(asked).toContain('选举：五分之四，至少 48 人，还差 11 人')
  await branch.until('2026-12-17 16:00')
  heard()
  await branch.db.activity.update({ where: { id: activity.id }, data: { topic: '换届选举' } })
  await branch.until('2026-12-17 17:00')
  const warning = heard()
  expect(warning).toContain('选举至少 48 人，还差 11 人')
  expect(warning).toContain('流动在外 22 位')
})
