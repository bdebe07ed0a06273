import type { Day } from './zone.ts'

/** Working days as the State Council publishes them, year by year. */
export interface Calendar {
  /** False where the year's arrangement is not known: what is planned there is provisional. */
  isPublished(year: number): boolean
  isWorkday(day: Day): boolean
  /** Name of the public holiday on that day ("国庆节"), if any. */
  holiday(day: Day): string | null
}
