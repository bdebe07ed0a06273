import { tally } from '../../life/meeting/roll.ts'
import { voteLines } from '../../life/meeting/vote-words.ts'
import { calledName } from '../../life/people/roster.ts'
import { type ActivityRow, placeOf, ruleOf } from '../../records/activities.ts'
import { activityRecord } from '../../records/activity-records.ts'
import { observersOf } from '../../records/contacts.ts'
import { dayInWords } from '../../time/days.ts'
import type { Act } from '../act.ts'
import { isCommittee } from '../activity/quorum.ts'
import { expectedRoll } from '../activity/standing.ts'
import { votesInRecord, votingOf } from './voting-record.ts'

/** The lines of a record as people read it. */
export async function recordLines(act: Act, activity: ActivityRow, branchId: number): Promise<string[]> {
  const record = await activityRecord(act.tx, activity.id, branchId)
  const roll = await expectedRoll(act, activity.id, branchId)
  const counts = tally(roll)
  const voting = await votingOf(act, activity, branchId)
  const votes = await votesInRecord(act, activity, branchId)
  const observers = await observersOf(act.tx, activity.id, branchId)
  const away = (attendance: 'leave' | 'absent') =>
    roll
      .filter((entry) => entry.attendance === attendance)
      .map((entry) => `${calledName(entry)}（${entry.reason ?? '原因未填'}）`)
      .join('、')
  return [
    `时间：${dayInWords(act.zone.day(activity.startsAt), act.today())}${act.zone.hour(activity.startsAt)}`,
    `地点：${placeOf(activity) ?? '未填'}`,
    `主持：${record?.host ?? '未填'}${record?.hostDelegated ? '（受书记委托）' : ''}  记录：${record?.recorder ?? '未填'}`,
    `应到 ${counts.expected}，实到 ${counts.present + counts.online}，请假 ${counts.leave}，缺席 ${counts.absent}`,
    ...(voting === null || ruleOf(activity).quorum === null
      ? []
      : [`${isCommittee(activity) ? '应到委员' : '应到会有表决权'} ${voting.base}，实到 ${voting.present ?? '未定'}`]),
    ...(counts.leave > 0 ? [`请假：${away('leave')}`] : []),
    ...(counts.absent > 0 ? [`缺席：${away('absent')}`] : []),
    ...(observers.length > 0 ? [`列席：${observers.map(calledName).join('、')}`] : []),
    ...(activity.topic ? [`主题：${activity.topic}`] : []),
    `内容：${record?.content ?? '未填'}`,
    ...(votes.length > 0 ? voteLines(votes).map((line) => `表决：${line}`) : record?.noVotes ? ['表决：无'] : []),
    ...(record?.decisions.length
      ? record.decisions.map(
          (one, index) =>
            `议定${index + 1}：${one.content}，${one.owner}${one.dueOn ? `，${dayInWords(one.dueOn, act.today())}前` : ''}`,
        )
      : [`议定：${record?.noDecisions ? '无' : '未填'}`]),
  ]
}
