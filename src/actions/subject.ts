import { type ActivityRow, audienceOf } from '../records/activities.ts'
import type { ActivityFacts } from '../talk/say/activity.ts'
import { periodInWords } from '../time/days.ts'

/** "12月主题党日", "四季度名师大讲堂", "12月第2次支委会". */
export const titleOf = (activity: { period: string; title: string; sequence: number }): string =>
  `${periodInWords(activity.period)}${activity.sequence > 1 ? `第${activity.sequence}次` : ''}${activity.title}`

/** What every message about an activity says of it. */
export const activityFacts = (activity: ActivityRow): ActivityFacts => ({
  activityId: activity.id,
  revision: activity.revision,
  title: titleOf(activity),
  startsAt: activity.startsAt.toISOString(),
  place: activity.place ?? activity.organization.place,
  topic: activity.topic,
  committee: audienceOf(activity) === 'committee',
})
