import { integerInChinese } from '../../base/numerals.ts'
import { choices, dateTime, dayWords, nearTime, type Said, type Style } from './style.ts'

const dayOf = (iso: string, style: Style) => dayWords(style.zone.day(new Date(iso)), style)
/** 明天8:20 → 明天 */
const nearDay = (iso: string, style: Style) => nearTime(iso, style).replace(/\d{1,2}:\d\d$/, '')

interface Turn {
  startsAt: string
  name: string
}

/** What goes round, and occasions in several sessions. */
export const turnMessages = {
  /** To the speaker, the day before. */
  rota_turn(facts: { title: string; startsAt: string; minutes: number }, style: Style): Said {
    const hour = nearTime(facts.startsAt, style).replace(nearDay(facts.startsAt, style), '')
    return {
      text: `${nearDay(facts.startsAt, style)}的${facts.title}轮到您主讲，${hour}开始，${integerInChinese(facts.minutes)}分钟。讲不了的话，跟我说和谁换，如「跟李四换一下」。`,
    }
  },

  rota(facts: { title: string; turns: Turn[] }, style: Style): Said {
    if (facts.turns.length === 0) return { text: `这几天没有安排${facts.title}。` }
    const [only, ...others] = facts.turns
    if (only && others.length === 0)
      return { text: `${nearDay(only.startsAt, style)}的${facts.title}轮到${only.name}。` }
    return {
      text: `${facts.title}：\n${facts.turns.map((one) => `${dayOf(one.startsAt, style)} ${one.name}`).join('\n')}`,
    }
  },

  /** Who spoke when, the last first. */
  rota_log(
    facts: {
      title: string
      turns: (Turn & { topic: string | null; held: boolean })[]
      counts: { name: string; count: number }[]
    },
    style: Style,
  ): Said {
    if (facts.turns.length === 0) return { text: `${facts.title}还没有人讲过。` }
    const line = (one: (typeof facts.turns)[number]) =>
      `${dayOf(one.startsAt, style)} ${one.name}${one.topic ? `：${one.topic}` : ''}${one.held ? '' : '（没讲）'}`
    const counts = facts.counts.map(({ name, count }) => `${name} ${count} 次`).join('，')
    return {
      text: `${facts.title}，最近这些：\n${facts.turns.map(line).join('\n')}\n今年讲过：${counts || '还没有'}。`,
    }
  },

  rota_swap_confirm(facts: { title: string; turns: Turn[] }, style: Style): Said {
    const { line, buttons } = choices(['对', '不换'], style)
    const turns = facts.turns.map((one) => `${dayOf(one.startsAt, style)}换${one.name}讲`).join('，')
    return { text: `${facts.title}：${turns}，对吗？${line}`, ...(buttons ? { buttons } : {}) }
  },

  /** Privately to whoever has a turn on another day now. */
  rota_swapped(facts: { title: string; startsAt: string; by: string }, style: Style): Said {
    return { text: `${facts.title}：${facts.by}换了一下，${dayOf(facts.startsAt, style)}由您主讲。` }
  },

  /** Another session, or another meeting, in a period that has one: shown back. */
  session_confirm(
    facts: { title: string; startsAt: string; place: string | null; session: boolean; held: boolean },
    style: Style,
  ): Said {
    const { line, buttons } = choices(['加', '不加'], style)
    const how = facts.session
      ? `每人参加一场就行，${facts.held ? '前面一场没有到的算到这一场' : '哪一场都没到的，在最后一场记缺席'}。`
      : ''
    return {
      text: `加开${facts.title}：${dateTime(facts.startsAt, style)}${facts.place ? `，${facts.place}` : ''}。${how}对吗？${line}`,
      ...(buttons ? { buttons } : {}),
    }
  },
}
