import type { Cadence } from './cadence.ts'
import type { Calendar } from './calendar.ts'
import type { Zone } from './zone.ts'

/** What a phrase says about time. */
export interface When {
  start: Date | null
  end: Date | null
  /** Only a day (or part of one) was named: `start` is the day's midnight. */
  allDay: boolean
  /** A standing rule was named (每月第一个周五). */
  recurring: Cadence | null
  /** Refused or doubtful: what to ask back, in plain Chinese. */
  question: string | null
  /** The part of the text that spoke of time; empty where none did. */
  matched: string
}

export interface Now {
  now: Date
  zone: Zone
  calendar: Calendar
}

/** Reads a date, a time or a span as people say it. Never throws; linear in the length of the text. */
export declare function when(text: string, at: Now): When
