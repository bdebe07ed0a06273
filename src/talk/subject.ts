import { daysBetween, weekday } from '../time/days.ts'
import type { Context, Matter } from './meaning.ts'
import { currentActivity, shortNames, subjects } from './phrasebook.ts'

/** What a stretch of text is about. */
export interface About {
  /** As the records call it; null where the text names nothing. */
  named: string | null
  /** The open matter, where there is exactly one. */
  matter: Matter | null
  /** Several open matters fit. */
  several: Matter[]
}

interface Spelling {
  subject: string
  word: string
}
export const longestFirst = (some: readonly Spelling[]): Spelling[] =>
  [...some].sort((a, b) => b.word.length - a.word.length)

/** How the institutions are called, the longest words first. */
export const spellings: readonly Spelling[] = longestFirst(
  Object.entries(subjects).flatMap(([subject, words]) => words.map((word) => ({ subject, word }))),
)

/** 主题党日, 支委会 … where the text names one. The longest name wins (主题党日活动 before 党日). */
export function namedSubject(text: string, matters: readonly Matter[]): string | null {
  const isNamed = ({ word }: Spelling) => word !== '' && text.includes(word)
  const known = spellings.find(isNamed)
  const own = matters
    .flatMap(({ subject }) => [subject, ...(shortNames[subject] ?? [])].map((word) => ({ subject, word })))
    .filter(isNamed)
  return longestFirst(known ? [known, ...own] : own)[0]?.subject ?? null
}

/** The open activity meant by a text: by name, by day, or because it is the only one. */
export function activityIn(text: string, context: Context, quoted: string | null = null): About {
  const open = context.matters.filter((matter) => matter.kind === 'activity')
  const byName = (subject: string) =>
    open.filter((matter) => matter.subject === subject || matter.subject.includes(subject))
  for (const source of quoted === null ? [text] : [text, quoted]) {
    const subject = namedSubject(source, open)
    if (subject !== null && subject !== '党费') return settle(subject, byName(subject))
    const onDay = open.filter((matter) => matter.startsAt && dayNamed(source, context, matter.startsAt))
    if (onDay.length === 1 && open.length > 1) return settle(onDay[0]?.subject ?? null, onDay)
  }
  return settle(null, open)
}

function settle(named: string | null, open: Matter[]): About {
  return open.length === 1 ? { named, matter: open[0] ?? null, several: [] } : { named, matter: null, several: open }
}

/** Does the text name the day on which the activity is? 周五, 4号, 12月4日, 明天. */
function dayNamed(text: string, { now, zone }: Context, startsAt: Date): boolean {
  if (!/[号日天周]|星期|礼拜/.test(text)) return false
  const day = zone.day(startsAt)
  const dayOfWeek = '日一二三四五六'.charAt(weekday(day))
  const inWeek = new RegExp(`(?:周|星期|礼拜)(?:${dayOfWeek}${dayOfWeek === '日' ? '|天|末' : ''})`)
  const date = new RegExp(`(?<!\\d)${Number(day.slice(8))}[号日]`)
  const near = ['今天', '明天', '后天'][daysBetween(zone.day(now), day)]
  return inWeek.test(text) || date.test(text) || (near !== undefined && text.includes(near))
}

/** The name records use: the activity's own where the text says which, 当前活动 otherwise. */
export const calledSubject = (about: About): string => about.named ?? currentActivity
export const matterSubject = (about: About): string => about.matter?.subject ?? about.named ?? currentActivity

export function duesMatter(context: Context): Matter | null {
  const open = context.matters.filter((matter) => matter.kind === 'dues')
  return open.length === 1 ? (open[0] ?? null) : null
}
