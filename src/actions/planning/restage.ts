import type { Stage } from '../../life/planning/stages.ts'
import type { NoticeRow } from '../../records/notices.ts'
import type { NoticeChange } from '../../records/redating.ts'
import { type Staged, stageNotices } from './staged.ts'

/** How the outcome of a reminder begins that fell silent because its program was changed or switched off. */
const changed = '活动安排已改'

/** A reminder as it is planned. */
export interface PlannedNotice {
  id: number
  stage: string
  state: string
  outcome: string | null
}

/**
 * What brings the unsent reminders of something already planned to a new rule. Only stages in which the rules differ are
 * touched, so that what was said, approved or silenced for other reasons stays; what is already sent is never repeated.
 * Both lists of stages start from the beginning of time; what is past is sent now, if it still helps.
 */
export function restage(
  rows: readonly PlannedNotice[],
  of: Staged,
  before: readonly Stage[],
  after: readonly Stage[],
  at: { now: Date },
): { changes: NoticeChange[]; added: NoticeRow[] } {
  const { now } = at
  const helpful = after.filter((one) => one.helpsUntil === null || one.helpsUntil > now)
  const wanted = new Map(helpful.map((one) => [one.stage, { ...one, dueAt: one.dueAt < now ? now : one.dueAt }]))
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
  const changes = rows
    .filter(
      (row) => !same.has(row.stage) && (row.state === 'due' || (row.state === 'expired' && row.outcome === changed)),
    )
    .map((row): NoticeChange => {
      const stage = wanted.get(row.stage)
      return stage
        ? { id: row.id, state: 'due', outcome: null, dueAt: stage.dueAt, helpsUntil: stage.helpsUntil }
        : { id: row.id, state: 'expired', outcome: changed, dueAt: null, helpsUntil: null }
    })
  // What is there already stays: the rows are unique by stage.
  const added = [...wanted.values()].filter((one) => !old.has(one.stage))
  return { changes, added: stageNotices(added, of) }
}

const sameMoment = (one: Date | null | undefined, other: Date | null): boolean => one?.getTime() === other?.getTime()
