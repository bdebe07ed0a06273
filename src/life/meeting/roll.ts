import type { Answer, LeaveState } from './participation.ts'

export type Attendance = 'present' | 'online' | 'leave' | 'absent'
/** What was claimed at sign-in: the right code in private, a claim in the group, for somebody else, a wrong code. */
export type Claim = 'code' | 'claimed' | 'proxy' | 'wrong_code'

export interface RollEntry {
  memberId: number
  answer: Answer | null
  leaveState: LeaveState | null
  reason: string | null
  claim: Claim | null
  /** What counts: null until a right code or the secretary settles it. */
  attendance: Attendance | null
}

export interface Tally {
  expected: number
  /** Those in the room and those online: 实到 = present + online. */
  present: number
  online: number
  leave: number
  absent: number
  /** Members whose attendance is not settled. */
  open: number[]
}

export function tally(entries: readonly RollEntry[]): Tally {
  const count = (attendance: Attendance) => entries.filter((entry) => entry.attendance === attendance).length
  return {
    expected: entries.length,
    present: count('present'),
    online: count('online'),
    leave: count('leave'),
    absent: count('absent'),
    open: ids(entries.filter((entry) => entry.attendance === null)),
  }
}

/** What is known of the record, as far as closing it needs. */
export interface RecordState {
  host: string | null
  recorder: string | null
  content: string | null
  decisions: number
  /** The secretary said that nothing was decided. */
  noDecisions: boolean
  topic?: string | null
  place?: string | null
  photographs?: number
  votes?: number
  /** The secretary said that nothing was voted on. */
  noVotes?: boolean
}

/** What a record may have to say beside who was there; which of them, the rule of the program tells. */
export type Field = 'host' | 'recorder' | 'topic' | 'place' | 'content' | 'vote' | 'decisions' | 'photograph'
const usualFields: readonly Field[] = ['host', 'recorder', 'content', 'decisions']

export type Missing =
  /** Not balanced: nobody said whether these were there. */
  | { kind: 'open'; memberIds: number[] }
  /** On leave or absent without a reason. */
  | { kind: 'reason'; memberIds: number[] }
  | { kind: Field }

/** What keeps a record from being closed; empty when 应到 = 实到 + 请假 + 缺席 and everything is written down. */
export function canClose({
  entries,
  record,
  fields = usualFields,
}: {
  entries: readonly RollEntry[]
  record: RecordState
  fields?: readonly Field[]
}): Missing[] {
  const missing: Missing[] = []
  const { open } = tally(entries)
  if (open.length > 0) missing.push({ kind: 'open', memberIds: open })
  const away = entries.filter((entry) => entry.attendance === 'leave' || entry.attendance === 'absent')
  const unexplained = ids(away.filter((entry) => blank(entry.reason)))
  if (unexplained.length > 0) missing.push({ kind: 'reason', memberIds: unexplained })
  const given: Record<Field, boolean> = {
    host: !blank(record.host),
    recorder: !blank(record.recorder),
    topic: !blank(record.topic ?? null),
    place: !blank(record.place ?? null),
    content: !blank(record.content),
    vote: (record.votes ?? 0) > 0 || record.noVotes === true,
    decisions: record.decisions > 0 || record.noDecisions,
    photograph: (record.photographs ?? 0) > 0,
  }
  const order = Object.keys(given).filter((field): field is Field => Object.hasOwn(given, field))
  for (const field of order) if (fields.includes(field) && !given[field]) missing.push({ kind: field })
  return missing
}

/** Why the secretary has to say whether a member was there. */
export type Why =
  | 'wrong_code'
  | 'code_not_valid'
  | 'claimed'
  | 'proxy'
  | 'online_unconfirmed'
  | 'leave_requested'
  | 'leave_rejected'
  | 'declined'
  | 'silent'

/**
 * What the roll should say when the sign-in ends. Only a right code, sent privately, and granted leave settle anything;
 * the rest is put before the secretary with the reason why.
 * @param codeValid whether this member's code counts (sent in time, for this activity)
 */
export function proposeRoll(
  entries: readonly RollEntry[],
  codeValid: (entry: RollEntry) => boolean = () => true,
): { settled: { memberId: number; attendance: Attendance }[]; open: { memberId: number; why: Why }[] } {
  const settled: { memberId: number; attendance: Attendance }[] = []
  const open: { memberId: number; why: Why }[] = []
  for (const entry of entries) {
    const { memberId } = entry
    const attendance = entry.attendance ?? proposed(entry, codeValid)
    if (attendance !== null) settled.push({ memberId, attendance })
    else open.push({ memberId, why: whyOpen(entry) })
  }
  return { settled, open }
}

function proposed(entry: RollEntry, codeValid: (entry: RollEntry) => boolean): Attendance | null {
  // Somebody on leave who came after all is present.
  if (entry.claim === 'code' && codeValid(entry)) return entry.answer === 'online' ? 'online' : 'present'
  // Any other claim contradicts the leave: the secretary knows.
  return entry.claim === null && entry.answer === 'leave' && entry.leaveState === 'approved' ? 'leave' : null
}

function whyOpen(entry: RollEntry): Why {
  if (entry.claim !== null) return entry.claim === 'code' ? 'code_not_valid' : entry.claim
  if (entry.answer === 'leave') return entry.leaveState === 'rejected' ? 'leave_rejected' : 'leave_requested'
  if (entry.answer === 'decline') return 'declined'
  return entry.answer === 'online' ? 'online_unconfirmed' : 'silent'
}

export interface Mark {
  memberId: number
  attendance: Attendance
  /** Left out: what was given before stays. */
  reason?: string | null
}

/**
 * Writes marks into the roll. With `rest`, everybody whose attendance is still open gets that one ("其余都到了").
 * Marks for people who are not on the roll are ignored: the roll was frozen at the start.
 */
export function mark(
  entries: readonly RollEntry[],
  marks: readonly Mark[],
  rest: Attendance | null = null,
): RollEntry[] {
  const byMember = new Map(marks.map((each) => [each.memberId, each]))
  return entries.map((entry) => {
    const said = byMember.get(entry.memberId)
    if (said) return { ...entry, attendance: said.attendance, reason: said.reason ?? entry.reason }
    return entry.attendance === null && rest !== null ? { ...entry, attendance: rest } : entry
  })
}

const ids = (entries: readonly RollEntry[]) => entries.map((entry) => entry.memberId)
const blank = (text: string | null) => text === null || text.trim() === ''
