import { calledName } from '../../life/people/roster.ts'
import { insertNotices } from '../../records/notices.ts'
import { needsAll } from '../../records/scope.ts'
import { fillDuesMonths, findTransfer, type TransferRow } from '../../records/transfers.ts'
import { monthOf, nextMonth } from '../../time/days.ts'
import type { Act } from '../act.ts'
import type { AnswerTo } from '../heard.ts'
import { stageNotices } from '../planning/staged.ts'
import { type MovedMembers, moveMembers } from '../tree/move-members.ts'
import { yesOrNo } from '../yes-or-no.ts'
import { leaveRoster } from './leave-roster.ts'

type Closed = 'received' | 'returned' | 'withdrawn'

async function close(act: Act, transfer: TransferRow, state: Closed, remark: string | null): Promise<void> {
  const data = { state, remark, closedOn: act.today() }
  await act.tx.transfer.update({ where: { id: transfer.id }, data })
  await act.audit({
    action: 'close_transfer',
    subject: { kind: 'transfer', id: transfer.id },
    organizationId: transfer.member.branchId,
    before: { state: transfer.state },
    after: data,
  })
}

/** The branch that sent the letter is told what became of it. */
async function tellSender(act: Act, { id, fromBranchId }: TransferRow): Promise<void> {
  if (fromBranchId === null) return
  const of = { causeKind: 'transfer', causeId: id, revision: 1, organizationId: fromBranchId }
  const stages = [{ stage: 'transfer_closed', to: 'secretary' as const, dueAt: act.now, helpsUntil: null }]
  await insertNotices(act.tx, stageNotices(stages, of), act.now)
}

/**
 * A branch in this tree takes the member on its roster: the history stays with the old branch, accounts go on, and dues
 * from the month after the letter's are owed here, each month once.
 */
export async function receiveTransfer(act: Act, transfer: TransferRow): Promise<MovedMembers | null> {
  needsAll(act.tx)
  const { member, toBranchId } = transfer
  const to =
    toBranchId === null
      ? null
      : await act.tx.organization.findUnique({
          where: { id: toBranchId },
          select: { id: true, name: true, path: true, dissolvedOn: true },
        })
  if (transfer.state !== 'out' || !to || to.dissolvedOn !== null) return null
  await close(act, transfer, 'received', null)
  const from = member.branch
  const moved = await moveMembers(act, [member.id], { from, to, groups: new Map(), duesAfter: transfer.duesPaidTo })
  await fillDuesMonths(act.tx, member.id, nextMonth(transfer.duesPaidTo), nextMonth(monthOf(act.today())))
  await tellSender(act, transfer)
  await act.tell({
    kind: 'transfer_moved',
    facts: { to: to.name, from: from.name, duesFrom: nextMonth(transfer.duesPaidTo) },
    cause: { kind: 'transfer', id: transfer.id },
    to: { kind: 'member', id: member.id },
    unprompted: true,
    organizationId: to.id,
  })
  return moved
}

/** The receiving branch sends the letter back: the member stays where they are. */
export async function returnTransfer(act: Act, transfer: TransferRow, reason: string): Promise<void> {
  needsAll(act.tx)
  await close(act, transfer, 'returned', reason)
  await tellSender(act, transfer)
}

/** What the branch that sent the letter says of it: outside this tree nobody else can. */
export async function endTransfer(
  act: Act,
  transfer: TransferRow,
  state: Closed,
  reason: string | null,
): Promise<void> {
  needsAll(act.tx)
  const { member } = transfer
  await close(act, transfer, state, reason)
  if (state === 'received') await leaveRoster(act, member.branch, [member.id], transfer.duesPaidTo)
}

const stale = (act: Act) => act.whisper('done', { text: '这次转接已经办结了，没有改动。' })

/** "1 接收", "2 材料不全": the secretary of the branch to which the letter goes. */
export const answerTransferReceive: AnswerTo<'transfer_receive'> = async (act, { transferId }, heard) => {
  const accept = (heard.choice === 1 && heard.rest === '') || /^(?:同意)?接收(?:了)?[。!！]?$/.test(heard.text)
  const back = heard.choice === 2 ? heard.rest : (/^退回(?:[,，:：\s]+(.+))?$/.exec(heard.text)?.[1] ?? '')
  const refused = heard.choice === 2 || /^退回/.test(heard.text)
  if (!accept && !refused) return false
  const transfer = await findTransfer(act.tx, transferId)
  if (transfer?.state !== 'out') await stale(act)
  else if (accept) await acceptLetter(act, transfer)
  else await sendBack(act, transfer, back)
  return true
}

/** Received: then its group is asked for, where the branch has groups. */
export async function acceptLetter(act: Act, transfer: TransferRow): Promise<void> {
  const moved = await receiveTransfer(act, transfer)
  if (!moved || transfer.toBranchId === null) return stale(act)
  const { member } = transfer
  const renamed = moved.renamed[0]?.to
  const groups = await act.tx.organization.findMany({
    where: { parentId: transfer.toBranchId, kind: 'group', dissolvedOn: null },
    select: { id: true, name: true },
    orderBy: { id: 'asc' },
  })
  const assessed = await act.tx.duesAssessment.findFirst({
    where: { memberId: member.id },
    orderBy: { fromMonth: 'desc' },
  })
  if (groups.length > 0)
    await act.ask(
      'transfer_group',
      { memberId: member.id, branchId: transfer.toBranchId, groupIds: groups.map(({ id }) => id) },
      'privately',
    )
  await act.whisper('transfer_received', {
    name: renamed ?? calledName(member),
    renamed: renamed !== undefined,
    duesFrom: nextMonth(transfer.duesPaidTo),
    duesFen: assessed?.amountFen ?? null,
    groups: groups.map(({ name }) => name),
  })
}

/** The other side has to know why. */
export async function sendBack(act: Act, transfer: TransferRow, reason: string): Promise<void> {
  if (reason.trim() === '') {
    await act.ask('transfer_receive', { transferId: transfer.id, branchId: transfer.toBranchId ?? 0 }, 'privately')
    return act.whisper('what_do_you_mean', { hint: '退回请写原因，我好转告对方，如「2 介绍信没有盖章」。' })
  }
  await returnTransfer(act, transfer, reason.trim())
  await act.whisper('done', {
    text: `好的，${calledName(transfer.member)}的介绍信退回${transfer.member.branch.name}，原因我转告对方书记。`,
  })
}

/** "2": the second group of those that were named; or its name. */
export const answerTransferGroup: AnswerTo<'transfer_group'> = async (act, { memberId, branchId, groupIds }, heard) => {
  const groups = await act.tx.organization.findMany({ where: { id: { in: groupIds } }, orderBy: { id: 'asc' } })
  const group =
    heard.choice !== null && heard.rest === ''
      ? groups[heard.choice - 1]
      : groups.find(({ name }) => name === heard.text.replace(/^(?:分?到|在)/, ''))
  if (!group) return false
  const member = await act.tx.member.findUnique({ where: { id: memberId } })
  if (!member || member.branchId !== branchId) {
    await stale(act)
    return true
  }
  await act.tx.member.update({ where: { id: memberId }, data: { groupId: group.id } })
  await act.tx.organization.update({ where: { id: branchId }, data: { rosterRevision: { increment: 1 } } })
  await act.audit({
    action: 'change_member',
    subject: { kind: 'member', id: memberId },
    organizationId: branchId,
    before: { groupId: member.groupId },
    after: { groupId: group.id },
  })
  await act.whisper('done', { text: `好的，${calledName(member)}编入${group.name}。` })
  return true
}

/** Shown back before somebody leaves the roster. */
export async function proposeEnd(act: Act, transfer: TransferRow, state: Closed, reason: string | null): Promise<void> {
  await act.ask(
    'transfer_end',
    { transferId: transfer.id, branchId: transfer.member.branchId, state, reason },
    'privately',
  )
  await act.whisper('transfer_end_confirm', {
    name: calledName(transfer.member),
    to: transfer.toName,
    outcome: state,
    reason,
  })
}

export const answerTransferEnd: AnswerTo<'transfer_end'> = async (act, { transferId, state, reason }, heard) => {
  const sure = yesOrNo(heard)
  if (sure === null) return false
  const transfer = await findTransfer(act.tx, transferId)
  if (!sure) await act.whisper('done', { text: '好的，没有动。' })
  else if (transfer?.state !== 'out') await stale(act)
  else {
    await endTransfer(act, transfer, state, reason)
    const name = calledName(transfer.member)
    await act.whisper('done', {
      text:
        state === 'received'
          ? `好的，${name}从今天起不在本支部名册上，从前的记录都留着。`
          : `好的，${name}仍在本支部，这次转接结束了。`,
    })
  }
  return true
}
