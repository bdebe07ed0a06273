import { ZhibuError } from '../../base/errors.ts'
import { lengthInMonths } from '../../time/days.ts'
import { type ActivityRule, activityRule, type DuesRule, duesRule } from './programs.ts'

export const ruleInvalid = (message: string, next = '请改正后再来一次；原来的安排没有变。') =>
  new ZhibuError('RULE_INVALID', `${message}。`, next)

/** What each part of a rule may be, by the path at which zod complains. */
const allowed: Record<string, string> = {
  cadence: '日期应当像「每月第一个周五」「每月5日」「每周一」「每季度第二个月第三个周三」「每年10月到12月另定」',
  every: '多久一次应当是天、周、月、季度、半年、年之一',
  inMonth: '第几个月应当是 1 到 12',
  hour: '时间应当像 15:00',
  minutes: '时长应当是 5 到 600 分钟',
  stages: '提醒应当是 0 到 60 个工作日之前、某个钟点，例如 "5 10:00"；开始前的提醒是 5 到 600 分钟',
  firstDay: '党费收缴的第一天应当是 1 到 28 日',
  lastDay: '党费收缴的最后一天应当是 1 到 31 日',
}

const complaint = (path: PropertyKey[]) => ruleInvalid(allowed[String(path[0])] ?? `这一项写错了：${path.join('.')}`)

interface Patch {
  every?: unknown
  stages?: object
}

/** A day that a period of that length cannot have: every workday of a month, the third month of a week. */
function misfit({ every, inMonth, cadence }: ActivityRule): string | null {
  const length = lengthInMonths(every)
  if (every === 'day') return cadence.on === 'every_workday' ? null : '每天的活动，日期应当写「每个工作日」'
  if (every === 'week' && cadence.on !== 'weekday' && cadence.on !== 'arranged')
    return '每周的活动，日期应当像「每周一」或「另定」'
  if (every !== 'week' && (cadence.on === 'weekday' || cadence.on === 'every_workday'))
    return '「每周一」「每个工作日」只能用于每周、每天的活动'
  if (inMonth !== null && length > 1 && inMonth > length) return `第几个月应当是 1 到 ${length}`
  const [from, until] = (cadence.on === 'arranged' && cadence.months) || [1, 1]
  return from > until || (until > 1 && until > length) ? '另定的月份应当在这一期之内，先后不能颠倒' : null
}

/**
 * The rule with the patch laid over it; of the reminders only those named change.
 * @throws ZhibuError RULE_INVALID
 */
export function checkedRule(patch: object & Patch, rule: unknown): ActivityRule {
  const old: Patch = isObject(rule) ? rule : {}
  // In which month belongs to how often.
  const anew = patch.every !== undefined && patch.every !== (old.every ?? 'month') ? { inMonth: null } : {}
  const read = activityRule.safeParse({ ...old, ...anew, ...patch, stages: { ...old.stages, ...patch.stages } })
  if (!read.success) throw complaint(read.error.issues[0]?.path ?? [])
  const wrong = misfit(read.data)
  if (wrong !== null) throw ruleInvalid(wrong)
  const { stages } = read.data
  const { draft, announce, secondAsk } = stages
  if (draft && announce && !isBefore(draft, announce)) throw ruleInvalid('草稿要在发通知之前给书记看，不然来不及确认')
  // The second asking stands between draft and announcement, or there is none.
  const fits = draft && secondAsk && isBefore(draft, secondAsk) && (!announce || isBefore(secondAsk, announce))
  return fits ? read.data : { ...read.data, stages: { ...stages, secondAsk: betweenOf(draft, announce) } }
}

type Ahead = ActivityRule['stages']['draft']
const isBefore = (one: NonNullable<Ahead>, other: NonNullable<Ahead>) =>
  one.workdays > other.workdays || (one.workdays === other.workdays && one.hour < other.hour)

function betweenOf(draft: Ahead, announce: Ahead): Ahead {
  if (draft === null) return null
  const next = { workdays: draft.workdays - 1, hour: draft.hour }
  return next.workdays >= 0 && (!announce || isBefore(next, announce)) ? next : null
}

/** The rule of dues with the patch laid over it. @throws ZhibuError RULE_INVALID */
export function checkedDuesRule(patch: object, rule: unknown): DuesRule {
  const read = duesRule.safeParse({ ...(isObject(rule) ? rule : {}), ...patch })
  if (!read.success) throw complaint(read.error.issues[0]?.path ?? [])
  if (read.data.firstDay > read.data.lastDay) throw ruleInvalid('党费收缴的第一天要在最后一天之前')
  return read.data
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
