import { choices, nearTime, type Said, type Style } from './style.ts'

/** Asking back, polite refusals, and what the bot says of itself. */
export const askingMessages = {
  which_person(facts: { raw: string; choices: string[]; sure: boolean }, style: Style): Said {
    const { line, buttons } = choices(facts.choices, style)
    return {
      text: facts.sure
        ? `叫「${facts.raw}」的有 ${facts.choices.length} 位：${line.replace('。', '')}。是哪一位？`
        : `「${facts.raw}」说的是哪一位？${line}`,
      ...(buttons ? { buttons } : {}),
    }
  },

  which_matter(facts: { choices: string[] }, style: Style): Said {
    const { line, buttons } = choices(facts.choices, style)
    return { text: `您说的是哪一件？${line}`, ...(buttons ? { buttons } : {}) }
  },

  /** The date was doubtful or impossible. */
  which_time(facts: { question: string }, _style: Style): Said {
    return { text: facts.question }
  },

  what_do_you_mean(facts: { hint: string | null }, _style: Style): Said {
    return { text: `我没听明白。${facts.hint ?? '回「帮助」看看我能做什么。'}` }
  },

  not_allowed(facts: { who: 'secretary' | 'committee' }, _style: Style): Said {
    return {
      text:
        facts.who === 'secretary'
          ? '这个要由书记、副书记来定。您有什么想法，我可以转告。'
          : '这个只有支委能查。您自己的情况，回「我的」就能看到。',
    }
  },

  stranger(_facts: object, style: Style): Said {
    return { text: `您好，我是${style.botName}。我还不认识您，请联系支部书记登记。` }
  },

  /** A question the bot may not decide. */
  passed_on(facts: { secretary: string | null }, _style: Style): Said {
    return { text: facts.secretary ? `已转告${facts.secretary}，等回复。` : '这个我定不了，请直接问书记。' }
  },

  /** The secretary's answer to it, to the member. */
  member_answered(facts: { said: string; who: string; yes: boolean; reason: string | null }, _style: Style): Said {
    return {
      text: `您问的「${facts.said}」，${facts.who}${facts.yes ? '同意了' : '没有同意'}${facts.reason ? `：${facts.reason}` : ''}。`,
    }
  },

  /** A send whose outcome is unknown. */
  unconfirmed(facts: { what: string; sentAt: string; where: string }, style: Style): Said {
    const { line, buttons } = choices(['重发', '已看到'], style)
    return {
      text: `${nearTime(facts.sentAt, style)}${facts.where}的「${facts.what}」，发送时断了，不知道发出去没有。请看一眼：${line}`,
      ...(buttons ? { buttons } : {}),
    }
  },

  done(facts: { text: string }, _style: Style): Said {
    return { text: facts.text }
  },

  help(facts: { text: string }, _style: Style): Said {
    return { text: facts.text }
  },
}
