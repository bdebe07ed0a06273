import type { Calendar } from '../time/calendar.ts'
import type { When } from '../time/phrases.ts'
import type { Zone } from '../time/zone.ts'
import type { GuideWords } from './guide.ts'

/** What a message is about (domain: 36 intents). */
export const intents = [
  'ack',
  'attend',
  'online_attend',
  'checkin',
  'proxy_checkin',
  'late',
  'leave',
  'leave_cancel',
  'leave_approve',
  'leave_reject',
  'decline',
  'tentative',
  'dues_paid',
  'dues_paid_proxy',
  'dues_confirm',
  'dues_unpaid',
  'dues_query',
  'dues_advance',
  'correction',
  'jielong',
  'mixed',
  'notice',
  'admin_command',
  'attendance_query',
  'attendance_summary',
  'schedule_query',
  'help_request',
  'makeup',
  'makeup_verify',
  'study_report',
  'relation_transfer',
  'member_update',
  'vote_attempt',
  'suggestion',
  'smalltalk',
  'unclear',
] as const
export type Intent = (typeof intents)[number]

/** What the message would make of the matter (domain: 24 statuses). */
export const statuses = [
  'acknowledged',
  'will_attend',
  'will_attend_online',
  'will_not_attend',
  'leave_requested',
  'leave_cancelled',
  'tentative',
  'will_be_late',
  'present',
  'proxy_needs_confirm',
  'paid_claimed',
  'verified',
  'unpaid',
  'promised',
  'corrected',
  'dispute',
  'approved',
  'rejected',
  'query',
  'recorded',
  'completed_claimed',
  'mixed',
  'needs_clarification',
  'ignored',
] as const
export type Status = (typeof statuses)[number]

/** Somebody on the roster, as far as talk needs to know. */
export interface Person {
  id: number
  name: string
  /** Tells people of one name apart (一车间); empty otherwise. */
  label: string
  aliases: string[]
  /** Their posts in words: 书记, 组织委员 … so that 「书记」 can mean a person. */
  posts: string[]
}

/** Something open that people may be talking about. */
export interface Matter {
  kind: 'activity' | 'dues'
  id: number
  /** 主题党日, 支委会, 党费 … */
  subject: string
  /** Dues: the month, "2026-03". */
  month?: string
  /** Activities: when it starts. */
  startsAt?: Date
}

/** What a person said before about the matter at hand. */
export type Prior = { status: Status } | { amountFen: number }

export interface Context {
  now: Date
  zone: Zone
  calendar: Calendar
  /** The speaker; null where unknown. */
  sender: Person | null
  /** Secretary or committee member: may give commands. */
  officer: boolean
  people: Person[]
  matters: Matter[]
  /** What the bot last asked in this conversation. */
  asked: 'attendance' | 'sign_in' | 'dues' | null
  checkInOpen: boolean
  priors: Map<number, Prior>
  /** Members whose leave waits for the secretary, oldest first. */
  pendingLeave: number[]
  /** What officers may arrange by its own name, besides the institutions that everybody knows. */
  institutions?: readonly string[]
  /** What can be explained, see guide.ts. */
  guides?: readonly GuideWords[]
}

export interface MeaningItem {
  /** null where the name is not clear. */
  person: Person | null
  raw: string
  subject: string | null
  status: Status
  reason: string | null
  amountFen: number | null
}

/** Why the bot must ask before anything is written. */
export type Doubt =
  | { kind: 'which_person'; raw: string; candidates: Person[] }
  | { kind: 'which_matter'; candidates: Matter[] }
  | { kind: 'unclear' }

export interface Meaning {
  intent: Intent
  status: Status
  /** 主题党日, 党费:2026-03, 当前活动 …; null where none. */
  subject: string | null
  /** The open matter it is about, where there is exactly one. */
  matter: Matter | null
  reason: string | null
  /** Those whose state changes. */
  people: Person[]
  amountFen: number | null
  items: MeaningItem[]
  doubt: Doubt | null
  lateMinutes: number | null
  /** Months of dues it speaks of ("1到3月的"), oldest first; empty where none is named. */
  months: string[]
  when: When | null
}
