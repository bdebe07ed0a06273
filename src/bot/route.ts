import type { Act } from '../actions/act.ts'
import { answerOwn, numbered } from '../actions/activity/own-answer.ts'
import { enterCode } from '../actions/activity/sign-in.ts'
import type { Heard } from '../actions/heard.ts'
import { activityFacts } from '../actions/subject.ts'
import { findActivity } from '../records/activities.ts'
import { type Question, settleQuestion } from '../records/questions.ts'
import { readCommand } from '../talk/commands/read.ts'
import type { Meaning } from '../talk/meaning.ts'
import { fullName } from '../talk/people/names.ts'
import { understand } from '../talk/understand.ts'
import { obey } from './commands.ts'
import type { Scene, Speaker, Words } from './context.ts'
import { actOn } from './meaning.ts'
import { answerQuestion, waiting } from './questions.ts'
import { inSession } from './which.ts'

/**
 * Finds out what a message is, in this order, and has it done; returns what it was taken for.
 * 1 a button · 2 a number for the newest question · 3 a sign-in code · 4 the form that an open question waits for ·
 * 5 a command · 6 what its words mean · 7 free words that an open question waits for · else nothing.
 */
export async function route(act: Act, speaker: Speaker, scene: Scene, words: Words): Promise<string> {
  const { context } = scene
  const clicked = words.button === undefined ? null : /^attendance:(\d+):(\d+):(\d)$/.exec(words.button)
  if (clicked) return clickedAnswer(act, Number(clicked[1]), Number(clicked[2]), Number(clicked[3]))
  const text = words.button ?? words.text
  const heard = hear(text, scene)
  const questions = (await waiting(act)).filter((one) => scene.askedAllAt === null || one.askedAt >= scene.askedAllAt)

  const picked = await pick(act, speaker, scene, words, questions, heard)
  if (picked !== null) return picked
  if (heard.choice !== null) {
    // The question for a reason has no buttons: the click was on one asked before, which still stands there.
    const asked = words.button === undefined ? questions : questions.filter(({ kind }) => kind !== 'leave_reason')
    const kind = await answerQuestion(act, asked, heard)
    if (kind !== null) return `answer:${kind}`
  }
  if (/^\d{4}$/.test(text)) {
    if (await enterCode(act, speaker, text)) return 'code'
    if (act.place?.roomId == null) await act.reply('done', { text: '现在没有在签到。要报党费，请写「已交」加金额。' })
    return 'code:none'
  }
  // "换到三楼吧" is a question from anybody else; while a draft waits, to the one who decides, it is an order, shown back.
  const command = readCommand(drafted(questions) === null ? text : text.replace(/(?<=[^好行])吧[。!！]?$/, ''), context)
  if (heard.choice === null && !(command && ownsItsWords.includes(command.name))) {
    const kind = await answerQuestion(act, questions, heard)
    if (kind !== null) return `answer:${kind}`
  }
  if (command) {
    const done = await obey(
      act,
      speaker,
      { ...scene, askedActivity: drafted(questions) ?? scene.askedActivity },
      command,
      words.addressed,
    )
    if (done !== null) return done
  }
  const named = inSession(scene, words.button ?? words.raw)
  const meaning = meaningOf(named.text, named.scene)
  const free = meaning.intent === 'unclear' || meaning.intent === 'smalltalk' || meaning.intent === 'tentative'
  if (free) {
    const kind = await answerQuestion(act, questions, heard, true)
    if (kind !== null) return `answer:${kind}`
  }
  return actOn(act, speaker, named.scene, meaning, { ...words, text })
}

/** "重开 主题党日 漏记了何敏缺席" is no roll call, whatever stands in its reason; nor is "接收张三 实到12 赞成12". */
const ownsItsWords: readonly string[] = [
  'reopen',
  'quorum',
  'vote',
  'withdraw_vote',
  'voter',
  'transfer_out',
  'transfer_end',
  'transfer_in',
  'dues_waive',
  'dues_carry',
]

/** While a draft waits, what is ordered without naming an activity is ordered for that one. */
function drafted(questions: Question[]): number | null {
  const facts = questions.find((one) => one.kind === 'draft')?.facts
  return typeof facts === 'object' && facts !== null && 'activityId' in facts ? Number(facts.activityId) : null
}

/** Where several things are open, the one the bot last asked about is meant. */
function meaningOf(text: string, scene: Scene): Meaning {
  const meaning = understand(text, scene.context)
  const { matters } = scene.context
  const last = matters.find((one) => one.kind === 'activity' && one.id === scene.askedActivity)
  const doubtful = meaning.status === 'needs_clarification' && meaning.doubt?.kind !== 'which_person'
  if (!doubtful || !last) return meaning
  return understand(text, { ...scene.context, matters: matters.filter((one) => one.kind === 'dues' || one === last) })
}

function hear(text: string, scene: Scene): Heard {
  const numberFirst =
    /^([1-9])(?!\d)(?:[\s,，。.、:：]+(.*))?$/s.exec(text) ??
    /^([1-9])([^\d.:点号月日块元个人位分时%/-].*)$/s.exec(text)
  return {
    text,
    choice: numberFirst ? Number(numberFirst[1]) : null,
    rest: (numberFirst?.[2] ?? '').trim(),
    context: scene.context,
  }
}

/** A button of an announcement names its activity: no doubt which one is meant. */
async function clickedAnswer(act: Act, activityId: number, revision: number, choice: number): Promise<string> {
  const activity = await findActivity(act.tx, activityId)
  // A card from before the move asked about another day.
  if (activity && activity.revision !== revision && activity.startsAt > act.now && act.actor.kind === 'member') {
    await act.ask('will_attend', { activityId }, { memberId: act.actor.id })
    await act.whisper('old_card', activityFacts(activity))
    return 'button:old'
  }
  const reply = choice === 0 ? ({ kind: 'ack' } as const) : numbered(choice, '')
  const taken = reply !== null && (await answerOwn(act, activityId, reply, String(choice)))
  if (!taken) await act.whisper('done', { text: '没有记下：这次活动已经取消，或者不是您所在支部的。' })
  return taken ? 'button' : 'button:refused'
}

/** "一车间的", "张伟（一车间）": which of the candidates is meant in words. */
function byLabel(candidates: unknown[], { text, context }: Heard): number {
  const said = text.replace(/^是?那?个?|的?那?[个位]?[。!！]?$/g, '')
  const fits = candidates.map((id) => {
    const person = context.people.find((one) => one.id === id)
    return person !== undefined && person.label !== '' && (said === person.label || said === fullName(person))
  })
  return fits.filter(Boolean).length === 1 ? fits.indexOf(true) : -1
}

/** Which person, which matter: the message that was doubtful is read again with the answer in it. */
async function pick(
  act: Act,
  speaker: Speaker,
  scene: Scene,
  words: Words,
  questions: Question[],
  heard: Heard,
): Promise<string | null> {
  const question = questions[0]
  if (!question || (question.kind !== 'which_person' && question.kind !== 'which_matter')) return null
  const facts = question.facts
  if (typeof facts !== 'object' || facts === null || Array.isArray(facts)) return null
  const candidates = Array.isArray(facts.candidates) ? facts.candidates : []
  const index = heard.choice !== null && heard.rest === '' ? heard.choice - 1 : byLabel(candidates, heard)
  const chosen = candidates[index]
  if (chosen === undefined) return null
  await settleQuestion(act.tx, question.id, act.now)
  const text = String(facts.text)
  if (question.kind === 'which_person') {
    const person = scene.context.people.find((one) => one.id === chosen)
    if (!person) return null
    const again = text.replace(String(facts.raw), fullName(person))
    return route(act, speaker, scene, { text: again, raw: again, addressed: true })
  }
  if (typeof chosen !== 'object' || chosen === null || Array.isArray(chosen)) return null
  const matter = scene.context.matters.find(
    (one) => one.kind === chosen.kind && (one.kind === 'dues' ? one.month === String(chosen.id) : one.id === chosen.id),
  )
  if (!matter) return null
  const only: Scene = {
    ...scene,
    askedActivity: matter.kind === 'activity' ? matter.id : null,
    context: { ...scene.context, matters: [matter] },
  }
  return route(act, speaker, only, { ...words, text, raw: text, addressed: true })
}
