import { calledName } from '../../life/people/roster.ts'
import { secretaryOf } from '../../records/organizations.ts'
import type { Act } from '../act.ts'
import type { AnswerTo } from '../heard.ts'
import { titleOf } from '../subject.ts'

const missed = { activity: true, member: { select: { id: true, name: true, label: true, branchId: true } } } as const

/** Somebody says that a missed activity was made up: only a claim until the secretary confirms it. */
export async function claimMakeUp(act: Act, memberId: number): Promise<void> {
  const owed = await act.tx.makeUp.findFirst({
    where: { memberId, state: 'owed' },
    include: missed,
    orderBy: { dueOn: 'asc' },
  })
  if (!owed) return act.whisper('done', { text: '没有要补的课。' })
  const { branchId } = owed.member
  const title = titleOf(owed.activity)
  await act.tx.makeUp.update({ where: { id: owed.id }, data: { state: 'claimed', doneOn: act.today() } })
  await act.audit({
    action: 'claim_make_up',
    subject: { kind: 'make_up', id: owed.id },
    organizationId: branchId,
    before: { state: 'owed' },
    after: { state: 'claimed' },
  })
  await act.whisper('make_up_claimed', { title })
  const secretary = await secretaryOf(act.tx, branchId)
  if (!secretary || act.inboundId === null) return
  await act.tell({
    kind: 'make_up_check',
    facts: { name: calledName(owed.member), title, makeUpId: owed.id },
    cause: { kind: 'inbound', id: act.inboundId },
    to: { kind: 'member', id: secretary.memberId },
    organizationId: branchId,
  })
}

/** The secretary says how it is: made up, or still owed. */
async function decideMakeUp(act: Act, makeUpId: number, done: boolean): Promise<void> {
  const makeUp = await act.tx.makeUp.findUnique({ where: { id: makeUpId }, include: missed })
  if (!makeUp || makeUp.state === 'done') return
  const state = done ? 'done' : 'owed'
  await act.tx.makeUp.update({
    where: { id: makeUpId },
    data: { state, doneOn: done ? (makeUp.doneOn ?? act.today()) : null },
  })
  await act.audit({
    action: 'decide_make_up',
    subject: { kind: 'make_up', id: makeUpId },
    organizationId: makeUp.member.branchId,
    before: { state: makeUp.state },
    after: { state },
  })
  const title = titleOf(makeUp.activity)
  // Whoever owes a make-up was absent: not for the group to read.
  await act.whisper('done', {
    text: `好的，${calledName(makeUp.member)}的${title}补课${done ? '已核对' : '仍挂着，我告诉本人'}。`,
  })
  if (done || act.inboundId === null) return
  await act.tell({
    kind: 'done',
    facts: { text: `${title}的补课书记还没有认可，请跟书记核对一下。` },
    cause: { kind: 'inbound', id: act.inboundId },
    to: { kind: 'member', id: makeUp.memberId },
    organizationId: makeUp.member.branchId,
  })
}

/** "1 属实", "2 还没补" */
export const answerMakeUp: AnswerTo<'make_up'> = async (act, { makeUpId }, heard) => {
  const done = heard.choice === 1 || /^(属实|是的?|对|已补|补了|确认)[。!！]?$/.test(heard.text)
  const not = heard.choice === 2 || /^(没有?|还没|不是|不属实)/.test(heard.text)
  if (!done && !not) return false
  await decideMakeUp(act, makeUpId, done)
  return true
}

/** "张三补课属实": said by the secretary without having been asked. False where that member has claimed nothing. */
export async function confirmMakeUp(act: Act, memberId: number): Promise<boolean> {
  const all = await act.tx.makeUp.findMany({
    where: { memberId, state: { not: 'done' } },
    orderBy: [{ dueOn: 'asc' }, { id: 'asc' }],
  })
  const open = all.find((one) => one.state === 'claimed') ?? all[0]
  if (open) await decideMakeUp(act, open.id, true)
  return open !== undefined
}
