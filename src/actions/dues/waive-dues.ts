import { calledName } from '../../life/people/roster.ts'
import type { Month } from '../../time/days.ts'
import type { Act } from '../act.ts'
import type { AnswerTo } from '../heard.ts'
import type { QuestionFacts } from '../questions.ts'
import { yesOrNo } from '../yes-or-no.ts'

type Waiver = QuestionFacts['dues_waive']

/** Months of the waiver in which something is still owed. */
const openMonths = (act: Act, { memberId, branchId, months }: Waiver) =>
  act.tx.duesMonth.findMany({
    where: { memberId, branchId, month: { in: months }, state: { in: ['due', 'claimed', 'waived'] } },
    orderBy: { month: 'asc' },
  })

/** Shows back for which months less, or nothing, is to be paid, and by what decision (2008 regulation on dues, article 7). */
export async function proposeWaiver(act: Act, waiver: Waiver): Promise<void> {
  const member = await act.tx.member.findUniqueOrThrow({ where: { id: waiver.memberId } })
  const name = calledName(member)
  if (waiver.approval === '')
    return act.whisper('what_do_you_mean', {
      hint: `减免党费要有批准的依据，请一起写上，如「${name}${Number(waiver.months[0]?.slice(5))}月党费免交 支部大会12月4日同意」。`,
    })
  const open = await openMonths(act, waiver)
  if (open.length === 0) return act.whisper('done', { text: `${name}这几个月没有要交的党费，或者已经入账，没有改。` })
  const months = open.map(({ month }) => month)
  await act.ask('dues_waive', { ...waiver, months }, 'privately')
  await act.whisper('dues_waive_confirm', { name, months, fen: waiver.fen, approval: waiver.approval })
}

export const answerDuesWaive: AnswerTo<'dues_waive'> = async (act, waiver, heard) => {
  const sure = yesOrNo(heard)
  if (sure === null) return false
  const member = await act.tx.member.findUniqueOrThrow({ where: { id: waiver.memberId } })
  const done = sure ? await waive(act, waiver) : []
  if (done.length === 0) await act.whisper('done', { text: '好的，没有改。' })
  else
    await act.whisper('dues_waived', {
      name: calledName(member),
      months: done,
      fen: waiver.fen,
    })
  return true
}

async function waive(act: Act, waiver: Waiver): Promise<Month[]> {
  const open = await openMonths(act, waiver)
  for (const { id, month, state, dueFen, paidFen } of open) {
    const data =
      waiver.fen <= paidFen
        ? { state: 'waived' as const, dueFen: waiver.fen, approval: waiver.approval }
        : { state: state === 'waived' ? ('due' as const) : state, dueFen: waiver.fen, approval: waiver.approval }
    await act.tx.duesMonth.update({ where: { id }, data })
    // What was said to have been paid is no longer waited for.
    if (data.state === 'waived')
      await act.tx.duesPayment.updateMany({
        where: { duesMonthId: id, state: 'claimed' },
        data: { state: 'withdrawn' },
      })
    await act.audit({
      action: 'waive_dues',
      subject: { kind: 'dues_month', id },
      organizationId: waiver.branchId,
      before: { month, state, dueFen },
      after: data,
    })
  }
  return open.map(({ month }) => month)
}
