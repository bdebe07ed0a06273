import type { Day } from '../../time/zone.ts'
import {
  answerHint,
  at,
  choices,
  dateTime,
  dayWords,
  hourWords,
  type Named,
  nearTime,
  type Said,
  type Style,
  timed,
  withoutMonth,
} from './style.ts'

/** What every message about an activity knows of it. */
export interface ActivityFacts {
  activityId: number
  /** Rises when it is moved: a button of an old card is known by it. */
  revision: number
  /** "12月主题党日" */
  title: string
  startsAt: string
  place: string | null
  topic: string | null
  /** Those of a committee meet: they are told one by one, not in the branch's group. */
  committee: boolean
  /** Whom it concerns, where that is not everybody: 各位支委, 各支部书记. */
  whom: string | null
  /** Who runs it: 书记, of a group's meeting 组长. */
  officer: string
}

const place = (facts: { place: string | null }) => (facts.place ? `，${facts.place}` : '')
const orSay = (line: string) => line.replace(/。$/, '，或直接说怎么改。')
const topic = (facts: { topic: string | null }) => (facts.topic ? `主题：${facts.topic}。` : '')

/** The three answers, as text and as buttons. */
function answers(facts: ActivityFacts, style: Style): { line: string; buttons?: Said['buttons'] } {
  if (style.answers !== 'here') return { line: `能不能到，${answerHint(style)}` }
  const line = `能到回 1，有事回 2 加原因，线上参加回 3。${answerHint(style)}`
  const key = (choice: number) => `attendance:${facts.activityId}:${facts.revision}:${choice}`
  return style.buttons
    ? {
        line,
        buttons: [
          { label: '参加', key: key(1) },
          { label: '请假', key: key(2) },
          { label: '线上参加', key: key(3) },
          { label: '收到', key: key(0) },
        ],
      }
    : { line }
}

export const sentTo = (facts: { whom: string | null }) => (facts.whom === null ? '发到群里' : `发给${facts.whom}`)

/** To everybody in a group, or, where others read it too, to those it concerns. */
const toThose = (people: Named[] | undefined, text: string): Said =>
  people && people.length > 0 ? { text: `${at(people)} ${text}`, mentions: people } : { text: `各位同志，${text}` }

/** The announcement as the group will read it. */
export const announcementText = (facts: ActivityFacts, style: Style): string =>
  `${facts.title}：${dateTime(facts.startsAt, style)}${place(facts)}。${topic(facts)}`

export const activityMessages = {
  /** To the secretary, some working days ahead: approve or correct. */
  draft(
    facts: ActivityFacts & {
      dateReason: string | null
      provisional: boolean
      announceAt: string | null
      again: 'first' | 'second' | 'deputy'
      secretary: string | null
    },
    style: Style,
  ): Said {
    const { line, buttons } = choices(['就这样发通知', '改时间', '改地点'], style)
    const opening = {
      first: '',
      second: '再问一次：',
      deputy: `${facts.secretary ?? '书记'}还没有回复，请您定一下：`,
    }[facts.again]
    const why = facts.provisional
      ? '这一年的放假安排还没有公布，日期是暂定的。'
      : facts.dateReason
        ? `${facts.dateReason}。`
        : ''
    const content = facts.topic === null ? '主题和学习材料还没有，发我文字、文件或照片都行。' : `主题：${facts.topic}。`
    const otherwise =
      facts.announceAt === null
        ? ''
        : `您没定的话，${nearTime(facts.announceAt, style)}我只${facts.whom === null ? '在群里说' : `告诉${facts.whom}`}时间地点。`
    return {
      text: `${opening}${facts.title}按惯例是 ${dateTime(facts.startsAt, style)}${facts.place ? `，${facts.place}` : '，地点还没有'}。${why}${content}\n回 ${orSay(line)}${otherwise}`,
      ...(buttons ? { buttons } : {}),
    }
  },

  /** After a correction: the text that will go out, for approval. */
  draft_changed(facts: ActivityFacts & { announceAt: string | null }, style: Style): Said {
    const { line, buttons } = choices(['同意', '改时间', '改地点'], style)
    const when = facts.announceAt === null ? '' : `${dateTime(facts.announceAt, style)} ${sentTo(facts)}。`
    return {
      text: `记下了。通知草稿：「${announcementText(facts, style)}」${when}\n回 ${orSay(line)}`,
      ...(buttons ? { buttons } : {}),
    }
  },

  announcement(facts: ActivityFacts & { approved: boolean; sessions?: number; people?: Named[] }, style: Style): Said {
    const { line, buttons } = answers(facts, style)
    const text = facts.approved
      ? announcementText(facts, style)
      : `${facts.title}：${dateTime(facts.startsAt, style)}${place(facts)}。内容另行通知。`
    const more = facts.sessions ? `这是第${facts.sessions}场，几场参加一场就行。` : ''
    return {
      ...toThose(facts.people, `${text}${more}\n${line}`),
      ...(buttons ? { buttons } : {}),
    }
  },

  /** The day before, only to those who still owe an answer. */
  day_before(facts: ActivityFacts & { silent: Named[]; tentative: Named[] }, style: Style): Said {
    const { line, buttons } = answers(facts, style)
    if (facts.committee)
      return {
        text: `${timed(facts, style)}${place(facts)}，还请您答复一下。${line}`,
        ...(buttons ? { buttons } : {}),
      }
    // Who answered the secretary is not known here: nobody is named.
    if (style.answers === 'secretary')
      return { text: `${timed(facts, style)}${place(facts)}。还没有答复的同志，${answerHint(style)}` }
    const ask = facts.silent.length > 0 ? `还请 ${at(facts.silent)} 答复一下` : ''
    const doubt = facts.tentative.length > 0 ? `${at(facts.tentative)} 能不能来，定了吗？` : ''
    return {
      text: `${timed(facts, style)}，${[ask, doubt].filter(Boolean).join('；')}${doubt ? '' : '。'}${answerHint(style)}`,
      mentions: [...facts.silent, ...facts.tentative],
      ...(buttons ? { buttons } : {}),
    }
  },

  hour_before(facts: ActivityFacts & { minutes: number; signIn: boolean; people?: Named[] }, style: Style): Said {
    const before =
      facts.minutes % 60 === 0
        ? `${['', '一', '两', '三', '四', '五', '六'][facts.minutes / 60] ?? facts.minutes / 60}小时`
        : `${facts.minutes}分钟`
    const to = { here: '我', private: style.botName, secretary: null }[style.answers]
    const how =
      facts.signIn && to !== null
        ? `到会后把${facts.officer}念的四位签到码私发给${to}，没带手机的由${facts.officer}登记。`
        : ''
    const people = facts.people ?? []
    return {
      text: `${people.length > 0 ? `${at(people)} ` : ''}${before}后 ${hourWords(facts.startsAt, style)} ${withoutMonth(facts.title)}${place(facts)}。${how}`,
      ...(people.length > 0 ? { mentions: people } : {}),
    }
  },

  /** To the group, when somebody in charge moved it. */
  moved(facts: ActivityFacts & { anew: boolean; placeKept: boolean }, style: Style): Said {
    const { line, buttons } = answers(facts, style)
    const tell = {
      here: `，去不了请说一声。${answerHint(style)}`,
      private: `；去不了的，请私聊${style.botName}说一声。`,
      secretary: '；去不了的，请跟支部书记说一声。',
    }[style.answers]
    const how = facts.anew ? `请大家重新答复：${line}` : `原来答复参加的继续算${tell}`
    return {
      text: `各位同志，${facts.title}改到 ${dateTime(facts.startsAt, style)}${facts.placeKept ? '，地点不变' : place(facts)}。${how}`,
      ...(facts.anew && buttons ? { buttons } : {}),
    }
  },

  place_changed(facts: ActivityFacts, style: Style): Said {
    return {
      text: `各位同志，${facts.title}地点改为${facts.place ?? '另行通知'}，时间不变：${dateTime(facts.startsAt, style)}。`,
    }
  },

  /** Privately to who had asked for leave on the old date. */
  moved_leave(facts: ActivityFacts & { reason: string | null }, style: Style): Said {
    const { line, buttons } = choices(['能参加', '仍请假'], style)
    return {
      text: `${facts.title}改到 ${dateTime(facts.startsAt, style)}。您原来请了假${facts.reason ? `（${facts.reason}）` : ''}，新的时间能参加吗？回 ${line}`,
      ...(buttons ? { buttons } : {}),
    }
  },

  cancelled(facts: ActivityFacts & { reason: string | null }, style: Style): Said {
    return {
      text: `各位同志，原定 ${dateTime(facts.startsAt, style)} 的${facts.title}取消${facts.reason ? `：${facts.reason}` : ''}。`,
    }
  },

  /** One for many answers. */
  summary(
    facts: ActivityFacts & {
      answered: number
      attend: number
      online: number
      leave: number
      decline: number
      tentative: number
      acknowledged: number
      waiting: number
    },
    _style: Style,
  ): Said {
    const counts = [
      ['参加', facts.attend],
      ['线上', facts.online],
      ['请假', facts.leave],
      ['不能到', facts.decline],
      ['待定', facts.tentative],
    ]
      .filter(([, count]) => Number(count) > 0)
      .map(([label, count]) => `${label} ${count}`)
    const known = facts.acknowledged > 0 ? `；知悉 ${facts.acknowledged}` : ''
    const waiting = facts.waiting > 0 ? `还有 ${facts.waiting} 位同志请答复。` : '大家都答复了，谢谢。'
    return {
      text: `${facts.title}已答复 ${facts.answered} 位${counts.length > 0 ? `：${counts.join('，')}` : ''}${known}。${waiting}`,
    }
  },

  /** Leave requests of a day, in one question. */
  leave_digest(facts: { requests: { name: string; title: string; reason: string | null }[] }, style: Style): Said {
    const { line, buttons } = choices(['同意', '不同意'], style)
    const list = facts.requests.map(
      (one) => `${one.name}，${one.title}，${one.reason ? `「${one.reason}」` : '没写原因'}`,
    )
    return {
      text: `有 ${facts.requests.length} 位请假：${list.join('；')}。回 ${line.replace('。', '（请写原因）。')}也可以逐个说，如「${facts.requests[0]?.name ?? '张三'}同意」。`,
      ...(buttons ? { buttons } : {}),
    }
  },

  make_up_due(facts: ActivityFacts & { dueOn: Day }, style: Style): Said {
    return { text: `您缺的${facts.title}请在${dayWords(facts.dueOn, style)}前补课，补好后回「补课完成」。` }
  },
}
