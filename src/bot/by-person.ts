import type { Act } from '../actions/act.ts'
import { scopeOf } from '../actions/activity/overdue.ts'
import { proposeGrades, showAppraisal } from '../actions/people/appraise.ts'
import { proposeSteps } from '../actions/people/development.ts'
import { proposeEnd } from '../actions/people/development-end.ts'
import { standingOf } from '../actions/people/development-standing.ts'
import { showDevelopment } from '../actions/people/look-development.ts'
import { showTalks } from '../actions/people/look-talks.ts'
import { recordTalks } from '../actions/people/talks.ts'
import { askWhichPerson } from '../actions/people/which-person.ts'
import { daysDone, type StepToKeep } from '../life/development/progress.ts'
import { appraisedYear } from '../life/people/appraisal.ts'
import { calledName } from '../life/people/roster.ts'
import { forgetText } from '../records/inbound.ts'
import type { Command } from '../talk/commands/read.ts'
import type { Person } from '../talk/meaning.ts'
import { readAppraisal } from '../talk/people/appraisal.ts'
import { readDevelopment, readEnding, type ToldStep } from '../talk/people/development.ts'
import { findPeople, type Named } from '../talk/people/names.ts'
import { readTalk } from '../talk/people/talks.ts'
import { certain } from '../talk/scan.ts'
import { monthOf } from '../time/days.ts'
import type { Scene, Speaker } from './context.ts'

type OfPeople = Extract<
  Command,
  {
    name:
      | 'development_status'
      | 'development_step'
      | 'development_end'
      | 'talk_status'
      | 'talk_done'
      | 'appraisal_status'
      | 'appraise'
  }
>

/** Admission, talks and appraisal: private to secretary and committee. Nothing of it is done, or answered, in a group. */
export async function obeyOfPeople(act: Act, speaker: Speaker, scene: Scene, command: OfPeople): Promise<void> {
  if (act.place?.roomId != null && 'text' in command)
    return act.whisper('done', { text: '发展党员、谈心谈话、民主评议的事请在这里私聊我说，群里不登记。' })
  switch (command.name) {
    case 'development_status':
      return lookDevelopment(act, speaker, scene, command)
    case 'development_step':
      return tellSteps(act, speaker, scene, command.text)
    case 'development_end':
      return tellEnd(act, speaker, scene, command.text)
    case 'talk_status':
      return showTalks(act, scopeOf(act) ?? speaker.branchPath)
    case 'talk_done':
      return tellTalk(act, speaker, scene, command.text)
    case 'appraisal_status':
      return showAppraisal(act, speaker.branchId, command.year ?? appraisedYear(monthOf(act.today())))
    case 'appraise':
      return tellGrades(act, speaker, scene, command.text)
  }
}

const unclear = (act: Act, hint: string) => act.whisper('what_do_you_mean', { hint })

async function lookDevelopment(
  act: Act,
  speaker: Speaker,
  scene: Scene,
  { ask }: Extract<Command, { name: 'development_status' }>,
): Promise<void> {
  const path = scopeOf(act) ?? speaker.branchPath
  if (ask.of !== 'person') return showDevelopment(act, { path, memberId: null, probation: ask.of === 'probation' })
  const [named] = findPeople(ask.who, scene.context.people)
  if (!named) return unclear(act, `名册里没有「${ask.who}」，看全部请发「发展党员情况」。`)
  const person = certain(named)
  if (!person) return askWhichPerson(act, `${named.raw}发展到哪一步了`, named)
  await showDevelopment(act, { path: speaker.branchPath, memberId: person.id, probation: false })
}

/** What was said beside what is kept is forgotten with this message. */
const forget = async (act: Act, more: boolean): Promise<void> => {
  if (more && act.inboundId !== null) await forgetText(act.tx, act.inboundId)
}

async function tellSteps(act: Act, speaker: Speaker, scene: Scene, text: string): Promise<void> {
  const { people } = scene.context
  const { edition } = await standingOf(act, speaker.branchId, null)
  const first = readDevelopment(text, people, edition.steps, act.today())
  if (!first) return unclear(act, '登记请写谁、第几步、哪一天，如「登记发展党员 张三 第6步 11月23日」。')
  await forget(act, first.more)
  const { who } = first
  if (who.candidates.length > 0 && (who.person === null || who.fuzzy)) return askWhichPerson(act, text, who)
  const standing = await standingOf(act, speaker.branchId, who.person?.id ?? null)
  const told = readDevelopment(text, people, standing.edition.steps, act.today()) ?? first
  const bad = told.steps.find(({ impossible }) => impossible !== null)
  if (bad) return unclear(act, `没有「${bad.impossible}」这一天，请再说一次。`)
  if (told.ends) return unclear(act, `公示请说哪天开始，如「${who.raw} 公示 12月1日开始」，满了日子我会算。`)
  if (told.extension?.months === null) return unclear(act, '延长多久？如「张三延长预备期半年 12月1日」。')
  if (who.person === null && told.steps.every(({ steps }) => !steps.includes(1)))
    return unclear(act, `名册里没有「${who.raw}」。新的申请人请先登记第1步，如「${who.raw}递交入党申请书 11月20日」。`)
  const uncertain = told.others.find((one) => certain(one) === null)
  if (uncertain) return askWhichPerson(act, text, uncertain)
  const done = daysDone(standing.done)
  const steps = told.steps.map((one): StepToKeep => {
    const step = likeliest(one, done)
    const named = standing.edition.steps.find((each) => each.step === step)?.names !== undefined
    return {
      step,
      day: one.day ?? act.today(),
      names: named ? told.others.flatMap((other) => certain(other)?.name ?? []) : [],
      file: told.file,
      extendedMonths: told.extension?.months ?? null,
    }
  })
  if (steps.some(({ step }) => !standing.edition.steps.some((each) => each.step === step)))
    return unclear(act, `步骤只有 1 到 ${standing.edition.steps.length} 步，请再说一次。`)
  const of = { branchId: speaker.branchId, memberId: who.person?.id ?? null, name: who.raw }
  await proposeSteps(act, of, steps, told.more)
}

/** 谈话 is the second step as long as it is open, then the sixteenth; what is done already gets another day. */
function likeliest({ steps }: ToldStep, done: ReadonlyMap<number, string>): number {
  const last = Math.max(0, ...done.keys())
  return steps.find((step) => step > last) ?? steps.find((step) => !done.has(step)) ?? steps.at(-1) ?? 0
}

async function tellEnd(act: Act, speaker: Speaker, scene: Scene, text: string): Promise<void> {
  const told = readEnding(text, scene.context.people, act.today())
  if (!told) return unclear(act, '请说谁、为什么，如「张三终止发展 本人撤回申请」。')
  const { who, reason, day } = told
  if (who.candidates.length === 0) return unclear(act, `名册里没有「${who.raw}」。`)
  if (who.person === null || who.fuzzy) return askWhichPerson(act, text, who)
  await proposeEnd(act, { branchId: speaker.branchId, memberId: who.person.id, reason, day: day ?? act.today() })
}

async function tellTalk(act: Act, speaker: Speaker, scene: Scene, text: string): Promise<void> {
  const told = readTalk(text, scene.context.people, act.today())
  if (!told) return unclear(act, '请说谁和谁，如「和张三谈了」「12月1日李书记和王五谈心谈话」。')
  // Not even as the words of the message is kept what they talked about.
  await forget(act, told.more)
  if (told.impossible !== null) return unclear(act, `没有「${told.impossible}」这一天，请再说一次。`)
  if (told.day !== null && told.day > act.today()) return unclear(act, '说的日子还没有到，谈过了再登记。')
  if (told.unknown.length > 0) return unclear(act, `名册里没有「${told.unknown.join('、')}」，请写全名再说一次。`)
  const doubtful = told.named.find((one) => certain(one) === null)
  if (doubtful) return askWhichPerson(act, told.short, doubtful)
  if (told.between === 'unclear')
    return unclear(act, '三位以上请说清楚谁和谁，如「和张三、李四、王五谈了」是您和他们每一位。')
  const called = await partyMembers(act, speaker, told.named)
  const outside = called.find(({ inParty }) => !inParty)
  if (outside) return unclear(act, `${outside.name}不是党员，谈心谈话只登记党员之间的。`)
  const me = { id: speaker.id, name: speaker.name, inParty: true }
  const [first = me, ...others] = told.between === 'with' ? [me, ...called] : called
  const pairs = others.filter((one) => one.id !== first.id).map((one) => [first, one] as const)
  if (pairs.length === 0) return unclear(act, '请说和谁谈的。')
  await recordTalks(act, speaker.branchId, pairs, told.day ?? act.today(), told.more)
}

async function partyMembers(act: Act, speaker: Speaker, named: readonly Named[]) {
  const ids = named.flatMap((one) => certain(one)?.id ?? [])
  const rows = await act.tx.member.findMany({
    where: { id: { in: ids }, branchId: speaker.branchId },
    select: { id: true, name: true, label: true, category: true },
    orderBy: { id: 'asc' },
  })
  return [...new Set(ids)].flatMap((id) => {
    const row = rows.find((one) => one.id === id)
    return row
      ? [{ id, name: calledName(row), inParty: row.category === 'full' || row.category === 'probationary' }]
      : []
  })
}

async function tellGrades(act: Act, speaker: Speaker, scene: Scene, text: string): Promise<void> {
  const told = readAppraisal(text, scene.context.people)
  if (!told) return unclear(act, '请写等次和姓名，如「评议 优秀 张三 李四，合格 其他」。')
  if (told.unknown.length > 0) return unclear(act, `「${told.unknown.join('、')}」我看不懂，一个也没有记，请再说一次。`)
  const all = told.given.flatMap(({ named }) => named)
  const doubtful = all.find((one) => certain(one) === null)
  if (doubtful) return askWhichPerson(act, text, doubtful)
  const given = told.given.flatMap(({ grade, named }) =>
    named.flatMap((one) => {
      const person: Person | null = certain(one)
      return person ? [{ memberId: person.id, grade }] : []
    }),
  )
  const twice = given.find(({ memberId, grade }) =>
    given.some((one) => one.memberId === memberId && one.grade !== grade),
  )
  if (twice) return unclear(act, '有人写了两个等次，一个也没有记，请再说一次。')
  const year = told.year ?? appraisedYear(monthOf(act.today()))
  await proposeGrades(act, { id: speaker.branchId, path: speaker.branchPath }, { year, given, others: told.others })
}
