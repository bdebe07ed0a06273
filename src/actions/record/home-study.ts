import { calledName } from '../../life/people/roster.ts'
import type { Act } from '../act.ts'
import { titleOf } from '../subject.ts'

/**
 * Learning brought to the home (送学上门) of somebody who is not strictly required to come (2019 regulation on members'
 * education, article 23): noted as made up for the last activity, or the one that is named.
 */
export async function noteHomeStudy(
  act: Act,
  member: { id: number; branchId: number },
  named: { subject: string | null; period: string | null },
): Promise<void> {
  const row = await act.tx.member.findUniqueOrThrow({ where: { id: member.id } })
  const records = await act.tx.activityRecord.findMany({
    where: {
      branchId: member.branchId,
      activity: {
        state: 'held',
        ...(named.subject === null ? {} : { title: named.subject }),
        ...(named.period === null ? {} : { period: named.period }),
        participations: {
          none: { memberId: member.id, expected: true, attendance: { in: ['present', 'online'] } },
        },
      },
    },
    select: { activity: true },
    orderBy: { activity: { startsAt: 'desc' } },
    take: 1,
  })
  const activity = records[0]?.activity
  if (!activity) return act.whisper('done', { text: '没有找到要补的活动，没有记。请写上哪一次，如「12月主题党日」。' })
  const key = { activityId_memberId: { activityId: activity.id, memberId: member.id } }
  const before = await act.tx.makeUp.findUnique({ where: key })
  const data = { state: 'done' as const, doneOn: act.today() }
  const makeUp = await act.tx.makeUp.upsert({
    where: key,
    update: data,
    create: { activityId: activity.id, memberId: member.id, dueOn: act.today(), ...data },
  })
  await act.audit({
    action: 'home_study',
    subject: { kind: 'make_up', id: makeUp.id },
    organizationId: member.branchId,
    before: before ? { state: before.state } : null,
    after: data,
  })
  await act.whisper('done', { text: `记下了：${titleOf(activity)}，给${calledName(row)}送学上门。` })
}
