import { ask, meaning, speaker, unique } from './build.ts'
import { type Reading, readClause } from './clause.ts'
import { within } from './match.ts'
import type { Context, Intent, Meaning, MeaningItem, Person, Status } from './meaning.ts'
import { type Clause, readMessage, type Said } from './message.ts'
import type { Named } from './names.ts'
import { chatter } from './phrasebook.ts'
import { joinReasons } from './reason.ts'
import { type About, activityIn, calledSubject, duesMatter, matterSubject } from './subject.ts'

/** Somebody's answer about one activity, gathered from one or more clauses. */
interface Group {
  named: Named[]
  /** The speaker is among them: 我和王五. */
  self: boolean
  readings: Reading[]
  text: string
}

/** An answer before it is known whose and about what. */
interface Answer {
  intent: Intent
  status: Status
  reason: string | null
  minutes: number | null
}

/** Coming, not coming, perhaps, late, on line, on leave: for the speaker or for others, for one activity or several. */
export function readAttendance(said: Said, context: Context): Meaning | null {
  const numbered = context.asked === 'attendance' ? readNumber(said, context) : null
  if (numbered) return numbered
  if (context.asked !== 'attendance' && isBareNumber(said)) return ask('unclear', { people: speaker(context) })
  const clauses = droppingDenied(said.clauses)
  if (isChatter(said.text) && !speaksOfMeeting(said.text)) return null
  if (isForMany(said)) return askForMany(said, context)
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

/** 1 参加, 2 请假, 3 线上, as the question offered them. */
function readNumber(said: Said, context: Context): Meaning | null {
  const [, choice = '', words = ''] =
    /^(?:我?(?:回复?|选|扣|打))?\+?([123])(?:[\s.、,:)]+|(?=[^\d.:点号月日个位人名元块年分份%一二三四五六七八九十/-])|$)([\s\S]*)$/.exec(
      said.text,
    ) ?? []
  if (choice === '') return null
  const index = '123'.indexOf(choice)
  const rest: Group = {
    named: [],
    self: true,
    readings: said.clauses.map((clause) => readClause(clause.text.replace(/^\+?[123]/, ''))),
    text: words,
  }
  const written = combine(rest, said, { ...context, asked: 'attendance' })
  const about = activityIn(words, context)
  const subject = matterSubject(about)
  const basis = { people: speaker(context), subject, matter: about.matter }
  if (about.several.length > 1)
    return askWhich(['attend', 'leave', 'online_attend'][index] as Intent, basis.people, about)
  const firm = new Set<Status>(['will_attend', 'will_attend_online', 'leave_requested', 'will_not_attend'])
  const said2 =
    index === 1 ? ['leave_requested', 'will_not_attend'] : index === 0 ? ['will_attend'] : ['will_attend_online']
  const contradicts = written !== null && firm.has(written.status) && !said2.includes(written.status)
  if (
    contradicts &&
    !(index === 2 && written.status === 'will_attend') &&
    !(index !== 1 && written.intent === 'leave' && !/请假|不/.test(words))
  )
    return ask('unclear', basis)
  if (index === 0)
    return meaning(
      written?.intent === 'late' ? 'late' : 'attend',
      written?.intent === 'late' ? 'will_be_late' : 'will_attend',
      { ...basis, lateMinutes: written?.minutes ?? null, reason: written?.intent === 'late' ? written.reason : null },
    )
  const reason = joinReasons(rest.readings.map((reading) => reading.reason)) ?? freeReason(said, words)
  return index === 1
    ? meaning('leave', 'leave_requested', { ...basis, reason })
    : meaning('online_attend', 'will_attend_online', { ...basis, reason })
}

/** After 「2」 whatever follows is the reason, known words or not. */
function freeReason(said: Said, words: string): string | null {
  const plain = said
    .restore(words)
    .replace(/^(?:请假|因为|原因)[:,\s]*/, '')
    .trim()
  return plain === '' || /^[\d\W]+$/.test(plain.replace(/\p{L}/gu, 'x').replace(/x/g, 'x')) ? null : plain
}

/** 不是我请假,是李四请假: what is denied of one is said of the other, even where it is not said again. */
function droppingDenied(clauses: Clause[]): Clause[] {
  const denies = (clause: Clause) => /^(?:不是|并非|不是说)(?:我|本人|[\ue000-\ue7ff])/.test(clause.text)
  const denied = clauses.find(denies)
  if (!denied || !clauses.some((clause) => !denies(clause) && clause.people.length > 0)) return clauses
  const predicate = denied.text.replace(/^(?:不是|并非|不是说)(?:我|本人|[\ue000-\ue7ff])/, '')
  const elliptic = (clause: Clause) => /^(?:而?是)?[\ue000-\ue7ff]$/.test(clause.text)
  return clauses
    .filter((clause) => !denies(clause))
    .map((clause) => (elliptic(clause) ? { ...clause, text: clause.text + predicate } : clause))
}

const companion =
  /(?:陪同?|送|接|看望?|照顾|照看|找|见|等|随|跟着|顶替?|伺候|代替)[\ue000-\ue7ff]|(?:替|帮|代|给|为)[\ue000-\ue7ff](?=.{0,2}(?:值|顶|上班|代班|看|办|干|做|盯|搬|守))|[\ue000-\ue7ff](?=(?:帮|替|给)我)|(?:向|跟|给|找|经)[\ue000-\ue7ff](?!都|也|一起|两|俩|和)(?=.{0,4}(?:请.{0,2}假|说|报告|汇报|告假|批准|同意|打过?招呼))/g
const addressed = /^[\ue000-\ue7ff](?=(?:同志)?(?:您好|你好|好$|我|俺|本人))/

/** Those a clause is about: not who is spoken to, cared for, stood in for. */
function peopleOf(clause: Clause, context: Context): Named[] {
  const set = new Set<string>()
  const text = clause.text.replace(addressed, '').replace(companion, '')
  return clause.people.filter((named, i) => {
    const sign = Array.from(clause.text.matchAll(/[\ue000-\ue7ff]/g), ([found]) => found)[i] ?? ''
    if (!text.includes(sign) || set.has(sign)) return false
    set.add(sign)
    return !(i === 0 && isSalutation(clause, named, context))
  })
}

/** 「王姐」 or 「李书记」 alone before the message is a greeting. */
const isSalutation = (clause: Clause, named: Named, _context: Context) =>
  /^(?:谢谢|感谢|多谢|辛苦了?|麻烦)?[\ue000-\ue7ff](?:同志|您|你好|您好|好)?$/.test(clause.text) &&
  ((named.person?.posts.length ?? 0) > 0 || /书记|委员|主任|组长|组织$/.test(named.raw))

function groupClauses(clauses: Clause[], context: Context): Group[] {
  const groups: Group[] = []
  let current: Group | null = null
  for (const clause of clauses) {
    const named = peopleOf(clause, context)
    const reading = readClause(clause.text)
    const self = /我|俺|本人/.test(clause.text) || named.length === 0
    const newPeople: boolean =
      named.length > 0 &&
      (current === null || settled(current) || current.named.length === 0 || !samePeople(current.named, named))
    const backToSelf: boolean =
      named.length === 0 &&
      /^(?:我|本人|俺)/.test(clause.text) &&
      current !== null &&
      current.named.length > 0 &&
      !current.self &&
      reading.signal !== null
    const otherMatter: boolean =
      current !== null && settled(current) && reading.signal !== null && mentionsOther(current, clause, context)
    if (current === null || newPeople || backToSelf || otherMatter) {
      const started: Group = {
        named: named.length > 0 || backToSelf || current === null ? named : current.named,
        self,
        readings: [],
        text: '',
      }
      // A reason told first belongs to whoever is named next: 下井检修,张三请假.
      if (current && !settled(current) && newPeople && current.named.length === 0) {
        groups.pop()
        started.readings.push(...current.readings)
      }
      // A list of names before one answer: 张三,李四 请假.
      else if (
        current &&
        newPeople &&
        current.readings.every((r) => r.signal === null && r.excuse === null && r.hedge === null)
      ) {
        groups.pop()
        started.named = [...current.named, ...named]
      }
      current = started
      groups.push(current)
    }
    current.readings.push(reading)
    current.text += `${clause.text} `
    if (/我|俺|本人/.test(clause.text) && named.length > 0) current.self = true
  }
  return groups
}

const settled = (group: Group) =>
  group.readings.some((reading) => reading.signal !== null && reading.signal !== 'acknowledge')
const samePeople = (one: Named[], other: Named[]) => one.map((n) => n.raw).join() === other.map((n) => n.raw).join()

function mentionsOther(group: Group, clause: Clause, context: Context): boolean {
  const before = activityIn(group.text, context)
  const now = activityIn(clause.text, context)
  return now.named !== null && before.named !== null && now.named !== before.named
}

const changesMind = within([
  '哦不',
  '噢不',
  '不对',
  '还是',
  '算了',
  '改成',
  '改为',
  '说错',
  '打错',
  '更正',
  '收回',
  '刚才',
])

/** What all that one person said comes to. */
function combine(group: Group, said: Said, context: Context): Answer | null {
  const { readings } = group
  const has = (signal: Reading['signal']) => readings.some((reading) => reading.signal === signal)
  const reason = joinReasons(
    readings.map((reading) => (reading.excuse !== null || reading.signal === 'leave' ? reading.reason : null)),
  )
  const leaveReason = joinReasons(
    readings.map((reading) => (reading.excuse !== null || reading.signal === 'leave' ? reading.reason : reading.rest)),
  )
  const answer = (intent: Intent, status: Status, because: string | null = null): Answer => ({
    intent,
    status,
    reason: because,
    minutes: readings.find((reading) => reading.minutes !== null)?.minutes ?? null,
  })
  const onLeave = hadLeave(group, context)
  const coming = has('attend') || has('online') || has('early') || (has('yes') && context.asked === 'attendance')
  const staying = has('decline') || has('leave')
  const lastFirm = readings
    .filter((reading) => reading.signal !== null && reading.signal !== 'acknowledge')
    .at(-1)?.signal
  const conflicting = coming && staying && !(has('online') && !has('leave'))
  if (conflicting && changesMind(group.text)) return combineLast(group, lastFirm, answer, reason)
  if (has('cancel_leave')) {
    const explicit = /销个?假|取消|撤|作废|收回/.test(group.text)
    if (explicit || onLeave) return answer('leave_cancel', 'leave_cancelled')
    return coming ? answer('attend', 'will_attend') : answer('attend', 'needs_clarification')
  }
  if (onLeave && has('possible_again') && !staying) return answer('leave_cancel', 'leave_cancelled')
  const wavering = readings.some((reading) => reading.hedge === 'for')
  if (conflicting) return answer(has('leave') ? 'leave' : 'unclear', 'needs_clarification', reason)
  if (has('leave') && !wavering) return answer('leave', 'leave_requested', leaveReason)
  if (has('leave') && !/去|来|参加|到|赶|会议/.test(group.text))
    return answer('leave', 'needs_clarification', leaveReason)
  if (has('late') && !staying)
    return coming || !wavering ? answer('late', 'will_be_late', reason) : answer('tentative', 'tentative', reason)
  if (has('online') && !wavering) return answer('online_attend', 'will_attend_online', reason)
  if (wavering || readings.some((reading) => reading.hedge === 'against')) {
    if (has('decline') && !wavering)
      return reason ? answer('leave', 'leave_requested', reason) : answer('decline', 'will_not_attend')
    return meant(group, context) || said.clauses.length <= 3 ? answer('tentative', 'tentative', reason) : null
  }
  if (has('decline')) return reason ? answer('leave', 'leave_requested', reason) : answer('decline', 'will_not_attend')
  if (context.checkInOpen && group.named.length > 0 && (has('arrived') || has('attend')))
    return answer('proxy_checkin', 'proxy_needs_confirm')
  if (has('arrived') && !context.checkInOpen) return answer('checkin', 'needs_clarification')
  if (has('possible_again')) return answer('attend', 'will_attend')
  if (has('attend'))
    return answer(
      'attend',
      'will_attend',
      has('early') ? (readings.find((r) => r.signal === 'early')?.reason ?? null) : null,
    )
  if (has('yes') && context.asked === 'attendance') return answer('attend', 'will_attend')
  if (has('early')) return answer('attend', 'will_attend', readings.find((r) => r.signal === 'early')?.reason ?? null)
  if (has('no_leave')) return onLeave ? answer('correction', 'dispute') : answer('attend', 'needs_clarification')
  return combineReasons(group, context, reason, answer)
}

function combineLast(
  group: Group,
  last: Reading['signal'] | undefined,
  answer: (intent: Intent, status: Status, reason?: string | null) => Answer,
  reason: string | null,
): Answer {
  if (last === 'leave') return answer('leave', 'leave_requested', reason)
  if (last === 'decline')
    return reason ? answer('leave', 'leave_requested', reason) : answer('decline', 'will_not_attend')
  if (last === 'online') return answer('online_attend', 'will_attend_online', reason)
  if (last === 'attend' || last === 'yes' || last === 'early') return answer('attend', 'will_attend')
  return answer(group.text.includes('请假') ? 'leave' : 'unclear', 'needs_clarification', reason)
}

/** Only a reason, or only an acknowledgement, or both. */
function combineReasons(
  group: Group,
  context: Context,
  reason: string | null,
  answer: (intent: Intent, status: Status, reason?: string | null) => Answer,
): Answer | null {
  const excuses = group.readings.map((reading) => reading.excuse)
  const acknowledged = group.readings.some((reading) => reading.signal === 'acknowledge' || reading.signal === 'yes')
  if (excuses.includes('absence') && context.asked === 'attendance') {
    return group.named.length > 0
      ? answer('leave', 'needs_clarification', reason)
      : answer('leave', 'leave_requested', reason)
  }
  if (excuses.some((excuse) => excuse !== null)) {
    if (acknowledged) return answer('tentative', 'needs_clarification', reason)
    return meant(group, context) ? answer('unclear', 'needs_clarification', reason) : null
  }
  return acknowledged ? answer('ack', 'acknowledged') : null
}

/** Short enough, and asked for: an answer rather than chatter. */
const meant = (group: Group, context: Context) => context.asked === 'attendance' && group.text.length <= 40

function hadLeave(group: Group, context: Context): boolean {
  const people = group.named.length > 0 ? group.named.flatMap((named) => named.person ?? []) : speaker(context)
  return people.some((person) => {
    const prior = context.priors.get(person.id)
    return (
      prior !== undefined && 'status' in prior && (prior.status === 'leave_requested' || prior.status === 'approved')
    )
  })
}

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
  if (about.several.length > 1) return askWhich(answer.intent, people, about)
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

function whoIn(group: Group, context: Context): { people: Person[]; doubtful: Named[] } {
  if (group.named.length === 0) return { people: speaker(context), doubtful: [] }
  const self =
    group.self &&
    /(?:我|俺|本人).{0,2}[\ue000-\ue7ff]|[\ue000-\ue7ff].{0,2}(?:我|俺)(?!说)/.test(group.text) &&
    !/不是我/.test(group.text)
  const people = unique([...(self ? speaker(context) : []), ...group.named.flatMap((named) => named.person ?? [])])
  return {
    people,
    doubtful: group.named.filter((named) => named.person === null || named.fuzzy || titleAlone(named, group)),
  }
}

/** 「书记请假」: is the secretary on leave, or is the speaker asking him? */
const titleAlone = (named: Named, group: Group) =>
  /(?:书记|委员|主任|组长)$/.test(named.raw) && group.readings.some((r) => r.signal === 'leave')

/** We, our group, all but one: nobody can answer for people unnamed. */
const isForMany = (said: Said) =>
  /(?:我们(?!这边)|咱们?|我组|本组|我们?小组|全组|大家|全体|所有人|他们|[一二三四五六\d]组)(?:[一二三四五六\d两]*[个组队班室人位名]*)?(?:人)?(?:都|全|全部|全体|一起|也|均)|除了?[\ue000-\ue7ff].{0,6}(?:都|全|其他|其余|均)/.test(
    said.text,
  ) && /参加|请.{0,2}假|去|来|到/.test(said.text)

function askForMany(said: Said, context: Context): Meaning {
  const about = activityIn(said.text, context, said.quoted)
  const intent = /请.{0,2}假/.test(said.text) ? 'leave' : /不/.test(said.text) ? 'decline' : 'attend'
  return ask(intent, { subject: calledSubject(about), matter: about.matter })
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
