import { ruleInvalid } from '../life/check-rule.ts'
import type { Cadence, HolidayPolicy } from '../time/cadence.ts'
import { readCadence } from '../time/cadence-words.ts'

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
  '日期应当像「每月第一个周五」「每月5日」「每月最后一个工作日」「每月农历初一」，按季度的像「每季度第二个月第三个周三」'

/** "每月第一个周五", "每季度第二个月第三个周三"; --every 季度 makes the first the second. */
function dateOf({ on, every }: RuleOptions): {
  cadence?: Cadence
  every?: 'month' | 'quarter'
  inMonth?: number
} {
  const quarterly = every === undefined ? {} : { every: everyOf(every) }
  if (on === undefined) return quarterly
  const plain = on.normalize('NFKC').trim()
  const [said, sign] = /^每个?季度?的?(第?[一二三123]个?月|首月|末月|最后一?个月)?[的里]?/.exec(plain) ?? []
  const cadence = readCadence(said === undefined ? plain : `每月${plain.slice(said.length)}`)
  if (!cadence) throw ruleInvalid(`看不懂日期「${on}」；${dateHelp}`)
  if (said === undefined) return { ...quarterly, cadence }
  if (quarterly.every === 'month') throw ruleInvalid('--on 写的是每季度，--every 写的是每月，请只写一样')
  return { cadence, every: 'quarter', ...(sign === undefined ? {} : { inMonth: monthIn(sign) }) }
}

function monthIn(sign: string): number {
  if (/首|一个?月$|1/.test(sign) && !/最后/.test(sign)) return 1
  return /二|2/.test(sign) ? 2 : 3
}

function everyOf(text: string): 'month' | 'quarter' {
  const [, unit] = /^每?个?(月|季度?)$/.exec(text.trim()) ?? []
  if (unit === undefined) throw ruleInvalid(`多久一次应当写 月 或 季度，现在写的是「${text}」`)
  return unit === '月' ? 'month' : 'quarter'
}

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
