import type { AnswerTo } from './heard.ts'

/** "提醒没安排的" → 1 发, 2 不发: each secretary is written to privately, in the committee's name. */
export const answerRemind: AnswerTo<'remind'> = async (act, { memberIds, title, committee }, heard) => {
  if (heard.choice === 2 || /^不/.test(heard.text)) {
    await act.whisper('done', { text: '好的，不发。' })
    return true
  }
  if (heard.choice !== 1 && !/^(发|好|可以|对)/.test(heard.text)) return false
  for (const id of memberIds) {
    await act.tell({
      kind: 'arrange_please',
      facts: { title, committee },
      cause: { kind: 'inbound', id: act.inboundId ?? 0 },
      to: { kind: 'member', id },
    })
  }
  await act.audit({
    action: 'remind_branches',
    subject: { kind: 'members', id: memberIds.length },
    after: { memberIds, title },
  })
  await act.whisper('done', { text: `已私下提醒 ${memberIds.length} 位。` })
  return true
}
