import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { beginAct } from '../../src/actions/act.ts'
import { addProgram } from '../../src/actions/programs/programs.ts'
import type { Patch } from '../../src/life/programs/inheritance.ts'
import { write } from '../../src/records/database.ts'
import { instant, setting, type Town, town } from '../support/town.ts'

// Whole activities from the first word to the closed record, one after the other on one clock.
vi.setConfig({ testTimeout: 60_000 })

const asks = async (here: Town, name: string, text: string): Promise<string> => {
  here.private(name).heard()
  await here.private(name).says(text)
  return here.private(name).heard().join('\n')
}

/** What the operator sets up besides the catalogue (zhibu programs add). */
const adds = (here: Town, organization: string, name: string, rule: Patch) =>
  write(here.db, async (tx) => {
    const act = beginAct(tx, setting, { now: here.clock.now(), actor: { kind: 'operator' } })
    await addProgram(act, await tx.organization.findFirstOrThrow({ where: { name: organization } }), name, rule)
  })

interface Held {
  name: string
  /** Who switches it on and confirms its draft, and when. */
  leads: string
  on: string
  /** Not in the catalogue: its rule, set up by the operator. */
  own?: Patch
  /** People give it its day: as they say it. */
  arrange?: string
  starts: string
  /** As it is announced. */
  title: string
  /** Somebody who is told alone; null: the branch's group is told. */
  tells: string | null
  /** Who takes the roll; whose record it is; 应到. */
  keeps: string
  keeper: string
  expected: number
  /** Who is to do what was decided. */
  owner: string
}

const branch = { leads: '李建国', tells: null, keeps: '李建国', keeper: '机关二支部', expected: 20, owner: '王五' }
const forAll = { ...branch, leads: '刘芳' }
const officers = { leads: '刘芳', tells: '蒋丽', keeps: '刘芳', keeper: '机关党委', expected: 2, owner: '蒋丽' }
const quarterly = (inMonth: number, nth: number, weekday: number): Patch => ({
  every: 'quarter',
  inMonth,
  cadence: { on: 'nth_weekday', nth, weekday },
})

/** In the order of their days. */
const held: Held[] = [
  {
    ...officers,
    name: '党建周例会',
    on: '2026-10-09 09:00',
    starts: '2026-10-12 09:00',
    title: '10月第3周党建周例会：10月12日（周一）9:00',
  },
  {
    ...officers,
    name: '党建领导小组会',
    on: '2026-10-12 11:00',
    starts: '2026-10-13 15:00',
    title: '四季度党建领导小组会：10月13日（周二）15:00',
  },
  {
    ...branch,
    name: '四季关爱',
    on: '2026-10-14 09:00',
    starts: '2026-10-20 15:00',
    title: '四季度四季关爱：10月20日（周二）15:00',
  },
  {
    ...branch,
    name: '红鹰宣讲团',
    own: quarterly(2, 2, 2),
    on: '2026-11-04 09:00',
    starts: '2026-11-10 15:00',
    title: '四季度红鹰宣讲团：11月10日（周二）15:00',
  },
  {
    ...forAll,
    name: '道德讲堂',
    on: '2026-11-12 09:00',
    starts: '2026-11-18 15:00',
    title: '四季度道德讲堂：11月18日（周三）15:00',
  },
  {
    ...branch,
    name: '党课',
    on: '2026-11-18 17:00',
    starts: '2026-11-20 15:00',
    title: '四季度党课：11月20日（周五）15:00',
  },
  {
    ...forAll,
    name: '现场经验交流会',
    own: quarterly(2, 4, 4),
    on: '2026-11-20 17:00',
    starts: '2026-11-26 15:00',
    title: '四季度现场经验交流会：11月26日（周四）15:00',
  },
  {
    ...officers,
    name: '中心组学习',
    on: '2026-12-07 08:00',
    starts: '2026-12-11 09:00',
    title: '四季度中心组学习：12月11日（周五）9:00',
  },
  {
    ...forAll,
    name: '名师大讲堂',
    on: '2026-12-11 17:00',
    starts: '2026-12-16 15:00',
    title: '四季度名师大讲堂：12月16日（周三）15:00',
  },
  {
    ...branch,
    name: '组织生活会',
    on: '2026-12-18 09:00',
    arrange: '12月23日下午3点',
    starts: '2026-12-23 15:00',
    title: '2026年组织生活会：12月23日（周三）15:00',
  },
  {
    ...officers,
    name: '述职评议',
    on: '2027-01-04 09:00',
    arrange: '1月8日下午3点',
    starts: '2027-01-08 15:00',
    title: '2027年述职评议：1月8日（周五）15:00',
    tells: '郭强',
  },
]

describe('one institution after the other', () => {
  let here: Town
  beforeAll(async () => {
    here = await town({ at: '2026-10-08 07:00' })
    // Nothing else is held, so that each is heard alone; the committee has a second officer.
    await here.db.program.updateMany({ data: { enabled: false, ownEnabled: false } })
    const { id: organizationId } = await here.db.organization.findFirstOrThrow({ where: { name: '机关党委' } })
    const { id: memberId } = await here.db.member.findFirstOrThrow({ where: { name: '蒋丽' } })
    await here.db.position.create({ data: { memberId, organizationId, role: 'committee_officer' } })
  })
  afterAll(() => here.close())

  it.each(held)('$name: switched on, confirmed, announced, answered, its record closed', async (one) => {
    const { name, leads, tells, keeps, title } = one
    await here.until(one.on)
    here.group.heard()
    if (one.own) {
      await adds(here, leads === '刘芳' ? '机关党委' : '机关二支部', name, one.own)
    } else {
      expect(await asks(here, leads, `开通${name}`)).toContain(`${name}：开通，以后都这样，对吗？`)
      expect(await asks(here, leads, '1')).toContain(`${name}：开通。`)
    }
    if (one.arrange !== undefined) {
      expect(await asks(here, leads, `安排 ${name} ${one.arrange}`)).toContain(title)
      await here.private(leads).says('1')
    } else if (name !== '党建周例会') {
      // What comes every week has no draft.
      await here.until(`${one.on.slice(0, 10)} 20:00`)
      expect(await asks(here, leads, `${name}主题是交流经验，主讲郭强`)).toMatch(
        new RegExp(`通知草稿：「${title}.*主题：交流经验，主讲郭强`),
      )
      expect(await asks(here, leads, '1')).toMatch(/^好的，/)
    }
    const activity = await here.db.activity.findFirstOrThrow({
      where: { title: name },
      orderBy: { startsAt: 'asc' },
    })
    expect(activity.startsAt).toEqual(instant(one.starts))

    await here.until(`${one.starts.slice(0, 10)} 08:30`)
    const announced = tells === null ? here.group.heard() : here.private(tells).heard()
    expect(announced.join()).toContain(`各位同志，${title}`)
    if (tells === null) await here.group.says('王五', `${name}参加`)
    else {
      expect([...here.group.heard(), ...here.private('王五').heard()].join()).not.toContain(name)
      expect(await asks(here, tells, '1')).toContain(`${name}，参加`)
    }
    expect(await here.db.participation.count({ where: { activityId: activity.id, answer: 'attend' } })).toBe(1)

    await here.until(`${one.starts.slice(0, 13)}:40`)
    expect(await asks(here, keeps, '都到了')).toContain(`应到 ${one.expected} = 实到 ${one.expected}`)
    const minutes = `主持李建国，记录王秀英。内容：学习讨论，6人发言。议定：${one.owner}牵头整改，2027年3月20日前完成`
    expect(await asks(here, keeps, minutes)).toContain('齐了')
    expect(await asks(here, keeps, '1')).toContain('已存档')
    const record = await here.db.activityRecord.findFirstOrThrow({
      where: { activityId: activity.id, branch: { name: one.keeper } },
      include: { decisions: true },
    })
    expect(record).toMatchObject({ state: 'closed', decisions: [{ owner: one.owner, dueOn: '2027-03-20' }] })
    await asks(here, leads, `停用${name}`)
    expect(await asks(here, leads, '1')).toContain(`${name}：停用。`)
  })

  it('the record is shown when it is asked for, and not to everybody', async () => {
    const shown = await asks(here, '李建国', '看党课记录')
    for (const part of ['交流经验，主讲郭强', '11月20日', '李建国', '王秀英', '应到 20', '学习讨论，6人发言', '王五'])
      expect(shown).toContain(part)
    expect(await asks(here, '王五', '看党课记录')).not.toContain('6人发言')
  })

  it("a branch's own list: what is set up has its own rhythm, is in the plan, and is changed in the chat", async () => {
    await adds(here, '机关二支部', '支部评比', quarterly(2, 2, 3))
    await adds(here, '机关二支部', '班前会', { every: 'week', cadence: { on: 'weekday', weekday: 1 }, hour: '08:00' })
    await asks(here, '李建国', '开通谈心谈话')
    await asks(here, '李建国', '1')
    expect(await asks(here, '李建国', '班前会改成每周二')).toContain('机关二支部的班前会：每周二')
    expect(await asks(here, '李建国', '1')).toContain('改好了')
    const plan = await asks(here, '李建国', '年度计划')
    expect(plan).toMatch(/^2月：.*班前会2日、.*支部评比10日/m)
    expect(plan).toMatch(/^6月：.*谈心谈话提醒1日/m)
    expect(await asks(here, '李建国', '和张三谈了')).toContain('张三')
    expect(await here.db.talk.count()).toBe(1)
    await asks(here, '李建国', '停用班前会')
    await asks(here, '李建国', '1')
    expect(await here.db.program.findFirst({ where: { name: '班前会' } })).toMatchObject({ enabled: false })
    expect(await asks(here, '李建国', '开通读书会')).toContain('没有「读书会」这项安排')
  })

  it('posts divide the work: dues are for the organization officer to verify, another officer may only look', async () => {
    for (const [name, may] of [
      ['王秀英', true],
      ['刘洋', false],
    ] as const) {
      expect((await asks(here, name, '核对党费')).includes('应交'), name).toBe(may)
      expect((await asks(here, name, '开通四季关爱')).includes('对吗？'), name).toBe(may)
    }
    expect(await asks(here, '刘洋', '看党课记录')).toContain('6人发言')
  })
})
