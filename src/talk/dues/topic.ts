import { within, without } from '../match.ts'
import type { Context } from '../meaning.ts'
import type { Said } from '../message.ts'
import { duesWords, notDues, paid } from '../phrasebook.ts'
import { duesMatter } from '../subject.ts'

export const speaksOfDues = within(duesWords)
export const withoutOtherPayments = without(notDues)
const isPaid = within(paid)

/** Is money the topic, by its words or by what was asked? */
export function isAboutDues(said: Said, context: Context): boolean {
  if (speaksOfDues(said.text) || (said.quoted !== null && speaksOfDues(said.quoted))) return true
  if (!duesOpen(context) || withoutOtherPayments(said.text) !== said.text) return false
  // While attendance is asked for, only words of payment speak of money: 已交86.5元.
  return (context.asked !== 'attendance' && context.asked !== 'sign_in') || isPaid(said.text)
}

export const duesOpen = (context: Context) =>
  context.asked === 'dues' || context.matters.some((matter) => matter.kind === 'dues') || hasPriorAmount(context)
const hasPriorAmount = ({ sender, priors }: Context) => {
  const prior = sender ? priors.get(sender.id) : undefined
  return prior !== undefined && 'amountFen' in prior
}

/** 党费:2026-03 where exactly one month is meant. */
export function monthSubject(months: string[], context: Context): string {
  const month = months.length === 1 ? months[0] : months.length === 0 ? duesMatter(context)?.month : undefined
  return month ? `党费:${month}` : '党费'
}
