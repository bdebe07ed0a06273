import type { Act } from '../actions/act.ts'
import { noteObserver } from '../actions/activity/guests.ts'
import { proposeContact } from '../actions/people/contacts.ts'
import { proposeStatus } from '../actions/people/member-status.ts'
import { destinationOf } from '../actions/people/transfer.ts'
import { acceptLetter, sendBack } from '../actions/people/transfer-close.ts'
import { proposeIncoming } from '../actions/people/transfer-in.ts'
import { calledName } from '../life/people/roster.ts'
import { keeperOf } from '../records/activities.ts'
import { membersNamed } from '../records/contacts.ts'
import { arriving } from '../records/transfers.ts'
import type { Command } from '../talk/commands/read.ts'
import { takeTopic } from '../talk/commands/topic.ts'
import type { Scene, Speaker } from './context.ts'
import { recent } from './which.ts'

/*
 * Orders about people who are not on the speaker's own roster: who is on the way here, whom a committee's officer names,
 * who came as a guest.
 */

const unclear = (act: Act, hint: string) => act.whisper('what_do_you_mean', { hint })

export async function incoming(
  act: Act,
  speaker: Speaker,
  command: Extract<Command, { name: 'transfer_in' }>,
): Promise<void> {
  const { target, from, letterOn, duesPaidTo, probationary, duesFen } = command
  const coming = (await arriving(act.tx, speaker.branchId)).find(({ member }) => member.name === target)
  if (coming) return unclear(act, `${target}正从${coming.member.branch.name}转来，请说「接收${target}的组织关系」。`)
  if (letterOn === null || duesPaidTo === null)
    return unclear(
      act,
      `请把介绍信的日期和党费交到几月一起写上，如「${target}从${from}转入，介绍信12月1日，党费交到11月」。`,
    )
  await proposeIncoming(act, {
    branchId: speaker.branchId,
    name: target,
    from,
    letterOn,
    duesPaidTo,
    probationary,
    duesFen,
  })
}

export async function received(
  act: Act,
  speaker: Speaker,
  { target, accept, reason }: Extract<Command, { name: 'transfer_receive' }>,
): Promise<void> {
  const fits = (await arriving(act.tx, speaker.branchId)).filter(
    ({ member }) =>
      member.name === target || calledName(member).replace(/[（）]/g, (sign) => (sign === '（' ? '(' : ')')) === target,
  )
  const [transfer] = fits
  if (!transfer) return unclear(act, `没有叫「${target}」的同志等着转入本支部，看看「转接情况」。`)
  if (fits.length > 1)
    return unclear(
      act,
      `有 ${fits.length} 位叫${target}的同志等着转入，请写上括号里的说明，如「接收${calledName(transfer.member)}」。`,
    )
  if (accept) await acceptLetter(act, transfer)
  else await sendBack(act, transfer, reason ?? '')
}

/** The path above a branch: who has a post there decides about leaders and contact points. */
const above = (path: string): string => path.replace(/\d+\/$/, '')

export async function fromAbove(act: Act, command: Extract<Command, { name: 'leader' | 'contact' }>): Promise<void> {
  const all = await membersNamed(act.tx, command.target, '/')
  const may = all.filter(({ branch }) => act.may('oversee', above(branch.path)))
  if (all.length > 0 && may.length === 0) return act.whisper('done', { text: '这个由上级党委的党务干事来定。' })
  const [member] = may
  if (!member) return unclear(act, `所属支部的名册里没有「${command.target}」，请写全名再说一次。`)
  if (may.length > 1)
    return unclear(
      act,
      `有 ${may.length} 位叫「${command.target}」：${may.map((one) => `${calledName(one)}（${one.branch.name}）`).join('、')}。重名的请在花名册里登记。`,
    )
  if (command.name === 'leader') return proposeStatus(act, member.id, { kind: 'leader', on: command.leader })
  const to = await destinationOf(act, 0, command.branch)
  if ('several' in to) return act.whisper('transfer_which', { said: command.branch, branches: to.several })
  const branch = to.toBranchId === null ? null : await act.tx.organization.findUnique({ where: { id: to.toBranchId } })
  if (!branch || !act.may('oversee', above(branch.path)))
    return unclear(act, `所属支部里没有「${command.branch}」，请写全名再说一次。`)
  await proposeContact(act, { memberId: member.id, organizationId: branch.id, on: command.on })
}

export async function observed(
  act: Act,
  speaker: Speaker,
  scene: Scene,
  { target, about }: Extract<Command, { name: 'observer' }>,
): Promise<void> {
  const { topic } = takeTopic(about, scene.context)
  const activity = recent(act, speaker, scene, topic, 'arrange')
  if (!activity) return unclear(act, '没有还没存档的活动。已经存档的，先说「重开」和原因。')
  const noted = await noteObserver(act, activity, keeperOf(activity, speaker.branchId), target)
  if (!noted) await unclear(act, `${target}没有把本支部定为联系点。其他列席的同志，请写进会议内容。`)
}
