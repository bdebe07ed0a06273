import { ask, meaning, speaker, unique } from '../build.ts'
import { readClause } from '../clause.ts'
import { within } from '../match.ts'
import type { Context, Intent, Meaning, MeaningItem, Person } from '../meaning.ts'
import { readMessage, type Said } from '../message.ts'
import { chatter } from '../phrasebook.ts'
import { strangerIn } from '../stranger.ts'
import { type About, activityIn, calledSubject, duesMatter, matterSubject } from '../subject.ts'
import { type Answer, combine } from './answer.ts'
import { droppingDenied, type Group, groupClauses, isForMany, whoIn } from './groups.ts'
import { readNumber } from './number.ts'
import { joinReasons } from './reason.ts'

/** Coming, not coming, perhaps, late, on line, on leave: for the speaker or for others, for one activity or several. */
export function readAttendance(said: Said, context: Context): Meaning | null {
  const numbered = context.asked === 'attendance' ? readNumber(said, context) : null
  if (numbered) return numbered
  if (context.asked !== 'attendance' && isBareNumber(said)) return ask('unclear', { people: speaker(context) })
  const clauses = droppingDenied(said.clauses)
  if (isChatter(said.text) && !speaksOfMeeting(said.text)) return null
  if (isForMany(said)) return askForMany(said, context)
  const stranger = strangerIn(said)
  if (stranger !== null) return askAboutStranger(stranger, said, context)
  const groups = groupClauses(clauses, context)
  const answers = groups.flatMap((group) => {
    const answer = combine(group, said, context)
    return answer ? [{ group, answer }] : []
  })
  const [first, ...others] = answers
  if (!first) return null
  if (others.length === 0) return single(first.group, first.answer, said, context)
  return several(answers, said, context)
}

const isChatter = within(chatter)
const speaksOfMeeting = (text: string) => /参加|请.{0,2}假|会议|开会|活动|党|线上|签到/.test(text)

const isBareNumber = (said: Said) => /^[+]?\d{1,2}[.、)]?$/.test(said.text)

/** The activity's own name where attendance itself is meant; 当前活动 where it was left unnamed. */
const byOwnName = new Set<Intent>(['attend', 'online_attend', 'late', 'checkin', 'proxy_checkin', 'correction'])

function single(group: Group, answer: Answer, said: Said, context: Context): Meaning | null {
  const about = activityIn(said.text, context, said.quoted)
  // Nobody acknowledges for others: 知道了书记 names who is spoken to.
  const { people, doubtful } =
    answer.intent === 'ack' ? { people: speaker(context), doubtful: [] } : whoIn(group, context)
  const subject = aboutSubject(answer, about, group)
  const rest = {
    people,
    subject,
    matter: about.matter,
    reason: restored(answer.reason, said),
    lateMinutes: answer.minutes,
  }
  const unresolved = doubtful[0]
  if (unresolved)
    return ask(
      answer.intent,
      { ...rest, people: unique(group.named.flatMap((n) => n.person ?? [])) },
      { kind: 'which_person', raw: unresolved.raw, candidates: unresolved.candidates },
    )
  if (answer.intent === 'attend' && answer.status === 'needs_clarification')
    return ask('attend', { ...rest, subject: calledSubject(about) })
  if (answer.status === 'needs_clarification') return ask(answer.intent, rest)
  if (about.several.length > 1) return forEach(answer, people, about, said) ?? askWhich(answer.intent, people, about)
  const unasked = context.asked === null && said.quoted === null && about.named === null
  if (answer.intent === 'ack' && unasked && context.matters.length > 1)
    return ask('unclear', { people }, { kind: 'which_matter', candidates: context.matters })
  if (about.matter === null && about.named === null) return nothingOpen(answer, context, rest)
  return meaning(answer.intent, answer.status, rest)
}

function nothingOpen(answer: Answer, context: Context, rest: Partial<Meaning>): Meaning | null {
  const dues = duesMatter(context)
  if (answer.intent === 'ack' && dues?.month)
    return meaning('ack', 'acknowledged', { people: speaker(context), subject: `党费:${dues.month}`, matter: dues })
  if (answer.intent === 'ack') return ask('unclear', { people: speaker(context) })
  if (answer.intent === 'leave' || answer.intent === 'leave_cancel')
    return ask(answer.intent, { ...rest, subject: null })
  return ask('unclear', { people: rest.people ?? [], reason: rest.reason ?? null })
}

function aboutSubject(answer: Answer, about: About, group: Group): string | null {
  if (group.readings.some((reading) => reading.long) && about.named === null) return null
  return byOwnName.has(answer.intent) && answer.status !== 'needs_clarification'
    ? matterSubject(about)
    : calledSubject(about)
}

const restored = (reason: string | null, said: Said) => (reason === null ? null : said.restore(reason))

function askForMany(said: Said, context: Context): Meaning {
  const about = activityIn(said.text, context, said.quoted)
  const intent = /请.{0,2}假/.test(said.text) ? 'leave' : /不/.test(said.text) ? 'decline' : 'attend'
  return ask(intent, { subject: calledSubject(about), matter: about.matter })
}

/** 小李请假, and nobody of that name is on the list. */
function askAboutStranger(raw: string, said: Said, context: Context): Meaning {
  return { ...askForMany(said, context), doubt: { kind: 'which_person', raw, candidates: [] } }
}

/** 两个都参加: the same answer for every open activity. */
function forEach(answer: Answer, people: Person[], about: About, said: Said): Meaning | null {
  const count = /(两|三|全部?)(?:个|项|次|场|件)?(?:会|活动)?都/.exec(said.text)?.[1]
  if (count === undefined || answer.intent === 'ack') return null
  if ((count === '两' && about.several.length !== 2) || (count === '三' && about.several.length !== 3)) return null
  const items = about.several.flatMap((matter) =>
    people.map(
      (person): MeaningItem => ({
        person,
        raw: person.name,
        subject: matter.subject,
        status: answer.status,
        reason: restored(answer.reason, said),
        amountFen: null,
      }),
    ),
  )
  return meaning('mixed', 'mixed', { people, items })
}

function askWhich(intent: Intent, people: Person[], about: About): Meaning {
  return ask(intent, { people }, { kind: 'which_matter', candidates: about.several })
}

/** Several people, or several activities, each with an answer of its own. */
function several(answers: { group: Group; answer: Answer }[], said: Said, context: Context): Meaning | null {
  const real = answers.filter(({ answer }) => answer.intent !== 'ack')
  const [only, another] = real
  if (only && !another) return single(only.group, only.answer, said, context)
  if (!only)
    return single(
      answers[0]?.group ?? { named: [], self: true, readings: [], text: '' },
      { intent: 'ack', status: 'acknowledged', reason: null, minutes: null },
      said,
      context,
    )
  const items: MeaningItem[] = []
  for (const { group, answer } of real) {
    const about = activityIn(group.text, context, said.quoted)
    const { people, doubtful } = whoIn(group, context)
    const vague = about.several.length > 1 || (about.matter === null && about.named === null)
    const item = {
      subject: vague ? null : matterSubject(about),
      reason: restored(answer.reason, said),
      amountFen: null,
    }
    for (const named of doubtful) items.push({ ...item, person: null, raw: named.raw, status: 'needs_clarification' })
    const sure = people.filter((person) => !doubtful.some((named) => named.person?.id === person.id))
    for (const person of sure)
      items.push({ ...item, person, raw: person.name, status: vague ? 'needs_clarification' : answer.status })
  }
  return joined(items, real, context)
}

function joined(items: MeaningItem[], answers: { answer: Answer }[], context: Context): Meaning {
  const people = unique(items.flatMap((item) => item.person ?? []))
  const [first] = items
  const alike = first && items.every((item) => item.status === first.status && item.subject === first.subject)
  const unresolved = items.find((item) => item.person === null)
  const doubt = unresolved
    ? ({
        kind: 'which_person',
        raw: unresolved.raw,
        candidates: context.people.filter((p) => unresolved.raw.includes(p.name)),
      } as const)
    : null
  if (items.every((item) => item.status === 'needs_clarification'))
    return ask(answers[0]?.answer.intent ?? 'unclear', { people, items }, doubt ?? { kind: 'unclear' })
  if (alike && answers[0])
    return meaning(answers[0].answer.intent, first.status, {
      people,
      subject: first.subject,
      matter: activityIn('', context).matter,
      reason: joinReasons(items.map((i) => i.reason)),
      items,
    })
  return meaning('mixed', 'mixed', { people, items, doubt })
}

/** What a line of a 接龙 says after the name. */
export function answerIn(text: string, context: Context): Answer | null {
  const asked: Context = { ...context, asked: 'attendance', checkInOpen: false, people: [] }
  const said = readMessage(text, asked)
  return combine(
    { named: [], self: true, readings: said.clauses.map((clause) => readClause(clause.text)), text: said.text },
    said,
    asked,
  )
}
