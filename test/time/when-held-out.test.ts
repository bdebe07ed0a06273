import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { z } from 'zod'
import type { Cadence } from '../../src/time/cadence.ts'
import { publishedCalendar } from '../../src/time/holidays.ts'
import { when, whenAsJson } from '../../src/time/phrases.ts'
import { zoneOf } from '../../src/time/zone.ts'

/**
 * Sentences written from the specification before the grammar was looked at. '*' stands for what the specification
 * leaves open, `until` for the last day of a time limit, `noHour` for an hour that must not be guessed.
 */
const line = z.strictObject({
  text: z.string(),
  now: z.string(),
  note: z.string(),
  expected: z.strictObject({
    start: z.string().nullable().optional(),
    end: z.string().nullable().optional(),
    until: z.string().optional(),
    allDay: z.union([z.boolean(), z.literal('*')]).optional(),
    recurring: z.string().optional(),
    question: z.union([z.boolean(), z.literal('*')]),
    noHour: z.literal(true).optional(),
    shiftDays: z.int().optional(),
    shiftMinutes: z.int().optional(),
  }),
})
type Line = z.output<typeof line>

const zone = zoneOf('Asia/Shanghai')
const calendar = publishedCalendar()
const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']

/** The rule as the field's reference writes it. */
function ruleName(rule: Cadence | null): string | undefined {
  switch (rule?.on) {
    case undefined:
      return undefined
    case 'nth_weekday':
      return `nth_weekday(${rule.nth},${weekdays[rule.weekday]})`
    case 'last_weekday':
      return `last_weekday(${weekdays[rule.weekday]})`
    case 'day_of_month':
      return rule.day === 31 ? 'last_day' : `day_of_month(${rule.day})`
    case 'nth_workday':
      return rule.nth === 1 ? 'first_workday' : `nth_workday(${rule.nth})`
    default:
      return rule?.on
  }
}

/** What was read otherwise than expected. */
function misses({ text, now, expected }: Line): string[] {
  const read = when(text, { now: new Date(now), zone, calendar })
  const { start, end, allDay, recurring, question } = whenAsJson(read, zone)
  const compare = (name: string, got: unknown, wanted: unknown) =>
    wanted === '*' || got === wanted ? [] : [`${name}: ${String(got)} instead of ${String(wanted)}`]
  const isOpen = expected.start === '*' || expected.until !== undefined
  return [
    ...(expected.until === undefined ? [] : compare('until', (end ?? start)?.slice(0, 10), expected.until)),
    ...(isOpen ? [] : compare('start', start, expected.start)),
    ...(isOpen ? [] : compare('end', end, expected.end ?? null)),
    ...(isOpen || start === null ? [] : compare('allDay', allDay, expected.allDay)),
    ...(expected.noHour && start !== null && !allDay ? [`an hour was guessed: ${start}`] : []),
    ...compare('recurring', ruleName(recurring), expected.recurring),
    ...compare('question', question !== null, expected.question),
    ...compare('shiftDays', read.shiftDays, expected.shiftDays),
    ...compare('shiftMinutes', read.shiftMinutes, expected.shiftMinutes),
  ]
}

it.each(['when-held-out.jsonl', 'when-held-out-second.jsonl'])('%s is read rightly, but for one in twenty', (file) => {
  const lines = readFileSync(new URL(`../data/${file}`, import.meta.url), 'utf8')
    .split('\n')
    .filter((each) => each !== '')
    .map((each) => line.parse(JSON.parse(each)))
  const wrong = lines.flatMap((each) => {
    const found = misses(each)
    return found.length === 0 ? [] : [`${each.now} ${each.text}: ${found.join(', ')}`]
  })
  expect(1 - wrong.length / lines.length, wrong.join('\n')).toBeGreaterThanOrEqual(0.95)
})
