/** What a kind of notice is about, in words for the operator. */
const words: Record<string, string> = {
  draft: '问书记怎么安排',
  announcement: '活动通知',
  moved: '改期通知',
  cancelled: '取消通知',
  day_before: '提醒答复',
  hour_before: '会前提醒',
  sign_in: '签到码',
  roll_check: '请书记点名',
  record_due: '催记录存档',
  summary: '答复汇总',
  leave_digest: '请假汇总',
  make_up_due: '提醒补课',
  dues_open: '开始收党费',
  dues_owed: '提醒交党费',
  dues_count: '党费进度',
  dues_check: '党费核对',
  dues_overdue: '党费过期',
  call_list: '电话名单',
  backlog: '没能按时发出的清单',
  unconfirmed: '问发出去没有',
  stranger: '答复没登记的人',
  newcomers: '核对群里的人',
  please_write: '请支委私聊一次',
}

export const kindWords = (kind: string): string => words[kind] ?? '答复'

/** "3 分钟前"; whole hours and days from there on. */
export function agoWords(ms: number): string {
  const minutes = Math.floor(ms / 60_000)
  if (minutes < 1) return '刚刚'
  if (minutes < 60) return `${minutes} 分钟前`
  const hours = Math.floor(minutes / 60)
  return hours < 48 ? `${hours} 小时前` : `${Math.floor(hours / 24)} 天前`
}
