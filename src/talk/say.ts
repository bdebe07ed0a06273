import { activityMessages } from './say/activity.ts'
import { approvalMessages } from './say/approval.ts'
import { askingMessages } from './say/asking.ts'
import { developmentMessages } from './say/development.ts'
import { duesMessages } from './say/dues.ts'
import { filingMessages } from './say/filing.ts'
import { guideMessages } from './say/guide.ts'
import { memberMessages } from './say/member.ts'
import { officerMessages } from './say/officer.ts'
import { overdueMessages } from './say/overdue.ts'
import { overviewMessages } from './say/overview.ts'
import { peopleMessages } from './say/people.ts'
import { planMessages } from './say/plan.ts'
import { programMessages } from './say/programs.ts'
import { recordMessages } from './say/record.ts'
import { rosterMessages } from './say/roster.ts'
import { nearTime, type Said, type Style } from './say/style.ts'
import { termMessages } from './say/term.ts'
import { transferMessages } from './say/transfer.ts'
import { turnMessages } from './say/turns.ts'
import { votingMessages } from './say/voting.ts'

/** Everything the bot can say, by kind. What a kind needs to know is the type of its first parameter. */
const messages = {
  ...activityMessages,
  ...recordMessages,
  ...duesMessages,
  ...memberMessages,
  ...officerMessages,
  ...overdueMessages,
  ...overviewMessages,
  ...planMessages,
  ...filingMessages,
  ...programMessages,
  ...approvalMessages,
  ...askingMessages,
  ...developmentMessages,
  ...peopleMessages,
  ...termMessages,
  ...guideMessages,
  ...votingMessages,
  ...rosterMessages,
  ...transferMessages,
  ...turnMessages,
}

export type NoticeKind = keyof typeof messages
export type Facts = { [K in NoticeKind]: Parameters<(typeof messages)[K]>[0] }

export const isNoticeKind = (kind: string): kind is NoticeKind => Object.hasOwn(messages, kind)

/** The text of a notice, composed at the moment of sending. Pure. */
export function say<K extends NoticeKind>(kind: K, facts: Facts[K], style: Style): Said {
  // One entry of `messages` for one K: its parameter is Facts[K] by definition; the compiler only sees the union.
  const compose = messages[kind] as unknown as (facts: Facts[K], style: Style) => Said
  return compose(facts, style)
}

/** What a reminder says first when it comes late. */
export const lateRemark = (dueAt: Date, style: Style): string =>
  `补发：原定${nearTime(dueAt.toISOString(), style)}的提醒因系统停机晚到。`
