import type { Said, Style } from './style.ts'

/** On platforms that only hear mentions. */
const byMention = ({ mentionToReply, botName }: Style): string => (mentionToReply ? `发的时候请 @${botName}。` : '')

/** How things are done: what stands in a guide, with this branch's numbers. */
export const guideMessages = {
  guide(facts: { title: string; text: string; source: string; more: string[] }, style: Style): Said {
    const more = facts.more.map((heading) => `「${facts.title} ${heading}」`).join('、')
    return {
      text: [
        `${facts.title}：`,
        facts.text,
        `依据：${facts.source}。`,
        ...(more === '' ? [] : [`接着看，发${more}。${byMention(style)}`]),
      ].join('\n'),
    }
  },

  guide_section(facts: { title: string; heading: string; text: string }, _style: Style): Said {
    return { text: `${facts.title} · ${facts.heading}：\n${facts.text}` }
  },

  guide_list(facts: { titles: string[] }, style: Style): Said {
    return {
      text: `想知道哪件事怎么办，就直接问，如「党员大会怎么开」「换届要几个人到会」。${byMention(style)}\n可以问的有：${facts.titles.join('、')}。`,
    }
  },

  /** Two things were named at once. */
  guide_which(facts: { titles: string[] }, style: Style): Said {
    return {
      text: `您想先看哪一件？发${facts.titles.map((title) => `「流程 ${title}」`).join('或')}。${byMention(style)}`,
    }
  },
}
