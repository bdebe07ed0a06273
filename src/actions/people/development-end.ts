import { calledName } from '../../life/people/roster.ts'
import { openDevelopment } from '../../records/development.ts'
import type { Day } from '../../time/zone.ts'
import type { Act } from '../act.ts'
import type { AnswerTo } from '../heard.ts'
import { rosterChanged } from './development-keep.ts'
import { standingOf } from './development-standing.ts'

/** Somebody is not led on: the branch's own words are shown back, and kept as they are. */
export async function proposeEnd(
  act: Act,
  of: { branchId: number; memberId: number; reason: string; day: Day },
): Promise<void> {
  const member = await act.tx.member.findUniqueOrThrow({ where: { id: of.memberId } })
  if (member.category === 'full')
    return act.whisper('done', { text: `${calledName(member)}是正式党员，没有在发展，没有记。` })
  if (of.day > act.today()) return act.whisper('done', { text: '说的日子还没有到，没有记。' })
  await act.ask('development_end', of, 'privately')
  await act.whisper('development_end_confirm', { who: calledName(member), day: of.day, reason: of.reason })
}

/** "1 对": the way ends and the person leaves the roster; what was written down stays. */
export const answerDevelopmentEnd: AnswerTo<'development_end'> = async (
  act,
  { branchId, memberId, reason, day },
  heard,
) => {
  if (heard.choice === 2 || /^不/.test(heard.text)) {
    await act.whisper('done', { text: '好的，没有记。' })
    return true
  }
  if (heard.choice !== 1 && !/^(对|是的?|确认|好的?)[。!！]?$/.test(heard.text)) return false
  const member = await act.tx.member.findUniqueOrThrow({ where: { id: memberId } })
  if (member.category === 'full' || member.leftOn !== null) return false
  const open = await openDevelopment(act.tx, memberId)
  const ended = { endedOn: day, endReason: reason || null }
  const { version } = (await standingOf(act, branchId, null)).edition
  const { id } = open
    ? await act.tx.development.update({ where: { id: open.id }, data: ended })
    : await act.tx.development.create({ data: { ...ended, memberId, branchId, version, createdAt: act.now } })
  await act.tx.member.update({ where: { id: memberId }, data: { leftOn: day } })
  await act.tx.position.deleteMany({ where: { memberId } })
  await act.audit(
    {
      action: 'development_end',
      subject: { kind: 'development', id },
      organizationId: branchId,
      before: { endedOn: null },
      after: ended,
    },
    {
      action: 'remove_member',
      subject: { kind: 'member', id: memberId },
      organizationId: branchId,
      before: { leftOn: null },
      after: { leftOn: day },
    },
  )
  await rosterChanged(act, branchId)
  await act.whisper('done', { text: `记下了：${calledName(member)}不再发展，已从名册移出，原来的记录都在。` })
  return true
}
