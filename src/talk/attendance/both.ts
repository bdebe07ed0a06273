import { unique } from '../build.ts'
import { readDues } from '../dues/dues.ts'
import type { Context, Meaning, Status } from '../meaning.ts'
import type { Clause, Said } from '../message.ts'
import { readAttendance } from './attendance.ts'

/** 参加,党费已交: an answer and a payment in one message. */
export function readBothMatters(said: Said, context: Context): Meaning | null {
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
