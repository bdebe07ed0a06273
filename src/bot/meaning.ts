import type { Act } from '../actions/act.ts'
import { showSchedule } from '../actions/activity/look.ts'
import { passOn } from '../actions/activity/pass-on.ts'
import { claimPresence } from '../actions/activity/sign-in.ts'
import { correctClaim } from '../actions/dues/claim-dues.ts'
import { askWhichPerson } from '../actions/people/which-person.ts'
import { claimMakeUp, confirmMakeUp } from '../actions/record/make-up.ts'
import type { ActivityRow } from '../records/activities.ts'
import { readChain } from '../talk/attendance/chain.ts'
import type { Meaning } from '../talk/meaning.ts'
import { aboutAttendance, asked, decideLeaves, running, takeAnswers } from './attendance.ts'
import { takeChain } from './chain.ts'
import type { Scene, Speaker, Words } from './context.ts'
import { aboutDues, paid, received } from './dues.ts'
import { showHelp } from './help.ts'

/** "线上参加行吗": asks for leave to do something, which is the secretary's to give. */
const permission = /(行|可以|能|可|成|好)(吗|么|否|不)[?？。]*$|(行不行|可不可以|能不能|可否)/

const greeting = /^(你|您|大家)?好(啊|呀)?[!！。~]*$|^(hi|hello|在吗|嗨)[!！。？?]*$/i

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
  // Everybody is asked to say hello once, so that they can be written to: they should see that it arrived.
  if (intent === 'smalltalk' && act.place?.roomId == null && greeting.test(words.text))
    await act.reply('done', { text: `您好，我是${act.botName}。要看我能做什么，回「帮助」。` })
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
      await decideLeaves(act, scene, meaning)
      return outcome
    case 'dues_paid':
    case 'dues_paid_proxy':
      await paid(act, speaker, scene, meaning, words.text)
      return outcome
    case 'dues_confirm':
      if (act.may('verify_dues', speaker.branchPath)) await received(act, speaker, scene, meaning)
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
