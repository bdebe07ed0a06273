import { type ActivityFacts, announcementText } from './activity.ts'
import { choices, names, type Said, type Style } from './style.ts'

/** Where an announcement needs more than the nod of whoever was asked. */
export const approvalMessages = {
  secretary_only(facts: { secretary: string }, _style: Style): Said {
    return { text: `按上级的规定，通知要由书记${facts.secretary}确认，我等书记回复。` }
  },

  /** To the committee above: the secretary approved, do you agree? */
  approval_request(facts: ActivityFacts & { branch: string; secretary: string }, style: Style): Said {
    const { line, buttons } = choices(['同意', '不同意'], style)
    return {
      text: `${facts.branch}报来一份通知，${facts.secretary}已确认：「${announcementText(facts, style)}」\n回 ${line.replace('不同意。', '不同意（请写原因）。')}`,
      ...(buttons ? { buttons } : {}),
    }
  },

  approval_requested(facts: { officers: string[] }, _style: Style): Said {
    return { text: `好的，已报${names(facts.officers)}，同意后就按草稿发通知。` }
  },

  approval_reason(_facts: object, _style: Style): Said {
    return { text: '不同意的话，请写一句原因，我好转告书记，如「2 和全市会议冲突，请改期」。' }
  },

  /** To the secretary. */
  approval_decided(facts: ActivityFacts & { by: string; reason: string | null }, style: Style): Said {
    if (facts.reason === null) return { text: `${facts.title}的通知，${facts.by}同意了，按草稿发。` }
    const { line, buttons } = choices(['就这样发通知', '改时间', '改地点'], style)
    return {
      text: `${facts.title}的通知，${facts.by}没有同意：${facts.reason}。请改好再报：${line}`,
      ...(buttons ? { buttons } : {}),
    }
  },
}
