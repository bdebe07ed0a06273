import { type Role, roleWords } from '../../life/people/roles.ts'
import type { Month } from '../../time/days.ts'
import type { Day } from '../../time/zone.ts'
import { choices, dayWords, names, type Said, type Style, yuan } from './style.ts'

/** "12月"; with the year where it is another one. */
export const monthWords = (month: Month, style: Style): string => {
  const year = style.zone.day(style.now).slice(0, 4)
  return `${month.startsWith(year) ? '' : `${month.slice(0, 4)}年`}${Number(month.slice(5))}月`
}

interface Letter {
  name: string
  to: string
  inside: boolean
  letterOn: Day
  duesPaidTo: Month
  owed: { month: Month; fen: number; claimed: boolean }[]
  paidBeyond: Month[]
  posts: Role[]
}

interface UnderWay {
  name: string
  from: string
  to: string
  letterOn: Day
  duesPaidTo: Month
  days: number
}

const date = (day: Day) => `${Number(day.slice(5, 7))}月${Number(day.slice(8))}日`

const owedWords = ({ owed }: Letter, style: Style): string =>
  owed.length === 0
    ? ''
    : `请注意：信上的月份里，${owed
        .map(
          ({ month, fen, claimed }) =>
            `${monthWords(month, style)}党费 ${yuan(fen)} 元${claimed ? '已报还没有核对' : '还没有入账'}`,
        )
        .join('，')}。`

/** Transfers of the organizational relation: private, to secretaries and to the member. */
export const transferMessages = {
  transfer_confirm(facts: Letter, style: Style): Said {
    const { line, buttons } = choices(['对', '不对'], style)
    const { name, to, letterOn, duesPaidTo, paidBeyond, posts } = facts
    return {
      text: [
        `${name}转出到${to}，介绍信${date(letterOn)}，党费交到${monthWords(duesPaidTo, style)}。`,
        owedWords(facts, style),
        paidBeyond.length > 0
          ? `${paidBeyond.map((month) => monthWords(month, style)).join('、')}党费也已经入账，请核对信上的月份。`
          : '',
        facts.inside
          ? '对方支部在系统里，我请对方书记接收；接收以前仍是本支部的人，照常参加组织生活。'
          : '对方支部不在系统里，回执来了请告诉我；接收以前仍是本支部的人，照常参加组织生活。',
        posts.length > 0
          ? `转走以后，${name}的职务（${posts.map((role) => roleWords[role]).join('、')}）一并结束。`
          : '',
        `对吗？${line}`,
      ]
        .filter(Boolean)
        .join('\n'),
      ...(buttons ? { buttons } : {}),
    }
  },

  transfer_sent(facts: Letter, _style: Style): Said {
    return {
      text: facts.inside
        ? `好的，已请${facts.to}的书记接收${facts.name}，有结果我告诉您。看进度说「转接情况」。`
        : `好的，记下了。${facts.to}的回执来了，请说「${facts.name}转出已接收」。`,
    }
  },

  /** To the secretary of the branch to which the letter goes. */
  transfer_arriving(facts: { name: string; from: string; letterOn: Day; duesPaidTo: Month }, style: Style): Said {
    const { line, buttons } = choices(['接收', '退回（请写原因）'], style)
    return {
      text: `${facts.from}的${facts.name}同志转来本支部，介绍信${date(facts.letterOn)}，党费交到${monthWords(facts.duesPaidTo, style)}。核对无误请接收。${line}`,
      ...(buttons ? { buttons } : {}),
    }
  },

  transfer_received(
    facts: { name: string; renamed: boolean; duesFrom: Month; duesFen: number | null; groups: string[] },
    style: Style,
  ): Said {
    const dues =
      facts.duesFen === null
        ? `从${monthWords(facts.duesFrom, style)}起在本支部交党费，每月应交还没有定，请写进花名册`
        : `从${monthWords(facts.duesFrom, style)}起在本支部交党费，每月应交暂按原来的 ${yuan(facts.duesFen)} 元`
    const group =
      facts.groups.length > 0
        ? `\n编在哪个党小组？${facts.groups.map((one, index) => `${index + 1} ${one}`).join('，')}。`
        : ''
    return {
      text: `好的，${facts.name}已编入本支部名册${facts.renamed ? '（和本支部同志重名，加了括号区别）' : ''}，${dues}。${group}`,
    }
  },

  /** To the secretary who sent the letter. */
  transfer_closed(
    facts: { name: string; to: string; outcome: 'received' | 'returned'; reason: string | null },
    _style: Style,
  ): Said {
    return {
      text:
        facts.outcome === 'received'
          ? `${facts.name}的组织关系，${facts.to}已经接收，从本支部名册移出，从前的记录都留着。`
          : `${facts.name}的介绍信，${facts.to}退回了${facts.reason ? `：${facts.reason}` : ''}。${facts.name}仍在本支部；补好以后请再说一次转出。`,
    }
  },

  /** To the member. */
  transfer_moved(facts: { from: string; to: string; duesFrom: Month }, style: Style): Said {
    return {
      text: `您的组织关系已经从${facts.from}转到${facts.to}，今后的通知我在这里照常发给您；党费从${monthWords(facts.duesFrom, style)}起交给新支部。`,
    }
  },

  /** To the secretary who sent the letter, after some time. */
  transfer_waiting(facts: UnderWay, style: Style): Said {
    return {
      text: `${facts.name}转到${facts.to}，${dayWords(facts.letterOn, style)}开的介绍信已经 ${facts.days} 天，还没有接收。没接收以前仍由本支部负责，请跟对方或本人问一下；已经接收的请说「${facts.name}转出已接收」。`,
    }
  },

  transfer_end_confirm(
    facts: { name: string; to: string; outcome: 'received' | 'returned' | 'withdrawn'; reason: string | null },
    style: Style,
  ): Said {
    const { line, buttons } = choices(['对', '不对'], style)
    const what = {
      received: `${facts.to}已经接收${facts.name}，从本支部名册移出`,
      returned: `${facts.name}的介绍信被${facts.to}退回${facts.reason ? `（${facts.reason}）` : ''}，仍在本支部`,
      withdrawn: `${facts.name}不转到${facts.to}了，仍在本支部`,
    }[facts.outcome]
    return { text: `${what}，对吗？${line}`, ...(buttons ? { buttons } : {}) }
  },

  transfer_in_confirm(
    facts: {
      name: string
      from: string
      letterOn: Day
      duesPaidTo: Month
      duesFrom: Month
      probationary: boolean
      duesFen: number | null
      backAgain: boolean
    },
    style: Style,
  ): Said {
    const { line, buttons } = choices(['对，加进名册', '不对'], style)
    const dues = facts.duesFen === null ? '每月应交还没有定' : `每月 ${yuan(facts.duesFen)} 元`
    return {
      text: `${facts.name}（${facts.probationary ? '预备党员' : '正式党员'}）从${facts.from}转入，介绍信${date(facts.letterOn)}，党费交到${monthWords(facts.duesPaidTo, style)}，从${monthWords(facts.duesFrom, style)}起在本支部交，${dues}。${facts.backAgain ? '他从前在本支部，原来的记录接着用。' : ''}对吗？${line}`,
      ...(buttons ? { buttons } : {}),
    }
  },

  transfer_in_noted(facts: { name: string; duesFrom: Month; duesFen: number | null }, style: Style): Said {
    const dues = facts.duesFen === null ? '每月应交请写进花名册再导入' : `党费从${monthWords(facts.duesFrom, style)}起`
    return { text: `好的，${facts.name}已加进名册，${dues}。要用小助手，说「绑定码 ${facts.name}」拿码给本人。` }
  },

  transfer_status(facts: { oneBranch: boolean; out: UnderWay[]; coming: UnderWay[] }, style: Style): Said {
    const line = (one: UnderWay) =>
      `${one.name}：${facts.oneBranch ? '' : `${one.from} → `}${one.to}，介绍信${date(one.letterOn)}（${one.days} 天），党费交到${monthWords(one.duesPaidTo, style)}`
    const parts = [
      ...(facts.out.length > 0 ? [`转出中 ${facts.out.length} 位：\n${facts.out.map(line).join('\n')}`] : []),
      ...(facts.coming.length > 0
        ? [
            `转入等接收 ${facts.coming.length} 位：\n${facts.coming.map((one) => `${one.name}：从${one.from}转来，介绍信${date(one.letterOn)}（${one.days} 天）`).join('\n')}\n接收说「接收${facts.coming[0]?.name ?? '某某'}的组织关系」。`,
          ]
        : []),
    ]
    return { text: parts.length > 0 ? parts.join('\n') : '现在没有转接中的组织关系。' }
  },

  /** Which of several branches of that name is meant. */
  transfer_which(facts: { said: string; branches: string[] }, _style: Style): Said {
    return {
      text: `系统里有几个支部像「${facts.said}」：${names(facts.branches)}。请写全名再说一次；不是这些的，写明「系统外」，如「转出到系统外的${facts.said}」。`,
    }
  },
}
