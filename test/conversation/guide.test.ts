import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { readGuides, shippedGuides } from '../../src/records/guides.ts'
import { profiles, setting, type Town, town } from '../support/town.ts'

describe.each(profiles)('how it is done, asked on %s', (profile) => {
  let branch: Town
  beforeEach(async () => {
    branch = await town({ profile, at: '2026-12-01 08:00' })
    await branch.until('2026-12-01 09:00')
    branch.group.heard()
  })
  afterEach(() => branch.close())

  /** All that a question could have changed. */
  const state = async () => {
    const { db } = branch
    return JSON.stringify([
      await db.activity.findMany({ orderBy: { id: 'asc' } }),
      await db.participation.findMany({ orderBy: { id: 'asc' } }),
      await db.question.findMany({ orderBy: { id: 'asc' } }),
      await db.auditEntry.count(),
    ])
  }

  it('is answered privately with steps, source and the numbers of the branch, and changes nothing', async () => {
    const member = branch.private('王五')
    member.heard()
    const before = await state()
    const asks = async (text: string) => {
      await member.says(text)
      return member.heard().join('\n')
    }
    // 19 full members and one on probation.
    const meeting = await asks('党员大会怎么开？')
    expect(meeting).toContain('应到会有表决权的党员 19 人：至少到 10 人才能表决，赞成至少 10 票才算通过')
    expect(meeting).toContain('依据：《中国共产党支部工作条例（试行）》第十一、十四条。')
    expect(meeting).toContain('发「党员大会 步骤」')
    expect(await asks('步骤')).toMatch(/^党员大会 · 步骤：\n1\. /)
    expect(await asks('党员大会 表决')).toContain('无记名投票')
    expect((await asks('党员大会 全部')).match(/党员大会 · /g)).toHaveLength(2)
    expect(await asks('支委会怎么开')).toContain('登记的支委 4 名，至少到 2 名')
    expect(await asks('换届要几个人到会')).toContain('至少到 16 人（五分之四）')
    expect(await asks('民主评议优秀名额多少')).toContain('优秀最多 6 人')
    expect(await asks('发展党员有哪些步骤')).toContain('上会至少到 10 人')
    expect(await asks('流动党员怎么管')).toContain('本支部登记的流动党员 1 人')
    expect(await asks('怎么请假')).toContain('私下对小助手说「请假」加原因')
    expect(await asks('怎么开会')).toContain('可以问的有：')
    expect(await asks('组织生活会和民主评议怎么开')).toBe('您想先看哪一件？发「流程 组织生活会」或「流程 民主评议」。')
    expect(await asks('流程 民主评议')).toMatch(/^民主评议：/)
    expect(await asks('怎么改期')).not.toContain('依据')
    expect(await state()).toBe(before)
  })

  it('knows who is not counted, and when the term ends', async () => {
    await branch.db.organization.updateMany({
      where: { name: '机关二支部' },
      data: { electedOn: '2024-03-15', termYears: 3 },
    })
    await branch.db.member.updateMany({ where: { name: '吴桂兰' }, data: { votingExcluded: 'bedridden' } })
    const member = branch.private('王五')
    await member.says('换届怎么办')
    const said = member.heard().join()
    expect(said).toContain('本届 2024年3月15日 选出，任期 3 年，到 2027年3月15日 届满。')
    expect(said).toContain('应到会有选举权的党员 18 人，至少到 15 人')
  })

  it('is answered in the group where it was asked, but only to who speaks to it', async () => {
    await branch.group.says('张三', '@小助手 主题党日有哪些环节')
    const said = branch.group.heard().join()
    expect(said).toContain('主题党日：')
    expect(said.includes('发的时候请 @小助手')).toBe(profile === 'wecom')
    if (profile === 'wechat') {
      await branch.group.says('张三', '党员大会怎么开')
      expect(branch.group.heard()).toEqual([])
    }
  })

  it('leaves a waiting draft as it is', async () => {
    const secretary = branch.private('李建国')
    await secretary.says('取消主题党日')
    secretary.heard()
    const before = await state()
    await secretary.says('主题党日怎么搞')
    expect(secretary.heard().join()).toContain('每月相对固定 1 天')
    expect(await state()).toBe(before)
  })
})

it('how it is done: the steps as they come, or as the committee wrote them, with its own links', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'zhibu-guides-'))
  onTestFinished(() => {
    setting.guides = shippedGuides()
    rmSync(folder, { recursive: true, force: true })
  })
  writeFileSync(
    join(folder, '三会一课.md'),
    '---\n名称: 三会一课\n依据: 机关党委《支部工作一清单五规范》\n---\n照机关党委的二十项制度办。\n教学片：https://example.org/film\n',
  )
  setting.guides = readGuides('/nowhere', folder)
  const here = await town({ at: '2026-12-01 08:00' })
  onTestFinished(() => here.close())
  const asks = async (text: string) => {
    await here.private('王五').says(text)
    return here.private('王五').heard().join('\n')
  }
  expect(await asks('主题党日有哪些环节')).toContain('重温入党誓词')
  const own = await asks('三会一课怎么开')
  for (const part of ['照机关党委的二十项制度办', 'https://example.org/film', '一清单五规范'])
    expect(own).toContain(part)
})
