import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { receiver } from '../../src/bot/receive.ts'
import { setting, type Town, town } from '../support/town.ts'

let branch: Town
beforeEach(async () => {
  branch = await town({ at: '2026-12-01 08:00' })
  await branch.until('2026-12-01 09:00')
})
afterEach(() => branch.close())

const activity = () =>
  branch.db.activity.findFirstOrThrow({
    where: { title: '主题党日', period: '2026-12', organization: { name: '机关二支部' } },
  })

/** The member holds no post any more. */
const losesPost = (name: string) => branch.db.position.deleteMany({ where: { member: { name } } })

describe('who lost the post while the question waited', () => {
  it('does not call an activity off any more, and is told who may', async () => {
    const former = branch.private('李建国')
    await former.says('取消主题党日')
    await losesPost('李建国')
    former.heard()
    await former.says('1')
    expect(former.heard().join()).toContain('这个要由书记、副书记来定')
    expect((await activity()).state).not.toBe('cancelled')
  })

  it('does not book dues any more', async () => {
    await branch.private('王五').says('党费已交')
    const former = branch.private('王秀英')
    await former.says('核对党费')
    await losesPost('王秀英')
    await former.says('都收到了')
    await former.says('1')
    const month = await branch.db.duesMonth.findFirstOrThrow({
      where: { member: { name: '王五' } },
      orderBy: { month: 'asc' },
    })
    expect(month).toMatchObject({ state: 'claimed', paidFen: 0 })
  })

  it('is heard with everyday words as if nothing had been asked', async () => {
    const former = branch.private('李建国')
    await former.says('取消主题党日')
    await losesPost('李建国')
    former.heard()
    await former.says('参加')
    expect(former.heard().join()).toContain('参加')
    expect((await activity()).state).not.toBe('cancelled')
  })
})

describe('a button of an announcement', () => {
  const clicks = async (name: string, key: string) => {
    const account = await branch.db.account.findFirstOrThrow({ where: { member: { name } } })
    const door = { db: branch.db, clock: branch.clock, setting, filesDir: branch.dir, wake: () => undefined }
    await receiver(door, { platform: account.platform, account: 'test' })({
      id: `click-${name}`,
      conversation: { kind: 'private', id: account.userId },
      sender: { id: account.userId, name },
      text: '参加',
      button: key,
      addressed: true,
      files: [],
      at: branch.clock.now(),
    })
    await branch.app.beat()
  }

  it("counts for the branch's own members", async () => {
    await clicks('王五', `attendance:${(await activity()).id}:1:1`)
    expect(await branch.db.participation.count({ where: { answer: 'attend' } })).toBe(1)
  })

  it('is refused to a member of another branch', async () => {
    await clicks('蒋丽', `attendance:${(await activity()).id}:1:1`)
    expect(await branch.db.participation.count()).toBe(0)
    expect(branch.private('蒋丽').heard().join()).toContain('没有记下')
  })
})
