import type { Act } from '../actions/act.ts'
import { proposeSession } from '../actions/activity/add-session.ts'
import { type Rota, rotaFor, showRota, showRotaLog, tellRota } from '../actions/activity/rota.ts'
import { proposeSwap } from '../actions/activity/rota-swap.ts'
import { typeset } from '../base/text.ts'
import type { Command } from '../talk/commands/read.ts'
import { findPeople } from '../talk/people/names.ts'
import type { Scene, Speaker } from './context.ts'
import { choose, recent } from './which.ts'

/** Commands about what goes round, and about sessions. */
export type TurnsCommand = Extract<Command, { name: 'add_session' | 'rota' | 'rota_log' | 'rota_swap' | 'rota_told' }>

/** False where nothing goes round here: the words meant something else. */
export async function obeyTurns(act: Act, speaker: Speaker, scene: Scene, command: TurnsCommand): Promise<boolean> {
  if (command.name === 'add_session') {
    await another(act, speaker, scene, command)
    return true
  }
  const rota = await rotaFor(act, speaker)
  if (!rota) return false
  if (command.name === 'rota') await showRota(act, rota, command.span)
  else if (command.name === 'rota_log') await showRotaLog(act, rota)
  else if (command.name === 'rota_swap') return swap(act, scene, rota, command)
  else if (!act.may('arrange', rota.organization.path)) return false
  else await tellRota(act, rota, command.held, command.topic === null ? null : typeset(command.topic))
  return true
}

async function swap(
  act: Act,
  scene: Scene,
  rota: Rota,
  { who, on }: Extract<Command, { name: 'rota_swap' }>,
): Promise<boolean> {
  const people = findPeople(who, scene.context.people)
  const unclear = people.find(({ person, fuzzy }) => person === null || fuzzy)
  const ids = people.flatMap(({ person }) => person?.id ?? [])
  if (unclear || ids.length === 0 || ids.length > 2)
    await act.reply('what_do_you_mean', {
      hint: '和谁换？请照花名册写全名，如「跟李四换一下」「明天员工讲坛换张三讲」。',
    })
  else await proposeSwap(act, rota, ids, on)
  return true
}

async function another(
  act: Act,
  speaker: Speaker,
  scene: Scene,
  command: Extract<Command, { name: 'add_session' }>,
): Promise<void> {
  const activity = choose(act, speaker, scene, command, 'arrange') ?? recent(act, speaker, scene, command, 'arrange')
  if (!activity || !act.may('arrange', activity.organization.path))
    return act.reply('what_do_you_mean', { hint: '没有找到您说的活动，回「日程」看看有哪些。' })
  const { when, place, shared } = command
  if (!when?.start || when.allDay)
    return act.reply('which_time', {
      question: when?.question ?? '加在什么时候？请说日期和几点，如「12月5日上午9点」。',
    })
  if (when.start <= act.now) return act.reply('which_time', { question: '这个时间已经过了，请说一个以后的时间。' })
  await proposeSession(act, activity, {
    startsAt: when.start,
    endsAt: when.dayAssumed ? null : when.end,
    place: place === null ? null : typeset(place),
    shared,
  })
}
