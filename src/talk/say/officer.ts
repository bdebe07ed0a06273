import { addDays } from '../../time/days.ts'
import type { Day } from '../../time/zone.ts'
import { type ActivityFacts, sentTo } from './activity.ts'
import { choices, dateTime, dayWords, names, nearTime, type Said, type Style } from './style.ts'

/** A day that an example may name: a few days before the time is over, never one that is past. */
export function exampleDay(last: Day, { now, zone }: Style): string {
  const today = zone.day(now)
  const day = addDays(last, -3) > today ? addDays(last, -3) : addDays(today, 1)
  return `${Number(day.slice(5, 7))}月${Number(day.slice(8))}日`
}

/** Questions to secretaries and committees, and what they asked to see. */
export const officerMessages = {
  /** What could not be sent in time because too much was to be sent. */
  backlog(facts: { items: { what: string; count: number }[] }, _style: Style): Said {
    const list = facts.items.map(({ what, count }) => `${what} ${count} 条`).join('、')
    return { text: `今天要发的消息太多，这些没能按时发出，过了时间就没有再发：${list}。要紧的请您在群里说一声。` }
  },

  /** A one-time code for a member or a group, to whoever asked for it. */
  binding_code(facts: { who: string; room: boolean; code: string; days: number; to: object }, style: Style): Said {
    const { who, room, code, days } = facts
    const how = room
      ? `请把我拉进「${who}」的群，在群里 @${style.botName} 发下面这一句`
      : `请转告${who}本人私聊我，发下面这一句`
    return { text: `${how}，${days} 天内有效，只能用一次：\n绑定 ${code}` }
  },

  leaves_decided(facts: { approved: string[]; rejected: string[]; left?: string[] }, _style: Style): Said {
    const parts = [
      ...(facts.approved.length > 0 ? [`${names(facts.approved)}的请假已同意`] : []),
      ...(facts.rejected.length > 0 ? [`${names(facts.rejected)}的请假没有同意`] : []),
    ]
    const left = facts.left?.length ? `还有${names(facts.left)}没有定，回 1 同意，2 不同意（请写原因）。` : ''
    if (parts.length === 0) return { text: left || '没有等您批的请假。' }
    return { text: `好的，${parts.join('，')}，我私下告诉本人。${left}` }
  },

  leave_reject_reason(_facts: object, _style: Style): Said {
    return { text: '不同意的话，请写一句原因，我好转告本人，如「2 这次要表决，请尽量到」。' }
  },

  /** Somebody changed their mind after the leave was granted, or answered after the start. */
  secretary_told(facts: ActivityFacts & { name: string; said: string; onLeave: boolean }, _style: Style): Said {
    return { text: `${facts.title}：${facts.name}${facts.onLeave ? '原来请了假，现在' : ''}说「${facts.said}」。` }
  },

  /** A member's words that only the secretary can answer. */
  member_said(facts: { name: string; said: string }, style: Style): Said {
    const { line, buttons } = choices(['同意', '不同意'], style)
    return {
      text: `${facts.name}问：「${facts.said}」请您定一下，我转告本人。回 ${line.replace('不同意。', '不同意（可以写原因）。')}`,
      ...(buttons ? { buttons } : {}),
    }
  },

  /** To the secretary: is it so? */
  make_up_check(facts: { name: string; title: string; makeUpId: number }, style: Style): Said {
    const { line, buttons } = choices(['属实', '还没补'], style)
    return {
      text: `${facts.name}说${facts.title}的课补好了。回 ${line}`,
      ...(buttons ? { buttons } : {}),
    }
  },

  move_confirm(
    facts: ActivityFacts & {
      to: string
      placeKept: boolean
      answers: number
      reason: string | null
      question: string | null
    },
    style: Style,
  ): Said {
    const labels = facts.answers > 0 ? ['改，原来答复「参加」的继续算', '改，大家重新答复', '不改'] : ['改', '不改']
    const { line, buttons } = choices(labels, style)
    return {
      text: `${facts.title}改到 ${dateTime(facts.to, style)}，地点${facts.placeKept ? '不变' : `改到${facts.place ?? '别处'}`}，对吗？\n${line}`,
      ...(buttons
        ? {
            buttons:
              facts.answers > 0
                ? [
                    { label: '改，答复算数', key: '1' },
                    { label: '改，重新答复', key: '2' },
                    { label: '不改', key: '3' },
                  ]
                : buttons,
          }
        : {}),
    }
  },

  cancel_confirm(facts: ActivityFacts & { reason: string | null }, style: Style): Said {
    const { line, buttons } = choices(['取消，并通知大家', '不取消'], style)
    return {
      text: `取消 ${dateTime(facts.startsAt, style)} 的${facts.title}${facts.reason ? `（${facts.reason}）` : ''}，对吗？${line}`,
      ...(buttons ? { buttons } : {}),
    }
  },

  arrange_confirm(
    facts: { title: string; startsAt: string; place: string | null; announceAt: string | null },
    style: Style,
  ): Said {
    const { line, buttons } = choices(['对', '改'], style)
    const when = facts.announceAt ? `，${dayWords(style.zone.day(new Date(facts.announceAt)), style)}发通知` : ''
    return {
      text: `${facts.title}：${dateTime(facts.startsAt, style)}${facts.place ? `，${facts.place}` : ''}${when}，对吗？${line}`,
      ...(buttons ? { buttons } : {}),
    }
  },

  approved(facts: ActivityFacts & { announceAt: string | null }, style: Style): Said {
    return {
      text: facts.announceAt
        ? `好的，${nearTime(facts.announceAt, style)} ${sentTo(facts)}。`
        : `好的，现在就${sentTo(facts)}。`,
    }
  },

  unanswered(
    facts: ActivityFacts & { silent: string[]; tentative: string[]; acknowledged: string[] },
    _style: Style,
  ): Said {
    const parts = [
      ...(facts.silent.length > 0 ? [`没答复 ${facts.silent.length} 位：${names(facts.silent)}`] : []),
      ...(facts.acknowledged.length > 0
        ? [`只回了收到 ${facts.acknowledged.length} 位：${names(facts.acknowledged)}`]
        : []),
      ...(facts.tentative.length > 0 ? [`不一定 ${facts.tentative.length} 位：${names(facts.tentative)}`] : []),
    ]
    return {
      text:
        parts.length > 0
          ? `${facts.title}：${parts.join('；')}。要我${facts.committee ? '私下' : '在群里'}提醒，回「提醒没答复的」。`
          : `${facts.title}：大家都答复了。`,
    }
  },

  leaves(
    facts: ActivityFacts & { leaves: { name: string; reason: string | null; state: string }[] },
    _style: Style,
  ): Said {
    if (facts.leaves.length === 0) return { text: `${facts.title}：没有人请假。` }
    return {
      text: `${facts.title}请假 ${facts.leaves.length} 位：${facts.leaves.map((one) => `${one.name}${one.reason ? `「${one.reason}」` : ''}${one.state}`).join('；')}。`,
    }
  },

  schedule(
    facts: { items: { title: string; startsAt: string; place: string | null; provisional?: boolean }[] },
    style: Style,
  ): Said {
    if (facts.items.length === 0) return { text: '最近没有安排好的活动。' }
    return {
      text: facts.items
        .map(
          (one) =>
            `${one.title}：${dateTime(one.startsAt, style)}${one.place ? `，${one.place}` : ''}${one.provisional ? '（暂定）' : ''}`,
        )
        .join('\n'),
    }
  },

  /** To the secretary, when the time to arrange something begins and shortly before it ends. */
  arrange_due(
    facts: { title: string; name: string; first: string; last: string; begins: boolean },
    style: Style,
  ): Said {
    const { title, name, first, last, begins } = facts
    const [from, until] = [first, last].map((day) => `${Number(day.slice(5, 7))}月`)
    const when = begins
      ? `${title}一般在${from === until ? from : `${from}到${until}`}开，日子由您来定`
      : `${title}还没有安排，${dayWords(last, style)}前要开`
    return { text: `${when}。定好了告诉我，如「安排 ${name} ${exampleDay(last, style)}下午3点」。` }
  },

  explained(facts: { title: string; words: string }, _style: Style): Said {
    return { text: `记下了：${facts.title}缺 1 次，说明：${facts.words}。不再催这一次。写错了再说一遍就行。` }
  },

  /** People in the group whose names are on the roster: is it they? */
  newcomers(facts: { people: { name: string; called: string }[] }, style: Style): Said {
    const { line, buttons } = choices(['都对', '都不是'], style)
    const list = facts.people
      .map((one) => (one.called === one.name ? one.name : `${one.called}（${one.name}）`))
      .join('、')
    return {
      text: `群里这几位我对上了名册，请核对：${list}。${line}也可以说「除了某某都对」。`,
      ...(buttons ? { buttons } : {}),
    }
  },

  /** Who cannot be reached privately: the secretary calls them. */
  call_list(facts: { people: { name: string; what: string }[] }, _style: Style): Said {
    if (facts.people.length === 0) return { text: '没有需要打电话的。' }
    return {
      text: `请打个电话（他们还没私聊过我，我发不过去）：\n${facts.people.map((one) => `${one.name}：${one.what}`).join('\n')}`,
    }
  },

  /** In the group, where an officer cannot be written to privately. */
  please_write(facts: { officer: { memberId: number; name: string } }, style: Style): Said {
    return {
      text: `@${facts.officer.name} 有事要请您定，请私聊${style.botName}发一句「你好」。`,
      mentions: [facts.officer],
    }
  },
}
