import type { SheetColumn, SheetToWrite } from './write-sheet.ts'

/** One activity of the period. */
export interface LedgerActivity {
  id: number
  /** "2026-12-04" */
  day: string
  title: string
  /** 主题; it stands in the list of activities, the headings of the sheet have no room for it. */
  topic?: string | null
  host: string | null
  recorder: string | null
  /** A party group's meeting: leading cadres take part in both. */
  ofGroup?: boolean
}

/** present 到, online 线上, leave 假, absent 缺 */
export type LedgerMark = 'present' | 'online' | 'leave' | 'absent'

/** How one person took part in one activity; without a mark the roll is still open. */
export interface LedgerEntry {
  activityId: number
  personId: number
  mark: LedgerMark | null
  /** Of leave or absence. */
  reason: string | null
  /** What was missed has been made up. */
  madeUp: boolean
}

export interface LedgerPerson {
  id: number
  /** With what tells namesakes apart: 张伟（一车间）. */
  name: string
  /** A leading cadre: their dual organizational life is counted apart. */
  leader?: boolean
}

export interface AttendanceLedger {
  branch: string
  /** In words: 2026年, 四季度. */
  period: string
  people: readonly LedgerPerson[]
  activities: readonly LedgerActivity[]
  /** Only for those who were on the roll: who is not listed was not expected. */
  entries: readonly LedgerEntry[]
  /** Learning brought to the home of who was not expected (送学上门). */
  taught?: readonly { activityId: number; personId: number }[]
}

const markWords: Record<LedgerMark, string> = { present: '到', online: '线上', leave: '假', absent: '缺' }

interface Totals {
  expected: number
  present: number
  leave: number
  absent: number
  madeUp: number
  open: number
}

/** 应到 = 实到 + 请假 + 缺席, once every mark is set; made-up meetings stay among those missed. */
function totalsOf(entries: readonly LedgerEntry[]): Totals {
  const count = (test: (entry: LedgerEntry) => boolean) => entries.filter(test).length
  return {
    expected: entries.length,
    present: count(({ mark }) => mark === 'present' || mark === 'online'),
    leave: count(({ mark }) => mark === 'leave'),
    absent: count(({ mark }) => mark === 'absent'),
    madeUp: count(({ mark, madeUp }) => madeUp && (mark === 'leave' || mark === 'absent')),
    open: count(({ mark }) => mark === null),
  }
}

/**
 * 实到/应到 in percent of what has been gone through; leave on duty or for illness is not taken out of 应到, only shown in
 * its own column. Nothing where nothing was settled yet: nobody is at 0% because the secretary has not come to it.
 */
const rateOf = ({ expected, present, open }: Totals): string | null =>
  expected === open ? null : `${((present / (expected - open)) * 100).toFixed(1)}%`

const text = (heading: string, width: number): SheetColumn => ({ heading, kind: 'text', width })
const count = (heading: string, width = 7): SheetColumn => ({ heading, kind: 'number', width })
const date = (heading: string): SheetColumn => ({ heading, kind: 'date', width: 12 })

/**
 * The attendance ledger of one branch: people by activities with totals; the activities with their counts; and who was
 * on leave or absent and why. The third sheet holds reasons, so it is for the committee only.
 */
export function attendanceLedger(data: AttendanceLedger): SheetToWrite[] {
  const activities = [...data.activities].sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : a.id - b.id))
  const ofPerson = groupBy(data.entries, (entry) => entry.personId)
  const ofActivity = groupBy(data.entries, (entry) => entry.activityId)
  const names = new Map(data.people.map((person) => [person.id, person.name]))
  const open = data.entries.some((entry) => entry.mark === null)
  const taught = new Set((data.taught ?? []).map((one) => `${one.activityId}:${one.personId}`))
  const title = (what: string) => `${data.branch}${data.period}${what}`

  const people: SheetToWrite = {
    name: '考勤表',
    title: title('组织生活考勤表'),
    columns: [
      count('序号', 6),
      text('姓名', 16),
      ...activities.map(({ day, title: what }) =>
        text(`${Number(day.slice(5, 7))}月${Number(day.slice(8, 10))}日\n${what}`, 11),
      ),
      ...['应到', '实到', '请假', '缺席', '已补'].map((heading) => count(heading)),
      text('出勤率', 9),
    ],
    rows: data.people.map((person, index) => {
      const entries = ofPerson.get(person.id) ?? []
      const byActivity = new Map(entries.map((entry) => [entry.activityId, entry]))
      const totals = totalsOf(entries)
      return [
        index + 1,
        person.name,
        ...activities.map(({ id }) => markOf(byActivity.get(id)) ?? (taught.has(`${id}:${person.id}`) ? '送学' : null)),
        ...[totals.expected, totals.present, totals.leave, totals.absent, totals.madeUp],
        rateOf(totals),
      ]
    }),
    notes: [
      '到：到会；线上：经同意线上参加；假：请假；缺：缺席；带「补」的已经补课；空格：不在应到之列。',
      ...(taught.size > 0 ? ['送学：不作硬性要求，已经送学上门，不计入应到。'] : []),
      '出勤率 = 实到 ÷ 应到；请假不从应到中减去，另列一栏。',
      ...(open ? ['标「?」的还没有核对，没有计入实到、请假或缺席，也不算进出勤率。'] : []),
    ],
  }
  const held: SheetToWrite = {
    name: '活动一览',
    title: title('组织生活一览'),
    columns: [
      count('序号', 6),
      date('日期'),
      text('活动', 34),
      ...['应到', '实到', '请假', '缺席'].map((heading) => count(heading)),
      text('出勤率', 9),
      text('主持人', 14),
      text('记录人', 14),
    ],
    rows: activities.map((activity, index) => {
      const totals = totalsOf(ofActivity.get(activity.id) ?? [])
      return [
        index + 1,
        activity.day,
        activity.topic ? `${activity.title}：${activity.topic}` : activity.title,
        totals.expected,
        totals.present,
        totals.leave,
        totals.absent,
        rateOf(totals),
        activity.host,
        activity.recorder,
      ]
    }),
  }
  const missed = activities.flatMap((activity) =>
    (ofActivity.get(activity.id) ?? [])
      .filter(({ mark }) => mark === 'leave' || mark === 'absent')
      .map((entry) => [
        activity.day,
        activity.title,
        names.get(entry.personId) ?? null,
        entry.mark === 'leave' ? '请假' : '缺席',
        entry.reason,
        entry.madeUp ? '已补' : '未补',
      ]),
  )
  const reasons: SheetToWrite = {
    name: '请假缺席原因',
    title: title('请假、缺席人员及原因'),
    columns: [
      count('序号', 6),
      date('日期'),
      text('活动', 34),
      text('姓名', 16),
      text('情况', 8),
      text('原因', 40),
      text('补课', 8),
    ],
    rows: missed.map((row, index) => [index + 1, ...row]),
    notes: ['本表有个人情况，只供支委会使用，不要发到群里。'],
  }
  const leaders = data.people.filter(({ leader }) => leader)
  return [people, held, reasons, ...(leaders.length > 0 ? [dualLife(leaders, activities, ofPerson, title)] : [])]
}

/** 双重组织生活: leading cadres apart, in their branch and in their party group (2019 regulation, article 16). */
function dualLife(
  leaders: readonly LedgerPerson[],
  activities: readonly LedgerActivity[],
  ofPerson: ReadonlyMap<number, LedgerEntry[]>,
  title: (what: string) => string,
): SheetToWrite {
  const group = new Set(activities.filter(({ ofGroup }) => ofGroup).map(({ id }) => id))
  const cells = (entries: readonly LedgerEntry[]) => {
    const totals = totalsOf(entries)
    return [totals.expected, totals.present, totals.leave, totals.absent, totals.madeUp, rateOf(totals)]
  }
  const columns = (of: string): SheetColumn[] => [
    ...['应到', '实到', '请假', '缺席', '已补'].map((heading) => count(`${of}\n${heading}`, 9)),
    text(`${of}\n出勤率`, 10),
  ]
  return {
    name: '双重组织生活',
    title: title('党员领导干部双重组织生活统计'),
    columns: [count('序号', 6), text('姓名', 16), ...columns('支部'), ...columns('党小组')],
    rows: leaders.map((person, index) => {
      const entries = ofPerson.get(person.id) ?? []
      return [
        index + 1,
        person.name,
        ...cells(entries.filter(({ activityId }) => !group.has(activityId))),
        ...cells(entries.filter(({ activityId }) => group.has(activityId))),
      ]
    }),
  }
}

function markOf(entry: LedgerEntry | undefined): string | null {
  if (!entry) return null
  if (entry.mark === null) return '?'
  const missed = entry.mark === 'leave' || entry.mark === 'absent'
  return `${markWords[entry.mark]}${missed && entry.madeUp ? '（补）' : ''}`
}

function groupBy<T>(all: readonly T[], key: (one: T) => number): Map<number, T[]> {
  const groups = new Map<number, T[]>()
  for (const one of all) {
    const group = groups.get(key(one))
    if (group) group.push(one)
    else groups.set(key(one), [one])
  }
  return groups
}
