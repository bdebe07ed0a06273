import { describe, expect, it } from 'vitest'
import { normalize } from '../../src/base/text.ts'
import { standardEdition } from '../../src/life/development/editions.ts'
import type { Person } from '../../src/talk/meaning.ts'
import { readAppraisal } from '../../src/talk/people/appraisal.ts'
import { knownSteps, readDevelopment, readDevelopmentAsk, readEnding } from '../../src/talk/people/development.ts'
import { asksTalks, readTalk } from '../../src/talk/people/talks.ts'

const person = (id: number, name: string, more: Partial<Person> = {}): Person => ({
  id,
  name,
  label: '',
  aliases: [],
  posts: [],
  ...more,
})
const people = [
  person(1, '李建国', { aliases: ['李书记'], posts: ['书记'] }),
  person(2, '张三'),
  person(3, '李四'),
  person(4, '王五'),
  person(5, '阿依古丽·买买提', { aliases: ['阿依古丽'] }),
]
const today = '2026-12-01'

describe('steps of admission', () => {
  const read = (text: string): string | null => {
    const told = readDevelopment(normalize(text), people, standardEdition.steps, today)
    if (!told) return null
    const steps = told.steps.map(({ steps, day }) => `${steps.join('|')}@${day ?? ''}`)
    const extra = [
      ...(told.others.length > 0 ? [told.others.map(({ raw }) => raw).join('+')] : []),
      ...(told.file ? [told.file] : []),
      ...(told.extension ? [`+${told.extension.months}`] : []),
      ...(told.more ? ['…'] : []),
    ]
    return [told.who.raw, ...steps, ...extra].join(' ')
  }

  it.each([
    ['张三递交入党申请书 11月20日', '张三 1@2026-11-20'],
    ['11月20日张三同志递交了入党申请书', '张三 1@2026-11-20'],
    ['钱小雨递交入党申请书', '钱小雨 1@'],
    ['张三确定为积极分子 11月23日', '张三 3@2026-11-23'],
    ['张三被确定为入党积极分子了', '张三 3@'],
    ['张三谈话完成', '张三 2|16@'],
    ['张三 公示 12月1日开始', '张三 8@2026-12-01'],
    ['登记发展党员 张三 第6步 11月23日', '张三 6@2026-11-23'],
    ['登记发展党员：阿依古丽 第六步', '阿依古丽 6@'],
    ['登记发展党员 张三 第1步 2025年3月2日，第2步 3月20日', '张三 1@2025-03-02 2@2025-03-20'],
    ['张三确定介绍人 李四 王五 昨天', '张三 9@2026-11-30 李四+王五'],
    ['张三上级党委预审合格 机党[2026]3号 11月20日', '张三 13@2026-11-20 机党[2026]3号'],
    ['张三延长预备期半年 11月20日', '张三 23@2026-11-20 +6'],
    ['张三延长预备期10个月', '张三 23@ +10'],
    ['张三同意转正 11.20', '张三 23@2026-11-20'],
    ['张三政治审查通过，社会关系清楚', '张三 10@ …'],
  ])('%s', (text, expected) => expect(read(text)).toBe(expected))

  it.each([
    '张三培训请假',
    '张三去培训了，来不了',
    '我递交入党申请书',
    '支委会讨论发展对象',
    '讲解入党申请书写法',
    '张三确定为积极分子了吗',
    '学习入党誓词',
    '培训发展对象5人',
    '张三党费交了',
    '归档',
    '张三',
  ])('%s is something else', (text) => expect(readDevelopment(text, people, knownSteps, today)).toBe(null))

  it.each([
    ['张三终止发展 本人撤回申请', '张三', '本人撤回申请'],
    ['张三取消预备党员资格 支部大会决定', '张三', '取消预备党员资格，支部大会决定'],
    ['张三不再发展', '张三', ''],
  ])('%s', (text, who, reason) => {
    expect(readEnding(text, people, today)).toMatchObject({ who: { raw: who }, reason })
  })

  it.each([
    ['张三发展到哪一步了', { of: 'person', who: '张三' }],
    ['张三到哪一步了', { of: 'person', who: '张三' }],
    ['张三什么时候能转正', { of: 'person', who: '张三' }],
    ['发展党员情况', { of: 'all' }],
    ['积极分子有谁', { of: 'all' }],
    ['谁该转正了', { of: 'probation' }],
    ['发展党员有哪些步骤', null],
    ['我什么时候转正', null],
    ['预备党员怎么转正', null],
  ])('%s', (text, expected) => expect(readDevelopmentAsk(text)).toEqual(expected))
})

describe('talks', () => {
  const read = (text: string): string | null => {
    const told = readTalk(normalize(text), people, today)
    if (!told) return null
    const names = [...told.named.map(({ person }) => person?.name ?? '?'), ...told.unknown.map((name) => `!${name}`)]
    return [told.between, names.join('+'), told.day ?? '', told.more ? '…' : ''].filter((part) => part !== '').join(' ')
  }

  it.each([
    ['和张三谈了', 'with 张三'],
    ['我跟张三谈过话了', 'with 张三'],
    ['12月1日李书记和王五谈心谈话', 'pair 李建国+王五 2026-12-01'],
    ['张三李四谈过了', 'pair 张三+李四'],
    ['张三、李四谈心了', 'pair 张三+李四'],
    ['和张三、李四、王五谈了', 'with 张三+李四+王五'],
    ['张三李四王五谈过了', 'unclear 张三+李四+王五'],
    ['昨天和张三谈了，他说家里困难', 'with 张三 2026-11-30 …'],
    ['和张三谈了他家里的事', 'with 张三 …'],
    ['和钱小雨谈了', 'with !钱小雨'],
    ['张三谈话完成', null],
    ['还没和张三谈', null],
    ['和张三谈了吗', null],
    ['和张三谈了，他请假', null],
    ['谈谈体会', null],
  ])('%s', (text, expected) => expect(read(text)).toBe(expected))

  it('asked about', () => {
    for (const text of ['谈心谈话情况', '谈心谈话还差谁', '还有谁没谈话', '谁没谈心谈话', '没谈过的有谁'])
      expect([text, asksTalks(text)]).toEqual([text, true])
    for (const text of ['还差谁', '谈心谈话有什么要求', '谁没答复'])
      expect([text, asksTalks(text)]).toEqual([text, false])
  })
})

describe('grades', () => {
  const read = (text: string): string | null => {
    const told = readAppraisal(normalize(text), people)
    if (!told) return null
    const given = told.given.map(({ grade, named }) => `${grade}=${named.map(({ raw }) => raw).join('+')}`)
    return [told.year, ...given, told.others && `others=${told.others}`, ...told.unknown.map((name) => `!${name}`)]
      .filter((part) => part !== null)
      .join(' ')
  }

  it.each([
    ['评议 优秀 张三 李四 王五,合格 其他', 'excellent=张三+李四+王五 others=qualified'],
    ['民主评议结果:张三、李四优秀,其余合格', 'excellent=张三+李四 others=qualified'],
    ['2025年评议 优秀 张三', '2025 excellent=张三'],
    ['评议 王五基本合格,李四不合格', 'basically_qualified=王五 unqualified=李四'],
    ['评议 优秀 张三 钱小雨', 'excellent=张三 !钱小雨'],
    ['民主评议党员怎么开', null],
    ['评议结果', null],
    ['张三优秀', null],
  ])('%s', (text, expected) => expect(read(text)).toBe(expected))
})
