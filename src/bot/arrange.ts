import { type Act, privately } from '../actions/act.ts'
import { proposeArrangement } from '../actions/activity/arrange-missing.ts'
import { explain, type Missed } from '../actions/activity/explain.ts'
import { missingItems } from '../actions/activity/missing.ts'
import type { OverdueRef } from '../actions/questions.ts'
import { typeset } from '../base/text.ts'
import { isDated } from '../life/programs/catalogue.ts'
import { activityRule } from '../life/programs/programs.ts'
import { titleInGroup } from '../life/programs/structure.ts'
import { openQuestions } from '../records/questions.ts'
import type { Command, Topic } from '../talk/commands/read.ts'
import { subjects } from '../talk/phrasebook.ts'
import { everyOf, type Period, periodOf } from '../time/days.ts'
import type { Speaker } from './context.ts'

const seeOverdue = '没有找到您说的这一项，回「逾期」看看清单。'

/** "1 安排 18号下午3点": the number is of the list that was just shown; "安排 四季度党员大会 …" names the program. */
export async function arrange(
  act: Act,
  speaker: Speaker,
  command: Extract<Command, { name: 'arrange' }>,
): Promise<void> {
  const { when } = command
  if (!when?.start || when.allDay)
    return act.reply('which_time', {
      question: when?.question ?? '安排在什么时候？请说日期和几点，如「18号下午3点」。',
    })
  if (when.start <= act.now) return act.reply('which_time', { question: '这个时间已经过了，请说一个以后的时间。' })
  const target =
    command.index === null
      ? await byName(act, speaker, command, act.zone.day(when.start))
      : await byIndex(act, speaker, command.index)
  const holder =
    target && (await act.tx.organization.findUnique({ where: { id: target.organizationId }, select: { path: true } }))
  if (!target || !holder || !act.may('arrange', holder.path))
    return act.reply('what_do_you_mean', {
      hint:
        command.index === null && command.subject === null
          ? '要安排哪一项活动？请把名称也写上，如「安排 党员大会 18号下午3点」。'
          : '没有找到要您安排的事，回「逾期」看看清单。',
    })
  const { place } = command
  await proposeArrangement(act, {
    ...target,
    startsAt: when.start,
    ...(place === null ? {} : { place: typeset(place) }),
  })
}

/** "2 说明 全员防汛", "说明 三季度党员大会 全员防汛" */
export async function explainNamed(
  act: Act,
  speaker: Speaker,
  command: Extract<Command, { name: 'explain' }>,
): Promise<void> {
  const target =
    command.index === null ? await missedByName(act, speaker, command) : await byIndex(act, speaker, command.index)
  const holder =
    target && (await act.tx.organization.findUnique({ where: { id: target.organizationId }, select: { path: true } }))
  if (!target || !holder || !act.may('arrange', holder.path))
    return act.whisper('what_do_you_mean', { hint: seeOverdue })
  await explain(act, target, typeset(command.words))
}

async function byIndex(act: Act, speaker: Speaker, index: number): Promise<Missed | null> {
  const shown = (await openQuestions(act.tx, speaker.id, privately(speaker.id), act.now)).find(
    (one) => one.kind === 'overdue',
  )
  // Facts of this kind are only ever written by ask<'overdue'>.
  const items = (shown?.facts as { items?: OverdueRef[] } | undefined)?.items ?? []
  const item = items[index - 1]
  return item?.kind === 'missing' ? item : null
}

/** The programs of that name which the speaker may arrange, the nearest first: the group's, the branch's, a committee's. */
async function programsNamed(act: Act, speaker: Speaker, subject: string) {
  const above = speaker.branchPath.split('/').filter(Boolean).map(Number)
  const programs = await act.tx.program.findMany({
    where: {
      enabled: true,
      organization: {
        dissolvedOn: null,
        OR: [{ id: { in: above } }, { kind: 'group', parentId: speaker.branchId }],
      },
    },
    include: { organization: { select: { path: true, kind: true, name: true } } },
    orderBy: { id: 'asc' },
  })
  return programs
    .filter(({ kind, organization }) => isDated(kind) && act.may('arrange', organization.path))
    .filter(({ name, organization }) =>
      isCalled(subject, organization.kind === 'group' ? titleInGroup(name, organization.name) : name),
    )
    .sort((one, other) => other.organization.path.length - one.organization.path.length)
}

/** 支部党员大会 and 党员大会 are the same; 党小组会 is also the 第一党小组会. */
const isCalled = (subject: string, name: string): boolean =>
  subject === name || name.endsWith(subject) || (subjects[subject]?.includes(name) ?? false)

async function byName(act: Act, speaker: Speaker, { subject, period }: Topic, day: string): Promise<Missed | null> {
  const [program, other] = subject === null ? [] : await programsNamed(act, speaker, subject)
  // Of several groups it must be said which.
  if (!program || other?.organization.path.length === program.organization.path.length) return null
  const { every } = activityRule.parse(program.rule)
  const named: Period = period !== null && everyOf(period) === every ? period : periodOf(every, day)
  return { programId: program.id, organizationId: program.organizationId, period: named }
}

/** Of what is missing in the speaker's branch: the one of that name, the last where several periods are. */
async function missedByName(act: Act, speaker: Speaker, { subject, period }: Topic): Promise<Missed | null> {
  const programs = subject === null ? [] : await programsNamed(act, speaker, subject)
  const missing = (await missingItems(act, speaker.branchPath, true)).flatMap(({ ref }) =>
    ref.kind === 'missing' && programs.some(({ id }) => id === ref.programId) ? [ref] : [],
  )
  if (period !== null) return missing.find((one) => one.period === period) ?? explainedBefore(act, programs, period)
  return missing.length === 1 ? (missing[0] ?? null) : null
}

/** What was explained already is no longer missing, but its words may be put right. */
const explainedBefore = (act: Act, programs: readonly { id: number }[], period: Period): Promise<Missed | null> =>
  act.tx.explanation.findFirst({
    where: { programId: { in: programs.map(({ id }) => id) }, period },
    select: { programId: true, organizationId: true, period: true },
    orderBy: { id: 'asc' },
  })
