import dayjs from 'dayjs'
import timezone from 'dayjs/plugin/timezone.js'
import utc from 'dayjs/plugin/utc.js'

dayjs.extend(utc)
dayjs.extend(timezone)

/** A calendar day in the organization's zone, "2026-12-04". Compares as text. */
export type Day = string
/** A time of day, "15:00". */
export type HourMinute = string

/** Turns instants into the organization's days and hours and back. The machine's own zone never matters. */
export interface Zone {
  name: string
  /** The day on which the instant falls. */
  day(instant: Date): Day
  /** The time of day at the instant. */
  hour(instant: Date): HourMinute
  /** The instant of a day and a time of day. */
  at(day: Day, hour: HourMinute): Date
  /** ISO 8601 with the zone's offset, "2026-12-04T15:00:00+08:00". */
  iso(instant: Date): string
}

/** @param name IANA name; throws RangeError when there is no such zone */
export function zoneOf(name: string): Zone {
  new Intl.DateTimeFormat('en', { timeZone: name })
  const local = (instant: Date) => dayjs(instant).tz(name)
  return {
    name,
    day: (instant) => local(instant).format('YYYY-MM-DD'),
    hour: (instant) => local(instant).format('HH:mm'),
    at: (day, hour) => dayjs.tz(`${day}T${hour}:00`, name).toDate(),
    iso: (instant) => local(instant).format('YYYY-MM-DDTHH:mm:ssZ'),
  }
}
