import { periodInWords } from '../../time/days.ts'
import type { Day } from '../../time/zone.ts'
import { choices, dayWords, names, type Said, type Style, yuan } from './style.ts'

export interface DuesFacts {
  month: string
  lastDay: Day
  /** Who receives it: 组织委员王秀英. */
  officer: string | null
}

const month = (facts: { month: string }) => `${periodInWords(facts.month)}党费`
const shortDay = (day: Day) => `${Number(day.slice(8, 10))} 日`

export const duesMessages = {
  dues_open(facts: DuesFacts, style: Style): Said {
    const after = {
      here: '，交后私下回我「已交」',
      private: `，交后私聊${style.botName}说「已交」`,
      secretary: '',
    }[style.answers]
    return {
      text: `各位同志，${month(facts)}开始交纳，请在 ${shortDay(facts.lastDay)}前交给${facts.officer ?? '组织委员'}${after}。`,
    }
  },

  /** Privately, only to who owes. */
  dues_owed(
    facts: DuesFacts & {
      name: string
      dueFen: number
      paidFen: number
      /** It is the officer's own. */
      self: boolean
    },
    style: Style,
  ): Said {
    const to = facts.self ? '交上' : `交给${facts.officer ?? '组织委员'}`
    const amount = facts.paidFen > 0 ? `还差 ${yuan(facts.dueFen - facts.paidFen)} 元` : `${yuan(facts.dueFen)} 元`
    return {
      text: `${facts.name}同志，${month(facts)} ${amount}，请在${dayWords(facts.lastDay, style)}前${to}，交后回 1。`,
      ...(style.buttons ? { buttons: [{ label: '已交', key: '1' }] } : {}),
    }
  },

  /** In the group: only numbers, never names. */
  dues_count(facts: DuesFacts & { paid: number; owing: number }, _style: Style): Said {
    return {
      text: `${month(facts)}已交 ${facts.paid} 位，还有 ${facts.owing} 位同志请于 ${shortDay(facts.lastDay)}前交纳。`,
    }
  },

  /** To the dues officer: what was claimed, to be confirmed. */
  dues_check(
    facts: DuesFacts & {
      expected: number
      verified: number
      claimed: { name: string; fen: number | null }[]
      owing: number
    },
    style: Style,
  ): Said {
    const { line, buttons } = choices(['全部核对'], style)
    const claims = facts.claimed.map((one) => `${one.name} ${one.fen === null ? '没说金额' : yuan(one.fen)}`).join('，')
    const ask =
      facts.claimed.length > 0 ? `回 ${line.replace('。', '，或逐笔说，如「都收到了，张三交的是102」。')}` : ''
    return {
      text: `${month(facts)}：应交 ${facts.expected} 人，已核 ${facts.verified}，待核 ${facts.claimed.length}${claims ? `：${claims}` : ''}；未交 ${facts.owing}。${ask}`,
      ...(buttons && facts.claimed.length > 0 ? { buttons } : {}),
    }
  },

  /** To the dues officer after the last day. */
  dues_overdue(facts: DuesFacts & { unpaid: { name: string; fen: number }[]; claimed: number }, _style: Style): Said {
    const claimed = facts.claimed > 0 ? `另有 ${facts.claimed} 位说已交，等您核对。` : ''
    return {
      text: `${month(facts)}已过期限，还有 ${facts.unpaid.length} 位未交：${facts.unpaid.map((one) => `${one.name} ${yuan(one.fen)}`).join('，')}。${claimed}请您私下问一下，交了就回我「收到某某 多少」。`,
    }
  },

  dues_claim_noted(
    facts: { month: string; months?: string[]; fen: number | null; officer: string | null },
    _style: Style,
  ): Said {
    const those = (facts.months ?? [facts.month]).map((one) => month({ month: one })).join('、')
    return {
      text: `好的，${those}${facts.fen === null ? '' : ` ${yuan(facts.fen)} 元`}等${facts.officer ?? '组织委员'}核对后入账。`,
    }
  },

  dues_already(facts: { month: string }, _style: Style): Said {
    return { text: `您的${month(facts)}已经入账，不用再交。` }
  },

  dues_which_amount(facts: { month: string; fen: number }, style: Style): Said {
    const { line, buttons } = choices(['是', '不是'], style)
    return { text: `您是说${month(facts)}已交 ${yuan(facts.fen)} 元吗？${line}`, ...(buttons ? { buttons } : {}) }
  },

  /** What was booked; differences are kept open and asked about. */
  dues_booked(
    facts: {
      month: string
      booked: string[]
      missing: string[]
      /** Named, but booked before. */
      already?: string[]
      differences: { name: string; dueFen: number; claimedFen: number | null; receivedFen: number }[]
    },
    style: Style,
  ): Said {
    const parts = [
      ...(facts.booked.length > 6
        ? [`${facts.booked.length} 位都已入账`]
        : facts.booked.length > 0
          ? [`${names(facts.booked)}已入账`]
          : []),
      ...(facts.missing.length > 0 ? [`${names(facts.missing)}没收到，仍挂着`] : []),
      ...(facts.already?.length ? [`${names(facts.already)}早已入账，没有再记`] : []),
    ]
    const differ = facts.differences.map((one) => {
      const claim = one.claimedFen === null ? '' : `报 ${yuan(one.claimedFen)}，`
      const gap = one.dueFen - one.receivedFen
      const what =
        gap > 0
          ? `差 ${yuan(gap)} 挂着，我私下问${one.name}`
          : `多出 ${yuan(-gap)}，我私下问${one.name}是自愿多交还是交下个月`
      return `${one.name}应交 ${yuan(one.dueFen)}，${claim}实收 ${yuan(one.receivedFen)}：先按 ${yuan(one.receivedFen)} 入账，${what}，可以吗？`
    })
    const ask = facts.differences.length > 0 ? choices(['可以', '先不入账'], style) : null
    if (parts.length === 0 && differ.length === 0) return { text: '没有等您核对的党费。' }
    return {
      text: [parts.length > 0 ? `${parts.join('；')}。` : '', differ.join('\n'), ask?.line ?? '']
        .filter(Boolean)
        .join('\n'),
      ...(ask?.buttons ? { buttons: ask.buttons } : {}),
    }
  },

  dues_differences_booked(facts: { month: string; names: string[] }, _style: Style): Said {
    return { text: `${names(facts.names)}已按实收入账，差额挂着。` }
  },

  dues_differences_held(facts: { month: string; names: string[] }, _style: Style): Said {
    return { text: `好的，${names(facts.names)}先不入账，仍是待核。` }
  },

  /** Privately to the member about a difference. */
  dues_difference(
    facts: { name: string; month: string; dueFen: number; receivedFen: number; officer: string | null },
    style: Style,
  ): Said {
    const gap = facts.dueFen - facts.receivedFen
    const surplus = choices(['自愿多交', '留作下个月'], style)
    return {
      text:
        gap > 0
          ? `${facts.name}同志，${month(facts)}应交 ${yuan(facts.dueFen)} 元，收到 ${yuan(facts.receivedFen)} 元，还差 ${yuan(gap)} 元。方便时补给${facts.officer ?? '组织委员'}；金额不对也请告诉我。`
          : `${facts.name}同志，${month(facts)}应交 ${yuan(facts.dueFen)} 元，收到 ${yuan(facts.receivedFen)} 元，多出 ${yuan(-gap)} 元。这笔怎么算？${surplus.line}`,
      ...(gap < 0 && surplus.buttons ? { buttons: surplus.buttons } : {}),
    }
  },

  dues_carry_confirm(facts: { name: string; month: string; fen: number }, style: Style): Said {
    const { line, buttons } = choices(['对', '不对'], style)
    return {
      text: `${facts.name}${month(facts)}多交的 ${yuan(facts.fen)} 元留作下个月的党费，对吗？${line}`,
      ...(buttons ? { buttons } : {}),
    }
  },

  dues_carried(
    facts: { name: string; month: string; parts: { month: string; fen: number }[]; remainderFen: number },
    _style: Style,
  ): Said {
    const parts = facts.parts.map((one) => `${periodInWords(one.month)} ${yuan(one.fen)} 元`).join('，')
    const rest =
      facts.remainderFen > 0
        ? `还多 ${yuan(facts.remainderFen)} 元，后面的月份还没有核定，先留在${periodInWords(facts.month)}。`
        : ''
    return { text: `${parts === '' ? '' : `记下了：${facts.name}多交的转作${parts}。`}${rest}` }
  },

  /** To the dues officer: what the member chose. */
  dues_surplus_told(facts: { name: string; month: string; fen: number; keep: boolean }, _style: Style): Said {
    return {
      text: `${facts.name}${month(facts)}多交的 ${yuan(facts.fen)} 元，本人说${facts.keep ? '留作下个月，已经转过去了' : '自愿多交'}。`,
    }
  },

  dues_waive_confirm(facts: { name: string; months: string[]; fen: number; approval: string }, style: Style): Said {
    const { line, buttons } = choices(['对，登记', '不对'], style)
    const months = facts.months.map(periodInWords).join('、')
    const what = facts.fen === 0 ? '免交' : `每月少交到 ${yuan(facts.fen)} 元`
    return {
      text: `${facts.name}${months}党费${what}，依据：${facts.approval}。减免要经支部研究、报上一级党委批准，对吗？${line}`,
      ...(buttons ? { buttons } : {}),
    }
  },

  dues_waived(facts: { name: string; months: string[]; fen: number }, _style: Style): Said {
    const what = facts.fen === 0 ? '免交' : `每月 ${yuan(facts.fen)} 元`
    return { text: `记下了：${facts.name}${facts.months.map(periodInWords).join('、')}党费${what}。` }
  },

  dues_status(
    facts: DuesFacts & {
      expected: number
      verified: number
      claimed: string[]
      unpaid: { name: string; fen: number }[]
    },
    _style: Style,
  ): Said {
    const claimed = facts.claimed.length > 0 ? `，待核 ${facts.claimed.length}（${names(facts.claimed)}）` : ''
    const unpaid =
      facts.unpaid.length > 0
        ? `，未交 ${facts.unpaid.length}（${facts.unpaid.map((one) => `${one.name} ${yuan(one.fen)}`).join('，')}）`
        : ''
    return { text: `${month(facts)}：应交 ${facts.expected} 人，已核 ${facts.verified}${claimed}${unpaid}。` }
  },

  dues_reminded(facts: { month: string; count: number }, _style: Style): Said {
    return {
      text:
        facts.count > 0
          ? `好的，私下提醒${month(facts)}没交的 ${facts.count} 位，群里不点名。`
          : `${month(facts)}没有需要提醒的。`,
    }
  },
}
