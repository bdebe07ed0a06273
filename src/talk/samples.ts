import { addDays, weekday } from '../time/days.ts'
import { zoneOf } from '../time/zone.ts'
import type { Context, Matter, Meaning, MeaningItem, Person, Prior, Status } from './meaning.ts'
import { statuses } from './meaning.ts'
import { fullName } from './people/names.ts'
import { nameParts } from './people/spellings.ts'

/** One line of a file of sample messages. */
export interface Sample {
  text: string
  sender: string
  context?: {
    /** What is open: 主题党日, 党费:2026-03 … */
    open?: string[]
    last_bot?: string
    checkin_window?: boolean
    /** By name: a status, or an amount in fen. */
    prior?: Record<string, string | number>
    /** Names whose leave waits, oldest first. */
    pending_leave?: string[]
  }
}

export interface SampleRoster {
  members: { name: string; role: string; aliases: string[] }[]
}

/** The time at which samples are read: now, and the zone it is read in. */
export interface At {
  now: Date
  zone?: string
}

/** The context a sample line describes. Pure; names it does not know give no sender. */
export function contextOf(
  sample: Sample,
  roster: SampleRoster,
  { now, zone: zoneName = 'Asia/Shanghai' }: At,
): Context {
  const people = peopleOf(roster)
  const zone = zoneOf(zoneName)
  const given = sample.context ?? {}
  const byName = (name: string) =>
    people.find((person) => fullName(person) === name) ??
    people.find((person) => person.name === name || person.aliases.includes(name)) ??
    null
  const sender = byName(sample.sender)
  const lastBot = given.last_bot ?? ''
  const today = zone.day(now)
  const matters = (given.open ?? []).map((subject, i): Matter => {
    const [, month] = /^党费:(\d{4}-\d\d)$/.exec(subject) ?? []
    if (subject.startsWith('党费')) return { kind: 'dues', id: i + 1, subject: '党费', ...(month ? { month } : {}) }
    const day = dayAnnounced(subject, lastBot, today)
    return { kind: 'activity', id: i + 1, subject, ...(day ? { startsAt: zone.at(day, '15:00') } : {}) }
  })
  const priors = new Map<number, Prior>()
  for (const [name, said] of Object.entries(given.prior ?? {})) {
    const person = byName(name)
    if (person && typeof said === 'number') priors.set(person.id, { amountFen: said })
    else if (person && isStatus(said)) priors.set(person.id, { status: said })
  }
  return {
    now,
    zone,
    calendar: {
      isPublished: () => true,
      isWorkday: (day) => weekday(day) > 0 && weekday(day) < 6,
      holiday: () => null,
    },
    sender,
    officer: sender?.posts.some((post) => /书记|委员/.test(post)) ?? false,
    people,
    matters,
    asked: askedBy(lastBot),
    checkInOpen: given.checkin_window ?? false,
    priors,
    pendingLeave: (given.pending_leave ?? []).flatMap((name) => byName(name)?.id ?? []),
  }
}

const isStatus = (value: unknown): value is Status => statuses.some((status) => status === value)

const rosters = new WeakMap<SampleRoster, Person[]>()

function peopleOf(roster: SampleRoster): Person[] {
  const known = rosters.get(roster)
  if (known) return known
  const people = roster.members.map(({ name, role, aliases }, i): Person => {
    const parts = nameParts({ id: i, name, label: '', aliases: [], posts: [] })
    const posts = /党员|群众/.test(role) ? [] : [role]
    return {
      id: i + 1,
      name: parts.name,
      label: parts.label,
      aliases: aliases.filter((alias) => alias !== parts.name),
      posts,
    }
  })
  rosters.set(roster, people)
  return people
}

/** What the bot's last message asked for. */
function askedBy(text: string): Context['asked'] {
  if (/签到(?:开始|中|码)|请回[“"「]?到/.test(text)) return 'sign_in'
  if (/(?:能|可以)?(?:参加|到|来)(?:的)?请?回|请假回|参加吗|能到吗/.test(text)) return 'attendance'
  return /党费/.test(text) && /交/.test(text) ? 'dues' : null
}

/** 「周三支委会,周五主题党日」: the next such day from today on. */
function dayAnnounced(subject: string, text: string, today: string): string | null {
  const at = text.indexOf(subject)
  const before = at < 0 ? '' : text.slice(0, at)
  const [, letter] = /周([一二三四五六日天])[^,，;；]{0,12}$/.exec(before) ?? []
  const wanted = letter === undefined ? -1 : letter === '天' ? 0 : '日一二三四五六'.indexOf(letter)
  if (wanted < 0) return null
  return addDays(today, (wanted - weekday(today) + 7) % 7)
}

/** A meaning in the form of the samples. */
export function expectedShape(meaning: Meaning) {
  const chain = meaning.intent === 'jielong'
  const shape = {
    intent: meaning.intent,
    status: meaning.status,
    subject: meaning.subject,
    reason: meaning.reason,
    names: meaning.people.map(fullName),
    amount_fen: meaning.amountFen,
  }
  return chain || meaning.items.length > 0
    ? { ...shape, items: meaning.items.map((item) => itemShape(item, chain)) }
    : shape
}

function itemShape(item: MeaningItem, chain: boolean) {
  return {
    name: item.person ? fullName(item.person) : null,
    ...(item.person ? {} : { raw: item.raw }),
    ...(chain ? {} : { subject: item.subject }),
    status: item.status,
    ...(!chain || item.reason !== null ? { reason: item.reason } : {}),
    ...(item.amountFen !== null ? { amount_fen: item.amountFen } : {}),
  }
}
