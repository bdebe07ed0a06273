import { dayInWords, monthOf, monthsOf, type Period } from '../../time/days.ts'
import type { PlanEntry } from './plan-entry.ts'

export interface PlanChange {
  title: string
  period: Period
  how: 'moved' | 'added' | 'dropped'
  from: string | null
  to: string | null
  reason: string | null
}

/** 10月8日（周五）15:00; 10月到12月，日子另定; 1日到10日 */
export function whenInWords({ days, hour, until, state, period, month }: PlanEntry): string {
  const [first] = days
  if (state === 'open') {
    const last = until === null ? month : monthOf(until)
    const months = [month, last].map((one) => `${Number(one.slice(5))}月`)
    return `${months[0] === months[1] ? months[0] : months.join('到')}，日子另定`
  }
  if (first === undefined) return ''
  if (days.length > 1) return `${days.map((one) => Number(one.slice(8))).join('、')}日${hour ?? ''}`
  if (until !== null) return `${dayInWords(first)}到${dayInWords(until)}`
  return `${dayInWords(first, monthsOf(period).first)}${hour ?? ''}`
}

/** How a plan differs from what it was, as far as people see to it; a day that was provisional and only became certain is no change. */
export function changesBetween(before: readonly PlanEntry[], now: readonly PlanEntry[]): PlanChange[] {
  const [old, current] = [keyed(before), keyed(now)]
  const moved = [...current].flatMap(([key, entry]): PlanChange[] => {
    const was = old.get(key)
    const { title, period, reason } = entry
    const change = (how: PlanChange['how'], from: string | null, to: string | null): PlanChange[] => [
      { title, period, how, from, to, reason },
    ]
    if (!was || was.state === 'cancelled')
      return entry.state === 'cancelled' ? [] : change('added', null, whenInWords(entry))
    if (entry.state === 'cancelled') return change('dropped', whenInWords(was), null)
    return differs(was, entry) ? change('moved', whenInWords(was), whenInWords(entry)) : []
  })
  const dropped = [...old].flatMap(([key, was]): PlanChange[] =>
    current.has(key) || was.state === 'cancelled'
      ? []
      : [{ title: was.title, period: was.period, how: 'dropped', from: whenInWords(was), to: null, reason: null }],
  )
  return [...moved, ...dropped]
}

function differs(was: PlanEntry, now: PlanEntry): boolean {
  if (was.state === 'open') {
    const [held] = now.days
    return now.state === 'open'
      ? was.until !== now.until || was.month !== now.month
      : held !== undefined && (monthOf(held) < was.month || (was.until !== null && held > was.until))
  }
  if (was.hour !== now.hour || was.until !== now.until) return true
  if (JSON.stringify(was.days) === JSON.stringify(now.days)) return false
  const sameRule = was.nominal !== null && was.nominal === now.nominal
  return !(was.provisional && (sameRule || was.days.length > 1))
}

/** Reminders are not what a plan is about; sessions of one period are told apart by their order. */
function keyed(entries: readonly PlanEntry[]): Map<string, PlanEntry> {
  const found = new Map<string, PlanEntry>()
  for (const entry of entries) {
    if (entry.state === 'remind') continue
    const key = (count: number) => `${entry.title}\n${entry.by ?? ''}\n${entry.period}\n${count}`
    let count = 1
    while (found.has(key(count))) count++
    found.set(key(count), entry)
  }
  return found
}
