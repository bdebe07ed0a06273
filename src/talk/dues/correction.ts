import type { Amount } from '../../base/numerals.ts'
import { ask, meaning } from '../build.ts'
import { within } from '../match.ts'
import type { Context, Meaning } from '../meaning.ts'
import type { Said } from '../message.ts'
import { monthsIn } from '../months.ts'
import { mistaken, paidWrongly } from '../phrasebook.ts'
import { duesMatter } from '../subject.ts'
import { amountsIn, whoPays } from './payers.ts'
import { isAboutDues } from './topic.ts'

const isMistake = within(mistaken)
const isPaidWrongly = within(paidWrongly)

/** 不是120,是102: a correction of what was said before. */
export function readDuesCorrection(said: Said, context: Context): Meaning | null {
  if (said.isQuestion || !isAboutDues(said, context)) return null
  const amounts = amountsIn(said.text)
  const contrast = /不是?.{0,14}(?:是|应|交|转)/.test(said.text)
  const basis = {
    people: whoPays(said, context).people,
    subject: '党费',
    matter: duesMatter(context),
    months: monthsIn(said.text, context),
  }
  if (isPaidWrongly(said.text)) {
    const last = amounts.at(-1)
    return meaning('correction', 'dispute', { ...basis, amountFen: amounts.length === 1 && last ? last.fen : null })
  }
  if (!isMistake(said.text) && !(contrast && amounts.length === 2)) return null
  if (amounts.length === 0)
    return isMistake(said.text) && /错|更正|纠正/.test(said.text) ? ask('correction', basis) : null
  const right = amounts.length === 1 ? amounts[0] : rightAmount(said.text, amounts)
  if (!right || (amounts.length === 1 && isDenied(said.text, right))) return ask('correction', basis)
  return meaning('correction', 'corrected', { ...basis, amountFen: right.fen })
}

const isDenied = (text: string, { index, length }: Amount) =>
  /(?:不是|不对|错)[^,。\s]{0,6}$/.test(text.slice(0, index)) ||
  /^(?:是|就)?(?:我)?(?:写|打|报|说|填|输|发|弄|搞)?(?:错|不对)/.test(text.slice(index + length))

/** Of two amounts, the one not denied: 不是120是102, 是102不是120, 120改成102. */
function rightAmount(text: string, amounts: Amount[]): Amount | null {
  const standing = amounts.filter((amount) => !isDenied(text, amount))
  return standing.length === 1 ? (standing[0] ?? null) : /改|更正|应/.test(text) ? (amounts.at(-1) ?? null) : null
}
