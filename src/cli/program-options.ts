import { ruleInvalid } from '../life/programs/check-rule.ts'
import type { HolidayPolicy } from '../time/cadence.ts'
import type { Every } from '../time/days.ts'
import { type Rhythm, type RhythmRead, readEvery, readRhythm } from '../time/rhythm.ts'

/** What the command line says of a program. */
export interface RuleOptions {
  on?: string
  every?: string
  hour?: string
  holidays?: string
  minutes?: string
  draft?: string
  announce?: string
  dayBefore?: string
  hourBefore?: string
  arrangeBy?: string
  duesWindow?: string
}

export const policyWords: Record<HolidayPolicy, string> = {
  next_workday: '顺延',
  prev_workday: '提前',
  within_7_days: '一周内',
  keep: '照常',
  ask: '先问',
}

const never = /^(不提醒|不要|不用|不发|无|关)$/

/** "9:00" and "９：００" are "09:00"; null where it is no time of day. */
export function hourOf(text: string): string | null {
  const [, hour = '', minute = ''] = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(text.normalize('NFKC').trim()) ?? []
  return minute === '' ? null : `${hour.padStart(2, '0')}:${minute}`
}

/** The part of a program's rule that the options name. @throws ZhibuError RULE_INVALID */
export function patchOf(options: RuleOptions, kind: 'dues' | 'activity'): object {
  const given = Object.entries(options)
    .filter(([, value]) => value !== undefined)
    .map(([name]) => name)
  const strange = given.find((name) =>
    kind === 'dues' ? !['duesWindow', 'hour'].includes(name) : name === 'duesWindow',
  )
  if (strange !== undefined) {
    throw ruleInvalid(
      kind === 'dues'
        ? '党费只能改收缴的日子（--dues-window）和提醒的钟点（--hour）'
        : '只有党费才有收缴的日子（--dues-window）',
    )
  }
  const { hour, minutes, holidays, duesWindow } = options
  const stages = {
    ...(options.draft === undefined ? {} : { draft: aheadOf('draft', options.draft) }),
    ...(options.announce === undefined ? {} : { announce: aheadOf('announce', options.announce) }),
    ...(options.dayBefore === undefined
      ? {}
      : { dayBefore: never.test(options.dayBefore) ? null : hourIn('day-before', options.dayBefore) }),
    ...(options.hourBefore === undefined
      ? {}
      : { hourBefore: never.test(options.hourBefore) ? null : Number(options.hourBefore) }),
    ...(options.arrangeBy === undefined ? {} : { arrangeBy: daysOf(options.arrangeBy) }),
  }
  return {
    ...dateOf(options),
    ...(hour === undefined ? {} : { hour: hourIn('hour', hour) }),
    ...(minutes === undefined ? {} : { minutes: Number(minutes) }),
    ...(holidays === undefined ? {} : { holidays: policyOf(holidays) }),
    ...(duesWindow === undefined ? {} : windowOf(duesWindow)),
    ...(Object.keys(stages).length > 0 ? { stages } : {}),
  }
}

const dateHelp =
  '日期应当像「每月第一个周五」「每月5日」「每周一」「每个工作日」「每季度第二个月第三个周三」「每年11月第二个周五」「每年10月到12月另定」'

/** "每周一", "每年11月第二个周五", "另定"; --every 季度 makes 第三个周三 of a month that of a quarter. */
function dateOf({ on, every: often }: RuleOptions): Partial<Rhythm> {
  const every = often === undefined ? undefined : everyNamed(often)
  if (on === undefined) return every === undefined ? {} : { every, inMonth: null }
  const read = readRhythm(on)
  if (!read) throw ruleInvalid(`看不懂日期「${on}」；${dateHelp}`)
  // 每月 with --every 季度 only names the day.
  if (every === undefined || read.every === undefined || read.every === 'month')
    return { ...within(read), ...(every === undefined ? {} : { every, inMonth: null }) }
  if (read.every !== every) throw ruleInvalid(`--on 写的是「${on}」，--every 写的是「${often}」，请只写一样`)
  return within(read)
}

/** Who says how often without a month means the usual one, whatever it was before. */
const within = (read: RhythmRead): Partial<Rhythm> =>
  read.every === undefined ? read : { ...read, inMonth: read.inMonth ?? null }

function everyNamed(text: string): Every {
  const every = readEvery(text)
  if (every === null) throw ruleInvalid(`多久一次应当写 天、周、月、季度、半年 或 年，现在写的是「${text}」`)
  return every
}

/** "30,15" */
const daysOf = (text: string): number[] =>
  never.test(text.trim())
    ? []
    : text
        .normalize('NFKC')
        .trim()
        .split(/[,、\s]+/)
        .map(Number)

function hourIn(option: string, text: string): string {
  const hour = hourOf(text)
  if (hour === null) throw ruleInvalid(`--${option} 应当像 15:00，现在写的是「${text}」`)
  return hour
}

/** "5 10:00": so many working days before, at that hour. */
function aheadOf(option: string, text: string): { workdays: number; hour: string } | null {
  if (never.test(text.trim())) return null
  const [, days = '', at = ''] = /^\s*(\d{1,2})\s*(?:个?工作日前?|天前?)?[\s,，]+([\d:：]+)\s*$/.exec(text) ?? []
  const hour = hourOf(at)
  if (hour === null)
    throw ruleInvalid(`--${option} 应当像 "5 10:00"（5 个工作日前的 10:00）或 不提醒，现在写的是「${text}」`)
  return { workdays: Number(days), hour }
}

function policyOf(text: string): HolidayPolicy {
  const found = Object.entries(policyWords).find(([, words]) => words === text.trim())?.[0]
  if (found === undefined || !isPolicy(found)) {
    throw ruleInvalid(`逢放假怎么办，应当是${Object.values(policyWords).join('、')}之一，现在写的是「${text}」`)
  }
  return found
}

const isPolicy = (key: string): key is HolidayPolicy => key in policyWords

function windowOf(text: string): { firstDay: number; lastDay: number } {
  const [, first, last] = /^\s*(\d{1,2})\s*日?\s*(?:-|—|–|~|到|至)\s*(\d{1,2})\s*日?\s*$/.exec(text) ?? []
  if (first === undefined || last === undefined) throw ruleInvalid(`党费收缴的日子应当像 1-10，现在写的是「${text}」`)
  return { firstDay: Number(first), lastDay: Number(last) }
}
