import type { Act } from '../actions/act.ts'
import { proposeCarry } from '../actions/dues/carry-dues.ts'
import { proposeWaiver } from '../actions/dues/waive-dues.ts'
import { showContacts } from '../actions/people/contacts.ts'
import { showFloating } from '../actions/people/look-floating.ts'
import { showLeaders } from '../actions/people/look-leaders.ts'
import { showTransfers } from '../actions/people/look-transfers.ts'
import { proposeStatus } from '../actions/people/member-status.ts'
import { showToCheck } from '../actions/people/to-check.ts'
import { destinationOf, proposeTransfer } from '../actions/people/transfer.ts'
import { proposeEnd } from '../actions/people/transfer-close.ts'
import { askWhichPerson } from '../actions/people/which-person.ts'
import { noteHomeStudy } from '../actions/record/home-study.ts'
import { refuse } from '../actions/refuse.ts'
import { calledName } from '../life/people/roster.ts'
import { openTransferOf } from '../records/transfers.ts'
import type { Command } from '../talk/commands/read.ts'
import { takeTopic } from '../talk/commands/topic.ts'
import type { Person } from '../talk/meaning.ts'
import { findPeople } from '../talk/people/names.ts'
import { certain } from '../talk/scan.ts'
import type { Scene, Speaker } from './context.ts'
import { fromAbove, incoming, observed, received } from './roster-beyond.ts'

type RosterName =
  | 'transfer_status'
  | 'floating_status'
  | 'to_check'
  | 'leader_status'
  | 'contact_status'
  | 'transfer_out'
  | 'transfer_end'
  | 'transfer_in'
  | 'transfer_receive'
  | 'floating'
  | 'exempt'
  | 'home_study'
  | 'observer'
  | 'leader'
  | 'contact'
  | 'dues_waive'
  | 'dues_carry'
export type RosterCommand = Extract<Command, { name: RosterName }>

const unclear = (act: Act, hint: string) => act.whisper('what_do_you_mean', { hint })

/**
 * Who belongs where and how they stand: always answered privately; what changes something is shown back first. False
 * where the words were not meant for the bot after all (周磊回来了, of somebody who was never away).
 */
export async function obeyRoster(act: Act, speaker: Speaker, scene: Scene, command: RosterCommand): Promise<boolean> {
  switch (command.name) {
    case 'transfer_status':
      await showTransfers(act)
      return true
    case 'floating_status':
      await showFloating(act, speaker.branchId)
      return true
    case 'to_check':
      await showToCheck(act, speaker.branchId)
      return true
    case 'leader_status':
      await showLeaders(act)
      return true
    case 'contact_status':
      await showContacts(act)
      return true
    case 'transfer_in':
      await incoming(act, speaker, command)
      return true
    case 'transfer_receive':
      await received(act, speaker, command)
      return true
    case 'leader':
    case 'contact':
      await fromAbove(act, command)
      return true
    case 'observer':
      await observed(act, speaker, scene, command)
      return true
    default:
      return ofOwnMember(act, speaker, scene, command)
  }
}

type OfMember = Extract<
  Command,
  { name: 'floating' | 'exempt' | 'home_study' | 'dues_waive' | 'dues_carry' | 'transfer_end' | 'transfer_out' }
>

async function ofOwnMember(act: Act, speaker: Speaker, scene: Scene, command: OfMember): Promise<boolean> {
  const person = await theOne(act, scene, command.target, command)
  if (person === 'asked') return true
  if (person === null) {
    if (command.name === 'floating') return false
    await unclear(act, `名册里没有「${command.target}」，请写全名再说一次。`)
    return true
  }
  const of = { memberId: person.id, branchId: speaker.branchId }
  switch (command.name) {
    case 'floating': {
      const member = await act.tx.member.findUniqueOrThrow({ where: { id: person.id } })
      // Everybody says 某某回来了 of somebody who was out for a meal.
      if (!command.away && !member.floating) return false
      if (!act.may('arrange', speaker.branchPath)) {
        if (command.away) await refuse(act, 'arrange')
        return command.away
      }
      const { away } = command
      await proposeStatus(act, person.id, {
        kind: 'floating',
        away,
        place: command.away ? command.place : null,
        since: command.away ? command.since : null,
      })
      return true
    }
    case 'exempt':
      await proposeStatus(act, person.id, { kind: 'exempt', on: command.exempt })
      return true
    case 'home_study': {
      const { topic } = takeTopic(command.about, scene.context)
      await noteHomeStudy(act, { id: person.id, branchId: speaker.branchId }, topic)
      return true
    }
    case 'dues_waive':
      await proposeWaiver(act, { ...of, months: command.months, fen: command.fen, approval: command.approval })
      return true
    case 'dues_carry':
      await proposeCarry(act, person.id)
      return true
    case 'transfer_end': {
      const transfer = await openTransferOf(act.tx, person.id)
      if (!transfer)
        await unclear(
          act,
          `${calledName(person)}没有在转接。要转出请说「${calledName(person)}转出到某某支部，介绍信12月10日，党费交到12月」。`,
        )
      else await proposeEnd(act, transfer, command.outcome, command.reason)
      return true
    }
    case 'transfer_out': {
      const { letterOn, duesPaidTo } = command
      if (letterOn === null || duesPaidTo === null) {
        await unclear(
          act,
          `请把介绍信的日期和党费交到几月一起写上，如「${calledName(person)}转出到${command.to}，介绍信12月10日，党费交到12月」。`,
        )
        return true
      }
      const to = await destinationOf(act, speaker.branchId, command.to)
      if ('several' in to) await act.whisper('transfer_which', { said: command.to, branches: to.several })
      else if (to.toBranchId === speaker.branchId) await unclear(act, '写的就是本支部，没有记。')
      else await proposeTransfer(act, { ...of, ...to, letterOn, duesPaidTo })
      return true
    }
  }
}

/** The order in words that are read again once it is clear who is meant. */
function again(command: OfMember): string {
  const { target } = command
  switch (command.name) {
    case 'floating':
      return command.away
        ? `${target}外出${command.place ?? ''}，${command.since ?? ''}${command.since ? '起，' : ''}流动`
        : `${target}回来了`
    case 'exempt':
      return `${target}${command.exempt ? '不作硬性要求' : '恢复硬性要求'}`
    case 'home_study':
      return `给${target}送学上门了 ${command.about}`.trim()
    case 'dues_waive':
      return `${target}${command.months.map((month) => `${Number(month.slice(5))}月`).join('、')}党费${command.fen === 0 ? '免交' : `少交到${command.fen / 100}元`} ${command.approval}`
    case 'dues_carry':
      return `${target}多交的留作下个月`
    case 'transfer_end':
      return `${target}转出${{ received: '已接收', returned: '被退回', withdrawn: '取消' }[command.outcome]} ${command.reason ?? ''}`.trim()
    case 'transfer_out':
      return `${target}转出到${command.to}${command.letterOn ? `，介绍信${command.letterOn}` : ''}${command.duesPaidTo ? `，党费交到${command.duesPaidTo.slice(0, 4)}年${Number(command.duesPaidTo.slice(5))}月` : ''}`
  }
}

/** The one who is meant, of the speaker's own branch; where several could be, it is asked. */
async function theOne(act: Act, scene: Scene, target: string, command: OfMember): Promise<Person | 'asked' | null> {
  const [named] = findPeople(target, scene.context.people)
  if (!named || named.raw.length < target.replace(/同志$/, '').length) return null
  const person = certain(named)
  if (person) return person
  if (command.name === 'floating' && !command.away) return null
  await askWhichPerson(act, again(command), {
    raw: named.raw,
    candidates: named.candidates,
  })
  return 'asked'
}
