import { dayInWords, daysBetween } from '../../time/days.ts'
import type { Day } from '../../time/zone.ts'
import { choices, dayWords, names, type Said, type Style } from './style.ts'

/** A step as its edition has it. */
export interface StepFacts {
  step: number
  name: string
  /** 收到申请书后一个月内 */
  limit: string
  article: string
}

/** A step that was done, or is to be written down. */
export interface DoneFacts extends StepFacts {
  day: Day
  /** 公示: the last of its working days. */
  lasts: { until: Day; workdays: number } | null
  /** After its last day, which was this. */
  late: Day | null
  extendedMonths: number | null
  /** Whose names belong to it, and how many were named. */
  names: { from: number; to: number; said: string[] } | null
}

export interface NextFacts extends StepFacts {
  earliest: Day | null
  latest: Day | null
}

/** A day that comes or is past. */
export interface DueFacts extends StepFacts {
  who: string
  kind: 'limit' | 'review' | 'prompt'
  day: Day
}

interface ToKeep {
  who: string
  /** Not on the roster yet. */
  added: boolean
  steps: DoneFacts[]
  /** Earlier steps that nobody told of. */
  missing: StepFacts[]
  /** What the roster will say. */
  becomes: { category: string; joinedOn: Day | null; fullOn: Day | null } | null
  next: NextFacts | null
  more: boolean
}

/** One person's way so far. */
export interface WayFacts {
  who: string
  branch: string | null
  category: string
  /** Only the roster tells of this person: no step was written down. */
  byRoster: boolean
  last: (StepFacts & { day: Day }) | null
  next: NextFacts | null
  /** Later steps whose first day is known. */
  later: { step: number; name: string; earliest: Day }[]
  due: DueFacts[]
}

const named = ({ step, name }: { step: number; name: string }): string => `第${step}步 ${name}`
/** （收到申请书后一个月内，细则第七条） */
const rule = ({ limit, article }: StepFacts): string => {
  const parts = [limit, article === '' ? '' : `细则${article}`].filter((part) => part !== '')
  return parts.length > 0 ? `（${parts.join('，')}）` : ''
}

/** "张三：第2步 派人谈话，12月20日（周日）前（…），还有 7 天" */
export function dueLine(due: DueFacts, today: Day, withRule = true): string {
  const day = dayInWords(due.day, today)
  const left = daysBetween(today, due.day)
  const away = left > 0 ? `还有 ${left} 天` : left === 0 ? '就是今天' : `过了 ${-left} 天`
  if (due.kind === 'prompt')
    return `${due.who}：预备期${left >= 0 ? `到 ${day} 满` : `${day} 已满`}，${left >= 0 ? `${away}，` : ''}请本人写转正申请，支部大会讨论${left < 0 ? `（${away}，还没有登记）` : ''}`
  if (due.kind === 'review')
    return `${due.who}：半年考察，${day}前，${away}${withRule ? rule({ ...due, limit: '每半年考察一次' }) : ''}`
  return `${due.who}：${named(due)}，${day}前，${away}${withRule ? rule(due) : ''}`
}

function nextWords(next: NextFacts | null, style: Style): string {
  if (next === null) return '全部办完了。'
  const bound = next.latest
    ? `，${dayWords(next.latest, style)}前`
    : next.earliest
      ? `，最早 ${dayWords(next.earliest, style)}`
      : ''
  return `下一步：${named(next)}${bound}${rule(next)}。`
}

function stepWords(step: DoneFacts, style: Style): string {
  if (step.extendedMonths !== null) return `延长预备期 ${step.extendedMonths} 个月，${dayWords(step.day, style)}`
  const said = step.names && step.names.said.length > 0 ? `（${names(step.names.said)}）` : ''
  return `${named(step)}${said}，${dayWords(step.day, style)}${step.lasts ? '开始' : ''}`
}

/** What is to be known beside the steps themselves. */
function remarks(facts: ToKeep, style: Style): string[] {
  return [
    ...(facts.added ? [`名册上没有${facts.who}，一并加为入党申请人。`] : []),
    ...facts.steps.flatMap((step) => [
      ...(step.lasts
        ? [`公示到 ${dayWords(step.lasts.until, style)} 满 ${step.lasts.workdays} 个工作日，之后才能办下一步。`]
        : []),
      ...(step.late
        ? [
            `请注意：${named(step)}应在 ${dayWords(step.late, style)}前${rule(step)}，晚了 ${daysBetween(step.late, step.day)} 天，照实登记。`,
          ]
        : []),
      ...(step.names && (step.names.said.length < step.names.from || step.names.said.length > step.names.to)
        ? [`请注意：${named(step)}要${step.limit}，这里写了 ${step.names.said.length} 位。`]
        : []),
    ]),
    ...(facts.missing.length > 0 ? [`前面还没有登记：${facts.missing.map(named).join('、')}，可以以后补。`] : []),
    ...(facts.becomes
      ? [
          `名册改为${facts.becomes.category}${facts.becomes.joinedOn ? `，入党日期 ${dayWords(facts.becomes.joinedOn, style)}` : ''}${facts.becomes.fullOn ? `，转正日期 ${dayWords(facts.becomes.fullOn, style)}（预备期满的日子）` : ''}。`,
        ]
      : []),
    ...(facts.more ? ['其余的话没有记：这里只记办了没有、哪一天。'] : []),
  ]
}

function wayLine(way: WayFacts, style: Style): string {
  const today = style.zone.day(style.now)
  const where = way.branch ? `${way.branch} ` : ''
  const last = way.byRoster
    ? `步骤没有登记${way.due.length === 0 ? '，名册上也没有入党日期' : ''}`
    : way.last
      ? `${named(way.last)}（${dayWords(way.last.day, style)}）`
      : ''
  const due = way.due.map((one) => dueLine({ ...one, who: '' }, today, false).replace(/^：/, ''))
  const later = way.later.map((one) => `${named(one)}最早 ${dayWords(one.earliest, style)}`)
  const nextDue = way.next && way.due.some((one) => one.step === way.next?.step && one.kind !== 'review')
  const next = way.byRoster || nextDue ? '' : way.next === null ? '全部办完' : `下一步 ${named(way.next)}`
  return `${where}${way.who}（${way.category}）：${[last, next, ...due, ...later].filter((part) => part !== '').join('；')}`
}

/** One's own way: the step that was done, and when the probation ends. Nothing of it where nothing is known. */
export function ownWay(way: WayFacts, style: Style): string[] {
  const [end] = way.due.filter(({ kind }) => kind === 'prompt')
  return [
    ...(way.last && !way.byRoster ? [`入党办到${named(way.last)}（${dayWords(way.last.day, style)}）`] : []),
    ...(end ? [`预备期到 ${dayWords(end.day, style)}`] : []),
  ]
}

/** The way of each person to membership. All privately, to secretary and committee. */
export const developmentMessages = {
  development_confirm(facts: ToKeep, style: Style): Said {
    const { line, buttons } = choices(['对', '不对'], style)
    const steps = facts.steps.map((step) => stepWords(step, style)).join('；')
    return {
      text: [`${facts.who}：${steps}。`, ...remarks(facts, style), nextWords(facts.next, style), `对吗？${line}`].join(
        '\n',
      ),
      ...(buttons ? { buttons } : {}),
    }
  },

  development_noted(facts: ToKeep, style: Style): Said {
    const steps = facts.steps.map((step) => stepWords(step, style)).join('；')
    return { text: `记下了：${facts.who} ${steps}。${nextWords(facts.next, style)}` }
  },

  /** The rule, and where it stands; nothing was written down. */
  development_refused(
    facts: StepFacts & {
      who: string
      day: Day
      why: 'early' | 'backwards' | 'future' | 'extended' | 'full'
      /** The step that the bound counts from, and the bound. */
      from: { step: number; name: string; day: Day } | null
      bound: Day | null
    },
    style: Style,
  ): Said {
    const of = facts.from ? `${named(facts.from)}是 ${dayWords(facts.from.day, style)}` : ''
    const text = {
      early: `${facts.who}${named(facts)}，最早 ${facts.bound ? dayWords(facts.bound, style) : ''}：${of}${rule(facts)}。`,
      backwards: `${of}，${named(facts)}不能在它前面（说的是 ${dayWords(facts.day, style)}）。日子说错了请再说一次。`,
      future: `${dayWords(facts.day, style)} 还没有到，办完了再登记。`,
      extended: `预备期只能延长一次，半年以上、一年以内${rule({ ...facts, limit: '' })}。`,
      full: `${facts.who}已经是正式党员。如果说的是谈心谈话，请说「和${facts.who}谈了」。`,
    }[facts.why]
    return { text: `没有记。${text}` }
  },

  development_end_confirm(facts: { who: string; day: Day; reason: string }, style: Style): Said {
    const { line, buttons } = choices(['对', '不对'], style)
    return {
      text: `${facts.who}不再发展，${dayWords(facts.day, style)}${facts.reason ? `，支部的说法「${facts.reason}」` : ''}。确认后从名册移出，记录保留，对吗？${line}`,
      ...(buttons ? { buttons } : {}),
    }
  },

  development_status(facts: { ways: WayFacts[]; more: number; probation: boolean }, style: Style): Said {
    if (facts.ways.length === 0)
      return {
        text: facts.probation
          ? '没有预备党员。'
          : '没有登记过正在发展的人。登记这样说：「张三递交入党申请书 11月20日」。',
      }
    const more = facts.more > 0 ? `\n还有 ${facts.more} 位没有列出，请说姓名查。` : ''
    if (!facts.probation) return { text: `${facts.ways.map((way) => wayLine(way, style)).join('\n')}${more}` }
    const today = style.zone.day(style.now)
    const lines = facts.ways.map((way) => {
      const [end] = way.due.filter(({ kind }) => kind === 'prompt')
      const where = way.branch ? `${way.branch} ` : ''
      return where + (end ? dueLine(end, today) : `${way.who}：名册上没有入党日期，算不出预备期哪天满`)
    })
    return { text: `${lines.join('\n')}${more}` }
  },

  /** To the secretary: limits that come near or are past. */
  development_due(facts: { items: DueFacts[] }, style: Style): Said {
    const today = style.zone.day(style.now)
    return {
      text: `发展党员，请看一下：\n${facts.items.map((item, index) => `${index + 1}. ${dueLine(item, today)}`).join('\n')}\n办完了告诉我谁、哪一步、哪一天，如「张三派人谈话 ${Number(today.slice(5, 7))}月${Number(today.slice(8))}日」。`,
    }
  },
}
