import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { pagesOf } from '../../src/actions/guide.ts'
import { fillGuide, parseGuide, wholeGuide } from '../../src/life/guide.ts'
import { type BranchCounts, guideNumbers, placeholders } from '../../src/life/guide-numbers.ts'
import { policiesAt } from '../../src/life/programs/policies.ts'
import { readFolder, readGuides, shippedGuides } from '../../src/records/guides.ts'
import { say } from '../../src/talk/say.ts'
import { instant, setting } from '../support/town.ts'

const branchOf = (full: number, more: Partial<BranchCounts> = {}): BranchCounts => ({
  name: '机关二支部',
  full,
  probationary: 2,
  floating: 0,
  excluded: 0,
  committee: 3,
  term: null,
  policies: policiesAt([]),
  ...more,
})
const style = {
  now: instant('2026-12-02 10:00'),
  zone: setting.zone,
  botName: '小助手',
  buttons: false,
  mentionToReply: true,
  answers: 'here',
} as const

describe('the guides that come with the program', () => {
  const guides = shippedGuides()
  const guideOf = (title: string) => {
    const found = guides.find((one) => one.title === title)
    if (!found) throw new Error(`there is no guide ${title}`)
    return found
  }
  /** The card of that guide in a branch of so many full members. */
  const card = (title: string, full: number, more: Partial<BranchCounts> = {}) =>
    pagesOf(guideOf(title), null, guideNumbers(branchOf(full, more))).card?.text ?? ''

  it('are of what a branch has to do', () => {
    expect(guides.length).toBeGreaterThanOrEqual(20)
    for (const { sections, source } of guides) {
      expect(sections.length).toBeGreaterThan(0)
      expect(source).not.toBe('')
    }
  })

  it.each([null, 3, 7, 15, 45, 59])('fit a phone and leave nothing unfilled, full members: %s', (full) => {
    const numbers = guideNumbers(
      full === null
        ? null
        : branchOf(full, { excluded: 1, floating: 22, term: { electedOn: '2024-03-15', years: 3, endsOn: null } }),
    )
    for (const guide of guides) {
      const first = pagesOf(guide, null, numbers).card
      const { sections } = pagesOf(guide, wholeGuide, numbers)
      expect(sections.length).toBe(guide.sections.length)
      const texts = [
        ...(first ? [say('guide', first, style).text] : []),
        ...sections.map((page) => say('guide_section', page, style).text),
      ]
      for (const text of texts) {
        expect(text).not.toMatch(/[{}]|undefined|null|NaN|\n\n/)
        expect([guide.title, text.length < 600]).toEqual([guide.title, true])
      }
    }
  })

  // 到会（一般、发展党员、选举）、通过、到会最少时当选、优秀: domain figures for these rosters.
  it.each([
    [3, 2, 2, 2, 3, 2, 1],
    [7, 4, 4, 4, 6, 4, 2],
    [10, 5, 6, 6, 8, 5, 3],
    [15, 8, 8, 8, 12, 7, 5],
    [45, 23, 23, 23, 36, 19, 15],
    [50, 25, 26, 26, 40, 21, 16],
    [59, 30, 30, 30, 48, 25, 19],
  ])('%i members: the numbers are those of the rules', (full, general, admission, yes, election, elect, excellent) => {
    expect(card('党员大会', full)).toContain(
      `应到会有表决权的党员 ${full} 人：至少到 ${general} 人才能表决，赞成至少 ${yes} 票才算通过`,
    )
    expect(card('党员大会', full).includes('刚好一半')).toBe(full % 2 === 0)
    expect(card('发展党员', full)).toContain(`至少到 ${admission} 人，赞成至少 ${yes} 票`)
    expect(card('预备党员转正', full)).toContain(`至少到 ${admission} 人，赞成至少 ${yes} 票`)
    expect(card('换届选举', full)).toContain(`至少到 ${election} 人（五分之四）`)
    expect(card('换届选举', full)).toContain(`只到 ${election} 人时，至少要 ${elect} 票`)
    expect(card('民主评议', full)).toContain(`优秀最多 ${excellent} 人`)
  })

  it('count neither whom the meeting agreed not to count, nor a committee where there is none', () => {
    expect(card('换届选举', 59, { excluded: 4 })).toContain('应到会有选举权的党员 55 人，至少到 44 人')
    expect(card('民主评议', 15, { excluded: 3 })).toContain('优秀最多 5 人')
    expect(card('支委会', 15)).toContain('登记的支委 3 名，至少到 2 名')
    expect(card('支委会', 15, { committee: 4 })).toContain('正好到 2 名')
    expect(card('支委会', 6)).not.toContain('登记的支委')
    expect(card('支委会', 6)).toContain('要有半数以上的委员到会')
  })

  it('tell the end of the term where it is known, and what was decided where the rules leave room', () => {
    expect(card('换届选举', 15)).not.toContain('届满。')
    const term = { electedOn: '2024-02-29', years: 3, endsOn: null }
    expect(card('换届选举', 15, { term })).toContain('本届 2024年2月29日 选出，任期 3 年，到 2027年2月28日 届满')
    const fifth = policiesAt([{ name: '机关党委', decided: { excellentShare: { value: 'fifth', binding: true } } }])
    expect(card('民主评议', 15, { policies: fifth })).toContain('优秀最多 3 人')
  })
})

describe('a file of one’s own', () => {
  const head = '---\n名称: 党员大会\n依据: 机关党委\n---\n'
  it.each([
    ['第 1 行', '党员大会怎么开'],
    ['第 1 行', '---\n名称: 党员大会'],
    ['第 1 行：没有写依据', '---\n名称: 党员大会\n---\n开会'],
    ['第 3 行：这里只能写', '---\n名称: 党员大会\n作者: 张三\n---\n开会'],
    ['第 3 行：「名称」写了两次', '---\n名称: 党员大会\n名称: 支委会\n---\n开会'],
    ['第 2 行：「会」不能作名称', '---\n名称: 会\n依据: 机关党委\n---\n开会'],
    ['第 5 行：名称和依据的下面没有内容', head],
    ['第 6 行：不认识「{{minPresnt}}」。是不是 {{minPresent}}？', `${head}到会\n至少 {{minPresnt}} 人`],
    ['第 5 行：不认识「{votingBase}」', `${head}应到 {votingBase} 人`],
    ['第 5 行：花括号没有成对', `${head}应到 {{votingBase 人`],
    ['第 6 行：「步骤」下面没有内容', `${head}开会\n## 步骤`],
    ['有两段都叫「步骤」', `${head}开会\n## 步骤\n一\n## 步骤\n二`],
    ['第 6 行：分段请用两个井号', `${head}开会\n# 步骤\n一`],
    ['第 5 行：这一段太长', `${head}${'长'.repeat(421)}`],
  ])('%s', (what, text) => {
    expect(() => parseGuide('党员大会.md', text)).toThrow(what)
  })

  it('is read as Windows writes it, and a sentence without its number is left out', () => {
    const guide = parseGuide(
      'a.md',
      `\ufeff${head}开会。应到 {{ votingBase }} 人。\n届满 {{termEnd}}。\n散会\n`.replaceAll('\n', '\r\n'),
    )
    expect(guide.card).toBe('开会。应到 {{ votingBase }} 人。\n届满 {{termEnd}}。\n散会')
    expect(fillGuide(guide.card, guideNumbers(branchOf(15)))).toBe('开会。应到 15 人。\n散会')
    expect(fillGuide(guide.card, guideNumbers(null))).toBe('开会。\n散会')
  })

  it('takes the place of the program’s, or stands beside them; two of one name are refused', () => {
    const dir = mkdtempSync(join(tmpdir(), 'zhibu-guides-'))
    onTestFinished(() => rmSync(dir, { recursive: true }))
    const own = join(dir, '使用说明')
    const write = (name: string, text: string) => writeFileSync(join(own, name), text)
    expect(readGuides(dir).length).toBe(shippedGuides().length)
    mkdirSync(own)
    write('大会.md', `${head}照机关党委的办`)
    write('慰问.md', '---\n名称: 走访慰问\n也叫: 慰问、换届\n依据: 机关党委\n---\n先报名单')
    write('.草稿.md', '还没写')
    const guides = readGuides(dir)
    expect(guides.length).toBe(shippedGuides().length + 1)
    expect(guides.find(({ title }) => title === '党员大会')?.card).toBe('照机关党委的办')
    expect(guides.find(({ title }) => title === '换届选举')?.names).not.toContain('换届')
    expect(readGuides('/nowhere', own).length).toBe(guides.length)
    write('支委.md', '---\n名称: 支委会\n也叫: 慰问\n依据: 机关党委\n---\n开会')
    expect(() => readFolder(own)).toThrow(/「慰问」.*慰问\.md|「慰问」.*支委\.md/)
    write('支委.md', '')
    expect(() => readGuides(dir)).toThrow('支委.md 第 1 行')
    writeFileSync(join(own, '支委.md'), Buffer.from([0xb5, 0xb3, 0xd4, 0xb1]))
    expect(() => readGuides(dir)).toThrow('UTF-8')
  })

  it('is written as the handbook says', () => {
    const handbook = readFileSync(join(import.meta.dirname, '../../docs/部署与运维.md'), 'utf8')
    const [, sample = ''] = /^```\n(---\n名称:[\s\S]*?)^```/m.exec(handbook) ?? []
    expect(parseGuide('样子.md', sample).title).toBe('党员大会')
    for (const name of placeholders) expect(handbook).toContain(`\`{{${name}}}\``)
  })
})
