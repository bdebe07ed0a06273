import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toSimplified } from '../../src/base/text.ts'
import { contextOf, expectedShape, type Sample, type SampleRoster } from '../../src/talk/samples.ts'
import { understand } from '../../src/talk/understand.ts'

const read = (name: string) => readFileSync(new URL(`../data/${name}`, import.meta.url), 'utf8')
const sets = [
  { lines: 'utterances.jsonl', roster: 'roster.json', now: new Date('2026-03-16T02:00:00Z') },
  { lines: 'utterances-second.jsonl', roster: 'roster-second.json', now: new Date('2026-05-12T02:00:00Z') },
].map(({ lines, roster, now }) => ({
  lines: read(lines)
    .split('\n')
    .filter(Boolean)
    .map((line): Sample => JSON.parse(line)),
  roster: JSON.parse(read(roster)) as SampleRoster,
  now,
}))
const all = sets.flatMap(({ lines, roster, now }) => lines.map((sample) => ({ sample, roster, now })))
const meaningOf = (sample: Sample, roster: SampleRoster, now: Date) =>
  expectedShape(understand(sample.text, contextOf(sample, roster, { now })))

const roster = sets[0]?.roster ?? { members: [] }
const now = new Date('2026-03-16T02:00:00Z')
const asked = { open: ['主题党日'], last_bot: '本周五15:00主题党日。能参加回1,请假回2并写原因' }
const dues = { open: ['党费:2026-03'], last_bot: '3月党费请于3月31日前交纳,交后回“已交+金额”' }
const says = (sender: string, text: string, context: Sample['context'] = asked) =>
  meaningOf({ text, sender, context }, roster, now)

describe('understand', () => {
  it('reads a formal request for leave', () =>
    expect(says('张三', '尊敬的领导：本人因身体不适，不能参加本次活动，特请假一次，望批准。')).toMatchObject({
      status: 'leave_requested',
      reason: '身体不适',
      names: ['张三'],
    }))

  it('takes the name that only the branch uses for what it is', () => {
    const context = { ...asked, open: ['主题党日', '红鹰宣讲团'] }
    const meant = { subject: '红鹰宣讲团' }
    expect(says('张三', '红鹰宣讲团参加', context)).toMatchObject({ ...meant, status: 'will_attend' })
    expect(says('张三', '红鹰宣讲团请假 出差', context)).toMatchObject({ status: 'leave_requested', reason: '出差' })
    expect(says('张三', '红鹰宣讲团参加吗', context).status).toBe('query')
  })

  it('never takes a question for an answer', () => {
    for (const text of [
      '我请假了吗',
      '能不能请假',
      '参加吗',
      '我交了吗',
      '是不是没交党费',
      '张三请假了没',
      '去不去呀',
    ]) {
      for (const context of [asked, dues]) expect(['query', 'ignored']).toContain(says('张三', text, context).status)
    }
  })

  it.each([
    ['可以交了', 'paid_claimed'],
    ['我自己交', 'paid_claimed'],
  ])('does not see a misspelling in %s', (text) => expect(says('张三', text, dues).status).not.toBe('paid_claimed'))

  it('does not take the money of other things for dues', () => {
    for (const text of ['作业交了', '电费已交', '表交了', '材料都交了', '交接班了', '罚款交了200', '房租转了3000'])
      expect(['ignored', 'needs_clarification']).toContain(says('张三', text, dues).status)
  })

  it('asks which of two people of one name is meant', () =>
    expect(
      understand('张伟请假', contextOf({ text: '', sender: '李四', context: asked }, roster, { now })).doubt,
    ).toMatchObject({
      kind: 'which_person',
      raw: '张伟',
      candidates: [{ label: '一车间' }, { label: '机电队' }],
    }))

  it('asks which activity is meant where two are open', () =>
    expect(
      understand(
        '参加',
        contextOf({ text: '', sender: '李四', context: { open: ['主题党日', '支委会'] } }, roster, { now }),
      ).doubt,
    ).toMatchObject({ kind: 'which_matter' }))

  it('does not answer for people who are not named', () => {
    for (const text of ['我们组都参加', '除了张三都参加', '大家都去'])
      expect(says('李四', text).status).toBe('needs_clarification')
  })

  it('tells the months a payment is for', () => {
    const months = (text: string) =>
      understand(text, contextOf({ text, sender: '张三', context: dues }, roster, { now })).months
    expect(months('1到3月的党费一起交了')).toEqual(['2026-01', '2026-02', '2026-03'])
    expect(months('12月和1月的党费交了')).toEqual(['2025-12', '2026-01'])
    expect(months('一季度党费已交')).toEqual(['2026-01', '2026-02', '2026-03'])
    expect(months('上个月的补交了')).toEqual(['2026-02'])
    expect(months('3月31日前交')).toEqual([])
  })

  it('takes an answer and a payment from one message', () =>
    expect(says('张三', '参加，党费已交', { open: ['主题党日', '党费:2026-03'] })).toMatchObject({
      status: 'mixed',
      items: [{ status: 'will_attend' }, { status: 'paid_claimed', subject: '党费:2026-03' }],
    }))

  it('says how late somebody will be', () =>
    expect(
      understand('堵车，晚半小时', contextOf({ text: '', sender: '张三', context: asked }, roster, { now }))
        .lateMinutes,
    ).toBe(30))
})

describe('whatever the wrapping', () => {
  const wrappings: [string, (text: string) => string][] = [
    ['spaces around it', (text) => ` \u3000\n${text}\u200b \n`],
    ['a mention of the bot', (text) => `@小助手\u2005${text}`],
    ['a hand-typed mention', (text) => `@小助手 ${text}`],
    [
      'full-width forms',
      (text) =>
        text.replace(/[!-~]/g, (c) => (/[@[\]#「」]/.test(c) ? c : String.fromCharCode(c.charCodeAt(0) + 0xfee0))),
    ],
  ]
  it.each(wrappings)('%s changes nothing', (_, wrap) => {
    for (const { sample, roster, now } of all) {
      if (sample.text.startsWith('「') && wrap('x').startsWith('@')) continue
      expect(meaningOf({ ...sample, text: wrap(sample.text) }, roster, now), sample.text).toEqual(
        meaningOf(sample, roster, now),
      )
    }
  })
})

describe('other people of other names', () => {
  // Every name and nickname gives way to one that shares no character with anything said.
  const spare = [
    '欧',
    '阮',
    '柏',
    '庞',
    '褚',
    '翟',
    '蔺',
    '茅',
    '荀',
    '骆',
    '蓝',
    '尉',
    '靳',
    '冉',
    '宓',
    '牟',
    '滕',
    '殷',
    '鄢',
    '贲',
    '桂',
    '芮',
  ]
  const second = [
    '麒',
    '嫣',
    '琛',
    '璟',
    '霖',
    '骏',
    '婉',
    '薇',
    '煜',
    '瑾',
    '晖',
    '曦',
    '岩',
    '彬',
    '灿',
    '璇',
    '荔',
    '昊',
    '榕',
    '屹',
    '淞',
    '俪',
  ]

  it('change nothing but the names', () => {
    for (const { lines, roster, now } of sets) {
      const { replaced, swap } = rename(roster)
      for (const sample of lines) {
        if (/章三|孔鸣/.test(sample.text)) continue // A misspelling of one name is none of another.
        const renamed: Sample = JSON.parse(swap(toSimplified(JSON.stringify(sample))))
        const before = JSON.parse(swap(JSON.stringify(meaningOf(sample, roster, now))))
        expect(meaningOf(renamed, replaced, now), sample.text).toEqual(before)
      }
    }
  })

  function rename(roster: SampleRoster): { replaced: SampleRoster; swap: (text: string) => string } {
    const words = new Map<string, string>()
    const bare = (name: string) => name.replace(/\(.*\)$/, '')
    for (const { name } of roster.members) {
      if (words.has(bare(name))) continue
      const i = words.size
      const plain = `${spare[i]}${second[i]}${bare(name).includes('·') ? `·${second[i]}${spare[i]}` : ''}`
      words.set(bare(name), plain)
    }
    // 李四 and 李四喜: the second stays the longer of the two.
    for (const longer of [...words.keys()]) {
      const shorter = [...words.keys()].find((name) => name !== longer && longer.startsWith(name))
      if (shorter) words.set(longer, `${words.get(shorter)}喆`)
    }
    roster.members.forEach(({ aliases, name }, at) => {
      const known = words.get(bare(name)) ?? ''
      aliases.forEach((alias, i) => {
        if (words.has(alias) || /书记|^[A-Za-z]/.test(alias)) return
        if (alias.includes(bare(name))) words.set(alias, alias.replace(bare(name), known))
        else
          words.set(
            alias,
            alias === bare(name).split('·')[0]
              ? (known.split('·')[0] ?? '')
              : `${'甄邬晏柴瞿阎充慕连茹习宦艾鱼容向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东'.charAt(at)}${'鑫淼焱垚'.charAt(i)}`,
          )
      })
    })
    const longestFirst = [...words.keys()].sort((a, b) => b.length - a.length).filter((word) => word.length > 1)
    const pattern = new RegExp(
      longestFirst.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace('·', '[·•.]')).join('|'),
      'g',
    )
    const swap = (text: string) =>
      text.replace(pattern, (word) => words.get(word) ?? words.get(word.replace(/[•.]/, '·')) ?? word)
    return { replaced: JSON.parse(swap(JSON.stringify(roster))), swap }
  }
})

describe('any text at all', () => {
  const contexts = [
    asked,
    dues,
    { open: [] },
    { ...asked, checkin_window: true },
    { open: ['主题党日', '支委会'] },
  ].map((context) => contextOf({ text: '', sender: '张三', context }, roster, { now }))
  const words = fc.constantFrom(
    '请假',
    '不',
    '参加',
    '去',
    '来',
    '到',
    '党费',
    '交了',
    '没',
    '120',
    '，',
    '？',
    '张三',
    '张伟',
    '我',
    '@',
    '「',
    '」\n- - - - - - - - -\n',
    '#接龙\n',
    '1. ',
    '\n',
    '吗',
    '[转账]',
    '可能',
    '会',
    '如果',
    '晚',
    '1',
    '3月',
  )

  it('is read without failing', () =>
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'grapheme' }),
          fc.array(words, { maxLength: 14 }).map((parts) => parts.join('')),
        ),
        fc.constantFrom(...contexts),
        (text, context) => {
          const { status, items, people } = understand(text, context)
          return status.length > 0 && items.length < 1000 && people.length <= context.people.length
        },
      ),
      { numRuns: 1000 },
    ))

  it.each([
    ['one long clause', '请'.repeat(100_000)],
    ['one clause of 会', '会'.repeat(100_000)],
    ['digits', '1'.repeat(100_000)],
    ['not at all', '不'.repeat(100_000)],
    ['blanks', ' '.repeat(100_000)],
    ['many clauses', '请假，'.repeat(33_000)],
    ['mentions', '@张三 '.repeat(25_000)],
    ['names', '张三、'.repeat(33_000)],
    ['quotes', '「'.repeat(100_000)],
    ['brackets', '[转账'.repeat(25_000)],
    ['a chain', `#接龙\n主题党日\n\n${Array.from({ length: 10_000 }, (_, i) => `${i + 1}. 张三 参加`).join('\n')}`],
    ['a chain without lines', `#接龙 主题党日 ${Array.from({ length: 10_000 }, (_, i) => `${i + 1}. 张三`).join(' ')}`],
    ['months', '1月、'.repeat(30_000)],
    ['amounts', '交120元，'.repeat(16_000)],
  ])('of 100,000 characters is read at once: %s', (_, text) => {
    for (const context of contexts) {
      const start = performance.now()
      understand(text, context)
      expect(performance.now() - start).toBeLessThan(5000)
    }
  })
})

describe('the time a message names', () => {
  it('comes with a command', () => {
    const { when } = understand(
      '主题党日改到周四下午3点',
      contextOf({ text: '', sender: '李建国', context: asked }, roster, { now }),
    )
    expect(when?.start).toEqual(new Date('2026-03-19T07:00:00Z'))
  })

  it('is left out where none is named', () =>
    expect(
      understand('请假', contextOf({ text: '', sender: '张三', context: asked }, roster, { now })).when,
    ).toBeNull())
})
