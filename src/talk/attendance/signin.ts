import { ask, meaning, speaker, unique } from '../build.ts'
import { readClause, type Signal } from '../clause.ts'
import { exactly, within } from '../match.ts'
import type { Context, Meaning, MeaningItem, Person } from '../meaning.ts'
import type { Clause, Said } from '../message.ts'
import { chatter, present, signInWords } from '../phrasebook.ts'
import { strangerIn } from '../stranger.ts'
import { type About, activityIn, matterSubject } from '../subject.ts'
import { peopleOf } from './groups.ts'
import { core, tidyReason, withoutSetting } from './reason.ts'

const isPresent = exactly(present)
const isChatter = within(chatter)
const speaksOfSignIn = within(signInWords)

/** 「到」 while the sign-in is open. */
export function readSignIn(said: Said, context: Context): Meaning | null {
  if (
    !context.checkInOpen ||
    said.clauses.length > 3 ||
    said.people.some((named) => named.person?.id !== context.sender?.id)
  )
    return null
  if (/^(?:都|全|大家)/.test(said.text) || (isChatter(said.text) && !speaksOfSignIn(said.text))) return null
  if (said.people.length > 0 && /^[\ue000-\ue7ff]$/.test(said.text)) return ask('checkin', { people: speaker(context) })
  const isHere = ({ text }: Clause) =>
    isPresent(core(text)) || isPresent(withoutSetting(text).replace(/^我|[了啦啊呀!]+$/g, ''))
  const here = said.clauses.some(isHere)
  // 迟到了,现在到了: whoever has come is no longer late.
  const last = said.clauses.at(-1)
  const arrivedLate = last !== undefined && isHere(last) && /了/.test(last.text)
  const otherwise = said.clauses
    .map((clause) => readClause(clause.text))
    .filter(({ signal }) => !(arrivedLate && signal === 'late'))
  const denies = otherwise.some(
    ({ signal, hedge }) =>
      hedge !== null || signal === 'leave' || signal === 'decline' || signal === 'late' || signal === 'online',
  )
  const negated = /(?:没|未|不|还没|忘)(?:有)?.{0,2}(?:到|签|来)/.test(said.text)
  if (!here || denies || negated) return null
  const about = activityIn(said.text, context)
  if (!about.matter)
    return ask(
      'checkin',
      { people: speaker(context) },
      about.several.length > 1 ? { kind: 'which_matter', candidates: about.several } : { kind: 'unclear' },
    )
  return meaning('checkin', 'present', {
    people: speaker(context),
    subject: about.matter.subject,
    matter: about.matter,
  })
}

/** Signs in for somebody else: noted, and asked about. */
export function readProxySignIn(said: Said, context: Context): Meaning | null {
  if (/(?:没|未|不)(?:有)?(?:签|到|来)/.test(said.text)) return null
  if (said.people.length === 0) return readStranger(said, context)
  const forOthers =
    /(?:帮|代|替|给|为)(?:忙|我)?(?:[\ue000-\ue7ff]|.{0,2}[\ue000-\ue7ff]).{0,6}(?:签|打卡|报到)|[\ue000-\ue7ff].{0,8}(?:我)?(?:帮|代|替|给)(?:他|她|其|为)?.{0,2}签|代签.{0,3}[\ue000-\ue7ff]|[\ue000-\ue7ff].{0,3}代签/.test(
      said.text,
    )
  const reported =
    context.checkInOpen &&
    /[\ue000-\ue7ff](?:也|都|同志|已|已经|刚|和|、|我)*(?:到|签到|来|在)(?:了|啦|场|会场|签到)*(?:$|[\s,。!])/.test(
      said.text,
    )
  if (!forOthers && !reported) return null
  if (/[\ue000-\ue7ff](?:帮|代|替)我.{0,2}签/.test(said.text)) return ask('checkin', { people: speaker(context) })
  const readings = said.clauses.map((clause) => readClause(clause.text))
  if (readings.some(({ signal, hedge }) => hedge !== null || (signal !== null && elsewhere.has(signal)))) return null
  if (!forOthers && !speaksOfSignIn(said.text) && !context.checkInOpen) return null
  const about = activityIn(said.text, context, said.quoted)
  const spokenOf = new Set(said.clauses.flatMap(peopleOf))
  const others = said.people.filter(
    (named) => spokenOf.has(named) && (named.person === null || named.person.id !== context.sender?.id),
  )
  if (others.length === 0) return null
  const unresolved = others.find((named) => named.person === null || named.fuzzy)
  const people = unique(others.flatMap((named) => named.person ?? []))
  const subject = matterSubject(about)
  if (unresolved)
    return ask(
      'proxy_checkin',
      { people, subject, matter: about.matter },
      { kind: 'which_person', raw: unresolved.raw, candidates: unresolved.candidates },
    )
  const reason = said.clauses
    .filter((clause) => !/签|打卡/.test(clause.text) && !/[\ue000-\ue7ff].*(?:到|来)/.test(clause.text))
    .map((clause) => tidyReason(clause.text.replace(/^[\ue000-\ue7ff]/, ''))?.replace(/了$/, '') ?? null)
    .find((part) => part !== null && !/^(?:谢谢|麻烦|收到|辛苦)/.test(part))
  if (reported && context.checkInOpen && withSpeaker.test(said.text) && context.sender)
    return bothHere(context.sender, people, subject, about)
  return meaning('proxy_checkin', 'proxy_needs_confirm', {
    people,
    subject,
    matter: about.matter,
    reason: reason ?? null,
  })
}

/** 帮小李签到, and nobody of that name is on the list. */
function readStranger(said: Said, context: Context): Meaning | null {
  const raw = context.checkInOpen && /签|到|打卡/.test(said.text) ? strangerIn(said) : null
  if (raw === null) return null
  const { matter } = activityIn(said.text, context)
  return ask(
    'proxy_checkin',
    { subject: matter?.subject ?? null, matter },
    { kind: 'which_person', raw, candidates: [] },
  )
}

const elsewhere = new Set<Signal>(['leave', 'decline', 'late', 'online', 'no_leave', 'cancel_leave'])
const withSpeaker = /我(?:和|跟|与|、)[\ue000-\ue7ff]|[\ue000-\ue7ff](?:和|跟|与|、)我|^我?(?:到|签到|已到)了?[,。!\s]/

/** 我和张三都到了: one is here, the other is said to be. */
function bothHere(sender: Person, others: Person[], subject: string, about: About): Meaning {
  const item = { subject, reason: null, amountFen: null }
  const items: MeaningItem[] = [
    { ...item, person: sender, raw: sender.name, status: about.matter ? 'present' : 'needs_clarification' },
    ...others.map((person): MeaningItem => ({ ...item, person, raw: person.name, status: 'proxy_needs_confirm' })),
  ]
  return meaning('mixed', 'mixed', { people: [sender, ...others], items, matter: about.matter })
}
