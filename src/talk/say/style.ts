import { dayInWords } from '../../time/days.ts'
import type { Day, Zone } from '../../time/zone.ts'

/** How the platform at hand is spoken to, and when. */
export interface Style {
  now: Date
  zone: Zone
  botName: string
  /** Choices can be clicked. */
  buttons: boolean
  /** Only messages that mention the bot arrive: people must be told so. */
  mentionToReply: boolean
  /** Where people answer: here; or, from a group that is only told, privately to the bot, or to the secretary. */
  answers: 'here' | 'private' | 'secretary'
}

export interface Named {
  memberId: number
  name: string
}

/** What is said, before a platform gives it its form. */
export interface Said {
  text: string
  mentions?: Named[]
  buttons?: { label: string; key: string }[]
}

/** "15:00", "9:00" */
export const hourWords = (iso: string, style: Pick<Style, 'zone'>): string =>
  style.zone.hour(new Date(iso)).replace(/^0/, '')

/** "12月4日（周五）15:00" of an ISO instant. */
export const dateTime = (iso: string, style: Pick<Style, 'now' | 'zone'>): string =>
  `${dayInWords(style.zone.day(new Date(iso)), style.zone.day(style.now))}${hourWords(iso, style)}`

/** "今天15:00", "明天15:00", or the full date where it is further away. */
export const nearTime = (iso: string, style: Style): string => {
  const instant = new Date(iso)
  const days = Math.round(
    (style.zone.at(style.zone.day(instant), '12:00').getTime() -
      style.zone.at(style.zone.day(style.now), '12:00').getTime()) /
      86_400_000,
  )
  const near = ['今天', '明天', '后天'][days]
  return near === undefined ? dateTime(iso, style) : `${near}${hourWords(iso, style)}`
}

/** "明天15:00主题党日": with its time, an activity needs no month before its name. */
export const timed = (facts: { title: string; startsAt: string }, style: Style): string =>
  `${nearTime(facts.startsAt, style)} ${withoutMonth(facts.title)}`
export const withoutMonth = (title: string): string => title.replace(/^\d+月(?:\d+日|第\d周)?/, '')

export const dayWords = (day: Day, style: Style): string => dayInWords(day, style.zone.day(style.now))

/** "张三、李四" */
export const names = (people: readonly { name: string }[] | readonly string[]): string =>
  people.map((one) => (typeof one === 'string' ? one : one.name)).join('、')

export const at = (people: readonly Named[]): string => people.map((one) => `@${one.name}`).join(' ')

/** "120.00" of fen. */
export const yuan = (fen: number): string => `${Math.trunc(fen / 100)}.${String(Math.abs(fen % 100)).padStart(2, '0')}`

/** Where to answer, where that is not simply here. */
export function answerHint({ answers, mentionToReply, botName }: Style): string {
  if (answers === 'secretary') return '请向支部书记答复。'
  if (answers === 'private') return `答复请私聊${botName}。`
  return mentionToReply ? `回复时请 @${botName}。` : ''
}

/** Numbered choices: text for everybody, buttons where there are any. "1 改，2 不改" */
export const choices = (
  labels: string[],
  style: Style,
): { line: string; buttons?: { label: string; key: string }[] } => {
  // A label that has a comma of its own must not run into the next one.
  const between = labels.some((label) => label.includes('，')) ? '；' : '，'
  const line = `${labels.map((label, index) => `${index + 1} ${label}`).join(between)}。`
  return style.buttons
    ? { line, buttons: labels.map((label, index) => ({ label: label.slice(0, 10), key: String(index + 1) })) }
    : { line }
}
