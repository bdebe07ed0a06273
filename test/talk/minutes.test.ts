import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Person } from '../../src/talk/meaning.ts'
import { type MinutesDecision, readMinutes } from '../../src/talk/record/minutes.ts'
import { publishedCalendar } from '../../src/time/holidays.ts'
import { zoneOf } from '../../src/time/zone.ts'

const zone = zoneOf('Asia/Shanghai')
const at = { now: zone.at('2026-12-07', '15:40'), zone, calendar: publishedCalendar() }
const person = (id: number, name: string, aliases: string[] = [], posts: string[] = []): Person => ({
  id,
  name,
  label: '',
  aliases,
  posts,
})
const people = [
  person(1, '李建国', ['李书记'], ['书记']),
  person(2, '王秀英', ['王姐'], ['组织委员']),
  person(3, '刘洋', [], ['宣传委员']),
  person(5, '王五'),
  person(6, '赵六'),
  person(7, '张伟(一车间)', ['张伟']),
  person(8, '张伟(机电队)', ['张伟']),
]
const read = (text: string) => readMinutes(text, people, at)
const inShort = (decisions: MinutesDecision[] | undefined) =>
  decisions?.map(({ content, owner, personId, dueOn }) => [content, owner, personId, dueOn])

describe('what the secretary sends for the record', () => {
  it('all at once', () => {
    expect(
      read(
        '主持李建国，记录王秀英。学习全会公报第三部分，重温誓词，6人发言。议定：王五牵头年底困难党员走访，12月20日前完成',
      ),
    ).toEqual({
      host: '李建国',
      recorder: '王秀英',
      content: '学习全会公报第三部分，重温誓词，6人发言',
      decisions: [{ content: '年底困难党员走访', owner: '王五', personId: 5, dueOn: '2026-12-20' }],
      noDecisions: false,
      noVotes: false,
      unclear: [],
    })
  })

  it.each([
    '主持人：李建国\n记录人：王秀英\n学习内容：公报\n议定事项：无',
    '主持:李建国 记录:王秀英 内容:公报 没有议定事项',
    '李建国主持，王秀英记录，内容：公报，无议定事项',
    '主持人是李书记；记录人是王姐；内容是公报；没有议定事项',
    '会议由李建国同志主持，王秀英同志做记录。内容：公报。会议没有形成决议',
  ])('in many spellings: %s', (text) => {
    expect(read(text)).toEqual({
      host: '李建国',
      recorder: '王秀英',
      content: '公报',
      decisions: [],
      noDecisions: true,
      noVotes: false,
      unclear: [],
    })
  })

  it.each([
    ['记录 王姐', { host: null, recorder: '王秀英', content: null, noDecisions: false }],
    ['主持人李书记', { host: '李建国', recorder: null, content: null, noDecisions: false }],
    ['没有表决', { host: null, content: null, noVotes: true, noDecisions: false }],
    ['主持李书记。没有表决权的列席', { host: '李建国', noVotes: false }],
    ['没有议定事项', { host: null, recorder: null, content: null, noDecisions: true }],
    ['学习全会公报第三部分，6人发言', { host: null, content: '学习全会公报第三部分，6人发言' }],
    ['主持：党委副书记刘洪', { host: '党委副书记刘洪', recorder: null }],
  ])('a part only: %s', (text, part) => expect(read(text)).toMatchObject(part))

  it('asks which of two people of one name', () => {
    expect(read('主持张伟')).toMatchObject({
      host: null,
      unclear: [{ raw: '张伟', candidates: [people[5], people[6]] }],
    })
    expect(read('议定：张伟负责走访')?.unclear).toHaveLength(1)
  })

  it.each([
    '记录还差什么',
    '主持换人了',
    '记录完成',
    '谁主持？',
    '今天的会主持人是谁',
    '参加',
    '请假 出差',
    '收到',
    '1',
    '',
  ])('nothing for the record: %s', (text) => expect(read(text)).toBeNull())
})

describe('what was decided', () => {
  it.each([
    ['议定：年底走访由王五负责，12月31日前完成', [['年底走访', '王五', 5, '2026-12-31']]],
    ['决定：走访困难党员（王五，12月20日前）', [['走访困难党员', '王五', 5, '2026-12-20']]],
    ['议定：年底走访，责任人：王五、赵六，期限：12月20日', [['年底走访', '王五、赵六', 5, '2026-12-20']]],
    ['决议 王五和赵六牵头年底走访', [['年底走访', '王五、赵六', 5, null]]],
    ['会议决定12月20日前完成走访', [['走访', null, null, '2026-12-20']]],
    ['议定王五12月20日前完成走访', [['走访', '王五', 5, '2026-12-20']]],
    ['决定事项：支委会负责制定明年计划，尽快完成', [['制定明年计划，尽快完成', '支委会', null, null]]],
    ['议定：宣传委员刘洋牵头，组织志愿服务，下周五之前', [['组织志愿服务', '刘洋', 3, '2026-12-18']]],
  ])('%s', (text, expected) => expect(inShort(read(text)?.decisions)).toEqual(expected))

  const two = [
    ['走访困难党员', '王五', 5, '2026-12-20'],
    ['更新公开栏', '赵六', 6, '2026-12-31'],
  ]
  it.each([
    '议定：王五负责走访困难党员，12月20日前；赵六负责更新公开栏，月底前完成',
    '议定事项：\n1、王五负责走访困难党员，12月20日前完成。\n2、赵六负责更新公开栏，月底前完成。',
    '议定：1.走访困难党员，由王五负责，12月20日前 2.更新公开栏，由赵六负责，月底前',
    '议定：王五牵头走访困难党员，12月20日前完成，赵六负责更新公开栏，月底前',
    '决议：一是王五牵头走访困难党员，12月20日前完成；二是赵六牵头更新公开栏，月底前完成',
  ])('two of them: %s', (text) => expect(inShort(read(text)?.decisions)).toEqual(two))
})

it('never throws, whatever is written, and is done in time', () => {
  const pieces = fc.constantFrom(
    '主持',
    '记录',
    '：',
    '李建国',
    '张伟',
    '议定',
    '由',
    '负责',
    '12月20日前',
    '，',
    '；',
    '\n',
    '1.',
    '（',
    '）',
    '内容',
    '学习',
    '无议定事项',
  )
  const message = fc.oneof(
    fc.string(),
    fc.array(pieces, { maxLength: 25 }).map((parts) => parts.join('')),
  )
  fc.assert(
    fc.property(message, (text) => {
      for (const { dueOn } of read(text)?.decisions ?? []) expect(dueOn ?? '2026-01-01').toMatch(/^\d{4}-\d\d-\d\d$/)
    }),
    { numRuns: 300 },
  )
  const started = performance.now()
  read(`议定：${'王五负责走访，12月20日前；'.repeat(500)}`)
  read('主持 '.repeat(5000))
  expect(performance.now() - started).toBeLessThan(4000)
})
