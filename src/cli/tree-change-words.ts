import type { Ended } from '../actions/tree/dissolve.ts'
import type { MovedMembers } from '../actions/tree/move-members.ts'
import { roleWords } from '../life/people/roles.ts'
import type { Data } from './data.ts'
import { momentInWords } from './program-words.ts'

export const listed = (what: string, names: readonly string[]): string[] =>
  names.length === 0 ? [] : [`${what}：${names.join('、')}`]

export function movedInWords({ members, renamed, posts, openMonths }: MovedMembers, to: string): string[] {
  return [
    `${members} 人转到${to}，聊天账号、出勤和党费的记录都跟着本人，「我的」照样看得到`,
    ...(openMonths > 0 ? [`没交清、没核对的党费 ${openMonths} 笔，跟着本人转到${to}`] : []),
    ...listed(
      '和那边同名，改写成',
      renamed.map((one) => `${one.from} → ${one.to}`),
    ),
    ...listed(
      '不再担任的职务',
      posts.map(({ name, role }) => `${name}（${roleWords[role]}）`),
    ),
  ]
}

export function endedInWords(
  { cancelled, closedRecords, openRecords }: Omit<Ended, 'groups'>,
  name: string,
  data: Data,
) {
  return [
    ...listed(
      '取消还没开的活动',
      cancelled.map(
        ({ title, startsAt }) => `${title}（${momentInWords(startsAt, { ...data.setting, now: data.now })}）`,
      ),
    ),
    ...(openRecords > 0 ? [`注意：有 ${openRecords} 次活动的记录还没有存档，以后不能再补，最好先请书记存档`] : []),
    `${name}的 ${closedRecords} 份存档记录、考勤和党费台账都留着，照旧用 zhibu export 导出`,
  ]
}
