import type { Conversation } from '../chat/port.ts'
import type { Line } from '../chat/sandbox.ts'
import { addDays } from '../time/days.ts'
import type { Day, HourMinute, Zone } from '../time/zone.ts'

/** An instant as the page shows it; the browser knows nothing of zones. */
export interface Moment {
  day: Day
  hour: HourMinute
}

export const momentOf = (instant: Date, zone: Zone): Moment => ({ day: zone.day(instant), hour: zone.hour(instant) })

export interface Reading {
  now: Date
  zone: Zone
  next: { at: Date; what: string } | null
}

export type Move = 'next' | 'tomorrow' | 'hour'

/** Where each move would lead; null where there is nowhere to go. */
export function targetsOf({ now, zone, next }: Reading): Record<Move, Moment | null> {
  return {
    next: next && momentOf(next.at, zone),
    tomorrow: momentOf(zone.at(addDays(zone.day(now), 1), '09:00'), zone),
    hour: momentOf(new Date(now.getTime() + 60 * 60 * 1000), zone),
  }
}

/** The virtual clock as the page shows it; `moving` is where it is on its way to. */
export const clockView = (reading: Reading, moving: Moment | null) => ({
  ...momentOf(reading.now, reading.zone),
  next: reading.next?.what ?? null,
  targets: targetsOf(reading),
  moving,
})

export const keyOf = ({ kind, id }: Conversation) => `${kind}:${id}`

/** A line as the page shows it. */
export const lineView = ({ at, conversation, mentions, ...line }: Line, zone: Zone) => ({
  ...line,
  at: at.getTime(),
  ...momentOf(at, zone),
  conversation: keyOf(conversation),
  mentions: mentions.map((one) => one.name),
})
