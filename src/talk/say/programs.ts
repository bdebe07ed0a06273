import { activityRule } from '../../life/programs/programs.ts'
import type { HolidayPolicy } from '../../time/cadence.ts'
import { rhythmInWords } from '../../time/rhythm.ts'
import { choices, dateTime, type Said, type Style } from './style.ts'

/** The first of them by name, and how many there are. */
export interface Some<T> {
  count: number
  first: T[]
}

export interface Coming {
  /** The organization, where several are concerned. */
  who: string | null
  title: string
  startsAt: string
}

/** What a change of a program's rule leads to. */
export interface RuleChangeFacts {
  organization: string
  program: string
  /** For all branches below. */
  below: boolean
  /** What is set: parts of the rule; the day whole. */
  set: { [field: string]: unknown }
  enabled: boolean | null
  binding: boolean
  takenBack: boolean
  /** Organizations whose arrangement changes, and those that get the program. */
  changed: Some<string>
  added: Some<string>
  moved: Some<Coming & { to: string; reason: string | null }>
  kept: Some<Coming & { why: string }>
  stopped: Some<Coming>
  resumed: Some<Coming>
  /** Those that go on with what they set themselves; those whose own no longer counts. */
  keeps: Some<string>
  loses: Some<string>
}

export const holidayWords: Record<HolidayPolicy, string> = {
  next_workday: '逢放假顺延',
  prev_workday: '逢放假提前',
  within_7_days: '逢放假在前后一周内另安排',
  keep: '放假也照常',
  ask: '逢放假先问书记',
}

const inHolidays = (value: unknown): string =>
  Object.entries(holidayWords).find(([policy]) => policy === value)?.[1] ?? ''

/** 每月第二个周五，16:00 开始；逢放假提前 */
export function settingWords(set: RuleChangeFacts['set']): string {
  const rhythm = activityRule.pick({ every: true, inMonth: true, cadence: true }).safeParse(set)
  const { hour, minutes, holidays, firstDay, lastDay, stages, ...others } = set
  const rest = Object.keys(others).filter((field) => !['every', 'inMonth', 'cadence'].includes(field))
  return [
    rhythm.success ? rhythmInWords(rhythm.data) : '',
    typeof hour === 'string' ? (firstDay === undefined ? `${hour} 开始` : `${hour} 提醒`) : '',
    typeof minutes === 'number' ? `${minutes} 分钟` : '',
    inHolidays(holidays),
    typeof firstDay === 'number' && typeof lastDay === 'number' ? `每月 ${firstDay} 日到 ${lastDay} 日收` : '',
    stages === undefined && rest.length === 0 ? '' : '提醒和其他细节照改',
  ]
    .filter(Boolean)
    .join('，')
}

const some = (people: Some<string>): string =>
  people.first.join('、') + (people.count > people.first.length ? ` 等 ${people.count} 个` : '')

const example = <T extends Coming>({ count, first }: Some<T>, one: (each: T) => string): string =>
  first.map(one).join('；') + (count > first.length ? `；等 ${count} 次` : '')

/** What would happen, line by line: for the confirmation in the chat and for the terminal. */
export function ruleChangeLines(facts: RuleChangeFacts, style: Pick<Style, 'now' | 'zone'>): string[] {
  const when = (iso: string) => dateTime(iso, style)
  const name = (one: Coming) => `${one.who === null ? '' : `${one.who} `}${one.title}`
  const { moved, kept, stopped, resumed, added, changed, keeps, loses, below } = facts
  return [
    added.count > 0 && `开通：${some(added)}`,
    below && changed.count > 0 && `安排有变的 ${changed.count} 个：${some(changed)}`,
    moved.count > 0 &&
      `改期 ${moved.count} 次：${example(moved, (one) => `${name(one)} ${when(one.startsAt)} → ${when(one.to)}${one.reason === null ? '' : `（${one.reason}）`}`)}`,
    stopped.count > 0 && `不办 ${stopped.count} 次：${example(stopped, (one) => `${name(one)} ${when(one.startsAt)}`)}`,
    resumed.count > 0 && `恢复 ${resumed.count} 次：${example(resumed, (one) => `${name(one)} ${when(one.startsAt)}`)}`,
    kept.count > 0 &&
      `不动 ${kept.count} 次：${example(kept, (one) => `${name(one)} ${when(one.startsAt)}（${one.why}）`)}`,
    keeps.count > 0 && `自己定过的照旧（${keeps.count} 个）：${some(keeps)}`,
    loses.count > 0 && `自己定过的不再作数（${loses.count} 个）：${some(loses)}`,
  ].filter((line) => line !== false)
}

/** 机关党委所属支部的主题党日：每月第二个周五，统一规定 */
export function ruleChangeHead(facts: RuleChangeFacts): string {
  const { organization, program, below, set, enabled, binding, takenBack } = facts
  const whose = `${organization}${below ? '所属支部' : ''}的${program}`
  if (takenBack) return `${whose}：${below ? '收回原来的统一规定' : '恢复统一规定'}`
  const what = [
    enabled === null ? '' : enabled ? '开通' : '停用',
    settingWords(set),
    binding ? '统一规定，下面不能另定' : '',
  ]
  return `${whose}：${what.filter(Boolean).join('，')}`
}

export const programMessages = {
  /** Shown back before anything changes. */
  rule_confirm(facts: RuleChangeFacts, style: Style): Said {
    const { line, buttons } = choices(['就这样改', '不改'], style)
    const lines = ruleChangeLines(facts, style)
    const nothing = facts.below || lines.length > 0 ? [] : ['已经排好的活动都不动。']
    return {
      text: [`${ruleChangeHead(facts)}，以后都这样，对吗？`, ...lines, ...nothing, line].join('\n'),
      ...(buttons ? { buttons } : {}),
    }
  },

  rule_changed(facts: RuleChangeFacts, _style: Style): Said {
    const { moved, stopped } = facts
    const dates = [
      moved.count > 0 ? `${moved.count} 次活动改期` : '',
      stopped.count > 0 ? `${stopped.count} 次不办` : '',
    ].filter(Boolean)
    return { text: `改好了。${ruleChangeHead(facts)}。${dates.length > 0 ? `${dates.join('，')}。` : ''}` }
  },

  /** Refused: somebody above fixed it, or holds it. */
  rule_refused(facts: { why: string; next: string }, _style: Style): Said {
    return { text: `${facts.why.replace(/。$/, '')}。${facts.next}` }
  },
}
