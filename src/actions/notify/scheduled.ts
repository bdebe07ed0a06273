import { type ActivityRow, findActivity } from '../../records/activities.ts'
import type { Notice } from '../../records/notices.ts'
import type { Facts, NoticeKind } from '../../talk/say.ts'
import type { Act } from '../act.ts'
import type { QuestionFacts, QuestionKind } from '../questions.ts'

/** What a due notice comes to, after the state was read again. */
export type Fresh<K extends NoticeKind> =
  | { facts: Facts[K]; ask?: Asking }
  /** It no longer helps: why. */
  | { silent: string }

/** The question that goes with it, for a private recipient. */
export type Asking = { [Q in QuestionKind]: { kind: Q; facts: QuestionFacts[Q] } }[QuestionKind]

/** Reads the state again for a due notice. Kinds without one are said from the facts they were written with. */
export type Refresh<K extends NoticeKind> = (act: Act, notice: Notice) => Promise<Fresh<K>>
export type Refreshers = { [K in NoticeKind]?: Refresh<K> }

/**
 * The activity a notice speaks of, if the notice still speaks of it as it is: not cancelled, not moved since.
 */
export async function currentActivity(act: Act, notice: Notice): Promise<ActivityRow | { silent: string }> {
  const activity = await findActivity(act.tx, Number(notice.causeId))
  if (!activity) return { silent: '活动已不存在' }
  if (activity.state === 'cancelled') return { silent: '活动已取消' }
  if (activity.revision !== notice.revision) return { silent: '活动已改期，按新时间提醒' }
  return activity
}

export const isSilent = (found: object): found is { silent: string } => 'silent' in found

/** For which branch a notice is: of a lecture that a committee holds every branch has a roll of its own. */
export const branchOf = (notice: Notice, activity: { organizationId: number }): number =>
  notice.organizationId ?? activity.organizationId
