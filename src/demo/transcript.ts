import { dayInWords } from '../time/days.ts'
import type { Zone } from '../time/zone.ts'
import { width, wrap } from './layout.ts'

/** What is printed: a line of a chat, or what happened beside it. */
export type Told =
  /** `partner`: with whom the bot speaks alone; null in the group. */
  | { kind: 'said'; at: Date; partner: string | null; speaker: string; byBot: boolean; text: string }
  | { kind: 'aside'; at: Date; text: string }

type Said = Extract<Told, { kind: 'said' }>

export interface Look {
  zone: Zone
  bold: boolean
  botName: string
}

const columns = 80
const pauseMs = 20 * 60_000

export const strong = (text: string, bold: boolean): string => (bold ? `\u001b[1m${text}\u001b[22m` : text)

export const heading = (text: string, bold: boolean): string => {
  const line = `── ${text} `
  return strong(line + '─'.repeat(Math.max(0, columns - width(line))), bold)
}

/** The month as it was said, under headings of time and place. */
export function transcript(told: readonly Told[], look: Look): string[] {
  const lines: string[] = []
  let open: { place: string; at: Date } | null = null
  const under = (place: string, at: Date) => {
    const sameDay = open !== null && look.zone.day(open.at) === look.zone.day(at)
    if (open === null || !sameDay || open.place !== place || at.getTime() - open.at.getTime() > pauseMs) {
      lines.push('', heading(`${dayInWords(look.zone.day(at))}${look.zone.hour(at)} · ${place}`, look.bold))
    }
    open = { place, at }
  }
  for (let index = 0; index < told.length; ) {
    const one = told[index]
    if (!one) break
    if (one.kind === 'aside') {
      lines.push(
        '',
        ...wrap(`〔${dayInWords(look.zone.day(one.at))}${look.zone.hour(one.at)}　${one.text}〕`, columns, '  '),
      )
      open = null
      index += 1
      continue
    }
    const alike = sameToMany(told, index)
    const others = alike.slice(1).flatMap(({ partner }) => partner ?? [])
    under(
      one.partner === null ? '群' : `私（${one.partner}${others.length > 0 ? `等 ${alike.length} 位` : ''}）`,
      one.at,
    )
    lines.push(...spoken(one, look))
    if (others.length > 0) lines.push(...wrap(`    （同样私下发给：${others.join('、')}）`, columns, '      '))
    index += alike.length
  }
  return lines
}

function spoken(one: Said, { bold }: Look): string[] {
  const mark = one.byBot ? '  > ' : '    '
  const [first = '', ...rest] = wrap(`${mark}${one.speaker}：${one.text}`, columns, '      ')
  const name = `${mark}${one.speaker}：`
  return [first.startsWith(name) && one.byBot ? strong(name, bold) + first.slice(name.length) : first, ...rest]
}

/** The bot says the same to many, one after the other: names and figures apart, it reads the same. */
function sameToMany(told: readonly Told[], from: number): Said[] {
  const first = told[from]
  if (first?.kind !== 'said') return []
  const found = [first]
  const text = pattern(first)
  for (const next of told.slice(from + 1)) {
    if (text === null || next.kind !== 'said' || pattern(next) !== text) break
    if (found.some((one) => one.partner === next.partner)) break
    found.push(next)
  }
  return found
}

const pattern = (one: Said): string | null =>
  one.byBot && one.partner !== null
    ? one.text.replaceAll(one.partner.replace(/（.*）$/, ''), '某').replace(/\d+(\.\d+)?/g, '#')
    : null
