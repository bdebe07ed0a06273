import type { AnswerTo } from '../heard.ts'

/** "1 重发" sends the doubtful message again, "2 已看到" settles it as sent. */
export const answerUnconfirmed: AnswerTo<'unconfirmed'> = async (act, { noticeId }, heard) => {
  const again = heard.choice === 1 || /^重发/.test(heard.text)
  const seen = heard.choice === 2 || /^(已)?(看到|收到|发出)/.test(heard.text)
  if (!again && !seen) return false
  const { count } = await act.tx.notice.updateMany({
    where: { id: noticeId, state: 'unconfirmed' },
    data: again ? { state: 'due', dueAt: act.now, urgent: true } : { state: 'sent', outcome: '本人确认已看到' },
  })
  if (count > 0)
    await act.audit({
      action: again ? 'resend' : 'confirm_sent',
      subject: { kind: 'notice', id: noticeId },
      before: { state: 'unconfirmed' },
      after: { state: again ? 'due' : 'sent' },
    })
  await act.reply('done', { text: again ? '好的，重发。' : '好的，记下了。' })
  return true
}
