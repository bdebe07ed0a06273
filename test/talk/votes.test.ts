import { describe, expect, it } from 'vitest'
import { readCommand } from '../../src/talk/commands/read.ts'
import type { Context, Person } from '../../src/talk/meaning.ts'
import { consentIn, pastDay } from '../../src/talk/record/voter.ts'
import { readVotes, votesNamed } from '../../src/talk/record/votes.ts'
import { instant, setting } from '../support/town.ts'

const person = (id: number, name: string, posts: string[] = []): Person => ({ id, name, label: '', aliases: [], posts })
const people = [
  person(1, '李建国', ['书记']),
  person(2, '王秀英', ['组织委员']),
  person(3, '张三'),
  person(4, '刘洋'),
  person(5, '郑浩'),
]

/** kind subject yes/no/abstained (? where not told), then base>present. */
function read(text: string): string | null {
  const said = readVotes(text, people)
  if (!said) return null
  const votes = said.votes.map(
    (one) =>
      `${one.kind} ${one.office ?? ''}${one.subject} ${one.inFavour}/${one.against ?? '?'}/${one.abstained ?? '?'}`,
  )
  return [...votes, `${said.base ?? '?'}>${said.present ?? '?'}`].join(' | ')
}

describe('results of votes', () => {
  it.each([
    ['表决 关于修缮活动室的决议 赞成13 反对1 弃权1', 'general 关于修缮活动室的决议 13/1/1 | ?>?'],
    ['关于修缮活动室的决议，13人赞成，1人反对，1人弃权', 'general 关于修缮活动室的决议 13/1/1 | ?>?'],
    ['修缮活动室的决议 同意十三票 反对一票 弃权无', 'general 修缮活动室的决议 13/1/0 | ?>?'],
    ['大会表决 修路的决议 不同意2 同意10', 'general 修路的决议 10/2/? | ?>?'],
    ['接收张三为预备党员 应到15 实到12 赞成12', 'admission 接收张三为预备党员 12/?/? | 15>12'],
    ['郑浩转正表决：应到会19人，实到会17人，赞成16票，反对0票，弃权1票', 'admission 郑浩转正 16/0/1 | 19>17'],
    [
      '应到会有表决权的党员十九人，实到会有表决权的党员十七人，郑浩转正，赞成十六票',
      'admission 郑浩转正 16/?/? | 19>17',
    ],
    ['同意郑浩按期转正，全票通过', 'admission 郑浩按期转正 all/?/? | ?>?'],
    [
      '接收张三为预备党员，赞成12票；接收郑浩为预备党员，赞成11票 反对1',
      'admission 接收张三为预备党员 12/?/? | admission 接收郑浩为预备党员 11/1/? | ?>?',
    ],
    ['选举支委 李建国13票 王秀英12票', 'election 支委李建国 13/?/? | election 支委王秀英 12/?/? | ?>?'],
    ['选举结果 李建国：十三票，王秀英：十二票', 'election 李建国 13/?/? | election 王秀英 12/?/? | ?>?'],
    ['补选纪检委员 刘洋得票12', 'election 纪检委员刘洋 12/?/? | ?>?'],
    ['选举 李建国 赞成40 反对5 弃权2，王秀英 赞成39', 'election 李建国 40/5/2 | election 王秀英 39/?/? | ?>?'],
    ['选举书记：李建国 9票', 'election 书记李建国 9/?/? | ?>?'],
    ['表决结果：赞成13', 'general  13/?/? | ?>?'],
  ])('%s', (text, meaning) => expect(read(text)).toBe(meaning))

  it('reads ballots and written opinions', () => {
    expect(readVotes('换届选举 发出选票48张 收回48 有效47 李建国13票', people)).toMatchObject({
      issued: 48,
      returned: 48,
      valid: 47,
    })
    expect(readVotes('表决 修活动室 赞成12 反对0 书面意见2', people)?.written).toBe(2)
  })

  it.each([
    '王五同意13号请假',
    '都到了，实到12',
    '主持李建国，记录王秀英。内容：讨论郑浩转正，赞成18票',
    '张三同意，李四也同意',
    '同意',
    '参加13',
    '郑浩转正同意5号开会',
    '接收张三为预备党员赞成12票吗',
    '选举支委哪天开会',
    '今年选举 5 个支委 3 个新人',
    '到齐，缺张三，张三请假 出差',
  ])('is no result: %s', (text) => expect(read(text)).toBe(null))

  it('a topic tells what will be voted on', () => {
    expect(votesNamed('讨论郑浩转正')).toEqual(['admission'])
    expect(votesNamed('换届选举')).toEqual(['election'])
    expect(votesNamed('接收张三，补选支委')).toEqual(['admission', 'election'])
    expect(votesNamed('学习全会精神')).toEqual([])
    expect(votesNamed(null)).toEqual([])
  })
})

describe('orders about votes', () => {
  const context: Context = {
    now: instant('2026-12-09 10:00'),
    zone: setting.zone,
    calendar: setting.calendar,
    sender: null,
    officer: true,
    people,
    matters: [],
    asked: null,
    checkInOpen: false,
    priors: new Map(),
    pendingLeave: [],
  }
  const name = (text: string) => readCommand(text, context)?.name ?? null

  it.each([
    '人够不够',
    '到会人数够吗',
    '还差几个人',
    '党员大会人够不够？',
    '现在人数够了吗',
    '够半数吗',
    '能开会吗',
    '法定人数够吗',
  ])('asks whether enough come: %s', (text) => expect(name(text)).toBe('quorum'))

  it.each(['够意思', '人够多了，不用再叫', '党费还差几个人', '钱够不够', '还差谁'])('does not: %s', (text) =>
    expect(name(text)).not.toBe('quorum'),
  )

  it.each([
    ['撤销表决', 'withdraw_vote'],
    ['撤销郑浩转正的表决', 'withdraw_vote'],
    ['表决记错了', 'withdraw_vote'],
    ['撤销', 'undo'],
    ['表决 关于建议是否修路的决议 赞成13', 'vote'],
    ['张三不计入应到会 长期卧床 12月4日大会通过', 'voter'],
    ['张三恢复计入应到会', 'voter'],
    ['撤销张三不计入应到会', 'voter'],
  ])('%s', (text, command) => expect(name(text)).toBe(command))

  it('the day of the meeting that agreed is past; the consent is kept as written', () => {
    expect(pastDay('长期卧床 12月4日大会通过', '2026-12-09')).toBe('2026-12-04')
    expect(pastDay('长期卧床 12月20日大会通过', '2026-12-09')).toBe('2025-12-20')
    expect(pastDay('2026年12月20日大会通过', '2026-12-09')).toBe(null)
    expect(pastDay('2月30日大会通过', '2026-12-09')).toBe(null)
    expect(pastDay('长期卧床', '2026-12-09')).toBe(null)
    expect(consentIn('长期卧床，12月4日大会通过，机关党委12月7日批复同意')).toBe('机关党委12月7日批复同意')
    expect(consentIn('长期卧床 12月4日大会通过')).toBe(null)
  })
})
