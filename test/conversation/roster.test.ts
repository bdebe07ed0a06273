import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { attendanceOf } from '../../src/records/ledgers.ts'
import { meetingOf } from '../../src/records/meetings.ts'
import { inPrivate, setting, type Town, town } from '../support/town.ts'

describe.each(inPrivate)('members away, exempt, leaders and guests, on %s', (profile) => {
  let branch: Town
  beforeEach(async () => {
    branch = await town({ profile, at: '2026-11-27 09:00' })
    await branch.until('2026-11-27 10:00')
  })
  afterEach(() => branch.close())

  const member = (name: string) => branch.db.member.findFirstOrThrow({ where: { name } })
  /** To the announcement of the theme day, and its roll. */
  const announced = async () => {
    await branch.private('李建国').says('1')
    await branch.until('2026-12-01 09:10')
  }
  const heldRoll = async () => {
    const activity = await branch.db.activity.findFirstOrThrow({
      where: { title: '主题党日', period: '2026-12', organization: { name: '机关二支部' } },
    })
    const rows = await branch.db.participation.findMany({
      where: { activityId: activity.id },
      include: { member: true },
    })
    return { activity, of: (name: string) => rows.find((one) => one.member.name === name) }
  }

  it('somebody away is marked with place and day, told of each meeting alone, and is online when they come by video', async () => {
    const secretary = branch.private('李建国')
    secretary.heard()
    await secretary.says('马建军外出杭州，5月起，流动')
    expect(secretary.heard().join()).toContain('马建军是流动党员（杭州，5月起）')
    expect((await member('马建军')).floating).toBe(false)
    await secretary.says('1')
    expect(await member('马建军')).toMatchObject({ floating: true, floatingPlace: '杭州', floatingSince: '2026-05-01' })
    await secretary.says('流动党员情况')
    const shown = secretary.heard().join()
    expect(shown).toMatch(/马建军：杭州，5月起，/)
    expect(shown).toContain('周磊：广西柳州，起始时间没有登记')
    expect(shown).toContain('外出满六个月：马建军。')
    // The draft is still before the secretary.
    await secretary.says('1')
    await branch.until('2026-12-01 09:10')
    const him = branch.private('马建军')
    expect(him.heard().join()).toContain('您在杭州，能视频参加回 3')
    expect(branch.private('王五').heard().join()).not.toContain('能视频参加')
    await him.says('3')
    await branch.until('2026-12-04 15:36')
    await secretary.says('都到了')
    expect((await heldRoll()).of('马建军')).toMatchObject({ answer: 'online', attendance: 'online' })
    await secretary.says('马建军回来了')
    await secretary.says('1')
    expect(await member('马建军')).toMatchObject({ floating: false, floatingPlace: null, floatingSince: null })
    secretary.heard()
    await secretary.says('王五回来了')
    expect(secretary.heard().join()).not.toContain('流动')
  })

  it('who is not strictly required is not missed; learning brought to the home is noted', async () => {
    const secretary = branch.private('李建国')
    await secretary.says('吴桂兰年老体弱，不作硬性要求')
    await secretary.says('1')
    expect((await member('吴桂兰')).exempt).toBe(true)
    await secretary.says('1')
    await branch.until('2026-12-04 15:36')
    const { of, activity } = await heldRoll()
    expect(of('吴桂兰')).toMatchObject({ expected: false, voting: true })
    secretary.heard()
    await secretary.says('给吴桂兰送学上门了')
    expect(secretary.heard().join()).toContain('12月主题党日，给吴桂兰送学上门')
    const home = { id: activity.organizationId, name: '机关二支部' }
    const ledger = await attendanceOf(branch.db, home, 2026, setting.zone)
    expect(ledger?.taught).toEqual([{ activityId: activity.id, personId: (await member('吴桂兰')).id }])
    await secretary.says('吴桂兰恢复硬性要求')
    await secretary.says('1')
    expect((await member('吴桂兰')).exempt).toBe(false)
  })

  it('a leader of another branch is told, signs in as a guest, and is counted nowhere', async () => {
    const officer = branch.private('刘芳')
    officer.heard()
    await officer.says('郭强是领导干部')
    await officer.says('1')
    expect((await member('郭强')).leader).toBe(true)
    await officer.says('郭强联系机关二支部')
    expect(officer.heard().join()).toContain('到了记作列席，不算应到')
    await officer.says('1')
    // Neither is the branch's own secretary's to decide.
    const secretary = branch.private('李建国')
    secretary.heard()
    await secretary.says('李建国是领导干部')
    expect(secretary.heard().join()).toContain('由上级党委的党务干事来定')
    await announced()
    const guest = branch.private('郭强')
    const invited = guest.heard().join()
    expect(invited).toContain('您联系的机关二支部：12月主题党日')
    await secretary.says('主题党日改到12月7日下午3点')
    await secretary.says('1')
    expect(guest.heard().join()).toContain('有变动，现在是 12月7日（周一）15:00')
    await branch.until('2026-12-07 15:05')
    const code = await branch.db.checkIn.findFirstOrThrow({
      where: { activity: { title: '主题党日', period: '2026-12', organization: { name: '机关二支部' } } },
    })
    await guest.says(code.code)
    expect(guest.heard().join()).toContain('签到成功')
    await branch.until('2026-12-07 15:36')
    secretary.heard()
    await secretary.says('都到了')
    const { of, activity } = await heldRoll()
    expect(of('郭强')).toMatchObject({ expected: false, attendance: 'present' })
    expect(await branch.db.participation.count({ where: { activityId: activity.id, expected: true } })).toBe(20)
    const found = await meetingOf(
      branch.db,
      { id: activity.organizationId, name: '机关二支部' },
      { title: '主题党日', period: '2026-12' },
      setting.zone,
    )
    expect(found?.record).toMatchObject({ observers: ['郭强'], expected: { total: 20 } })
    await officer.says('联系点情况')
    expect(officer.heard().join()).toContain('郭强联系机关二支部：到了 1 次')
    await officer.says('双重组织生活情况')
    expect(officer.heard().join()).toContain('郭强（机关一支部）：支部')
    // Been there: nothing to be reminded of.
    guest.heard()
    await branch.until('2026-12-12 10:30')
    expect(guest.heard().join()).not.toContain('还没有您到会的记录')
  })

  it('who was never there in the quarter is reminded once, privately', async () => {
    const officer = branch.private('刘芳')
    await officer.says('蒋丽联系机关二支部')
    await officer.says('1')
    await branch.until('2026-12-11 10:30')
    expect(
      branch
        .private('蒋丽')
        .heard()
        .filter((line) => line.includes('这个季度还没有您到会的记录')),
    ).toHaveLength(1)
  })
})
