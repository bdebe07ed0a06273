import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Chain, diffChain, readChain } from '../../src/talk/attendance/chain.ts'
import type { Person } from '../../src/talk/meaning.ts'

const people = ['张三', '李四', '李四喜', '王五', '赵六', '孙悦'].map(
  (name, i): Person => ({ id: i + 1, name, label: '', aliases: name === '张三' ? ['设备部-张三'] : [], posts: [] }),
)
const read = (text: string): Chain => {
  const chain = readChain(text, people)
  if (!chain) throw new Error(`no chain: ${text}`)
  return chain
}
const entries = (text: string) =>
  read(text).entries.map(({ person, name, content }) => [person?.name ?? `?${name}`, content])

describe('readChain', () => {
  it('reads title, example, entries and note', () =>
    expect(
      read('#接龙\n主题党日\n周五15:00\n例 姓名 参加\n\n1. 张三 参加\n2. 李四喜\n下午要提前走\n\n大家快点接龙'),
    ).toMatchObject({
      title: '主题党日\n周五15:00',
      example: '例 姓名 参加',
      note: '大家快点接龙',
      entries: [
        { number: 1, name: '张三', content: '参加' },
        { number: 2, name: '李四喜', content: '下午要提前走' },
      ],
    }))

  it.each(['1. ', '1、', '1．', '①', '1) ', '（1）', '1：', '1 '])('knows the number written %j', (number) =>
    expect(entries(`#接龙\n主题党日\n\n${number}张三 请假`)).toEqual([['张三', '请假']]),
  )

  it.each(['#接龍', '#Group Note', '#接龙', '【通知】#接龙', '＃接龙'])('knows the heading %s', (heading) =>
    expect(entries(`${heading}\n主题党日\n\n一、张三\n二、李四`)).toEqual([
      ['张三', ''],
      ['李四', ''],
    ]),
  )

  it('passes over blank entries, and does not mind wrong numbers', () =>
    expect(entries('#接龙\n主题党日\n\n1.\n3. 张三\n3. 李四\n\n9. 王五')).toEqual([
      ['张三', ''],
      ['李四', ''],
      ['王五', ''],
    ]))

  it('does not take an agenda in the title for people', () =>
    expect(entries('#接龙\n主题党日\n1、学习\n2、交党费\n\n1. 张三\n2. 李四')).toEqual([
      ['张三', ''],
      ['李四', ''],
    ]))

  it('reads a chain whose line breaks were lost', () =>
    expect(entries('#接龙 主题党日 1. 张三 2. 李四 请假 3. 设备部-张三')).toEqual([
      ['张三', ''],
      ['李四', '请假'],
      ['张三', ''],
    ]))

  it('keeps names it does not know', () =>
    expect(entries('#接龙\n主题党日\n\n1. 陌生人 参加')).toEqual([['?陌生人', '参加']]))
  it('knows what is no chain', () => {
    expect(readChain('用#接龙报名吧', people)).toBeNull()
    expect(readChain('参加', people)).toBeNull()
  })
})

describe('diffChain', () => {
  const chain = (lines: string[]) =>
    read(`#接龙\n主题党日\n\n${lines.map((line, i) => `${i + 1}. ${line}`).join('\n')}`)
  const names = (list: { person: Person | null }[]) => list.map((entry) => entry.person?.name)

  it('tells what is new', () => {
    const { added, changed, removed } = diffChain(chain(['张三']), chain(['张三', '李四 请假']))
    expect([names(added), changed, removed]).toEqual([['李四'], [], []])
  })

  it('does not take a removed line for a leave', () =>
    expect(names(diffChain(chain(['张三', '李四']), chain(['李四'])).removed)).toEqual(['张三']))

  it('does not mind new numbers, blanks and stickers', () =>
    expect(diffChain(chain(['张三 参加', '李四']), chain(['李四[玫瑰]', '张三  参加👍']))).toEqual({
      added: [],
      changed: [],
      removed: [],
      crossed: false,
    }))

  it('comes to the same whichever of two concurrent copies comes first, or asks', () => {
    const status = fc.constantFrom('', '参加', '请假', '线上')
    const edit = fc.record({ who: fc.integer({ min: 0, max: 5 }), says: status })
    fc.assert(
      fc.property(fc.array(status, { minLength: 1, maxLength: 4 }), edit, edit, (base, one, other) => {
        // Each of the two adds a line or changes one, and not the same.
        fc.pre(one.who !== other.who && [one, other].every(({ who, says }) => base[who] !== says))
        const apply = (lines: Map<number, string>, { who, says }: { who: number; says: string }) =>
          new Map([...lines, [who, says]])
        const start = new Map(base.map((says, i) => [i, says]))
        const post = (lines: Map<number, string>) =>
          chain([...lines].map(([who, says]) => `${people[who]?.name} ${says}`))
        // What is written of each order, asking aside: added lines, and changed ones unless copies crossed.
        const outcome = (order: (typeof one)[]) => {
          let before = post(start)
          const known = new Map(before.entries.map((entry) => [entry.person?.name, entry.content]))
          let asks = false
          for (const copy of order) {
            const after = post(apply(start, copy))
            const { added, changed, removed, crossed } = diffChain(before, after)
            for (const entry of added) known.set(entry.person?.name, entry.content)
            for (const { after: entry } of changed) if (!crossed) known.set(entry.person?.name, entry.content)
            asks ||= removed.length > 0 || (crossed && changed.length > 0)
            before = after
          }
          return { known: JSON.stringify([...known].sort()), asks }
        }
        const [first, second] = [outcome([one, other]), outcome([other, one])]
        return first.known === second.known || (first.asks && second.asks)
      }),
      { numRuns: 500 },
    )
  })
})
