import { ask, meaning } from '../build.ts'
import { within } from '../match.ts'
import type { Context, Meaning, MeaningItem } from '../meaning.ts'
import type { Said } from '../message.ts'
import { monthsIn } from '../months.ts'
import { received } from '../phrasebook.ts'
import { duesMatter } from '../subject.ts'
import { amountsIn, payers } from './payers.ts'
import { settleDues } from './settle.ts'
import { perfect } from './state.ts'
import { duesOpen, monthSubject, speaksOfDues } from './topic.ts'

const isReceived = within(received)

/**
 * 收到党费120元,张三: said by an officer who collects. Where all is confirmed at once (都收到了) no people are listed:
 * everybody who waits is meant, and the items are the exceptions (张三交的是102).
 */
export function readDuesConfirm(said: Said, context: Context): Meaning | null {
  if (said.isQuestion || !(isReceived(said.text) || receipt.test(said.text))) return null
  const amounts = amountsIn(said.text)
  const others = payers(said).filter((one) => one.person === null || one.person.id !== context.sender?.id)
  const all = /^.{0,4}(?:都|全部?|均)(?:已)?(?:收到|核对|核实|入账|到账|收了|收齐)|^(?:核对|核实)(?:全部|完)/.test(
    said.text,
  )
  const whole = all && (context.asked === 'dues' || speaksOfDues(said.text))
  const money =
    speaksOfDues(said.text) ||
    amounts.length > 0 ||
    (duesOpen(context) && /已收|已核|核实|核对|入账|到账|的.{0,3}收到/.test(said.text))
  if (!whole && !(money && others.length > 0)) {
    const nameless =
      /收到.{0,6}(?:党费|转账)|(?:党费|转账).{0,6}收到/.test(said.text) && context.officer && !perfect.test(said.text)
    return nameless ? ask('dues_confirm', { subject: '党费', amountFen: amounts[0]?.fen ?? null }) : null
  }
  if (!context.officer) return others.length > 0 ? meaning('unclear', 'rejected') : null
  const months = monthsIn(said.text, context)
  const basis = { subject: monthSubject(months, context), matter: duesMatter(context), months }
  const confirmed = settleDues('dues_confirm', 'verified', others, said, context, basis)
  if (!whole || confirmed.status !== 'verified') return confirmed
  const exceptions = others.map(
    (one): MeaningItem => ({
      person: one.person,
      raw: one.raw,
      subject: basis.subject,
      status: 'verified',
      reason: null,
      amountFen: confirmed.amountFen,
    }),
  )
  return { ...confirmed, people: [], amountFen: null, items: confirmed.items.length > 0 ? confirmed.items : exceptions }
}

const receipt = /收到|已收|收讫|收了|已核|核实|核对|入账|到账/
