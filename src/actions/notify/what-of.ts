import type { Notice } from '../../records/notices.ts'
import { isNoticeKind } from '../../talk/say.ts'
import type { Act } from '../act.ts'

/** What a message was about, in a word or two. */
export async function whatOf(act: Act, notice: Notice): Promise<string> {
  if (!isNoticeKind(notice.kind)) return '消息'
  if (notice.causeKind === 'activity') {
    const activity = await act.tx.activity.findUnique({
      where: { id: Number(notice.causeId) },
      select: { title: true },
    })
    return activity ? `${activity.title}${notice.kind === 'announcement' ? '通知' : '提醒'}` : '提醒'
  }
  return notice.causeKind === 'dues' ? '党费提醒' : '答复'
}
