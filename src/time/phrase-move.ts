import { addDays } from './days.ts'
import type { When } from './phrases.ts'
import type { Zone } from './zone.ts'

/**
 * Where words move what stood at an old time: 推迟一周 counts from it, 改到下午四点 keeps its day. Null where they do not say
 * an hour.
 */
export function movedTo(read: When, old: Date, zone: Zone): Date | null {
  if (read.shiftDays !== undefined) return zone.at(addDays(zone.day(old), read.shiftDays), zone.hour(old))
  if (read.shiftMinutes !== undefined) return new Date(old.getTime() + read.shiftMinutes * 60_000)
  if (read.start === null || read.allDay) return null
  return read.dayAssumed ? zone.at(zone.day(old), zone.hour(read.start)) : read.start
}
