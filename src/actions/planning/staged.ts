import type { Stage } from '../../life/planning/stages.ts'
import type { NoticeRow } from '../../records/notices.ts'
import type { PlannedNotice } from '../../records/planning.ts'
import type { Period } from '../../time/days.ts'
import type { Act } from '../act.ts'

/** What planning goes by. */
export type At = Pick<Act, 'tx' | 'now' | 'zone' | 'calendar'>

/** What stages belong to. */
export interface Staged {
  causeKind: string
  causeId: string | number
  revision: number
  organizationId: number
}

/** A stage as the outbox has it, of whatever it is said. */
export const plannedNotice = ({ stage, to, dueAt, helpsUntil }: Stage): PlannedNotice => ({
  kind: kindOfStage(stage),
  facts: { to },
  stage,
  dueAt,
  helpsUntil,
})

/** Stages as rows of the outbox; whom they reach is found out when they are due. */
export const stageNotices = (stages: readonly Stage[], of: Staged): NoticeRow[] =>
  stages.map((stage) => ({
    ...plannedNotice(stage),
    causeKind: of.causeKind,
    causeId: String(of.causeId),
    revision: of.revision,
    recipientKind: 'organization',
    recipientId: of.organizationId,
    ordinal: 0,
    organizationId: of.organizationId,
    unprompted: true,
    urgent: false,
  }))

/** The kind of message a stage leads to: `second_ask` is a draft asked again, `record_due_1` a record that is due. */
const kindOfStage = (stage: string): string => (stage === 'second_ask' ? 'draft' : stage.replace(/_\d+$/, ''))

/** The cause of what is said of a period for which nothing is arranged. */
export const periodCause = (programId: number, period: Period, organizationId: number): Staged => ({
  causeKind: 'program',
  causeId: `${programId}:${period}`,
  revision: 1,
  organizationId,
})
