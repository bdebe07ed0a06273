import { calledName } from '../../life/people/roster.ts'
import { type Notice, unreachable } from '../../records/notices.ts'
import { announcementRooms, secretaryOf } from '../../records/organizations.ts'
import type { Act } from '../act.ts'

/** So long the people who cannot be reached are gathered before the secretary is told. */
const gatherMs = 30 * 60_000

/**
 * Somebody could not be written to. Members go on the secretary's call list, never into the group; where it is the
 * secretary, the group asks them to write once.
 */
export async function noteUnreachable(act: Act, notice: Notice): Promise<void> {
  if (notice.recipientKind !== 'member' || notice.stage === 'reply') return
  const member = await act.tx.member.findUnique({
    where: { id: notice.recipientId },
    select: { id: true, name: true, branchId: true },
  })
  if (!member) return
  const secretary = await secretaryOf(act.tx, member.branchId)
  const cause = { kind: 'organization', id: `${member.branchId}:${act.today()}` } as const
  if (secretary && secretary.memberId !== member.id) {
    await act.tell({
      kind: 'call_list',
      facts: { people: [] },
      cause,
      to: { kind: 'member', id: secretary.memberId },
      dueAt: new Date(act.now.getTime() + gatherMs),
      unprompted: true,
      organizationId: member.branchId,
    })
    return
  }
  for (const room of await announcementRooms(act.tx, member.branchId)) {
    await act.tell({
      kind: 'please_write',
      facts: { officer: { memberId: member.id, name: member.name } },
      cause,
      to: { kind: 'room', id: room.id },
      unprompted: true,
      organizationId: member.branchId,
    })
  }
}

const whatFor: Record<string, string> = {
  dues_owed: '党费还没有交',
  moved_leave: '活动改期了，问一下能不能参加',
  make_up_due: '还有课要补',
  leave_decided: '请假的结果还不知道',
  dues_difference: '党费金额对不上',
}

/** Everybody of a branch who has something to be told and cannot be written to. */
export async function callList(act: Act, branchId: number): Promise<{ name: string; what: string }[]> {
  const failed = await act.tx.notice.findMany({
    where: {
      organizationId: branchId,
      recipientKind: 'member',
      state: 'failed',
      outcome: { startsWith: unreachable },
      stage: { not: 'reply' },
      OR: [{ helpsUntil: null }, { helpsUntil: { gt: act.now } }],
    },
    orderBy: { id: 'asc' },
  })
  const members = await act.tx.member.findMany({
    where: { id: { in: failed.map((one) => one.recipientId) } },
    select: { id: true, name: true, label: true },
    orderBy: { id: 'asc' },
  })
  return members.map(({ id, ...member }) => ({
    name: calledName(member),
    what: [
      ...new Set(failed.filter((one) => one.recipientId === id).map((one) => whatFor[one.kind] ?? '有一条提醒')),
    ].join('，'),
  }))
}

/** "打电话名单", privately. */
export async function showCallList(act: Act, branchId: number): Promise<void> {
  await act.whisper('call_list', { people: await callList(act, branchId) })
}
