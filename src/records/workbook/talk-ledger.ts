import { weekday } from '../../time/days.ts'
import type { SheetColumn, SheetToWrite } from './write-sheet.ts'

export interface TalkLedgerPerson {
  id: number
  name: string
  /** In words: 正式党员. */
  category: string
  committee: boolean
}

export interface TalkLedger {
  branch: string
  year: number
  people: readonly TalkLedgerPerson[]
  /** In order of days; between people who may have left the roster since. */
  talks: readonly { day: string; a: TalkLedgerPerson; b: TalkLedgerPerson }[]
}

const text = (heading: string, width: number): SheetColumn => ({ heading, kind: 'text', width })
/** 12.1 */
const short = (day: string): string => `${Number(day.slice(5, 7))}.${Number(day.slice(8, 10))}`

const kindOf = (a: TalkLedgerPerson, b: TalkLedgerPerson): string =>
  a.committee && b.committee ? '支委之间' : a.committee || b.committee ? '支委和党员' : '党员之间'

/**
 * Who talked with whom, and when: everybody by the members of the committee, and a list. Empty cells are what is still
 * to be done. Nothing of what was said stands in it.
 */
export function talkLedger({ branch, year, people, talks }: TalkLedger): SheetToWrite[] {
  const committee = people.filter((one) => one.committee)
  const between = (a: number, b: number) =>
    talks.filter((talk) => (talk.a.id === a && talk.b.id === b) || (talk.a.id === b && talk.b.id === a))
  const rows = people.map((person, index) => {
    const own = talks.filter(({ a, b }) => a.id === person.id || b.id === person.id)
    const others = own.flatMap(({ day, a, b }) => {
      const other = a.id === person.id ? b : a
      return committee.some(({ id }) => id === other.id) ? [] : [`${other.name} ${short(day)}`]
    })
    return [
      index + 1,
      person.name,
      person.category,
      ...committee.map((one) =>
        one.id === person.id
          ? '／'
          : between(one.id, person.id)
              .map(({ day }) => short(day))
              .join('、') || null,
      ),
      others.join('、') || null,
      own.length,
    ]
  })
  return [
    {
      name: '谈心谈话覆盖表',
      title: `${branch}${year}年谈心谈话覆盖表`,
      columns: [
        { heading: '序号', kind: 'number', width: 6 },
        text('姓名', 16),
        text('人员类别', 12),
        ...committee.map(({ name }) => text(name, 12)),
        text('和其他党员', 30),
        { heading: '次数', kind: 'number', width: 8 },
      ],
      rows,
      notes: [
        '格内是谈话的日期（月.日）；空着的是还没有谈。支委之间、支委和党员之间、党员和党员之间，每年一般不少于一次。',
        '只登记谁和谁、哪一天，谈话内容线下保存。',
        '书记（签字）：                    日期：',
      ],
    },
    {
      name: '谈心谈话登记',
      title: `${branch}${year}年谈心谈话登记`,
      columns: [
        { heading: '序号', kind: 'number', width: 6 },
        { heading: '日期', kind: 'date', width: 12 },
        text('星期', 8),
        text('谈话人', 16),
        text('谈话对象', 16),
        text('类别', 14),
      ],
      rows: talks.map(({ day, a, b }, index) => [
        index + 1,
        day,
        `周${'日一二三四五六'.charAt(weekday(day))}`,
        // Who sits in the committee stands first.
        b.committee && !a.committee ? b.name : a.name,
        b.committee && !a.committee ? a.name : b.name,
        kindOf(a, b),
      ]),
    },
  ]
}
