import type { Patch } from '../../life/programs/inheritance.ts'
import type { Period } from '../../time/days.ts'
import type { When } from '../../time/phrases.ts'
import type { Day } from '../../time/zone.ts'
import type { DuesDecision } from '../dues/decision.ts'
import type { GuideAsk } from '../guide.ts'
import type { Context } from '../meaning.ts'
import type { DevelopmentAsk } from '../people/development.ts'
import type { StatusSaid, TransferSaid } from '../people/roster-said.ts'
import type { VotesSaid } from '../record/votes.ts'

/** What a command is about. */
export interface Topic {
  /** As the records call it (主题党日, 第二党小组会); null where nothing is named. */
  subject: string | null
  /** 12月, 上个月, 四季度: the nearest one; null where none is named. */
  period: Period | null
  /** 第2场: which of several sessions; left out where none is named. */
  session?: number
}

/** `when` is null where no time was named: it must be asked for. `place` where one was named with it. */
interface Appointment extends Topic {
  when: When | null
  place: string | null
}

export type Command =
  | { name: 'help'; about: CommandName | HelpTopic | null }
  | { name: 'call_list' | 'undo' }
  /** `target`: an organization's name; null where all that the speaker may see is meant. */
  | { name: 'overdue'; target: string | null }
  | ({ name: 'mine' | 'schedule' | 'roll' | 'close' | 'unanswered' | 'remind' | 'leaves' | 'record' } & Topic)
  | ({ name: 'dues_status' | 'dues_check' | 'dues_remind' } & Topic)
  | ({ name: 'reschedule' } & Appointment)
  /** `index` points into the list just shown, counted from 1. */
  | ({ name: 'arrange'; index: number | null } & Appointment)
  /** Why nothing was held; `index` points into the list just shown. */
  | ({ name: 'explain'; index: number | null; words: string } & Topic)
  | ({ name: 'cancel' | 'reopen'; reason: string | null } & Topic)
  | ({ name: 'set_place'; place: string } & Topic)
  | ({ name: 'set_topic'; text: string } & Topic)
  | ({ name: 'open_check_in'; minutes: number | null } & Topic)
  /** `target`: a member's name, or an organization's. */
  | { name: 'member_code' | 'room_code'; target: string }
  | { name: 'month_overview'; period: Period | null }
  /** `organization`: by its name; null where the speaker's own is meant. */
  | { name: 'year_plan'; organization: string | null; year: Period | null; month: number | null }
  | { name: 'file_plan' | 'filing_status'; organization: string | null; year: Period | null }
  | { name: 'branch_standing'; target: string; period: Period | null }
  /** With what branches below are behind. */
  | ({ name: 'behind' | 'remind_unarranged'; what: 'arrange' | 'records' | 'dues' | 'filing' } & Topic)
  /** `target`: an organization's name; null where the speaker's own branch is meant. */
  | { name: 'term'; target: string | null }
  | { name: 'branch_check' }
  /** The day of the election; null where none was named. */
  | { name: 'term_done'; electedOn: Day | null }
  | { name: 'term_approve'; target: string }
  | { name: 'term_move'; target: string; endsOn: Day | null; reason: string | null }
  /** Of a standing arrangement; `below`: of all branches below. */
  | { name: 'change_rule'; program: string; below: boolean; patch: Patch }
  | { name: 'switch_program'; program: string; below: boolean; on: boolean }
  /** Another session of the same occasion (场), or another meeting in the period (次). */
  | ({ name: 'add_session'; shared: boolean } & Appointment)
  /** Whose turn it is to speak, on these days; null: the next time. */
  | { name: 'rota'; span: { first: Day; last: Day } | null }
  | { name: 'rota_log' }
  /** `who`: words that name who is to speak, or the two who swap; `on`: which day; null: the turn of the one who asks. */
  | { name: 'rota_swap'; who: string; on: Day | null }
  | { name: 'rota_told'; held: boolean; topic: string | null }
  | { name: 'guide'; ask: GuideAsk }
  | { name: 'development_status'; ask: DevelopmentAsk }
  | { name: 'talk_status' }
  | { name: 'appraisal_status'; year: string | null }
  /** What goes person by person; `text` is read again with the branch's own list of steps. */
  | { name: 'development_step' | 'development_end' | 'talk_done' | 'appraise'; text: string }
  | { name: 'transfer_status' }
  | { name: 'floating_status' }
  | { name: 'to_check' }
  | { name: 'leader_status' }
  | { name: 'contact_status' }
  | TransferSaid
  | StatusSaid
  | DuesDecision
  | ({ name: 'quorum' } & Topic)
  | { name: 'vote'; said: VotesSaid }
  /** `about`: which one, in the words of the message; null means the last. */
  | { name: 'withdraw_vote'; about: string | null }
  /** Who is, or is not, to be counted in 应到会; `text` tells why and what agreed to it. */
  | { name: 'voter'; target: string; text: string; counts: boolean }

export type CommandName = Command['name']
/** Officers are the secretary and the branch committee; `committee` is the higher one. */
export type CommandRole = 'member' | 'officer' | 'committee'

/** Commands that are told together, and the word by which 帮助 is asked for them. */
export const helpTopics = {
  activity: '活动',
  records: '记录',
  dues: '党费',
  members: '党员',
  growth: '发展',
  rules: '计划',
  below: '支部',
  self: '我的',
} as const
export type HelpTopic = keyof typeof helpTopics

/** One command: who may give it, how it is said, what the manual says of it, and how it is recognized. */
export interface CommandRow {
  name: CommandName
  topic: HelpTopic
  title: string
  who: CommandRole
  /** Changes something or writes to people: never read from a question. */
  changes?: true
  /** Shown back with its numbers before anything is kept: the words of a resolution (关于是否…) are no question. */
  shownBack?: true
  example: string
  help: string
  /** @param text as `plainCommand` gives it */
  read(text: string, context: Context): Command | null
}
