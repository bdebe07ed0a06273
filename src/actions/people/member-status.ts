import { calledName } from '../../life/people/roster.ts'
import type { Act } from '../act.ts'
import type { AnswerTo } from '../heard.ts'
import type { QuestionFacts } from '../questions.ts'
import { yesOrNo } from '../yes-or-no.ts'

type Status = QuestionFacts['member_status']['status']

const columns = (status: Status) =>
  status.kind === 'floating'
    ? { floating: status.away, floatingPlace: status.place, floatingSince: status.since }
    : status.kind === 'exempt'
      ? { exempt: status.on }
      : { leader: status.on }

/** Shows back how a member would stand from now on. */
export async function proposeStatus(act: Act, memberId: number, status: Status): Promise<void> {
  const member = await act.tx.member.findUnique({ where: { id: memberId } })
  if (!member || member.leftOn !== null) return
  const name = calledName(member)
  const wanted = status.kind === 'floating' ? status.away : status.on
  const now = { floating: member.floating, exempt: member.exempt, leader: member.leader }[status.kind]
  const same = wanted === now && (status.kind !== 'floating' || !wanted)
  if (same) return act.whisper('done', { text: `${name}本来就是这样登记的，不用改。` })
  await act.ask('member_status', { memberId, branchId: member.branchId, status }, 'privately')
  await act.whisper('status_confirm', {
    name,
    status,
    before: { place: member.floatingPlace, since: member.floatingSince },
  })
}

export const answerMemberStatus: AnswerTo<'member_status'> = async (act, { memberId, branchId, status }, heard) => {
  const sure = yesOrNo(heard)
  if (sure === null) return false
  const member = await act.tx.member.findUnique({ where: { id: memberId } })
  if (!sure || !member || member.branchId !== branchId || member.leftOn !== null) {
    await act.whisper('done', { text: '好的，没有改。' })
    return true
  }
  await setStatus(act, member, status)
  await act.whisper('status_noted', { name: calledName(member), status })
  return true
}

export async function setStatus(
  act: Act,
  member: {
    id: number
    branchId: number
    floating: boolean
    floatingPlace: string | null
    floatingSince: string | null
    exempt: boolean
    leader: boolean
  },
  status: Status,
): Promise<void> {
  const data = columns(status)
  const { floating, floatingPlace, floatingSince, exempt, leader } = member
  await act.tx.member.update({ where: { id: member.id }, data })
  await act.tx.organization.update({ where: { id: member.branchId }, data: { rosterRevision: { increment: 1 } } })
  await act.audit({
    action: 'change_member',
    subject: { kind: 'member', id: member.id },
    organizationId: member.branchId,
    before:
      status.kind === 'floating'
        ? { floating, floatingPlace, floatingSince }
        : status.kind === 'exempt'
          ? { exempt }
          : { leader },
    after: data,
  })
}
