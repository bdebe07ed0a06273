import { excessOf, type VoteKind } from '../../life/meeting/voting.ts'
import { type ActivityRow, findActivity } from '../../records/activities.ts'
import { type VoteRow, votesOf } from '../../records/votes.ts'
import type { VotesSaid } from '../../talk/record/votes.ts'
import type { Act } from '../act.ts'
import { isCommittee, presentFor, standingsOf, turnoutOf } from '../activity/quorum.ts'
import { missingOf } from '../activity/standing.ts'
import type { AnswerTo } from '../heard.ts'
import type { VoteToKeep } from '../questions.ts'
import { activityFacts } from '../subject.ts'
import { askForMinutes } from './record.ts'
import { counted, voteFacts } from './voting-record.ts'

type Of = { activityId: number; branchId: number }

const hint = (act: Act, text: string) => act.whisper('what_do_you_mean', { hint: text })

/**
 * The result of a vote, as the secretary tells it: checked, shown back with what it is measured against, and kept only
 * when confirmed. Base and present are those of the roll, unless the message says otherwise: that is shown and leaves
 * a trace.
 */
export async function tellVotes(act: Act, activity: ActivityRow, branchId: number, said: VotesSaid): Promise<void> {
  const kind: VoteKind = said.votes[0]?.kind ?? 'general'
  if (isCommittee(activity) && kind !== 'general')
    return hint(act, '接收、转正和选举要在党员大会上表决，最近没有还没存档的党员大会。')
  if (said.votes.some((one) => one.subject === ''))
    return hint(act, '请写明表决的是什么，如「表决 关于修缮活动室的决议 赞成13 反对1 弃权1」。')
  const turnout = await turnoutOf(act, activity, branchId)
  const onRoll = presentFor(turnout, kind)
  if (said.present === null && !turnout.settled)
    return hint(act, '还没有点完名，实到几人请写上，如「实到12 赞成12」；或者先点名再说表决。')
  const votingBase = said.base ?? turnout.base
  const present = said.present ?? onRoll
  const votes = said.votes.map(
    (one): VoteToKeep => ({
      kind: one.kind,
      subject: one.subject,
      office: one.office,
      votingBase,
      present,
      inFavour: one.inFavour === 'all' ? present : one.inFavour,
      against: one.against ?? 0,
      abstained: one.abstained ?? 0,
      written: said.written,
      issued: said.issued,
      returned: said.returned,
      valid: said.valid,
    }),
  )
  const excess = votes.map(excessOf).find((one) => one !== null)
  if (excess) return act.whisper('vote_refused', excess)
  const earlier = (await votesOf(act.tx, activity.id, branchId)).filter((old) =>
    votes.some((one) => one.kind === old.kind && one.subject === old.subject && one.office === old.office),
  )
  const meeting = turnout.committee ? 'committee' : kind
  const [needed] = standingsOf({ ...turnout, base: votingBase, inPerson: present, byVideo: 0 }, [meeting])
  if (!needed) return
  const roll = { base: turnout.base, present: turnout.settled ? onRoll : null }
  await act.ask(
    'vote',
    { activityId: activity.id, branchId, votes, replaces: earlier.map(({ id }) => id), roll },
    'privately',
  )
  await act.whisper('vote_confirm', {
    ...activityFacts(activity),
    votes: votes.map((one) => voteFacts(one, turnout.committee)),
    meeting,
    needed,
    rollBase: votingBase === turnout.base ? null : turnout.base,
    rollPresent: roll.present === null || present === roll.present ? null : roll.present,
    silent: said.votes.some((one) => one.against === null || one.abstained === null),
    replaces: earlier.map(({ subject }) => subject),
  })
}

const yes = /^(?:照这样记|记|对|对的|没错|是|是的|可以|好|确认|都有了.*)[。!！]?$/
const no = /^(?:不记|先不记|不对|不是|不|不撤|不动|算了)[。!！]?$/

/** 1 or 2, in numbers or in words; null where it is neither. */
const decided = (heard: { choice: number | null; text: string }, also: RegExp | null = null): boolean | null => {
  if (heard.choice === 1 || yes.test(heard.text) || also?.test(heard.text)) return true
  return heard.choice === 2 || no.test(heard.text) ? false : null
}

/** "1 照这样记" */
export const answerVote: AnswerTo<'vote'> = async (act, { activityId, branchId, votes, replaces, roll }, heard) => {
  const activity = await findActivity(act.tx, activityId)
  const keep = decided(heard)
  if (!activity || keep === null) return false
  if (!keep) {
    await act.whisper('done', { text: '好的，没有记。' })
    return true
  }
  await withdraw(act, { activityId, branchId }, replaces)
  for (const vote of votes) {
    const kept = await act.tx.vote.create({
      data: {
        ...vote,
        activityId,
        branchId,
        recordedById: act.actor.kind === 'member' ? act.actor.id : null,
        recordedAt: act.now,
      },
    })
    await act.audit({
      action: 'record_vote',
      subject: { kind: 'vote', id: kept.id },
      organizationId: branchId,
      // What the roll says stands beside what was told: an adjustment leaves a trace.
      before: { rollBase: roll.base, rollPresent: roll.present },
      after: { activityId, ...vote, replaces },
    })
  }
  // A vote was taken after all.
  await act.tx.activityRecord.updateMany({ where: { activityId, branchId, noVotes: true }, data: { noVotes: false } })
  const committee = isCommittee(activity)
  await act.whisper('vote_recorded', {
    ...activityFacts(activity),
    votes: votes.map((one) => voteFacts(one, committee)),
  })
  if (!(await missingOf(act, activity, branchId)).rollOpen) await askForMinutes(act, activity, branchId)
  return true
}

async function withdraw(act: Act, { activityId, branchId }: Of, ids: number[]): Promise<VoteRow[]> {
  const standing = (await votesOf(act.tx, activityId, branchId)).filter(({ id }) => ids.includes(id))
  await act.tx.vote.updateMany({
    where: { id: { in: standing.map(({ id }) => id) } },
    data: { withdrawnAt: act.now },
  })
  await act.audit(
    ...standing.map((vote) => ({
      action: 'withdraw_vote',
      subject: { kind: 'vote', id: vote.id },
      organizationId: branchId,
      before: { activityId, ...counted(vote), office: vote.office },
      after: null,
    })),
  )
  return standing
}

/** "撤销表决": the last one; those who stood in one election together. */
export async function withdrawVote(
  act: Act,
  activity: ActivityRow,
  branchId: number,
  about: string | null,
): Promise<void> {
  const all = await votesOf(act.tx, activity.id, branchId)
  const named = about === null ? all : all.filter(({ subject }) => subject.includes(about) || about.includes(subject))
  const last = named.at(-1)
  if (!last) return hint(act, about === null ? '还没有记过表决。' : `没有记过「${about}」的表决。`)
  const together = all.filter(
    (one) =>
      one.kind === last.kind && one.recordedAt.getTime() === last.recordedAt.getTime() && last.kind === 'election',
  )
  const votes = together.length > 0 ? together : [last]
  await act.ask('withdraw_vote', { activityId: activity.id, branchId, voteIds: votes.map(({ id }) => id) }, 'privately')
  await act.whisper('vote_withdraw_confirm', {
    ...activityFacts(activity),
    votes: votes.map((one) => voteFacts(one, isCommittee(activity))),
  })
}

export const answerWithdrawVote: AnswerTo<'withdraw_vote'> = async (act, { activityId, branchId, voteIds }, heard) => {
  const activity = await findActivity(act.tx, activityId)
  const sure = decided(heard, /^撤销?[。!！]?$/)
  if (!activity || sure === null) return false
  if (!sure) {
    await act.whisper('done', { text: '好的，没有动。' })
    return true
  }
  const gone = await withdraw(act, { activityId, branchId }, voteIds)
  await act.whisper('vote_withdrawn', {
    ...activityFacts(activity),
    votes: gone.map((one) => voteFacts(one, isCommittee(activity))),
  })
  return true
}
