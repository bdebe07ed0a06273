import { typeset } from '../../base/text.ts'
import { calledName } from '../../life/people/roster.ts'
import { type ActivityRow, findActivity, keeperOf } from '../../records/activities.ts'
import { calledNameOf } from '../../records/members.ts'
import { type Officer, secretaryOf } from '../../records/organizations.ts'
import { findPeople } from '../../talk/people/names.ts'
import type { Act } from '../act.ts'
import type { AnswerTo } from '../heard.ts'
import { answerActivity } from './answer.ts'
import { isToldAlone, officerOf } from './audience.ts'

/** What the program may not decide goes to the secretary, in the member's own words; the answer comes back to the member. */
export async function passOn(act: Act, activity: ActivityRow | null, text: string): Promise<void> {
  if (act.actor.kind !== 'member' || act.inboundId === null) return
  const { id, branchId } = act.actor
  const secretary = activity
    ? await officerOf(act.tx, activity, keeperOf(activity, branchId))
    : await secretaryOf(act.tx, branchId)
  if (secretary?.memberId === id) return act.reply('done', { text: '这个要由您来定，我先不改动。' })
  if (!secretary) return act.reply('passed_on', { secretary: null })
  const said = typeset(text.slice(0, 100))
  await act.ask(
    'member_asked',
    { memberId: id, activityId: activity?.id ?? null, said },
    { memberId: secretary.memberId },
  )
  await act.tell({
    kind: 'member_said',
    facts: { name: await calledNameOf(act.tx, id), said },
    cause: { kind: 'inbound', id: act.inboundId },
    to: { kind: 'member', id: secretary.memberId },
    organizationId: branchId,
  })
  await act.reply('passed_on', { secretary: calledOfficer(secretary) })
}

/** 李建国书记, 孙悦组长; of a committee's officer the name. */
const calledOfficer = ({ name, role }: Officer): string =>
  `${name}${role === 'group_leader' ? '组长' : role === 'committee_officer' ? '' : '书记'}`

/** What the officer is called who decides for that activity. */
const titleFor = (activity: ActivityRow | null): string =>
  activity?.organization.kind === 'group' ? '组长' : activity && isToldAlone(activity) ? '' : '书记'

const online = /线上|视频|远程|云上|网上/

/** "1", "2 要表决，请回来", "同意周磊线上参加". What is allowed online is written down as well. */
export const answerMemberAsked: AnswerTo<'member_asked'> = async (act, { memberId, activityId, said }, heard) => {
  const yes = heard.choice === 1 || /^(同意|可以|行|好|没问题)/.test(heard.text)
  const no = heard.choice === 2 || /^(不同意|不可以|不行|不能)/.test(heard.text)
  if (!yes && !no) return false
  // "同意赵六" is about somebody else.
  if (findPeople(heard.text, heard.context.people).some(({ person }) => person && person.id !== memberId)) return false
  const member = await act.tx.member.findUnique({ where: { id: memberId } })
  if (!member || act.inboundId === null || act.actor.kind !== 'member') return false
  const reason = heard.choice === null ? null : typeset(heard.rest) || null
  const activity = activityId === null ? null : await findActivity(act.tx, activityId)
  await act.tell({
    kind: 'member_answered',
    facts: { said, who: `${act.actor.name}${titleFor(activity)}`, yes, reason },
    cause: { kind: 'inbound', id: act.inboundId },
    to: { kind: 'member', id: memberId },
    organizationId: member.branchId,
  })
  if (yes && activity && activity.state !== 'held' && online.test(said)) {
    await answerActivity(act, {
      activity,
      member: { id: memberId, name: calledName(member), branchId: member.branchId },
      reply: { kind: 'online' },
      text: heard.text,
    })
  } else await act.reply('done', { text: `好的，已转告${calledName(member)}。` })
  return true
}
