import { describe, expect, it } from 'vitest'
import type { Person } from '../../src/talk/meaning.ts'
import { findPeople, fullName } from '../../src/talk/people/names.ts'

const person = (id: number, name: string, aliases: string[] = [], label = '', posts: string[] = []): Person => ({
  id,
  name,
  label,
  aliases,
  posts,
})
const people = [
  person(1, '李建国', ['李书记'], '', ['书记']),
  person(2, '李四', ['四儿']),
  person(3, '李四喜'),
  person(4, '张伟', ['大张伟'], '一车间'),
  person(5, '张伟', ['小张伟'], '机电队'),
  person(6, '阿依古丽·买买提', ['阿依古丽']),
  person(7, '冯雪', ['冯雪❄️']),
  person(8, '杨帆', ['帆']),
  person(9, '章明', ['Lily']),
]
const names = (text: string) =>
  findPeople(text, people).map(
    (named) => (named.person ? fullName(named.person) : `?${named.raw}`) + (named.fuzzy ? '~' : ''),
  )

describe('findPeople', () => {
  it.each([
    ['李四喜请假,李四参加', ['李四喜', '李四']],
    ['小张伟请假,大张伟参加', ['张伟(机电队)', '张伟(一车间)']],
    ['张伟请假', ['?张伟']],
    ['一车间的张伟请假', ['张伟(一车间)']],
    ['张伟(机电队) 请假', ['张伟(机电队)']],
    ['机电队-张伟', ['张伟(机电队)']],
    ['张伟 一车间', ['张伟(一车间)']],
    ['阿依古丽•买买提和阿依古丽.买买提', ['阿依古丽·买买提', '阿依古丽·买买提']],
    ['设备部-冯雪❄ 参加', ['冯雪']],
    ['書記說李建國到了', ['李建国', '李建国']],
    ['帆请假', ['杨帆']],
    ['一帆风顺', []],
    ['lily请假', ['章明']],
    ['Lilyana请假', []],
    ['礼四请假', ['李四~']],
    ['建国请假', ['李建国~']],
    ['建国七十周年', []],
    ['今天天气好', []],
  ])('%s: %j', (text, expected) => expect(names(text)).toEqual(expected))

  it('tells where the name stands', () => {
    const [first, second] = findPeople('张伟(机电队)和帆', people)
    expect(first).toMatchObject({ index: 0, raw: '张伟(机电队)' })
    expect(second).toMatchObject({ index: 8, raw: '帆' })
  })

  it('offers both where two people have one name', () =>
    expect(findPeople('张伟', people)[0]?.candidates.map((p) => p.id)).toEqual([4, 5]))
})
