import type { Meeting, VideoPolicy } from '../../life/meeting/quorum.ts'
import { proposeRoll } from '../../life/meeting/roll.ts'
import { meetingsOf, type Standing, standingOf, strictest, type VoteKind } from '../../life/meeting/voting.ts'
import { calledName } from '../../life/people/roster.ts'
import { type ActivityRow, audienceOf, ruleOf } from '../../records/activities.ts'
import { activityRecord } from '../../records/activity-records.ts'
import { policiesOf } from '../../records/policies.ts'
import { type Voter, votersOf } from '../../records/votes.ts'
import { votesNamed } from '../../talk/record/votes.ts'
import type { MissingPeople, QuorumFacts } from '../../talk/say/voting.ts'
import type { Act } from '../act.ts'
import { activityFacts } from '../subject.ts'

/** A committee's own meeting, whose base is its members. */
export const isCommittee = (activity: ActivityRow): boolean =>
  audienceOf(activity) === 'committee' || audienceOf(activity) === 'officers'

/** Whether those on video count, as this branch or a committee above it decided. */
export async function videoPolicy(act: Act, branchId: number): Promise<VideoPolicy> {
  const branch = await act.tx.organization.findUnique({ where: { id: branchId }, select: { path: true } })
  return branch ? (await policiesOf(act.tx, branch.path)).countVideo : 'no'
}

/** Those entitled to vote, and how many of them come or came. */
export interface Turnout {
  committee: boolean
  base: number
  inPerson: number
  byVideo: number
  video: VideoPolicy
  excluded: number
  by: 'answers' | 'roll'
  voters: Voter[]
  /** Nobody's attendance is open any more. */
  settled: boolean
}

/** By the answers until the roll is frozen (or where they are asked for), then by the roll: right codes and granted leave count before they are written. */
export async function turnoutOf(
  act: Act,
  activity: ActivityRow,
  branchId: number,
  by?: Turnout['by'],
): Promise<Turnout> {
  const committee = isCommittee(activity)
  const record = await activityRecord(act.tx, activity.id, branchId)
  const { voters, excluded } = await votersOf(act.tx, activity, branchId)
  const started = record !== null && by !== 'answers'
  const proposal = new Map(proposeRoll(voters).settled.map((one) => [one.memberId, one.attendance]))
  const how = (voter: Voter) =>
    started
      ? (voter.attendance ?? proposal.get(voter.memberId) ?? null)
      : voter.answer === 'attend'
        ? 'present'
        : voter.answer === 'online'
          ? 'online'
          : null
  return {
    committee,
    base: record?.votingBase ?? voters.length,
    inPerson: voters.filter((one) => how(one) === 'present').length,
    byVideo: voters.filter((one) => how(one) === 'online').length,
    video: await videoPolicy(act, branchId),
    excluded: committee ? 0 : excluded.length,
    by: started ? 'roll' : 'answers',
    voters,
    settled: started && voters.every((one) => one.attendance !== null || one.exempt),
  }
}

export const standingsOf = (turnout: Turnout, meetings: readonly Meeting[]): Standing[] =>
  meetings.map((meeting) => standingOf(meeting, turnout.base, turnout, turnout.video))

/** How many count as present for a vote of this kind. */
export const presentFor = (turnout: Turnout, kind: VoteKind): number =>
  standingOf(turnout.committee ? 'committee' : kind, turnout.base, turnout, turnout.video).counted

const facts = ({ voters: _, settled: __, ...rest }: Turnout, standings: Standing[]): QuorumFacts => ({
  ...rest,
  standings,
})

/** What this meeting is to be held for: what its program says, and what its topic announces (讨论郑浩转正, 换届选举). */
function meetingOf(activity: ActivityRow, base: number): Meeting | null {
  const { quorum } = ruleOf(activity)
  if (quorum === null || quorum === 'committee') return quorum
  return strictest([quorum, ...votesNamed(activity.topic)], base)
}

/** How the meeting stands, beside sign-in code and roll; null where it needs no quorum. */
export async function quorumOf(
  act: Act,
  activity: ActivityRow,
  branchId: number,
  by?: Turnout['by'],
): Promise<QuorumFacts | null> {
  if (ruleOf(activity).quorum === null) return null
  const turnout = await turnoutOf(act, activity, branchId, by)
  const meeting = meetingOf(activity, turnout.base)
  return meeting === null || turnout.base === 0 ? null : facts(turnout, standingsOf(turnout, [meeting]))
}

/** Before the meeting: what is missing and who; null where enough have said they will come. */
export async function quorumWarning(
  act: Act,
  activity: ActivityRow,
  branchId: number,
): Promise<(QuorumFacts & MissingPeople) | null> {
  const turnout = await turnoutOf(act, activity, branchId)
  const meeting = meetingOf(activity, turnout.base)
  if (meeting === null || turnout.base === 0) return null
  const standings = standingsOf(turnout, [meeting])
  if (standings.every((one) => one.short === 0 && !one.exactlyHalf)) return null
  return { ...facts(turnout, standings), ...missingPeople(turnout.voters) }
}

/** Each stands in one group: where they are matters more than what they answered. */
function missingPeople(voters: readonly Voter[]): MissingPeople {
  const groups: MissingPeople = { silent: [], tentative: [], away: [], floating: [], exempt: [], online: [] }
  for (const voter of voters) {
    if (voter.answer === 'attend') continue
    const place = voter.floating && voter.floatingPlace ? `（${voter.floatingPlace}）` : ''
    const group =
      voter.answer === 'online'
        ? 'online'
        : voter.floating
          ? 'floating'
          : voter.answer === 'leave' || voter.answer === 'decline'
            ? 'away'
            : voter.exempt
              ? 'exempt'
              : voter.answer === 'tentative'
                ? 'tentative'
                : 'silent'
    groups[group].push(calledName(voter) + place)
  }
  return groups
}

/** "人够不够": how many are needed for whatever may be voted on, and how many there are. */
export async function showQuorum(act: Act, activity: ActivityRow, branchId: number): Promise<void> {
  const turnout = await turnoutOf(act, activity, branchId)
  await act.whisper('quorum', {
    ...activityFacts(activity),
    ...facts(turnout, standingsOf(turnout, meetingsOf(turnout.committee))),
  })
}
