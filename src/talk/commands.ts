import type { When } from '../time/phrases.ts'
import type { Context } from './meaning.ts'
// Placeholder until the table of commands lands: nothing is a command.
export type Command =
  | { name: 'help'; topic: string | null }
  | { name: 'overdue' | 'mine' | 'schedule' | 'roll' | 'close' | 'call_list' | 'month_overview' | 'remind_unarranged' }
  | { name: 'unanswered' | 'remind' | 'leaves' | 'record'; subject: string | null }
  | { name: 'reschedule'; subject: string | null; when: When | null }
  | { name: 'cancel'; subject: string | null; reason: string | null }
  | { name: 'reopen'; subject: string | null; reason: string | null }
  | { name: 'set_place'; subject: string | null; place: string }
  | { name: 'set_topic'; subject: string | null; topic: string }
  | { name: 'arrange'; subject: string | null; index: number | null; when: When | null }
  | { name: 'open_check_in'; minutes: number | null }
  | { name: 'dues_status' | 'dues_check' | 'dues_remind'; month: string | null }
export const readCommand = (_text: string, _context: Context): Command | null => null
export const commandHelp = (_role: 'member' | 'officer' | 'committee', _topic: string | null): string[] => []
