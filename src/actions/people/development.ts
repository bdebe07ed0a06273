import { isFurther, stepOf } from '../../life/development/editions.ts'
import {
  type DoneStep,
  missingBefore,
  type StepToKeep,
  type Verdict,
  verdictOn,
} from '../../life/development/progress.ts'
import { calledName, categoryWords } from '../../life/people/roster.ts'
import type { Facts } from '../../talk/say.ts'
import type { Day } from '../../time/zone.ts'
import type { Act } from '../act.ts'
import type { AnswerTo } from '../heard.ts'
import type { QuestionFacts } from '../questions.ts'
import { becomesBy, lastsOf, nextFacts, stepFacts } from './development-facts.ts'
import { keepSteps } from './development-keep.ts'
import { type Standing, standingOf } from './development-standing.ts'

type Judged =
  | { steps: Facts['development_confirm']['steps']; done: DoneStep[] }
  | { refused: Facts['development_refused'] }

/** Checks the steps one after the other, each with those before it: the rule, or what is to be said of them. */
function judge(act: Act, who: string, { edition, done, member, developmentId }: Standing, told: StepToKeep[]): Judged {
  const sofar = [...done]
  const steps: Facts['development_confirm']['steps'] = []
  for (const { step: number, day, names, extendedMonths } of told) {
    const step = stepOf(edition, number)
    if (!step) continue
    const one: DoneStep = { step: number, day, extendedMonths }
    const refuse = (why: Facts['development_refused']['why'], from?: DoneStep, bound?: Day): Judged => ({
      refused: {
        ...stepFacts(step),
        who,
        day,
        why,
        from: from ? { step: from.step, name: stepOf(edition, from.step)?.name ?? '', day: from.day } : null,
        bound: bound ?? null,
      },
    })
    if (member?.category === 'full' && developmentId === null) return refuse('full')
    const verdict: Verdict = verdictOn(edition, one, sofar, { calendar: act.calendar, today: act.today() })
    const of = (number: number) => sofar.findLast((each) => each.step === number)
    if (verdict.kind === 'early') return refuse('early', of(verdict.from), verdict.day)
    if (verdict.kind === 'backwards') return refuse('backwards', of(verdict.step))
    if (verdict.kind === 'future' || verdict.kind === 'extended') return refuse(verdict.kind)
    steps.push({
      ...stepFacts(step),
      day,
      lasts: lastsOf(step, day, act.calendar),
      late: verdict.kind === 'late' ? verdict.day : null,
      extendedMonths,
      names: step.names ? { ...step.names, said: names } : null,
    })
    if (!step.ongoing && extendedMonths === null) remove(sofar, number)
    sofar.push(one)
  }
  return { steps, done: sofar }
}

const remove = (sofar: DoneStep[], step: number): void => {
  const at = sofar.findIndex((one) => one.step === step && one.extendedMonths === null)
  if (at >= 0) sofar.splice(at, 1)
}

/** What the steps come to, with everything that is said back of them. */
function described(act: Act, who: string, standing: Standing, told: StepToKeep[], more: boolean) {
  const judged = judge(act, who, standing, told)
  if ('refused' in judged) return judged
  const { edition, member } = standing
  const last = Math.max(...told.map(({ step }) => step))
  const becomes = becomesBy(edition, judged.done)
  const now = member?.category ?? 'applicant'
  const facts: Facts['development_confirm'] = {
    who,
    added: member === null,
    steps: judged.steps,
    missing: missingBefore(edition, last, judged.done).map(stepFacts),
    becomes:
      becomes &&
      (isFurther(becomes.category, now) ||
        (becomes.category === now && told.some(({ step }) => stepOf(edition, step)?.becomes)))
        ? { ...becomes, category: categoryWords[becomes.category] }
        : null,
    next: nextFacts(edition, judged.done, act.calendar),
    more,
  }
  return { facts, done: judged.done }
}

/** Shows steps back, with what comes next and by when; refuses what the rule does not allow yet. */
export async function proposeSteps(
  act: Act,
  of: { branchId: number; memberId: number | null; name: string },
  told: StepToKeep[],
  more: boolean,
): Promise<void> {
  const standing = await standingOf(act, of.branchId, of.memberId)
  const who = standing.member ? calledName(standing.member) : of.name
  const found = described(act, who, standing, told, more)
  if ('refused' in found) return act.whisper('development_refused', found.refused)
  await act.ask('development_step', { ...of, told }, 'privately')
  await act.whisper('development_confirm', found.facts)
}

/** "1 对": what was shown is written down, after it was read again. */
export const answerDevelopmentStep: AnswerTo<'development_step'> = async (act, facts, heard) => {
  if (heard.choice === 2 || /^不/.test(heard.text)) {
    await act.whisper('done', { text: '好的，没有记。请把对的再说一次。' })
    return true
  }
  if (heard.choice !== 1 && !/^(对|是的?|确认|好的?)[。!！]?$/.test(heard.text)) return false
  await confirmed(act, facts)
  return true
}

async function confirmed(act: Act, { told, ...of }: QuestionFacts['development_step']): Promise<void> {
  const standing = await standingOf(act, of.branchId, of.memberId)
  const who = standing.member ? calledName(standing.member) : of.name
  const found = described(act, who, standing, told, false)
  if ('refused' in found) return act.whisper('development_refused', found.refused)
  await keepSteps(act, of, standing, told, found.done)
  await act.whisper('development_noted', found.facts)
}
