import { readAttendance } from './attendance.ts'
import { ask, ignored, unique } from './build.ts'
import { readChainMessage } from './chain-meaning.ts'
import { readDues, readDuesCorrection } from './dues.ts'
import type { Context, Meaning, Status } from './meaning.ts'
import { type Clause, readMessage, type Said } from './message.ts'
import { readNotice, readOfficer } from './officer.ts'
import {
  readDispute,
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
import { readProxySignIn, readSignIn } from './signin.ts'

/**
 * The order of judgement (domain 5.3); the first that has something to say decides.
 * In doubt each asks back rather than let something wrong be written.
 */
const judgements: ((said: Said, context: Context) => Meaning | null)[] = [
  readNothingSaid,
  readChainMessage,
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

/** What a message means in its context. Pure, linear in the length of the text, never throws. */
export function understand(text: string, context: Context): Meaning {
  const said = readMessage(text, context)
  for (const judge of judgements) {
    const meaning = judge(said, context)
    if (meaning) return unlessUncertain(meaning, said)
  }
  return ignored()
}

/** 参加,党费已交: an answer and a payment in one message. */
function readBothMatters(said: Said, context: Context): Meaning | null {
  const money = said.clauses.filter((clause) => /党费|[交缴转付]|\d(?:元|块)/.test(clause.text))
  const rest = said.clauses.filter((clause) => !money.includes(clause))
  if (money.length === 0 || rest.length === 0 || said.isQuestion) return null
  const coming = readAttendance(part(said, rest), {
    ...context,
    asked: context.asked === 'attendance' ? 'attendance' : null,
  })
  const paying =
    coming && answers.has(coming.status) ? readDues(part(said, money), { ...context, asked: 'dues' }) : null
  if (!coming || !paying || !payments.has(paying.status) || coming.intent === 'ack') return null
  const items = [coming, paying].flatMap((one) =>
    one.items.length > 0
      ? one.items
      : one.people.map((person) => ({
          person,
          raw: person.name,
          subject: one.matter?.kind === 'activity' ? one.matter.subject : one.subject,
          status: one.status,
          reason: one.reason,
          amountFen: one.amountFen,
        })),
  )
  return {
    ...coming,
    intent: 'mixed',
    status: 'mixed',
    subject: null,
    matter: null,
    reason: null,
    people: unique([...coming.people, ...paying.people]),
    items,
    months: paying.months,
  }
}

const part = (said: Said, clauses: Clause[]): Said => ({
  ...said,
  clauses,
  text: clauses.map((clause) => clause.text).join(','),
  people: said.people,
})
const answers = new Set<Status>([
  'will_attend',
  'will_attend_online',
  'will_not_attend',
  'leave_requested',
  'will_be_late',
  'mixed',
])
const payments = new Set<Status>(['paid_claimed', 'unpaid', 'promised'])

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
  const half = /吧[\s。.!~]*$/.test(said.text) && !/放心吧[\s。.!~]*$/.test(said.text)
  if (!half || !changing.has(meaning.status)) return meaning
  const unnamed = meaning.matter?.kind === 'activity' && !said.text.includes(meaning.matter.subject)
  const subject = unnamed ? currentActivity : meaning.subject
  return ask(meaning.intent, { ...meaning, subject, status: 'needs_clarification', doubt: { kind: 'unclear' } })
}
