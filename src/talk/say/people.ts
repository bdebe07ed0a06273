import type { Day } from '../../time/zone.ts'
import { choices, dayWords, names, type Said, type Style } from './style.ts'

/** Two names. */
export type PairFacts = [string, string]

export interface TalkFacts {
  year: string
  people: number
  /** Talks that were written down. */
  count: number
  withoutTalk: string[]
  committeePairs: PairFacts[]
  withoutCommittee: string[]
  committeeMember: PairFacts[]
  memberPairs: PairFacts[]
}

/** More pairs than these nobody reads in a message: the table has them all. */
const shown = 10

const pairs = (some: readonly PairFacts[]): string =>
  `${some
    .slice(0, shown)
    .map(([a, b]) => `${a}和${b}`)
    .join('、')}${some.length > shown ? ` 等 ${some.length} 对` : ''}`
const some = (people: readonly string[]): string =>
  `${names(people.slice(0, 2 * shown))}${people.length > 2 * shown ? ` 等 ${people.length} 位` : ''}`

function lacking(facts: TalkFacts): string[] {
  return [
    ...(facts.committeePairs.length > 0 ? [`支委之间还差：${pairs(facts.committeePairs)}`] : []),
    ...(facts.committeeMember.length > 0
      ? [`支委和党员还差：${pairs(facts.committeeMember)}`]
      : facts.withoutCommittee.length > 0
        ? [`还没有支委谈过：${some(facts.withoutCommittee)}`]
        : []),
    ...(facts.memberPairs.length > 0 ? [`党员之间还差：${pairs(facts.memberPairs)}`] : []),
    ...(facts.withoutTalk.length > 0 ? [`今年一次都没有：${some(facts.withoutTalk)}`] : []),
  ]
}

/** Grades as they are given, best first. */
export interface GradeFacts {
  grade: string
  names: string[]
  /** Said by number alone where there are many. */
  many: boolean
}

const graded = (groups: readonly GradeFacts[]): string =>
  groups
    .map(
      ({ grade, names: who, many }) => `${grade} ${who.length}${many || who.length === 0 ? '' : `（${names(who)}）`}`,
    )
    .join('，')

/** 谈心谈话 and 民主评议: privately, to secretary and committee. */
export const peopleMessages = {
  talk_noted(facts: { pairs: PairFacts[]; day: Day; known: number; more: boolean }, style: Style): Said {
    const day = dayWords(facts.day, style)
    const said = facts.pairs.length > 0 ? `记下了：${day} ${pairs(facts.pairs)}谈心谈话。` : ''
    const known =
      facts.known > 0 ? `${day}的这次原来已经登记过${facts.pairs.length > 0 ? ` ${facts.known} 对` : ''}。` : ''
    return { text: `${said}${known}${facts.more ? '只记谁和谁、哪一天，其余的话没有记，内容请线下保存。' : ''}` }
  },

  talk_status(facts: TalkFacts, _style: Style): Said {
    const open = lacking(facts)
    return {
      text: `${facts.year}年谈心谈话：登记 ${facts.count} 次，党员 ${facts.people} 位。\n${open.length > 0 ? `${open.join('\n')}` : '该谈的都谈到了。'}`,
    }
  },

  /** The committee above: each branch in a line. */
  talk_overview(
    facts: {
      year: string
      branches: { name: string; people: number; withoutTalk: number; pairs: number }[]
      more: number
    },
    _style: Style,
  ): Said {
    if (facts.branches.length === 0) return { text: `${facts.year}年谈心谈话：所属支部都谈到了。` }
    const lines = facts.branches.map(
      (one) =>
        `${one.name}：党员 ${one.people} 位，${one.withoutTalk} 位没有谈过${one.pairs > 0 ? `，还差 ${one.pairs} 对` : ''}`,
    )
    return {
      text: `${facts.year}年谈心谈话还没有谈到的支部：\n${lines.join('\n')}${facts.more > 0 ? `\n还有 ${facts.more} 个支部没有列出。` : ''}`,
    }
  },

  talk_due(facts: TalkFacts, _style: Style): Said {
    return {
      text: `${facts.year}年谈心谈话，还没有谈到的：\n${lacking(facts).join('\n')}\n谈过的告诉我一声，如「和张三谈了」。内容不用写，我不记。`,
    }
  },

  appraisal_confirm(
    facts: {
      year: string
      groups: GradeFacts[]
      /** Full members, how many of them are excellent with this, and how many generally may be. */
      full: number
      excellent: number
      limit: number
      share: string
      ungraded: string[]
      probationary: string[]
    },
    style: Style,
  ): Said {
    const { line, buttons } = choices(['对，登记', '不对'], style)
    return {
      text: [
        `${facts.year}年度民主评议：${graded(facts.groups)}。`,
        facts.excellent > facts.limit
          ? `请注意：优秀共 ${facts.excellent} 位，超过正式党员 ${facts.full} 位的${facts.share}（${facts.limit} 位）；规定是一般不超过，由支部定。`
          : `优秀共 ${facts.excellent} 位，正式党员 ${facts.full} 位，${facts.share}是 ${facts.limit} 位。`,
        ...(facts.probationary.length > 0
          ? [`${names(facts.probationary)}是预备党员，参加评议，不评等次，没有算在内。`]
          : []),
        ...(facts.ungraded.length > 0 ? [`还没有等次：${some(facts.ungraded)}。`] : []),
        `对吗？${line}`,
      ].join('\n'),
      ...(buttons ? { buttons } : {}),
    }
  },

  appraisal_status(
    facts: { year: string; groups: GradeFacts[]; full: number; ungraded: string[] },
    _style: Style,
  ): Said {
    if (facts.groups.length === 0) return { text: `${facts.year}年度的评议等次还没有登记。` }
    const left = facts.ungraded.length > 0 ? `还没有等次：${some(facts.ungraded)}。` : ''
    return { text: `${facts.year}年度民主评议：${graded(facts.groups)}；正式党员 ${facts.full} 位。${left}` }
  },
}
