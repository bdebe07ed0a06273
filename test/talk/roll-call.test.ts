import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Person } from '../../src/talk/meaning.ts'
import { readRollCall } from '../../src/talk/record/roll-call.ts'

const roster: [name: string, aliases?: string[], post?: string][] = [
  ['李建国', ['李书记', '老李'], '书记'],
  ['王秀英', ['王姐'], '组织委员'],
  ['张三', ['三哥']],
  ['李四'],
  ['李四喜', ['喜子']],
  ['王五'],
  ['赵六'],
  ['张伟(一车间)', ['张伟']],
  ['张伟(机电队)', ['张伟']],
  ['孙悦', ['悦悦']],
  ['周磊', ['磊子']],
  ['吴桂兰', ['吴师傅']],
  ['冯雪'],
  ['阿依古丽·买买提', ['阿依古丽']],
  ['马建军', ['老马']],
  ['何敏', ['敏敏']],
]
const people: Person[] = roster.map(([name, aliases = [], post], i) => ({
  id: i + 1,
  name,
  label: '',
  aliases,
  posts: post ? [post] : [],
}))

/** The reading in one line: ALL, then name:attendance(reason), counts, ?what is not clear. */
function read(text: string): string | null {
  const call = readRollCall(text, people)
  if (!call) return null
  const entries = call.entries.map(({ person, attendance, reason, withoutLeave }) => {
    return `${person.name}:${attendance}${reason ? `(${reason})` : ''}${withoutLeave ? '!' : ''}`
  })
  const counts = Object.entries(call.counts ?? {}).map(([key, value]) => `${key}=${value}`)
  const unclear = call.unclear.map(({ raw, candidates }) => `?${raw}[${candidates.map((c) => c.name).join('|')}]`)
  return [...(call.everyone ? ['ALL'] : []), ...entries, ...counts, ...unclear].join(' ')
}

describe('what secretaries write after a meeting', () => {
  it.each([
    ['到齐，缺周磊、何敏，何敏请假', 'ALL 周磊:absent 何敏:leave'],
    [
      '张三缺席没请假，何敏到，吴桂兰到，孙悦请假孩子生病',
      '张三:absent(没请假)! 何敏:present 吴桂兰:present 孙悦:leave(孩子生病)',
    ],
    [
      '张三缺席 没请假，何敏到，吴桂兰到，孙悦请假 孩子生病',
      '张三:absent(没请假)! 何敏:present 吴桂兰:present 孙悦:leave(孩子生病)',
    ],
    ['实到17，请假赵六（出差），缺席张三', '赵六:leave(出差) 张三:absent present=17'],
    ['应到20实到17请假2缺席1', 'expected=20 present=17 leave=2 absent=1'],
    ['周磊线上', '周磊:online'],
    ['张伟(机电队)没来', '张伟(机电队):absent'],
    [
      '应到20人，实到17人，请假2人（赵六、孙悦），缺席1人（张三）',
      '赵六:leave 孙悦:leave 张三:absent expected=20 present=17 leave=2 absent=1',
    ],
    ['17人到，2人请假，1人缺席', 'present=17 leave=2 absent=1'],
    ['实到18人，缺赵六、孙悦（均已请假）', '赵六:leave 孙悦:leave present=18'],
  ])('%s', (text, expected) => expect(read(text)).toBe(expected))
})

describe('everybody', () => {
  it.each([
    '都到了',
    '全到',
    '到齐了',
    '人都到齐了，没有缺席的',
    '无人缺席',
    '大家都到了。',
    '全員到齊',
    '其余都到了',
    '一个不少',
    '应到的都到了',
  ])('%s', (text) => expect(read(text)).toBe('ALL'))

  it.each([
    ['除了张三都到了', 'ALL 张三:absent'],
    ['除张三、李四外均到', 'ALL 张三:absent 李四:absent'],
    ['除了张三请假，其他都到了', 'ALL 张三:leave'],
    ['除了张三和李四请假都到了', 'ALL 张三:leave 李四:leave'],
    ['除何敏请假、张三缺席外，都到了', 'ALL 何敏:leave 张三:absent'],
    ['除周磊线上参加外，其余都到了', 'ALL 周磊:online'],
    ['都到了，何敏除外', 'ALL 何敏:absent'],
    ['都到了除了何敏', 'ALL 何敏:absent'],
    ['只有张三没来', 'ALL 张三:absent'],
    ['大家都到了，就差何敏', 'ALL 何敏:absent'],
    ['阿依古丽、冯雪请假（夜班），其余全部到齐', 'ALL 阿依古丽·买买提:leave(夜班) 冯雪:leave(夜班)'],
    ['周磊視頻參加，其餘到齊', 'ALL 周磊:online'],
  ])('but not quite: %s', (text, expected) => expect(read(text)).toBe(expected))

  it.each([
    ['张三和李四都到了', '张三:present 李四:present'],
    ['只有张三到了', '张三:present'],
    ['没到齐，缺周磊', '周磊:absent'],
    ['周磊何敏都没到', '周磊:absent 何敏:absent'],
  ])('not everybody: %s', (text, expected) => expect(read(text)).toBe(expected))
})

describe('spelling and order', () => {
  it.each([
    ['请假：\n赵六（出差）\n孙悦 孩子生病\n缺席：\n张三', '赵六:leave(出差) 孙悦:leave(孩子生病) 张三:absent'],
    ['1.赵六请假 出差\n2.孙悦请假\n3.张三没来', '赵六:leave(出差) 孙悦:leave 张三:absent'],
    ['何敏请假孙悦没来', '何敏:leave 孙悦:absent'],
    ['请假赵六缺席张三', '赵六:leave 张三:absent'],
    ['缺周磊、何敏请假', '周磊:absent 何敏:leave'],
    ['没来的有张三、李四', '张三:absent 李四:absent'],
    ['张三 李四 没来', '张三:absent 李四:absent'],
    ['李四没到李四喜到了', '李四:absent 李四喜:present'],
    ['书记没来，老马线上参加', '李建国:absent 马建军:online'],
    ['缺2人：周磊、何敏', '周磊:absent 何敏:absent'],
    ['何敏请假，吴桂兰也是', '何敏:leave 吴桂兰:leave'],
    ['王五、赵六到；何敏未到', '王五:present 赵六:present 何敏:absent'],
    ['何敏迟到了10分钟', '何敏:present'],
  ])('%s', (text, expected) => expect(read(text)).toBe(expected))

  it.each([
    ['何敏到，张三没到，张三到', '何敏:present 张三:present'],
    ['张三没来，请假了', '张三:leave'],
    ['张三没来请假了', '张三:leave'],
    ['张三缺席，后来到了', '张三:present'],
    ['何敏不是缺席，是请假', '何敏:leave'],
    ['除了张三、李四都到了，张三请假', 'ALL 张三:leave 李四:absent'],
  ])('what is said later counts: %s', (text, expected) => expect(read(text)).toBe(expected))
})

describe('reasons, word for word', () => {
  it.each([
    ['赵六出差请假，何敏因病没来', '赵六:leave(出差) 何敏:absent(因病)'],
    ['赵六、孙悦出差请假', '赵六:leave(出差) 孙悦:leave(出差)'],
    ['赵六请假4号出差去西安，6号回', '赵六:leave(4号出差去西安)'],
    ['孙悦请假3天', '孙悦:leave(3天)'],
    ['孙悦请假，陪张三去医院', '孙悦:leave(陪张三去医院)'],
    ['孙悦请假陪张三去医院', '孙悦:leave(陪张三去医院)'],
    ['孙悦请假，孩子没来上学', '孙悦:leave(孩子没来上学)'],
    ['孙悦请假可能要住院', '孙悦:leave(可能要住院)'],
    ['何敏病假', '何敏:leave(病假)'],
    ['吴桂兰无故缺席', '吴桂兰:absent(无故缺席)!'],
    ['张三没请假没来', '张三:absent(没请假)!'],
    ['何敏请假（出差），张三请假（生病）', '何敏:leave(出差) 张三:leave(生病)'],
  ])('%s', (text, expected) => expect(read(text)).toBe(expected))
})

describe('when in doubt, ask', () => {
  it.each([
    ['张伟没来', '?张伟[张伟(一车间)|张伟(机电队)]'],
    ['到齐，缺周磊、小强', 'ALL 周磊:absent ?小强[]'],
    ['除了第二小组都到了', 'ALL ?第二小组[]'],
    ['赵六请假，张三出差', '赵六:leave ?张三[张三]'],
    ['章三没来', '?章三[张三]'],
    ['何敏到，张三好像没来', '何敏:present ?张三[张三]'],
    ['应到20人实到18人，张三出差', 'expected=20 present=18 ?张三[张三]'],
  ])('%s', (text, expected) => expect(read(text)).toBe(expected))

  it.each([
    '都到了吗？',
    '谁没到',
    '张三没来吗',
    '张三没请假',
    '何敏到西安出差了',
    '参加',
    '请假 出差',
    '我请假，出差',
    '张三，你来一下',
    '收到',
    '到',
    '周五下午大家都来参加',
    '请大家准时到会',
    '周五大家都到会议室',
    '明天都到',
    '#接龙\n主题党日\n\n1. 张三 参加\n2. 李四 请假',
    '请假一个月，在北京学习',
    '1',
    '',
  ])('no roll call: %s', (text) => expect(read(text)).toBeNull())
})

describe('whatever people write', () => {
  const pieces = fc.constantFrom(
    ...people.map((p) => p.name),
    '张伟',
    '到',
    '没来',
    '请假',
    '缺',
    '都到了',
    '除了',
    '外',
    '，',
    '、',
    '\n',
    '（',
    '）',
    '出差',
    '没请假',
    '2',
    '人',
    '实到',
    '线上',
    '只有',
  )
  const message = fc.oneof(
    fc.string(),
    fc.array(pieces, { maxLength: 30 }).map((parts) => parts.join('')),
  )

  it('never throws, and names each person once', () => {
    fc.assert(
      fc.property(message, (text) => {
        const ids = readRollCall(text, people)?.entries.map((entry) => entry.person.id) ?? []
        expect(new Set(ids).size).toBe(ids.length)
      }),
      { numRuns: 500 },
    )
  })

  it('takes time in step with the length', () => {
    const long = (times: number) => '张三没来没请假，缺周磊、何敏（出差）请假到'.repeat(times)
    const time = (times: number) => {
      const started = performance.now()
      readRollCall(long(times), people)
      return performance.now() - started
    }
    time(100)
    expect(time(2000)).toBeLessThan(3000)
  })
})
