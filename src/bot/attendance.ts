import type { Act } from '../actions/act.ts'
import { answerActivity } from '../actions/activity/answer.ts'
import { mayFor } from '../actions/activity/audience.ts'
import { decideLeave, pendingLeaves } from '../actions/activity/leave.ts'
import { showLeaves, showUnanswered } from '../actions/activity/look.ts'
import { refuse } from '../actions/refuse.ts'
import { activityFacts, titleOf } from '../actions/subject.ts'
import { calledName } from '../life/people/roster.ts'
import { type ActivityRow, keeperOf } from '../records/activities.ts'
import { numbered } from '../talk/attendance/number.ts'
import type { Meaning, MeaningItem } from '../talk/meaning.ts'
import type { Scene, Speaker, Words } from './context.ts'
import { claimItem } from './dues.ts'
import { replyOf } from './reply-of.ts'
import { namedIn } from './which.ts'

/** The activity answers are for: the one named, the one the bot last asked about, else the next one. */
export function asked(act: Act, scene: Scene, meaning: Meaning | MeaningItem): ActivityRow | null | ActivityRow[] {
  const open = scene.activities.filter(
    (one) => one.state !== 'held' || one.startsAt.getTime() > act.now.getTime() - 3 * 3_600_000,
  )
  if ('matter' in meaning && meaning.matter?.kind === 'activity')
    return open.find((one) => one.id === meaning.matter?.id) ?? null
  const named = meaning.subject === null ? [] : namedIn(open, { subject: meaning.subject, period: null })
  if (named.length > 0) return named.find((one) => one.id === scene.askedActivity) ?? named[0] ?? null
  const last = open.find((one) => one.id === scene.askedActivity)
  if (last) return last
  const told = open.filter((one) => one.announcedRevision > 0)
  return told.length > 1 ? told : (told[0] ?? open[0] ?? null)
}

export function running(act: Act, scene: Scene): ActivityRow | null {
  const soon = act.now.getTime() + 30 * 60_000
  return (
    scene.activities.find(
      (one) => one.startsAt.getTime() <= soon && one.startsAt.getTime() > act.now.getTime() - 6 * 3_600_000,
    ) ?? null
  )
}

export async function takeAnswers(
  act: Act,
  speaker: Speaker,
  scene: Scene,
  meaning: Meaning,
  words: Words,
): Promise<void> {
  const items =
    meaning.items.length > 0
      ? meaning.items
      : meaning.people.map(
          (person): MeaningItem => ({
            person,
            raw: person.name,
            subject: meaning.subject,
            status: meaning.status,
            reason: ownWords(meaning, speaker, words.text),
            amountFen: null,
          }),
        )
  for (const item of items) {
    if (await claimItem(act, speaker, item, meaning.months)) continue
    const activity = asked(act, scene, meaning.items.length > 0 ? item : meaning)
    if (activity === null) {
      if (words.addressed) await act.reply('what_do_you_mean', { hint: '现在没有要答复的活动。' })
      return
    }
    if (Array.isArray(activity)) return askWhich(act, activity, words.text)
    const reply = replyOf(item, meaning.lateMinutes)
    if (!reply) {
      if (meaning.status === 'needs_clarification') return doubtful(act, activity)
      continue
    }
    if (!item.person) continue
    const { id } = item.person
    const member = { id, name: calledName(item.person), branchId: speaker.branchId }
    await answerActivity(act, { activity, member, reply, text: words.text })
  }
}

/** 主题党日请假 …: which activity is known. */
const opensWithSubject = /^[^\s，,。]{0,8}(?:党日|大会|小组会|支委会|党课|讲堂|例会)(?=我?(?:想|要|得|先)?请)/

/**
 * The secretary reads a reason in the member's own words, days included; only the number of the answer, "请个假" and the
 * like are left out.
 */
function ownWords(meaning: Meaning, speaker: Speaker, text: string): string | null {
  const { reason, people } = meaning
  if (reason === null || meaning.intent !== 'leave' || people.length !== 1 || people[0]?.id !== speaker.id)
    return reason
  const words = (numbered(text)?.words ?? text)
    .replace(opensWithSubject, '')
    .replace(/^(收到|好的)?[,，。!！\s]*(我)?(想|要|得|先|跟书记)?请(个|一个|一下)?假(一下|了)?[,，。:：!！\s]*/, '')
    .trim()
  return words.includes(reason) && words.length <= 60 ? words.replace(/[。!！,，]+$/, '') : reason
}

/** 收到 with an excuse, "我不请": the person is asked privately whether they will come. */
async function doubtful(act: Act, activity: ActivityRow): Promise<void> {
  await act.ask('will_attend', { activityId: activity.id }, 'privately')
  await act.whisper('acknowledged', activityFacts(activity))
}

async function askWhich(act: Act, activities: ActivityRow[], text: string): Promise<void> {
  const few = activities.slice(0, 5)
  await act.ask('which_matter', { text, candidates: few.map((one) => ({ kind: 'activity' as const, id: one.id })) })
  await act.reply('which_matter', { choices: few.map(titleOf) })
}

/** "同意赵六": only for what is still open, never for leave that nobody decided in time months ago. */
export async function decideLeaves(act: Act, scene: Scene, meaning: Meaning): Promise<void> {
  if (!act.mayAnywhere('arrange')) return refuse(act, 'arrange')
  const approve = meaning.intent === 'leave_approve'
  const named = new Set(meaning.people.map((one) => one.id))
  const open = [...scene.activities, ...scene.overseen].map((one) => one.id)
  const pending = (await pendingLeaves(act, open)).filter((one) => named.has(one.memberId))
  for (const one of pending) await decideLeave(act, one, { approve, reason: meaning.reason })
  const names = pending.map((one) => calledName(one.member))
  if (names.length > 0)
    await act.whisper('leaves_decided', { approved: approve ? names : [], rejected: approve ? [] : names })
}

export async function aboutAttendance(
  act: Act,
  speaker: Speaker,
  scene: Scene,
  meaning: Meaning,
  words: Words,
): Promise<void> {
  if (!act.mayAnywhere('see_names')) return refuse(act, 'see_names')
  const activity = asked(act, scene, meaning)
  if (!activity) return act.reply('what_do_you_mean', { hint: '现在没有进行中的活动。' })
  if (Array.isArray(activity)) return askWhich(act, activity, words.text)
  if (!mayFor(act, 'see_names', activity)) return refuse(act, 'see_names')
  await (/请假/.test(words.text) ? showLeaves : showUnanswered)(act, activity, keeperOf(activity, speaker.branchId))
}
