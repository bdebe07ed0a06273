import type { Settled } from '../actions/notify/deliver.ts'
import type { NoticeEvent } from '../base/events.ts'

/** What is told of a notice when its outcome is committed. `platform` and `ms` where it was sent. */
export function noticeEvent(
  { notice, outcome }: Settled,
  now: Date,
  { platform = null, ms = null }: { platform?: string | null; ms?: number | null } = {},
): NoticeEvent {
  const { id, kind, stage, recipientKind, late, dueAt, attempts } = notice
  return {
    event: 'notice',
    id,
    kind,
    stage,
    platform,
    to: recipientKind,
    outcome,
    late,
    lagMs: Math.max(0, now.getTime() - dueAt.getTime()),
    attempts,
    ms: ms === null ? null : Math.round(ms),
  }
}
