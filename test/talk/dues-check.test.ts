import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readDuesCheck } from '../../src/talk/dues/check.ts'
import type { Person } from '../../src/talk/meaning.ts'

const names = ['王秀英', '张三', '李四', '王五', '张伟(一车间)', '张伟(机电队)', '吴桂兰', '何敏', '马建军']
const people: Person[] = names.map((name, i) => ({
  id: i + 1,
  name,
  label: '',
  aliases: name.startsWith('张伟') ? ['张伟'] : name === '马建军' ? ['老马'] : [],
  posts: [],
}))
const claim = (name: string, fen: number | null) =>
  people.flatMap((person) => (person.name === name ? [{ person, fen }] : []))
const waiting = [...claim('张三', 12_000), ...claim('王五', 8650), ...claim('何敏', 20)]

/** ALL, then name:fen (or = as claimed, or NOT received) <who handed it in, ?what is not clear. */
function read(text: string, claimed = waiting): string | null {
  const check = readDuesCheck(text, people, claimed)
  if (!check) return null
  const entries = check.entries.map(({ person, fen, received, paidBy }) => {
    return `${person.name}:${received ? (fen ?? '=') : 'NOT'}${paidBy ? `<${paidBy.name}` : ''}`
  })
  return [...(check.all ? ['ALL'] : []), ...entries, ...check.unclear.map(({ raw }) => `?${raw}`)].join(' ')
}

describe('what the dues officer answers', () => {
  it.each(['都收到了', '全部核对', '全对', '都对', '核对无误', '没问题', '3笔都收到了', '其余收到'])('%s', (text) =>
    expect(read(text)).toBe('ALL'),
  )

  it.each([
    ['都收到了，张三交的是102', 'ALL 张三:10200'],
    ['全收到，张三是102', 'ALL 张三:10200'],
    ['除张三外都收到了', 'ALL 张三:NOT'],
    ['都收到了除了何敏', 'ALL 何敏:NOT'],
    ['都收到了，何敏的没有', 'ALL 何敏:NOT'],
    ['除了张三没收到，其余都收到了', 'ALL 张三:NOT'],
    ['何敏的钱没到，剩下的都到账了', 'ALL 何敏:NOT'],
  ])('%s', (text, expected) => expect(read(text)).toBe(expected))

  it.each([
    ['何敏没收到', '何敏:NOT'],
    ['没收到何敏的', '何敏:NOT'],
    ['还差何敏', '何敏:NOT'],
    ['收到张三120，王五86.5', '张三:12000 王五:8650'],
    ['张三 120\n王五 86.5', '张三:12000 王五:8650'],
    ['张三一百二，王五86块5', '张三:12000 王五:8650'],
    ['收到党费120元，张三', '张三:12000'],
    ['12月5日收到张三1,200元', '张三:120000'],
    ['张三收到了，120', '张三:12000'],
    ['张三收到了何敏没收到', '张三:= 何敏:NOT'],
    ['何敏、王五收到了', '何敏:= 王五:='],
    ['张三、李四各120', '张三:12000 李四:12000'],
    ['张三102不是120', '张三:10200'],
    ['张三120，张三102', '张三:10200'],
    ['何敏没收到，何敏收到了', '何敏:='],
    ['老马50元', '马建军:5000'],
  ])('%s', (text, expected) => expect(read(text)).toBe(expected))

  it.each([
    ['吴桂兰现金25元，代交人王五', '吴桂兰:2500<王五'],
    ['王五代吴桂兰交25', '吴桂兰:2500<王五'],
    ['吴桂兰25，王五代交的', '吴桂兰:2500<王五'],
    ['吴桂兰的由王五代交25元', '吴桂兰:2500<王五'],
  ])('for somebody else: %s', (text, expected) => expect(read(text)).toBe(expected))
})

describe('when in doubt, ask', () => {
  it.each([
    ['张伟120', '?张伟'],
    ['张三和李四一共240', '?张三 ?李四'],
    ['张三少了18', '?张三'],
    ['收到120', '?120'],
    ['不是120，是102', '?102'],
    ['章三120', '?章三'],
  ])('%s', (text, expected) => expect(read(text)).toBe(expected))

  it('an amount alone belongs to the only claim', () => {
    expect(read('实收102', claim('张三', 12_000))).toBe('张三:10200')
    expect(read('不是120，是102', claim('张三', 12_000))).toBe('张三:10200')
  })

  it.each([
    '都收到了吗',
    '谁没交',
    '收到',
    '收到了',
    '已交120',
    '党费50，已缴',
    '2 出差',
    '帮老马签个到，他手机没电了',
    '我交了',
    '请大家交党费',
    '张三，你来一下',
    '参加',
    '1',
    '',
  ])('no check: %s', (text) => expect(read(text)).toBeNull())
})

it('never throws, whatever is written, and is done in time', () => {
  const pieces = fc.constantFrom(
    ...names,
    '张伟',
    '收到',
    '没收到',
    '都',
    '120',
    '一百二',
    '元',
    '除',
    '外',
    '，',
    '\n',
    '代',
    '代交',
    '由',
    '不是',
    '各',
    '还差',
  )
  const message = fc.oneof(
    fc.string(),
    fc.array(pieces, { maxLength: 30 }).map((parts) => parts.join('')),
  )
  fc.assert(
    fc.property(message, (text) => {
      for (const { fen } of readDuesCheck(text, people, waiting)?.entries ?? [])
        expect(Number.isInteger(fen ?? 0)).toBe(true)
    }),
    { numRuns: 500 },
  )
  const started = performance.now()
  readDuesCheck('收到张三120王五没收到，除何敏'.repeat(3000), people, waiting)
  expect(performance.now() - started).toBeLessThan(3000)
})
