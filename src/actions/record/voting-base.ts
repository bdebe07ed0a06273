import { type Exclusion, exclusionWords, isExclusion, isVoter } from '../../life/meeting/voting.ts'
import { calledName } from '../../life/people/roster.ts'
import type { Day } from '../../time/zone.ts'
import type { Act } from '../act.ts'
import type { AnswerTo } from '../heard.ts'

/** A change of who counts in 应到会有表决权, as it was ordered; `reason` null counts the member again. */
export interface VoterChange {
  memberId: number
  reason: Exclusion | null
  /** The day of the general meeting that agreed. */
  on: Day | null
  /** How the committee above consented, in the branch's words. */
  consent: string | null
}

const countVoters = async (act: Act, branchId: number): Promise<number> =>
  (
    await act.tx.member.findMany({
      where: { branchId, leftOn: null },
      select: { category: true, votingExcluded: true },
    })
  ).filter(isVoter).length

/**
 * Shows back who would no longer be counted, or again, and what that needs: the consent of the committee above and the
 * agreement of the general meeting. Whether both are there, the secretary says.
 */
export async function proposeVoter(act: Act, change: VoterChange): Promise<void> {
  const member = await act.tx.member.findUnique({ where: { id: change.memberId } })
  if (!member || member.leftOn !== null) return
  const name = calledName(member)
  if (member.category !== 'full')
    return act.whisper('done', { text: `${name}不是正式党员，本来就不计入应到会有表决权的人数。` })
  if (change.reason === null && member.votingExcluded === null)
    return act.whisper('done', { text: `${name}现在就计入应到会，不用改。` })
  const base = await countVoters(act, member.branchId)
  const next = base + (change.reason === null ? 1 : member.votingExcluded === null ? -1 : 0)
  await act.ask('voter', { ...change, branchId: member.branchId }, 'privately')
  await act.whisper('voter_confirm', {
    name,
    reason: change.reason === null ? null : exclusionWords[change.reason],
    on: change.on,
    consent: change.consent,
    base,
    next,
  })
}

/** Writes it down, with who said so; returns how many make up 应到会有表决权 now. A roll that is frozen stays as it is. */
export async function changeVoter(act: Act, { memberId, reason, on, consent }: VoterChange): Promise<number> {
  const before = await act.tx.member.findUniqueOrThrow({
    where: { id: memberId },
    select: { branchId: true, votingExcluded: true, votingExcludedOn: true, votingConsent: true },
  })
  const { branchId, ...was } = before
  const data = { votingExcluded: reason, votingExcludedOn: on, votingConsent: consent }
  await act.tx.member.update({ where: { id: memberId }, data })
  await act.audit({
    action: reason === null ? 'count_voter' : 'exclude_voter',
    subject: { kind: 'member', id: memberId },
    organizationId: branchId,
    before: was,
    after: data,
  })
  return countVoters(act, branchId)
}

export const answerVoter: AnswerTo<'voter'> = async (act, { memberId, reason, on, consent }, heard) => {
  const sure = heard.choice === 1 || /^(?:都有了|恢复(?:计入)?|照这样记|对|是的?)[。!！]?$/.test(heard.text)
  if (!sure && heard.choice !== 2 && !/^(?:还没有?|先不记|不动|没有|不)[。!！]?$/.test(heard.text)) return false
  const member = await act.tx.member.findUnique({ where: { id: memberId } })
  if (!sure || !member || (reason !== null && !isExclusion(reason))) {
    await act.whisper('done', { text: '好的，没有动。' })
    return true
  }
  const base = await changeVoter(act, { memberId, reason, on, consent })
  await act.whisper('done', {
    text: `记下了，应到会有表决权现在是 ${base} 人。已经开始的会，仍按开会时的人数。${
      reason === null ? '' : `恢复的话说「${calledName(member)}恢复计入应到会」。`
    }`,
  })
  return true
}
