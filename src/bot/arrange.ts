import { type Act, privately } from '../actions/act.ts'
import { proposeArrangement } from '../actions/arrange-missing.ts'
import type { OverdueRef } from '../actions/questions.ts'
import { typeset } from '../base/text.ts'
import { activityRule } from '../life/programs.ts'
import { openQuestions } from '../records/questions.ts'
import type { Command } from '../talk/commands.ts'
import { monthOf, quarterOf } from '../time/days.ts'
import type { Speaker } from './context.ts'

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
      ? await byName(act, speaker, command.subject, act.zone.day(when.start))
      : await byIndex(act, speaker, command.index)
  const holder =
    target && (await act.tx.organization.findUnique({ where: { id: target.organizationId }, select: { path: true } }))
  if (!target || !holder || !act.may('arrange', holder.path))
    return act.reply('what_do_you_mean', { hint: '没有找到要您安排的事，回「逾期」看看清单。' })
  const { place } = command
  await proposeArrangement(act, {
    ...target,
    startsAt: when.start,
    ...(place === null ? {} : { place: typeset(place) }),
  })
}

type Target = { programId: number; organizationId: number; period: string }

async function byIndex(act: Act, speaker: Speaker, index: number): Promise<Target | null> {
  const shown = (await openQuestions(act.tx, speaker.id, privately(speaker.id), act.now)).find(
    (one) => one.kind === 'overdue',
  )
  // Facts of this kind are only ever written by ask<'overdue'>.
  const items = (shown?.facts as { items?: OverdueRef[] } | undefined)?.items ?? []
  const item = items[index - 1]
  return item?.kind === 'missing' ? item : null
}

async function byName(act: Act, speaker: Speaker, subject: string | null, day: string): Promise<Target | null> {
  const above = speaker.branchPath.split('/').filter(Boolean).map(Number)
  const program = await act.tx.program.findFirst({
    where: {
      organizationId: { in: above },
      enabled: true,
      kind: { not: 'dues' },
      ...(subject === null ? {} : { name: subject }),
    },
  })
  if (!program) return null
  const month = monthOf(day)
  const { every } = activityRule.parse(program.rule)
  return {
    programId: program.id,
    organizationId: program.organizationId,
    period: every === 'quarter' ? quarterOf(month) : month,
  }
}
