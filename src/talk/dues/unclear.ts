import type { Amount } from '../../base/numerals.ts'
import { core } from '../attendance/reason.ts'
import { ask, speaker } from '../build.ts'
import { within } from '../match.ts'
import type { Context, Meaning } from '../meaning.ts'
import type { Said } from '../message.ts'
import { advance, chatter } from '../phrasebook.ts'
import { duesMatter } from '../subject.ts'
import { shared } from './payers.ts'
import type { Payment } from './state.ts'
import { duesOpen, speaksOfDues, withoutOtherPayments } from './topic.ts'

const isAdvance = within(advance)
const isChatter = within(chatter)

/** Money is the topic, but whether it was paid is not clear. */
export function readUndecided(
  said: Said,
  states: (Payment | null)[],
  amounts: Amount[],
  basis: Partial<Meaning>,
  context: Context,
): Meaning | null {
  const contradictory = states.includes('paid') && states.includes('unpaid')
  const topical = speaksOfDues(said.text) && said.text.length <= 20 && duesOpen(context)
  const sums =
    amounts.length > 0 &&
    duesOpen(context) &&
    said.text.length <= 20 &&
    withoutOtherPayments(said.text) === said.text &&
    /[交缴转付补]|的/.test(said.text)
  if (!contradictory && !topical && !sums) return null
  const amountFen = shared(amounts, basis.people?.length ?? 1, said)
  return ask(isAdvance(said.text) ? 'dues_advance' : 'dues_paid', { ...basis, subject: '党费', amountFen })
}

/** 50, with nothing else, may be an amount: ask whether it was paid. */
export function readBareAmount(said: Said, amounts: Amount[], context: Context): Meaning | null {
  const [amount] = amounts
  if (!amount || amounts.length > 1 || said.people.length > 0) return null
  const rest = core(said.text.slice(0, amount.index) + said.text.slice(amount.index + amount.length)).replace(
    /党费|[:,。.!\s]/g,
    '',
  )
  if (rest !== '' || isChatter(said.text) || (amount.fen < 1000 && /^\d$/.test(said.text))) return null
  return ask('dues_paid', {
    people: speaker(context),
    subject: '党费',
    matter: duesMatter(context),
    amountFen: amount.fen,
  })
}
