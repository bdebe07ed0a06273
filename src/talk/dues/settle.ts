import { ask, meaning, speaker, unique } from '../build.ts'
import type { Context, Meaning, Status } from '../meaning.ts'
import type { Said } from '../message.ts'
import type { Named } from '../people/names.ts'
import { amountsIn, eachOnesAmount, everybody, sameAmount, shared } from './payers.ts'

type Basis = Pick<Meaning, 'matter' | 'months'> & { subject: string }

/** Puts people and amounts together. */
export function settleDues(
  intent: 'dues_paid' | 'dues_confirm' | 'dues_advance',
  status: Status,
  named: Named[],
  said: Said,
  context: Context,
  basis: Basis,
): Meaning {
  const people =
    named.length === 0 ? (intent === 'dues_confirm' ? [] : speaker(context)) : everybody(named, said, context)
  const forOthers = named.some((one) => one.person?.id !== context.sender?.id)
  const called = intent === 'dues_paid' && forOthers ? 'dues_paid_proxy' : intent
  const unresolved = named.find((one) => one.person === null || one.fuzzy)
  const items = eachOnesAmount(said, status, basis.subject, context)
  const amounts = amountsIn(said.text)
  const amountFen = shared(amounts, people.length, said)
  if (unresolved)
    return ask(
      called,
      { ...basis, people, amountFen },
      { kind: 'which_person', raw: unresolved.raw, candidates: unresolved.candidates },
    )
  if (/[\ue000-\ue7ff]/.test(said.text) && /(?:书记|委员)$/.test(named[0]?.raw ?? '') && intent === 'dues_paid')
    return ask(called, { ...basis, people, amountFen })
  if (items.length > 1)
    return meaning(called, status, {
      ...basis,
      people: unique(items.flatMap((item) => item.person ?? [])),
      items,
      amountFen: sameAmount(items),
    })
  if (amounts.length > 1 && amountFen === null) return ask(called, { ...basis, people })
  return meaning(called, status, { ...basis, people, amountFen })
}
