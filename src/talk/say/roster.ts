import type { Month } from '../../time/days.ts'
import type { Day } from '../../time/zone.ts'
import type { ActivityFacts } from './activity.ts'
import { choices, dateTime, dayWords, type Said, type Style } from './style.ts'
import { monthWords } from './transfer.ts'

/** How a member is to stand. */
type Status =
  | { kind: 'floating'; away: boolean; place: string | null; since: Day | null }
  | { kind: 'exempt' | 'leader'; on: boolean }

const sinceWords = (since: Day | null, style: Style): string =>
  since === null
    ? ''
    : since.endsWith('-01')
      ? `${monthWords(since.slice(0, 7), style)}起`
      : `${dayWords(since, style)}起`

function statusWords(name: string, status: Status, style: Style): string {
  if (status.kind === 'floating') {
    if (!status.away) return `${name}回来了，不再是流动党员`
    const parts = [status.place, sinceWords(status.since, style)].filter(Boolean).join('，')
    return `${name}是流动党员${parts === '' ? '' : `（${parts}）`}`
  }
  if (status.kind === 'leader') return `${name}${status.on ? '是' : '不再是'}党员领导干部`
  return status.on ? `${name}参加组织生活不作硬性要求` : `${name}恢复正常参加组织生活`
}

const effects = (status: Status): string => {
  if (status.kind === 'floating') return status.away ? '每次活动我会私下单独通知，可以视频参加。' : ''
  if (status.kind === 'leader') return status.on ? '双重组织生活单独统计。' : ''
  return status.on ? '不说参加就不算应到，不记缺席；表决的应到会人数照样算。可以安排送学上门。' : ''
}

/** More than these nobody reads in a message. */
const shown = 30

interface Run {
  name: string
  count: number
  since: Month
}

const span = ({ since }: Run, until: Month, style: Style): string =>
  since === until ? monthWords(since, style) : `${monthWords(since, style)}到${monthWords(until, style)}`

/** Members away or not strictly required, leaders and their contact points; always private. */
export const rosterMessages = {
  status_confirm(
    facts: { name: string; status: Status; before: { place: string | null; since: Day | null } },
    style: Style,
  ): Said {
    const { line, buttons } = choices(['对', '不对'], style)
    return {
      text: `${statusWords(facts.name, facts.status, style)}。${effects(facts.status)}对吗？${line}`,
      ...(buttons ? { buttons } : {}),
    }
  },

  status_noted(facts: { name: string; status: Status }, style: Style): Said {
    return { text: `记下了：${statusWords(facts.name, facts.status, style)}。` }
  },

  floating_status(
    facts: {
      people: {
        name: string
        place: string | null
        since: Day | null
        last: Day | null
        long: boolean
        unheardAbroad: boolean
      }[]
    },
    style: Style,
  ): Said {
    if (facts.people.length === 0) return { text: '名册里没有登记流动党员。' }
    const lines = facts.people.map(({ name, place, since, last, unheardAbroad }) => {
      const contact = last === null ? '还没有联系过' : `最近联系 ${dayWords(last, style)}`
      const abroad = unheardAbroad ? '；在境外，每半年至少联系一次，请联系' : ''
      return `${name}：${place ?? '去向没有登记'}，${since === null ? '起始时间没有登记' : sinceWords(since, style)}，${contact}${abroad}`
    })
    const long = facts.people.filter((one) => one.long).map(({ name }) => name)
    const review =
      long.length > 0 ? `\n外出满六个月：${long.join('、')}。地点相对固定的，请支部研究是否转接组织关系。` : ''
    return { text: `流动党员 ${facts.people.length} 位：\n${lines.join('\n')}${review}` }
  },

  /** Only to the secretary. Facts and where the numbers come from: whether there was reason is for the branch to ask. */
  to_check(
    facts: {
      until: Month
      months: number
      unpaid: Run[]
      absent: (Run & { awaited: number; leave: number })[]
    },
    style: Style,
  ): Said {
    const unpaid = facts.unpaid.map(
      (one) => `${one.name}：党费连续 ${one.count} 个月没有入账（${span(one, facts.until, style)}）`,
    )
    const absent = facts.absent.map(
      (one) =>
        `${one.name}：组织生活连续 ${one.count} 个月没有到会（${span(one, facts.until, style)}，应到 ${one.awaited} 次，请假 ${one.leave} 次）`,
    )
    const lines = [...unpaid, ...absent]
    if (lines.length === 0) return { text: '没有需要核实的。' }
    const rest = lines.length > shown ? `\n还有 ${lines.length - shown} 项没有列出。` : ''
    const source = [...(unpaid.length > 0 ? ['党费台账'] : []), ...(absent.length > 0 ? ['考勤台账'] : [])].join('、')
    return {
      text: `请核实（只告诉您一个人；来自${source}，截至${monthWords(facts.until, style)}）：\n${lines.slice(0, shown).join('\n')}${rest}`,
    }
  },

  leader_status(
    facts: {
      year: string
      oneBranch: boolean
      leaders: {
        name: string
        branch: string
        ofBranch: { expected: number; present: number }
        ofGroup: { expected: number; present: number }
      }[]
    },
    _style: Style,
  ): Said {
    if (facts.leaders.length === 0)
      return {
        text: '名册里没有登记党员领导干部。由上级登记，如「李建国是领导干部」，或写进花名册的「领导干部」一列。',
      }
    const turns = ({ expected, present }: { expected: number; present: number }) =>
      expected === 0 ? '还没有' : `应参加 ${expected} 次，参加 ${present}`
    const lines = facts.leaders
      .slice(0, shown)
      .map(
        (one) =>
          `${one.name}${facts.oneBranch ? '' : `（${one.branch}）`}：支部${turns(one.ofBranch)}；党小组${turns(one.ofGroup)}`,
      )
    const rest =
      facts.leaders.length > shown ? `\n还有 ${facts.leaders.length - shown} 位没有列出，导出考勤台账可以看全。` : ''
    return { text: `${facts.year}年双重组织生活：\n${lines.join('\n')}${rest}` }
  },

  contact_confirm(facts: { name: string; branch: string; on: boolean }, style: Style): Said {
    const { line, buttons } = choices(['对', '不对'], style)
    const what = facts.on
      ? `${facts.name}联系${facts.branch}：那里有活动我私下告诉他，到了记作列席，不算应到`
      : `${facts.name}不再联系${facts.branch}`
    return { text: `${what}。对吗？${line}`, ...(buttons ? { buttons } : {}) }
  },

  contact_status(
    facts: { year: string; contacts: { name: string; branch: string; times: number; last: Day | null }[] },
    style: Style,
  ): Said {
    if (facts.contacts.length === 0) return { text: '还没有定联系点。由上级来定，如「刘芳联系机关二支部」。' }
    const lines = facts.contacts
      .slice(0, shown)
      .map(
        (one) =>
          `${one.name}联系${one.branch}：${one.times === 0 ? '今年还没有到过' : `到了 ${one.times} 次，最近 ${one.last === null ? '' : dayWords(one.last, style)}`}`,
      )
    const rest = facts.contacts.length > shown ? `\n还有 ${facts.contacts.length - shown} 个没有列出。` : ''
    return { text: `${facts.year}年联系点：\n${lines.join('\n')}${rest}` }
  },

  /** To a leader, before the quarter ends. */
  contact_due(facts: { branch: string; half: boolean }, _style: Style): Said {
    return {
      text: `您联系的${facts.branch}，${facts.half ? '这半年' : '这个季度'}还没有您到会的记录，请安排时间去一次。去过的请那里的书记说一声「某某列席」。`,
    }
  },

  /** To a leader: what the branch of the contact point holds. */
  guest_invited(facts: ActivityFacts & { branch: string }, style: Style): Said {
    const { line, buttons } = choices(['参加', '去不了'], style)
    return {
      text: `您联系的${facts.branch}：${facts.title}，${dateTime(facts.startsAt, style)}${facts.place ? `，${facts.place}` : ''}${facts.topic ? `。主题：${facts.topic}` : ''}。方便的话请参加，到会后把那里的签到码私发给我。${line}`,
      ...(buttons ? { buttons } : {}),
    }
  },

  guest_noted(facts: ActivityFacts & { branch: string; comes: boolean }, _style: Style): Said {
    return {
      text: facts.comes
        ? `好的，${facts.branch}${facts.title}，您列席。到会后把签到码私发给我。`
        : `好的，${facts.branch}${facts.title}这次您去不了，知道了。`,
    }
  },

  guest_changed(facts: ActivityFacts & { branch: string; cancelled: boolean }, style: Style): Said {
    return {
      text: facts.cancelled
        ? `您联系的${facts.branch}：${facts.title}取消了。`
        : `您联系的${facts.branch}：${facts.title}有变动，现在是 ${dateTime(facts.startsAt, style)}${facts.place ? `，${facts.place}` : ''}。`,
    }
  },

  /** Privately to a member who is away, when an activity is announced. */
  away_contact(facts: ActivityFacts & { name: string; away: string | null }, style: Style): Said {
    const { line, buttons } = choices(['能回来参加', '有事请假（请写原因）', '视频参加'], style)
    return {
      text: `${facts.name}同志，${facts.title}：${dateTime(facts.startsAt, style)}${facts.place ? `，${facts.place}` : ''}。您${facts.away ? `在${facts.away}` : '在外地'}，能视频参加回 3。${line}`,
      ...(buttons ? { buttons } : {}),
    }
  },
}
