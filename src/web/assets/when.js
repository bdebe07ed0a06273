// Days arrive as "2026-12-04" and hours as "15:00", already in the organization's zone.

const weekdays = ['日', '一', '二', '三', '四', '五', '六']
const count = (day) => Date.parse(`${day}T00:00:00Z`) / 86_400_000
const weekday = (day) => weekdays[new Date(`${day}T00:00:00Z`).getUTCDay()]
const plainHour = (hour) => hour.replace(/^0/, '')

/** "12月1日", with the year where it is not this year. */
export function dayLabel(day, today) {
  const [year, month, date] = day.split('-')
  return `${today.startsWith(year) ? '' : `${year}年`}${Number(month)}月${Number(date)}日`
}

/** "12月1日 周二 9:00" */
export const clockLabel = ({ day, hour }) => `${dayLabel(day, day)} 周${weekday(day)} ${plainHour(hour)}`

/** "12月1日 9:00" */
export const momentLabel = ({ day, hour }, today) => `${dayLabel(day, today)} ${plainHour(hour)}`

/** As chats say it: 9:00, 昨天 9:00, 星期三 9:00, 12月1日 9:00. */
export function chatLabel({ day, hour }, today) {
  const ago = count(today) - count(day)
  if (ago === 0) return plainHour(hour)
  if (ago === 1) return `昨天 ${plainHour(hour)}`
  if (ago > 1 && ago < 7) return `星期${weekday(day)} ${plainHour(hour)}`
  return momentLabel({ day, hour }, today)
}

/** The same, shorter, for the list of conversations. */
export const listLabel = (moment, today) =>
  moment.day === today ? plainHour(moment.hour) : chatLabel(moment, today).split(' ')[0]
