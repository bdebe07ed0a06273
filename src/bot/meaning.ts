import type { Act } from '../actions/act.ts'
import { answerActivity } from '../actions/answer.ts'
import { claimDues, correctClaim, showDues, verifyDues } from '../actions/dues.ts'
import { decideLeave } from '../actions/leave.ts'
import { showLeaves, showSchedule, showUnanswered } from '../actions/look.ts'
import { claimMakeUp, confirmMakeUp } from '../actions/make-up.ts'
import { showMine } from '../actions/mine.ts'
import { passOn } from '../actions/pass-on.ts'
import { claimPresence } from '../actions/sign-in.ts'
import { activityFacts, titleOf } from '../actions/subject.ts'
import { askWhichPerson } from '../actions/which-person.ts'
import { calledName } from '../life/roster.ts'
import type { ActivityRow } from '../records/activities.ts'
import { readChain } from '../talk/chain.ts'
import type { Meaning, MeaningItem } from '../talk/meaning.ts'
import { monthOf } from '../time/days.ts'
import { takeChain } from './chain.ts'
import type { Scene, Speaker, Words } from './context.ts'
import { showHelp } from './help.ts'
import { replyOf } from './reply-of.ts'

/** "线上参加行吗": asks for leave to do something, which is the secretary's to give. */
const permission = /(行|可以|能|可|成|好)(吗|么|否|不)[?？。]*$|(行不行|可不可以|能不能|可否)/

/** Does what a message means, or asks back; what is not meant for the bot stays without an answer. */
export async function actOn(act: Act, speaker: Speaker, scene: Scene, meaning: Meaning, words: Words): Promise<string> {
  const { intent } = meaning
  const outcome = `${intent}:${meaning.status}`
  if (
    (words.addressed || scene.askedByName) &&
    meaning.status !== 'recorded' &&
    permission.test(words.text) &&
    intent !== 'dues_query'
  ) {
    await passOn(act, spokenOf(act, scene), words.text)
    return `${outcome}:passed_on`
  }
  if (intent === 'smalltalk' || intent === 'notice') return outcome
  if (meaning.doubt?.kind === 'which_person') {
    await askWhichPerson(act, words.text, meaning.doubt)
    return outcome
  }
  const say = (text: string) => (words.addressed ? act.reply('done', { text }) : Promise.resolve())
  switch (intent) {
    case 'ack':
    case 'attend':
    case 'online_attend':
    case 'late':
    case 'leave':
    case 'leave_cancel':
    case 'decline':
    case 'tentative':
    case 'mixed':
      await takeAnswers(act, speaker, scene, meaning, words)
      return outcome
    case 'jielong': {
      const chain = meaning.status === 'ignored' ? null : readChain(words.raw, scene.context.people)
      const activity = chain && asked(act, scene, meaning)
      if (!chain || !activity || Array.isArray(activity)) return outcome
      return takeChain(act, speaker, scene, { chain, text: words.raw, meaning, activity })
    }
    case 'checkin':
    case 'proxy_checkin': {
      const activity = running(act, scene)
      if (!activity) return outcome
      for (const person of meaning.people)
        await claimPresence(act, activity, { id: person.id, branchId: speaker.branchId })
      return outcome
    }
    case 'leave_approve':
    case 'leave_reject':
      await decideLeaves(act, speaker, meaning)
      return outcome
    case 'dues_paid':
    case 'dues_paid_proxy':
      await paid(act, speaker, scene, meaning)
      return outcome
    case 'dues_confirm':
      if (!act.may('verify_dues', speaker.branchPath)) return outcome
      await verifyDues(
        act,
        speaker.branchId,
        meaning.months[0] ?? duesMonth(act, scene),
        meaning.people.map((person) => ({ memberId: person.id, fen: meaning.amountFen })),
      )
      return outcome
    case 'dues_unpaid':
      if (words.addressed)
        await act.whisper('done', {
          text: meaning.status === 'promised' ? '好的，交后回「已交」就行。' : '好的，交后请私下回我「已交」加金额。',
        })
      return outcome
    case 'dues_query':
      if (words.addressed) await aboutDues(act, speaker, scene, meaning)
      return outcome
    case 'dues_advance':
      await say('党费不能由别人垫交；确有困难，可以委托亲属或其他党员代交，或跟组织委员说明。')
      return outcome
    case 'correction':
      if (meaning.status === 'corrected' && meaning.amountFen !== null)
        await correctClaim(act, { id: speaker.id, name: speaker.name, branchId: speaker.branchId }, meaning.amountFen)
      else if (words.addressed) await passOn(act, spokenOf(act, scene), words.text)
      return outcome
    case 'attendance_query':
      if (words.addressed) await aboutAttendance(act, speaker, scene, meaning, words)
      return outcome
    case 'schedule_query':
      if (words.addressed) await showSchedule(act, scene.activities)
      return outcome
    case 'help_request':
      if (words.addressed) await showHelp(act, speaker)
      return outcome
    case 'vote_attempt':
      await act.whisper('done', { text: '表决请在会上进行，这里不计票。' })
      return outcome
    case 'makeup':
    case 'makeup_verify':
      await madeUp(act, speaker, scene, meaning, words)
      return outcome
    case 'suggestion':
    case 'relation_transfer':
    case 'member_update':
    case 'study_report':
    case 'attendance_summary':
      if (words.addressed) await passOn(act, spokenOf(act, scene), words.text)
      return outcome
    default:
      if (words.addressed) await act.reply('what_do_you_mean', { hint: null })
      return outcome
  }
}

/** The activity answers are for: the one named, the one the bot last asked about, else the next one. */
function asked(act: Act, scene: Scene, meaning: Meaning | MeaningItem): ActivityRow | null | ActivityRow[] {
  const open = scene.activities.filter(
    (one) => one.state !== 'held' || one.startsAt.getTime() > act.now.getTime() - 3 * 3_600_000,
  )
  if ('matter' in meaning && meaning.matter?.kind === 'activity')
    return open.find((one) => one.id === meaning.matter?.id) ?? null
  const named = open.filter((one) => meaning.subject !== null && one.title === meaning.subject)
  if (named.length > 0) return named[0] ?? null
  const last = open.find((one) => one.id === scene.askedActivity)
  if (last) return last
  const told = open.filter((one) => one.announcedRevision > 0)
  return told.length > 1 ? told : (told[0] ?? open[0] ?? null)
}

function running(act: Act, scene: Scene): ActivityRow | null {
  const soon = act.now.getTime() + 30 * 60_000
  return (
    scene.activities.find(
      (one) => one.startsAt.getTime() <= soon && one.startsAt.getTime() > act.now.getTime() - 6 * 3_600_000,
    ) ?? null
  )
}

async function takeAnswers(act: Act, speaker: Speaker, scene: Scene, meaning: Meaning, words: Words): Promise<void> {
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
    const activity = asked(act, scene, meaning.items.length > 0 ? item : meaning)
    if (activity === null) {
      if (words.addressed) await act.reply('what_do_you_mean', { hint: '现在没有要答复的活动。' })
      return
    }
    if (Array.isArray(activity)) return askWhich(act, activity, words.text)
    const reply = replyOf(item, meaning.lateMinutes)
    if (!reply) {
      if (meaning.status === 'needs_clarification') return doubtful(act, speaker, activity)
      continue
    }
    if (!item.person) continue
    const { id } = item.person
    const member = { id, name: calledName(item.person), branchId: speaker.branchId }
    await answerActivity(act, { activity, member, reply, text: words.text })
  }
}

/** The secretary reads a reason in the member's own words, days included; only "请个假" and the like is left out. */
function ownWords(meaning: Meaning, speaker: Speaker, text: string): string | null {
  const { reason, people } = meaning
  if (reason === null || meaning.intent !== 'leave' || people.length !== 1 || people[0]?.id !== speaker.id)
    return reason
  const words = text
    .replace(/^(收到|好的)?[,，。!！\s]*(我)?(想|要|得|先|跟书记)?请(个|一个|一下)?假(一下|了)?[,，。:：!！\s]*/, '')
    .trim()
  return words.includes(reason) && words.length <= 60 ? words.replace(/[。!！,，]+$/, '') : reason
}

/** 收到 with an excuse, "我不请": the person is asked privately whether they will come. */
async function doubtful(act: Act, speaker: Speaker, activity: ActivityRow): Promise<void> {
  await act.ask('will_attend', { activityId: activity.id }, { memberId: speaker.id })
  await act.whisper('acknowledged', activityFacts(activity))
}

async function askWhich(act: Act, activities: ActivityRow[], text: string): Promise<void> {
  const few = activities.slice(0, 5)
  await act.ask('which_matter', { text, candidates: few.map((one) => ({ kind: 'activity' as const, id: one.id })) })
  await act.reply('which_matter', { choices: few.map(titleOf) })
}

async function decideLeaves(act: Act, speaker: Speaker, meaning: Meaning): Promise<void> {
  if (!act.may('arrange', speaker.branchPath)) return act.whisper('not_allowed', { who: 'secretary' })
  const approve = meaning.intent === 'leave_approve'
  const pending = await act.tx.participation.findMany({
    where: {
      branchId: speaker.branchId,
      leaveState: 'requested',
      memberId: { in: meaning.people.map((one) => one.id) },
    },
    include: { member: true },
  })
  for (const one of pending) await decideLeave(act, one, { approve, reason: meaning.reason })
  const names = pending.map((one) => calledName(one.member))
  if (names.length > 0)
    await act.whisper('leaves_decided', { approved: approve ? names : [], rejected: approve ? [] : names })
}

const duesMonth = (act: Act, scene: Scene): string =>
  scene.context.matters.find((one) => one.kind === 'dues')?.month ?? monthOf(act.today())

async function paid(act: Act, speaker: Speaker, scene: Scene, meaning: Meaning): Promise<void> {
  if (meaning.status === 'needs_clarification') {
    if (meaning.amountFen === null) return
    const month = meaning.months[0] ?? duesMonth(act, scene)
    await act.ask('dues_amount', { month, fen: meaning.amountFen }, { memberId: speaker.id })
    return act.whisper('dues_which_amount', { month, fen: meaning.amountFen })
  }
  for (const person of meaning.people) {
    await claimDues(act, {
      member: { id: person.id, name: person.name, branchId: speaker.branchId },
      fen: meaning.amountFen,
      months: meaning.months,
    })
  }
}

async function aboutDues(act: Act, speaker: Speaker, scene: Scene, meaning: Meaning): Promise<void> {
  const others =
    /谁|几个人|多少人|名单/.test(meaning.reason ?? '') || meaning.people.some((one) => one.id !== speaker.id)
  if (!others) return showMine(act)
  if (!act.may('see_names', speaker.branchPath)) return act.whisper('not_allowed', { who: 'committee' })
  await showDues(act, speaker.branchId, meaning.months[0] ?? duesMonth(act, scene))
}

async function aboutAttendance(
  act: Act,
  speaker: Speaker,
  scene: Scene,
  meaning: Meaning,
  words: Words,
): Promise<void> {
  if (!act.may('see_names', speaker.branchPath)) return act.whisper('not_allowed', { who: 'committee' })
  const activity = asked(act, scene, meaning)
  if (!activity) return act.reply('what_do_you_mean', { hint: '现在没有进行中的活动。' })
  if (Array.isArray(activity)) return askWhich(act, activity, words.text)
  await (/请假/.test(words.text) ? showLeaves : showUnanswered)(act, activity, speaker.branchId)
}

/** The activity that is being spoken of: the one last asked about, else the next. */
const spokenOf = (act: Act, scene: Scene): ActivityRow | null =>
  scene.activities.find((one) => one.id === scene.askedActivity) ??
  scene.activities.find((one) => one.startsAt > act.now) ??
  null

async function madeUp(act: Act, speaker: Speaker, scene: Scene, meaning: Meaning, words: Words): Promise<void> {
  const others = meaning.people.filter((one) => one.id !== speaker.id)
  if (others.length === 0) return claimMakeUp(act, speaker.id)
  const may = act.may('arrange', speaker.branchPath)
  for (const one of others) {
    if (!may) await claimMakeUp(act, one.id)
    else if (!(await confirmMakeUp(act, one.id)) && words.addressed) await passOn(act, spokenOf(act, scene), words.text)
  }
}
