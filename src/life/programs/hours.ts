import { z } from 'zod'
import { addDays } from '../../time/days.ts'
import type { Zone } from '../../time/zone.ts'

/** When a group may be spoken to unprompted. A branch on shift work sets its own. */
export const hoursRule = z.object({
  quietFrom: z.string().default('21:00'),
  quietTo: z.string().default('08:00'),
  /** Unprompted messages in the groups of one branch on one day. */
  perDay: z.number().int().min(1).max(10).default(2),
})
export type Hours = z.infer<typeof hoursRule>

/** The first moment from `instant` on that is not in the quiet hours (which may run over midnight). */
export function awake(hours: Hours, instant: Date, zone: Zone): Date {
  const day = zone.day(instant)
  const hour = zone.hour(instant)
  const { quietFrom, quietTo } = hours
  const quiet = quietFrom > quietTo ? hour >= quietFrom || hour < quietTo : hour >= quietFrom && hour < quietTo
  if (!quiet) return instant
  return zone.at(hour < quietTo ? day : addDays(day, 1), quietTo)
}

/** The first moment of the next day on which a group may be spoken to. */
export const nextMorning = (hours: Hours, instant: Date, zone: Zone): Date =>
  zone.at(addDays(zone.day(instant), 1), hours.quietTo)
