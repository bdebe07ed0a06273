import { type ActivityRow, audienceOf } from '../../records/activities.ts'
import { insertNotices } from '../../records/notices.ts'
import type { Act } from '../act.ts'

/** Leaders come as guests to what a branch holds for all its members: they are told, and may come. */
export const takesGuests = (activity: ActivityRow): boolean => audienceOf(activity) === 'branch'

/** The guests who were told of an activity hear that it was changed or called off: what it is then is read when it is said. */
export async function tellGuests(act: Act, activity: ActivityRow): Promise<void> {
  if (!takesGuests(activity)) return
  const of = { causeKind: 'activity', causeId: String(activity.id) }
  const told = await act.tx.notice.findMany({
    where: { kind: 'guest_invited', ...of, recipientKind: 'member', state: 'sent' },
    select: { recipientId: true },
    distinct: ['recipientId'],
    orderBy: { id: 'asc' },
  })
  const rows = told.map(({ recipientId }) => ({
    kind: 'guest_changed',
    facts: {},
    ...of,
    revision: activity.revision,
    stage: `guest_changed:${act.inboundId ?? act.now.getTime()}`,
    recipientKind: 'member' as const,
    recipientId,
    ordinal: 0,
    organizationId: activity.organizationId,
    unprompted: true,
    urgent: true,
    dueAt: act.now,
    helpsUntil: null,
  }))
  await insertNotices(act.tx, rows, act.now)
}
