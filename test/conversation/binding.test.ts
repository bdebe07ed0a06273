import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { beginAct } from '../../src/actions/act.ts'
import { type BindTo, handOutCode } from '../../src/actions/people/bind.ts'
import { demoBranch } from '../../src/demo/branch.ts'
import { write } from '../../src/records/database.ts'
import { type NewTown, newTown } from '../support/new-town.ts'
import { profiles, setting } from '../support/town.ts'

const stranger = '您好，我是小助手。我还不认识您，请联系支部书记登记。'
const refused = '这个绑定码不对、用过了或过期了，请向书记或管理员再要一个。'
const group = 'G-new'

describe.each(profiles)('binding, as on %s', (profile) => {
  let town: NewTown
  beforeEach(async () => {
    const known = { 李建国: 'lijianguo', 郭强: 'guoqiang', 刘芳: 'liufang', 张三: 'zhangsan' }
    town = await newTown(profile, known, { wang: '王五（五哥）', wang2: '王五', luo: '路人甲', four: '李四喜' })
  })
  afterEach(() => town.close())

  /** A code as the operator gets it in the terminal. */
  const operatorCode = (to: BindTo) =>
    write(town.app.db, async (tx) => {
      const act = beginAct(tx, setting, { now: town.clock.now(), actor: { kind: 'operator' } })
      return (await handOutCode(act, to)).code
    })
  const branchId = async () => (await town.app.db.organization.findFirstOrThrow({ where: { name: demoBranch } })).id
  const bindGroup = async () =>
    town.says('lijianguo', `绑定 ${await operatorCode({ kind: 'room', organizationId: await branchId() })}`, group)
  const codeIn = (said: string[]) => /^绑定 ([A-Z0-9]{8})$/m.exec(said.join('\n'))?.[1] ?? ''

  test('a stranger is told once a day whom to ask, changes nothing, and no word of theirs is kept', async () => {
    expect(await town.says('luo', '你好')).toEqual([stranger])
    for (const text of ['我的', '谁没交党费', '请假', '1', '绑定码 王五', '帮助'])
      expect(await town.says('luo', text)).toEqual([])
    expect(await town.app.db.inbound.count({ where: { userId: 'luo', text: { not: '' } } })).toBe(0)
    expect(await town.boundTo('luo')).toBe(null)
    expect(await town.app.db.auditEntry.count({ where: { actorKind: 'member' } })).toBe(0)
  })

  test('a group that is not bound hears nothing, not even from the secretary', async () => {
    for (const [who, text] of [
      ['lijianguo', '谁没答复'],
      ['lijianguo', '帮助'],
      ['luo', '你好'],
      ['luo', '绑定 AAAAAAAA'],
    ] as const)
      expect(await town.says(who, text, group)).toEqual([])
    expect(await town.app.db.room.count()).toBe(0)
  })

  test('the secretary asks for a code, passes it on, and the member is known from then on', async () => {
    const said = await town.says('lijianguo', '绑定码 王五')
    expect(said[0]).toContain('请转告王五本人私聊我，发下面这一句，30 天内有效，只能用一次：')
    const code = codeIn(said)
    expect(code).toHaveLength(8)
    const notices = await town.app.db.notice.findMany()
    expect(JSON.stringify(notices)).not.toContain(code)

    expect(await town.says('wang', `绑定${code.toLowerCase()}`)).toEqual([
      '王五同志，您好，登记好了。有事直接跟我说，回「帮助」看看我能做什么。',
    ])
    expect(await town.boundTo('wang')).toBe('王五')
    expect((await town.says('wang', '我的')).join()).toContain('今年')
    expect(await town.app.db.auditEntry.count({ where: { action: 'bind_account' } })).toBe(1)

    expect(await town.says('luo', `绑定 ${code}`)).toEqual([refused])
    expect(await town.boundTo('luo')).toBe(null)
  })

  test('wrong and expired codes are refused, and in a group without a word', async () => {
    const code = await operatorCode({ kind: 'member', memberId: await town.memberId('王五') })
    const room = await operatorCode({ kind: 'room', organizationId: await branchId() })
    expect(await town.says('wang', '绑定 K7M2PQ9R')).toEqual([refused])
    // A code for a person is none for a group, and the other way round.
    expect(await town.says('wang', `绑定 ${code}`, group)).toEqual([])
    expect(await town.says('wang', `绑定 ${room}`)).toEqual([refused])
    await town.until('2026-12-02 10:00')
    expect(await town.says('wang', `绑定 ${room}`, group)).toEqual([])
    expect(await town.app.db.room.count()).toBe(0)
    await town.until('2026-12-24 10:01')
    expect(await town.says('wang', `绑定 ${code}`)).toEqual([refused])
    expect(await town.boundTo('wang')).toBe(null)
  })

  test('only who may arrange gets a code, and only for what is theirs', async () => {
    expect(codeIn(await town.says('zhangsan', '绑定码 王五'))).toBe('')
    expect(codeIn(await town.says('lijianguo', '绑定码 郭强'))).toBe('')
    expect((await town.says('lijianguo', '绑定码 张伟')).join()).toContain('绑定码 张伟(一车间)')
    expect(codeIn(await town.says('lijianguo', '绑定码 张伟（机电队）'))).toHaveLength(8)
    const unknown = await town.says('guoqiang', '绑定码 机关九支部')
    expect(await town.says('guoqiang', `绑定码 ${demoBranch}`)).toEqual(unknown)
    expect(codeIn(unknown)).toBe('')
    expect(await town.app.db.bindingCode.count()).toBe(1)
  })

  test('the committee asks for the code of a group; the group says whose it is now', async () => {
    const said = await town.says('liufang', `绑定码 ${demoBranch}`)
    expect(said[0]).toContain(`请把我拉进「${demoBranch}」的群，在群里 @小助手 发下面这一句，7 天内有效`)
    expect(await town.says('zhangsan', `绑定 ${codeIn(said)}`, group)).toEqual([
      `好了，这个群是「${demoBranch}」的群了。以后主题党日、党费这些事我在这里提醒大家。`,
    ])
    expect((await town.says('zhangsan', '@小助手 日程', group)).length).toBeGreaterThan(0)
  })

  test('a code is not said aloud: asked for in the group, it comes privately', async () => {
    await bindGroup()
    expect(await town.says('lijianguo', '@小助手 绑定码 王五', group)).toEqual([])
    expect(codeIn(town.heard({ user: 'lijianguo' }))).toHaveLength(8)
  })

  test('who is called as on the roster is bound when the secretary has confirmed it', async () => {
    await bindGroup()
    expect(await town.says('wang', '收到', group)).toEqual([])
    expect(await town.says('four', '参加', group)).toEqual([])
    expect(await town.says('luo', '收到', group)).toEqual([])
    expect(await town.boundTo('wang')).toBe(null)
    await town.until('2026-11-24 10:11')
    const asked = town.heard({ user: 'lijianguo' })
    expect(asked).toHaveLength(1)
    expect(asked[0]).toContain('群里这几位我对上了名册，请核对：王五（五哥）（王五）、李四喜。')
    expect(await town.says('lijianguo', '除了李四喜都对')).toEqual(['好的，登记了：王五。'])
    expect([await town.boundTo('wang'), await town.boundTo('four'), await town.boundTo('luo')]).toEqual([
      '王五',
      null,
      null,
    ])
  })

  test('with a new id comes a new binding: the secretary confirms it, and the old account is untied', async () => {
    await bindGroup()
    await town.says('wang', '收到', group)
    await town.until('2026-11-24 10:11')
    town.heard({ user: 'lijianguo' })
    expect(await town.says('lijianguo', '1')).toEqual(['好的，登记了：王五。'])
    town.heard({ user: 'lijianguo' })
    // While the old account lives, another of that name is somebody else.
    await town.says('wang2', '收到', group)
    await town.until('2026-11-24 12:00')
    expect(town.heard({ user: 'lijianguo' }).join()).not.toContain('王五')
    await town.until('2026-12-02 09:00')
    town.heard({ user: 'lijianguo' })
    await town.says('wang2', '收到', group)
    await town.until('2026-12-02 09:11')
    expect(town.heard({ user: 'lijianguo' }).join()).toContain('请核对：王五')
    await town.says('lijianguo', '1')
    expect([await town.boundTo('wang2'), await town.boundTo('wang')]).toEqual(['王五', null])
  })

  test('who left one branch is a newcomer in the next', async () => {
    await bindGroup()
    const elsewhere = await town.app.db.member.create({
      data: {
        branchId: (await town.app.db.organization.findFirstOrThrow({ where: { name: '机关一支部' } })).id,
        name: '王五',
        category: 'full',
        aliases: [],
        createdAt: new Date(0),
        leftOn: '2026-11-20',
      },
    })
    await town.says('wang', '收到', group)
    await town.app.db.account.updateMany({ where: { userId: 'wang' }, data: { memberId: elsewhere.id } })
    await town.until('2026-11-24 10:11')
    expect(town.heard({ user: 'lijianguo' }).join()).toContain('王五')
    expect(await town.says('lijianguo', '1')).toEqual(['好的，登记了：王五。'])
    const bound = await town.app.db.account.findFirstOrThrow({ where: { userId: 'wang' }, include: { member: true } })
    expect(bound.member?.leftOn).toBeNull()
  })

  test('of a group that is not bound no words are kept', async () => {
    await town.says('zhangsan', '晚上一起吃饭', group)
    expect(await town.app.db.inbound.findFirst({ where: { text: { contains: '吃饭' } } })).toBeNull()
    expect(await town.app.db.inbound.count({ where: { outcome: 'foreign_room' } })).toBe(1)
  })

  test('a member of another branch learns nothing in the group', async () => {
    await bindGroup()
    for (const text of ['@小助手 谁没答复', '@小助手 我的', '取消主题党日 没空', '党费谁没交'])
      expect(await town.says('guoqiang', text, group)).toEqual([])
    expect(town.heard({ user: 'guoqiang' })).toEqual([])
  })
})
