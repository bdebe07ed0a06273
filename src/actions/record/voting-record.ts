import type { VoteInNumbers } from '../../life/meeting/vote-words.ts'
import { type Count, measure } from '../../life/meeting/voting.ts'
import type { ActivityRow } from '../../records/activities.ts'
import { activityRecord } from '../../records/activity-records.ts'
import { votesOf } from '../../records/votes.ts'
import type { Act } from '../act.ts'
import { isCommittee, presentFor, turnoutOf } from '../activity/quorum.ts'

/** A vote as it is told: with what it is measured against. */
export const voteFacts = (vote: Count & { office: string | null }, committee: boolean): VoteInNumbers => ({
  ...counted(vote),
  office: vote.office,
  measure: measure(vote, committee),
})

export const counted = (vote: Count): Count => ({
  kind: vote.kind,
  subject: vote.subject,
  votingBase: vote.votingBase,
  present: vote.present,
  inFavour: vote.inFavour,
  against: vote.against,
  abstained: vote.abstained,
  written: vote.written,
  issued: vote.issued,
  returned: vote.returned,
  valid: vote.valid,
})

/** The votes that stand in the record of a meeting. */
export async function votesInRecord(act: Act, activity: ActivityRow, branchId: number): Promise<VoteInNumbers[]> {
  const votes = await votesOf(act.tx, activity.id, branchId)
  return votes.map((one) => voteFacts(one, isCommittee(activity)))
}

/** 应到会有表决权 and 实到会有表决权, where the roll is frozen; present null while somebody's attendance is open. */
export async function votingOf(
  act: Act,
  activity: ActivityRow,
  branchId: number,
): Promise<{ base: number; present: number | null } | null> {
  const record = await activityRecord(act.tx, activity.id, branchId)
  if (!record || record.votingBase === null) return null
  if (record.state === 'closed') return { base: record.votingBase, present: record.votingPresent }
  const turnout = await turnoutOf(act, activity, branchId)
  return { base: record.votingBase, present: turnout.settled ? presentFor(turnout, 'general') : null }
}
