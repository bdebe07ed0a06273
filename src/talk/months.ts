import { readInteger } from '../base/numerals.ts'
import { monthOf, monthsOf, nextMonth, quarterOf } from '../time/days.ts'
import type { Context } from './meaning.ts'

const number = '(\\d{1,2}|十[一二]?|[一二两三四五六七八九])'
const range = new RegExp(`${number}月?份?(?:到|至|-|~|—|–)${number}(?:月份?|(?=个?月))`)
const single = new RegExp(
  `(?<!\\d)${number}(?=(?:月份?)?(?:[、和及](?:\\d{1,2}|十[一二]?|[一二三四五六七八九])(?:月份?)?)*月(?!\\d|[一二三四五六七八九十]))`,
  'g',
)

/** The months of dues a text names ("1到3月的", "一季度", "上个月"), oldest first. Days like 3月31日 are none. */
export function monthsIn(text: string, context: Context): string[] {
  const current = monthOf(context.zone.day(context.now))
  const spanned = range.exec(text)
  if (spanned) return monthsBetween(readInteger(spanned[1] ?? ''), readInteger(spanned[2] ?? ''), current)
  const period = periodIn(text, current)
  if (period) return period
  const numbers = Array.from(text.matchAll(single), (found) => readInteger(found[1] ?? ''))
  if (numbers.length > 0) return [...new Set(numbers.flatMap((month) => monthsBetween(month, month, current)))].sort()
  const near = /上个?月/.test(text) ? -1 : /下个?月/.test(text) ? 1 : /(?:这个?|本|当)月/.test(text) ? 0 : null
  return near === null ? [] : [nextMonth(current, near)]
}

/** Months by number lie around the present one: in January, 12月 is last year's. */
function monthsBetween(first: number | null, last: number | null, current: string): string[] {
  if (first === null || last === null || first < 1 || last < 1 || first > 12 || last > 12) return []
  const present = Number(current.slice(5, 7))
  const end = first <= present && present <= last ? Number(current.slice(0, 4)) : yearFor(last, current)
  const start = first <= last ? end : end - 1
  const count = (end - start) * 12 + last - first + 1
  return Array.from({ length: count }, (_, i) => nextMonth(`${start}-${String(first).padStart(2, '0')}`, i))
}

function yearFor(month: number, current: string): number {
  const year = Number(current.slice(0, 4))
  const ahead = month - Number(current.slice(5, 7))
  return ahead > 8 ? year - 1 : ahead < -9 ? year + 1 : year
}

function periodIn(text: string, current: string): string[] | null {
  const year = current.slice(0, 4)
  const [, which] = /(?:第)?([一二三四1-4])季度/.exec(text) ?? []
  const quarter = which
    ? `${year}-Q${readInteger(which)}`
    : /(?:这|本|这个|当)季度?(?!节)/.test(text) && /季度/.test(text)
      ? quarterOf(current)
      : null
  if (quarter) return months(monthsOf(quarter))
  if (/上半年/.test(text)) return months({ first: `${year}-01`, last: `${year}-06` })
  if (/下半年/.test(text)) return months({ first: `${year}-07`, last: `${year}-12` })
  if (/全年|一整年|今年一年/.test(text)) return months({ first: `${year}-01`, last: `${year}-12` })
  return null
}

function months({ first, last }: { first: string; last: string }): string[] {
  const all: string[] = []
  for (let month = first; month <= last; month = nextMonth(month)) all.push(month)
  return all
}
