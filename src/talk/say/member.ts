import type { ActivityFacts } from './activity.ts'
import { ownWay, type WayFacts } from './development.ts'
import { choices, type Said, type Style, timed } from './style.ts'

/** Answers to a member about their own attendance, sign-in and year. */
export const memberMessages = {
  /** A member's private answer, said back. */
  answer_noted(
    facts: ActivityFacts & {
      answer: 'attend' | 'online' | 'leave' | 'decline' | 'tentative'
      who: string | null
      reason: string | null
      lateMinutes: number | null
      approved: boolean
    },
    style: Style,
  ): Said {
    const who = facts.who ? `${facts.who}，` : ''
    const activity = timed(facts, style)
    const late =
      facts.lateMinutes === null ? '' : facts.lateMinutes > 0 ? `，晚到约 ${facts.lateMinutes} 分钟` : '，会晚到'
    const what = {
      attend: `参加${late}`,
      online: '线上参加',
      leave: `请假${facts.reason ? `，「${facts.reason}」` : ''}，${facts.approved ? `${facts.officer}已同意` : `等${facts.officer}同意`}`,
      decline: '不能到',
      tentative: '还不一定，定了告诉我一声',
    }[facts.answer]
    const joint = facts.answer === 'leave' && facts.who === null ? '' : '，'
    return { text: `记下了：${who}${activity}${joint}${what}。记错了直接跟我说。` }
  },

  acknowledged(facts: ActivityFacts, style: Style): Said {
    const { line, buttons } = choices(['参加', '请假（请写原因）', '线上参加'], style)
    return {
      text: `好的。${timed(facts, style)}，您能参加吗？${line}`,
      ...(buttons ? { buttons } : {}),
    }
  },

  /** Privately, to somebody whose line in a 接龙 is gone or changed without them. */
  /** Privately, to who clicked a card from before the activity was moved. */
  old_card(facts: ActivityFacts, style: Style): Said {
    const { line, buttons } = choices(['参加', '请假（请写原因）', '线上参加'], style)
    return {
      text: `这张卡片是改期前的，没有记下。现在是 ${timed(facts, style)}，您能参加吗？${line}`,
      ...(buttons ? { buttons } : {}),
    }
  },

  chain_changed(facts: ActivityFacts, style: Style): Said {
    const { line, buttons } = choices(['参加', '请假（请写原因）', '线上参加'], style)
    return {
      text: `接龙里您的那一行有变动，跟您核对一下：${timed(facts, style)}，您能参加吗？${line}`,
      ...(buttons ? { buttons } : {}),
    }
  },

  leave_reason(facts: ActivityFacts, _style: Style): Said {
    return { text: `${facts.title}请假，请补一句原因，我好报给${facts.officer}。` }
  },

  decline_reason(facts: ActivityFacts, style: Style): Said {
    return {
      text: `记下了：${timed(facts, style)}，您来不了。要请假的话，请补一句原因，我好报给${facts.officer}。`,
    }
  },

  leave_decided(facts: ActivityFacts & { approved: boolean; reason: string | null }, style: Style): Said {
    return {
      text: facts.approved
        ? `${timed(facts, style)}的请假，${facts.officer}同意了。`
        : `${timed(facts, style)}的请假，${facts.officer}没有同意${facts.reason ? `：${facts.reason}` : ''}。请尽量安排，有困难直接跟${facts.officer}说。`,
    }
  },

  code_wrong(_facts: object, _style: Style): Said {
    return { text: '码不对，请再看一下，或请书记帮您登记。' }
  },

  code_right(facts: ActivityFacts & { online: boolean }, _style: Style): Said {
    return { text: `${facts.title}${facts.online ? '线上' : ''}签到成功。` }
  },

  code_late(facts: ActivityFacts, _style: Style): Said {
    return { text: `${facts.title}的签到已经结束，请跟${facts.officer}说一声，由${facts.officer}登记。` }
  },

  claim_noted(facts: ActivityFacts, _style: Style): Said {
    return { text: `${facts.title}您说到了，我记下了，等${facts.officer}核对。有签到码的话私发给我，马上就算。` }
  },

  mine(
    facts: {
      year: string
      expected: number
      present: number
      leave: number
      absent: number
      owed: string[]
      duesPaidTo: string | null
      /** Months that are past their last day. */
      duesOwed: string[]
      /** This month, where nothing was paid yet. */
      duesDue: string | null
      /** Months that were reported and are not verified yet. */
      duesClaimed: string[]
      /** Where the way to membership stands, for who is on it. */
      way: WayFacts | null
      /** How often somebody had a talk with them this year. */
      talks: number
    },
    style: Style,
  ): Said {
    const attended =
      facts.expected === 0
        ? '今年还没有开过会'
        : `今年应参加 ${facts.expected} 次，参加 ${facts.present}${facts.leave > 0 ? `，请假 ${facts.leave}` : ''}${facts.absent > 0 ? `，缺席 ${facts.absent}` : ''}`
    const months = (list: string[]) =>
      list
        .map((one) => `${one.startsWith(facts.year) ? '' : `${one.slice(0, 4)}年`}${Number(one.slice(5))}月`)
        .join('、')
    const dues = [
      ...(facts.duesPaidTo ? [`党费交到${months([facts.duesPaidTo])}`] : []),
      ...(facts.duesClaimed.length > 0 ? [`${months(facts.duesClaimed)}党费已报，等核对`] : []),
      ...(facts.duesDue ? [`${months([facts.duesDue])}党费还没有入账`] : []),
    ]
    const more = [
      ...(facts.talks > 0 ? [`谈心谈话 ${facts.talks} 次`] : []),
      ...(facts.way ? ownWay(facts.way, style) : []),
    ]
    const owed = [
      ...facts.owed.map((one) => `${one}要补课`),
      ...facts.duesOwed.map((one) => `${months([one])}党费没有入账`),
    ]
    return {
      text: `${[attended, ...dues, ...more].join('。')}。${owed.length > 0 ? `还欠：${owed.join('；')}。` : '没有欠的事。'}`,
    }
  },

  make_up_claimed(facts: { title: string }, _style: Style): Said {
    return { text: `好的，${facts.title}补课记下了，等书记核对。` }
  },
}
