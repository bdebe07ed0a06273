import { calledName } from '../../life/people/roster.ts'
import { needsAll } from '../../records/scope.ts'
import { fillDuesMonths } from '../../records/transfers.ts'
import { type Month, monthOf, nextMonth } from '../../time/days.ts'
import type { Day } from '../../time/zone.ts'
import type { Act } from '../act.ts'
import type { AnswerTo } from '../heard.ts'
import { yesOrNo } from '../yes-or-no.ts'

/** Somebody from a branch outside this tree, as the letter tells. */
export interface LetterIn {
  branchId: number
  name: string
  from: string
  letterOn: Day
  duesPaidTo: Month
  probationary: boolean
  /** What is due each month, where it was told. */
  duesFen: number | null
}

/** Shows back who would be put on the roster, and from which month dues are owed here. */
export async function proposeIncoming(act: Act, letter: LetterIn): Promise<void> {
  const here = await namesake(act, letter)
  if (here?.leftOn === null)
    return act.whisper('done', {
      text: `名册里已经有${calledName(here)}，没有再加。是另一位的话，请在姓名后面加括号说明，如「${letter.name}（二车间）」。`,
    })
  await act.ask('transfer_in', { ...letter }, 'privately')
  await act.whisper('transfer_in_confirm', {
    ...letter,
    duesFrom: nextMonth(letter.duesPaidTo),
    backAgain: here !== null,
  })
}

const labelled = /^(.+?)\s*[(（](.+)[)）]$/

/** Whoever is, or was, on the branch's roster under that name. */
function namesake(act: Act, { branchId, name: called }: LetterIn) {
  const [, name = called, label = ''] = labelled.exec(called) ?? []
  return act.tx.member.findUnique({ where: { branchId_name_label: { branchId, name, label } } })
}

export const answerTransferIn: AnswerTo<'transfer_in'> = async (act, letter, heard) => {
  const sure = yesOrNo(heard)
  if (sure === null) return false
  const here = await namesake(act, letter)
  if (!sure) await act.whisper('done', { text: '好的，没有加。请把对的再说一次。' })
  else if (here?.leftOn === null) await act.whisper('done', { text: '名册里已经有这个人，没有再加。' })
  else {
    await takeIn(act, letter)
    await act.whisper('transfer_in_noted', {
      name: letter.name,
      duesFrom: nextMonth(letter.duesPaidTo),
      duesFen: letter.duesFen,
    })
  }
  return true
}

/** Puts the member on the roster, with the letter and the months from which dues are owed. Who comes back is the same. */
export async function takeIn(act: Act, letter: LetterIn): Promise<number> {
  needsAll(act.tx)
  const { branchId, from, letterOn, duesPaidTo, probationary, duesFen } = letter
  const [, name = letter.name, label = ''] = labelled.exec(letter.name) ?? []
  const category = probationary ? ('probationary' as const) : ('full' as const)
  const before = await namesake(act, letter)
  const { id } = before
    ? await act.tx.member.update({ where: { id: before.id }, data: { category, leftOn: null, groupId: null } })
    : await act.tx.member.create({ data: { branchId, name, label, category, aliases: [], createdAt: act.now } })
  const branch = await act.tx.organization.update({
    where: { id: branchId },
    data: { rosterRevision: { increment: 1 } },
    select: { name: true },
  })
  const transfer = await act.tx.transfer.create({
    data: {
      memberId: id,
      fromName: from,
      toBranchId: branchId,
      toName: branch.name,
      letterOn,
      duesPaidTo,
      state: 'received',
      closedOn: act.today(),
      createdAt: act.now,
    },
  })
  const first = nextMonth(duesPaidTo)
  if (duesFen !== null)
    await act.tx.duesAssessment.upsert({
      where: { memberId_fromMonth: { memberId: id, fromMonth: first } },
      update: { amountFen: duesFen, basis: 'letter' },
      create: { memberId: id, fromMonth: first, amountFen: duesFen, basis: 'letter', createdAt: act.now },
    })
  await fillDuesMonths(act.tx, id, first, nextMonth(monthOf(act.today())))
  await act.audit(
    {
      action: 'add_member',
      subject: { kind: 'member', id },
      organizationId: branchId,
      before: before ? { leftOn: before.leftOn } : null,
      after: { name: letter.name, category },
    },
    {
      action: 'receive_letter',
      subject: { kind: 'transfer', id: transfer.id },
      organizationId: branchId,
      after: { from, letterOn, duesPaidTo, duesFen },
    },
  )
  return id
}
