import { z } from 'zod'
import { findActivity } from '../records/activities.ts'
import type { Act } from './act.ts'

const answered = z.object({
  activityId: z.number(),
  acknowledged: z.boolean(),
  answer: z.enum(['attend', 'online', 'leave', 'decline', 'tentative']).nullable(),
  leaveState: z.enum(['requested', 'approved', 'rejected']).nullable(),
  reason: z.string().nullable(),
  lateMinutes: z.number().nullable(),
})
const answeredEntry = z.object({ before: answered, after: answered })
const claimed = z.object({ state: z.enum(['due', 'claimed']), claimedFen: z.number().nullable() })
const talksEntry = z.object({
  before: z.object({ ids: z.array(z.number()) }),
  after: z.object({ ids: z.array(z.number()) }),
})
const claimedEntry = z.object({ before: claimed, after: claimed })

/**
 * "撤销": takes back the speaker's own last answer, dues claim or talk of the day, as long as nobody has acted on it. Anything
 * else is corrected by saying what is right.
 */
export async function undo(act: Act): Promise<void> {
  if (act.actor.kind !== 'member') return
  const last = await act.tx.auditEntry.findFirst({
    where: { actorId: act.actor.id, at: { gte: act.zone.at(act.today(), '00:00') } },
    orderBy: { id: 'desc' },
  })
  const undoing = last ? undoable[last.action] : undefined
  if (!last || !undoing) return act.reply('done', { text: '今天没有可以撤销的。记错了的话，直接告诉我正确的就行。' })
  const undone = await undoing(act, last)
  if (!undone)
    return act.whisper('done', { text: '刚才那条已经有人处理了，撤销不了。记错了的话，直接告诉我正确的就行。' })
  await act.audit({
    action: 'undo',
    subject: { kind: last.subjectKind, id: last.subjectId },
    ...(last.organizationId === null ? {} : { organizationId: last.organizationId }),
    before: { entry: last.id, ...undone.before },
    after: undone.after,
  })
  await act.whisper('done', { text: '好的，刚才那条撤销了。' })
}

type Undone = { before: object; after: object } | null
type Undoing = (act: Act, entry: { subjectId: number; before: unknown; after: unknown }) => Promise<Undone>

/** The roll is the secretary's once it is frozen, and leave that was decided is not undecided by the member. */
async function undoAnswer(act: Act, entry: { subjectId: number; before: unknown; after: unknown }): Promise<Undone> {
  const read = answeredEntry.safeParse(entry)
  if (!read.success) return null
  const { before, after } = read.data
  const { activityId, acknowledged, ...answer } = before
  const key = { activityId_memberId: { activityId, memberId: entry.subjectId } }
  const activity = await findActivity(act.tx, activityId)
  const now = await act.tx.participation.findUnique({ where: key })
  if (activity?.state === 'held' || now?.answer !== after.answer || now.leaveState !== after.leaveState) return null
  const acknowledgedAt = acknowledged ? (now.acknowledgedAt ?? act.now) : null
  await act.tx.participation.update({ where: key, data: { ...answer, acknowledgedAt } })
  return { before: after, after: before }
}

/** Money that was verified stays booked; what was claimed before the correction is claimed again. */
async function undoClaim(act: Act, entry: { subjectId: number; before: unknown; after: unknown }): Promise<Undone> {
  const read = claimedEntry.safeParse(entry)
  if (!read.success) return null
  const { before, after } = read.data
  const month = await act.tx.duesMonth.findUnique({
    where: { id: entry.subjectId },
    include: { payments: { where: { state: 'claimed' } } },
  })
  const [payment] = month?.payments ?? []
  if (month?.state !== 'claimed' || payment?.claimedFen !== after.claimedFen) return null
  await act.tx.duesPayment.update({
    where: { id: payment.id },
    data: before.state === 'claimed' ? { claimedFen: before.claimedFen } : { state: 'withdrawn' },
  })
  await act.tx.duesMonth.update({ where: { id: month.id }, data: { state: before.state } })
  return { before: after, after: before }
}

/** Talks that were written down by mistake were not held. */
async function undoTalks(act: Act, entry: { subjectId: number; before: unknown; after: unknown }): Promise<Undone> {
  const read = talksEntry.safeParse(entry)
  if (!read.success) return null
  const { before, after } = read.data
  const { count } = await act.tx.talk.deleteMany({ where: { id: { in: after.ids } } })
  return count > 0 ? { before: after, after: before } : null
}

/** What may be taken back, by the action of its audit entry. */
const undoable: Partial<Record<string, Undoing>> = {
  answer: undoAnswer,
  claim_dues: undoClaim,
  record_talks: undoTalks,
}
