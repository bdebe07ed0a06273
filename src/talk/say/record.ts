import type { Day } from '../../time/zone.ts'
import type { ActivityFacts } from './activity.ts'
import { choices, dayWords, hourWords, type Named, names, type Said, type Style } from './style.ts'
import { type QuorumFacts, quorumSentence } from './voting.ts'

/** The meeting itself: sign-in, roll, record. All to the secretary, privately. */
export const recordMessages = {
  sign_in(facts: ActivityFacts & { code: string; until: string; quorum?: QuorumFacts | null }, style: Style): Said {
    const quorum = facts.quorum ? `\n${quorumSentence(facts.quorum)}` : ''
    return {
      text: `${facts.title}签到码 ${facts.code}，到 ${hourWords(facts.until, style)} 有效，请当场念。最省事的办法：会后直接发我「到齐，缺某某、某某，某某请假」。${quorum}`,
    }
  },

  /** The roll as it stands, with what the secretary must decide. */
  roll_check(
    facts: ActivityFacts & {
      expected: number
      present: number
      online: Named[]
      leave: Named[]
      absent: Named[]
      open: { name: string; why: string | null }[]
      quorum?: QuorumFacts | null
    },
    _style: Style,
  ): Said {
    const parts = [
      `应到 ${facts.expected}，已到 ${facts.present}${facts.online.length > 0 ? `（线上 ${facts.online.length}：${names(facts.online)}）` : ''}`,
      ...(facts.leave.length > 0 ? [`请假 ${facts.leave.length}（${names(facts.leave)}）`] : []),
      ...(facts.absent.length > 0 ? [`缺席 ${facts.absent.length}（${names(facts.absent)}）`] : []),
    ]
    const told = facts.open.filter((one) => one.why !== null).map((one) => `${one.name}${one.why}`)
    const silent = facts.open.filter((one) => one.why === null)
    const check = [...told, ...(silent.length > 0 ? [`${names(silent)}没有消息`] : [])].join('；')
    const how =
      facts.open.length === 0
        ? '都对的话回「都对」。'
        : `请核对：${check}。\n回「都到了」，或逐个说，如「张三缺席没请假，李四到，王五请假 孩子生病」。`
    const quorum = facts.quorum ? `\n${quorumSentence(facts.quorum)}` : ''
    return { text: `${facts.title}：${parts.join('，')}。${how}${quorum}` }
  },

  /** Counts are even; what the record still lacks. */
  record_needs(
    facts: ActivityFacts & { expected: number; present: number; leave: number; absent: number; missing: string[] },
    _style: Style,
  ): Said {
    const sum = `应到 ${facts.expected} = 实到 ${facts.present} + 请假 ${facts.leave} + 缺席 ${facts.absent}`
    return {
      text:
        facts.missing.length > 0
          ? `${sum}。记录还差：${facts.missing.join('、')}。发文字给我就行，照片也可以发来。`
          : `${sum}。`,
    }
  },

  /** Everything is there: archive? */
  record_ready(
    facts: ActivityFacts & { decisions: { content: string; owner: string; dueOn: Day | null }[] },
    style: Style,
  ): Said {
    const { line, buttons } = choices(['完成存档', '看全文'], style)
    const list =
      facts.decisions.length === 0
        ? '没有议定事项。'
        : `议定事项 ${facts.decisions.length} 条：${facts.decisions.map((one) => `${one.content}，${one.owner}${one.dueOn ? `，${dayWords(one.dueOn, style)}前` : ''}`).join('；')}。`
    return { text: `齐了。${list}回 ${line}`, ...(buttons ? { buttons } : {}) }
  },

  /** `missing`: what is still wanted; null once the record is closed. */
  record_text(facts: ActivityFacts & { lines: string[]; missing?: string[] | null }, style: Style): Said {
    const text = `${facts.title}记录\n${facts.lines.join('\n')}`
    if (facts.missing === null) return { text }
    if (facts.missing?.length) return { text: `${text}\n还差：${facts.missing.join('、')}。发文字给我就行。` }
    const { line, buttons } = choices(['完成存档'], style)
    return { text: `${text}\n回 ${line}`, ...(buttons ? { buttons } : {}) }
  },

  record_closed(facts: ActivityFacts & { makeUps: { name: string; dueOn: Day }[] }, style: Style): Said {
    const makeUps = facts.makeUps.map((one) => `${one.name}补课到${dayWords(one.dueOn, style)}`)
    return { text: `${facts.title}已存档。${makeUps.length > 0 ? `${makeUps.join('，')}，我会提醒。` : ''}` }
  },

  record_reopened(facts: ActivityFacts & { reason: string }, _style: Style): Said {
    return { text: `${facts.title}的记录已重新打开（${facts.reason}）。改好后回「存档」。` }
  },

  /** Days later, still open. */
  record_due(facts: ActivityFacts & { days: number; missing: string[] }, _style: Style): Said {
    return {
      text:
        facts.days === 0
          ? `记下了，${facts.title}还差：${facts.missing.join('、')}。发文字给我就行。`
          : `${facts.title}过去 ${facts.days} 天了，记录还没有存档，还差：${facts.missing.join('、')}。发文字给我就行。`,
    }
  },
}
