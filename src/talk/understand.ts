import { when } from '../time/phrases.ts'
import { readAttendance } from './attendance/attendance.ts'
import { readBothMatters } from './attendance/both.ts'
import { readChainMessage } from './attendance/chain-meaning.ts'
import { readProxySignIn, readSignIn } from './attendance/signin.ts'
import { ask, ignored } from './build.ts'
import { readDuesCorrection } from './dues/correction.ts'
import { readDues } from './dues/dues.ts'
import type { Context, Intent, Meaning, Status } from './meaning.ts'
import { readMessage, type Said } from './message.ts'
import { readNotice, readOfficer } from './officer.ts'
import {
  readDispute,
  readDocument,
  readHelp,
  readLearning,
  readNothingSaid,
  readPersonal,
  readReplyToQuote,
  readSuggestion,
  readVote,
} from './other.ts'
import { currentActivity } from './phrasebook.ts'
import { readQuestion } from './question.ts'
import { namedSubject } from './subject.ts'

/**
 * The order of judgement (domain 5.3); the first that has something to say decides.
 * In doubt each asks back rather than let something wrong be written.
 */
const judgements: ((said: Said, context: Context) => Meaning | null)[] = [
  readChainMessage,
  readDocument,
  readNothingSaid,
  readDuesCorrection,
  readDispute,
  readNotice,
  readReplyToQuote,
  readSuggestion,
  readOfficer,
  readVote,
  readHelp,
  readQuestion,
  readPersonal,
  readLearning,
  readProxySignIn,
  readBothMatters,
  readDues,
  readSignIn,
  readAttendance,
]

/** What a message means in its context, which is all there is open. Pure, linear in the length of the text, never throws. */
export function understand(message: string, all: Context): Meaning {
  const { text, context } = byOwnName(message, all)
  const said = readMessage(text, context)
  for (const judge of judgements) {
    const meaning = judge(said, context)
    if (meaning) return withTime(unlessUncertain(meaning, said), said, context)
  }
  return ignored()
}

/** Longer ones, and those of several lines, are no plain answers. */
const longestAnswer = 60

/**
 * What only this branch calls so (红鹰宣讲团参加): its name is no word of the phrasebook, so it is taken out, and the
 * activity of that name alone is meant.
 */
function byOwnName(text: string, context: Context): { text: string; context: Context } {
  const asItIs = { text, context }
  if (text.length > longestAnswer || text.includes('\n')) return asItIs
  const own = context.matters
    .filter(({ kind, subject }) => kind === 'activity' && text.includes(subject) && namedSubject(subject, []) === null)
    .sort((a, b) => b.subject.length - a.subject.length)
  const [longest] = own
  if (!longest) return asItIs
  const { subject } = longest
  const rest = text.replace(subject, '')
  if (!/\p{Script=Han}|\d/u.test(rest) || namedSubject(rest, context.matters) !== null) return asItIs
  return { text: rest, context: { ...context, matters: context.matters.filter((one) => one.subject === subject) } }
}

/** Only where a time matters: a new date, a deadline, how long a leave lasts, when somebody will pay. */
const timed = new Set<Intent>(['admin_command', 'notice', 'leave', 'dues_unpaid', 'schedule_query'])

function withTime(meaning: Meaning, said: Said, context: Context): Meaning {
  if (!timed.has(meaning.intent)) return meaning
  const named = when(said.body, context)
  return named.matched === '' ? meaning : { ...meaning, when: named }
}

const changing = new Set<Status>([
  'will_attend',
  'will_attend_online',
  'will_not_attend',
  'leave_requested',
  'leave_cancelled',
  'present',
  'paid_claimed',
])

/** A closing 吧 half asks: 「那我请假吧」. */
function unlessUncertain(meaning: Meaning, said: Said): Meaning {
  const half = /吧[\s。.!~]*$/.test(said.text) && !/放心吧[\s。.!~]*$|^(?:请|麻烦|帮我?|那就)?把/.test(said.text)
  if (!half || !changing.has(meaning.status)) return meaning
  const unnamed = meaning.matter?.kind === 'activity' && !said.text.includes(meaning.matter.subject)
  const subject = unnamed ? currentActivity : meaning.subject
  return ask(meaning.intent, { ...meaning, subject, status: 'needs_clarification', doubt: { kind: 'unclear' } })
}
