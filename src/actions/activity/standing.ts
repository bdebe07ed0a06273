import { canClose, proposeRoll, tally, type Why } from '../../life/meeting/roll.ts'
import { calledName } from '../../life/people/roster.ts'
import { type ActivityRow, placeOf, ruleOf } from '../../records/activities.ts'
import { activityRecord } from '../../records/activity-records.ts'
import { frozenRoll, type RollRow } from '../../records/participations.ts'
import { votesOf } from '../../records/votes.ts'
import type { Facts } from '../../talk/say.ts'
import type { Act } from '../act.ts'
import { activityFacts } from '../subject.ts'
import { quorumOf } from './quorum.ts'

/** Those who stand on the roll of a branch: 应到. */
export const expectedRoll = (act: Act, activityId: number, branchId: number): Promise<RollRow[]> =>
  frozenRoll(act.tx, activityId, branchId)

const named = (entry: RollRow) => ({ memberId: entry.memberId, name: calledName(entry) })

/** What the secretary is told of somebody whose attendance is open. */
const whyWords: Record<Why, string | null> = {
  wrong_code: '发过签到码但码不对',
  code_not_valid: '签到码发晚了',
  claimed: '在群里说到了',
  proxy: '有人说代签',
  online_unconfirmed: '说线上参加',
  leave_requested: '请假还没有批',
  leave_rejected: '请假没有同意',
  declined: '说来不了',
  silent: null,
}

const nameOf = (entry: RollRow | undefined): string => (entry ? calledName(entry) : '')

/** Writes what needs nobody's word (right codes, granted leave) and says what the secretary has to settle. */
export async function rollFacts(act: Act, activity: ActivityRow, branchId: number): Promise<Facts['roll_check']> {
  const before = await expectedRoll(act, activity.id, branchId)
  const open = new Set(before.filter((entry) => entry.attendance === null).map((entry) => entry.memberId))
  const proposal = proposeRoll(before)
  const settled = proposal.settled.filter(({ memberId }) => open.has(memberId))
  for (const { memberId, attendance } of settled)
    await act.tx.participation.update({
      where: { activityId_memberId: { activityId: activity.id, memberId } },
      data: { attendance, attendanceAt: act.now },
    })
  await act.audit(
    ...settled.map(({ memberId, attendance }) => ({
      action: 'settle_roll',
      subject: { kind: 'participation', id: memberId },
      organizationId: branchId,
      before: { activityId: activity.id, attendance: null },
      after: { activityId: activity.id, attendance },
    })),
  )
  const roll = await expectedRoll(act, activity.id, branchId)
  const byId = new Map(roll.map((entry) => [entry.memberId, entry]))
  const counts = tally(roll)
  const those = (attendance: string) => roll.filter((entry) => entry.attendance === attendance).map(named)
  const proxy = await proxyNames(act, roll)
  const quorum = await quorumOf(act, activity, branchId)
  return {
    ...activityFacts(activity),
    expected: counts.expected,
    present: counts.present + counts.online,
    online: those('online'),
    leave: those('leave'),
    absent: those('absent'),
    quorum,
    open: proposal.open.map(({ memberId, why }) => ({
      name: nameOf(byId.get(memberId)),
      why: why === 'proxy' ? `有人代签（${proxy.get(memberId) ?? '群里'}说的）` : whyWords[why],
    })),
  }
}

async function proxyNames(act: Act, roll: RollRow[]): Promise<Map<number, string>> {
  const claims = roll.flatMap((entry) =>
    entry.claim === 'proxy' && entry.claimById !== null ? [[entry.memberId, entry.claimById] as const] : [],
  )
  const speakers = await act.tx.member.findMany({
    where: { id: { in: claims.map(([, by]) => by) } },
    select: { id: true, name: true, label: true },
  })
  const name = new Map(speakers.map((one) => [one.id, calledName(one)]))
  return new Map(claims.map(([memberId, by]) => [memberId, name.get(by) ?? '']))
}

/** More names than these are only counted: the list is one word away (点名). */
const fewNames = 6

const missingWords = {
  host: '主持人',
  recorder: '记录人',
  topic: '主题（议题）',
  place: '地点',
  content: '学习内容',
  decisions: '议定事项',
  vote: '表决结果（没有表决请说「没有表决」）',
  photograph: '现场照片',
}

/** What keeps the record from being closed, in words. */
export async function missingOf(
  act: Act,
  activity: ActivityRow,
  branchId: number,
): Promise<{ missing: string[]; rollOpen: boolean }> {
  const entries = await expectedRoll(act, activity.id, branchId)
  const record = await activityRecord(act.tx, activity.id, branchId)
  const rule = ruleOf(activity)
  const votes = await votesOf(act.tx, activity.id, branchId)
  const photographs = await act.tx.attachment.count({
    where: { activityId: activity.id, branchId, mediaType: { startsWith: 'image/' } },
  })
  const name = new Map(entries.map((entry) => [entry.memberId, calledName(entry)]))
  const list = (ids: number[]) =>
    ids.length > fewNames ? `${ids.length} 位` : ids.map((id) => name.get(id)).join('、')
  const found = canClose({
    entries,
    record: {
      host: record?.host ?? null,
      recorder: record?.recorder ?? null,
      content: record?.content ?? null,
      decisions: record?.decisions.length ?? 0,
      noDecisions: record?.noDecisions ?? false,
      topic: activity.topic,
      place: placeOf(activity),
      votes: votes.length,
      noVotes: record?.noVotes ?? false,
      photographs,
    },
    fields: rule.fields,
  })
  const words = rule.quorum === null ? missingWords : { ...missingWords, content: '会议内容' }
  return {
    rollOpen: found.some((one) => one.kind === 'open' || one.kind === 'reason'),
    missing: found.map((one) =>
      one.kind === 'open'
        ? `${list(one.memberIds)}到没到`
        : one.kind === 'reason'
          ? `${list(one.memberIds)}的原因`
          : words[one.kind],
    ),
  }
}
