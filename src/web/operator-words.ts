import type { Capabilities } from '../chat/port.ts'

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

const abilities: Record<Exclude<keyof Capabilities, 'atOnce'>, string> = {
  hears: '听大家说话',
  readUnmentioned: '群里不 @ 它也听得到',
  writeFirst: '先给没找过它的人发私聊',
  mentionMember: '在群里 @ 到某个人',
  byPhone: '凭手机号 @ 人',
  mentionAll: '@ 所有人',
  buttons: '带按钮的卡片',
  updateCard: '点过以后改卡片',
  sendFile: '发照片和文件',
  stableIds: '人和群的编号不变',
}

/** What a platform can do and cannot, in the same order for each. */
export function abilityWords(capabilities: Capabilities): { can: string[]; cannot: string[] } {
  const words = (wanted: boolean) =>
    Object.entries(abilities).flatMap(([name, text]) => (Reflect.get(capabilities, name) === wanted ? [text] : []))
  return { can: words(true), cannot: words(false) }
}
