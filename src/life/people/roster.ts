import type { Role } from './roles.ts'

/** full 正式党员, probationary 预备党员, applicant 入党申请人, activist 入党积极分子, candidate 发展对象 */
export const memberCategories = ['full', 'probationary', 'applicant', 'activist', 'candidate'] as const
export type MemberCategory = (typeof memberCategories)[number]

export const categoryWords: Record<MemberCategory, string> = {
  full: '正式党员',
  probationary: '预备党员',
  applicant: '入党申请人',
  activist: '入党积极分子',
  candidate: '发展对象',
}

/** A name as people read it, with what tells namesakes apart: 张伟（一车间）. */
export const calledName = ({ name, label }: { name: string; label: string }): string =>
  label === '' ? name : `${name}（${label}）`

/** One person as a roster file names them. */
export interface RosterPerson {
  /** The row of the sheet, counted from 1 as the spreadsheet shows it. */
  row: number
  name: string
  /** Tells people of one name in one branch apart (一车间); empty otherwise. */
  label: string
  staffNo: string | null
  /** The branch's name where the file holds several; null where it does not say. */
  branch: string | null
  group: string | null
  category: MemberCategory
  posts: Role[]
  phone: string | null
  /** "2015-07-01" */
  joinedOn: string | null
  fullOn: string | null
  /** Dues owed each month, in fen; null where not fixed yet. */
  duesFen: number | null
  aliases: string[]
  floating: boolean
  floatingPlace: string | null
  /** Attendance is not strictly required (2019 regulation on members' education, art. 23). */
  exempt: boolean
  /** A leading cadre (党员领导干部). */
  leader?: boolean
  /** What the sheet has no column for: there the roster stays as it is. */
  unsaid?: readonly ('floating' | 'exempt' | 'leader')[]
}

/** Something in a roster file that a person must look at, in plain Chinese. */
export interface RosterProblem {
  /** The row as the spreadsheet shows it; null where the whole file or column is meant. */
  row: number | null
  /** The column's heading as it stands in the file; null where the whole row is meant. */
  column: string | null
  /** Only where the file holds several sheets with people. */
  sheet?: string
  /** What is wrong. */
  message: string
  /** What to do. */
  next: string
}
