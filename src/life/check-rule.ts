import { ZhibuError } from '../base/errors.ts'
import { type ActivityRule, activityRule, type DuesRule, duesRule } from './programs.ts'

export const ruleInvalid = (message: string, next = '请改正后再来一次；原来的安排没有变。') =>
  new ZhibuError('RULE_INVALID', `${message}。`, next)

/** What each part of a rule may be, by the path at which zod complains. */
const allowed: Record<string, string> = {
  cadence: '日期应当像「每月第一个周五」「每月5日」「每月最后一个工作日」',
  hour: '时间应当像 15:00',
  minutes: '时长应当是 10 到 600 分钟',
  stages: '提醒应当是 0 到 60 个工作日之前、某个钟点，例如 "5 10:00"；开始前的提醒是 5 到 600 分钟',
  firstDay: '党费收缴的第一天应当是 1 到 28 日',
  lastDay: '党费收缴的最后一天应当是 1 到 31 日',
}

const complaint = (path: PropertyKey[]) => ruleInvalid(allowed[String(path[0])] ?? `这一项写错了：${path.join('.')}`)

interface Patch {
  stages?: object
}

/**
 * The rule with the patch laid over it; of the reminders only those named change.
 * @throws ZhibuError RULE_INVALID
 */
export function checkedRule(patch: object & Patch, rule: unknown): ActivityRule {
  const old: Patch = isObject(rule) ? rule : {}
  const read = activityRule.safeParse({ ...old, ...patch, stages: { ...old.stages, ...patch.stages } })
  if (!read.success) throw complaint(read.error.issues[0]?.path ?? [])
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
