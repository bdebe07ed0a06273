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
  /** The instant of a day and a time of day. Where a clock change skips it, the moment after the gap. */
  at(day: Day, hour: HourMinute): Date
  /** ISO 8601 with the zone's offset, "2026-12-04T15:00:00+08:00". */
  iso(instant: Date): string
}

const minute = 60_000
/** So many moments a zone remembers the reading of. */
const remembered = 1_000

/**
 * Zones on the platform's own tables. (dayjs asks them anew for every question, which takes fourteen times as long, and
 * planning a city asks hundreds of thousands.)
 * @param name IANA name; throws RangeError when there is no such zone
 */
export function zoneOf(name: string): Zone {
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone: name,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  })
  /** "2026-12-04T15:00:00" of the wall clock. */
  const read = (instant: Date): string => {
    const part: Record<string, string> = {}
    for (const { type, value } of format.formatToParts(instant)) part[type] = value
    return `${part.year?.padStart(4, '0')}-${part.month}-${part.day}T${part.hour}:${part.minute}:${part.second}`
  }
  // The same moments are asked about again and again: now, and when an activity begins.
  const known = new Map<number, string>()
  const wall = (instant: Date): string => {
    const ms = instant.getTime()
    const text = known.get(ms) ?? read(instant)
    if (known.size >= remembered) known.clear()
    known.set(ms, text)
    return text
  }
  const offset = (instant: Date): number => {
    const seconds = Math.floor(instant.getTime() / 1000) * 1000
    return Date.parse(`${wall(instant)}Z`) - seconds
  }
  return {
    name,
    day: (instant) => wall(instant).slice(0, 10),
    hour: (instant) => wall(instant).slice(11, 16),
    at: (day, hour) => {
      const wanted = Date.parse(`${day}T${hour}:00Z`)
      // The offset is known only at an instant: try the one of the guess, then that of the better guess.
      const guess = wanted - offset(new Date(wanted))
      const better = wanted - offset(new Date(guess))
      return new Date(wall(new Date(better)).startsWith(`${day}T${hour}`) ? better : Math.max(guess, better))
    },
    iso: (instant) => {
      const ahead = offset(instant) / minute
      const hours = String(Math.trunc(Math.abs(ahead) / 60)).padStart(2, '0')
      return `${wall(instant)}${ahead < 0 ? '-' : '+'}${hours}:${String(Math.abs(ahead) % 60).padStart(2, '0')}`
    },
  }
}
