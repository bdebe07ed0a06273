import { monthOf } from '../../time/days.ts'
import { tidyReason } from '../attendance/reason.ts'
import { ask, meaning, speaker } from '../build.ts'
import { within } from '../match.ts'
import type { Context, Meaning } from '../meaning.ts'
import type { Said } from '../message.ts'
import { monthsIn } from '../months.ts'
import { advance, lend } from '../phrasebook.ts'
import { strangerIn } from '../stranger.ts'
import { duesMatter } from '../subject.ts'
import { amountsIn, whoPays } from './payers.ts'
import { settleDues } from './settle.ts'
import { joint, paymentIn, saysMore } from './state.ts'
import { isAboutDues, monthSubject, speaksOfDues, withoutOtherPayments } from './topic.ts'
import { readBareAmount, readUndecided } from './unclear.ts'

const isAdvance = within(advance)
const asksToLend = within(lend)

/** Paid, not paid, will pay: for oneself or for others. */
export function readDues(said: Said, context: Context): Meaning | null {
  if (said.isQuestion) return null
  if (!isAboutDues(said, context)) return paidWithoutContext(said, context)
  const clauses = said.clauses.map((clause) => ({ ...clause, text: withoutOtherPayments(clause.text) }))
  // 下月一起补 says when, not for which month.
  const months = monthsIn(said.text.replace(/下个?月(?=.{0,4}(?:补|再?交|再?缴|再?转))/g, '以后'), context)
  const amounts = amountsIn(said.text)
  const states = clauses.map(paymentIn)
  const state = joint(states)
  const basis = { matter: duesMatter(context), months }
  const who = whoPays(said, context)
  if (asksToLend(said.text))
    return meaning('dues_advance', 'rejected', { ...basis, people: speaker(context), subject: '党费' })
  if (state === null)
    return (
      readBareAmount(said, amounts, context) ??
      readUndecided(said, states, amounts, { ...basis, people: who.people }, context)
    )
  const stranger = strangerIn(said)
  if (stranger !== null)
    return ask(
      state === 'paid' ? 'dues_paid_proxy' : 'dues_unpaid',
      {
        ...basis,
        subject: amounts.length > 0 ? '党费' : monthSubject(months, context),
        amountFen: amounts[0]?.fen ?? null,
      },
      { kind: 'which_person', raw: stranger, candidates: [] },
    )
  if (countsPeople(said)) return null
  const unsaid = amounts.length === 0 && !speaksOfDues(said.text) && saysMore(said)
  if (state !== 'paid') {
    const subject = monthSubject(months, context)
    const unresolved = who.doubtful[0]
    if (unresolved)
      return ask(
        'dues_unpaid',
        { ...basis, people: who.people, subject },
        { kind: 'which_person', raw: unresolved.raw, candidates: unresolved.candidates },
      )
    if (unsaid) return context.asked === 'dues' ? ask('dues_unpaid', { ...basis, people: who.people, subject }) : null
    if (isAdvance(said.text) && state === 'promised')
      return meaning('dues_advance', 'promised', { ...basis, people: who.people, subject: '党费' })
    return meaning('dues_unpaid', state, { ...basis, people: who.people, subject, reason: unpaidReason(said) })
  }
  // 都是我代交的: for whom?
  const forWhom = who.named.length === 0 && /代交/.test(said.text)
  if (forWhom) return ask('dues_paid_proxy', { ...basis, subject: '党费' })
  if (unsaid) return ask('dues_paid', { ...basis, people: who.people, subject: monthSubject(months, context) })
  const ahead = isAdvance(said.text) || months.some((month) => month > monthOf(context.zone.day(context.now)))
  return settleDues(ahead ? 'dues_advance' : 'dues_paid', 'paid_claimed', who.named, said, context, {
    ...basis,
    subject: amounts.length > 0 && months.length !== 1 ? '党费' : monthSubject(months, context),
  })
}

/** 还有5位没交: about people unnamed. */
const countsPeople = (said: Said) =>
  /(?:\d+|[一二三四五六七八九十几两]+)(?:个|位|名)?(?:人|同志|党员|位|名)|大家|他们|谁/.test(said.text) &&
  said.people.length === 0

/** 「已交」 with nothing open: paid what? */
function paidWithoutContext(said: Said, context: Context): Meaning | null {
  if (context.asked !== null || said.text.length > 12 || withoutOtherPayments(said.text) !== said.text) return null
  const state = joint(said.clauses.map(paymentIn))
  const onlyPayment =
    state === 'paid' &&
    /^(?:我|俺|都|已经?|早就?|刚刚?|才|这边)*(?:交|缴|转|付|上交|转账|缴费|交费)(?:过|完|清|齐|好|过去)?(?:了|啦|费)*(?:,?收到|,?请查收)?[。!~ ]*$|^已?(?:交|缴|转)|(?:交|缴|转)了?$/.test(
      said.text,
    )
  const money = amountsIn(said.text).length > 0 && state === 'paid'
  return onlyPayment || money ? ask('unclear', { people: speaker(context) }) : null
}

const unpaidReason = (said: Said): string | null => {
  const why = said.clauses
    .map((clause) => /^(?:因为|因|由于|主要是)(.+)/.exec(clause.text)?.[1] ?? null)
    .find((part) => part !== null)
  return why ? tidyReason(said.restore(why)) : null
}
