import { type ActivityRow, placeOf } from '../records/activities.ts'
import type { ActivityFacts } from '../talk/say/activity.ts'
import { periodInWords } from '../time/days.ts'
import { isToldAlone, whomOf } from './activity/audience.ts'

/** "12月主题党日", "四季度名师大讲堂", "12月第2次支委会"; of several sessions "12月主题党日第2场". */
export function titleOf(activity: {
  period: string
  title: string
  sequence: number
  occasionId?: number | null
}): string {
  const { sequence, title } = activity
  const period = periodInWords(activity.period)
  if (activity.occasionId != null) return `${period}${title}第${sequence}场`
  return `${period}${sequence > 1 ? `第${sequence}次` : ''}${title}`
}

/** What every message about an activity says of it. */
export const activityFacts = (activity: ActivityRow): ActivityFacts => ({
  activityId: activity.id,
  revision: activity.revision,
  title: titleOf(activity),
  startsAt: activity.startsAt.toISOString(),
  place: placeOf(activity),
  topic: activity.topic,
  committee: isToldAlone(activity),
  whom: whomOf(activity),
  officer: activity.organization.kind === 'group' ? '组长' : isToldAlone(activity) ? '主持人' : '书记',
})
