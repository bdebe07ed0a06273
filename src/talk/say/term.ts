import { timeLeft } from '../../life/tree/term.ts'
import type { Day } from '../../time/zone.ts'
import { choices, type Said, type Style } from './style.ts'

/** A term as it stands. `electedOn` null: nobody told it. */
export interface TermFacts {
  name: string
  electedOn: Day
  endsOn: Day
  years: number
  /** Why the end was moved (延期, 提前). */
  reason: string | null
  pending: boolean
  /** Members entitled to elect, and how many of them must attend; null where it is no branch. */
  voters: { base: number; atLeast: number } | null
}

/** 2027年6月20日: terms are years away. */
export const fullDay = (day: Day): string =>
  `${day.slice(0, 4)}年${Number(day.slice(5, 7))}月${Number(day.slice(8, 10))}日`

/** 还有 6 个月零 28 天 / 今天 / 已经过了 5 天 */
function awayWords(endsOn: Day, style: Style): string {
  const today = style.zone.day(style.now)
  const { months, days } = timeLeft(today, endsOn)
  if (months === 0 && days === 0) return '就是今天'
  const some = [
    ...(months === 0 ? [] : [`${Math.abs(months)} 个月`]),
    ...(days === 0 ? [] : [`${months === 0 ? '' : '零 '}${Math.abs(days)} 天`]),
  ].join('')
  return endsOn > today ? `还有 ${some}` : `已经过了 ${some}`
}

const votersWords = ({ voters }: TermFacts): string =>
  voters === null
    ? ''
    : `换届选举：有选举权的党员 ${voters.base} 人，到会不少于 ${voters.atLeast} 人（五分之四）才能开。`

const termWords = ({ electedOn, endsOn, years, reason }: TermFacts, style: Style): string => {
  const moved = reason === null ? '' : `（上级已批准改到这一天：${reason}）`
  return `本届 ${fullDay(electedOn)}当选，任期 ${years} 年，${fullDay(endsOn)}届满${moved}，${awayWords(endsOn, style)}。`
}

/** More organizations than these are only counted. */
const shown = 20

export const termMessages = {
  /** 换届什么时候 */
  term(facts: TermFacts, style: Style): Said {
    const pending = facts.pending ? '书记、副书记还在等上级批准。' : ''
    return { text: `${facts.name}${termWords(facts, style)}${pending}${votersWords(facts)}` }
  },

  term_unknown(facts: { name: string; years: number }, _style: Style): Said {
    return {
      text: `还不知道${facts.name}本届是哪天当选的，每届 ${facts.years} 年。请书记告诉管理员，登记以后我会提前六个月、三个月、一个月提醒。`,
    }
  },

  /** To the secretary, privately. */
  term_due(facts: TermFacts & { over: boolean }, style: Style): Said {
    const head = `${facts.name}${termWords(facts, style)}`
    return {
      text: facts.over
        ? `${head}还没有登记新的当选日期。已经换届的，回「换届完成」加当选的日子，如「换届完成 12月20日当选」；上级批准延期的，请上级告诉我。`
        : `${head}请提前向上级党组织请示，做好准备。${votersWords(facts)}`,
    }
  },

  /** To whoever is above, privately: all branches of one day in one message. */
  terms_below(facts: { organization: string; items: { name: string; endsOn: Day }[] }, style: Style): Said {
    const lines = facts.items
      .slice(0, shown)
      .map(({ name, endsOn }) => `${name}：${fullDay(endsOn)}届满，${awayWords(endsOn, style)}`)
    const more = facts.items.length > shown ? [`还有 ${facts.items.length - shown} 个，回「支部设置」看。`] : []
    return {
      text: [`${facts.organization}下面有 ${facts.items.length} 个组织换届的事要留意：`, ...lines, ...more].join('\n'),
    }
  },

  election_confirm(facts: { name: string; electedOn: Day; endsOn: Day; years: number }, style: Style): Said {
    const { line, buttons } = choices(['对', '不对'], style)
    return {
      text: `${facts.name}换届：${fullDay(facts.electedOn)}当选，任期 ${facts.years} 年，到 ${fullDay(facts.endsOn)}。我报给上级：委员备案，书记、副书记批准。对吗？${line}`,
      ...(buttons ? { buttons } : {}),
    }
  },

  /** To whoever is above. */
  election_reported(facts: { name: string; electedOn: Day; by: string }, style: Style): Said {
    const { line, buttons } = choices(['批准', '退回'], style)
    return {
      text: `${facts.name}报告：${fullDay(facts.electedOn)}换届选举完成（${facts.by}报）。委员备案，书记、副书记要上级批准。批准了回 ${line.replace('退回。', '退回（请写原因）。')}`,
      ...(buttons ? { buttons } : {}),
    }
  },

  /** To the secretary. `reason` where it was sent back. */
  election_decided(facts: { name: string; electedOn: Day; by: string; reason: string | null }, _style: Style): Said {
    return {
      text:
        facts.reason === null
          ? `${facts.by}：${facts.name} ${fullDay(facts.electedOn)}换届的书记、副书记已经批准。职务有变动的，请管理员改花名册。`
          : `${facts.by}把${facts.name} ${fullDay(facts.electedOn)}换届的报告退回了：${facts.reason}。办好以后，再回一次「换届完成」加当选的日子。`,
    }
  },

  /** To whoever is above, before the end of a term is moved. */
  term_move_confirm(facts: { name: string; from: Day; to: Day; reason: string }, style: Style): Said {
    const { line, buttons } = choices(['对', '不改'], style)
    return {
      text: `${facts.name}本届原定 ${fullDay(facts.from)}届满，批准${facts.to > facts.from ? '延期' : '提前'}到 ${fullDay(facts.to)}，原因：${facts.reason}。对吗？${line}`,
      ...(buttons ? { buttons } : {}),
    }
  },

  /** To the secretary. */
  term_moved(facts: { name: string; to: Day; later: boolean; reason: string; by: string }, _style: Style): Said {
    return {
      text: `${facts.by}批准${facts.name}${facts.later ? '延期' : '提前'}换届，本届到 ${fullDay(facts.to)}届满。原因：${facts.reason}。提醒照新的日子。`,
    }
  },

  /** What in the make-up of branches somebody may want to look at. */
  branch_check(facts: { all: number; items: { name: string; hints: string[] }[] }, _style: Style): Said {
    if (facts.items.length === 0)
      return { text: facts.all > 1 ? `${facts.all} 个支部，没有看到要留意的。` : '没有看到要留意的。' }
    const lines = facts.items.slice(0, shown).map(({ name, hints }) => `${name}：${hints.join('；')}`)
    const more = facts.items.length > shown ? [`还有 ${facts.items.length - shown} 个。`] : []
    const head = facts.all > 1 ? `${facts.all} 个支部里，这 ${facts.items.length} 个请看一看：` : '请看一看：'
    return { text: [head, ...lines, ...more, '只是列出来，怎么办由组织定。'].join('\n') }
  },

  /** To the secretaries of both branches. */
  branch_merged(facts: { from: string; into: string; members: number }, _style: Style): Said {
    return {
      text: `${facts.from}已经并入${facts.into}，${facts.members} 人转到${facts.into}的名单。原来的记录和台账留着，没交清的党费跟着人走，${facts.from}没开的活动都取消了。`,
    }
  },
}
