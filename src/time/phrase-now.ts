import type { Moment } from './phrase-span.ts'
import type { Part } from './phrase-text.ts'
import type { HourMinute } from './zone.ts'

/** Minutes from midnight as "15:00". */
export const clockOf = (minutes: number): HourMinute =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`

/** True where nothing but a day of the week, or no day at all, was named. */
export const isOnlyWeekday = ({ days }: Moment): boolean => days.every((token) => token.weekday !== undefined)

export const partWords: Record<Part, string> = {
  dawn: '凌晨',
  morning: '上午',
  noon: '中午',
  afternoon: '下午',
  evening: '晚上',
}
const partEnds: Record<Part, HourMinute> = {
  dawn: '07:00',
  morning: '12:00',
  noon: '14:00',
  afternoon: '19:00',
  evening: '24:00',
}

/** Words that name today, without an hour, mean it no more: its part is over, or the working hours of a day of the week. */
export function isOver(moment: Moment, now: HourMinute): boolean {
  if (moment.part) return now >= partEnds[moment.part]
  return isOnlyWeekday(moment) && now >= '18:00'
}

/** 今天八点, said in the afternoon, is this evening. */
export function isMeantTonight({ hour, part }: Moment, now: HourMinute): boolean {
  if (hour === null || hour.exact || part !== null) return false
  return hour.hour >= 7 && hour.hour <= 9 && clockOf(hour.hour * 60 + hour.minute) < now
}
