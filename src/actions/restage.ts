import type { Stage } from '../life/stages.ts'
import { insertNotices } from '../records/notices.ts'
import type { Act } from './act.ts'
import { type Staged, stageNotices } from './plan.ts'

/** How the outcome of a reminder begins that fell silent because its program was changed or switched off. */
const changed = '活动安排已改'

/**
 * Brings the unsent reminders of something already planned to a new rule. Only stages in which the rules differ are
 * touched, so that what was said, approved or silenced for other reasons stays; what is already sent is never repeated.
 * Both lists of stages start from the beginning of time; what is past is sent now, if it still helps.
 */
export async function restage(act: Act, of: Staged, before: readonly Stage[], after: readonly Stage[]): Promise<void> {
  const now = after.filter((one) => one.helpsUntil === null || one.helpsUntil > act.now)
  const wanted = new Map(now.map((one) => [one.stage, { ...one, dueAt: one.dueAt < act.now ? act.now : one.dueAt }]))
  const old = new Map(before.map((one) => [one.stage, one]))
  const same = new Set(
    after
      .filter(
        (one) =>
          sameMoment(old.get(one.stage)?.dueAt, one.dueAt) &&
          sameMoment(old.get(one.stage)?.helpsUntil, one.helpsUntil),
      )
      .map((one) => one.stage),
  )
  const rows = await act.tx.notice.findMany({
    where: {
      causeKind: of.causeKind,
      causeId: String(of.causeId),
      revision: of.revision,
      recipientKind: 'organization',
    },
    select: { id: true, stage: true, state: true, outcome: true },
  })
  for (const row of rows) {
    const silenced = row.state === 'expired' && row.outcome === changed
    if (same.has(row.stage) || (row.state !== 'due' && !silenced)) continue
    const stage = wanted.get(row.stage)
    const data = stage
      ? ({ state: 'due', outcome: null, dueAt: stage.dueAt, helpsUntil: stage.helpsUntil } as const)
      : ({ state: 'expired', outcome: changed } as const)
    await act.tx.notice.update({ where: { id: row.id }, data })
  }
  // What is there already stays: the rows are unique by stage.
  const added = [...wanted.values()].filter((one) => !old.has(one.stage))
  await insertNotices(act.tx, stageNotices(added, of), act.now)
}

const sameMoment = (one: Date | null | undefined, other: Date | null): boolean => one?.getTime() === other?.getTime()
