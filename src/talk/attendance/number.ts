import { ask, meaning, speaker } from '../build.ts'
import { readClause } from '../clause.ts'
import type { Context, Intent, Meaning, Status } from '../meaning.ts'
import type { Said } from '../message.ts'
import { activityIn, matterSubject } from '../subject.ts'
import { combine } from './answer.ts'
import type { Group } from './groups.ts'
import { joinReasons } from './reason.ts'

/** The number with which a text begins as an answer, and the words after it. 2号出差 begins with a day. */
export function numbered(text: string): { choice: string; words: string } | null {
  const found =
    /^(?:我?(?:回复?|选|扣|打))?\+?([123])(?:[\s.、,:)]+|(?=[^\d.:点号月日个位人名元块年分份%"'”一二三四五六七八九十/-])|$)([\s\S]*)$/.exec(
      text,
    )
  return found && { choice: found[1] ?? '', words: found[2] ?? '' }
}

/** 1 参加, 2 请假, 3 线上, as the question offered them. */
export function readNumber(said: Said, context: Context): Meaning | null {
  const { choice = '', words = '' } = numbered(said.text) ?? {}
  const chosen = choices.get(choice)
  if (!chosen) return null
  const rest: Group = {
    named: [],
    self: true,
    readings: said.clauses.map((clause) => readClause(clause.text.replace(/^\+?[123]/, ''))),
    text: words,
  }
  const written = combine(rest, said, context)
  const about = activityIn(words, context)
  const basis = { people: speaker(context), subject: matterSubject(about), matter: about.matter }
  if (about.several.length > 1) {
    return ask(chosen.intent, { people: basis.people }, { kind: 'which_matter', candidates: about.several })
  }
  if (written && !chosen.agrees.has(written.intent)) {
    const onlyReason = chosen.intent === 'online_attend' && written.intent === 'leave' && !/请.{0,2}假|不/.test(words)
    if (!onlyReason) return ask('unclear', basis)
  }
  if (chosen.intent === 'attend') {
    const late = written?.intent === 'late'
    const details = { ...basis, lateMinutes: written?.minutes ?? null, reason: written?.reason ?? null }
    return late ? meaning('late', 'will_be_late', details) : meaning('attend', 'will_attend', details)
  }
  const reason = joinReasons(rest.readings.map((reading) => reading.reason)) ?? freeReason(said, words)
  return meaning(chosen.intent, chosen.status, { ...basis, reason })
}

/** What each number says, and what words beside it may say without contradicting it. */
const choices = new Map<string, { intent: Intent; status: Status; agrees: Set<Intent> }>([
  ['1', { intent: 'attend', status: 'will_attend', agrees: new Set(['attend', 'late', 'ack']) }],
  ['2', { intent: 'leave', status: 'leave_requested', agrees: new Set(['leave', 'decline', 'ack', 'unclear']) }],
  [
    '3',
    {
      intent: 'online_attend',
      status: 'will_attend_online',
      agrees: new Set(['online_attend', 'attend', 'ack', 'late', 'unclear']),
    },
  ],
])

/** After 「2」 whatever follows is the reason, known words or not. */
function freeReason(said: Said, words: string): string | null {
  const plain = said
    .restore(words)
    .replace(/^(?:请假|因为|原因)[:,\s]*/, '')
    .replaceAll(',', '，')
    .trim()
  return /\p{L}/u.test(plain) && !/^(?:收到|谢谢|好的)/.test(plain) ? plain : null
}
