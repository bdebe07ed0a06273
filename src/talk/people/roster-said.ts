import type { Month } from '../../time/days.ts'
import type { Day } from '../../time/zone.ts'

/** What a letter of introduction says; null where it is not told. */
export interface Letter {
  letterOn: Day | null
  duesPaidTo: Month | null
}

export type TransferSaid =
  | ({ name: 'transfer_out'; target: string; to: string } & Letter)
  | ({ name: 'transfer_in'; target: string; from: string; probationary: boolean; duesFen: number | null } & Letter)
  /** From the branch that sent the letter: what became of it. */
  | { name: 'transfer_end'; target: string; outcome: 'received' | 'returned' | 'withdrawn'; reason: string | null }
  /** From the branch to which it was sent. */
  | { name: 'transfer_receive'; target: string; accept: boolean; reason: string | null }

/** How a member is said to stand. */
export type StatusSaid =
  | { name: 'floating'; target: string; away: true; place: string | null; since: Day | null }
  | { name: 'floating'; target: string; away: false }
  | { name: 'exempt'; target: string; exempt: boolean }
  | { name: 'leader'; target: string; leader: boolean }
  | { name: 'contact'; target: string; branch: string; on: boolean }
  | { name: 'home_study'; target: string; about: string }
  | { name: 'observer'; target: string; about: string }
